// The README tells the truth about what can be checked: the codes of `why`, the labs, the commands of the program.

import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { createProgram } from '../../src/app/program.ts';
import { CAUSES } from '../../src/views/explain/codes.ts';

const ROOT = join(import.meta.dirname, '..', '..');
const README = readFileSync(join(ROOT, 'README.md'), 'utf8');

describe('README', () => {
  it('lists every code of why, with its meaning, and no other', () => {
    const listed = [...README.matchAll(/^\| `([A-Z0-9-]+)` \| (.+) \|$/gm)].map((match) => [match[1], match[2]]);
    expect(listed).toEqual(Object.entries(CAUSES));
  });

  it('lists every lab', () => {
    const labs = readdirSync(join(ROOT, 'fixtures', 'labs'), { withFileTypes: true }).filter((entry) => entry.isDirectory());
    for (const { name } of labs) expect(README).toContain(`| \`${name}\` |`);
  });

  it('lists every command of the program', () => {
    const listed = [...README.matchAll(/^ringback ([a-z]+)/gm)].map((match) => match[1]);
    expect(new Set(listed)).toEqual(new Set(createProgram(() => undefined).commands.map((command) => command.name())));
  });
});
