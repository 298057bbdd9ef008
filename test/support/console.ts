// A router's console for tests: type keys, read what the screen shows, let time pass while a command runs.

import { fromText, toText } from '../../src/base/octets.ts';
import { Session, type SessionOptions } from '../../src/session/session.ts';
import type { World } from '../../src/network/world.ts';
import { GRAMMAR, labOf, worldOf } from './lab.ts';

export interface TestConsole {
  readonly session: Session;
  readonly world: World;
  /** Types keys at once; commands get the virtual time that they take. What was put out meanwhile. */
  type(keys: string): string;
  /** Types keys and lets no time pass. */
  keys(keys: string): string;
  /** Lets time pass; what was put out meanwhile. */
  wait(seconds: number): string;
}

export function consoleOf(world: World, router = 'R1', options: Partial<SessionOptions> = {}): TestConsole {
  const control = world.routers.get(router);
  if (!control) throw new Error(`no ${router}`);
  let shown = '';
  const session = new Session({ router: control, grammar: GRAMMAR, terminalLength: 0, ...options, output: (octets) => (shown += toText(octets)) });
  const take = (): string => {
    const text = shown;
    shown = '';
    return text;
  };
  take();
  const keys = (text: string): string => {
    session.input(fromText(text));
    return take();
  };
  return {
    session,
    world,
    keys,
    type(text) {
      session.input(fromText(text));
      while (session.state === 'running' && world.clock.step());
      world.clock.runUntil(world.clock.now);
      return take();
    },
    wait(seconds) {
      world.clock.runUntil(world.clock.now + seconds * 1000);
      return take();
    },
  };
}

/** A privileged console of one router with this configuration, its boot messages behind it. */
export function consoleWith(config = 'hostname R1\n', options: Partial<SessionOptions> = {}): TestConsole {
  const world = worldOf(labOf({ R1: config }, []));
  world.settle();
  const console = consoleOf(world, 'R1', options);
  console.type('\renable\r');
  return console;
}
