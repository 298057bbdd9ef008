// The answering end of CBCP ([MS-CBCP] 3.2), as a pure step: it sends its Request, again and again until a Response comes,
// each with an identifier of its own; it takes a Response that fits the offer, and acknowledges it octet for octet. Then the
// caller has a while to close the link. A Response to another Request is dropped silently; one that cannot be ends it.

import { isDialString, LONGEST_DIAL_STRING } from '../../../base/dial-string.ts';
import { CBCP, CBCP_CODE, type CbcpOption } from '../../../wire/cbcp.ts';
import { CONTROL_PACKET } from '../../../wire/control-packet.ts';
import { CBCP_CLOSE_MS, CBCP_RESTART_MS, CBCP_TRANSMISSIONS } from '../timers.ts';
import { dropped, headOf, traceOf } from './packets.ts';
import type { CbcpAction, CbcpChoice, CbcpFailure, CbcpOffer, CbcpServerEvent } from './types.ts';

export const STATES = ['Closed', 'ReqSent', 'AckSent', 'Failed'] as const;
export const EVENTS = ['open', 'packet', 'timer', 'close'] as const satisfies readonly CbcpServerEvent['type'][];

export interface CbcpServer {
  readonly state: (typeof STATES)[number];
  readonly offer: CbcpOffer;
  /** Of the last Request; of the Response that was taken. */
  readonly identifier: number;
  /** Requests that may still be sent. */
  readonly remaining: number;
  /** The Ack, for a Response that comes again since it was lost. */
  readonly ack: Uint8Array;
  readonly choice: CbcpChoice | undefined;
}

type Result = readonly [CbcpServer, readonly CbcpAction[]];

const NO_OCTETS = new Uint8Array(0);
const STOP_RESTART: CbcpAction = { type: 'stop', timer: 'cbcp-restart' };
const STOP_CLOSE: CbcpAction = { type: 'stop', timer: 'cbcp-close' };

export function createServer(): CbcpServer {
  const offer = { none: false, user: false, administrator: false, numbers: [] };
  return { state: 'Closed', offer, identifier: 0, remaining: 0, ack: NO_OCTETS, choice: undefined };
}

export function step(server: CbcpServer, event: CbcpServerEvent): Result {
  switch (event.type) {
    case 'open':
      if (server.state !== 'Closed') break;
      return request({ ...server, offer: event.offer, state: 'ReqSent', remaining: CBCP_TRANSMISSIONS });
    case 'packet':
      return receive(server, event.octets);
    case 'timer':
      if (event.timer === 'cbcp-restart' && server.state === 'ReqSent') return server.remaining > 0 ? request(server) : fail(server, 'no-response');
      if (event.timer === 'cbcp-close' && server.state === 'AckSent') return [server, [{ type: 'overdue' }]];
      break;
    case 'close':
      return [{ ...server, state: 'Closed' }, running(server)];
  }
  return [server, []];
}

/** The timers that run in the state. */
function running({ state, choice }: CbcpServer): readonly CbcpAction[] {
  if (state === 'ReqSent') return [STOP_RESTART];
  return state === 'AckSent' && choice?.kind !== 'none' ? [STOP_CLOSE] : [];
}

/** 2.2.4.1: every Request has a new identifier, repeated ones too, the first being 1. */
function request(server: CbcpServer): Result {
  const identifier = (server.identifier + 1) & 0xff;
  const octets = CBCP.serialize({ kind: 'CallbackRequest', identifier, options: optionsOf(server.offer) });
  return [
    { ...server, identifier, remaining: server.remaining - 1 },
    [traceOf('O', octets), { type: 'send', octets }, { type: 'start', timer: 'cbcp-restart', ms: CBCP_RESTART_MS }],
  ];
}

/** Every kind that is possible. Type 2 stands last: pppd misreads what stands behind its address. */
function optionsOf({ none, user, administrator, numbers }: CbcpOffer): readonly CbcpOption[] {
  const options: CbcpOption[] = [];
  if (none) options.push({ kind: 'none' });
  if (administrator) options.push({ kind: 'administrator', delaySeconds: 0 });
  if (numbers.length > 0) options.push({ kind: 'list', delaySeconds: 0, numbers });
  if (user) options.push({ kind: 'user', delaySeconds: 0, number: '' });
  return options;
}

function receive(server: CbcpServer, octets: Uint8Array): Result {
  const { state, identifier } = server;
  const head = headOf(octets);
  if (head === undefined || head.code !== CBCP_CODE.CallbackResponse || (state !== 'ReqSent' && state !== 'AckSent')) {
    return [server, [traceOf('I', octets), dropped(head, state)]];
  }
  // 3.2.5.3: silently.
  if (head.identifier !== identifier) return [server, [traceOf('I', octets), dropped(head, `the last Request was ${identifier}`)]];
  // The Ack was lost; what was agreed stays.
  if (state === 'AckSent') return [server, [traceOf('I', octets), traceOf('O', server.ack), { type: 'send', octets: server.ack }]];
  const choice = judge(server.offer, octets);
  if (typeof choice === 'string') return fail(server, choice, octets);
  return acknowledge({ ...server, state: 'AckSent', choice }, octets, choice);
}

/** 2.2.4.3: the Response's option and identifier. */
function acknowledge(server: CbcpServer, response: Uint8Array, choice: CbcpChoice): Result {
  const packet = CONTROL_PACKET.parse(response);
  const data = packet.ok ? packet.value.data : NO_OCTETS;
  const ack = CONTROL_PACKET.serialize({ code: CBCP_CODE.CallbackAck, identifier: server.identifier, data });
  const actions: CbcpAction[] = [STOP_RESTART, traceOf('I', response), traceOf('O', ack), { type: 'send', octets: ack }];
  if (choice.kind !== 'none') actions.push({ type: 'start', timer: 'cbcp-close', ms: CBCP_CLOSE_MS });
  actions.push({ type: 'trace', event: { type: 'ppp.cbcpAgreed', role: 'server', choice } }, { type: 'agreed', choice });
  return [{ ...server, ack }, actions];
}

/** What the Response takes of the offer, or what is wrong with it. */
function judge(offer: CbcpOffer, octets: Uint8Array): CbcpChoice | CbcpFailure {
  const packet = CBCP.parse(octets);
  if (!packet.ok) return 'malformed';
  const [option, another] = packet.value.options;
  if (option === undefined || another !== undefined) return 'not-one-option';
  switch (option.kind) {
    case 'none':
      return offer.none ? option : 'not-offered';
    case 'administrator':
      return offer.administrator ? option : 'not-offered';
    case 'user':
      return offer.user ? (wrongNumber(option.number) ?? option) : 'not-offered';
    case 'list': {
      const [number, further] = option.numbers;
      if (offer.numbers.length === 0) return 'not-offered';
      if (number === undefined) return 'no-number';
      if (further !== undefined || !offer.numbers.includes(number)) return 'not-offered';
      return { kind: 'list', number, delaySeconds: option.delaySeconds };
    }
    default:
      return 'not-offered';
  }
}

function wrongNumber(number: string): CbcpFailure | undefined {
  if (number === '') return 'no-number';
  if (number.length > LONGEST_DIAL_STRING) return 'number-too-long';
  return isDialString(number) ? undefined : 'number-invalid';
}

function fail(server: CbcpServer, because: CbcpFailure, octets?: Uint8Array): Result {
  const heard = octets === undefined ? [] : [STOP_RESTART, traceOf('I', octets)];
  const actions: CbcpAction[] = [...heard, { type: 'trace', event: { type: 'ppp.cbcpFailed', role: 'server', because } }, { type: 'failed', because }];
  return [{ ...server, state: 'Failed' }, actions];
}
