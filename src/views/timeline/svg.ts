// SVG as text: elements, escaping, and how wide a text is, so that lines can be broken before they run out of their place.
// Widths are those of Helvetica (and of Arial and Liberation Sans, which share them) with a margin for wider stand-ins.

export const FONT = "Helvetica, Arial, 'Liberation Sans', sans-serif";

export function element(name: string, attributes: Readonly<Record<string, string | number>>, content = ''): string {
  const written = Object.entries(attributes)
    .map(([key, value]) => ` ${key}="${typeof value === 'number' ? decimal(value) : escaped(value)}"`)
    .join('');
  return content === '' ? `<${name}${written}/>` : `<${name}${written}>${content}</${name}>`;
}

/** For content and for attributes; control characters have no place in XML and become question marks. */
export function escaped(text: string): string {
  return text.replace(/[\p{Cc}\ufffe\uffff]/gu, '?').replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');
}

/** At most two decimals, and no exponent. */
function decimal(value: number): string {
  return String(Math.round(value * 100) / 100);
}

/** Thousandths of the font size, from the blank to the tilde. */
const WIDTHS = [
  278, 278, 355, 556, 556, 889, 667, 222, 333, 333, 389, 584, 278, 333, 278, 278, 556, 556, 556, 556, 556, 556, 556, 556, 556, 556, 278, 278, 584, 584, 584, 556,
  1015, 667, 667, 722, 722, 667, 611, 778, 722, 278, 500, 667, 556, 833, 722, 778, 667, 778, 722, 667, 611, 722, 667, 944, 667, 667, 611, 278, 278, 278, 469, 556,
  333, 556, 556, 500, 556, 556, 278, 556, 556, 222, 222, 500, 222, 833, 556, 556, 556, 556, 333, 500, 278, 556, 500, 722, 500, 500, 500, 334, 260, 334, 584,
];
const OTHER_WIDTH = 722;
const MARGIN = 1.06;

export function textWidth(text: string, size: number, bold = false): number {
  let thousandths = 0;
  for (const char of text) thousandths += WIDTHS[char.charCodeAt(0) - 32] ?? OTHER_WIDTH;
  return (thousandths / 1000) * size * MARGIN * (bold ? 1.06 : 1);
}

/** Words in lines that are no wider than that; a word that is too long alone is cut. */
export function wrapped(words: readonly { readonly text: string; readonly bold: boolean }[], size: number, width: number): readonly (readonly { readonly text: string; readonly bold: boolean }[])[] {
  const lines: { text: string; bold: boolean }[][] = [[]];
  let used = 0;
  const blank = textWidth(' ', size);
  for (const { text, bold } of words.flatMap((word) => cut(word.text, size, width, word.bold).map((text) => ({ text, bold: word.bold })))) {
    const wide = textWidth(text, size, bold);
    if (used > 0 && used + blank + wide > width) {
      lines.push([]);
      used = 0;
    }
    lines.at(-1)?.push({ text, bold });
    used += (used > 0 ? blank : 0) + wide;
  }
  return lines;
}

function cut(word: string, size: number, width: number, bold: boolean): readonly string[] {
  if (textWidth(word, size, bold) <= width) return [word];
  const pieces: string[] = [];
  let piece = '';
  for (const char of word) {
    if (piece !== '' && textWidth(piece + char, size, bold) > width) {
      pieces.push(piece);
      piece = '';
    }
    piece += char;
  }
  return [...pieces, piece];
}
