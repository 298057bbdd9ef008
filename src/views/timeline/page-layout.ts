// Where the parts of a timeline's picture stand: A4 pages one below the other, upright for a few columns, lying for many, wider
// than A4 only where there are too many columns for either. All lengths are in pixels of 1/96 inch, as SVG has them.

import type { Lane, Ladder, Rung } from './ladder.ts';
import { durationText, rungWords } from './rung-words.ts';
import { textWidth, wrapped } from './svg.ts';

export const SIZE = { text: 10, head: 11, title: 15, small: 8.5 } as const;
export const MARGIN = 38;
export const LINE = 12.5;

const A4 = { short: 794, long: 1123 } as const;
const TIME_WIDTH = 66;
const CHIP_WIDTH = 26;
const LEAST_TEXT = { upright: 300, lying: 400 } as const;
const LEAST_GAP = 44;
const MOST_GAP = 104;
const ROW_PADDING = 5.5;
const WAIT_HEIGHT = 22;
/** Below the rows of a page. */
export const FOOT = MARGIN + 12;

export interface Row {
  readonly rung: Rung;
  /** Top, within its page's rows. */
  readonly y: number;
  readonly height: number;
  readonly lines: readonly (readonly { readonly text: string; readonly bold: boolean }[])[];
}

export interface PageLayout {
  readonly width: number;
  /** Of a page; the last one ends where its rows do. */
  readonly height: number;
  readonly lastHeight: number;
  /** Millimetres of paper for a pixel. */
  readonly millimetres: number;
  readonly lanes: ReadonlyMap<string, number>;
  /** Lane labels stand on so many levels, so that they do not touch. */
  readonly levels: number;
  readonly timeX: number;
  readonly chipX: number;
  readonly textX: number;
  readonly textWidth: number;
  readonly pages: readonly (readonly Row[])[];
}

/** `headHeight` is what the first page needs above its ladder, given the width. */
export function layOut(ladder: Ladder, headHeight: (width: number) => number): PageLayout {
  const across = Math.max(1, ladder.lanes.length - 1);
  const upright = roomFor(A4.short, LEAST_TEXT.upright) / across >= 56;
  const least = upright ? LEAST_TEXT.upright : LEAST_TEXT.lying;
  const page = upright ? { width: A4.short, height: A4.long } : { width: A4.long, height: A4.short };
  const gap = Math.min(MOST_GAP, Math.max(LEAST_GAP, roomFor(page.width, least) / across));
  const edge = laneEdge(ladder.lanes);
  const timeX = MARGIN;
  const first = timeX + TIME_WIDTH + edge;
  const lanes = new Map(ladder.lanes.map(({ id }, index) => [id, first + index * gap]));
  const chipX = first + across * gap + Math.max(14, Math.min(edge, gap / 2));
  const textX = chipX + CHIP_WIDTH;
  const width = Math.max(page.width, textX + LEAST_TEXT.upright + MARGIN);
  const textRoom = width - MARGIN - textX;
  const levels = levelsOf(ladder.lanes, gap);
  const rows = ladder.rungs.map((rung) => rowOf(rung, textRoom));
  const pages = paginated(rows, page.height, headHeight(width), laneHeadHeight(levels));
  const last = pages.at(-1)?.at(-1);
  const above = MARGIN + laneHeadHeight(levels) + (pages.length === 1 ? headHeight(width) : 0);
  return {
    width,
    height: page.height,
    lastHeight: above + (last === undefined ? 0 : last.y + last.height) + FOOT,
    // A page wider than A4 is printed to fit.
    millimetres: (upright ? 210 : 297) / width,
    lanes,
    levels,
    timeX,
    chipX,
    textX,
    textWidth: textRoom,
    pages,
  };
}

/** What the columns may take of a page. */
function roomFor(pageWidth: number, text: number): number {
  return pageWidth - 2 * MARGIN - TIME_WIDTH - 2 * 24 - CHIP_WIDTH - text;
}

export function laneHeadHeight(levels: number): number {
  return levels * 15 + 8;
}

/** Half of the widest label: labels at the edges must not run into the times. */
function laneEdge(lanes: readonly Lane[]): number {
  const [first] = lanes;
  return Math.max(20, first === undefined ? 0 : textWidth(first.id, SIZE.head, true) / 2 + 4);
}

function levelsOf(lanes: readonly Lane[], gap: number): number {
  const widest = Math.max(0, ...lanes.map(({ id }) => textWidth(id, SIZE.head, true)));
  return Math.max(1, Math.ceil((widest + 10) / gap));
}

function rowOf(rung: Rung, textRoom: number): Omit<Row, 'y'> {
  if (rung.kind === 'wait') return { rung, height: WAIT_HEIGHT, lines: [[{ text: `${durationText(rung.ms)} pass`, bold: false }]] };
  const { head, text } = rungWords(rung);
  const words = (part: string, bold: boolean) => part.split(' ').filter((word) => word !== '').map((word) => ({ text: word, bold }));
  const lines = wrapped([...words(head, true), ...words(text, false)], SIZE.text, textRoom);
  return { rung, height: lines.length * LINE + ROW_PADDING, lines };
}

/** Rows from the top of each page's ladder on; none is taken apart. */
function paginated(rows: readonly Omit<Row, 'y'>[], pageHeight: number, headHeight: number, laneHead: number): readonly (readonly Row[])[] {
  const pages: Row[][] = [[]];
  const room = (): number => pageHeight - MARGIN - FOOT - laneHead - (pages.length === 1 ? headHeight : 0);
  let y = 0;
  for (const row of rows) {
    // A wait at the top of a page says nothing that its foot did not.
    if (y + row.height > room() && (y > 0 || pages.length === 1)) {
      pages.push([]);
      y = 0;
    }
    pages.at(-1)?.push({ ...row, y });
    y += row.height;
  }
  return pages;
}
