// Output filters: `| include`, `exclude`, `begin` and `section` with a regular expression. A section is a line that
// matches with the more deeply indented lines below it.

import type { FilterKind } from '../grammar/filter.ts';

/** Takes output in pieces and lets through what the filter wants. */
export type LineFilter = (lines: readonly string[]) => readonly string[];

export function lineFilter(kind: FilterKind, expression: RegExp): LineFilter {
  switch (kind) {
    case 'include':
      return (lines) => lines.filter((line) => expression.test(line));
    case 'exclude':
      return (lines) => lines.filter((line) => !expression.test(line));
    case 'begin': {
      let begun = false;
      return (lines) => lines.filter((line) => (begun ||= expression.test(line)));
    }
    case 'section': {
      let section: number | undefined;
      return (lines) =>
        lines.filter((line) => {
          const indent = line.length - line.trimStart().length;
          if (section !== undefined && indent > section) return true;
          section = expression.test(line) ? indent : undefined;
          return section !== undefined;
        });
    }
  }
}
