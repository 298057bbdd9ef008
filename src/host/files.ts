// Reading and writing files for the user. A file that cannot be read is the user's mistake and says so with the name as
// typed; a file is replaced in one go, so that a crash leaves the old one or the new one.

import { closeSync, existsSync, fsyncSync, openSync, readFileSync, renameSync, rmSync, statSync, writeFileSync, writeSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { LabError } from '../lab/lab-error.ts';

const REASONS: Readonly<Record<string, string>> = {
  ENOENT: 'there is no such file',
  EISDIR: 'this is a directory, not a file',
  EACCES: 'it may not be read or written',
  ENOTDIR: 'a part of its path is no directory',
  ENOSPC: 'the disk is full',
  EROFS: 'the file system is read-only',
};

/** Why a file operation failed, as a person would say it. */
export function fileTrouble(error: unknown): string {
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  return REASONS[code] ?? (error instanceof Error ? error.message : String(error));
}

/** Text of a file; a LabError names it as the user typed it. */
export function readText(file: string, from = '.'): string {
  try {
    return readFileSync(resolve(from, file), 'utf8');
  } catch (error) {
    throw new LabError(fileTrouble(error), { file });
  }
}

export function isFile(file: string): boolean {
  return existsSync(file) && statSync(file).isFile();
}

export function isDirectory(file: string): boolean {
  return existsSync(file) && statSync(file).isDirectory();
}

/** Reads files that a file names, relative to its folder. */
export function readerBeside(file: string): (name: string) => string {
  const folder = dirname(file);
  return (name) => readText(name, folder);
}

/** A new text file, or new text in an old one. */
export function writeText(file: string, text: string): void {
  try {
    writeFileSync(file, text);
  } catch (error) {
    throw new LabError(fileTrouble(error), { file });
  }
}

/** Replaces a file in one go: written beside it, synced, renamed. */
export function writeAtomically(file: string, text: string): void {
  const temporary = join(dirname(file), `.${process.pid}.${Math.random().toString(36).slice(2)}.tmp`);
  try {
    const descriptor = openSync(temporary, 'wx', 0o600);
    try {
      const octets = Buffer.from(text, 'utf8');
      for (let offset = 0; offset < octets.length; ) offset += writeSync(descriptor, octets, offset);
      fsyncSync(descriptor);
    } finally {
      closeSync(descriptor);
    }
    renameSync(temporary, file);
    syncFolder(dirname(file));
  } catch (error) {
    rmSync(temporary, { force: true });
    throw error;
  }
}

/** So that a new name outlives a power failure; where folders cannot be synced, the system does it some time. */
function syncFolder(folder: string): void {
  try {
    const descriptor = openSync(folder, 'r');
    try {
      fsyncSync(descriptor);
    } finally {
      closeSync(descriptor);
    }
  } catch {
    // Windows, and some network file systems.
  }
}

/** Everything on standard input, until its end. */
export async function readStandardInput(): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of process.stdin) chunks.push(Buffer.from(chunk as Uint8Array)); // no encoding is set: octets
  return Buffer.concat(chunks).toString('utf8');
}
