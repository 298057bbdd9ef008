// A link that `ppp quality` closed: less than its percentage of what was sent arrived. Where the lab has a fault on one of
// the ends' lines that loses or damages frames, that is the cause, and it is named.

import { POOR_QUALITY } from '../../../protocols/ppp/quality.ts';
import type { TraceRecord } from '../../../network/trace.ts';
import { eventsOf, type CallSide } from '../attempt/calls.ts';
import { changeInInterface, removeFromInterface } from '../cures/changes.ts';
import { diagnosis, type Circumstances, type Diagnosis } from '../diagnosis.ts';
import { faultsLeftOn } from '../attempt/faults-on.ts';

/** Undefined where no end closed the link for its quality. `where` is what carried it: `the call to 5551234`. */
export function poorQuality(sides: readonly (CallSide | undefined)[], where: string, { plant, records }: Circumstances): Diagnosis | undefined {
  const closer = sides.find((side) => eventsOf(side, 'ppp.closed').some(({ reason }) => reason === POOR_QUALITY));
  if (closer === undefined) return undefined;
  const settings = plant.dialing(closer.device, closer.dialing) ?? plant.settings(closer.device, closer.interface);
  const percent = settings?.ppp.qualityPercent;
  const most = percent === undefined ? 'too little' : `less than the ${percent} % of its "ppp quality"`;
  const closed = closer.records.find(({ event }) => event.type === 'ppp.closed' && event.reason === POOR_QUALITY)?.at ?? Infinity;
  const fault = faultOn(sides, records.filter(({ at }) => at <= closed));
  const sentence = `${closer.device} closed PPP on ${where}, since ${most} arrived of what was sent${fault === undefined ? '' : `: its line has a fault ("no fault ${fault}" at the lab prompt mends it)`}`;
  if (fault !== undefined || percent === undefined || settings === undefined) return diagnosis('LINK-QUALITY', sentence);
  const line = `ppp quality ${percent}`;
  // What fails at a low percentage would fail at any.
  return diagnosis('LINK-QUALITY', sentence, percent > LOW ? changeInInterface(closer.device, settings.name, line, `ppp quality ${LOW}`) : removeFromInterface(closer.device, settings.name, line));
}

const LOW = 50;

function faultOn(sides: readonly (CallSide | undefined)[], records: readonly TraceRecord[]): string | undefined {
  const lines = sides.flatMap((side) => (side === undefined ? [] : [`${side.device} ${side.interface.split(':')[0] ?? ''}`]));
  for (const { event } of faultsLeftOn(records)) {
    if (event.type === 'fault.on' && lines.some((line) => event.name === `noise ${line}` || event.name.startsWith(`b-channel ${line} `))) return event.name;
  }
  return undefined;
}
