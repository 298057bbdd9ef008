// Columns of text: padding on either side.

export function left(text: string | number, width: number): string {
  return String(text).padEnd(width, ' ');
}

export function right(text: string | number, width: number): string {
  return String(text).padStart(width, ' ');
}

/** Rows below a heading, each column as wide as its widest cell; `<` stands for left, `>` for right. */
export function table(heading: readonly string[], rows: readonly (readonly string[])[], sides: string): readonly string[] {
  const all = [heading, ...rows];
  const widths = heading.map((_, column) => Math.max(...all.map((row) => (row[column] ?? '').length)));
  return all.map((row) =>
    row
      .map((cell, column) => (sides[column] === '>' ? right : left)(cell, widths[column] ?? 0))
      .join('  ')
      .trimEnd(),
  );
}
