// The grammar as the program uses it: modes with their commands, and their tries, made from compiled JSON when a mode is
// first asked for, so that starting the program parses no grammar and builds no trie.

import { must } from '../base/assert.ts';
import { buildTrie, type OnlyWords, type State } from './trie.ts';
import type { Command, MatchContext, Mode, ModeName } from './types.ts';
import type { Vocabulary } from './vocabulary.ts';

type CompiledCommand = Omit<Command, 'mode' | 'privilege' | 'hidden'> & { readonly privilege?: number; readonly hidden?: true };

export interface CompiledMode {
  readonly name: ModeName;
  readonly prompt: string;
  readonly parent?: ModeName;
  readonly like?: ModeName;
  readonly heading: string;
  readonly commands: readonly CompiledCommand[];
  readonly glosses: Readonly<Record<string, string>>;
  readonly separators: readonly number[];
  readonly only?: OnlyWords;
  readonly vocabulary?: Vocabulary;
}

export interface CompiledGrammar {
  readonly modes: readonly CompiledMode[];
  readonly prefixes: Readonly<Record<string, Readonly<Record<string, string>>>>;
}

/** A mode with its commands and its tries, made when first asked for. */
export interface GrammarMode extends Mode {
  /** The mode at the top of its tree: `exec` or `config`. */
  readonly root: ModeName;
  readonly glosses: Readonly<Record<string, string>>;
  readonly separators: readonly number[];
  readonly prefixes: Readonly<Record<string, string>>;
  readonly parentMode: GrammarMode | undefined;
  /** The mode whose commands this one has, under a prompt of its own. */
  readonly like: GrammarMode | undefined;
  commands(): readonly Command[];
  trie(form: 'plain' | 'no'): State;
}

export interface Grammar {
  readonly modes: ReadonlyMap<ModeName, GrammarMode>;
}

export function instantiate(compiled: CompiledGrammar): Grammar {
  const modes = new Map<ModeName, GrammarMode>();
  for (const mode of compiled.modes) {
    const parent = mode.parent === undefined ? undefined : must(modes.get(mode.parent), `mode ${mode.parent}`);
    const like = mode.like === undefined ? undefined : must(modes.get(mode.like), `mode ${mode.like}`);
    modes.set(mode.name, like ? likeMode(mode, like) : grammarMode(mode, parent, compiled.prefixes));
  }
  return { modes };
}

export function modeOf(grammar: Grammar, name: ModeName): GrammarMode {
  return must(grammar.modes.get(name), `no mode ${name}`);
}

/** Of one mode (without its parents'), or of all, in order. */
export function commandsOf(grammar: Grammar, mode?: ModeName): readonly Command[] {
  if (mode !== undefined) return modeOf(grammar, mode).commands();
  return [...grammar.modes.values()].filter((one) => !one.like).flatMap((one) => one.commands()).sort((a, b) => a.order - b.order);
}

/** False for what is stored and shown only. */
export function isSimulated(command: Command): boolean {
  const { effect } = command;
  return effect.verb !== 'keeps' && !((effect.verb === 'flag' || effect.verb === 'enters') && effect.keeps);
}

function likeMode(mode: CompiledMode, like: GrammarMode): GrammarMode {
  return { ...like, name: mode.name, prompt: mode.prompt, heading: mode.heading, like };
}

function grammarMode(mode: CompiledMode, parent: GrammarMode | undefined, prefixes: CompiledGrammar['prefixes']): GrammarMode {
  let commands: readonly Command[] | undefined;
  let plain: State | undefined;
  let no: State | undefined;
  const root = parent?.root ?? mode.name;
  const list = (): readonly Command[] =>
    (commands ??= mode.commands.map((command) => ({
      ...command,
      mode: mode.name,
      privilege: command.privilege ?? defaultPrivilege(mode.name),
      hidden: command.hidden === true,
    })));
  return {
    name: mode.name,
    prompt: mode.prompt,
    parent: mode.parent,
    heading: mode.heading,
    root,
    glosses: mode.glosses,
    separators: mode.separators,
    prefixes: prefixes[root] ?? {},
    parentMode: parent,
    like: undefined,
    commands: list,
    trie: (form) => (form === 'plain' ? (plain ??= buildTrie(list(), 'plain', mode)) : (no ??= buildTrie(list(), 'no', mode.name === 'exec' ? {} : mode))),
  };
}

/** Of commands that name none. */
export function defaultPrivilege(mode: ModeName): number {
  return mode === 'exec' ? 1 : 15;
}

/** In EXEC more interfaces have names than in a configuration. */
export function contextIn(mode: Pick<GrammarMode, 'root'>, context: MatchContext): MatchContext {
  if (mode.root !== 'exec' || context.interfaceShown === undefined) return context;
  return {
    privilege: context.privilege,
    levels: context.levels,
    interfaceKind: context.interfaceKind,
    interfaceExists: (name) => context.interfaceExists(name) || context.interfaceShown?.(name) === true,
  };
}
