// No dead command: every handler that a grammar file names is there, and every handler is named.

import { expect, it } from 'vitest';
import { commandsOf } from '../../src/grammar/grammar.ts';
import { handlers } from '../../src/session/handlers.ts';
import { DEBUG_TOPICS } from '../../src/views/show/system.ts';
import { tokensOf } from '../../src/grammar/pattern.ts';
import { patternOf } from '../../src/grammar/command-pattern.ts';
import { GRAMMAR } from '../support/lab.ts';

it('has a handler for every `runs`, and a `runs` for every handler', () => {
  const named = new Set(commandsOf(GRAMMAR).flatMap(({ effect }) => (effect.verb === 'runs' ? [effect.handler] : [])));
  expect([...named].sort()).toEqual([...handlers.keys()].sort());
});

it('has words for every switch', () => {
  const switches = commandsOf(GRAMMAR).flatMap((command) => {
    const { effect } = command;
    if (effect.verb !== 'toggles' || effect.path === 'debug.all') return [];
    if (effect.argument === undefined) return [effect.path.slice('debug.'.length)];
    const topic = tokensOf(patternOf(command)).find((token) => token.kind === 'choice' && token.name === effect.argument);
    return topic?.kind === 'choice' ? topic.values.map((value) => `${effect.path}.${value}`.slice('debug.'.length)) : [];
  });
  expect(switches.sort()).toEqual(Object.keys(DEBUG_TOPICS).sort());
});
