// Links of bundles whose ends agree on each (RFC 2125): the load asks for them as it does elsewhere (load.ts), and then somebody says
// that one is to be added, at what number. That number may be on no map: the call is to the peer of the bundle whatever it is.

import { place } from './dial.ts';
import { chooseMember } from './members.ts';
import type { CallRecord, DialerState, Turn } from './state.ts';

export function allocationTold({ state }: Turn, bundle: string, open: boolean): void {
  const others = state.allocated.filter((each) => each !== bundle);
  state.allocated = open ? [...others, bundle] : others;
}

export function isAllocated({ allocated }: DialerState, call: CallRecord | undefined): boolean {
  return call?.bundle !== undefined && allocated.includes(call.bundle);
}

export function addAgreedLink(turn: Turn, bundle: string, number: string): void {
  const { state } = turn;
  const first = state.calls.find((call) => call.bundle === bundle);
  const member = chooseMember(state);
  if (first === undefined || typeof member === 'string') {
    turn.actions.push({ type: 'link-failed', bundle, cause: 0, returns: false });
    return;
  }
  const { map, peerName, peerAddress, nextHop = map?.nextHop ?? peerAddress } = first;
  place(turn, member, number, { kind: 'load', bundle: true, agreedFor: bundle }, map, { nextHop, ...(peerName === undefined ? {} : { name: peerName }) });
}

/** A call that is hung up to be called back has done what it could. */
export function agreedCallFailed(turn: Turn, call: CallRecord, bundle: string, cause: number): void {
  const returns = turn.state.clients.some((client) => client.releasing === call.id);
  turn.actions.push({ type: 'link-failed', bundle, cause, returns });
}

/** It came about as a call by itself, or as another bundle's link, where its peer said something else of itself on it. */
export function agreedCallUp(turn: Turn, { reason, bundle }: CallRecord): void {
  if (reason.kind !== 'load' || reason.agreedFor === undefined || reason.agreedFor === bundle) return;
  turn.actions.push({ type: 'link-failed', bundle: reason.agreedFor, cause: 0, returns: false });
}
