// What is told of a call when it is over, or while it lasts: who was at the other end, and since when.

import type { Instant } from '../../../base/time.ts';
import { readIdleLeft } from '../../../protocols/dialer/readers.ts';
import type { DialerState } from '../../../protocols/dialer/state.ts';
import { isIsdn } from '../ports/dial-port.ts';
import type { ActiveCall } from './dialing-owner.ts';
import type { CallHistoryEntry } from '../readings.ts';

/** Who is at the other end, as far as is known. */
export interface Party {
  readonly number: string;
  readonly name: string | undefined;
}

export function partyOf({ id, portCall }: ActiveCall, dialer: DialerState): Party {
  const known = dialer.calls.find((candidate) => candidate.id === id);
  const number = (portCall?.outgoing === true ? portCall.calledNumber : portCall?.callingNumber) ?? '';
  return { number, name: known?.peerName ?? known?.map?.name };
}

export function historyEntry(call: ActiveCall, dialer: DialerState, now: Instant, endedAt: Instant | undefined): CallHistoryEntry {
  const { number, name } = partyOf(call, dialer);
  const outgoing = call.portCall?.outgoing === true;
  const known = dialer.calls.find((candidate) => candidate.id === call.id);
  return {
    isdn: isIsdn(call.port),
    outgoing,
    callingNumber: outgoing ? '' : number,
    calledNumber: outgoing ? number : (call.portCall?.calledNumber ?? ''),
    remoteName: name ?? '',
    connectedAt: call.connectedAt ?? now,
    endedAt,
    idleLeftMs: readIdleLeft(dialer, call.id, now),
    units: known?.units ?? 0,
    idleMs: known === undefined ? undefined : now - known.idleSince,
  };
}
