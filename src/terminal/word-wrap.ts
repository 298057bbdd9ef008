// Long lines of prose for a terminal of known width: broken at blanks, what follows indented under the text behind its stamp or
// its first column. A word that is longer than the line is left to the terminal.

/** Where nothing stands in columns. */
const INDENT = 2;
/** Below that a line is nothing but its indent. */
const LEAST_TEXT = 20;

export function wrapWords(line: string, columns: number): readonly string[] {
  if (line.length <= columns || columns < LEAST_TEXT) return [line];
  const hang = hangOf(line, columns);
  const lines: string[] = [];
  let rest = line;
  while (rest.length > columns) {
    const from = lines.length === 0 ? hang.from : hang.indent.length;
    const fits = rest.lastIndexOf(' ', columns);
    const at = fits > from ? fits : rest.indexOf(' ', columns);
    if (at < 0) break;
    lines.push(rest.slice(0, at).trimEnd());
    rest = hang.indent + rest.slice(at).trimStart();
  }
  return [...lines, rest];
}

/** Two columns or more of blanks end a first column. */
function hangOf(line: string, columns: number): { readonly from: number; readonly indent: string } {
  const first = /^ *\S(?:.*?\S)? {2,}(?=\S)/.exec(line)?.[0].length;
  const leading = line.length - line.trimStart().length;
  const wanted = first ?? leading + INDENT;
  return { from: first ?? leading, indent: ' '.repeat(columns - wanted >= LEAST_TEXT ? wanted : INDENT) };
}
