// A chat script as it is configured (`chat-script NAME EXPECT SEND EXPECT SEND ...`): what to wait for, what to send, what to
// give up at. Words are separated by blanks, quotes keep them together, a backslash begins an escape. Cisco IOS Dial
// Technologies command reference, `chat-script`: keywords ABORT, TIMEOUT, EOT, BREAK; escapes \c \d \K \n \p \q \r \s \t \T \\ \ddd.

import { err, ok, type Result } from '../../base/result.ts';

/** What a send consists of; a pause is in milliseconds. */
export type SendPart =
  | { readonly kind: 'text'; readonly text: string }
  /** `\T`: the number to dial. */
  | { readonly kind: 'number' }
  | { readonly kind: 'pause'; readonly ms: number }
  | { readonly kind: 'break' };

export interface ChatStep {
  /** Empty expects nothing. */
  readonly expect: string;
  readonly timeoutSeconds: number;
  /** Strings that end the script in failure while this step waits. */
  readonly aborts: readonly string[];
  readonly send: readonly SendPart[];
  /** As written, for `debug chat`. */
  readonly sendText: string;
}

const DEFAULT_TIMEOUT_SECONDS = 5;

/** The text behind the script's name. */
export function parseChatScript(text: string): Result<readonly ChatStep[], string> {
  const words = splitWords(text);
  if (words === undefined) return err('a quote is not closed');
  const steps: ChatStep[] = [];
  let timeoutSeconds = DEFAULT_TIMEOUT_SECONDS;
  let aborts: readonly string[] = [];
  for (let i = 0; i < words.length; i += 2) {
    const word = words[i] ?? '';
    const next = words[i + 1];
    if (word === 'ABORT') {
      if (next === undefined) return err('ABORT without a string');
      aborts = [...aborts, literal(next)];
    } else if (word === 'TIMEOUT') {
      const seconds = Number(next);
      if (next === undefined || !Number.isInteger(seconds) || seconds <= 0) return err('TIMEOUT without seconds');
      timeoutSeconds = seconds;
    } else {
      steps.push({ expect: literal(word), timeoutSeconds, aborts, send: next === undefined ? [] : parseSend(next), sendText: next ?? '' });
    }
  }
  return ok(steps);
}

/** Undefined when a quote stays open. */
function splitWords(text: string): readonly string[] | undefined {
  const words: string[] = [];
  let word: string | undefined;
  let quoted = false;
  for (let i = 0; i < text.length; i += 1) {
    const sign = text.charAt(i);
    if (sign === '\\' && i + 1 < text.length) {
      word = (word ?? '') + sign + text.charAt(i + 1);
      i += 1;
    } else if (sign === '"') {
      quoted = !quoted;
      word ??= '';
    } else if (/\s/.test(sign) && !quoted) {
      if (word !== undefined) words.push(word);
      word = undefined;
    } else {
      word = (word ?? '') + sign;
    }
  }
  if (quoted) return undefined;
  if (word !== undefined) words.push(word);
  return words;
}

/** Expects know the escapes for characters only. */
function literal(word: string): string {
  return word.replace(/\\(\d{3}|.)/g, (_, escape: string) => CHARACTERS[escape] ?? (escape.length === 3 ? String.fromCharCode(parseInt(escape, 8)) : escape));
}

const CHARACTERS: Readonly<Record<string, string>> = { n: '\n', r: '\r', s: ' ', t: '\t', c: '', q: '' };
const PAUSES_MS: Readonly<Record<string, number>> = { d: 2000, p: 250 };

/** A carriage return ends it, unless `\c` does. */
function parseSend(word: string): readonly SendPart[] {
  if (word === 'EOT') return [{ kind: 'text', text: '\x04' }];
  if (word === 'BREAK') return [{ kind: 'break' }];
  const parts: SendPart[] = [];
  const add = (text: string): void => {
    const last = parts.at(-1);
    if (last?.kind === 'text') parts[parts.length - 1] = { kind: 'text', text: last.text + text };
    else parts.push({ kind: 'text', text });
  };
  let silent = false;
  for (const [, escape, plain] of word.matchAll(/\\(\d{3}|.)|([^\\]+)/gs)) {
    if (plain !== undefined) add(plain);
    else if (escape === 'c') silent = true;
    else if (escape === 'T') parts.push({ kind: 'number' });
    else if (escape === 'K') parts.push({ kind: 'break' });
    else if (PAUSES_MS[escape ?? ''] !== undefined) parts.push({ kind: 'pause', ms: PAUSES_MS[escape ?? ''] ?? 0 });
    else add(literal(`\\${escape ?? ''}`));
  }
  if (!silent) add('\r');
  return parts;
}
