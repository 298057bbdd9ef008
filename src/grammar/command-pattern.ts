// The parsed pattern of a command, made when first asked for and kept.

import { must } from '../base/assert.ts';
import { parsePattern, tokensOf, type Sequence } from './pattern.ts';
import type { Command } from './types.ts';

const patterns = new WeakMap<Command, Sequence>();

export function patternOf(command: Command): Sequence {
  let pattern = patterns.get(command);
  if (!pattern) {
    pattern = parsed(command.pattern);
    patterns.set(command, pattern);
  }
  return pattern;
}

/** A pattern that loading has checked. */
export function parsed(text: string): Sequence {
  const result = parsePattern(text);
  return must(result.ok ? result.value : undefined, `pattern ${text}`);
}

const names = new WeakMap<Command, ReadonlySet<string>>();

/** Names under which the command stores arguments. */
export function namesIn(command: Command): ReadonlySet<string> {
  let found = names.get(command);
  if (!found) {
    const all = tokensOf(patternOf(command)).map((token) => (token.kind === 'keyword' ? token.marker : token.name));
    found = new Set(all.filter((name) => name !== undefined));
    names.set(command, found);
  }
  return found;
}
