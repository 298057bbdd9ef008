// Compares the transcript of a played script with the lines that the script expects, and rewrites those lines.
// `...` alone on a line stands for any number of lines, except directly behind a `Sending` line, where it is three lost
// pings. Blanks at the end of a line do not count, nor do blank lines next to a directive, a comment or the end.

import type { PlayedStep, PlayResult } from './transcript.ts';
import type { ScriptLine, SessionScript } from './script.ts';

export interface Difference {
  /** Line of the script at which the step stands that came out differently. */
  readonly line: number;
  /** What was typed or told there. */
  readonly trigger: string;
  /** `  same`, `- expected`, `+ shown`. */
  readonly diff: readonly string[];
}

interface Segment {
  readonly steps: readonly PlayedStep[];
  readonly expected: readonly ScriptLine[];
  readonly shown: readonly string[];
}

/** Where the transcript is not what the script expects; empty when all is well. */
export function compare(script: SessionScript, result: PlayResult): readonly Difference[] {
  const differences: Difference[] = [];
  for (const segment of segments(result.steps)) {
    const expected = expectedTexts(segment, script);
    const shown = shownTexts(segment, script);
    if (matches(expected, shown)) continue;
    const trigger = segment.steps[0]?.trigger;
    differences.push({
      line: segment.expected[0]?.number ?? trigger?.number ?? 1,
      trigger: trigger?.text ?? '',
      diff: diffLines(expected, shown),
    });
  }
  return differences;
}

/** The script with the expected lines of every differing step replaced by what was shown. */
export function update(script: SessionScript, result: PlayResult): string {
  /** By the number of the line behind which they stand; 0 is the top. */
  const replaced = new Map<number, readonly string[]>();
  const removed = new Set<number>();
  for (const segment of segments(result.steps)) {
    const shown = shownTexts(segment, script);
    if (matches(expectedTexts(segment, script), shown)) continue;
    for (const line of written(segment, script)) removed.add(line.number);
    for (const step of segment.steps) replaced.set(step.trigger?.number ?? 0, trimBlank(outputOf(step), endsLoosely({ ...segment, steps: [step] }, script)));
  }
  const rows: string[] = [];
  rows.push(...(replaced.get(0) ?? []));
  for (const line of script.lines) {
    if (!removed.has(line.number)) rows.push(line.text);
    rows.push(...(replaced.get(line.number) ?? []));
  }
  return rows.map((row) => row + script.lineEnd).join('');
}

const outputOf = (step: PlayedStep): readonly string[] => step.shown.filter((line) => !line.echo).map((line) => line.text);

/** Return alone at a prompt separates nothing: messages may have come before or behind it. */
function segments(steps: readonly PlayedStep[]): readonly Segment[] {
  const groups: PlayedStep[][] = [];
  for (const step of steps) {
    const last = groups.at(-1);
    if (step.bare && last) last.push(step);
    else groups.push([step]);
  }
  return groups.map((group) => ({
    steps: group,
    expected: group.flatMap((step) => step.expected),
    shown: group.flatMap((step) => outputOf(step)),
  }));
}

/** True when a directive, a comment or the end stands between the segment and the next one: blank lines there are layout. */
function endsLoosely(segment: Segment, script: SessionScript): boolean {
  const last = segment.steps.at(-1);
  let number = last?.expected.findLast((line) => line.text.trim() !== '')?.number ?? last?.trigger?.number ?? 0;
  while (script.lines[number]?.item.kind === 'text' && script.lines[number]?.text.trim() === '') number += 1;
  const next = script.lines[number];
  return next === undefined || next.item.kind !== 'text';
}

/** The expected lines of the segment without the blank ones that are layout. */
function written(segment: Segment, script: SessionScript): readonly ScriptLine[] {
  const lines = segment.expected;
  const blank = (line: ScriptLine | undefined): boolean => line !== undefined && line.text.trim() === '';
  let start = 0;
  let end = lines.length;
  if (endsLoosely(segment, script)) while (end > 0 && blank(lines[end - 1])) end -= 1;
  if (beginsLoosely(segment)) while (start < end && blank(lines[start])) start += 1;
  return lines.slice(start, end);
}

const beginsLoosely = ({ steps: [head] }: Segment): boolean => head?.trigger?.item.kind !== 'text';

function expectedTexts(segment: Segment, script: SessionScript): readonly string[] {
  return written(segment, script).map((line) => line.text.trimEnd());
}

function shownTexts(segment: Segment, script: SessionScript): readonly string[] {
  const trimmed = trimBlank(segment.shown, endsLoosely(segment, script));
  return beginsLoosely(segment) ? trimLeading(trimmed) : trimmed;
}

function trimBlank(lines: readonly string[], loose: boolean): readonly string[] {
  if (!loose) return lines;
  let end = lines.length;
  while (end > 0 && lines[end - 1] === '') end -= 1;
  return lines.slice(0, end);
}

function trimLeading(lines: readonly string[]): readonly string[] {
  let start = 0;
  while (start < lines.length && lines[start] === '') start += 1;
  return lines.slice(start);
}

const isGap = (expected: readonly string[], index: number): boolean =>
  expected[index] === '...' && !(expected[index - 1] ?? '').startsWith('Sending ');

/** Glob matching over lines: on a mismatch the last gap takes one line more. */
function matches(expected: readonly string[], shown: readonly string[]): boolean {
  let e = 0;
  let s = 0;
  let gap = -1;
  let resume = 0;
  while (s < shown.length) {
    if (e < expected.length && isGap(expected, e)) {
      gap = e;
      e += 1;
      resume = s;
    } else if (e < expected.length && expected[e] === shown[s]) {
      e += 1;
      s += 1;
    } else if (gap >= 0) {
      resume += 1;
      e = gap + 1;
      s = resume;
    } else return false;
  }
  while (e < expected.length && isGap(expected, e)) e += 1;
  return e === expected.length;
}

/** The shortest edit between the two, by the longest common subsequence; a gap takes what fits nowhere else. */
function diffLines(expected: readonly string[], shown: readonly string[]): readonly string[] {
  const width = shown.length + 1;
  const longest = new Uint32Array((expected.length + 1) * width);
  const at = (e: number, s: number): number => longest[e * width + s] ?? 0;
  for (let e = expected.length - 1; e >= 0; e -= 1) {
    for (let s = shown.length - 1; s >= 0; s -= 1) {
      longest[e * width + s] = expected[e] === shown[s] ? at(e + 1, s + 1) + 1 : Math.max(at(e + 1, s), at(e, s + 1));
    }
  }
  const diff: string[] = [];
  let e = 0;
  let s = 0;
  let inGap = false;
  while (e < expected.length || s < shown.length) {
    if (e < expected.length && isGap(expected, e)) {
      diff.push('  ...');
      inGap = true;
      e += 1;
    } else if (e < expected.length && s < shown.length && expected[e] === shown[s]) {
      diff.push(`  ${expected[e] ?? ''}`);
      inGap = false;
      e += 1;
      s += 1;
    } else if (s < shown.length && (e === expected.length || at(e, s + 1) > at(e + 1, s))) {
      if (!inGap) diff.push(`+ ${shown[s] ?? ''}`);
      s += 1;
    } else {
      diff.push(`- ${expected[e] ?? ''}`);
      e += 1;
    }
  }
  return diff.map((line) => line.trimEnd());
}
