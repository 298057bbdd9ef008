// LCP's callback option (13), RFC 1570 §2.3: whether we ask for it, and what we say to a peer that does. The caller asks
// with operation 0, its location being known from its authentication; the called side takes operations 0, 1 (dialing
// string) and 3 (E.164 number). Who is then called back, and when, is the dialer's business; operation 6 (CBCP) is refused.

import { CALLBACK_OPERATION, type LcpOption } from '../../wire/lcp.ts';
import type { PppPolicy } from './session-types.ts';
import type { Judgement } from './machine/control-protocol.ts';

export type CallbackOption = Extract<LcpOption, { kind: 'callback' }>;

const NO_MESSAGE = new Uint8Array(0);

/** The option as a client sends it. */
export const CALLBACK_REQUEST: CallbackOption = {
  kind: 'callback',
  operation: CALLBACK_OPERATION.userAuthentication,
  message: NO_MESSAGE,
};

/** A client asks on the calls that it places, never on one that reaches it: that may be the return call. */
export function asksForCallback(policy: PppPolicy): boolean {
  return policy.callback === 'request' && policy.outgoing;
}

export function judgeCallback(policy: PppPolicy, option: CallbackOption): Judgement<CallbackOption> {
  // An answering router that does not do callback rejects the option; so does one that placed the call itself, for its
  // return call would be its own call over again.
  if (policy.callback !== 'accept' || policy.outgoing) return 'reject';
  switch (option.operation) {
    case CALLBACK_OPERATION.userAuthentication:
    case CALLBACK_OPERATION.dialingString:
    case CALLBACK_OPERATION.e164:
      return 'ack';
    case CALLBACK_OPERATION.cbcp:
      // [MS-CBCP] 2.2.1 has no other operation to fall back to: a client that asks for 6 wants CBCP or nothing.
      return 'reject';
    default:
      // RFC 1661 §5.3: an option that is known, with a value that is not acceptable, gets one that is.
      return CALLBACK_REQUEST;
  }
}
