// Labs for tests: worlds from configurations or from the labs that come with the program, pings without a console, and
// what was captured. Everything goes through the same doors as the program does.

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseIpv4 } from '../../src/base/ipv4.ts';
import { grammarFromSources } from '../../src/app/source-grammar.ts';
import { labsFromSources } from '../../src/app/source-labs.ts';
import { loadConfiguration } from '../../src/config/load-text.ts';
import { instantiate } from '../../src/grammar/compile.ts';
import type { BriLine, LabDescription, TelephoneLine } from '../../src/network/lab-description.ts';
import type { TraceEvent, TraceRecord } from '../../src/network/trace.ts';
import { createWorld, type CapturedFrame, type World } from '../../src/network/world.ts';

/** Set when the benchmarks are bundled. */
declare const BENCH_ROOT: string | undefined;

export const ROOT = typeof BENCH_ROOT === 'string' ? BENCH_ROOT : join(import.meta.dirname, '..', '..');
export const GRAMMAR = instantiate(grammarFromSources(join(ROOT, 'grammars')));

export function fixture(...path: string[]): string {
  return readFileSync(join(ROOT, 'fixtures', ...path), 'utf8');
}

export function labNamed(name: string): LabDescription {
  const lab = labsFromSources(join(ROOT, 'fixtures', 'labs')).find((candidate) => candidate.description.name === name);
  if (lab === undefined) throw new Error(`no lab ${name}`);
  return lab.description;
}

export function worldOf(lab: LabDescription, seed = 1): World {
  return createWorld({ seed, lab, grammar: GRAMMAR });
}

/** A line of basic-ni without SPIDs. */
export function lineOf(router: string, numbers: readonly string[], more: Partial<BriLine> = {}): BriLine {
  return {
    kind: 'bri',
    router,
    interface: 'BRI0',
    numbers,
    callingNumber: numbers[0] ?? '',
    switchType: 'basic-ni',
    spids: { required: false, valid: [] },
    ...more,
  };
}

export function labOf(configs: Readonly<Record<string, string>>, lines: readonly TelephoneLine[], more: Partial<LabDescription> = {}): LabDescription {
  const names = Object.keys(configs);
  return {
    name: 'test',
    title: 'test',
    text: '',
    console: names[0] ?? '',
    routers: names.map((name) => ({ name, model: '2503', config: configs[name] ?? '' })),
    telephoneLines: lines,
    lans: [],
    serialLinks: [],
    faults: { busy: [], noAnswer: [], noResponse: [] },
    ...more,
  };
}

/** Pings and lets time pass until it is over; the marks. */
export function ping(world: World, from: string, to: string, repeat = 5, options: { readonly source?: string; readonly sizeOctets?: number; readonly dontFragment?: boolean } = {}): string {
  const router = world.routers.get(from);
  const destination = parseIpv4(to);
  const { source: named, ...rest } = options;
  const source = named === undefined ? undefined : parseIpv4(named);
  if (router === undefined || destination === undefined) throw new Error(`no ${from} or ${to}`);
  let marks = '';
  let done = false;
  router.startPing(
    { destination, repeat, sizeOctets: 100, timeoutSeconds: 2, dontFragment: false, ...rest, ...(source === undefined ? {} : { source }) },
    { mark: (mark) => void (marks += mark), done: () => (done = true) },
  );
  while (!done && world.clock.step());
  return marks;
}

export function wait(world: World, seconds: number): void {
  world.clock.runUntil(world.clock.now + seconds * 1000);
}

/** Everything that crosses a line from now on. */
export function capture(world: World): CapturedFrame[] {
  const frames: CapturedFrame[] = [];
  world.captures.subscribe((frame) => void frames.push(frame));
  world.startCapture();
  return frames;
}

export function events<T extends TraceEvent['type']>(world: World, type: T, device?: string): (TraceRecord & { event: Extract<TraceEvent, { type: T }> })[] {
  return world.recorder.events.filter(
    (record): record is TraceRecord & { event: Extract<TraceEvent, { type: T }> } =>
      record.event.type === type && (device === undefined || record.device === device),
  );
}

/** Lines typed at a router's configuration prompt, all of which must be taken. */
export function type(world: World, name: string, ...lines: readonly string[]): void {
  const router = world.routers.get(name);
  if (router === undefined) throw new Error(`no ${name}`);
  const context = { privilege: 15, merge: true, interfaceExists: (each: string) => router.interfaceExists(each) };
  const refused = loadConfiguration(router.config, lines.join('\n'), context).filter(({ accepted }) => !accepted);
  if (refused.length > 0) throw new Error(`${name} refuses ${refused.map(({ text }) => text).join(', ')}`);
  world.clock.runUntil(world.clock.now);
}
