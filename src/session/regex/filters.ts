// Output filters: `| include`, `exclude`, `begin`, `section` and `count` with a regular expression. A section is a line
// that matches with the more deeply indented lines below it.

import type { FilterKind } from '../../grammar/filter.ts';
import type { LinePattern } from './ios-regex.ts';

export interface LineFilter {
  /** Takes output in pieces and lets through what the filter wants. */
  take(lines: readonly string[]): readonly string[];
  /** What is to be printed behind the output. */
  end(): readonly string[];
}

export function lineFilter(kind: FilterKind, expression: LinePattern): LineFilter {
  switch (kind) {
    case 'include':
      return filtering((line) => expression.test(line));
    case 'exclude':
      return filtering((line) => !expression.test(line));
    case 'begin': {
      let begun = false;
      return filtering((line) => (begun ||= expression.test(line)));
    }
    case 'section': {
      let section: number | undefined;
      return filtering((line) => {
        const indent = line.length - line.trimStart().length;
        if (section !== undefined && indent > section) return true;
        section = expression.test(line) ? indent : undefined;
        return section !== undefined;
      });
    }
    case 'count': {
      let count = 0;
      return {
        take(lines) {
          for (const line of lines) if (expression.test(line)) count += 1;
          return [];
        },
        end: () => [`Number of lines which match regexp = ${count}`],
      };
    }
  }
}

function filtering(passes: (line: string) => boolean): LineFilter {
  return { take: (lines) => lines.filter(passes), end: () => [] };
}
