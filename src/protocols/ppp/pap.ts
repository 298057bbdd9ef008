// The Password Authentication Protocol (RFC 1334 §2), both parts: the peer, which sends its name and password again and
// again until it is answered, and the authenticator, which waits and checks them against `username NAME password`.

import { PAP, withoutPassword, type PapPacket } from '../../wire/pap.ts';
import { PPP_PROTOCOL } from '../../wire/ppp.ts';
import { answerHeldChallenge } from './chap.ts';
import type { PeerVerdict } from './session-types.ts';
import { askVerdict, mayTryAgain, send, trace, unexpected, type LinkWork } from './state.ts';

type Request = Extract<PapPacket, { kind: 'AuthenticateRequest' }>;

const REFUSED = 'Authentication failure';

/** Takes a PAP packet; false when the link must be closed. */
export function receivePapPacket(work: LinkWork, octets: Uint8Array): boolean {
  const parsed = PAP.parse(octets);
  if (!parsed.ok) {
    unexpected(work, `malformed PAP packet: ${parsed.error.message}`);
    return true;
  }
  trace(work, { type: 'ppp.auth', direction: 'I', protocol: 'PAP', octets: withoutPassword(octets) });
  const packet = parsed.value;
  if (packet.kind === 'AuthenticateRequest') return receiveRequest(work, packet);
  receiveAnswer(work, packet.kind === 'AuthenticateAck', packet.identifier);
  return true;
}

/** RFC 1334 §2.2.1: each request has its own Identifier, repeated ones too. */
export function sendPapRequest(work: LinkWork): void {
  const { auth, policy } = work.session;
  if (policy.papSent === undefined) return;
  // An authenticator that has refused us, and has not hung up, may be told again.
  auth.refused = false;
  auth.papIdentifier = (auth.papIdentifier + 1) & 0xff;
  const { username, password } = policy.papSent;
  sendPap(work, { kind: 'AuthenticateRequest', identifier: auth.papIdentifier, peerId: username, password });
}

function receiveRequest(work: LinkWork, request: Request): boolean {
  const { auth, link, policy } = work.session;
  if (link.demanded !== 'pap') {
    unexpected(work, 'PAP Authenticate-Request, not negotiated');
    return true;
  }
  // §2.2.1: the answer may have been lost; a request after the decision gets the same answer.
  const { identifier, peerId: name, password } = request;
  if (auth.answer !== undefined) return sendAnswer(work, identifier, auth.answer);
  if (policy.asksVerdict === true) {
    askVerdict(work, { protocol: 'PAP', identifier, name }, { protocol: 'PAP', password });
    return true;
  }
  return answerRequest(work, { identifier, name }, judgePassword(policy.secrets.get(name), password));
}

/** What the password of that name says of the one that was sent; undefined is no name of ours. */
export function judgePassword(secret: string | undefined, password: string): PeerVerdict {
  if (secret === undefined) return { accepted: false, reason: 'unknown-name', message: REFUSED };
  return secret === password ? { accepted: true } : { accepted: false, reason: 'wrong-secret', message: REFUSED };
}

/** The peer hears what its request was worth; false when the link must be closed. */
export function answerRequest(work: LinkWork, { identifier, name }: { readonly identifier: number; readonly name: string }, verdict: PeerVerdict): boolean {
  const { auth } = work.session;
  auth.answer = { identifier, success: verdict.accepted, message: verdict.accepted ? '' : verdict.message };
  if (verdict.accepted) {
    auth.peerProven = true;
    auth.peerName = name;
    return sendAnswer(work, identifier, auth.answer);
  }
  const another = mayTryAgain(work, { protocol: 'PAP', reason: verdict.reason, name });
  sendAnswer(work, identifier, auth.answer);
  // The next request is judged again.
  if (another) auth.answer = undefined;
  return another;
}

function sendAnswer(work: LinkWork, identifier: number, { success, message }: { readonly success: boolean; readonly message: string }): boolean {
  sendPap(work, { kind: success ? 'AuthenticateAck' : 'AuthenticateNak', identifier, message });
  return success ? answerHeldChallenge(work) : false;
}

function receiveAnswer(work: LinkWork, success: boolean, identifier: number): void {
  const { auth, link } = work.session;
  if (link.peerDemand !== 'pap' || auth.selfProven || auth.refused || identifier !== auth.papIdentifier) {
    unexpected(work, `PAP Authenticate-${success ? 'Ack' : 'Nak'} to no request of ours`);
    return;
  }
  if (success) {
    auth.selfProven = true;
    return;
  }
  auth.refused = true;
  work.session.closeReason = 'authentication refused by the peer';
  trace(work, { type: 'ppp.authFailed', protocol: 'PAP', side: 'peer', reason: 'refused-by-peer', name: '' });
}

function sendPap(work: LinkWork, packet: PapPacket): void {
  const octets = PAP.serialize(packet);
  trace(work, { type: 'ppp.auth', direction: 'O', protocol: 'PAP', octets: withoutPassword(octets) });
  send(work, { protocol: PPP_PROTOCOL.pap, information: octets });
}
