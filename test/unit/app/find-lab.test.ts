// A lab in a folder of one's own has the folder's name, however it was typed: what is saved goes by it.

import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { findLab } from '../../../src/app/find-lab.ts';
import { FIXTURES } from '../../support/sessions.ts';

const folder = mkdtempSync(join(tmpdir(), 'ringback-find-lab-'));
const own = join(folder, 'mine');

beforeAll(() => cpSync(join(FIXTURES, 'labs', 'callback-primary'), own, { recursive: true }));
afterAll(() => rmSync(folder, { recursive: true }));

describe('a lab in a folder', () => {
  it.each([
    ['its folder', own, '.'],
    ['its file', join(own, 'lab.yaml'), '.'],
    ['its file, beside a session', './lab.yaml', own],
    ['the folder of a session', '.', own],
    ['a way there', join(relative(process.cwd(), own), 'lab.yaml'), '.'],
  ])('by %s', async (_, name, from) => {
    expect((await findLab(name, from)).description.name).toBe('mine');
  });
});
