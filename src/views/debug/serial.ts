// `debug serial interface`: the keepalives of Cisco HDLC, one line each, as the command reference has them.

import type { RouterReader } from '../../network/router/readings.ts';
import type { TraceRecord } from '../../network/trace.ts';

export function serialDebug({ event, interface: name = '' }: TraceRecord, router: RouterReader): readonly string[] {
  if (event.type !== 'slarp.keepalive' || !router.debugging.has('serial.interface')) return [];
  const { mySequence, mineSeen, seenLately, yourSequence, up, looped } = event;
  const state = `line ${up ? 'up' : 'down'}${up && looped ? ' (looped)' : ''}`;
  return [`${name}: HDLC myseq ${mySequence}, mineseen ${mineSeen}${seenLately ? '*' : ''}, yourseen ${yourSequence}, ${state}`];
}
