// NVRAM on disk: one folder a lab, one file a router, holding its startup configuration as text; an empty file is an
// erased NVRAM, no file is a router that never saved. One process owns a folder by a lock; a second one reads it and
// keeps what it saves in memory. Files are replaced atomically.

import { closeSync, existsSync, mkdirSync, openSync, readdirSync, readFileSync, rmSync, writeSync } from 'node:fs';
import { homedir } from 'node:os';
import { isAbsolute, join } from 'node:path';
import type { LabDescription } from '../network/lab-description.ts';
import { LabError } from '../lab/lab-error.ts';
import { fileTrouble, writeAtomically } from './files.ts';

export interface NvramOptions {
  /** Folder of all labs; by default $XDG_STATE_HOME/ringback. */
  readonly state?: string | undefined;
  readonly lab: string;
  /** Forget what is saved. */
  readonly fresh?: boolean | undefined;
}

/** What a router shows of its NVRAM. */
export interface NvramReader {
  readonly startupConfig: string | undefined;
}

/** Where state lives by default (XDG Base Directory Specification; a relative path there is to be ignored). */
export function defaultStateFolder(): string {
  const base = process.env['XDG_STATE_HOME'];
  return join(base !== undefined && isAbsolute(base) ? base : join(homedir(), '.local', 'state'), 'ringback');
}

const LOCK = '.lock';

export class Nvram {
  readonly folder: string;
  /** The process that has the folder, when it is not ours: nothing is written then. */
  readonly lockedBy: number | undefined;
  readonly #known = new Map<string, string | undefined>();
  readonly #fresh: boolean;
  #released = false;

  constructor(options: NvramOptions) {
    this.folder = join(options.state ?? defaultStateFolder(), safeName(options.lab));
    this.#fresh = options.fresh === true;
    try {
      mkdirSync(this.folder, { recursive: true, mode: 0o700 });
      this.lockedBy = lock(join(this.folder, LOCK));
    } catch (error) {
      throw new LabError(`saved configurations cannot be kept here: ${fileTrouble(error)}`, { file: this.folder });
    }
    if (this.#fresh) this.forget();
  }

  get readOnly(): boolean {
    return this.lockedBy !== undefined;
  }

  /** One line for the user when another process has the folder. */
  get notice(): string | undefined {
    if (this.lockedBy === undefined) return undefined;
    return `Process ${this.lockedBy} has this lab open: what you save here is kept until you quit, and not written to ${this.folder}.`;
  }

  /** The saved startup configuration; undefined when the router never saved one. */
  load(router: string): string | undefined {
    const file = join(this.folder, safeName(router));
    if ((this.#fresh && this.readOnly) || !existsSync(file)) return undefined;
    try {
      return readFileSync(file, 'utf8');
    } catch (error) {
      throw new LabError(fileTrouble(error), { file });
    }
  }

  /** The lab with the saved configurations in place of its own. */
  applyTo(description: LabDescription): LabDescription {
    const routers = description.routers.map((router) => ({ ...router, config: this.load(router.name) ?? router.config }));
    return { ...description, routers };
  }

  /** Remembers what the routers have in NVRAM, so that only changes are written. */
  watch(routers: ReadonlyMap<string, NvramReader>): void {
    this.#known.clear();
    for (const [name, router] of routers) this.#known.set(name, router.startupConfig);
  }

  /** Writes what changed since the last time. */
  sync(routers: ReadonlyMap<string, NvramReader>): void {
    for (const [name, router] of routers) {
      const now = router.startupConfig;
      if (now === this.#known.get(name)) continue;
      this.#known.set(name, now);
      if (this.readOnly || this.#released) continue;
      const file = join(this.folder, safeName(name));
      try {
        writeAtomically(file, now ?? '');
      } catch (error) {
        throw new LabError(`the configuration was not saved: ${fileTrouble(error)}`, { file });
      }
    }
  }

  /** Forgets every router's saved configuration. */
  forget(): void {
    if (this.readOnly) return;
    for (const name of readdirSync(this.folder)) if (name !== LOCK) rmSync(join(this.folder, name), { force: true, recursive: true });
  }

  /** Gives the folder free for other processes. */
  release(): void {
    if (this.#released) return;
    this.#released = true;
    if (!this.readOnly) rmSync(join(this.folder, LOCK), { force: true });
  }
}

/** A name that stays inside its folder. */
function safeName(name: string): string {
  return encodeURIComponent(name).replace(/^\./, '%2E');
}

/** Takes the lock; else says which living process has it. A lock of a dead process is taken over. */
function lock(file: string): number | undefined {
  for (let attempt = 0; attempt < 3; attempt += 1) {
    try {
      const descriptor = openSync(file, 'wx', 0o600);
      writeSync(descriptor, `${process.pid}\n`);
      closeSync(descriptor);
      return undefined;
    } catch (error) {
      if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) throw error;
    }
    const owner = ownerOf(file);
    if (owner !== undefined) return owner;
    rmSync(file, { force: true });
  }
  return ownerOf(file) ?? 0;
}

function ownerOf(file: string): number | undefined {
  try {
    const owner = Number(readFileSync(file, 'utf8').trim());
    if (!Number.isInteger(owner) || owner <= 0) return undefined;
    process.kill(owner, 0);
    return owner;
  } catch (error) {
    // It lives, but belongs to somebody else.
    if (error instanceof Error && 'code' in error && error.code === 'EPERM') return Number(readFileSync(file, 'utf8').trim());
    return undefined;
  }
}
