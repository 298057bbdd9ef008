// The Challenge Handshake Authentication Protocol (RFC 1994), both parts: the authenticator, which challenges and checks, and
// its peer, which answers; with MD5, or as Microsoft has it (ms-chap.ts). Secrets come from `username NAME password`; the texts of a Failure are IOS's. The
// called side of a call may hold its answer until the caller has proved itself (CHAP wait). No re-challenge is sent in
// the network phase, but one that comes is answered.

import { md5 } from '@noble/hashes/legacy.js';
import { equalOctets, setUint32 } from '../../base/octets.ts';
import { CHAP, type ChapPacket } from '../../wire/chap.ts';
import { PPP_PROTOCOL } from '../../wire/ppp.ts';
import { setText } from '../../wire/text.ts';
import { MS_CHAP_CHALLENGE_OCTETS, msChapResponse, provesMsChap } from '../ms-chap-proof.ts';
import { authName } from './demands.ts';
import { failureMessage, retryChallenge } from './ms-chap.ts';
import type { AuthProtocol, PeerVerdict } from './session-types.ts';
import { askVerdict, draw, mayTryAgain, send, startTimer, trace, unexpected, type LinkWork } from './state.ts';

type Challenge = Extract<ChapPacket, { kind: 'Challenge' }>;
type Response = Extract<ChapPacket, { kind: 'Response' }>;
type Answer = Extract<ChapPacket, { kind: 'Success' | 'Failure' }>;

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
  const packet = parsed.value;
  const { demanded, peerDemand } = work.session.link;
  trace(work, { type: 'ppp.auth', direction: 'I', protocol: authName(packet.kind === 'Response' ? demanded : peerDemand), octets });
  switch (packet.kind) {
    case 'Challenge':
      return receiveChallenge(work, packet);
    case 'Response':
      return receiveResponse(work, packet);
    case 'Success':
    case 'Failure':
      receiveAnswer(work, packet.kind === 'Success', packet);
      return true;
  }
}

/** A new challenge: each has its own Identifier and value, repeated ones too (RFC 1994 §4.1). */
export function sendChallenge(work: LinkWork): void {
  const { auth, link, policy } = work.session;
  const value = drawChallenge(work);
  auth.challengeIdentifier = (auth.challengeIdentifier + 1) & 0xff;
  auth.challenge = value;
  sendChap(work, link.demanded, CHAP.serialize({ kind: 'Challenge', identifier: auth.challengeIdentifier, value, name: policy.chapName }));
}

function drawChallenge(work: LinkWork): Uint8Array {
  const value = new Uint8Array(work.session.link.demanded === 'ms-chap' ? MS_CHAP_CHALLENGE_OCTETS : CHALLENGE_LENGTH_OCTETS);
  for (let offset = 0; offset < value.length; offset += 4) setUint32(value, offset, draw(work));
  return value;
}

/** RFC 1994 §4.2: the Success may have been lost, so the Response is sent again until something comes back. */
export function repeatResponse(work: LinkWork): void {
  const { auth, link } = work.session;
  if (auth.response !== undefined) sendChap(work, link.peerDemand, auth.response);
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
  if (link.peerDemand !== 'chap' && link.peerDemand !== 'ms-chap') {
    unexpected(work, 'CHAP Challenge, not negotiated');
    return true;
  }
  if (link.peerDemand === 'ms-chap' && challenge.value.length !== MS_CHAP_CHALLENGE_OCTETS) {
    unexpected(work, `MS-CHAP Challenge of ${challenge.value.length} octets`);
    return true;
  }
  // RFC 1994 §2.3: our own challenge sent back to us by someone who would use our answer as theirs.
  if (challenge.name === policy.chapName) {
    trace(work, { type: 'ppp.authFailed', protocol: authName(link.peerDemand), side: 'peer', reason: 'own-name', name: challenge.name });
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
  const { auth, link, policy } = work.session;
  auth.held = undefined;
  const secret = policy.secrets.get(challenge.name) ?? policy.chapPassword;
  if (secret === undefined) {
    trace(work, { type: 'ppp.authFailed', protocol: authName(link.peerDemand), side: 'peer', reason: 'no-secret-for-peer', name: challenge.name });
    // Nothing to answer with, and the challenger would only repeat itself: the link is closed from here.
    work.session.closeReason = 'no secret for the peer';
    return false;
  }
  const { identifier } = challenge;
  const value = link.peerDemand === 'ms-chap' ? msChapResponse(secret, challenge.value) : chapHash(identifier, secret, challenge.value);
  auth.answered = challenge;
  auth.responseIdentifier = identifier;
  auth.response = CHAP.serialize({ kind: 'Response', identifier, value, name: policy.chapName });
  sendChap(work, link.peerDemand, auth.response);
  return true;
}

function receiveResponse(work: LinkWork, response: Response): boolean {
  const { auth, link, policy } = work.session;
  // RFC 1994 §4.2: a repeated Response, in whatever phase, gets the answer that it got before, and is not looked at.
  const demands = link.demanded === 'chap' || link.demanded === 'ms-chap';
  if (demands && auth.answer?.identifier === response.identifier) {
    sendAnswer(work, auth.answer);
    return true;
  }
  if (auth.pending !== undefined) {
    unexpected(work, 'CHAP: Ignoring Additional Response');
    return true;
  }
  if (!demands || auth.peerProven || auth.challenge === undefined || response.identifier !== auth.challengeIdentifier) {
    unexpected(work, 'CHAP Response to no challenge of ours');
    return true;
  }
  const { identifier, value, name } = response;
  if (policy.asksVerdict === true) {
    const protocol = link.demanded === 'ms-chap' ? 'MS-CHAP' : 'CHAP';
    askVerdict(work, { protocol, identifier, name }, { protocol, identifier, challenge: auth.challenge, response: value });
    return true;
  }
  const secret = policy.secrets.get(name);
  const judged = link.demanded === 'ms-chap' ? judgeMsChapResponse(secret, auth.challenge, value) : judgeResponse(secret, identifier, auth.challenge, value);
  return answerResponse(work, response, judged);
}

/** What the secret of that name says of a Response; undefined is no name of ours. */
export function judgeResponse(secret: string | undefined, identifier: number, challenge: Uint8Array, response: Uint8Array): PeerVerdict {
  if (secret === undefined) return { accepted: false, reason: 'unknown-name', message: UNKNOWN_NAME };
  if (equalOctets(chapHash(identifier, secret, challenge), response)) return { accepted: true };
  return { accepted: false, reason: 'wrong-secret', message: WRONG_SECRET };
}

/** The same of a Response of MS-CHAP's. */
export function judgeMsChapResponse(secret: string | undefined, challenge: Uint8Array, response: Uint8Array): PeerVerdict {
  if (secret === undefined) return { accepted: false, reason: 'unknown-name', message: UNKNOWN_NAME };
  return provesMsChap(secret, challenge, response) ? { accepted: true } : { accepted: false, reason: 'wrong-secret', message: WRONG_SECRET };
}

/** The peer hears what its Response was worth; false when the link must be closed. */
export function answerResponse(work: LinkWork, { identifier, name }: Pick<Response, 'identifier' | 'name'>, verdict: PeerVerdict): boolean {
  const { auth, link } = work.session;
  const protocol = authName(link.demanded);
  const another = !verdict.accepted && mayTryAgain(work, { protocol, reason: verdict.reason, name });
  // MS-CHAP's Failure is the next challenge at once (RFC 2433 §5).
  const retry = another && protocol === 'MS-CHAP' ? drawChallenge(work) : undefined;
  const message = verdict.accepted ? '' : protocol === 'MS-CHAP' ? failureMessage(verdict.reason, retry) : verdict.message;
  auth.answer = { identifier, success: verdict.accepted, message };
  sendAnswer(work, auth.answer);
  if (verdict.accepted) {
    auth.peerProven = true;
    auth.peerName = name;
    return answerHeldChallenge(work);
  }
  if (retry !== undefined) {
    auth.challenge = retry;
    auth.challengeIdentifier = (identifier + 1) & 0xff;
  } else if (another) sendChallenge(work);
  return another;
}

function receiveAnswer(work: LinkWork, success: boolean, { identifier, message }: Answer): void {
  const { auth, link } = work.session;
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
  trace(work, { type: 'ppp.authFailed', protocol: authName(link.peerDemand), side: 'peer', reason: 'refused-by-peer', name: auth.challengerName });
  const retry = link.peerDemand === 'ms-chap' && auth.answered !== undefined ? retryChallenge(message, auth.answered.value) : undefined;
  if (retry !== undefined) challengedAgain(work, { identifier: (identifier + 1) & 0xff, value: retry, name: auth.challengerName });
}

/** It lets us try again, and knows how often. */
function challengedAgain(work: LinkWork, challenge: NonNullable<LinkWork['session']['auth']['held']>): void {
  const { auth, policy } = work.session;
  auth.refused = false;
  work.session.closeReason = undefined;
  startTimer(work, 'authentication', policy.timers.authenticationMs);
  answerChallenge(work, challenge);
}

function sendAnswer(work: LinkWork, answer: NonNullable<LinkWork['session']['auth']['answer']>): void {
  const kind = answer.success ? 'Success' : 'Failure';
  sendChap(work, work.session.link.demanded, CHAP.serialize({ kind, identifier: answer.identifier, message: answer.message }));
}

function sendChap(work: LinkWork, protocol: AuthProtocol | undefined, octets: Uint8Array): void {
  trace(work, { type: 'ppp.auth', direction: 'O', protocol: authName(protocol), octets });
  send(work, { protocol: PPP_PROTOCOL.chap, information: octets });
}
