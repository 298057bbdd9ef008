// What a line would do to a router's configuration, tried in a copy of it: which lines go, and which come. By that a line to add
// is told as what it is where one of its form stands already: a line to change. No secret of the copy is shown.

import { loadConfiguration } from '../../../config/load-text.ts';
import { printConfiguration, printRunningConfig } from '../../../config/running-config.ts';
import { ConfigStore, createConfig } from '../../../config/store.ts';
import type { Change } from './changes.ts';
import type { Plant } from '../plant.ts';

/** Of one question: each router's configuration is copied once, and what is tried stays in the copy. */
export class Trials {
  readonly #plant: Plant;
  readonly #copies = new Map<string, ConfigStore | undefined>();

  constructor(plant: Plant) {
    this.#plant = plant;
  }

  /** The change in the words that fit the configuration as it stands. */
  asItStands(change: Change): Change {
    return this.#tried(change) ?? change;
  }

  /** Undefined for a line that the router would not take, though nothing in it is for somebody to fill in: it is no cure. */
  cure(change: Change): Change | undefined {
    return this.#tried(change) ?? (UNKNOWN.test(change.to ?? change.line) ? change : undefined);
  }

  /** Undefined where the line is refused. */
  #tried(change: Change): Change | undefined {
    const { router, block, verb, line, to: wanted = line } = change;
    const config = this.#plant.routers.get(router)?.config;
    // Only a store can print itself, or be copied.
    if (change.inPlace !== undefined || !(config instanceof ConfigStore) || (verb !== 'add' && verb !== 'change')) return change;
    const stands = linesOf(printRunningConfig(config), block);
    if (verb === 'change' && stands.has(line)) return change;
    const effect = effectOf(this.#copyOf(router, config), block, wanted);
    if (effect === undefined) return undefined;
    if (verb === 'change' && isPartial(line)) return change;
    const gone = effect.gone.filter((each) => stands.has(each));
    const { to: _, ...rest } = change;
    if (gone.length === 0) return { ...rest, verb: 'add', line: wanted, ...(stands.has(wanted) || effect.come.length === 0 ? { inPlace: true } : {}) };
    const [first = ''] = gone;
    const from = gone.length === 1 && !isFactorys(config, block, first) ? withoutSecret(first, wanted) : undefined;
    return from === undefined ? { ...rest, verb: 'add', line: wanted } : { ...rest, verb: 'change', line: from, to: wanted };
  }

  #copyOf(router: string, config: ConfigStore): ConfigStore {
    const known = this.#copies.get(router);
    if (known !== undefined) return known;
    const copy = freshOf(config);
    load(copy, printConfiguration(config));
    this.#copies.set(router, copy);
    return copy;
  }
}

/** What stands for a word that only somebody there knows. */
const UNKNOWN = /\b(?:ADDRESS|MASK|NUMBER|SECRET|FIRST|LAST|NEXT-HOP|EXPECT|SEND)\b/;

/** `no ip address`, `hostname Router`: nobody has typed it. */
function isFactorys(config: ConfigStore, block: string | undefined, line: string): boolean {
  const fresh = freshOf(config);
  if (block !== undefined) load(fresh, block);
  return linesOf(printRunningConfig(fresh), block).has(line);
}

/** One whose secret is not shown, or of which only the words that matter are named: it is not found by its text. */
function isPartial(line: string): boolean {
  return line.endsWith(HIDDEN) || line.startsWith('username ');
}

const HIDDEN = ' ...';
const SECRET_WORD = /\b(?:password|secret|key)\b/;

/** Undefined where the old line cannot be told without its secret. */
function withoutSecret(gone: string, wanted: string): string | undefined {
  const word = SECRET_WORD.exec(wanted);
  if (word === null) return SECRET_WORD.test(gone) ? undefined : gone;
  const head = wanted.slice(0, word.index + word[0].length);
  return gone.startsWith(`${head} `) ? `${head}${HIDDEN}` : undefined;
}

interface Effect {
  readonly gone: readonly string[];
  readonly come: readonly string[];
}

/** Undefined where the line is refused: capitals stand in it for what nobody knows, or its block is not to be had. */
function effectOf(copy: ConfigStore, block: string | undefined, line: string): Effect | undefined {
  const before = linesOf(printRunningConfig(copy), block);
  if (!load(copy, block === undefined ? line : `${block}\n${line}`)) return undefined;
  const after = linesOf(printRunningConfig(copy), block);
  return { gone: [...before].filter((each) => !after.has(each)), come: [...after].filter((each) => !before.has(each)) };
}

/** The same hardware, and nothing configured. */
function freshOf(config: ConfigStore): ConfigStore {
  const fresh = createConfig(config.grammar);
  fresh.initialise([...config.physicalInterfaces], config.hardware);
  fresh.interfaceExists = config.interfaceExists;
  fresh.givesClock = config.givesClock;
  return fresh;
}

/** Whether every line is taken. */
function load(store: ConfigStore, text: string): boolean {
  return loadConfiguration(store, text, { privilege: 15, merge: true, interfaceExists: store.interfaceExists }).every(({ accepted }) => accepted);
}

/** Of a block, or of the outermost one. */
export function linesOf(printed: readonly string[], block: string | undefined): ReadonlySet<string> {
  const lines = new Set<string>();
  let inside = block === undefined;
  for (const line of printed) {
    const indented = line.startsWith(' ');
    if (!indented) inside = block === undefined || line === block;
    if (inside && indented === (block !== undefined)) lines.add(line.trim());
  }
  return lines;
}
