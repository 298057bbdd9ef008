// The TACACS+ server of the lab (RFC 8907) on one TCP connection: dialogues for logins and enable, PAP and either CHAP in one exchange,
// authorization from the users' profiles, and accounting. Several sessions may share the connection where the client offers
// it. A body that makes no sense with the client's key is answered with an error, as its sender can make no sense of either.

import { concatOctets, equalOctets, octetsBetween, octetAt, toText } from '../../../base/octets.ts';
import type { Ipv4Address } from '../../../base/ipv4.ts';
import { readTacacsStream, TACACS, TACACS_FLAG, TACACS_TYPE, type TacacsPacket } from '../../../wire/tacacs.ts';
import {
  ACCT_FLAG, ACCT_REPLY, ACCT_REQUEST, ACCT_STATUS, AUTHEN_ACTION, AUTHEN_CONTINUE, AUTHEN_REPLY, AUTHEN_SERVICE, AUTHEN_START, AUTHEN_STATUS, AUTHEN_TYPE,
  AUTHOR_REQUEST, AUTHOR_RESPONSE, AUTHOR_STATUS, CONTINUE_FLAG_ABORT, REPLY_FLAG_NO_ECHO, type AuthenStart,
} from '../../../wire/tacacs-bodies.ts';
import { MS_CHAP_CHALLENGE_OCTETS, MS_CHAP_RESPONSE_OCTETS, provesMsChap } from '../../ms-chap-proof.ts';
import { chapResponse } from '../radius/secret.ts';
import { pairText, parsePair, shownPair } from '../pairs.ts';
import { openPacket, sealPacket } from '../tacacs/pad.ts';
import { authorize } from './tacacs-authorize.ts';
import { keyFor, refusal, type AaaServerTrace, type ServedPlan } from './types.ts';

export interface TacacsServerState {
  readonly plan: ServedPlan;
  readonly client: Ipv4Address;
  /** Received, and no whole packet yet. */
  readonly held: Uint8Array;
  /** Dialogues that go on, by their number. */
  readonly dialogues: ReadonlyMap<number, Dialogue>;
}

interface Dialogue {
  readonly start: AuthenStart;
  readonly user: string;
  readonly waits: 'user' | 'password';
  readonly sequence: number;
}

export interface TacacsServerOutcome {
  readonly send: readonly Uint8Array[];
  readonly log: readonly AaaServerTrace[];
  /** The connection is of no use any more. */
  readonly close: boolean;
}

const NO_OCTETS = new Uint8Array(0);
/** As tac_plus asks. */
const USERNAME_PROMPT = '\nUser Access Verification\n\nUsername: ';
const PASSWORD_PROMPT = 'Password: ';
const WRONG_KEY = 'Illegal packet (check keys)';
const DIALOGUES_KEPT = 64;
const CHAP_RESPONSE_OCTETS = 16;

export function createTacacsServer(plan: ServedPlan, client: Ipv4Address): TacacsServerState {
  return { plan, client, held: NO_OCTETS, dialogues: new Map() };
}

export function serve(state: TacacsServerState, octets: Uint8Array): readonly [TacacsServerState, TacacsServerOutcome] {
  const key = keyFor(state.plan, state.client);
  const drop = (why: 'unknown-client' | 'malformed'): readonly [TacacsServerState, TacacsServerOutcome] => [
    state,
    { send: [], log: [{ type: 'aaaServer.dropped', protocol: 'tacacs+', client: state.client, why }], close: true },
  ];
  if (key === undefined) return drop('unknown-client');
  const stream = readTacacsStream(concatOctets(state.held, octets));
  if (stream === undefined) return drop('malformed');
  const turn: Turn = { state: { ...state, held: stream.rest }, key, send: [], log: [], close: false };
  for (const packet of stream.packets) answer(turn, packet);
  return [turn.state, { send: turn.send, log: turn.log, close: turn.close }];
}

interface Turn {
  state: TacacsServerState;
  readonly key: string;
  readonly send: Uint8Array[];
  readonly log: AaaServerTrace[];
  close: boolean;
}

function answer(turn: Turn, packet: TacacsPacket): void {
  const body = openPacket(packet, turn.key);
  const understood = body !== undefined && (packet.type === TACACS_TYPE.authentication ? authenticate(turn, packet, body) : packet.type === TACACS_TYPE.authorization ? authorized(turn, packet, body) : account(turn, packet, body));
  if (understood) return;
  turn.log.push({ type: 'aaaServer.dropped', protocol: 'tacacs+', client: turn.state.client, why: 'wrong-secret' });
  reply(turn, packet, errorBody(packet.type));
  turn.close = true;
}

function errorBody(type: number): Uint8Array {
  if (type === TACACS_TYPE.authorization) return AUTHOR_RESPONSE.serialize({ status: AUTHOR_STATUS.error, message: WRONG_KEY, data: '', arguments: [] });
  if (type === TACACS_TYPE.accounting) return ACCT_REPLY.serialize({ status: ACCT_STATUS.error, message: WRONG_KEY, data: '' });
  return AUTHEN_REPLY.serialize({ status: AUTHEN_STATUS.error, flags: 0, message: WRONG_KEY, data: NO_OCTETS });
}

/** RFC 8907 §4.1: a reply has the session, type and version of what it answers, and the next number. */
function reply(turn: Turn, { type, minorVersion, sequence, sessionId, flags }: TacacsPacket, body: Uint8Array): void {
  const sealed = sealPacket({ type, minorVersion, sessionId, sequence: (sequence + 1) & 0xff, flags: flags & TACACS_FLAG.singleConnection }, body, turn.key);
  turn.send.push(TACACS.serialize(sealed));
}

// ---- authentication

function authenticate(turn: Turn, packet: TacacsPacket, body: Uint8Array): boolean {
  if (packet.sequence === 1) {
    const parsed = AUTHEN_START.parse(body);
    if (parsed.ok) begin(turn, packet, parsed.value);
    return parsed.ok;
  }
  const parsed = AUTHEN_CONTINUE.parse(body);
  if (!parsed.ok) return false;
  const dialogue = turn.state.dialogues.get(packet.sessionId);
  // Nobody knows of it, or it is out of turn: that is its sender's mistake, and none of keys.
  if (dialogue === undefined || packet.sequence !== dialogue.sequence + 1) {
    status(turn, packet, AUTHEN_STATUS.error);
    return true;
  }
  forget(turn, packet.sessionId);
  // RFC 8907 §5.4.3: whoever gave up is not answered.
  if ((parsed.value.flags & CONTINUE_FLAG_ABORT) !== 0) return true;
  if (dialogue.waits === 'user') askPassword(turn, packet, { ...dialogue, user: parsed.value.message });
  else {
    const way = dialogue.start.service === AUTHEN_SERVICE.enable ? 'enable' : 'login';
    verdict(turn, packet, dialogue.start, dialogue.user, way, (password) => password === parsed.value.message);
  }
  return true;
}

function begin(turn: Turn, packet: TacacsPacket, start: AuthenStart): void {
  const { action, authenType, user, data } = start;
  if (action !== AUTHEN_ACTION.login) return status(turn, packet, AUTHEN_STATUS.error);
  switch (authenType) {
    case AUTHEN_TYPE.ascii: {
      const dialogue: Dialogue = { start, user, waits: 'user', sequence: packet.sequence };
      if (user !== '') return askPassword(turn, packet, dialogue);
      remember(turn, packet, dialogue);
      return reply(turn, packet, AUTHEN_REPLY.serialize({ status: AUTHEN_STATUS.getUser, flags: 0, message: USERNAME_PROMPT, data: NO_OCTETS }));
    }
    case AUTHEN_TYPE.pap:
      return verdict(turn, packet, start, user, 'pap', (password) => password === toText(data));
    case AUTHEN_TYPE.chap: {
      const challenge = octetsBetween(data, 1, data.length - CHAP_RESPONSE_OCTETS);
      const response = octetsBetween(data, data.length - CHAP_RESPONSE_OCTETS);
      return verdict(turn, packet, start, user, 'chap', (password) => data.length > CHAP_RESPONSE_OCTETS && equalOctets(chapResponse(octetAt(data, 0), password, challenge), Uint8Array.from(response)));
    }
    case AUTHEN_TYPE['ms-chap']: {
      const [challenge, response] = [octetsBetween(data, 1, data.length - MS_CHAP_RESPONSE_OCTETS), octetsBetween(data, data.length - MS_CHAP_RESPONSE_OCTETS)];
      return verdict(turn, packet, start, user, 'ms-chap', (password) => challenge.length === MS_CHAP_CHALLENGE_OCTETS && provesMsChap(password, challenge, response));
    }
    default:
      return status(turn, packet, AUTHEN_STATUS.error);
  }
}

function askPassword(turn: Turn, packet: TacacsPacket, dialogue: Dialogue): void {
  remember(turn, packet, { ...dialogue, waits: 'password' });
  reply(turn, packet, AUTHEN_REPLY.serialize({ status: AUTHEN_STATUS.getPass, flags: REPLY_FLAG_NO_ECHO, message: PASSWORD_PROMPT, data: NO_OCTETS }));
}

function verdict(turn: Turn, packet: TacacsPacket, { port, remoteAddress: remote }: AuthenStart, user: string, how: 'pap' | 'chap' | 'ms-chap' | 'login' | 'enable', isRight: (password: string) => boolean): void {
  const because = refusal(turn.state.plan, user, how, isRight);
  const accepted = because === undefined;
  turn.log.push({
    type: 'aaaServer.authenticated', protocol: 'tacacs+', client: turn.state.client, user, how, port, remote, accepted, ...(because === undefined ? {} : { because }),
  });
  status(turn, packet, accepted ? AUTHEN_STATUS.pass : AUTHEN_STATUS.fail);
}

function status(turn: Turn, packet: TacacsPacket, code: number): void {
  reply(turn, packet, AUTHEN_REPLY.serialize({ status: code, flags: 0, message: '', data: NO_OCTETS }));
}

/** It goes on with the packet after the reply that is about to be sent. */
function remember(turn: Turn, { sessionId, sequence }: TacacsPacket, dialogue: Dialogue): void {
  const dialogues = new Map([...turn.state.dialogues].slice(-DIALOGUES_KEPT)).set(sessionId, { ...dialogue, sequence: sequence + 1 });
  turn.state = { ...turn.state, dialogues };
}

function forget(turn: Turn, sessionId: number): void {
  const dialogues = new Map(turn.state.dialogues);
  dialogues.delete(sessionId);
  turn.state = { ...turn.state, dialogues };
}

// ---- authorization and accounting

function authorized(turn: Turn, packet: TacacsPacket, body: Uint8Array): boolean {
  const parsed = AUTHOR_REQUEST.parse(body);
  if (!parsed.ok) return false;
  const { user, arguments: asked } = parsed.value;
  const answered = authorize(turn.state.plan.users.get(user), asked);
  const accepted = answered.status !== AUTHOR_STATUS.fail;
  const { service, pairs } = answered;
  turn.log.push({ type: 'aaaServer.authorized', protocol: 'tacacs+', client: turn.state.client, user, service, accepted, pairs: pairs.map(shownPair) });
  reply(turn, packet, AUTHOR_RESPONSE.serialize({ status: answered.status, message: '', data: '', arguments: pairs.map(pairText) }));
  return true;
}

function account(turn: Turn, packet: TacacsPacket, body: Uint8Array): boolean {
  const parsed = ACCT_REQUEST.parse(body);
  if (!parsed.ok) return false;
  const { user, flags, port, remoteAddress, arguments: texts } = parsed.value;
  const pairs = texts.flatMap((text) => parsePair(text) ?? []).map(shownPair);
  const record = (flags & ACCT_FLAG.stop) !== 0 ? 'stop' : (flags & ACCT_FLAG.watchdog) !== 0 ? 'update' : 'start';
  turn.log.push({
    type: 'aaaServer.recorded',
    protocol: 'tacacs+',
    client: turn.state.client,
    user,
    record,
    session: pairs.find(({ name }) => name === 'task_id')?.value ?? '',
    fields: [['port', port], ['rem_addr', remoteAddress], ...pairs.map(({ name, value }) => [name, value] as const)],
  });
  reply(turn, packet, ACCT_REPLY.serialize({ status: ACCT_STATUS.success, message: '', data: '' }));
  return true;
}
