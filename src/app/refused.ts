// Refused configuration lines, as `check` and `up` tell them: file and number, the line, a caret where it stops making
// sense, and the reason.

import type { RefusedLine } from '../lab/from-configs.ts';

export function refusedText(file: string, refused: RefusedLine): string {
  const caret = refused.column === undefined ? '' : `\n  ${' '.repeat(refused.column)}^`;
  return `${file}:${refused.line}: ${refused.reason}\n  ${refused.text}${caret}\n`;
}

/** On stderr: the lab runs without these lines. */
export function reportRefused(files: readonly { readonly file: string; readonly lines: readonly RefusedLine[] }[]): void {
  for (const { file, lines } of files) for (const line of lines) process.stderr.write(refusedText(file, line));
}
