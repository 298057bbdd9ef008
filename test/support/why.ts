// For tests of `why`: a lab of two routers that works, mistakes put into it, what `why` says of a run, and the lines that it
// names put in, as somebody would type them.

import { expect } from 'vitest';
import type { LabDescription } from '../../src/network/lab-description.ts';
import type { World } from '../../src/network/world.ts';
import { explain } from '../../src/views/explain.ts';
import type { CAUSES } from '../../src/views/explain/codes.ts';
import { fixture, labOf, lineOf, ping, wait, worldOf } from './lab.ts';

export const R1 = fixture('configs', 'bryant-r1-completed.cfg');
export const R2 = fixture('configs', 'bryant-r2-completed.cfg');
export const LINES = [lineOf('R1', ['5557777']), lineOf('R2', ['5558888'])];

export type Edit = readonly [line: string, instead: string];

export function edited(config: string, edits: readonly Edit[]): string {
  let text = config;
  for (const [line, instead] of edits) {
    expect(text.split('\n'), `the configuration has "${line}"`).toContain(line);
    text = text.split('\n').map((each) => (each === line ? instead : each)).join('\n');
  }
  return text;
}

export interface Row {
  readonly what: string;
  readonly r1?: readonly Edit[];
  readonly r2?: readonly Edit[];
  /** Lines at the end of the configurations. */
  readonly end1?: string;
  readonly end2?: string;
  readonly lab?: Partial<LabDescription>;
  readonly lines?: LabDescription['telephoneLines'];
  readonly destination?: string;
  readonly code: keyof typeof CAUSES;
  readonly changes: readonly string[];
  /** What the lab does with the lines put in; without it there is nothing that a configuration could mend. */
  readonly mended?: 'OK-CALLBACK' | 'OK-CALL';
}

export function labOfRow(row: Row): LabDescription {
  const configs = {
    R1: `${edited(R1, row.r1 ?? [])}\n${row.end1 ?? ''}`,
    R2: `${edited(R2, row.r2 ?? [])}\n${row.end2 ?? ''}`,
  };
  return labOf(configs, row.lines ?? LINES, row.lab ?? {});
}

/** Long enough for every cause to show, and short enough that a success is not told as idle. */
export function play(lab: LabDescription, destination: string): World {
  const world = worldOf(lab);
  world.settle();
  ping(world, 'R2', destination);
  wait(world, 70);
  return world;
}

export function why(world: World, router: string): readonly string[] {
  return explain({ records: world.recorder.events, routers: world.routers, lab: world.lab }, router);
}

export function codeOf(lines: readonly string[]): string {
  return /^Cause: (\S+) - /.exec(lines[0] ?? '')?.[1] ?? lines[0] ?? '';
}

/** The lines between the cause and what follows it. */
export function changesOf(lines: readonly string[]): readonly string[] {
  const end = lines.findIndex((line, index) => index > 0 && (line === 'Evidence:' || line === 'Also missing:'));
  return lines.slice(1, end < 0 ? lines.length : end);
}

/** Puts the lines in, as somebody would type them. */
export function mend(lab: LabDescription, changes: readonly string[]): LabDescription {
  const typed = new Map<string, string[]>();
  for (const change of changes) {
    const match = /^([^,:]+)(?:, (.+?))?: (add|remove|change) "([^"]*)"(?: to "([^"]*)")?$/.exec(change.trim());
    expect(match, change).not.toBeNull();
    const [, router = '', block, verb, line = '', to = ''] = match ?? [];
    // Of a password that is not shown only the new one is typed, which takes its place.
    const replaces = line.endsWith(' ...') && to.startsWith(line.slice(0, -'...'.length));
    const lines = verb === 'add' ? [line] : verb === 'remove' ? [`no ${line}`] : replaces ? [to] : [`no ${line}`, to];
    typed.set(router, [...(typed.get(router) ?? []), ...(block === undefined ? [] : [block]), ...lines]);
  }
  const routers = lab.routers.map((router) => ({ ...router, config: `${router.config}\n!\n${(typed.get(router.name) ?? []).join('\n')}\n` }));
  return { ...lab, routers };
}

export const NO_SECURE: Edit = ['dialer callback-secure', ''];
