// Fleets: so many pairs of routers on one exchange, each pair the two of the lab callback-bryant with numbers of its own, and
// what one callback of one pair brings about.

import { parseIpv4 } from '../../src/base/ipv4.ts';
import type { LabDescription } from '../../src/network/lab-description.ts';
import type { World } from '../../src/network/world.ts';
import { labNamed, ping, wait } from './lab.ts';

/** The caller and the called router of each pair are `A12` and `B12`. */
export function fleetLab(routers: number): LabDescription {
  const pattern = labNamed('callback-bryant');
  const pairs = Array.from({ length: routers / 2 }, (_, pair) => pair);
  return {
    ...pattern,
    console: 'A0',
    routers: pairs.flatMap((pair) => pattern.routers.map((router) => ({ ...router, name: named(router.name, pair), config: numbered(router.config, pair) }))),
    telephoneLines: pairs.flatMap((pair) =>
      pattern.telephoneLines.map((line) => ({
        ...line,
        router: named(line.router, pair),
        numbers: line.numbers.map((number) => numbered(number, pair)),
        callingNumber: numbered(line.callingNumber, pair),
      })),
    ),
  };
}

const named = (router: string, pair: number): string => `${router === 'R2' ? 'A' : 'B'}${pair}`;

/** Numbers of one length, so that every pair's frames take the same time. */
const numbered = (text: string, pair: number): string =>
  text.replaceAll('5557777', `7${String(pair).padStart(6, '0')}`).replaceAll('5558888', `8${String(pair).padStart(6, '0')}`);

export interface CallbackCost {
  /** Trace events of both routers and of the exchange: what their machines did. */
  readonly events: number;
  readonly framesReceived: number;
  readonly ms: number;
}

/** A callback of a pair from its first packet until the call is over, and what it brought about at both ends. */
export function callBackOf(world: World, pair: number): CallbackCost {
  const ends = [`A${pair}`, `B${pair}`];
  let events = 0;
  let framesReceived = 0;
  const stop = world.trace.subscribe(({ device }) => {
    if (device === 'exchange' || ends.includes(device)) events += 1;
  });
  const lines = ends.flatMap((end) => world.routers.get(end)?.capturePoints('BRI0') ?? []).map(({ line }) => line);
  for (const line of lines) line.tap = (direction) => void (direction === 'received' && (framesReceived += 1));
  const began = world.clock.now;
  dialBack(world, pair);
  wait(world, 300 - (world.clock.now - began) / 1000);
  stop();
  for (const line of lines) line.tap = undefined;
  return { events, framesReceived, ms: world.clock.now - began };
}

/** What dials; its caller lets time pass. */
export function startCall(world: World, pair: number, done: () => void): void {
  const request = { destination: parseIpv4('172.12.12.1') ?? 0, repeat: 1, sizeOctets: 100, timeoutSeconds: 2, dontFragment: false };
  world.routers.get(`A${pair}`)?.startPing(request, { mark: () => undefined, done });
}

/** Until IP passes on the return call. */
export function dialBack(world: World, pair: number): void {
  ping(world, `A${pair}`, '172.12.12.1', 1);
  wait(world, 15);
  const up = world.routers.get(`A${pair}`)?.dialers()[0]?.calls[0]?.phase;
  if (up !== 'data link layer up') throw new Error(`the callback of pair ${pair} did not come: ${up}`);
}
