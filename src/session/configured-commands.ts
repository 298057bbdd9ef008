// What a configuration changes about commands themselves: `alias MODE NAME COMMAND`, which makes a word stand for a
// command, and `privilege MODE level N COMMAND`, which moves commands to another level. Read again only when the
// configuration has changed.

import type { ConfigNode } from '../config/node.ts';
import type { Grammar } from '../grammar/grammar.ts';
import { privilegeLevels } from '../grammar/levels.ts';

/** The modes of the grammar by the words of `alias` and `privilege`. */
const MODES: Readonly<Record<string, readonly string[]>> = {
  configure: ['config'],
  exec: ['exec'],
  interface: ['config-if', 'config-subif', 'config-if-range'],
  line: ['config-line'],
  'map-class': ['config-map-class'],
  router: ['config-router', 'config-router-rip'],
};

export interface Alias {
  /** The word behind `alias`: `exec`. */
  readonly mode: string;
  readonly name: string;
  readonly command: string;
}

/** What every router has from the start. */
const OWN_ALIASES: readonly Alias[] = (
  [['h', 'help'], ['lo', 'logout'], ['p', 'ping'], ['r', 'resume'], ['s', 'show'], ['u', 'undebug'], ['un', 'undebug'], ['w', 'where']] as const
).map(([name, command]) => ({ mode: 'exec', name, command }));

/** Its own and the configured ones, which win. */
export function aliasesOf(config: ConfigNode): readonly Alias[] {
  const entries = config.entries('aliases');
  if (entries.length === 0) return OWN_ALIASES;
  const configured = entries.map((args) => ({ mode: String(args['mode']), name: String(args['name']), command: String(args['command'] ?? '') }));
  const isReplaced = (own: Alias): boolean => configured.some(({ mode, name }) => mode === own.mode && name === own.name);
  return [...OWN_ALIASES.filter((own) => !isReplaced(own)), ...configured];
}

/** Those of a mode of the grammar. */
export function aliasesIn(config: ConfigNode, mode: string): readonly Alias[] {
  return aliasesOf(config).filter((alias) => MODES[alias.mode]?.includes(mode) === true);
}

/** The line with its first word replaced, if that is an alias of the mode. */
export function withoutAlias(config: ConfigNode, mode: string, line: string): string {
  // A pasted configuration asks for every line of it.
  if (mode !== 'exec' && config.entries('aliases').length === 0) return line;
  const [, blanks = '', word = '', rest = ''] = /^(\s*)(\S+)(.*)$/s.exec(line) ?? [];
  const alias = aliasesIn(config, mode).find(({ name }) => name === word);
  return alias === undefined ? line : `${blanks}${alias.command}${rest}`;
}

export class ConfiguredLevels {
  readonly #grammar: Grammar;
  #config: ConfigNode | undefined;
  #version = -1;
  #levels: ReadonlyMap<object, number> | undefined;

  constructor(grammar: Grammar) {
    this.#grammar = grammar;
  }

  of(config: ConfigNode): ReadonlyMap<object, number> | undefined {
    if (config === this.#config && config.version === this.#version) return this.#levels;
    this.#config = config;
    this.#version = config.version;
    const rules = config.entries('privileges').flatMap((args) =>
      (MODES[String(args['mode'])] ?? []).slice(0, 1).map((mode) => ({ mode, level: Number(args['level'] ?? 0), command: String(args['command'] ?? '') })),
    );
    this.#levels = privilegeLevels(this.#grammar, rules);
    return this.#levels;
  }
}
