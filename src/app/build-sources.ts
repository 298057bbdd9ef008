// What bin/build.mjs runs to compile grammars and labs into the program.

export { grammarFromSources } from './source-grammar.ts';
export { labsFromSources } from './source-labs.ts';
