// The Challenge Handshake Authentication Protocol with MD5 (RFC 1994), both parts: the authenticator, which challenges and
// checks, and its peer, which answers. Secrets come from `username NAME password`; the texts of a Failure are IOS's. The
// called side of a call may hold its answer until the caller has proved itself (CHAP wait). No re-challenge is sent in
// the network phase, but one that comes is answered.

import { md5 } from '@noble/hashes/legacy.js';
import { equalOctets, setUint32 } from '../../base/octets.ts';
import { CHAP, type ChapPacket } from '../../wire/chap.ts';
import { PPP_PROTOCOL } from '../../wire/ppp.ts';
import { setText } from '../../wire/text.ts';
import type { PeerVerdict } from './session-types.ts';
import { askVerdict, draw, mayTryAgain, send, startTimer, trace, unexpected, type LinkWork } from './state.ts';

type Challenge = Extract<ChapPacket, { kind: 'Challenge' }>;
type Response = Extract<ChapPacket, { kind: 'Response' }>;

const CHALLENGE_LENGTH_OCTETS = 16;
const UNKNOWN_NAME = 'Authentication failure';
/** Making a hasher takes longer than the hash of so few octets: one is made ready again each time. */
const FRESH = md5.create();
const HASHER = md5.create();
const WRONG_SECRET = 'MD/DES compare failed';

/** Takes a CHAP packet; false when the link must be closed. */
export function receiveChapPacket(work: LinkWork, octets: Uint8Array): boolean {
  const parsed = CHAP.parse(octets);
  if (!parsed.ok) {
    unexpected(work, `malformed CHAP packet: ${parsed.error.message}`);
    return true;
  }
  trace(work, { type: 'ppp.auth', direction: 'I', protocol: 'CHAP', octets });
  const packet = parsed.value;
  switch (packet.kind) {
    case 'Challenge':
      return receiveChallenge(work, packet);
    case 'Response':
      return receiveResponse(work, packet);
    case 'Success':
    case 'Failure':
      receiveAnswer(work, packet.kind === 'Success', packet.identifier);
      return true;
  }
}

/** A new challenge: each has its own Identifier and value, repeated ones too (RFC 1994 §4.1). */
export function sendChallenge(work: LinkWork): void {
  const { auth, policy } = work.session;
  const value = new Uint8Array(CHALLENGE_LENGTH_OCTETS);
  for (let offset = 0; offset < value.length; offset += 4) setUint32(value, offset, draw(work));
  auth.challengeIdentifier = (auth.challengeIdentifier + 1) & 0xff;
  auth.challenge = value;
  sendChap(work, CHAP.serialize({ kind: 'Challenge', identifier: auth.challengeIdentifier, value, name: policy.chapName }));
}

/** RFC 1994 §4.2: the Success may have been lost, so the Response is sent again until something comes back. */
export function repeatResponse(work: LinkWork): void {
  const { response } = work.session.auth;
  if (response !== undefined) sendChap(work, response);
}

/** The caller has proved itself, by CHAP or PAP: its challenge is answered now, if it sent one. */
export function answerHeldChallenge(work: LinkWork): boolean {
  const { held } = work.session.auth;
  return held === undefined || answerChallenge(work, held);
}

/** RFC 1994 §4.1: the MD5 hash of Identifier, secret and challenge. */
export function chapHash(identifier: number, secret: string, challenge: Uint8Array): Uint8Array {
  const hashed = new Uint8Array(1 + secret.length + challenge.length);
  hashed[0] = identifier;
  setText(hashed, 1, secret, secret.length);
  hashed.set(challenge, 1 + secret.length);
  return FRESH._cloneInto(HASHER).update(hashed).digest();
}

function receiveChallenge(work: LinkWork, challenge: Challenge): boolean {
  const { auth, link, policy } = work.session;
  if (link.peerDemand !== 'chap') {
    unexpected(work, 'CHAP Challenge, not negotiated');
    return true;
  }
  // RFC 1994 §2.3: our own challenge sent back to us by someone who would use our answer as theirs.
  if (challenge.name === policy.chapName) {
    trace(work, { type: 'ppp.authFailed', protocol: 'CHAP', side: 'peer', reason: 'own-name', name: challenge.name });
    return true;
  }
  auth.challengerName = challenge.name;
  if (auth.refused) {
    // It lets us try again, and knows how often.
    auth.refused = false;
    work.session.closeReason = undefined;
    startTimer(work, 'authentication', policy.timers.authenticationMs);
  }
  const waits = policy.chapWait && !policy.outgoing && !auth.peerProven;
  if (waits) {
    auth.held = challenge;
    return true;
  }
  return answerChallenge(work, challenge);
}

function answerChallenge(work: LinkWork, challenge: NonNullable<LinkWork['session']['auth']['held']>): boolean {
  const { auth, policy } = work.session;
  auth.held = undefined;
  const secret = policy.secrets.get(challenge.name) ?? policy.chapPassword;
  if (secret === undefined) {
    trace(work, { type: 'ppp.authFailed', protocol: 'CHAP', side: 'peer', reason: 'no-secret-for-peer', name: challenge.name });
    // Nothing to answer with, and the challenger would only repeat itself: the link is closed from here.
    work.session.closeReason = 'no secret for the peer';
    return false;
  }
  const value = chapHash(challenge.identifier, secret, challenge.value);
  auth.responseIdentifier = challenge.identifier;
  auth.response = CHAP.serialize({ kind: 'Response', identifier: challenge.identifier, value, name: policy.chapName });
  sendChap(work, auth.response);
  return true;
}

function receiveResponse(work: LinkWork, response: Response): boolean {
  const { auth, link, policy } = work.session;
  // RFC 1994 §4.2: a repeated Response, in whatever phase, gets the answer that it got before, and is not looked at.
  if (link.demanded === 'chap' && auth.answer?.identifier === response.identifier) {
    sendAnswer(work, auth.answer);
    return true;
  }
  if (auth.pending !== undefined) {
    unexpected(work, 'CHAP: Ignoring Additional Response');
    return true;
  }
  if (link.demanded !== 'chap' || auth.peerProven || auth.challenge === undefined || response.identifier !== auth.challengeIdentifier) {
    unexpected(work, 'CHAP Response to no challenge of ours');
    return true;
  }
  const { identifier, value, name } = response;
  if (policy.asksVerdict === true) {
    askVerdict(work, { protocol: 'CHAP', identifier, name }, { protocol: 'CHAP', identifier, challenge: auth.challenge, response: value });
    return true;
  }
  const secret = policy.secrets.get(name);
  return answerResponse(work, response, judgeResponse(secret, identifier, auth.challenge, value));
}

/** What the secret of that name says of a Response; undefined is no name of ours. */
export function judgeResponse(secret: string | undefined, identifier: number, challenge: Uint8Array, response: Uint8Array): PeerVerdict {
  if (secret === undefined) return { accepted: false, reason: 'unknown-name', message: UNKNOWN_NAME };
  if (equalOctets(chapHash(identifier, secret, challenge), response)) return { accepted: true };
  return { accepted: false, reason: 'wrong-secret', message: WRONG_SECRET };
}

/** The peer hears what its Response was worth; false when the link must be closed. */
export function answerResponse(work: LinkWork, { identifier, name }: Pick<Response, 'identifier' | 'name'>, verdict: PeerVerdict): boolean {
  const { auth } = work.session;
  auth.answer = { identifier, success: verdict.accepted, message: verdict.accepted ? '' : verdict.message };
  const another = !verdict.accepted && mayTryAgain(work, { protocol: 'CHAP', reason: verdict.reason, name });
  sendAnswer(work, auth.answer);
  if (!verdict.accepted) {
    if (another) sendChallenge(work);
    return another;
  }
  auth.peerProven = true;
  auth.peerName = name;
  return answerHeldChallenge(work);
}

function receiveAnswer(work: LinkWork, success: boolean, identifier: number): void {
  const { auth } = work.session;
  if (auth.response === undefined || identifier !== auth.responseIdentifier) {
    unexpected(work, `CHAP ${success ? 'Success' : 'Failure'} to no Response of ours`);
    return;
  }
  auth.response = undefined;
  auth.responseIdentifier = -1;
  if (success) {
    auth.selfProven = true;
    return;
  }
  // RFC 1994 §4.3: the authenticator terminates the link; if it does not, the authentication timer does.
  auth.refused = true;
  work.session.closeReason = 'authentication refused by the peer';
  trace(work, { type: 'ppp.authFailed', protocol: 'CHAP', side: 'peer', reason: 'refused-by-peer', name: auth.challengerName });
}

function sendAnswer(work: LinkWork, answer: NonNullable<LinkWork['session']['auth']['answer']>): void {
  const kind = answer.success ? 'Success' : 'Failure';
  sendChap(work, CHAP.serialize({ kind, identifier: answer.identifier, message: answer.message }));
}

function sendChap(work: LinkWork, octets: Uint8Array): void {
  trace(work, { type: 'ppp.auth', direction: 'O', protocol: 'CHAP', octets });
  send(work, { protocol: PPP_PROTOCOL.chap, information: octets });
}
