// A ladder as an SVG picture on A4 pages: columns with their names on each page, an arrow for each message in the colour of its
// call, its meaning beside it as text, waits folded, a legend and the calls on the first page. No time of day, no chance
// and no outside goes into it.

import { callWords, timeText } from './rung-words.ts';
import type { Ladder, Lane, Rung } from './ladder.ts';
import { laneHeadHeight, layOut, LINE, MARGIN, SIZE, type PageLayout, type Row } from './page-layout.ts';
import { element, escaped, FONT, textWidth } from './svg.ts';

export interface PictureWords {
  readonly title: string;
  /** Older records are gone. */
  readonly incomplete: boolean;
}

const INK = { text: '#1a1a1a', faint: '#6b6b6b', lane: '#9a9a9a', exchange: '#c9c9c9', paper: '#ffffff', wait: '#f4f1e8', trouble: '#b00020' } as const;
/** Dark enough for white numbers on them and for paper. */
const CALL_COLOURS = ['#1f5fa8', '#b3541e', '#2a7d4f', '#8a3fa0', '#00727a', '#7a6200', '#a3195b', '#4a4f8f'] as const;

export function ladderPicture(ladder: Ladder, words: PictureWords): string {
  const layout = layOut(ladder, (width) => headHeight(ladder, width));
  const { width, height, lastHeight, millimetres, pages } = layout;
  const whole = height * (pages.length - 1) + lastHeight;
  const paper = (pixels: number): string => `${Math.round(pixels * millimetres * 100) / 100}mm`;
  const body = pages.map((rows, index) => element('g', { transform: `translate(0 ${index * height})` }, page(rows, index, ladder, layout, words)));
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<svg xmlns="http://www.w3.org/2000/svg" width="${paper(width)}" height="${paper(whole)}" viewBox="0 0 ${Math.ceil(width)} ${Math.ceil(whole)}" font-family="${FONT}" font-size="${SIZE.text}" fill="${INK.text}">`,
    element('title', {}, escaped(words.title)),
    // A browser prints each page of the picture on one of paper.
    element('style', {}, `@page{size:${paper(width)} ${paper(height)};margin:0}`),
    element('rect', { width, height: whole, fill: INK.paper }),
    ...body,
    '</svg>',
    '',
  ].join('\n');
}

function page(rows: readonly Row[], index: number, ladder: Ladder, layout: PageLayout, words: PictureWords): string {
  const { width, pages, levels } = layout;
  const height = index === pages.length - 1 ? layout.lastHeight : layout.height;
  const parts: string[] = ['\n'];
  let y = MARGIN;
  if (index === 0) {
    parts.push(heading(ladder, width, words));
    y += headHeight(ladder, width);
  } else parts.push(element('line', { x1: 0, y1: 0, x2: width, y2: 0, stroke: INK.exchange, 'stroke-dasharray': '2 6' }));
  const top = y + laneHeadHeight(levels);
  const last = rows.at(-1);
  const bottom = top + (last === undefined ? 0 : last.y + last.height);
  parts.push(...ladder.lanes.map((lane, place) => laneLine(lane, place, layout, y, top, bottom)));
  for (const row of rows) parts.push(element('g', { transform: `translate(0 ${Math.round((top + row.y) * 100) / 100})` }, rowParts(row, layout)), '\n');
  const foot = pages.length === 1 ? words.title : `${words.title}, page ${index + 1} of ${pages.length}`;
  parts.push(label(foot, MARGIN, height - MARGIN + 6, { 'font-size': SIZE.small, fill: INK.faint }), '\n');
  return parts.join('');
}

function label(text: string, x: number, y: number, more: Readonly<Record<string, string | number>> = {}): string {
  return element('text', { x, y, ...more }, escaped(text));
}

// ---- the columns

function laneLine({ id, kind }: Lane, place: number, { lanes, levels }: PageLayout, y: number, top: number, bottom: number): string {
  const x = lanes.get(id) ?? 0;
  const level = y + 11 + (place % levels) * 15;
  const stroke = kind === 'exchange' ? INK.exchange : INK.lane;
  return [
    element('line', { x1: x, y1: level + 4, x2: x, y2: Math.max(bottom, top), stroke, 'stroke-width': kind === 'exchange' ? 3 : 1.4 }),
    // The names of lower levels are crossed by the lines of others: a ground of paper keeps them readable.
    element('rect', { x: x - textWidth(id, SIZE.head, true) / 2 - 2, y: level - 11, width: textWidth(id, SIZE.head, true) + 4, height: 14, fill: INK.paper }),
    label(id, x, level, { 'text-anchor': 'middle', 'font-size': SIZE.head, 'font-weight': 'bold' }),
    '\n',
  ].join('');
}

// ---- one row

function rowParts(row: Row, layout: PageLayout): string {
  const { rung, height, lines } = row;
  if (rung.kind === 'wait') return waitParts(lines[0]?.[0]?.text ?? '', height, layout);
  const middle = LINE / 2 + 2;
  const baseline = middle + 3.5;
  const colour = colourOf(rung);
  return [
    label(timeText(rung.at), layout.timeX, baseline, { 'font-size': SIZE.small, fill: INK.faint }),
    mark(rung, middle, layout),
    rung.circuit === undefined ? '' : chip(rung.circuit, layout.chipX, middle),
    words(lines, layout.textX, baseline, rung.kind === 'note' && rung.tone === 'trouble' ? INK.trouble : rung.kind === 'message' && rung.lost ? INK.trouble : INK.text, colour),
  ].join('');
}

function colourOf(rung: Exclude<Rung, { kind: 'wait' }>): string {
  return rung.circuit === undefined ? '#444444' : callColour(rung.circuit);
}

function callColour(circuit: number): string {
  return CALL_COLOURS[(circuit - 1) % CALL_COLOURS.length] ?? '#444444';
}

/** Runs of the same weight share one span, so that a text can be copied whole. */
function words(lines: Row['lines'], x: number, baseline: number, fill: string, headFill: string): string {
  const spans = lines.map((line, index) => {
    const runs: { text: string; bold: boolean }[] = [];
    for (const { text, bold } of line) {
      const last = runs.at(-1);
      if (last !== undefined && last.bold === bold) last.text += ` ${text}`;
      else runs.push({ text, bold });
    }
    return runs
      .map(({ text, bold }, run) => {
        const place = run === 0 ? { x, ...(index === 0 ? {} : { dy: LINE }) } : {};
        const own = bold ? { 'font-weight': 'bold', fill: headFill } : {};
        return element('tspan', { ...place, ...own }, escaped(run < runs.length - 1 ? `${text} ` : text));
      })
      .join('');
  });
  return element('text', { y: baseline, fill, 'xml:space': 'preserve' }, spans.join(''));
}

function chip(circuit: number, x: number, middle: number): string {
  const width = Math.max(15, textWidth(String(circuit), SIZE.small, true) + 7);
  return [
    element('rect', { x, y: middle - 5.5, width, height: 11, rx: 3, fill: callColour(circuit) }),
    label(String(circuit), x + width / 2, middle + 3, { 'text-anchor': 'middle', 'font-size': SIZE.small, 'font-weight': 'bold', fill: INK.paper }),
  ].join('');
}

function waitParts(text: string, height: number, { lanes, timeX, textX, width }: PageLayout): string {
  const middle = height / 2;
  return [
    element('rect', { x: timeX, y: 3, width: width - MARGIN - timeX, height: height - 6, fill: INK.wait }),
    ...[...lanes.values()].map((x) => element('line', { x1: x, y1: 3, x2: x, y2: height - 3, stroke: INK.lane, 'stroke-width': 1.4, 'stroke-dasharray': '2 3' })),
    label(text, textX, middle + 3.5, { 'font-style': 'italic', fill: INK.faint }),
  ].join('');
}

// ---- marks in the columns

function mark(rung: Exclude<Rung, { kind: 'wait' }>, y: number, { lanes }: PageLayout): string {
  const colour = colourOf(rung);
  if (rung.kind === 'note') return noteMark(rung, lanes.get(rung.lane) ?? 0, y, colour);
  const from = lanes.get(rung.from) ?? 0;
  const to = lanes.get(rung.to) ?? 0;
  if (rung.kind === 'traffic') return trafficMark(rung, from, to, y, colour);
  return rung.lost ? lostMark(from, to, y, colour) : arrow(from, to, y, colour, { 'stroke-width': 1.3 }, ['end']);
}

function arrow(from: number, to: number, y: number, colour: string, stroke: Readonly<Record<string, string | number>>, heads: readonly ('begin' | 'end')[]): string {
  const step = to < from ? -1 : 1;
  const line = element('line', { x1: from + step * (heads.includes('begin') ? 7 : 2), y1: y, x2: to - step * 7, y2: y, stroke: colour, ...stroke });
  return [line, ...heads.map((head) => (head === 'end' ? headAt(to - step * 2, y, step, colour) : headAt(from + step * 2, y, -step, colour)))].join('');
}

function headAt(tip: number, y: number, step: number, colour: string): string {
  return element('path', { d: `M${tip} ${y}l${-step * 7} -3.2v6.4z`, fill: colour });
}

function trafficMark({ what, sent, sentBack }: Extract<Rung, { kind: 'traffic' }>, from: number, to: number, y: number, colour: string): string {
  const heads = [...(sent > 0 ? (['end'] as const) : []), ...(sentBack > 0 ? (['begin'] as const) : [])];
  return arrow(from, to, y, colour, what === 'keepalive' ? { 'stroke-width': 1.3, 'stroke-dasharray': '1.5 3' } : { 'stroke-width': 3 }, heads);
}

function lostMark(from: number, to: number, y: number, colour: string): string {
  const step = to < from ? -1 : 1;
  const end = to - step * Math.min(16, Math.abs(to - from) / 3);
  return [
    element('line', { x1: from + step * 2, y1: y, x2: end, y2: y, stroke: colour, 'stroke-width': 1.3, 'stroke-dasharray': '4 2' }),
    element('path', { d: `M${end - 3.5} ${y - 3.5}l7 7m0 -7l-7 7`, stroke: INK.trouble, 'stroke-width': 1.6, fill: 'none' }),
  ].join('');
}

function noteMark({ tone }: Extract<Rung, { kind: 'note' }>, x: number, y: number, colour: string): string {
  if (tone === 'trouble') return element('path', { d: `M${x} ${y - 5.5}l5.5 9.5h-11z`, fill: INK.trouble, stroke: INK.paper, 'stroke-width': 0.8 });
  if (tone === 'decision') return element('path', { d: `M${x} ${y - 5}l5 5l-5 5l-5 -5z`, fill: colour, stroke: INK.paper, 'stroke-width': 0.8 });
  return element('circle', { cx: x, cy: y, r: 3.4, fill: INK.paper, stroke: colour, 'stroke-width': 1.5 });
}

// ---- the head of the first page

const LEGEND_HEIGHT = 20;
const CALL_HEIGHT = 14;

function headHeight(ladder: Ladder, width: number): number {
  return 26 + LEGEND_HEIGHT + Math.ceil(ladder.calls.length / callColumns(ladder, width)) * CALL_HEIGHT + 14;
}

/** The calls stand in as many columns as their words leave room for. */
function callColumns({ calls }: Ladder, width: number): number {
  const widest = Math.max(100, ...calls.map((call) => textWidth(callWords(call), SIZE.text) + 40));
  return Math.max(1, Math.floor((width - 2 * MARGIN) / widest));
}

function heading(ladder: Ladder, width: number, { title, incomplete }: PictureWords): string {
  const parts = [
    label(title, MARGIN, MARGIN + 12, { 'font-size': SIZE.title, 'font-weight': 'bold' }),
    incomplete ? label('The oldest records are not kept any more: this is the newer part.', MARGIN, MARGIN + 25, { 'font-size': SIZE.small, fill: INK.trouble }) : '',
    legend(MARGIN + 26 + 8),
  ];
  const columns = callColumns(ladder, width);
  const rows = Math.ceil(ladder.calls.length / columns);
  const columnWidth = (width - 2 * MARGIN) / columns;
  ladder.calls.forEach((call, index) => {
    const x = MARGIN + Math.floor(index / rows) * columnWidth;
    const y = MARGIN + 26 + LEGEND_HEIGHT + (index % rows) * CALL_HEIGHT + 8;
    parts.push(chip(call.circuit, x, y), label(callWords(call), x + 30, y + 3.5), '\n');
  });
  return parts.join('');
}

function legend(y: number): string {
  let x: number = MARGIN;
  const parts: string[] = [];
  const put = (drawn: (x: number) => string, width: number, text: string): void => {
    parts.push(drawn(x), label(text, x + width + 5, y + 3.5, { 'font-size': SIZE.small, fill: INK.faint }));
    x += width + 5 + textWidth(text, SIZE.small) + 14;
  };
  const note = (tone: 'plain' | 'decision' | 'trouble') => (at: number) =>
    noteMark({ kind: 'note', at: 0, lane: '', text: '', tone, circuit: undefined, times: 1, until: 0 }, at + 5, y, '#444444');
  put((at) => arrow(at, at + 30, y, '#444444', { 'stroke-width': 1.3 }, ['end']), 30, 'message, in the colour of its call');
  put((at) => lostMark(at, at + 40, y, '#444444'), 30, 'lost');
  put((at) => arrow(at, at + 34, y, '#444444', { 'stroke-width': 3 }, ['begin', 'end']), 34, 'data, summed up');
  put((at) => arrow(at, at + 34, y, '#444444', { 'stroke-width': 1.3, 'stroke-dasharray': '1.5 3' }, ['begin', 'end']), 34, 'keepalives');
  put(note('plain'), 10, 'event');
  put(note('decision'), 10, 'decision');
  put(note('trouble'), 10, 'trouble');
  return parts.join('');
}
