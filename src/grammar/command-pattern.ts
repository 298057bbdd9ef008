// The parsed pattern of a command, made when first asked for and kept.

import { must } from '../base/assert.ts';
import { parsePattern, type Sequence } from './pattern.ts';
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
