// What a line would do to a router's configuration, tried in a copy of it: which lines go, and which come. By that a line to add
// is told as what it is where one of its form stands already: a line to change. No secret of the copy is shown.

import { loadConfiguration } from '../../config/load-text.ts';
import { printConfiguration, printRunningConfig } from '../../config/running-config.ts';
import { ConfigStore, createConfig } from '../../config/store.ts';
import type { Change } from './changes.ts';
import type { Plant } from './plant.ts';

/** The change in the words that fit the configuration as it stands. */
export function asItStands(change: Change, plant: Plant): Change {
  const { router, block, verb, line, to } = change;
  const config = plant.routers.get(router)?.config;
  // Only a store can print itself, or be copied.
  if (change.inPlace !== undefined || !(config instanceof ConfigStore) || (verb !== 'add' && verb !== 'change')) return change;
  const has = (text: string) => linesOf(printRunningConfig(config), block).has(text);
  if (verb === 'change' && has(line)) return change;
  const wanted = to ?? line;
  const effect = tried(config, block, wanted);
  if (effect === undefined || (verb === 'change' && isPartial(line))) return change;
  const { gone: [gone, another], come } = effect;
  const { to: _, ...rest } = change;
  if (gone === undefined) return { ...rest, verb: 'add', line: wanted, ...(come.length === 0 ? { inPlace: true } : {}) };
  const from = another === undefined && !isFactorys(config, block, gone) ? withoutSecret(gone, wanted) : undefined;
  return from === undefined ? { ...rest, verb: 'add', line: wanted } : { ...rest, verb: 'change', line: from, to: wanted };
}

/** `no ip address`, `hostname Router`: nobody has typed it. */
function isFactorys(config: ConfigStore, block: string | undefined, line: string): boolean {
  const fresh = freshOf(config);
  if (block !== undefined) loadConfiguration(fresh, block, { ...PRIVILEGED, interfaceExists: config.interfaceExists });
  return linesOf(printRunningConfig(fresh), block).has(line);
}

/** A line that the router would not take, though nothing in it is for somebody to fill in: it is no cure. */
export function isRefused({ router, block, verb, line, to }: Change, plant: Plant): boolean {
  const config = plant.routers.get(router)?.config;
  if (!(config instanceof ConfigStore) || (verb !== 'add' && verb !== 'change') || UNKNOWN.test(to ?? line)) return false;
  return tried(config, block, to ?? line) === undefined;
}

/** What stands for a word that only somebody there knows. */
const UNKNOWN = /\b(?:ADDRESS|MASK|NUMBER|SECRET|FIRST|LAST|NEXT-HOP|EXPECT|SEND)\b/;

/** One whose secret is not shown, or of which only the words that matter are named: it is not found by its text. */
function isPartial(line: string): boolean {
  return line.endsWith(HIDDEN) || line.startsWith('username ');
}

const HIDDEN = ' ...';
const SECRET_WORD = /\b(?:password|secret|key)\b/;

/** Undefined where the old line cannot be told without its secret. */
function withoutSecret(gone: string, wanted: string): string | undefined {
  const word = SECRET_WORD.exec(wanted) ?? undefined;
  if (word === undefined) return SECRET_WORD.test(gone) ? undefined : gone;
  const head = wanted.slice(0, word.index + word[0].length);
  return gone.startsWith(`${head} `) ? `${head}${HIDDEN}` : undefined;
}

interface Effect {
  readonly gone: readonly string[];
  readonly come: readonly string[];
}

/** Undefined where the line is refused: capitals stand in it for what nobody knows, or its block is not to be had. */
function tried(config: ConfigStore, block: string | undefined, line: string): Effect | undefined {
  const copy = copyOf(config);
  const before = linesOf(printRunningConfig(copy), block);
  const outcomes = loadConfiguration(copy, block === undefined ? line : `${block}\n${line}`, { ...PRIVILEGED, interfaceExists: copy.interfaceExists });
  if (outcomes.some(({ accepted }) => !accepted)) return undefined;
  const after = linesOf(printRunningConfig(copy), block);
  return { gone: [...before].filter((each) => !after.has(each)), come: [...after].filter((each) => !before.has(each)) };
}

const PRIVILEGED = { privilege: 15, merge: true } as const;

/** The same hardware, and nothing configured. */
function freshOf(config: ConfigStore): ConfigStore {
  const fresh = createConfig(config.grammar);
  fresh.initialise([...config.physicalInterfaces], config.hardware);
  fresh.interfaceExists = config.interfaceExists;
  fresh.givesClock = config.givesClock;
  return fresh;
}

function copyOf(config: ConfigStore): ConfigStore {
  const copy = freshOf(config);
  loadConfiguration(copy, printConfiguration(config), { ...PRIVILEGED, interfaceExists: config.interfaceExists });
  return copy;
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
