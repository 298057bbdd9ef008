// `why` about calls by modem that came to nothing: the chat script that it says is put in, and the next call must be a callback.
// A word, a time that is too short, or both at once; and a modem that nobody lets answer.

import { describe, expect, it } from 'vitest';
import type { World } from '../../../src/network/world.ts';
import { labNamed, ping, type, wait, worldOf } from '../../support/lab.ts';
import { changesOf, codeOf, why } from '../../support/why.ts';

function modems(): World {
  const world = worldOf(labNamed('callback-modems'));
  world.settle();
  return world;
}

function told(world: World): readonly string[] {
  ping(world, 'client', '10.1.1.1', 1);
  wait(world, 120);
  return why(world, 'client');
}

const SCRIPTS: readonly (readonly [what: string, script: string, to: string])[] = [
  ['a word before it dials', 'TIMEOUT 60 "" ATZ HELLO ATDT\\T CONNECT \\c', 'TIMEOUT 60 "" ATZ OK ATDT\\T CONNECT \\c'],
  ['and too short a time behind it', 'TIMEOUT 5 "" ATZ HELLO ATDT\\T CONNECT \\c', 'TIMEOUT 60 "" ATZ OK ATDT\\T CONNECT \\c'],
  ['and no time at all', '"" ATZ HELLO ATDT\\T CONNECT \\c', 'TIMEOUT 60 "" ATZ OK ATDT\\T CONNECT \\c'],
  ['a short time that matters to the first word only', 'TIMEOUT 5 "" ATZ HELLO ATDT\\T TIMEOUT 60 CONNECT \\c', 'TIMEOUT 5 "" ATZ OK ATDT\\T TIMEOUT 60 CONNECT \\c'],
  ['the last of two times', 'TIMEOUT 60 "" ATZ OK ATDT\\T TIMEOUT 5 CONNECT \\c', 'TIMEOUT 60 "" ATZ OK ATDT\\T TIMEOUT 60 CONNECT \\c'],
  ['too short a time and another word behind the dialling', 'TIMEOUT 12 "" ATZ OK ATDT\\T BONJOUR \\c', 'TIMEOUT 60 "" ATZ OK ATDT\\T CONNECT \\c'],
];

describe('a chat script', () => {
  it.each(SCRIPTS)('has %s', (_what, script, to) => {
    const world = modems();
    type(world, 'client', `chat-script DIAL ${script}`);
    const lines = told(world);
    expect(codeOf(lines)).toBe('CHAT-FAILED');
    expect(changesOf(lines)).toEqual([`client: change "chat-script DIAL ${script}" to "chat-script DIAL ${to}"`]);
    type(world, 'client', `chat-script DIAL ${to}`);
    expect(codeOf(told(world))).toBe('OK-CALLBACK');
  });
});

describe('a modem that does not answer', () => {
  it('is that of an interface that is shut', () => {
    const world = modems();
    type(world, 'server', 'interface Async1', 'shutdown');
    type(world, 'client', 'interface Async1', 'dialer wait-for-carrier-time 90');
    const lines = told(world);
    expect(lines[0]).toBe('Cause: NO-MODEM-CARRIER - client called server (5551111), and no modem answered there: Async1 of server is shut down');
    expect(changesOf(lines)).toEqual(['server, interface Async1: remove "shutdown"']);
    type(world, 'server', 'interface Async1', 'no shutdown');
    expect(codeOf(told(world))).toBe('OK-CALLBACK');
  });
});
