// NVRAM on disk: saved, erased, forgotten, locked.
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { Nvram, type NvramOwner } from '../../../src/host/nvram.ts';
import { LabError } from '../../../src/lab/lab-error.ts';
import { fakeDescription } from '../lab/fakes.ts';

let state: string;
beforeEach(() => {
  state = mkdtempSync(join(tmpdir(), 'ringback-'));
});
afterEach(() => {
  rmSync(state, { recursive: true, force: true });
});

/** A router of that name, and what it is told when it saves. */
function saver(nvram: Nvram, name = 'R1'): (text: string | undefined) => string | undefined {
  const router: NvramOwner = { storage: undefined };
  nvram.attach(new Map([[name, router]]));
  return (text) => router.storage?.keep(text);
}

describe('Nvram', () => {
  test('writes what is saved at once, and a later process finds it', () => {
    const first = new Nvram({ state, lab: 'two' });
    expect(first.load('R1')).toBeUndefined();
    const save = saver(first);
    expect(readdirSync(first.folder)).toEqual(['.lock']);
    expect(save('hostname R1\n')).toBeUndefined();
    expect(readFileSync(join(state, 'two', 'R1'), 'utf8')).toBe('hostname R1\n');
    first.release();
    expect(new Nvram({ state, lab: 'two' }).applyTo(fakeDescription(['R1', 'R2'])).routers.map((router) => router.config)).toEqual(['hostname R1\n', '']);
  });

  test('an erased NVRAM stays erased', () => {
    const first = new Nvram({ state, lab: 'two' });
    saver(first)(undefined);
    first.release();
    expect(new Nvram({ state, lab: 'two' }).load('R1')).toBe('');
  });

  test('what cannot be written is said, and is not there', () => {
    const first = new Nvram({ state, lab: 'two' });
    const save = saver(first);
    save('old');
    rmSync(first.folder, { recursive: true });
    writeFileSync(first.folder, '');
    expect(save('new')).toBe('a part of its path is no directory');
    rmSync(first.folder);
  });

  test('what a killed process left half-written is swept away', () => {
    const first = new Nvram({ state, lab: 'two' });
    saver(first)('x');
    writeFileSync(join(first.folder, '.4711.abc9.tmp'), 'half');
    first.release();
    expect(readdirSync(new Nvram({ state, lab: 'two' }).folder).sort()).toEqual(['.lock', 'R1']);
  });

  test('fresh forgets, and leaves the lock', () => {
    const first = new Nvram({ state, lab: 'two' });
    saver(first)('x');
    first.release();
    const second = new Nvram({ state, lab: 'two', fresh: true });
    expect(second.load('R1')).toBeUndefined();
    expect(readdirSync(second.folder)).toEqual(['.lock']);
  });

  test('a second opener reads, does not write, and says so', () => {
    const first = new Nvram({ state, lab: 'two' });
    saver(first)('x');
    const second = new Nvram({ state, lab: 'two' });
    expect(second.readOnly).toBe(true);
    expect(second.notice).toContain(`Process ${process.pid} has this lab open`);
    expect(second.load('R1')).toBe('x');
    expect(saver(second)('y')).toBeUndefined();
    second.forget();
    second.release();
    expect(readFileSync(join(state, 'two', 'R1'), 'utf8')).toBe('x');
    expect(readdirSync(first.folder)).toContain('.lock');
    first.release();
    expect(new Nvram({ state, lab: 'two' }).readOnly).toBe(false);
  });

  test('the lock of a dead process is taken over', () => {
    const first = new Nvram({ state, lab: 'two' });
    // No such process; and one of that number that began at another time.
    for (const lock of ['4194305\n', '4194305 77\n', `${process.pid} 1\n`, '']) {
      writeFileSync(join(first.folder, '.lock'), lock);
      expect(new Nvram({ state, lab: 'two' }).readOnly, JSON.stringify(lock)).toBe(false);
    }
  });

  test('names stay inside their folder', () => {
    expect(new Nvram({ state, lab: '../../etc' }).folder.startsWith(state)).toBe(true);
    expect(new Nvram({ state, lab: '..' }).folder.startsWith(join(state, '%2E'))).toBe(true);
  });

  test('a folder that cannot be made is the user\'s to mend', () => {
    writeFileSync(join(state, 'file'), '');
    expect(() => new Nvram({ state: join(state, 'file'), lab: 'two' })).toThrow(LabError);
  });
});
