// The grammar of the program. The build compiles it in; from the sources it is read from grammars/*.cli.

import { instantiate, type CompiledGrammar, type Grammar } from '../grammar/compile.ts';
import { readBuilt } from './built-files.ts';

/** Set by bin/build.mjs. */
declare const RINGBACK_BUILT: true | undefined;

let grammar: Grammar | undefined;

export async function programGrammar(): Promise<Grammar> {
  if (grammar) return grammar;
  if (typeof RINGBACK_BUILT !== 'undefined') grammar = instantiate(JSON.parse(readBuilt('grammar.json') ?? '{}') as CompiledGrammar); // written by the build
  else grammar = instantiate((await import('./source-grammar.ts')).grammarFromSources());
  return grammar;
}
