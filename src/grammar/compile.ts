// A loaded grammar as plain JSON, which the build embeds in the program. What runs on it stands in grammar.ts, which
// makes everything that costs time (parsing patterns, building tries) wait until a mode is first used.

import { defaultPrivilege, type CompiledGrammar } from './grammar.ts';
import type { LoadedGrammar } from './load.ts';

export { instantiate, type CompiledGrammar, type Grammar } from './grammar.ts';

export function compileGrammar(grammar: LoadedGrammar): CompiledGrammar {
  return {
    prefixes: grammar.prefixes,
    modes: grammar.modes.map((mode) => ({
      name: mode.name,
      prompt: mode.prompt,
      ...(mode.parent === undefined ? {} : { parent: mode.parent }),
      ...(mode.like === undefined ? {} : { like: mode.like }),
      heading: mode.heading,
      glosses: mode.glosses,
      separators: mode.separators,
      ...(Object.keys(mode.only).length === 0 ? {} : { only: mode.only }),
      ...(mode.vocabulary === undefined ? {} : { vocabulary: mode.vocabulary }),
      commands: mode.commands.map(({ mode: _, privilege, hidden, ...command }) => ({
        ...command,
        ...(privilege === defaultPrivilege(mode.name) ? {} : { privilege }),
        ...(hidden ? { hidden } : {}),
      })),
    })),
  };
}
