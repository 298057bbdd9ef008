// Prints a command from its stored arguments: the inverse of matching. Options are printed when an argument of theirs
// is there, subsets in the written order, choices by their stored word. The `no` form ends behind what it needs.

import { patternOf } from './command-pattern.ts';
import { requiredItems } from './no-form.ts';
import type { Pattern, Token } from './pattern.ts';
import type { Arguments, Command } from './types.ts';

/** The line, without indentation. */
export function printCommand(command: Command, args: Arguments, form: 'plain' | 'no' = 'plain'): string {
  const pattern = patternOf(command);
  const words: string[] = form === 'no' ? ['no'] : [];
  const items = form === 'no' ? pattern.items.slice(0, requiredItems(pattern, command.effect)) : pattern.items;
  for (const item of items) print(item, args, words);
  return words.join(' ');
}

function print(pattern: Pattern, args: Arguments, words: string[]): void {
  switch (pattern.kind) {
    case 'token':
      words.push(printToken(pattern.token, args));
      break;
    case 'sequence':
      for (const item of pattern.items) print(item, args, words);
      break;
    case 'optional':
      if (isPresent(pattern.item, args)) print(pattern.item, args, words);
      break;
    case 'subset':
      for (const item of pattern.alternatives) if (isPresent(item, args)) print(item, args, words);
      break;
    case 'oneOf': {
      const chosen = chosenAlternative(pattern.alternatives, args);
      if (chosen) print(chosen, args, words);
    }
  }
}

/** Of the alternatives that can be printed, the one that shows most arguments. */
function chosenAlternative(alternatives: readonly Pattern[], args: Arguments): Pattern | undefined {
  let best: Pattern | undefined;
  let most = -1;
  for (const item of alternatives) {
    if (!isPrintable(item, args)) continue;
    const shown = countShown(item, args);
    if (shown > most) {
      best = item;
      most = shown;
    }
  }
  return best;
}

function printToken(token: Token, args: Arguments): string {
  if (token.kind === 'keyword') return token.word;
  return String(args[token.name] ?? '');
}

/** Whether the arguments say that this optional part was typed. */
function isPresent(pattern: Pattern, args: Arguments): boolean {
  return isPrintable(pattern, args) && countShown(pattern, args) > 0;
}

/** Whether all that is mandatory in it has a value. */
function isPrintable(pattern: Pattern, args: Arguments): boolean {
  switch (pattern.kind) {
    case 'token':
      return hasValue(pattern.token, args);
    case 'sequence':
      return pattern.items.every((item) => isPrintable(item, args));
    case 'oneOf':
      return pattern.alternatives.some((item) => isPrintable(item, args));
    default:
      return true;
  }
}

function hasValue(token: Token, args: Arguments): boolean {
  if (token.kind === 'keyword') return token.marker === undefined || args[token.marker] !== undefined;
  const value = args[token.name];
  if (value === undefined) return false;
  if (token.kind === 'choice') return String(value).split(' ').every((word) => token.values.includes(word));
  return token.type.kind !== 'RANGE' || token.repeat || typeof value === 'number';
}

function countShown(pattern: Pattern, args: Arguments): number {
  switch (pattern.kind) {
    case 'token': {
      const { token } = pattern;
      if (token.kind === 'keyword') return token.marker !== undefined && args[token.marker] !== undefined ? 1 : 0;
      return hasValue(token, args) ? 1 : 0;
    }
    case 'optional':
      return isPrintable(pattern.item, args) ? countShown(pattern.item, args) : 0;
    case 'oneOf': {
      const chosen = chosenAlternative(pattern.alternatives, args);
      return chosen ? countShown(chosen, args) : 0;
    }
    default: {
      const items = pattern.kind === 'sequence' ? pattern.items : pattern.alternatives.filter((item) => isPrintable(item, args));
      return items.reduce((sum, item) => sum + countShown(item, args), 0);
    }
  }
}
