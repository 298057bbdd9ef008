// The shape of an explanation, and what all explanations are made from.

import type { Instant } from '../../base/time.ts';
import type { RouterReader } from '../../network/router/readings.ts';
import type { TraceRecord } from '../../network/trace.ts';
import type { Change } from './cures/changes.ts';
import type { CauseCode } from './codes.ts';
import type { Plant } from './plant.ts';

export interface Diagnosis {
  readonly code: CauseCode;
  /** Who did what, in one sentence without its full stop. */
  readonly sentence: string;
  readonly changes: readonly Change[];
}

export interface Circumstances {
  readonly plant: Plant;
  readonly records: readonly TraceRecord[];
  /** The routers as they run now. */
  readonly running: ReadonlyMap<string, RouterReader>;
  readonly now: Instant;
}

export function diagnosis(code: CauseCode, sentence: string, ...changes: readonly (Change | undefined)[]): Diagnosis {
  return { code, sentence, changes: changes.filter((change) => change !== undefined) };
}
