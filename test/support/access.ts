// Access servers for tests: a router with modems on its lines, and whoever calls it with a modem of his own, typing and sending
// octets as he likes.

import { must } from '../../src/base/assert.ts';
import { serveLines } from '../../src/session/lines/line-server.ts';
import { fromText, toText } from '../../src/base/octets.ts';
import type { LabDescription } from '../../src/network/lab-description.ts';
import type { World } from '../../src/network/world.ts';
import type { ReverseLine } from '../../src/network/router/ports/line-terminal.ts';
import { GRAMMAR, labOf, worldOf } from './lab.ts';
import { analogLineOf } from './modems.ts';

export const NAS_NUMBER = '5551000';
export const HOME_NUMBER = '5552000';

const HOME = ['hostname home', 'line 1 16', ' modem InOut', ' no exec', ' transport input all', ' flowcontrol hardware', 'end'].join('\n');

/** A 2511 called nas with two lines on one number, and a 2511 called home whose line somebody uses by hand. */
export function accessLab(nas: readonly string[], more: Partial<LabDescription> = {}): LabDescription {
  const lab = labOf({ nas: ['hostname nas', ...nas, 'end'].join('\n'), home: HOME }, [
    ...[1, 2].map((unit) => analogLineOf('nas', [NAS_NUMBER], { interface: `Async${unit}`, huntGroup: 'nas' })),
    analogLineOf('home', [HOME_NUMBER]),
  ], more);
  return { ...lab, routers: lab.routers.map((router) => (router.model === '2503' ? { ...router, model: '2511' } : router)) };
}

export function accessWorld(lab: LabDescription): World {
  const world = worldOf(lab);
  for (const router of world.routers.values()) serveLines({ router, grammar: GRAMMAR, terminalLength: 0 });
  world.settle();
  return world;
}

/** Somebody at home's modem: types, and reads what comes. */
export class Caller {
  readonly world: World;
  readonly #line: ReverseLine;
  #heard = '';

  constructor(world: World) {
    this.world = world;
    const home = must(world.routers.get('home'), 'the lab has a home');
    this.#line = must(home.openReverseLine(1, { data: (octets) => (this.#heard += toText(octets)), ended: () => (this.#heard += '[ended]') }), 'its line is free');
  }

  send(octets: Uint8Array, seconds = 1): string {
    this.#line.send(octets);
    return this.wait(seconds);
  }

  /** The line with Return; what comes within the time. */
  type(text: string, seconds = 2): string {
    return this.send(fromText(`${text}\r`), seconds);
  }

  wait(seconds: number): string {
    this.world.clock.runUntil(this.world.clock.now + seconds * 1000);
    const heard = this.#heard;
    this.#heard = '';
    return heard;
  }

  dial(seconds = 15): string {
    return this.type(`ATDT${NAS_NUMBER}`, seconds);
  }

  hangUp(): void {
    this.#line.close();
  }
}
