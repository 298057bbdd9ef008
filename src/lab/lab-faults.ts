// The faults of a lab file: numbers that do not answer as they should, and faults that go on and off at virtual times, in the
// words of the lab prompt.

import type { LabDescription, LabFaults, TimedFault } from '../network/lab-description.ts';
import { parseDuration } from './duration.ts';
import { parseFault } from './prompt/fault-words.ts';
import type { Places } from './prompt/places.ts';
import type { YamlValue } from './yaml-value.ts';

/** `telephone` has the numbers, `faults` the others. */
export function readFaults(
  telephone: YamlValue | undefined,
  faults: YamlValue | undefined,
  devices: readonly { readonly name: string }[],
  description: Pick<LabDescription, 'telephoneLines' | 'serialLinks' | 'aaaServers' | 'pcs'>,
): LabFaults {
  const numbers = (key: string): readonly string[] => telephone?.optional(key)?.items().map((item) => readNumber(item)) ?? [];
  const places: Places = {
    description,
    routerNames: () => devices.map(({ name }) => name),
    routerNamed: (name) => devices.find((device) => device.name === name)?.name,
  };
  const timed = faults?.items().map((item) => readTimed(item, places)) ?? [];
  return { busy: numbers('busy'), noAnswer: numbers('no-answer'), noResponse: numbers('no-response'), ...(timed.length === 0 ? {} : { timed }) };
}

export function readNumber(value: YamlValue): string {
  const text = value.text();
  return /^[0-9*#]{1,30}$/.test(text) ? text : value.fail(`"${text}" is no telephone number: up to 30 of the digits 0-9, * and #`);
}

/** `cut R1 BRI0`, or the same with the times between which it is on. */
function readTimed(value: YamlValue, places: Places): TimedFault {
  if (value.isText) return { fault: readFault(value, places), fromMs: 0 };
  value.keys(['fault', 'from', 'until']);
  const from = value.optional('from');
  const until = value.optional('until');
  const fromMs = from === undefined ? 0 : readTime(from);
  const untilMs = until === undefined ? undefined : readTime(until);
  if (until !== undefined && untilMs !== undefined && untilMs <= fromMs) until.fail(`"until" should be behind "from", which is ${fromMs / 1000}s after power-on`);
  return { fault: readFault(value.required('fault'), places), fromMs, ...(untilMs === undefined ? {} : { untilMs }) };
}

function readFault(value: YamlValue, places: Places): TimedFault['fault'] {
  const fault = parseFault(value.text(), places);
  return 'mistake' in fault ? value.fail(fault.mistake) : fault;
}

function readTime(value: YamlValue): number {
  return parseDuration(value.text()) ?? value.fail(`"${value.text()}" is no time after power-on, such as 30s, 2m or 1h30m`);
}
