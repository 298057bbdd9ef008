// A meter against the frames that passed, each weighed by itself.

import { expect, test } from 'vitest';
import { clearMeter, meteredInAll, meterFrame, newMeter, NOTHING_METERED, readMeter, restartMeter } from '../../../src/network/router/ports/traffic-meter.ts';
import fc from '../../support/fast-check.ts';

const INTERVAL_MS = 300_000;

test('counts what passed, and weighs it by its age', () => {
  const frame = fc.record({ waitMs: fc.double({ min: 0, max: 100_000, noNaN: true }), octets: fc.nat(1500), clears: fc.boolean() });
  fc.assert(
    fc.property(fc.array(frame, { minLength: 1, maxLength: 40 }), fc.nat(1_000_000), (frames, laterMs) => {
      const meter = newMeter();
      const passed: { readonly at: number; readonly octets: number }[] = [];
      let [now, cleared] = [0, 0];
      for (const { waitMs, octets, clears } of frames) {
        now += waitMs;
        meterFrame(meter, now, octets, INTERVAL_MS);
        passed.push({ at: now, octets });
        if (!clears) continue;
        clearMeter(meter);
        cleared = passed.length;
      }
      const at = now + laterMs;
      const weighed = (weight: (octets: number) => number) => passed.reduce((sum, each) => sum + weight(each.octets) * Math.exp((each.at - at) / INTERVAL_MS), 0) / (INTERVAL_MS / 1000);
      const octetsOf = (of: typeof passed) => of.reduce((sum, { octets }) => sum + octets, 0);
      const reading = readMeter(meter, at, INTERVAL_MS);
      expect(reading).toMatchObject({ last: now, packets: passed.length - cleared, octets: octetsOf(passed.slice(cleared)) });
      expect(reading.bitRate).toBeCloseTo(weighed((octets) => octets * 8), 6);
      expect(reading.packetRate).toBeCloseTo(weighed(() => 1), 6);
      expect(meteredInAll(meter)).toEqual({ packets: passed.length, octets: octetsOf(passed) });
      restartMeter(meter);
      expect(readMeter(meter, at, INTERVAL_MS)).toEqual(NOTHING_METERED);
      expect(meteredInAll(meter).packets).toBe(passed.length);
    }),
  );
});
