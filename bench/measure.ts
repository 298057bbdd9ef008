// Medians and percentiles of repeated runs.

/**
 * Callbacks until V8 has compiled what a call runs through: after 1,500 a third of the time is still spent in baseline code, after
 * 8,000 a fiftieth (`perf record` over `node --perf-basic-prof`).
 */
export const CALLBACKS_UNTIL_COMPILED = 8000;

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? (sorted[middle] ?? 0) : ((sorted[middle - 1] ?? 0) + (sorted[middle] ?? 0)) / 2;
}

/** The value that so many of a hundred do not exceed. */
export function percentile(values: readonly number[], percent: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.ceil((sorted.length * percent) / 100) - 1)] ?? 0;
}

/** Milliseconds that the function takes. */
export function time(run: () => void): number {
  const start = performance.now();
  run();
  return performance.now() - start;
}

/** Median milliseconds of so many runs, after one that is not counted. */
export function medianTime(runs: number, run: () => void): number {
  run();
  return median(Array.from({ length: runs }, () => time(run)));
}
