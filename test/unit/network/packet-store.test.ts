// The packet store against a plain list, and packets in a log that drops its oldest half.

import { expect, test } from 'vitest';
import { PacketStore } from '../../../src/network/packet-store.ts';
import { TraceLog } from '../../../src/network/trace-log.ts';
import fc from '../../support/fast-check.ts';

test('what was put is read until it is dropped', () => {
  const step = fc.oneof(fc.uint8Array({ maxLength: 700 }), fc.nat({ max: 100 }));
  fc.assert(
    fc.property(fc.array(step, { maxLength: 120 }), (steps) => {
      const store = new PacketStore();
      let kept: { readonly place: number; readonly packet: Uint8Array }[] = [];
      for (const each of steps) {
        if (typeof each !== 'number') kept.push({ place: store.put(each), packet: each });
        else if (kept.length > 0) {
          kept = kept.slice(each % kept.length);
          store.dropBefore(kept[0]?.place ?? store.end);
        }
      }
      expect(kept.map(({ place }) => store.read(place))).toEqual(kept.map(({ packet }) => packet));
    }),
  );
});

test('a log gives packets back as they were, after it has dropped others', () => {
  const log = new TraceLog(6);
  const events = Array.from({ length: 40 }, (_, index) =>
    [
      { type: 'ppp.control', direction: 'I', protocol: 'IPCP', state: 'ACKsent', code: 1, identifier: index, octets: Uint8Array.of(1, index, 0, 4) },
      { type: 'ppp.auth', direction: 'O', protocol: 'CHAP', octets: Uint8Array.of(3, index, 0, 5, 0x21) },
      { type: 'ppp.cbcp', direction: 'I', octets: Uint8Array.of(2, index, 0, 6, 1, 2) },
      { type: 'sys.restart' },
      { type: 'ppp.control', direction: 'O', protocol: 'LCP', state: 'REQsent', code: 5, identifier: index, octets: Uint8Array.of(5, index, 0, 4) },
    ] as const,
  ).flat();
  events.forEach((event, at) => {
    log.record(at, 'R1', event, undefined);
    expect(log.events.map(({ event: kept }) => kept)).toEqual(events.slice(log.dropped, at + 1));
  });
});

test('of an echo the log keeps that there was one', () => {
  const log = new TraceLog(4);
  log.record(0, 'R1', { type: 'ppp.echo', direction: 'O', reply: false, state: 'Open', identifier: 1, lengthOctets: 12, magic: 5 }, 'BRI0:1');
  expect(log.events.map(({ event }) => event)).toEqual([{ type: 'ppp.keepalive', direction: 'O' }]);
});
