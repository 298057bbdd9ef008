// Whatever programs outside send, whenever they come and go: no modem throws, nothing is kept without bound, and when all have gone
// the lines are free.

import { describe, expect, it } from 'vitest';
import { must } from '../../src/base/assert.ts';
import { fromText } from '../../src/base/octets.ts';
import { withOutsideModems } from '../../src/lab/outside-modems.ts';
import fc from '../support/fast-check.ts';
import { labNamed, wait, worldOf } from '../support/lab.ts';

const LAB = withOutsideModems(labNamed('modem-port'), ['5559999', '5559998']).lab;
const LINES = ['ATDT5551000\r', 'ATDT5559999\r', 'ATDT5559998@\r', 'ATDT1\r', 'ATS0=1\r', 'ATS0=0S2=200S12=1&D0\r', 'ATA\r', 'ATH\r', 'ATO\r', 'ATZ\r', '+++', '+', 'AT&F&WX0V0Q1\r', '\r\n'];
/** Frames of all kinds, whole and not. */
const FRAMES = ['~\u00ff}#\u00c0!}!}!} }4}"}&} } } } }%}&', '\u00c0)\u0002\u0001', '~~~}~', '~\u00ff\u0003\u0000!E', '\u0080!\u0001\u0001\u0000\u0004'];

const step = fc.record({
  modem: fc.constantFrom('modem1', 'modem2'),
  act: fc.oneof(
    fc.constantFrom({ kind: 'connect' } as const, { kind: 'disconnect' } as const),
    fc.constantFrom(...LINES, ...FRAMES).map((text) => ({ kind: 'send', octets: fromText(text) }) as const),
    fc.uint8Array({ maxLength: 300 }).map((octets) => ({ kind: 'send', octets }) as const),
  ),
  seconds: fc.constantFrom(0, 0.1, 1, 3, 10),
});

describe('programs outside', () => {
  it('do no harm by what they send', () => {
    fc.assert(
      fc.property(fc.array(step, { maxLength: 25 }), (steps) => {
        const world = worldOf(LAB);
        world.settle();
        let said = 0;
        for (const modem of world.outsideModems.values()) modem.output = (octets) => void (said += octets.length);
        let sent = 0;
        for (const { modem: name, act, seconds } of steps) {
          const modem = must(world.outsideModems.get(name), name);
          if (act.kind !== 'send') modem[act.kind]();
          else {
            sent += act.octets.length;
            modem.send(act.octets);
          }
          wait(world, seconds);
        }
        for (const modem of world.outsideModems.values()) modem.disconnect();
        wait(world, 200);
        expect(world.exchange.circuits).toBe(0);
        expect([...world.outsideModems.values()].some(({ full }) => full)).toBe(false);
        // Echoes and results, what the routers say of themselves, and what one says to the other.
        expect(said).toBeLessThan(20_000 + 4 * sent);
      }),
      { numRuns: 25 },
    );
  });
});
