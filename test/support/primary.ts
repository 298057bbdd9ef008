// Labs with primary accesses for tests: an access server with a PRI on T1 or E1, and its line.

import { dSlotOf } from '../../src/config/controller-settings.ts';
import type { PriLine } from '../../src/network/lab-description.ts';

/** `1-23`, `1-15,17-31`. */
export function channelsOf(type: 'T1' | 'E1'): readonly number[] {
  return Array.from({ length: type === 'T1' ? 24 : 31 }, (_, index) => index + 1).filter((slot) => slot !== dSlotOf(type));
}

/** A line of primary-ni on T1 or of primary-net5 on E1, as it comes from the telephone company. */
export function priLineOf(router: string, type: 'T1' | 'E1', numbers: readonly string[], more: Partial<PriLine> = {}): PriLine {
  return {
    kind: type === 'T1' ? 'pri-t1' : 'pri-e1',
    router,
    interface: `Serial0:${dSlotOf(type) - 1}`,
    numbers,
    callingNumber: numbers[0] ?? '',
    switchType: type === 'T1' ? 'primary-ni' : 'primary-net5',
    spids: { required: false, valid: [] },
    signal: type === 'T1' ? { framing: 'esf', lineCode: 'b8zs' } : { framing: 'crc4', lineCode: 'hdb3' },
    channels: channelsOf(type),
    ...more,
  };
}

/** The controller of such a line, before the interfaces. */
export function controllerLines(type: 'T1' | 'E1', more: readonly string[] = []): readonly string[] {
  const signal = type === 'T1' ? [' framing esf', ' linecode b8zs'] : [];
  return [`controller ${type} 0`, ...signal, ` pri-group timeslots 1-${type === 'T1' ? 24 : 31}`, ...more.map((line) => ` ${line}`), 'exit'];
}

export const MODELS = { T1: 'as5300', E1: 'as5300-e1' } as const;
