// Whatever happens to dial-in PCs, their server and their lines, in whatever order: the laws hold after every event, in the
// end everybody is on the hook again, and then everybody can dial in and be called back as on the first day.

import { describe, expect, it } from 'vitest';
import { must } from '../../src/base/assert.ts';
import type { World } from '../../src/network/world.ts';
import { labNamed, wait, worldOf } from '../support/lab.ts';
import { callsOf, keepLawful } from '../support/lawful.ts';
import fc from '../support/fast-check.ts';

const PCS = ['PC1', 'PC2', 'PC3'] as const;
const NUMBERS: Readonly<Record<(typeof PCS)[number], string>> = { PC1: '5553333', PC2: '5554444', PC3: '5557777' };
const CARDS = { PC1: 'Modem', PC2: 'Modem', PC3: 'ISDN' } as const;
const ACTIONS = ['dial', 'dial', 'dial', 'hang up', 'answer', 'decline', 'power', 'cut', 'terminal', 'busy', 'server'] as const;

const story = fc.record({
  seed: fc.nat(),
  steps: fc.array(fc.tuple(fc.constantFrom(...PCS), fc.constantFrom(...ACTIONS), fc.constantFrom(0.1, 1, 4, 9, 16, 30)), { minLength: 1, maxLength: 14 }),
});

function act(world: World, name: (typeof PCS)[number], action: (typeof ACTIONS)[number]): void {
  const pc = must(world.pcs.get(name), name);
  const cut = { kind: 'cut', router: name, interface: CARDS[name] } as const;
  switch (action) {
    case 'dial':
      return pc.dial();
    case 'hang up':
      return pc.hangUp();
    case 'answer':
      return pc.answer(NUMBERS[name]);
    case 'decline':
      return pc.answer(undefined);
    case 'power':
      return pc.powered ? pc.powerOff() : pc.powerOn();
    case 'cut':
      return world.faults.clear(`cut ${name} ${CARDS[name]}`) ? undefined : world.faults.set(cut);
    case 'terminal':
      pc.openTerminal(() => undefined)?.(Uint8Array.from([...'ATDT5551111\r'].map((sign) => sign.charCodeAt(0))));
      return;
    case 'busy':
      return world.faults.clear(`busy ${NUMBERS[name]}`) ? undefined : world.faults.set({ kind: 'busy', number: NUMBERS[name] });
    case 'server': {
      const nas = must(world.routers.get('nas'), 'nas');
      return nas.powered ? nas.powerOff() : nas.powerOn();
    }
  }
}

/** Everything works, and nobody wants anything. */
function calmDown(world: World): void {
  world.faults.clearAll();
  world.routers.get('nas')?.powerOn();
  for (const pc of world.pcs.values()) {
    pc.powerOn();
    // Once for a terminal, once for a call of the dial-up client's.
    pc.hangUp();
    wait(world, 3);
    pc.hangUp();
  }
  // Longer than anybody waits for a call back, or keeps an idle call.
  wait(world, 400);
}

describe('dial-in PCs', () => {
  it('are on the hook in the end, and can dial in again', () => {
    fc.assert(
      fc.property(story, ({ seed, steps }) => {
        const world = worldOf(labNamed('callback-windows'), seed);
        keepLawful(world);
        world.settle();
        for (const [name, action, seconds] of steps) {
          act(world, name, action);
          wait(world, seconds);
        }
        calmDown(world);
        expect([...world.pcs.values()].map((pc) => [pc.reading().state, pc.reading().address, pc.terminalOpen])).toEqual(PCS.map(() => ['idle', 0, false]));
        expect(callsOf(world)).toEqual([]);
        for (const name of PCS) {
          const pc = must(world.pcs.get(name), name);
          pc.settings = { ...pc.settings, callback: { kind: 'always', number: NUMBERS[name] } };
          pc.dial();
          wait(world, 60);
          expect([name, pc.reading().state]).toEqual([name, 'connected']);
          pc.hangUp();
          wait(world, 10);
        }
      }),
      { numRuns: 40 },
    );
  }, 60_000);
});
