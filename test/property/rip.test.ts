// RIP as a whole: in any network it finds the shortest ways, and after a link is cut, silenced or mended it finds them again.

import { describe, expect, it } from 'vitest';
import type { RipVersion } from '../../src/protocols/rip/types.ts';
import { RipNet, type RipLink } from '../support/rip-net.ts';
import fc from '../support/fast-check.ts';

/** A tree, so that everybody is joined, and some links besides. */
const network = fc.integer({ min: 2, max: 6 }).chain((count) =>
  fc
    .tuple(
      fc.tuple(...Array.from({ length: count - 1 }, (_, i) => fc.nat({ max: i }))),
      fc.array(fc.tuple(fc.nat({ max: count - 1 }), fc.nat({ max: count - 1 })), { maxLength: 4 }),
    )
    .map(([parents, more]) => {
      const links: RipLink[] = parents.map((parent, index) => ({ a: parent, b: index + 1 }));
      for (const [a, b] of more) if (a !== b) links.push({ a, b });
      return { count, links };
    }),
);

function expectShortestWays(net: RipNet): void {
  for (const router of net.routers) {
    const distances = net.distances(router.index);
    for (const other of net.routers) {
      if (other === router) continue;
      expect([router.index, other.index, router.metricTo(other.index)]).toEqual([router.index, other.index, distances.get(other.index)]);
    }
  }
}

const version = fc.constantFrom<RipVersion>(1, 2);
/** Half a flush time and the rounds of updates that follow it. */
const SETTLED_SECONDS = 900;

describe('RIP', () => {
  it('finds the shortest ways', () => {
    fc.assert(
      fc.property(network, version, fc.nat(), ({ count, links }, each, seed) => {
        const net = new RipNet(count, links, each, seed);
        net.run(90);
        expectShortestWays(net);
      }),
      { numRuns: 60 },
    );
  });

  it('finds them again when a link is cut, and when it is mended', () => {
    fc.assert(
      fc.property(network, version, fc.nat(), fc.nat(), ({ count, links }, each, seed, which) => {
        const net = new RipNet(count, links, each, seed);
        net.run(100);
        net.cut(which % links.length);
        net.run(SETTLED_SECONDS);
        expectShortestWays(net);
        net.mend(which % links.length);
        net.run(SETTLED_SECONDS);
        expectShortestWays(net);
      }),
      { numRuns: 40 },
    );
  });

  it('finds them again when a link falls silent', () => {
    fc.assert(
      fc.property(network, version, fc.nat(), fc.nat(), ({ count, links }, each, seed, which) => {
        const net = new RipNet(count, links, each, seed);
        net.run(100);
        net.silent.add(which % links.length);
        net.run(SETTLED_SECONDS);
        expectShortestWays(net);
      }),
      { numRuns: 40 },
    );
  });

  it('sends what its codec reads back, never more than 25 entries, and never a metric outside 1 to 16', () => {
    fc.assert(
      fc.property(network, version, fc.nat(), ({ count, links }, each, seed) => {
        const net = new RipNet(count, links, each, seed);
        net.run(200);
        for (const { message } of net.routers.flatMap(({ sent }) => sent)) {
          expect(message.entries.length).toBeGreaterThan(0);
          expect(message.entries.length).toBeLessThanOrEqual(25);
          for (const entry of message.entries) if (entry.kind === 'route') expect(entry.metric).toSatisfy((metric: number) => metric >= 1 && metric <= 16);
        }
      }),
      { numRuns: 20 },
    );
  });
});
