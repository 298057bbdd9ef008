// What the build has made beside the program (bin/build.mjs), read when it is used. From the sources there is nothing built.

import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** The folder of what is built, given to the bundle by bin/ringback.js. */
declare const RINGBACK_DIST: string | undefined;

const DIST = typeof RINGBACK_DIST === 'undefined' ? undefined : RINGBACK_DIST;

/** Undefined where nothing is built, or no file of that name. */
export function readBuilt(name: string): string | undefined {
  if (DIST === undefined) return undefined;
  try {
    return readFileSync(join(DIST, name), 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined; // the only errors of node:fs
    throw error;
  }
}

/** The names in a folder of what is built. */
export function listBuilt(folder: string): readonly string[] {
  return DIST === undefined ? [] : readdirSync(join(DIST, folder));
}
