// What a command of the lab prompt is, and what it answers. Nothing here prints: every command answers with lines and says
// what should happen next.

import type { LabRun } from '../lab-run.ts';
import type { Values } from './pattern.ts';

/** What follows the lines: stay at the prompt, go to the console in view, start the lab anew, or end. */
export type LabNext = 'stay' | 'console' | 'reset' | 'quit';

export interface LabAnswer {
  readonly lines: readonly string[];
  readonly next: LabNext;
  /** Sentences, which a terminal may break at blanks; else columns and pictures. */
  readonly prose?: true;
}

export interface LabCommand {
  /** `wait DURATION`; see pattern.ts. */
  readonly pattern: string;
  /** In the list of `help`; empty for a spelling that is not listed. */
  readonly text: string;
  run(run: LabRun, values: Values): LabAnswer;
}

/** Sentences, long ones among them. */
export function tell(...lines: readonly string[]): LabAnswer {
  return { lines, next: 'stay', prose: true };
}

export function say(...lines: readonly string[]): LabAnswer {
  return { lines, next: 'stay' };
}
