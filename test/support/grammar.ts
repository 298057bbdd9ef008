// Grammars for tests: the real one, read from grammars/*.cli, and small ones written in the test.

import { expect } from 'vitest';
import { grammarFromSources } from '../../src/app/source-grammar.ts';
import { compileGrammar, instantiate, type Grammar } from '../../src/grammar/compile.ts';
import { formatGrammarError, loadGrammars } from '../../src/grammar/load.ts';
import type { MatchContext } from '../../src/grammar/types.ts';

let real: Grammar | undefined;

export function realGrammar(): Grammar {
  return (real ??= instantiate(grammarFromSources()));
}

/** A grammar of modes.cli and one other file, through JSON as in the program. */
export function grammarOf(modes: string, commands: string): Grammar {
  const loaded = loadGrammars([
    { name: 'modes.cli', text: `files test.cli\n${modes}` },
    { name: 'test.cli', text: commands },
  ]);
  if (!loaded.ok) expect.fail(loaded.error.map(formatGrammarError).join('\n'));
  return instantiate(JSON.parse(JSON.stringify(compileGrammar(loaded.value))));
}

const PHYSICAL = ['Ethernet0', 'Serial0', 'Serial1', 'BRI0'];

/** A router with Ethernet0, Serial0, Serial1 and BRI0. */
export function context(privilege = 15): MatchContext {
  return { privilege, interfaceExists: (name) => PHYSICAL.includes(name) || /^(Loopback|Dialer|Null)/.test(name) };
}
