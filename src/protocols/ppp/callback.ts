// LCP's callback option (13), RFC 1570 §2.3: whether we ask for it, and what we say to a peer that does. A router asks
// with operation 0, its location being known from its authentication, a PC with operation 6, since CBCP is to follow; the called
// side takes operations 0, 1 (dialing string) and 3 (E.164 number), and 6 from callers that must prove who they are. Who is then called back, and when, is
// the dialer's business.

import { CALLBACK_OPERATION, type LcpOption } from '../../wire/lcp.ts';
import { demandedOf } from './demands.ts';
import type { PppPolicy } from './session-types.ts';
import type { Judgement } from './machine/control-protocol.ts';

export type CallbackOption = Extract<LcpOption, { kind: 'callback' }>;

const NO_MESSAGE = new Uint8Array(0);

/** The option as a client sends it. */
export function callbackOption(operation: number): CallbackOption {
  return { kind: 'callback', operation, message: NO_MESSAGE };
}

/** The operation that a client asks for on the calls that it places, and never on one that reaches it: that may be the return call. */
export function callbackWanted(policy: PppPolicy): number | undefined {
  if (!policy.outgoing) return undefined;
  if (policy.callback === 'request') return CALLBACK_OPERATION.userAuthentication;
  return policy.callback === 'microsoft' ? CALLBACK_OPERATION.cbcp : undefined;
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
      // Without a proven name there is nobody to be called back. [MS-CBCP] 2.2.1 has no other operation to fall back to: a
      // client that asks for 6 wants CBCP or nothing.
      return demandedOf(policy).length > 0 ? 'ack' : 'reject';
    default:
      // RFC 1661 §5.3: an option that is known, with a value that is not acceptable, gets one that is.
      return callbackOption(CALLBACK_OPERATION.userAuthentication);
  }
}
