// A dialer as it is when its router has booted: nothing dialled, held, owed or watched.

import { LateMap, NO_ENTRIES } from '../../base/late-map.ts';
import type { DialerWork } from './state.ts';
import type { DialerPolicy } from './types.ts';
import { AT_REST } from './watch.ts';

/** Its outgoing calls are named `PREFIX-1`, `PREFIX-2`, ...: give each dialer of a router its own prefix. */
export function createDialer(policy: DialerPolicy, callPrefix = 'out'): DialerWork {
  return {
    policy,
    members: new LateMap(),
    memberRecords: new LateMap(),
    disabled: [],
    calls: [],
    statistics: [],
    queues: [],
    clients: [],
    servers: [],
    rollovers: [],
    redials: [],
    asking: [],
    outbound: [],
    watch: AT_REST,
    worked: [],
    loads: NO_ENTRIES,
    evaluating: false,
    allocated: [],
    rotation: 0,
    counters: { offered: 0, transmitted: 0, dropped: 0 },
    callPrefix,
    callsPlaced: 0,
  };
}
