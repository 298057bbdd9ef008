// Columns of text: padding on either side.

export function left(text: string | number, width: number): string {
  return String(text).padEnd(width, ' ');
}

export function right(text: string | number, width: number): string {
  return String(text).padStart(width, ' ');
}
