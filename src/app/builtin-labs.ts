// The labs that come with the program. The build compiles them in; from the sources they are read from fixtures/labs.

import type { LabFile } from '../lab/lab-file.ts';

/** Set by bin/build.mjs: a JSON text of LabFile[]. */
declare const RINGBACK_LABS: string | undefined;

export const DEFAULT_LAB = 'callback-bryant';

let labs: readonly LabFile[] | undefined;

/** The default lab first, then by name. */
export async function builtinLabs(): Promise<readonly LabFile[]> {
  if (labs) return labs;
  if (typeof RINGBACK_LABS !== 'undefined') labs = JSON.parse(RINGBACK_LABS) as readonly LabFile[]; // written by the build from parsed lab files
  else labs = (await import('./source-labs.ts')).labsFromSources();
  return labs;
}

export async function builtinLab(name: string): Promise<LabFile | undefined> {
  return (await builtinLabs()).find((lab) => lab.description.name === name);
}
