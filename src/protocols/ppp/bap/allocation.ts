// Bandwidth allocation inside a bundle: BACP and BAP run over the bundle as IPCP does (RFC 2125 §4), the one by the automaton of every
// control protocol, the other by its own machine (bap.ts). This file joins both to the bundle's steps. A bundle whose policy has
// no bandwidth allocation has none of this, and rejects both protocols.

import { PPP_PROTOCOL, type PppPacket } from '../../../wire/ppp.ts';
import { happen, receiveControl, restartTimeout } from '../machine/control-protocol.ts';
import { enqueue } from '../multilink/output.ts';
import { trace, type Turn } from '../multilink/state.ts';
import type { BundlePolicy, BundleTimerName } from '../multilink/types.ts';
import type { Work } from '../state.ts';
import { BACP, copyBacp, isFavored, newBacp, type BacpState } from './bacp.ts';
import { createBap, step } from './bap.ts';
import type { BapEvent, BapState } from './types.ts';

export interface AllocationState {
  readonly bacp: BacpState;
  readonly bap: BapState;
}

/** Why a link is closed: the peer does no BACP, and it must. */
export const BACP_REQUIRED = 'BACP is required';

export function newAllocation(policy: BundlePolicy, random: number): AllocationState | undefined {
  return policy.bap === undefined ? undefined : { bacp: newBacp(policy, random), bap: createBap(policy.bap) };
}

/** What lies below is up. */
export function openAllocation(turn: Turn, peerMru: number): void {
  ofBacp(turn, (work) => {
    work.session.peerMru = peerMru;
    const opened = work.session.layer.state === 'Starting';
    happen(work, BACP, 'Up');
    if (!opened) happen(work, BACP, 'Open');
  });
}

export function closeAllocation(turn: Turn): void {
  ofBacp(turn, (work) => {
    const { state } = work.session.layer;
    if (state !== 'Initial' && state !== 'Starting') happen(work, BACP, 'Down');
  });
}

/** False where it is another protocol, or allocation is not done here. */
export function receiveAllocation(turn: Turn, { protocol, information }: PppPacket): boolean {
  if (turn.state.allocation === undefined) return false;
  if (protocol === PPP_PROTOCOL.bacp) ofBacp(turn, (work) => receiveControl(work, BACP, information));
  else if (protocol === PPP_PROTOCOL.bap) tellBap(turn, { type: 'packet', octets: information });
  else return false;
  return true;
}

/** RFC 1661 §5.7: the peer does not speak it. */
export function allocationRejected(turn: Turn, protocol: number): void {
  if (protocol === PPP_PROTOCOL.bacp) ofBacp(turn, (work) => happen(work, BACP, 'RXJ-'));
}

/** False where it is another timer. */
export function allocationTimeout(turn: Turn, timer: BundleTimerName): boolean {
  if (turn.state.allocation === undefined) return false;
  if (timer === 'BACP-restart') ofBacp(turn, (work) => restartTimeout(work, BACP));
  else if (timer === 'bap-response' || timer === 'bap-indication' || timer === 'bap-pending' || timer === 'bap-redial') tellBap(turn, { type: 'timer', timer });
  else return false;
  return true;
}

export function tellBap(turn: Turn, event: BapEvent): void {
  const { allocation } = turn.state;
  if (allocation === undefined) return;
  const [bap, actions] = step(allocation.bap, event, turn.now);
  turn.state.allocation = { ...allocation, bap };
  for (const action of actions) {
    if (action.type === 'send') enqueue(turn, { protocol: PPP_PROTOCOL.bap, information: action.octets });
    else turn.actions.push(action);
  }
}

function ofBacp(turn: Turn, run: (work: Work<BacpState>) => void): void {
  const { allocation } = turn.state;
  if (allocation === undefined) return;
  const session = copyBacp(allocation.bacp);
  const work: Work<BacpState> = { session, outlet: undefined, actions: undefined, heard: true };
  run(work);
  turn.state.allocation = { ...allocation, bacp: session };
  for (const action of work.actions ?? []) {
    if (action.type === 'send') enqueue(turn, action.packet);
    else if (action.type === 'start' || action.type === 'stop' || action.type === 'trace') turn.actions.push(action);
  }
  became(turn, session);
}

function became(turn: Turn, bacp: BacpState): void {
  if (bacp.became === undefined) return;
  const open = bacp.became === 'open';
  tellBap(turn, open ? { type: 'open', favored: isFavored(bacp) } : { type: 'close' });
  turn.actions.push({ type: 'allocation', open });
  if (bacp.became !== 'failed' || turn.state.policy.bap?.required !== true) return;
  trace(turn, { type: 'bap.required' });
  turn.actions.push({ type: 'close', reason: BACP_REQUIRED });
}
