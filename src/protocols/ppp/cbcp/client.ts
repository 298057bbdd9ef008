// The calling end of CBCP ([MS-CBCP] 3.1), as a pure step, with the manners of a Windows client: an administrator's number
// is taken without a word, a number that the user may choose is asked for unless it is known, and where callback is not
// wanted the call goes on if the offer has that. The Response is repeated until it is acknowledged.

import { equalOctets } from '../../../base/octets.ts';
import { CBCP, CBCP_CODE, type CbcpOption } from '../../../wire/cbcp.ts';
import { CONTROL_PACKET } from '../../../wire/control-packet.ts';
import { CBCP_RESTART_MS, CBCP_TRANSMISSIONS } from '../timers.ts';
import { flawed } from './flaws.ts';
import { dropped, headOf, traceOf } from './packets.ts';
import type { CbcpAction, CbcpAnswer, CbcpChoice, CbcpClientEvent, CbcpFailure, CbcpFlaw, CbcpOffer, CbcpPreference } from './types.ts';

export const STATES = ['Closed', 'AwaitRequest', 'Asking', 'ResponseSent', 'Agreed', 'Failed'] as const;
export const EVENTS = ['open', 'packet', 'answer', 'timer', 'close'] as const satisfies readonly CbcpClientEvent['type'][];

export interface CbcpClient {
  readonly state: (typeof STATES)[number];
  readonly preference: CbcpPreference;
  readonly delaySeconds: number;
  readonly flaw: CbcpFlaw | undefined;
  /** The last Request: its identifier, and what it offers. */
  readonly identifier: number;
  readonly offer: CbcpOffer;
  readonly choice: CbcpChoice | undefined;
  readonly response: Uint8Array;
  /** Responses that may still be sent. */
  readonly remaining: number;
}

type Result = readonly [CbcpClient, readonly CbcpAction[]];

const NO_OCTETS = new Uint8Array(0);
const NO_OFFER: CbcpOffer = { none: false, user: false, administrator: false, numbers: [] };
const STOP_RESTART: CbcpAction = { type: 'stop', timer: 'cbcp-restart' };

export function createClient(): CbcpClient {
  return {
    state: 'Closed', preference: { kind: 'never' }, delaySeconds: 0, flaw: undefined, identifier: 0, offer: NO_OFFER, choice: undefined, response: NO_OCTETS, remaining: 0,
  };
}

export function step(client: CbcpClient, event: CbcpClientEvent): Result {
  const { state } = client;
  switch (event.type) {
    case 'open':
      if (state !== 'Closed') break;
      return [{ ...createClient(), state: 'AwaitRequest', preference: event.preference, delaySeconds: event.delaySeconds, flaw: event.flaw }, [awaitPeer()]];
    case 'packet':
      return receive(client, event.octets);
    case 'answer':
      if (state === 'Asking') return answered(client, event.answer);
      break;
    case 'timer':
      if (event.timer !== 'cbcp-restart') break;
      // [MS-CBCP] has no timer here; without one, a server that went silent would be waited for for ever.
      if (state === 'AwaitRequest') return fail(client, 'no-response', []);
      if (state === 'ResponseSent') return client.remaining > 0 ? send(client, []) : fail(client, 'no-response', []);
      break;
    case 'close':
      return [createClient(), state === 'AwaitRequest' || state === 'ResponseSent' ? [STOP_RESTART] : []];
  }
  return [client, []];
}

/** As long as a server asks. */
function awaitPeer(): CbcpAction {
  return { type: 'start', timer: 'cbcp-restart', ms: CBCP_RESTART_MS * CBCP_TRANSMISSIONS };
}

function receive(client: CbcpClient, octets: Uint8Array): Result {
  const { state } = client;
  const head = headOf(octets);
  const heard = traceOf('I', octets);
  const listens = state === 'AwaitRequest' || state === 'Asking' || state === 'ResponseSent';
  if (head?.code === CBCP_CODE.CallbackAck && state === 'ResponseSent') return receiveAck(client, octets, head.identifier);
  if (head?.code !== CBCP_CODE.CallbackRequest || !listens) return [client, [heard, dropped(head, state)]];
  const packet = CBCP.parse(octets);
  const stop = state === 'Asking' ? [] : [STOP_RESTART];
  if (!packet.ok) return fail(client, 'malformed', [...stop, heard]);
  const known: CbcpClient = { ...client, identifier: packet.value.identifier, offer: offerOf(packet.value.options) };
  // The user is thinking: the answer will be to this one.
  if (state === 'Asking') return [known, [heard]];
  if (state === 'ResponseSent' && client.choice !== undefined) return respond(known, client.choice, [...stop, heard]);
  return consider(known, [...stop, heard]);
}

function offerOf(options: readonly CbcpOption[]): CbcpOffer {
  return {
    none: options.some(({ kind }) => kind === 'none'),
    user: options.some(({ kind }) => kind === 'user'),
    administrator: options.some(({ kind }) => kind === 'administrator'),
    numbers: options.flatMap((option) => (option.kind === 'list' ? option.numbers : [])),
  };
}

function consider(client: CbcpClient, before: readonly CbcpAction[]): Result {
  const choice = chooseAlone(client);
  if (choice === undefined) return fail(client, 'nothing-suitable', before);
  if (choice !== 'ask') return respond(client, choice, before);
  const { numbers, none } = client.offer;
  return [{ ...client, state: 'Asking' }, [...before, { type: 'ask', numbers, mayDecline: none }]];
}

/** What needs no user; undefined when there is nothing that the user would take. */
function chooseAlone({ preference, offer, delaySeconds }: CbcpClient): CbcpChoice | 'ask' | undefined {
  if (preference.kind === 'never' && offer.none) return { kind: 'none' };
  if (preference.kind === 'always') {
    const { number } = preference;
    if (offer.user) return { kind: 'user', number, delaySeconds };
    if (offer.numbers.includes(number)) return { kind: 'list', number, delaySeconds };
  }
  if (preference.kind === 'ask' && (offer.user || offer.numbers.length > 0)) return 'ask';
  // It is the administrator's wish, whatever the user's.
  if (offer.administrator) return { kind: 'administrator', delaySeconds };
  if (preference.kind === 'always' && offer.numbers.length > 0) return 'ask';
  return offer.none ? { kind: 'none' } : undefined;
}

/** A number that the offer has no room for, as no number, falls back on what the server would do by itself. */
function answered(client: CbcpClient, answer: CbcpAnswer): Result {
  const { offer, delaySeconds } = client;
  if (answer.kind === 'cancel') return fail(client, 'cancelled', []);
  if (answer.kind === 'number' && answer.number !== '') {
    const { number } = answer;
    if (offer.numbers.includes(number)) return respond(client, { kind: 'list', number, delaySeconds }, []);
    if (offer.user) return respond(client, { kind: 'user', number, delaySeconds }, []);
  }
  if (offer.none) return respond(client, { kind: 'none' }, []);
  return offer.administrator ? respond(client, { kind: 'administrator', delaySeconds }, []) : fail(client, 'nothing-suitable', []);
}

function respond(client: CbcpClient, choice: CbcpChoice, before: readonly CbcpAction[]): Result {
  const option: CbcpOption = choice.kind === 'list' ? { kind: 'list', delaySeconds: choice.delaySeconds, numbers: [choice.number] } : choice;
  const right = CBCP.serialize({ kind: 'CallbackResponse', identifier: client.identifier, options: [option] });
  const response = client.flaw === undefined ? right : flawed(client.flaw, right, client);
  return send({ ...client, state: 'ResponseSent', choice, response, remaining: CBCP_TRANSMISSIONS }, before);
}

function send(client: CbcpClient, before: readonly CbcpAction[]): Result {
  const { response: octets, remaining } = client;
  const actions: CbcpAction[] = [...before, traceOf('O', octets), { type: 'send', octets }, { type: 'start', timer: 'cbcp-restart', ms: CBCP_RESTART_MS }];
  return [{ ...client, remaining: remaining - 1 }, actions];
}

/** 2.2.4.3: it must repeat our Response. One with another identifier is to an earlier one. */
function receiveAck(client: CbcpClient, octets: Uint8Array, identifier: number): Result {
  const { choice } = client;
  const heard = traceOf('I', octets);
  if (identifier !== client.identifier || choice === undefined) {
    return [client, [heard, dropped(headOf(octets), `our Response is ${client.identifier}`)]];
  }
  const ours = CONTROL_PACKET.parse(client.response);
  const theirs = CONTROL_PACKET.parse(octets);
  if (!ours.ok || !theirs.ok || !equalOctets(ours.value.data, theirs.value.data)) return fail(client, 'wrong-ack', [STOP_RESTART, heard]);
  const event = { type: 'ppp.cbcpAgreed', role: 'client', choice } as const;
  return [{ ...client, state: 'Agreed' }, [STOP_RESTART, heard, { type: 'trace', event }, { type: 'agreed', choice }]];
}

function fail(client: CbcpClient, because: CbcpFailure, before: readonly CbcpAction[]): Result {
  return [{ ...client, state: 'Failed' }, [...before, { type: 'trace', event: { type: 'ppp.cbcpFailed', role: 'client', because } }, { type: 'failed', because }]];
}
