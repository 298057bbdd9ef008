// What is not needed for the first prompt and is loaded behind it: explanations, bills and timelines.

import type { aaaLog } from '../views/aaa-log.ts';
import type { BillInput } from '../views/bill.ts';
import type { ExplainInput } from '../views/explain.ts';
import type { TimelineInput } from '../views/timeline.ts';

export interface LateParts {
  explain?: (input: ExplainInput, router: string) => readonly string[];
  aaaLog?: typeof aaaLog;
  bill?: (input: BillInput, router?: string) => readonly string[];
  timelineText?: (input: TimelineInput, columns: number) => readonly string[];
  timelineSvg?: (input: TimelineInput) => string;
}

export async function loadLateParts(parts: LateParts): Promise<void> {
  const [{ explain }, { bill }, { aaaLog }, { timelineText, timelineSvg }] = await Promise.all([import('../views/explain.ts'), import('../views/bill.ts'), import('../views/aaa-log.ts'), import('../views/timeline.ts')]);
  Object.assign(parts, { explain, bill, aaaLog, timelineText, timelineSvg });
}
