// The grammar of the program. The build compiles it in; from the sources it is read from grammars/*.cli.

import { instantiate, type CompiledGrammar, type Grammar } from '../grammar/compile.ts';

/** Set by bin/build.mjs: a JSON text of a CompiledGrammar. */
declare const RINGBACK_GRAMMAR: string | undefined;

let grammar: Grammar | undefined;

export async function programGrammar(): Promise<Grammar> {
  if (grammar) return grammar;
  if (typeof RINGBACK_GRAMMAR !== 'undefined') grammar = instantiate(JSON.parse(RINGBACK_GRAMMAR) as CompiledGrammar); // written by the build
  else grammar = instantiate((await import('./source-grammar.ts')).grammarFromSources());
  return grammar;
}
