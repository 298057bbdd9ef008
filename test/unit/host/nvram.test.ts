// NVRAM on disk: saved, erased, forgotten, locked.
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { Nvram } from '../../../src/host/nvram.ts';
import { LabError } from '../../../src/lab/lab-error.ts';
import { fakeDescription } from '../lab/fakes.ts';

let state: string;
beforeEach(() => {
  state = mkdtempSync(join(tmpdir(), 'ringback-'));
});
afterEach(() => {
  rmSync(state, { recursive: true, force: true });
});

const routers = (startupConfig: string | undefined): Map<string, { startupConfig: string | undefined }> => new Map([['R1', { startupConfig }]]);

describe('Nvram', () => {
  test('writes what changes, and a later process finds it', () => {
    const first = new Nvram({ state, lab: 'two' });
    expect(first.load('R1')).toBeUndefined();
    first.watch(routers('old'));
    first.sync(routers('old'));
    expect(readdirSync(first.folder)).toEqual(['.lock']);
    first.sync(routers('hostname R1\n'));
    expect(readFileSync(join(state, 'two', 'R1'), 'utf8')).toBe('hostname R1\n');
    first.release();
    expect(new Nvram({ state, lab: 'two' }).applyTo(fakeDescription(['R1', 'R2'])).routers.map((router) => router.config)).toEqual(['hostname R1\n', '']);
  });

  test('an erased NVRAM stays erased', () => {
    const first = new Nvram({ state, lab: 'two' });
    first.watch(routers('lab text'));
    first.sync(routers(undefined));
    first.release();
    expect(new Nvram({ state, lab: 'two' }).load('R1')).toBe('');
  });

  test('fresh forgets, and leaves the lock', () => {
    const first = new Nvram({ state, lab: 'two' });
    first.watch(routers(undefined));
    first.sync(routers('x'));
    first.release();
    const second = new Nvram({ state, lab: 'two', fresh: true });
    expect(second.load('R1')).toBeUndefined();
    expect(readdirSync(second.folder)).toEqual(['.lock']);
  });

  test('a second opener reads, does not write, and says so', () => {
    const first = new Nvram({ state, lab: 'two' });
    first.watch(routers(undefined));
    first.sync(routers('x'));
    const second = new Nvram({ state, lab: 'two' });
    expect(second.readOnly).toBe(true);
    expect(second.notice).toContain(`Process ${process.pid} has this lab open`);
    expect(second.load('R1')).toBe('x');
    second.watch(routers('x'));
    second.sync(routers('y'));
    second.forget();
    second.release();
    expect(readFileSync(join(state, 'two', 'R1'), 'utf8')).toBe('x');
    expect(readdirSync(first.folder)).toContain('.lock');
    first.release();
    expect(new Nvram({ state, lab: 'two' }).readOnly).toBe(false);
  });

  test('the lock of a dead process is taken over', () => {
    const first = new Nvram({ state, lab: 'two' });
    writeFileSync(join(first.folder, '.lock'), '4194305\n');
    expect(new Nvram({ state, lab: 'two' }).readOnly).toBe(false);
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
