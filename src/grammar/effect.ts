// The effect of a command line: verb, configuration path, default and modifiers, as grammars/README.md lists them.

import { INTERFACE_KINDS, type InterfaceKind } from '../base/interface-name.ts';
import { err, ok, type Result } from '../base/result.ts';
import { parsePattern, tokensOf, type PatternError, type Sequence } from './pattern.ts';
import { MATTERS, type Arguments, type ArgumentValue, type Command, type Effect } from './types.ts';

/** What stands behind `::`. */
export type EffectLine = { readonly effect: Effect } & Omit<Command, 'id' | 'mode' | 'pattern' | 'effect' | 'order'>;

type Mutable<T> = { -readonly [K in keyof T]: T[K] };

/** Parses the text behind `::`; the pattern says which names keys and defaults may have. */
export function parseEffect(text: string, pattern: Sequence, defaultPrivilege: number): Result<EffectLine, PatternError> {
  const words = split(text);
  const names = new Set<string>();
  for (const token of tokensOf(pattern)) {
    if (token.kind !== 'keyword') names.add(token.name);
    else if (token.marker !== undefined) names.add(token.marker);
  }
  const reader: Reader = { words, at: 0, names, end: text.length, pattern };
  const effect = parseVerb(reader);
  if (!effect.ok) return effect;
  return parseModifiers(reader, effect.value, defaultPrivilege);
}

interface Word {
  readonly text: string;
  readonly column: number;
}

interface Reader {
  readonly words: readonly Word[];
  at: number;
  readonly names: ReadonlySet<string>;
  readonly end: number;
  readonly pattern: Sequence;
}

/** Words at blanks, but brackets keep theirs: `dialer.maps[proto, nextHop]`, `no (a b)`. */
function split(text: string): readonly Word[] {
  const words: Word[] = [];
  let depth = 0;
  let start = -1;
  for (let i = 0; i <= text.length; i += 1) {
    const character = text[i] ?? ' ';
    if (character === '[' || character === '(') depth += 1;
    if (character === ']' || character === ')') depth -= 1;
    const blank = i === text.length || (depth <= 0 && /\s/.test(character));
    if (!blank && start < 0) start = i;
    if (blank && start >= 0) {
      words.push({ text: text.slice(start, i), column: start });
      start = -1;
    }
  }
  return words;
}

function mistake(reader: Reader, message: string, at = reader.at): { readonly ok: false; readonly error: PatternError } {
  return err({ column: reader.words[at]?.column ?? reader.end, message });
}

const PATH = /^[a-z][A-Za-z0-9]*(?:\.[A-Za-z0-9]+)*$/;

interface PathAndKeys {
  readonly path: string;
  readonly keys: readonly string[];
}

function parsePath(reader: Reader): Result<PathAndKeys, PatternError> {
  const word = reader.words[reader.at]?.text;
  if (word === undefined) return mistake(reader, 'a path is missing, such as dialer.maps');
  const open = word.indexOf('[');
  const path = open < 0 ? word : word.slice(0, open);
  if (!PATH.test(path)) return mistake(reader, `'${path}' is not a path: dotted camelCase names`);
  if (open >= 0 && !word.endsWith(']')) return mistake(reader, "keys end with ']'");
  const keys = open < 0 ? [] : word.slice(open + 1, -1).split(',').map((key) => key.trim());
  for (const key of keys) {
    if (key !== '*' && !reader.names.has(key)) return mistake(reader, `'${key}' is not an argument of the pattern`);
  }
  reader.at += 1;
  return ok({ path, keys });
}

function parseVerb(reader: Reader): Result<Effect, PatternError> {
  let verb = reader.words[reader.at]?.text ?? '';
  let keeps = false;
  reader.at += 1;
  if (verb === 'keeps') {
    const next = reader.words[reader.at]?.text ?? '';
    keeps = true;
    if (['flag', 'enters', 'sets', 'adds'].includes(next)) {
      verb = next;
      reader.at += 1;
    }
  }
  switch (verb) {
    case 'sets':
    case 'adds':
    case 'keeps': {
      const place = parsePath(reader);
      if (!place.ok) return place;
      if (verb === 'adds' && place.value.keys.length === 0) return mistake(reader, 'adds needs keys: adds path[key]', reader.at - 1);
      if (verb === 'sets' && place.value.keys.length > 0) return mistake(reader, 'sets has no keys: did you mean adds?', reader.at - 1);
      const defaults = parseDefaults(reader);
      if (!defaults.ok) return defaults;
      return ok({ verb: keeps ? 'keeps' : verb, ...place.value, defaults: defaults.value });
    }
    case 'flag': {
      const place = parsePath(reader);
      if (!place.ok) return place;
      let defaultOn = false;
      if (reader.words[reader.at]?.text === 'default') {
        const state = reader.words[reader.at + 1]?.text;
        if (state !== 'on' && state !== 'off') return mistake(reader, 'the default of a flag is on or off', reader.at + 1);
        defaultOn = state === 'on';
        reader.at += 2;
      }
      return ok({ verb, path: place.value.path, defaultOn, keeps });
    }
    case 'enters': {
      const mode = reader.words[reader.at]?.text;
      if (mode === undefined) return mistake(reader, 'enters needs a mode and a path');
      reader.at += 1;
      const place = parsePath(reader);
      return place.ok ? ok({ verb, mode, ...place.value, keeps }) : place;
    }
    case 'runs': {
      const handler = reader.words[reader.at]?.text;
      if (handler === undefined || !/^[a-z][A-Za-z0-9.-]*$/.test(handler)) return mistake(reader, "runs needs a handler's name, such as show.dialer");
      reader.at += 1;
      return ok({ verb, handler });
    }
    case 'toggles': {
      const place = parsePath(reader);
      if (!place.ok) return place;
      let defaults: string | undefined;
      if (reader.words[reader.at]?.text === 'default') {
        defaults = reader.words[reader.at + 1]?.text;
        reader.at += 2;
      }
      return ok({ verb, path: place.value.path, argument: place.value.keys[0], defaults });
    }
    default:
      return mistake(reader, `'${verb}' is not a verb: sets adds flag enters keeps runs toggles`, 0);
  }
}

/** `default 120` is the first argument's; `default minutes=10 seconds=0` says which. */
function parseDefaults(reader: Reader): Result<Arguments | undefined, PatternError> {
  if (reader.words[reader.at]?.text !== 'default') return ok(undefined);
  reader.at += 1;
  const first = reader.words[reader.at]?.text;
  if (first === undefined) return mistake(reader, 'default needs a value');
  const values: Record<string, ArgumentValue> = {};
  const value = (name: string, text: string): ArgumentValue => {
    const tokens = tokensOf(reader.pattern).filter((token) => token.kind !== 'keyword' && token.name === name);
    const isWord = tokens.some((token) => token.kind === 'choice' && token.values.includes(text));
    return !isWord && tokens.some((token) => token.kind === 'argument' && token.type.kind === 'RANGE') ? Number(text) : text;
  };
  if (!first.includes('=')) {
    const [name] = reader.names;
    if (name === undefined) return mistake(reader, 'a pattern without arguments has no default: use flag');
    reader.at += 1;
    return ok({ [name]: value(name, first) });
  }
  for (let word = first; word.includes('='); word = reader.words[reader.at]?.text ?? '') {
    const [name = '', text = ''] = word.split('=');
    if (!reader.names.has(name)) return mistake(reader, `'${name}' is not an argument of the pattern`);
    values[name] = value(name, text);
    reader.at += 1;
  }
  return ok(values);
}

function parseModifiers(reader: Reader, effect: Effect, defaultPrivilege: number): Result<EffectLine, PatternError> {
  const line: Mutable<EffectLine> = { effect, privilege: defaultPrivilege, hidden: false };
  const next = (): string | undefined => {
    reader.at += 1;
    return reader.words[reader.at]?.text;
  };
  for (; reader.at < reader.words.length; reader.at += 1) {
    const word = reader.words[reader.at]?.text ?? '';
    switch (word) {
      case 'hidden':
        line.hidden = true;
        break;
      case 'matters': {
        const name = next();
        const matter = MATTERS.find((one) => one === name);
        if (matter === undefined) return mistake(reader, `matters needs one of ${MATTERS.join(' ')}`);
        line.matters = matter;
        break;
      }
      case 'instead': {
        const text = next() ?? '';
        if (!/^\(.+\)$/.test(text)) return mistake(reader, "what happens instead stands in brackets: instead (nobody is told)");
        line.instead = text.slice(1, -1);
        break;
      }
      case 'ignores': {
        const names: string[] = [];
        while (reader.names.has(reader.words[reader.at + 1]?.text.split('=')[0] ?? '')) names.push(next() ?? '');
        if (names.length === 0) return mistake(reader, 'ignores needs names of arguments');
        line.ignores = names;
        break;
      }
      case 'alias':
        line.alias = true;
        break;
      case 'each':
        line.each = true;
        break;
      case 'merges':
        line.merges = true;
        break;
      case 'sorted':
        line.sorted = true;
        break;
      case 'together':
        line.together = true;
        break;
      case 'privilege': {
        const level = Number(next());
        if (!Number.isInteger(level) || level < 0 || level > 15) return mistake(reader, 'privilege is a level from 0 to 15');
        line.privilege = level;
        break;
      }
      case 'shown':
        if (reader.words[reader.at + 1]?.text === 'unless') {
          next();
          const path = next();
          if (path === undefined) return mistake(reader, 'shown unless needs a path');
          line.shown = { unless: path };
        } else line.shown = {};
        break;
      case 'replaces': {
        const path = next();
        if (path === undefined || !PATH.test(path)) return mistake(reader, 'replaces needs a path');
        line.replaces = [...(line.replaces ?? []), path];
        break;
      }
      case 'secret':
        line.secret = 'digit';
        if (reader.words[reader.at + 1]?.text === 'bare') {
          next();
          line.secret = 'bare';
        }
        break;
      case 'no': {
        const text = next() ?? '';
        if (!text.startsWith('(') || !text.endsWith(')')) return mistake(reader, "the pattern of 'no' stands in brackets: no (access-list list=<1-99>)");
        line.noPattern = text.slice(1, -1).trim();
        const parsed = parsePattern(line.noPattern);
        if (!parsed.ok) return err({ column: (reader.words[reader.at]?.column ?? 0) + 1 + parsed.error.column, message: parsed.error.message });
        break;
      }
      case 'prints': {
        const name = next();
        if (name === undefined) return mistake(reader, 'prints needs the name of a function');
        line.prints = name;
        break;
      }
      case 'on': {
        const types: InterfaceKind[] = [];
        for (;;) {
          const type = INTERFACE_KINDS.find((kind) => kind === reader.words[reader.at + 1]?.text);
          if (type === undefined) break;
          types.push(type);
          reader.at += 1;
        }
        if (types.length === 0) return mistake(reader, "on needs types of interfaces, such as 'on Dialer'");
        line.on = types;
        break;
      }
      case 'since': {
        const release = next();
        if (release === undefined) return mistake(reader, 'since needs a release');
        line.since = release;
        // Configurations of later releases are taken; the help of this one does not know them.
        if (effect.verb !== 'runs') line.hidden = true;
        break;
      }
      default:
        return mistake(reader, `'${word}' is not a modifier: privilege hidden matters instead ignores alias each on since shown merges sorted together replaces secret no prints`);
    }
  }
  return ok(line);
}
