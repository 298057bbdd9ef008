// grammars/COMMANDS.md is what the grammars say. At work (`npm run docs`, or any run of this test) it is written anew when they have
// changed; in continuous integration a stale one fails.

import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { commandDocument } from '../../src/app/command-table.ts';
import { realGrammar } from '../support/grammar.ts';

const FILE = join(import.meta.dirname, '..', '..', 'grammars', 'COMMANDS.md');

it('lists every command with its state', () => {
  const made = commandDocument(realGrammar());
  if (process.env['CI'] === undefined && readFileSync(FILE, 'utf8') !== made) writeFileSync(FILE, made);
  expect(readFileSync(FILE, 'utf8')).toBe(made);
});
