// A ladder in characters, for a console: a column for each who takes part, arrows between them, and the meaning beside, in
// lines as the screen has room for them.

import type { Lane, Ladder, Rung } from './ladder.ts';
import { callWords, durationText, rungWords, timeText } from './rung-words.ts';

const TIME_WIDTH = 14;
const LEAST_GAP = 6;
const MOST_GAP = 10;
/** What the columns may take of a usual screen. */
const LADDER_WIDTH = 36;
/** Meanings are not squeezed into less. */
const LEAST_WORDS = 40;

export function ladderText(ladder: Ladder, columns: number): readonly string[] {
  const { lanes, rungs, calls } = ladder;
  const gap = gapOf(lanes);
  const places = new Map(lanes.map((lane, index) => [lane.id, 1 + index * gap]));
  const lines = [headLine(lanes, places)];
  for (const rung of rungs) lines.push(...rungLines(rung, places, columns));
  return [...lines, '', ...calls.map(callWords)];
}

/** Names must not touch. */
function gapOf(lanes: readonly Lane[]): number {
  const longest = Math.max(...lanes.map(({ id }) => id.length));
  return Math.max(LEAST_GAP, longest + 1, Math.min(MOST_GAP, Math.floor(LADDER_WIDTH / Math.max(1, lanes.length - 1))));
}

function headLine(lanes: readonly Lane[], places: ReadonlyMap<string, number>): string {
  let line = '';
  for (const { id } of lanes) {
    const place = places.get(id) ?? 0;
    line = line.padEnd(Math.max(0, place - Math.floor(id.length / 2))) + id;
  }
  return `${' '.repeat(TIME_WIDTH)}${line}`;
}

function rungLines(rung: Rung, places: ReadonlyMap<string, number>, screen: number): readonly string[] {
  const columns = [...places.values()];
  const width = Math.max(...columns) + 1;
  const rail = (mark: string): string[] => Array.from({ length: width }, (_, column) => (columns.includes(column) ? mark : ' '));
  const before = (time: string, cells: readonly string[]): string => time.padEnd(TIME_WIDTH) + cells.join('').padEnd(width + 2);
  if (rung.kind === 'wait') return [`${before('', rail(':'))}${durationText(rung.ms)} pass`];
  const cells = rail('|');
  draw(rung, cells, places);
  const { head, text } = rungWords(rung);
  const call = rung.circuit === undefined ? '' : `[${rung.circuit}] `;
  const room = Math.max(LEAST_WORDS, screen - TIME_WIDTH - width - 2 - 1);
  const [first = '', ...more] = brokenInto(`${call}${head === '' ? '' : `${head}: `}${text}`, room);
  return [before(timeText(rung.at), cells) + first, ...more.map((line) => before('', rail('|')) + ' '.repeat(call.length) + line)];
}

/** Lines of words, the later ones with room for what stands before the first. */
function brokenInto(text: string, room: number): readonly string[] {
  const indent = /^\[\d+\] /.exec(text)?.[0].length ?? 0;
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(' ')) {
    const most = lines.length === 0 ? room : room - indent;
    if (line !== '' && line.length + 1 + word.length > most) {
      lines.push(line);
      line = word;
    } else line = line === '' ? word : `${line} ${word}`;
  }
  return [...lines, line];
}

function draw(rung: Exclude<Rung, { kind: 'wait' }>, cells: string[], places: ReadonlyMap<string, number>): void {
  if (rung.kind === 'note') {
    cells[places.get(rung.lane) ?? 0] = rung.tone === 'trouble' ? '!' : rung.tone === 'decision' ? '#' : '*';
    return;
  }
  const from = places.get(rung.from) ?? 0;
  const to = places.get(rung.to) ?? 0;
  const step = from < to ? 1 : -1;
  const shaft = rung.kind === 'traffic' ? '=' : '-';
  for (let column = from + step; column !== to; column += step) cells[column] = shaft;
  const head = step > 0 ? '>' : '<';
  if (rung.kind === 'traffic') {
    if (rung.sentBack > 0) cells[from + step] = step > 0 ? '<' : '>';
    if (rung.sent > 0) cells[to - step] = head;
  } else cells[to - step] = rung.lost ? 'x' : head;
}
