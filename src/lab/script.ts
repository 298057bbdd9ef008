// Session scripts: a transcript copied from a terminal, with a few directives. This file reads a script into lines
// and says which are directives; whether a line is typed or is expected output depends on the prompts that the
// consoles show when it is reached, so that is decided by the runner (transcript.ts).

import type { DurationMs } from '../base/time.ts';
import { parseDuration } from './duration.ts';
import { keyOctets, isInterruptKey } from './keys.ts';
import { LabError } from './lab-error.ts';

export type ScriptItem =
  | { readonly kind: 'console'; readonly name: string }
  | { readonly kind: 'wait'; readonly ms: DurationMs }
  | { readonly kind: 'key'; readonly octets: Uint8Array; readonly interrupts: boolean }
  | { readonly kind: 'type'; readonly text: string }
  | { readonly kind: 'paste'; readonly name: string; readonly file: string }
  /** `@lab`, `@config`: done before the run. */
  | { readonly kind: 'setup' }
  | { readonly kind: 'comment' }
  /** No directive that we know: wrong unless it turns out to be banner text. */
  | { readonly kind: 'mistake'; readonly message: string }
  | { readonly kind: 'text' };

export interface ScriptLine {
  /** From 1. */
  readonly number: number;
  /** As written, without its line end. */
  readonly text: string;
  readonly item: ScriptItem;
}

export interface SessionScript {
  /** As the user typed it. */
  readonly file: string;
  readonly lab: string | undefined;
  readonly configs: readonly { readonly name: string; readonly file: string; readonly line: number }[];
  readonly lines: readonly ScriptLine[];
  /** What ended its lines: kept when it is rewritten. */
  readonly lineEnd: '\n' | '\r\n';
}

const DIRECTIVES = '@lab, @config, @console, @wait, @key, @type, @paste';

/** Reads a script; what is wrong in a directive is a LabError with file and line. */
export function parseScript(text: string, file: string): SessionScript {
  const body = text.startsWith('\uFEFF') ? text.slice(1) : text;
  const rows = body.split(/\r?\n/);
  if (rows.at(-1) === '') rows.pop();
  let lab: string | undefined;
  const configs: { name: string; file: string; line: number }[] = [];
  let begun = false;
  const lines = rows.map((row, index): ScriptLine => {
    const place = { file, line: index + 1 };
    const item = parseItem(row);
    // Where nothing is typed yet, there can be no banner text.
    if (item.kind === 'mistake' && !begun) throw new LabError(item.message, place);
    if (item.kind === 'setup') {
      const [word, first, second] = row.trim().split(/\s+/);
      if (begun) throw new LabError(`${word} must stand at the top, before anything is typed`, place);
      if (word === '@lab') {
        if (lab !== undefined) throw new LabError('a second @lab: a script runs in one lab', place);
        lab = first;
      } else {
        const name = first ?? '';
        if (name.toLowerCase() === 'lab') throw new LabError('"lab" is the name of the lab prompt: call the router otherwise', place);
        if (configs.some((config) => config.name === name)) throw new LabError(`a second @config for ${name}`, place);
        configs.push({ name, file: second ?? '', line: index + 1 });
      }
      if (lab !== undefined && configs.length > 0) throw new LabError('@lab and @config exclude each other: say one of them', place);
    } else if (item.kind !== 'comment' && row.trim() !== '') begun = true;
    return { number: index + 1, text: row, item };
  });
  return { file, lab, configs, lines, lineEnd: body.includes('\r\n') ? '\r\n' : '\n' };
}

/** The rest of the line behind the directive and one blank: blanks inside and at the end of it count. */
const behind = (row: string, word: string): string => row.slice(row.indexOf(word) + word.length).replace(/^[ \t]/, '');

function parseItem(row: string): ScriptItem {
  if (row.startsWith('#')) return { kind: 'comment' };
  if (!row.startsWith('@')) return { kind: 'text' };
  const [word = '', ...args] = row.trim().split(/\s+/);
  const [first, second] = args;
  const wrong = (right: string): ScriptItem => ({ kind: 'mistake', message: `${word}: it should be "${right}"` });
  switch (word) {
    case '@lab':
      return args.length === 1 ? { kind: 'setup' } : wrong('@lab NAME');
    case '@config':
      return args.length === 2 ? { kind: 'setup' } : wrong('@config NAME FILE');
    case '@console':
      return first !== undefined && args.length === 1 ? { kind: 'console', name: first } : wrong('@console NAME');
    case '@wait': {
      const ms = args.length === 1 ? parseDuration(first ?? '') : undefined;
      return ms === undefined ? wrong('@wait 20s') : { kind: 'wait', ms };
    }
    case '@key': {
      const keys = args.map((name) => keyOctets(name));
      const unknown = keys.indexOf(undefined);
      if (keys.length === 0) return wrong('@key ctrl-c');
      if (unknown >= 0) return { kind: 'mistake', message: `@key: "${args[unknown] ?? ''}" is no key; for example ctrl-c, ctrl-shift-6, tab, up, return, space` };
      const octets = Uint8Array.from(keys.flatMap((key) => [...(key ?? [])]));
      return { kind: 'key', octets, interrupts: args.some((name) => isInterruptKey(name)) };
    }
    case '@type':
      return { kind: 'type', text: behind(row, word) };
    case '@paste':
      return first !== undefined && second !== undefined && args.length === 2
        ? { kind: 'paste', name: first, file: second }
        : wrong('@paste NAME FILE');
    default:
      return { kind: 'mistake', message: `${word} is no directive; there are ${DIRECTIVES}` };
  }
}
