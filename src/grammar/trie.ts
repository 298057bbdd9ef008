// A mode's patterns as one trie: states joined by steps, one step a token. Commands share their leading keywords;
// behind these each pattern is a Glushkov automaton (its token positions are the states), so that there are no empty
// transitions and options, choices, repetitions and subsets cost nothing while matching. What stands behind a first word
// is parsed and put in when somebody first goes there, and a state's words are indexed when it is first visited.

import type { InterfaceKind } from '../base/interface-name.ts';
import { parsed, patternOf } from './command-pattern.ts';
import { noForm } from './no-form.ts';
import type { Pattern, Token } from './pattern.ts';
import type { Command } from './types.ts';
import type { Vocabulary } from './vocabulary.ts';

export interface Step {
  readonly token: Token;
  readonly to: State;
  /** Begins this alternative of a subset, which is taken at most once; -1: none. */
  readonly alternative: number;
  /** The lowest privilege of the commands that it leads to. */
  privilege: number;
  /** All commands that it leads to are hidden. */
  hidden: boolean;
  /** Types of interfaces that have it; undefined: all. */
  on: readonly InterfaceKind[] | undefined;
  /** Kinds of interfaces that have it at all; undefined: all. */
  readonly only: readonly InterfaceKind[] | undefined;
}

/** Kinds of interfaces by the first words of the commands that only they have. */
export type OnlyWords = Readonly<Record<string, readonly InterfaceKind[]>>;

export interface WordStep {
  readonly step: Step;
  /** What a choice stores for the word. */
  readonly value: string;
}

export interface State {
  readonly steps: Step[];
  /** The command that is complete here. */
  accept: Command | undefined;
  /** Those that are complete here on other types of interfaces than the first (`no dialer string`). */
  elsewhere: Command[] | undefined;
  words: WordIndex | undefined;
  /** Words of IOS that lead nowhere here, joined by blanks: they move the caret. */
  vocabulary: string | undefined;
  /** Puts in what stands behind the first word that leads here; whoever goes along a keyword calls `filled`. */
  fill: (() => void) | undefined;
}

/** What a mode says about its tries besides its commands. */
export interface TrieOptions {
  readonly only?: OnlyWords | undefined;
  readonly vocabulary?: Vocabulary | undefined;
}

/** The keywords and choice words of a state. */
export interface WordIndex {
  readonly byWord: ReadonlyMap<string, readonly WordStep[]>;
  readonly sorted: readonly string[];
  /** Steps that take arguments. */
  readonly others: readonly Step[];
}

/** The trie of the commands' plain or `no` forms. */
export function buildTrie(commands: readonly Command[], form: 'plain' | 'no', { only = {}, vocabulary = {} }: TrieOptions = {}): State {
  const root = newState();
  const building: Building = { counter: { alternatives: 0 }, only, vocabulary, behind: new Map() };
  for (const command of commands) {
    if (form === 'plain' && insertBehindWord(root, command, building)) continue;
    const pattern =
      form === 'plain'
        ? patternOf(command)
        : command.noPattern === undefined
          ? noForm(patternOf(command), command.effect)
          : parsed(command.noPattern);
    if (pattern) insert(root, pattern.items, 0, command, building);
  }
  for (const [before, words] of Object.entries(vocabulary)) {
    if (building.behind.has(firstWord(before))) continue;
    const state = before === '' ? root : behindKeywords(root, before.split(' '));
    if (state) state.vocabulary = words;
  }
  return root;
}

interface Building {
  readonly counter: { alternatives: number };
  readonly only: OnlyWords;
  readonly vocabulary: Vocabulary;
  /** Steps from the root along a first word, with the commands that wait behind it. */
  readonly behind: Map<string, { readonly step: Step; readonly waiting: Command[] }>;
}

/** The pattern begins with a keyword and goes on, or ends, behind it: a look at its text shows that. */
const FIRST_KEYWORD = /^([a-z0-9*/][a-z0-9\-+./:*_]*)(?=[ \t]|$)/;

function firstWord(text: string): string {
  return FIRST_KEYWORD.exec(text)?.[1] ?? '';
}

/** Has the command wait behind the first word of its pattern; false where that is no plain keyword. */
function insertBehindWord(root: State, command: Command, building: Building): boolean {
  const word = firstWord(command.pattern);
  if (word === '') return false;
  const known = building.behind.get(word);
  if (known === undefined) {
    const state = newState();
    const step = newStep({ kind: 'keyword', word, marker: undefined, prefix: '', column: 0 }, state, -1, command, building.only[word]);
    const waiting = [command];
    state.fill = () => fill(state, word, waiting, building);
    building.behind.set(word, { step, waiting });
    root.steps.push(step);
  } else {
    widen(known.step, command);
    known.waiting.push(command);
  }
  return true;
}

function fill(state: State, word: string, waiting: readonly Command[], building: Building): void {
  for (const command of waiting) insert(state, patternOf(command).items, 1, command, building);
  for (const [before, words] of Object.entries(building.vocabulary)) {
    if (firstWord(before) !== word) continue;
    const at = behindKeywords(state, before.split(' ').slice(1));
    if (at) at.vocabulary = words;
  }
}

/** The state as it is once what stands behind its word is in it. */
export function filled(state: State): State {
  const { fill: put } = state;
  if (put !== undefined) {
    state.fill = undefined;
    put();
  }
  return state;
}

export function wordsOf(state: State): WordIndex {
  if (state.words) return state.words;
  const byWord = new Map<string, WordStep[]>();
  const others: Step[] = [];
  const add = (word: string, entry: WordStep) => {
    const list = byWord.get(word);
    if (list) list.push(entry);
    else byWord.set(word, [entry]);
  };
  for (const step of state.steps) {
    const { token } = step;
    if (token.kind === 'keyword') add(token.word, { step, value: token.word });
    else if (token.kind === 'choice') token.words.forEach((word, i) => add(word, { step, value: token.values[i] ?? word }));
    else others.push(step);
  }
  state.words = { byWord, sorted: [...byWord.keys()].sort(), others };
  return state.words;
}

export function newState(): State {
  return { steps: [], accept: undefined, elsewhere: undefined, words: undefined, vocabulary: undefined, fill: undefined };
}

/** The state behind these keywords, if some command begins with them. */
export function behindKeywords(root: State, keywords: readonly string[]): State | undefined {
  let state: State | undefined = root;
  for (const word of keywords) {
    const step: Step | undefined = state?.steps.find(({ token }) => token.kind === 'keyword' && token.word === word);
    state = step && filled(step.to);
  }
  return state;
}

function accepts(state: State, command: Command): void {
  if (state.accept === undefined) state.accept = command;
  else if (state.accept.on !== undefined && state.accept !== command) (state.elsewhere ??= []).push(command);
}

/** Puts in the command's items behind those that lead to `start`, `used` in number. */
function insert(start: State, items: readonly Pattern[], used: number, command: Command, { counter, only }: Building): void {
  let state = start;
  let next = used;
  for (const item of items.slice(used)) {
    if (item.kind !== 'token' || item.token.kind !== 'keyword') break;
    const { word } = item.token;
    let step = state.steps.find((one) => one.token.kind === 'keyword' && one.token.word === word && one.token.marker === undefined);
    if (step) widen(step, command);
    else {
      step = newStep(item.token, newState(), -1, command, next === 0 ? only[word] : undefined);
      state.steps.push(step);
    }
    state = filled(step.to);
    next += 1;
  }
  if (next === items.length) return accepts(state, command);
  const rest = automaton({ kind: 'sequence', items: items.slice(next) }, command, counter);
  for (const entry of rest.first) state.steps.push(newStep(entry.position.token, entry.position.state, entry.alternative, command));
  for (const position of rest.last) accepts(position.state, command);
  if (rest.nullable) accepts(state, command);
}

/** The step leads to this command too. */
function widen(step: Step, command: Command): void {
  step.privilege = Math.min(step.privilege, command.privilege);
  if (!command.hidden) step.on = step.hidden ? command.on : joined(step.on, command.on);
  step.hidden &&= command.hidden;
}

function newStep(token: Token, to: State, alternative: number, command: Command, only?: readonly InterfaceKind[]): Step {
  return { token, to, alternative, privilege: command.privilege, hidden: command.hidden, on: command.on, only };
}

function joined(a: readonly InterfaceKind[] | undefined, b: readonly InterfaceKind[] | undefined): readonly InterfaceKind[] | undefined {
  return a === undefined || b === undefined ? undefined : [...new Set([...a, ...b])];
}

interface Position {
  readonly token: Token;
  readonly state: State;
}

interface Entry {
  readonly position: Position;
  readonly alternative: number;
}

interface Fragment {
  readonly first: readonly Entry[];
  readonly last: readonly Position[];
  readonly nullable: boolean;
}

function automaton(pattern: Pattern, command: Command, counter: { alternatives: number }): Fragment {
  const follow = (from: readonly Position[], to: readonly Entry[]) => {
    for (const position of from) {
      for (const entry of to) position.state.steps.push(newStep(entry.position.token, entry.position.state, entry.alternative, command));
    }
  };
  switch (pattern.kind) {
    case 'token': {
      const position: Position = { token: pattern.token, state: newState() };
      const first = [{ position, alternative: -1 }];
      if (pattern.token.kind !== 'keyword' && pattern.token.repeat) follow([position], first);
      return { first, last: [position], nullable: false };
    }
    case 'sequence': {
      let whole: Fragment = { first: [], last: [], nullable: true };
      for (const item of pattern.items) {
        const next = automaton(item, command, counter);
        follow(whole.last, next.first);
        whole = {
          first: whole.nullable ? [...whole.first, ...next.first] : whole.first,
          last: next.nullable ? [...whole.last, ...next.last] : next.last,
          nullable: whole.nullable && next.nullable,
        };
      }
      return whole;
    }
    case 'optional':
      return { ...automaton(pattern.item, command, counter), nullable: true };
    case 'oneOf': {
      const parts = pattern.alternatives.map((item) => automaton(item, command, counter));
      return { first: parts.flatMap((part) => part.first), last: parts.flatMap((part) => part.last), nullable: parts.some((part) => part.nullable) };
    }
    case 'subset': {
      const parts = pattern.alternatives.map((item) => {
        const part = automaton(item, command, counter);
        counter.alternatives += 1;
        return { ...part, first: part.first.map((entry) => ({ ...entry, alternative: counter.alternatives })) };
      });
      for (const part of parts) for (const other of parts) if (part !== other) follow(part.last, other.first);
      return { first: parts.flatMap((part) => part.first), last: parts.flatMap((part) => part.last), nullable: true };
    }
  }
}
