// `debug serial interface`: the keepalives of Cisco HDLC, one line each, as the command reference has them; and what passes between
// the interface and a V.25bis modem, in our own words.

import type { RouterReader } from '../../network/router/readings.ts';
import type { TraceEvent, TraceRecord } from '../../network/trace.ts';

export function serialDebug({ event, interface: name = '' }: TraceRecord, router: RouterReader): readonly string[] {
  if (!router.debugging.has('serial.interface')) return [];
  if (event.type !== 'slarp.keepalive') return v25bisLines(event).map((line) => `${name}: ${line}`);
  const { mySequence, mineSeen, seenLately, yourSequence, up, looped } = event;
  const state = `line ${up ? 'up' : 'down'}${up && looped ? ' (looped)' : ''}`;
  return [`${name}: HDLC myseq ${mySequence}, mineseen ${mineSeen}${seenLately ? '*' : ''}, yourseen ${yourSequence}, ${state}`];
}

function v25bisLines(event: TraceEvent): readonly string[] {
  switch (event.type) {
    case 'v25bis.message':
      return [`V.25bis ${event.direction === 'TX' ? 'sent' : 'received'} ${event.text}`];
    case 'v25bis.unreadable':
      return [`V.25bis received a frame that makes no sense: ${event.because}`];
    case 'v25bis.circuit':
      return [event.circuit === 'DTR' ? `DTR ${event.on ? 'raised' : 'dropped'}` : `${event.circuit} ${event.on ? 'up' : 'down'}`];
    default:
      return [];
  }
}
