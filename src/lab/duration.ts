// Durations as people type them: `20`, `20s`, `1.5m`, `2h`, `250ms`, `1m30s`. Used by @wait and by the lab prompt.

import type { DurationMs } from '../base/time.ts';

const UNITS: Readonly<Record<string, number>> = { ms: 1, s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000 };

/** Milliseconds; a bare number is seconds; undefined when it is no duration. */
export function parseDuration(text: string): DurationMs | undefined {
  if (/^\d+(\.\d+)?$/.test(text)) return Number(text) * 1_000;
  if (!/^(\d+(\.\d+)?(ms|s|m|h|d))+$/.test(text)) return undefined;
  let total = 0;
  for (const match of text.matchAll(/(\d+(?:\.\d+)?)(ms|s|m|h|d)/g)) total += Number(match[1]) * (UNITS[match[2] ?? 's'] ?? 0);
  return total;
}
