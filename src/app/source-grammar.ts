// Reads and compiles grammars/*.cli and the vocabulary: for the build, which compiles the result in, and for tests.

import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { compileGrammar, type CompiledGrammar } from '../grammar/compile.ts';
import { formatGrammarError, loadGrammars, VOCABULARY } from '../grammar/load.ts';

export function grammarFromSources(folder = join(import.meta.dirname, '..', '..', 'grammars')): CompiledGrammar {
  const files = readdirSync(folder)
    .filter((name) => name.endsWith('.cli') || name === VOCABULARY)
    .map((name) => ({ name, text: readFileSync(join(folder, name), 'utf8') }));
  const loaded = loadGrammars(files);
  if (!loaded.ok) throw new Error(loaded.error.map((error) => formatGrammarError(error)).join('\n'));
  return compileGrammar(loaded.value);
}
