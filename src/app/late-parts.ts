// What is not needed for the first prompt and is loaded behind it: the explanations of `why`.

import type { ExplainInput } from '../views/explain.ts';

export interface LateParts {
  explain?: (input: ExplainInput, routerName: string) => readonly string[];
}

export async function loadLateParts(parts: LateParts): Promise<void> {
  parts.explain = (await import('../views/explain.ts')).explain;
}
