// Configuration lines of which `check` and `up` have something to tell: refused ones with file and number, the line, a caret
// where it stops making sense, and the reason; and those that are stored and shown, but on which nothing acts.

import { matterText } from '../config/kept-lines.ts';
import type { KeptAt, RefusedLine } from '../lab/from-configs.ts';

export function refusedText(file: string, refused: RefusedLine): string {
  const caret = refused.column === undefined ? '' : `\n  ${' '.repeat(refused.column)}^`;
  return `${file}:${refused.line}: ${refused.reason}\n  ${refused.text}${caret}\n`;
}

/** On stderr: the lab runs without these lines. */
export function reportRefused(files: readonly { readonly file: string; readonly lines: readonly RefusedLine[] }[]): void {
  for (const { file, lines } of files) for (const line of lines) process.stderr.write(refusedText(file, line));
}

/** `r1.cfg:12: kept, not simulated: it would matter to calls`. */
export function keptText(file: string, kept: KeptAt): string {
  return `${file}:${kept.line}: kept, not simulated: it would matter to ${matterText(kept)}\n  ${kept.text}\n`;
}
