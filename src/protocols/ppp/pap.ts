// The Password Authentication Protocol (RFC 1334 §2), both parts: the peer, which sends its name and password again and
// again until it is answered, and the authenticator, which waits and checks them against `username NAME password`.

import { PAP, type PapPacket } from '../../wire/pap.ts';
import { PPP_PROTOCOL } from '../../wire/ppp.ts';
import { answerHeldChallenge } from './chap.ts';
import { send, trace, unexpected, type LinkWork } from './state.ts';

type Request = Extract<PapPacket, { kind: 'AuthenticateRequest' }>;

const REFUSED = 'Authentication failure';

/** Takes a PAP packet; false when the link must be closed. */
export function receivePapPacket(work: LinkWork, octets: Uint8Array): boolean {
  const parsed = PAP.parse(octets);
  if (!parsed.ok) {
    unexpected(work, `malformed PAP packet: ${parsed.error.message}`);
    return true;
  }
  trace(work, { type: 'ppp.auth', direction: 'I', protocol: 'PAP', octets });
  const packet = parsed.value;
  if (packet.kind === 'AuthenticateRequest') return receiveRequest(work, packet);
  receiveAnswer(work, packet.kind === 'AuthenticateAck', packet.identifier);
  return true;
}

/** RFC 1334 §2.2.1: each request has its own Identifier, repeated ones too. */
export function sendPapRequest(work: LinkWork): void {
  const { auth, policy } = work.session;
  if (policy.papSent === undefined) return;
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
  if (auth.answer === undefined) {
    const secret = policy.secrets.get(request.peerId);
    const right = secret !== undefined && secret === request.password;
    auth.answer = { identifier: request.identifier, success: right, message: right ? '' : REFUSED };
    if (right) {
      auth.peerProven = true;
      auth.peerName = request.peerId;
    } else {
      const reason = secret === undefined ? 'unknown-name' : 'wrong-secret';
      trace(work, { type: 'ppp.authFailed', protocol: 'PAP', side: 'local', reason, name: request.peerId });
      work.session.closeReason = 'authentication failed';
    }
  }
  const { success, message } = auth.answer;
  sendPap(work, { kind: success ? 'AuthenticateAck' : 'AuthenticateNak', identifier: request.identifier, message });
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
  trace(work, { type: 'ppp.auth', direction: 'O', protocol: 'PAP', octets });
  send(work, { protocol: PPP_PROTOCOL.pap, information: octets });
}
