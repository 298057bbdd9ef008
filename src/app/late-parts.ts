// What is not needed for the first prompt and is loaded behind it: the explanations of `why`.

import type { RouterReader } from '../network/router/readings.ts';
import type { TraceRecord } from '../network/trace.ts';

export interface LateParts {
  explain?: (records: readonly TraceRecord[], routers: ReadonlyMap<string, RouterReader>, routerName: string) => readonly string[];
}

export async function loadLateParts(parts: LateParts): Promise<void> {
  parts.explain = (await import('../views/explain.ts')).explain;
}
