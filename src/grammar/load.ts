// Reads modes.cli and the other grammar files into modes, commands and help texts, and checks them: every mistake is
// reported with file, line, column and what would be right. The format is grammars/README.md. Pure: texts in, values out.

import { INTERFACE_KINDS, type InterfaceKind } from '../base/interface-name.ts';
import { err, ok, type Result } from '../base/result.ts';
import { attachGlosses, checkGlosses, type GlossLine, type Glosses } from './gloss.ts';
import { parseEffect } from './effect.ts';
import { parsePattern, type PatternError, type Sequence } from './pattern.ts';
import type { Command, Mode } from './types.ts';
import { readVocabulary, type Vocabulary } from './vocabulary.ts';

/** Words that only move the caret. */
export const VOCABULARY = 'vocabulary.txt';

export interface GrammarFile {
  /** `dialer.cli`. */
  readonly name: string;
  readonly text: string;
}

export interface GrammarError {
  readonly file: string;
  /** From 1. */
  readonly line: number;
  /** From 1. */
  readonly column: number;
  readonly message: string;
}

export interface LoadedMode extends Mode {
  /** The mode whose commands it has. */
  readonly like?: string;
  readonly commands: Command[];
  readonly glosses: Glosses;
  /** Orders at which a running configuration prints `!`. */
  readonly separators: number[];
  /** Kinds of interfaces by the first words of commands that only they have. */
  readonly only: Record<string, readonly InterfaceKind[]>;
  readonly vocabulary?: Vocabulary;
}

export interface LoadedGrammar {
  readonly modes: readonly LoadedMode[];
  /** Help texts of `no`, `default`, `do`, `undebug` by root mode. */
  readonly prefixes: Readonly<Record<string, Readonly<Record<string, string>>>>;
}

/** The grammar of the files (modes.cli among them), or all mistakes found in them. */
export function loadGrammars(files: readonly GrammarFile[]): Result<LoadedGrammar, readonly GrammarError[]> {
  const errors: GrammarError[] = [];
  const modesFile = files.find((file) => file.name === 'modes.cli');
  if (!modesFile) return err([{ file: 'modes.cli', line: 1, column: 1, message: 'modes.cli is missing' }]);
  const tree = readModes(modesFile, errors);
  for (const name of tree.files) {
    if (!files.some((file) => file.name === name)) errors.push({ file: 'modes.cli', line: 1, column: 1, message: `the file ${name} does not exist` });
  }
  const reading: Reading = { files, modes: tree.modes, counter: { order: 0 }, read: new Set(), errors };
  for (const name of tree.files) {
    const file = files.find((candidate) => candidate.name === name);
    if (file) readFile(file, reading);
  }
  for (const file of files) {
    if (file !== modesFile && file.name !== VOCABULARY && !reading.read.has(file.name)) {
      errors.push({ file: file.name, line: 1, column: 1, message: "modes.cli does not name this file: add it to a 'files' line" });
    }
  }
  for (const mode of tree.modes.values()) {
    checkEntered(mode, tree.modes, errors);
    checkGlosses(mode.glosses, mode.pending, (command, message, column) => errors.push({ ...placeOf(command), column, message }));
  }
  const words = readVocabulary(files.find((file) => file.name === VOCABULARY)?.text ?? '', new Set(tree.modes.keys()), (line, message) =>
    errors.push({ file: VOCABULARY, line, column: 1, message }),
  );
  if (errors.length > 0) return err(errors);
  const modes = [...tree.modes.values()].map(({ pending: _, ...mode }) => {
    const vocabulary = words[mode.name];
    return vocabulary === undefined ? mode : { ...mode, vocabulary };
  });
  return ok({ modes, prefixes: tree.prefixes });
}

export function formatGrammarError(error: GrammarError): string {
  return `${error.file}:${error.line}:${error.column}: ${error.message}`;
}

interface ModeBuilder extends LoadedMode {
  readonly pending: { readonly command: Command; readonly pattern: Sequence }[];
}

interface ModeTree {
  readonly files: string[];
  readonly modes: Map<string, ModeBuilder>;
  readonly prefixes: Record<string, Record<string, string>>;
}

const MODE_LINE = /^mode\s+(\S+)(?:\s+prompt\s+(\S+))?(?:\s+parent\s+(\S+))?(?:\s+like\s+(\S+))?(?:\s+heading\s+(.+?))?\s*$/;
const PREFIX_LINE = /^prefix\s+(\S+)\s+(no|default|do|undebug)\s+(.+?)\s*$/;

function readModes(file: GrammarFile, errors: GrammarError[]): ModeTree {
  const tree: ModeTree = { files: [], modes: new Map(), prefixes: {} };
  file.text.split(/\r?\n/).forEach((text, index) => {
    const complain = (message: string, column = 1) => errors.push({ file: file.name, line: index + 1, column, message });
    if (text.trim() === '' || text.trimStart().startsWith('#')) return;
    const [verb = ''] = text.split(/\s+/);
    if (verb === 'files') {
      tree.files.push(...text.trim().split(/\s+/).slice(1));
    } else if (verb === 'mode') {
      const match = MODE_LINE.exec(text);
      const name = match?.[1];
      if (!match || name === undefined) return complain('write: mode NAME prompt (SUFFIX) parent MODE heading TEXT:, or mode NAME prompt (SUFFIX) like MODE');
      if (tree.modes.has(name)) return complain(`the mode ${name} is already there`, 6);
      const parent = match[3];
      if (parent !== undefined && !tree.modes.has(parent)) {
        return complain(`the parent ${parent} is not a mode above this line`, text.indexOf(parent, text.indexOf('parent') + 6) + 1);
      }
      const like = match[4] === undefined ? undefined : tree.modes.get(match[4]);
      if (match[4] !== undefined && !like) return complain(`${match[4]} is not a mode above this line`, text.indexOf(match[4], text.indexOf(' like ') + 6) + 1);
      tree.modes.set(name, {
        name,
        prompt: match[2] ?? '',
        parent: like?.parent ?? parent,
        ...(like === undefined ? {} : { like: like.name }),
        heading: match[5] ?? like?.heading ?? '',
        commands: [],
        glosses: {},
        separators: [],
        only: {},
        pending: [],
      });
    } else if (verb === 'prefix') {
      const match = PREFIX_LINE.exec(text);
      if (!match) return complain('write: prefix MODE no|default|do|undebug TEXT');
      const [, mode = '', word = '', help = ''] = match;
      if (!tree.modes.has(mode)) return complain(`${mode} is not a mode above this line`, 8);
      (tree.prefixes[mode] ??= {})[word] = help;
    } else if (verb === 'only') {
      readOnly(text, tree, complain);
    } else {
      complain(`'${verb}' is not known here: files, mode, only or prefix`);
    }
    return undefined;
  });
  return tree;
}


/** `only MODE WORD... KIND...`: the words are in lower case, the kinds are not. */
function readOnly(text: string, tree: ModeTree, complain: (message: string, column?: number) => unknown): void {
  const [, name = '', ...rest] = text.trim().split(/\s+/);
  const mode = tree.modes.get(name);
  if (!mode) return void complain(`'${name}' is not a mode above this line`, 6);
  const first = rest.findIndex((word) => /^[A-Z]/.test(word));
  const kinds = first < 0 ? [] : rest.slice(first).map((word) => INTERFACE_KINDS.find((kind) => kind === word) ?? word);
  const unknown = kinds.find((kind) => !INTERFACE_KINDS.some((known) => known === kind));
  if (unknown !== undefined) return void complain(`'${unknown}' is no kind of interface: ${INTERFACE_KINDS.join(' ')}`, text.indexOf(unknown) + 1);
  if (first < 1) return void complain('write: only MODE WORD... KIND..., such as only config-if isdn BRI Dialer');
  for (const word of rest.slice(0, first)) mode.only[word] = INTERFACE_KINDS.filter((kind) => kinds.includes(kind));
}

interface OpenCommand {
  readonly line: number;
  readonly pattern: string;
  effect: { readonly text: string; readonly line: number; readonly column: number } | undefined;
  readonly glosses: GlossLine[];
}

interface Reading {
  readonly files: readonly GrammarFile[];
  readonly modes: ReadonlyMap<string, ModeBuilder>;
  readonly counter: { order: number };
  /** Names of the files that were read. */
  readonly read: Set<string>;
  readonly errors: GrammarError[];
}

function readFile(file: GrammarFile, reading: Reading): void {
  const { modes, counter, errors } = reading;
  reading.read.add(file.name);
  let mode: ModeBuilder | undefined;
  let open: OpenCommand | undefined;
  const complain = (line: number, column: number, message: string) => errors.push({ file: file.name, line, column, message });
  const close = () => {
    if (open && mode) finish(file.name, mode, open, counter, errors);
    open = undefined;
  };
  file.text.split(/\r?\n/).forEach((text, index) => {
    const line = index + 1;
    const trimmed = text.trim();
    if (trimmed === '' || trimmed.startsWith('#')) return;
    const indented = /^\s/.test(text);
    if (indented) {
      const column = text.length - text.trimStart().length + 1;
      if (!open) return void complain(line, column, 'an indented line belongs to the command above: there is none');
      if (trimmed.startsWith('::')) {
        if (open.effect) return void complain(line, column, 'this command has an effect already');
        open.effect = { text: text.slice(text.indexOf('::') + 2), line, column: text.indexOf('::') + 3 };
        return;
      }
      const gloss = /^(\S+)\s+(.+)$/.exec(trimmed);
      if (!gloss) return void complain(line, column, `write: ${trimmed}  HELP TEXT`);
      open.glosses.push({ token: gloss[1] ?? '', text: gloss[2] ?? '', line, column });
      return;
    }
    close();
    const included = /^include\s+(\S+)\s*$/.exec(text)?.[1];
    if (included !== undefined) {
      const other = reading.files.find((candidate) => candidate.name === included);
      if (other && !reading.read.has(included)) readFile(other, reading);
      else complain(line, 9, `'${included}' is ${other ? 'read already' : 'no file'}`);
      return;
    }
    const section = /^mode\s+(\S+)\s*$/.exec(text);
    if (section) {
      mode = modes.get(section[1] ?? '');
      if (mode?.like !== undefined) complain(line, 6, `'${mode.name}' has the commands of '${mode.like}': write them there`);
      if (!mode) complain(line, 6, `'${section[1] ?? ''}' is not a mode of modes.cli: ${[...modes.keys()].join(' ')}`);
      return;
    }
    if (!mode) return void complain(line, 1, "a command needs a 'mode NAME' line above it");
    if (trimmed === '!') {
      counter.order += 1;
      mode.separators.push(counter.order);
      return;
    }
    const at = text.search(/\s::(\s|$)/);
    open = {
      line,
      pattern: (at < 0 ? text : text.slice(0, at)).trimEnd(),
      effect: at < 0 ? undefined : { text: text.slice(at + 3), line, column: at + 4 },
      glosses: [],
    };
  });
  close();
}

function finish(file: string, mode: ModeBuilder, open: OpenCommand, counter: { order: number }, errors: GrammarError[]): void {
  const complain = (line: number, error: PatternError, offset: number) =>
    errors.push({ file, line, column: offset + error.column, message: error.message });
  const pattern = parsePattern(open.pattern);
  if (!pattern.ok) return void complain(open.line, pattern.error, 1);
  if (!open.effect) return void complain(open.line, { column: open.pattern.length, message: "the effect is missing: ':: sets path', ':: runs handler' ..." }, 1);
  const effect = parseEffect(open.effect.text, pattern.value, mode.name === 'exec' ? 1 : 15);
  if (!effect.ok) return void complain(open.effect.line, effect.error, open.effect.column);
  counter.order += 1;
  const command: Command = { id: `${file}:${open.line}`, mode: mode.name, pattern: open.pattern, order: counter.order, ...effect.value };
  mode.commands.push(command);
  mode.pending.push({ command, pattern: pattern.value });
  attachGlosses(mode.glosses, pattern.value, command, open.glosses, (gloss, message) => complain(gloss.line, { column: gloss.column, message }, 0));
}

function checkEntered(mode: LoadedMode, modes: ReadonlyMap<string, LoadedMode>, errors: GrammarError[]): void {
  for (const command of mode.commands) {
    if (command.effect.verb !== 'enters' || modes.has(command.effect.mode)) continue;
    errors.push({ ...placeOf(command), column: 1, message: `enters a mode that modes.cli lacks: ${command.effect.mode}` });
  }
}

function placeOf(command: Command): { readonly file: string; readonly line: number } {
  const [file = '', line = '1'] = command.id.split(':');
  return { file, line: Number(line) };
}
