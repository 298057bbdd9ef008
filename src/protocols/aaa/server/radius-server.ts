// The RADIUS server of the lab (RFC 2865 §2, RFC 2866 §2): it answers Access-Requests by PAP and either CHAP from its users, takes
// accounting records, and drops what is not from a client or not signed as its secret has it. What it answered lately it
// answers again with the same octets, since requests are repeated where replies are lost. No proxying, no challenges, no EAP.

import { equalOctets, toText } from '../../../base/octets.ts';
import { formatIpv4, type Ipv4Address } from '../../../base/ipv4.ts';
import { RADIUS, RADIUS_CODE, type RadiusAttribute, type RadiusPacket } from '../../../wire/radius.ts';
import {
  ACCT_STATUS_TYPE, addressOf, attributeOf, chapPasswordOf, integerOf, msChapOf, RADIUS_ATTRIBUTE, SERVICE_TYPE, textOf,
} from '../../../wire/radius-attributes.ts';
import { provesMsChap } from '../../ms-chap-proof.ts';
import { attributeTexts } from '../radius/attribute-text.ts';
import { chapResponse, isMessageAuthentic, isSignedAccounting, messageAuthenticator, revealPassword, signReply } from '../radius/secret.ts';
import { keyFor, refusal, type AaaServerTrace, type ServedPlan } from './types.ts';

const A = RADIUS_ATTRIBUTE;

export interface RadiusServerState {
  readonly plan: ServedPlan;
  /** The newest last. */
  readonly answered: readonly Answered[];
}

interface Answered {
  readonly from: Ipv4Address;
  readonly fromPort: number;
  readonly request: Uint8Array;
  readonly reply: Uint8Array;
  readonly at: number;
}

export interface RadiusServerEvent {
  readonly from: Ipv4Address;
  readonly fromPort: number;
  readonly octets: Uint8Array;
  readonly now: number;
}

export interface RadiusServerOutcome {
  readonly reply?: Uint8Array;
  readonly log: AaaServerTrace;
}

/** A repeated request comes within this time (RFC 5080 §2.2.2: some seconds). */
const REPEATS_WITHIN_MS = 30_000;
const ANSWERS_KEPT = 64;

export function createRadiusServer(plan: ServedPlan): RadiusServerState {
  return { plan, answered: [] };
}

export function serve(state: RadiusServerState, event: RadiusServerEvent): readonly [RadiusServerState, RadiusServerOutcome] {
  const { from, fromPort, octets, now } = event;
  const drop = (why: 'unknown-client' | 'wrong-secret' | 'malformed'): readonly [RadiusServerState, RadiusServerOutcome] => [
    state,
    { log: { type: 'aaaServer.dropped', protocol: 'radius', client: from, why } },
  ];
  const key = keyFor(state.plan, from);
  if (key === undefined) return drop('unknown-client');
  const parsed = RADIUS.parse(octets);
  if (!parsed.ok) return drop('malformed');
  const before = state.answered.find((known) => known.from === from && known.fromPort === fromPort && now - known.at <= REPEATS_WITHIN_MS && equalOctets(known.request, octets));
  if (before !== undefined) return [state, { reply: before.reply, log: { type: 'aaaServer.dropped', protocol: 'radius', client: from, why: 'repeated' } }];
  const request = parsed.value;
  const answer = request.code === RADIUS_CODE.accessRequest ? access(state.plan, request, from, key) : request.code === RADIUS_CODE.accountingRequest ? account(request, octets, from, key) : 'malformed';
  if (typeof answer === 'string') return drop(answer);
  const reply = RADIUS.serialize(answer.reply);
  const answered = [...state.answered, { from, fromPort, request: octets.slice(), reply, at: now }].slice(-ANSWERS_KEPT);
  return [{ ...state, answered }, { reply, log: answer.log }];
}

interface Answer {
  readonly reply: RadiusPacket;
  readonly log: AaaServerTrace;
}

function access(plan: ServedPlan, request: RadiusPacket, client: Ipv4Address, key: string): Answer | 'malformed' | 'wrong-secret' {
  if (!isMessageAuthentic(request, key)) return 'wrong-secret';
  const user = textOf(request, A.userName);
  if (user === undefined) return 'malformed';
  const chap = chapPasswordOf(request);
  const microsoft = msChapOf(request);
  const hidden = attributeOf(request, A.userPassword);
  if (chap === undefined && microsoft === undefined && hidden === undefined) return 'malformed';
  const how = chap !== undefined ? 'chap' : microsoft !== undefined ? 'ms-chap' : wayOf(request);
  const challenge = attributeOf(request, A.chapChallenge) ?? request.authenticator;
  const typed = hidden === undefined ? undefined : revealPassword(hidden, key, request.authenticator);
  const because = refusal(plan, user, how, (password) => {
    if (chap !== undefined) return equalOctets(chapResponse(chap.identifier, password, challenge), chap.response);
    return microsoft === undefined ? typed === password : provesMsChap(password, microsoft.challenge, microsoft.response);
  });
  const accepted = because === undefined;
  const code = accepted ? RADIUS_CODE.accessAccept : RADIUS_CODE.accessReject;
  const attributes = [...(accepted ? (plan.users.get(user)?.radius ?? []) : []), ...proxyStates(request)];
  return {
    reply: sign(request, code, attributes, key),
    log: {
      type: 'aaaServer.authenticated', protocol: 'radius', client, user, how, port: portText(request), remote: textOf(request, A.callingStationId) ?? '', accepted,
      ...(because === undefined ? {} : { because }),
    },
  };
}

/** PAP on a link, and words typed at a terminal, differ by what service is asked for. */
function wayOf(request: RadiusPacket): 'pap' | 'login' | 'enable' {
  const service = integerOf(request, A.serviceType);
  if (service === SERVICE_TYPE.administrative) return 'enable';
  return service === SERVICE_TYPE.framed || service === SERVICE_TYPE.callbackFramed || integerOf(request, A.framedProtocol) !== undefined ? 'pap' : 'login';
}

function account(request: RadiusPacket, octets: Uint8Array, client: Ipv4Address, key: string): Answer | 'malformed' | 'wrong-secret' {
  if (!isSignedAccounting(octets, key)) return 'wrong-secret';
  const record = recordOf(integerOf(request, A.acctStatusType));
  if (record === undefined) return 'malformed';
  const fields = attributeTexts(request.attributes).map(({ name, text }) => [name, text.replace(/^"(.*)"$/, '$1').replace(/ *\[\d+\]$/, '')] as const);
  return {
    reply: sign(request, RADIUS_CODE.accountingResponse, proxyStates(request), key),
    log: {
      type: 'aaaServer.recorded', protocol: 'radius', client, user: textOf(request, A.userName) ?? '', record, session: textOf(request, A.acctSessionId) ?? '', fields,
    },
  };
}

function recordOf(status: number | undefined): 'start' | 'update' | 'stop' | 'on' | 'off' | undefined {
  switch (status) {
    case ACCT_STATUS_TYPE.start:
      return 'start';
    case ACCT_STATUS_TYPE.stop:
      return 'stop';
    case ACCT_STATUS_TYPE.interim:
      return 'update';
    case ACCT_STATUS_TYPE.accountingOn:
      return 'on';
    case ACCT_STATUS_TYPE.accountingOff:
      return 'off';
    default:
      return undefined;
  }
}

/** RFC 2865 §5.33: they go back as they came. */
function proxyStates({ attributes }: RadiusPacket): readonly RadiusAttribute[] {
  return attributes.filter(({ type }) => type === A.proxyState);
}

/** RFC 3579 §3.2: whoever signs his question so is answered so. */
function sign(request: RadiusPacket, code: number, attributes: readonly RadiusAttribute[], key: string): RadiusPacket {
  const { identifier, authenticator } = request;
  const asks = attributeOf(request, A.messageAuthenticator) !== undefined && code !== RADIUS_CODE.accountingResponse;
  if (!asks) return signReply({ code, identifier, authenticator, attributes }, authenticator, key);
  const blank = { code, identifier, authenticator, attributes: [...attributes, { type: A.messageAuthenticator, value: new Uint8Array(16) }] };
  const value = messageAuthenticator(blank, key);
  return signReply({ ...blank, attributes: [...attributes, { type: A.messageAuthenticator, value }] }, authenticator, key);
}

function portText(request: RadiusPacket): string {
  const nas = addressOf(request, A.nasIpAddress);
  const identifier = attributeOf(request, A.nasIdentifier);
  const port = integerOf(request, A.nasPort);
  return [nas === undefined ? (identifier === undefined ? '' : toText(identifier)) : formatIpv4(nas), port === undefined ? '' : `port ${port}`].filter((part) => part !== '').join(' ');
}
