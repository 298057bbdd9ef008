// Reads fixtures/commands/*.txt: what a console answers to one line, and how the running configuration shows it. The
// form of the files is described in fixtures/commands/NOTES.md.

import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { fixture, ROOT } from './lab.ts';

export interface CommandRow {
  readonly where: string;
  readonly line: string;
  /** Lines typed before it, taken back after it. */
  readonly before: readonly string[];
  /** What the running configuration shows more than before; `*` at the end stands for anything. */
  readonly printed: readonly string[];
  readonly messages: readonly string[];
  /** What the running configuration shows behind `no LINE`, where that is not what was there before. */
  readonly negated: string | undefined;
  /** Other `no` lines that take it back as well. */
  readonly others: readonly string[];
  readonly refusal: { readonly kind: 'caret'; readonly column: number } | { readonly kind: 'incomplete' } | { readonly kind: 'messages' } | undefined;
}

export interface CommandSection {
  readonly name: string;
  readonly model: string;
  /** Lines that lead there. */
  readonly enter: readonly string[];
  /** Messages of the router come to the console. */
  readonly loud: boolean;
  readonly rows: readonly CommandRow[];
}

export function commandSections(): readonly CommandSection[] {
  const files = readdirSync(join(ROOT, 'fixtures', 'commands')).filter((file) => file.endsWith('.txt'));
  return files.sort().flatMap((file) => sectionsOf(file, fixture('commands', file)));
}

type Mutable<T> = { -readonly [K in keyof T]: T[K] extends readonly (infer U)[] ? U[] : T[K] };

function sectionsOf(file: string, text: string): readonly CommandSection[] {
  const sections: Mutable<CommandSection>[] = [];
  let model = '2503';
  let loud = false;
  let row: Mutable<CommandRow> | undefined;
  text.split('\n').forEach((line, index) => {
    if (line === '' || line.startsWith('#')) return;
    if (line.startsWith('@model ')) model = line.slice(7);
    else if (line === '@loud') loud = true;
    else if (line.startsWith('@in')) sections.push({ name: `${file}:${index + 1} ${model} ${line.slice(4)}`, model, enter: steps(line.slice(4)), loud, rows: [] });
    else if (line.startsWith('  => ')) row?.printed.push(line.slice(5));
    else if (line.startsWith('  no: ') && row) row.negated = line.slice(6);
    else if (line.startsWith('  ')) row?.others.push(line.trim());
    else sections.at(-1)?.rows.push((row = rowOf(`${file}:${index + 1}`, line)));
  });
  return sections;
}

const steps = (text: string): string[] => text.split(';').map((part) => part.trim()).filter((part) => part !== '');

function rowOf(where: string, text: string): Mutable<CommandRow> {
  const [typed = '', behind] = text.split(' :: ');
  const [message, shownBehind] = behind?.split(' => ') ?? [];
  const messages = message === undefined ? [] : message.split('\\n');
  const refused = typed.startsWith('x ');
  const [left = '', shown = shownBehind] = refused ? [typed.slice(2)] : typed.split(' => ');
  const parts = steps(left);
  const last = parts.at(-1) ?? '';
  const row = { where, before: parts.slice(0, -1), messages, negated: undefined, others: [], printed: [] as string[] };
  if (!refused) return { ...row, line: last, printed: shown === '-' ? [] : [shown ?? last], refusal: undefined };
  if (last.endsWith(' ...')) return { ...row, line: last.slice(0, -4), refusal: { kind: 'incomplete' } };
  if (message !== undefined) return { ...row, line: last, refusal: { kind: 'messages' } };
  const column = last.indexOf('^');
  if (column < 0) throw new Error(`${where}: a refused line says where, or with what words`);
  return { ...row, line: last.slice(0, column) + last.slice(column + 1), refusal: { kind: 'caret', column } };
}
