// A lab from configuration files: names, models and wiring, all read from the texts. Used by `up`, by `@config` in
// scripts, and by lab files that leave the wiring out.

import { parseInterfaceName } from '../base/interface-name.ts';
import { hostname } from '../config/model.ts';
import type { ConfigNode } from '../config/node.ts';
import type { LabDescription, LabRouter } from '../network/lab-description.ts';
import { modelHasInterface } from '../network/router/models.ts';
import type { HardwareModel } from '../network/router/readings.ts';
import { LabError } from './lab-error.ts';
import { inferWiring, type WiredRouter, type Wiring } from './wiring.ts';

export interface ConfigFile {
  /** As the user typed it. */
  readonly file: string;
  readonly text: string;
  /** The router's name in the lab, where the user gave one. */
  readonly name?: string;
  readonly model?: string;
}

/** A configuration line that the routers would refuse. */
export interface RefusedLine {
  readonly line: number;
  readonly text: string;
  /** Caret column from 0, where the refusal has one. */
  readonly column?: number;
  readonly reason: string;
}

/** A line that is stored and shown, and on which nothing acts although the real router would. */
export interface KeptAt {
  readonly line: number;
  readonly text: string;
  /** `calls`, `links`, `routes`, `packets` or `logins`. */
  readonly matters: string;
  /** What happens in its place. */
  readonly instead?: string;
}

/** What a model has: the loaded configurations and lab files are held against it. */
export type ModelInterfaces = Pick<HardwareModel, 'name' | 'interfaces' | 'controllers' | 'hasAux' | 'vtyLines' | 'ttyLines' | 'auxLine'>;

/** What reading a configuration needs of the layers below; the program hands them over. */
export interface ConfigReading {
  /** Loads a startup configuration as the model would. */
  load(text: string, model: string): { readonly config: ConfigNode; readonly refused: readonly RefusedLine[]; readonly kept: readonly KeptAt[] };
  /** Hardware models, the default first, then from the smallest to the largest. */
  readonly models: readonly ModelInterfaces[];
}

export interface ConfiguredLab {
  readonly description: LabDescription;
  readonly wiring: Wiring;
  /** As read, by the lab's names. */
  readonly routers: readonly WiredRouter[];
  readonly refused: readonly { readonly file: string; readonly lines: readonly RefusedLine[] }[];
  readonly kept: readonly { readonly file: string; readonly lines: readonly KeptAt[] }[];
}

/** `configs/r1.cfg` to `r1`. */
export function baseName(file: string): string {
  const name = file.split(/[/\\]/).at(-1) ?? file;
  return name.replace(/\.[^.]+$/, '') || name;
}

export function labFromConfigs(files: readonly ConfigFile[], reading: ConfigReading, name: string): ConfiguredLab {
  const loaded = files.map((file) => {
    const model = file.model ?? chooseModel(file, reading.models);
    return { file, model, ...reading.load(file.text, model) };
  });
  const names = routerNames(loaded.map(({ file, config }) => ({ file, hostname: hostname(config) })));
  const wired = loaded.map(({ file, config }, index): WiredRouter => ({ name: names[index] ?? '', fileName: file.name ?? baseName(file.file), config }));
  const wiring = inferWiring(wired);
  const routers = loaded.map(({ file, model }, index): LabRouter => ({ name: names[index] ?? '', model, config: file.text }));
  return {
    description: {
      name,
      title: `Lab from ${files.map((file) => file.file).join(', ')}`,
      text: '',
      console: names[0] ?? '',
      routers,
      telephoneLines: wiring.telephoneLines,
      lans: wiring.lans,
      serialLinks: wiring.serialLinks,
      faults: { busy: [], noAnswer: [], noResponse: [] },
    },
    wiring,
    routers: wired,
    refused: loaded.flatMap(({ file, refused }) => (refused.length > 0 ? [{ file: file.file, lines: refused }] : [])),
    kept: loaded.flatMap(({ file, kept }) => (kept.length > 0 ? [{ file: file.file, lines: kept }] : [])),
  };
}

/** A given name, else the host name if no other router has it, else the file's base name. */
function routerNames(routers: readonly { readonly file: ConfigFile; readonly hostname: string }[]): readonly string[] {
  const names: string[] = [];
  for (const { file, hostname: own } of routers) {
    const shared = own === 'Router' || routers.filter((other) => other.hostname === own).length > 1;
    const name = file.name ?? (shared ? baseName(file.file) : own);
    if (['lab', 'exchange'].includes(name.toLowerCase())) {
      throw new LabError(`a router cannot be called "${name}" here: that name is taken by the lab itself`, { file: file.file });
    }
    let unique = name;
    for (let n = 2; names.includes(unique); n += 1) unique = `${name}-${n}`;
    names.push(unique);
  }
  return names;
}

/** The smallest model that has every physical interface and controller that the text names. */
export function chooseModel(file: ConfigFile, models: readonly ModelInterfaces[]): string {
  const needed = hardwareNamed(file.text);
  const missing = new Map(models.map((model) => [model, needed.filter((name) => !modelHas(model, name)).length]));
  // Where none has them all, the one that has the most: what it lacks is refused with its line.
  const [best] = [...models].sort((a, b) => (missing.get(a) ?? 0) - (missing.get(b) ?? 0));
  if (best) return best.name;
  throw new LabError('no hardware model is known', { file: file.file });
}

function modelHas(model: ModelInterfaces, name: string): boolean {
  return modelHasInterface(model, name) || model.controllers?.includes(name) === true;
}

/** `BRI0`, `T1 0`: read from the text and not from a loaded configuration, since loading one needs the model. */
function hardwareNamed(text: string): readonly string[] {
  const found = new Set<string>();
  for (const row of text.split(/\r?\n/)) {
    const match = /^\s*int(?:e(?:r(?:f(?:a(?:ce?)?)?)?)?)?\s+(.+?)(?:\s+(?:point-to-point|multipoint))?\s*$/i.exec(row);
    const parts = match ? parseInterfaceName(match[1] ?? '') : undefined;
    if (parts && parts.channel === undefined) found.add(`${parts.type}${parts.unit}`);
    const controller = /^\s*contr\w*\s+(t1|e1)\s*(\d+(?:\/\d+)?)\s*$/i.exec(row);
    // The lines that a Group-Async interface is made of: the last one tells how many there must be.
    const group = /^\s*group-range\s+\d+\s+(\d+)\s*$/i.exec(row);
    if (group) found.add(`Async${Number(group[1])}`);
    if (controller) found.add(`${controller[1]?.toUpperCase() ?? ''} ${controller[2] ?? ''}`);
  }
  return [...found];
}
