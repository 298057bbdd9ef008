// Microsoft's CBCP inside a PPP session: it runs in the phase CALLBACK, where operation 6 was agreed on, over either of the
// machines in cbcp/. The answering end begins when the dialer has said what to offer, the caller at once. Where a
// callback comes of it the caller closes the link; without one the dialer decides about the call once more.

import { PPP_PROTOCOL } from '../../wire/ppp.ts';
import * as client from './cbcp/client.ts';
import * as server from './cbcp/server.ts';
import type { CbcpAction, CbcpAnswer, CbcpClientEvent, CbcpFailure, CbcpOffer, CbcpServerEvent, CbcpTimerName } from './cbcp/types.ts';
import { later, send, startTimer, stopTimer, trace, type LinkWork } from './state.ts';

/** The end that this session is. */
export type CallbackControl =
  | { readonly role: 'server'; readonly machine: server.CbcpServer }
  | { readonly role: 'client'; readonly machine: client.CbcpClient };

/** Why the link must be closed, if it must. */
export type CallbackControlOutcome = string | undefined;

const FAILURES: Readonly<Record<CbcpFailure, string>> = {
  'no-response': 'no answer to CBCP',
  malformed: 'malformed CBCP packet',
  'not-one-option': 'CBCP response without exactly one option',
  'not-offered': 'callback of a kind that was not offered',
  'no-number': 'callback without a number',
  'number-too-long': 'callback number too long',
  'number-invalid': 'callback number cannot be dialled',
  'nothing-suitable': 'no suitable callback offered',
  cancelled: 'callback given up by the user',
  'wrong-ack': 'CBCP Ack of something else',
};

export function offerCallback(work: LinkWork, offer: CbcpOffer): CallbackControlOutcome {
  work.session.cbcp = { role: 'server', machine: server.createServer() };
  return tell(work, { type: 'open', offer });
}

export function askForCallback(work: LinkWork): CallbackControlOutcome {
  const { preference, delaySeconds, flaw } = work.session.policy.cbcp ?? { preference: { kind: 'ask' }, delaySeconds: 0 };
  work.session.cbcp = { role: 'client', machine: client.createClient() };
  return tell(work, { type: 'open', preference, delaySeconds, flaw });
}

/** Whether the dialer may decide now: not while CBCP is at work. */
export function awaitsDecision({ session: { cbcp } }: LinkWork): boolean {
  return cbcp === undefined || cbcp.machine.choice?.kind === 'none';
}

export function receiveCallbackControl(work: LinkWork, octets: Uint8Array): CallbackControlOutcome {
  return tell(work, { type: 'packet', octets });
}

export function callbackControlTimeout(work: LinkWork, timer: CbcpTimerName): CallbackControlOutcome {
  trace(work, { type: 'ppp.timeout', timer });
  return tell(work, { type: 'timer', timer });
}

export function answerForUser(work: LinkWork, answer: CbcpAnswer): CallbackControlOutcome {
  return tell(work, { type: 'answer', answer });
}

/** LCP is not open any more. */
export function closeCallbackControl(work: LinkWork, byPeer: boolean): void {
  const { cbcp } = work.session;
  if (cbcp === undefined) return;
  const owed = cbcp.role === 'server' && cbcp.machine.state === 'AckSent' && cbcp.machine.choice?.kind !== 'none';
  tell(work, { type: 'close' });
  work.session.cbcp = undefined;
  if (owed) trace(work, { type: 'ppp.cbcpClosed', by: byPeer ? 'the peer' : 'this end' });
}

function tell(work: LinkWork, event: CbcpServerEvent | CbcpClientEvent): CallbackControlOutcome {
  const { cbcp } = work.session;
  if (cbcp === undefined) return undefined;
  let actions: readonly CbcpAction[];
  if (cbcp.role === 'server') {
    // Only a client is opened with a preference, or answered for.
    const [machine, done] = server.step(cbcp.machine, event as CbcpServerEvent);
    work.session.cbcp = { role: 'server', machine };
    actions = done;
  } else {
    // And only a server is opened with an offer.
    const [machine, done] = client.step(cbcp.machine, event as CbcpClientEvent);
    work.session.cbcp = { role: 'client', machine };
    actions = done;
  }
  let outcome: CallbackControlOutcome;
  for (const action of actions) outcome = perform(work, cbcp.role, action) ?? outcome;
  return outcome;
}

function perform(work: LinkWork, role: CallbackControl['role'], action: CbcpAction): CallbackControlOutcome {
  switch (action.type) {
    case 'send':
      send(work, { protocol: PPP_PROTOCOL.cbcp, information: action.octets });
      return undefined;
    case 'start':
      startTimer(work, action.timer, action.ms);
      return undefined;
    case 'stop':
      stopTimer(work, action.timer);
      return undefined;
    case 'trace':
      trace(work, action.event);
      return undefined;
    case 'ask':
      later(work, { type: 'callback-ask', numbers: action.numbers, mayDecline: action.mayDecline });
      return undefined;
    case 'agreed':
      later(work, { type: 'callback-agreed', role, choice: action.choice });
      return role === 'client' && action.choice.kind !== 'none' ? 'callback agreed' : undefined;
    case 'overdue':
      return 'callback agreed';
    case 'failed':
      return FAILURES[action.because];
  }
}
