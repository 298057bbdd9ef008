// `show processes cpu`: in virtual time a command takes none, so that the processor is idle and no process has run for a
// millisecond. The processes named are the emulation's own parts, with how often each had something to do. What
// each has of memory is not known, and not shown.

import type { InterfaceKind, RouterReader } from '../../network/router/readings.ts';
import { left, right } from './columns.ts';

export function showProcessesCpu(router: RouterReader, messages: number): readonly string[] {
  const dialled = router.dialers().flatMap(({ statistics }) => statistics);
  const processes: readonly (readonly [name: string, invoked: number])[] = [
    ['IP Input', frames(router, (kind) => kind !== 'bri')],
    ['ISDN', frames(router, (kind) => kind === 'bri')],
    ['Dialer event', dialled.reduce((sum, { successes, failures }) => sum + successes + failures, 0)],
    ['Logger', messages],
  ];
  return [
    'CPU utilization for five seconds: 0%/0%; one minute: 0%; five minutes: 0%',
    ' PID Runtime(ms)   Invoked      uSecs   5Sec   1Min   5Min TTY Process ',
    ...processes.map(([name, invoked], index) => `${right(index + 1, 4)}${right(0, 12)}${right(invoked, 10)}${right(0, 11)}  0.00%  0.00%  0.00%   0 ${left(name, 16)}`),
  ];
}

/** Frames in at interfaces of those kinds. */
function frames(router: RouterReader, wanted: (kind: InterfaceKind) => boolean): number {
  return router.interfaces().reduce((sum, { kind, counters }) => sum + (wanted(kind) ? counters.packetsInput : 0), 0);
}
