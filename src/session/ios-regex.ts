// Regular expressions as IOS has them, made into the host language's: `_` is the start or end of a line, a blank, comma,
// brace, parenthesis or underscore; braces are plain characters; a backslash quotes, or recalls a group by number.

/** Undefined if the expression is none. */
export function compileIosRegex(expression: string): RegExp | undefined {
  const source = translate(expression);
  if (source === undefined) return undefined;
  try {
    return new RegExp(source);
  } catch {
    // The user's mistake: unbalanced parentheses, nothing to repeat.
    return undefined;
  }
}

const DELIMITER = '(?:^|$|[ ,{}()_])';

function translate(expression: string): string | undefined {
  let source = '';
  for (let i = 0; i < expression.length; i += 1) {
    const character = expression.charAt(i);
    if (character === '\\') {
      i += 1;
      if (i >= expression.length) return undefined;
      const next = expression.charAt(i);
      source += /[1-9]/.test(next) ? `\\${next}` : quote(next);
    } else if (character === '[') {
      const end = closingBracket(expression, i);
      if (end < 0) return undefined;
      source += characterClass(expression.slice(i + 1, end));
      i = end;
    } else if (character === '_') source += DELIMITER;
    else if ('.*+?^$()|'.includes(character)) source += character === '(' && expression.charAt(i + 1) === '?' ? '((?:)' : character;
    else source += quote(character);
  }
  return source;
}

function quote(character: string): string {
  return /[\\^$.*+?()[\]{}|/]/.test(character) ? `\\${character}` : character;
}

/** A `]` first in the brackets is a member. */
function closingBracket(expression: string, open: number): number {
  const from = expression.charAt(open + 1) === '^' ? open + 2 : open + 1;
  return expression.indexOf(']', from + 1);
}

function characterClass(inside: string): string {
  const negated = inside.startsWith('^');
  const members = (negated ? inside.slice(1) : inside).replace(/[\\[\]^]/g, '\\$&');
  return `[${negated ? '^' : ''}${members}]`;
}
