// The labs that come with the program. The build compiles each into a file of its own; from the sources they are read from
// fixtures/labs.

import type { LabFile } from '../lab/lab-file.ts';
import { listBuilt, readBuilt } from './built-files.ts';

/** Set by bin/build.mjs. */
declare const RINGBACK_BUILT: true | undefined;

export const DEFAULT_LAB = 'callback-bryant';

let labs: readonly LabFile[] | undefined;

/** The default lab first, then by name. */
export async function builtinLabs(): Promise<readonly LabFile[]> {
  if (labs) return labs;
  if (typeof RINGBACK_BUILT !== 'undefined') {
    const names = listBuilt('labs').filter((name) => name.endsWith('.json')).map((name) => name.slice(0, -'.json'.length));
    labs = [DEFAULT_LAB, ...names.filter((name) => name !== DEFAULT_LAB).toSorted()].flatMap((name) => builtLab(name) ?? []);
  } else labs = (await import('./source-labs.ts')).labsFromSources();
  return labs;
}

export async function builtinLab(name: string): Promise<LabFile | undefined> {
  if (typeof RINGBACK_BUILT !== 'undefined') return /^[\w-]+$/.test(name) ? builtLab(name) : undefined;
  return (await builtinLabs()).find((lab) => lab.description.name === name);
}

function builtLab(name: string): LabFile | undefined {
  const text = readBuilt(`labs/${name}.json`);
  return text === undefined ? undefined : (JSON.parse(text) as LabFile); // written by the build from parsed lab files
}
