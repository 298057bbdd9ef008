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

/** A router whose startup configuration is to be kept. */
export interface NvramOwner {
  storage: { keep(text: string | undefined): string | undefined } | undefined;
}

/** Where state lives by default (XDG Base Directory Specification; a relative path there is to be ignored). */
export function defaultStateFolder(): string {
  const base = process.env['XDG_STATE_HOME'];
  return join(base !== undefined && isAbsolute(base) ? base : join(homedir(), '.local', 'state'), 'ringback');
}

const LOCK = '.lock';
/** Left beside a file by a process that was killed while it wrote (`writeAtomically`). */
const UNFINISHED = /^\.\d+\.[0-9a-z]+\.tmp$/;

export class Nvram {
  readonly folder: string;
  /** The process that has the folder, when it is not ours: nothing is written then. */
  readonly lockedBy: number | undefined;
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
    else if (!this.readOnly) this.#clear((name) => UNFINISHED.test(name));
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

  /** From now on what the routers save and erase is written at once, before they say that it is done. */
  attach(routers: ReadonlyMap<string, NvramOwner>): void {
    for (const [name, router] of routers) router.storage = { keep: (text) => this.#keep(name, text) };
  }

  #keep(router: string, text: string | undefined): string | undefined {
    if (this.readOnly || this.#released) return undefined;
    try {
      writeAtomically(join(this.folder, safeName(router)), text ?? '');
      return undefined;
    } catch (error) {
      return fileTrouble(error);
    }
  }

  /** Forgets every router's saved configuration. */
  forget(): void {
    if (!this.readOnly) this.#clear((name) => name !== LOCK);
  }

  #clear(chosen: (name: string) => boolean): void {
    for (const name of readdirSync(this.folder)) if (chosen(name)) rmSync(join(this.folder, name), { force: true, recursive: true });
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
      writeSync(descriptor, `${process.pid} ${startOf(process.pid)}\n`);
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

/** The living process that wrote the lock. */
function ownerOf(file: string): number | undefined {
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch {
    return undefined;
  }
  const [pid = '', start = ''] = text.trim().split(' ');
  const owner = Number(pid);
  if (!Number.isInteger(owner) || owner <= 0 || !isAlive(owner)) return undefined;
  // Numbers of processes come again, in containers the very same ones each time.
  return start === '' || start === startOf(owner) ? owner : undefined;
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // It lives, but belongs to somebody else.
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
}

/** When a process began, as far as the system tells (Linux: proc(5), field 22 of stat). */
function startOf(pid: number): string {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    // The name in parentheses may hold anything.
    return stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19] ?? '';
  } catch {
    return '';
  }
}
