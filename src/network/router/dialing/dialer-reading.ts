// What views read of a dialing group: its dialer's state as the dialer's own readers give it, with the ports that it may use.

import type { Instant } from '../../../base/time.ts';
import { readCalls, readCounters, readIdleLeft, readIdleness, readMaps, readQueued, readStatistics } from '../../../protocols/dialer/readers.ts';
import type { DialPort } from '../ports/dial-port.ts';
import type { DialerReading } from '../readings.ts';
import type { DialingGroup } from './dialing-group.ts';

/** Calls that came in on the ports of a group and were refused unanswered. */
export interface RefusedCalls {
  readonly screened: number;
  readonly forCallback: number;
}

export interface DialerPlace {
  readonly group: DialingGroup;
  readonly refused: RefusedCalls | undefined;
  now(): Instant;
  freeChannels(port: DialPort): number;
}

export function readDialer({ group, refused, now, freeChannels }: DialerPlace): DialerReading {
  const { state, ports, isProfile } = group;
  return {
    interface: group.interface,
    policy: state.policy,
    calls: readCalls(state),
    statistics: readStatistics(state),
    screened: refused?.screened ?? 0,
    rejectedForCallback: refused?.forCallback ?? 0,
    idleLeftMs: (call) => readIdleLeft(state, call, now()),
    idleness: (call) => readIdleness(state, call, now()),
    queued: readQueued(state),
    packets: readCounters(state),
    maps: readMaps(state),
    ports: isProfile ? [] : ports.map(({ name, kind, channels }) => ({ name, kind, channels: channels.map((channel) => channel.name) })),
    profile: isProfile,
    freeChannels: ports.reduce((sum, port) => sum + (port.usable ? freeChannels(port) : 0), 0),
  };
}
