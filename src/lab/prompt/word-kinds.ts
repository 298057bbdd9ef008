// The kinds of values that the lab prompt takes: what each accepts, how a person would describe it, and which names are known
// to Tab. A value is handed on in its canonical spelling.

import { formatInterfaceName, parseInterfaceName } from '../../base/interface-name.ts';
import { parseDuration } from '../duration.ts';
import type { LabRun } from '../lab-run.ts';
import type { Values } from './pattern.ts';

export interface WordKind {
  /** The value, canonical; undefined when the word is none. */
  accepts(word: string, run: LabRun, before: Values): string | undefined;
  /** As in "should be ...". */
  what(run: LabRun, before: Values): string;
  known?(run: LabRun, before: Values): readonly string[];
}

export const LAST_SPEED = 100_000;

const KINDS = {
  ROUTER: {
    accepts: (word, run) => run.findConsole(word)?.name,
    what: (run) => `a router (${[...run.consoles.keys()].join(', ')})`,
    known: (run) => [...run.consoles.keys()],
  },
  DURATION: {
    accepts: (word) => (parseDuration(word) === undefined ? undefined : word),
    what: () => 'a duration such as 30s, 2m or 1h30m',
  },
  FACTOR: {
    accepts: (word) => {
      const factor = Number(word.replace(/x$/i, ''));
      return factor > 0 && factor <= LAST_SPEED ? String(factor) : undefined;
    },
    what: () => `a factor from above 0 to ${LAST_SPEED}, such as 10`,
  },
  SERIAL: {
    accepts: (word, run, { ROUTER: router }) => {
      const name = parseInterfaceName(word);
      const wanted = name === undefined ? word : formatInterfaceName(name);
      return serialsOf(run, router).find((each) => each === wanted);
    },
    what: (run, { ROUTER: router }) => `a serial interface of ${router ?? 'the router'} with a line (${serialsOf(run, router).join(', ') || 'it has none'})`,
    known: (run, { ROUTER: router }) => serialsOf(run, router),
  },
  FILE: { accepts: (word) => word, what: () => 'the name of a file' },
  'FILE.svg': { accepts: (word) => (/\.svg$/i.test(word) ? word : undefined), what: () => 'the name of a file that ends in .svg' },
} as const satisfies Readonly<Record<string, WordKind>>;

function serialsOf(run: LabRun, router: string | undefined): readonly string[] {
  return run.world.serialLinks.flatMap(({ description: { ends } }) => ends).filter((end) => end.router === router).map((end) => end.interface);
}

export type KindName = keyof typeof KINDS;

export const WORD_KINDS: Readonly<Record<KindName, WordKind>> = KINDS;
