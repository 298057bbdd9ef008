// Days of ordinary use: fifty routers, each with something to send every few minutes. Nothing is lost sight of: memory stays what
// it was after the first day, no call outlives its traffic, and what the exchange wrote down, what the interfaces counted and
// what a capture saw are the same. One virtual day in the suite; `npm run soak` takes thirty.

import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { describe, expect, it } from 'vitest';
import { must } from '../../src/base/assert.ts';
import { parseIpv4 } from '../../src/base/ipv4.ts';
import { randomStream } from '../../src/engine/random.ts';
import type { CapturedFrame, World } from '../../src/network/world.ts';
import { worldOf } from '../support/lab.ts';
import { callsOf } from '../support/lawful.ts';
import { BillAudit, SOAK_TARIFFS } from './bill-audit.ts';
import { channelName } from './channel-name.ts';
import { largeLab, type RandomLab } from './random-lab.ts';

const DAYS = Number(process.env['RINGBACK_DAYS'] ?? 1);
/** Lines of every kind. */
const SEED = Number(process.env['RINGBACK_FIRST_SEED'] ?? 3);
const ROUTERS = 50;
const DAY_MS = 86_400_000;
/** Nobody sends for so long at the end of each day, so that every call has ended by then. */
const NIGHT_MS = 3_600_000;
const PATIENCE_MS = 4 * 3_600_000;
/** Frames under way when the exchange hears that a call is over. */
const IN_FLIGHT_MS = 3000;

setFlagsFromString('--expose-gc');
const collect = runInNewContext('gc') as () => void; // what the flag puts into a new context

function heapBytes(): number {
  collect();
  collect();
  return process.memoryUsage().heapUsed;
}

/** Every router that calls pings its hub now and then, by day. */
function traffic(world: World, { pairs }: RandomLab): void {
  const chance = randomStream(SEED, 'traffic');
  for (const { hub, spoke, hubAddress, spokeAddress } of pairs) {
    const send = (): void => {
      if (world.clock.now % DAY_MS < DAY_MS - NIGHT_MS) {
        const [from, to] = chance.below(4) === 0 ? [hub, spokeAddress] : [spoke, hubAddress];
        const request = { destination: must(parseIpv4(to), to), repeat: 1 + chance.below(4), sizeOctets: 100, timeoutSeconds: 2, dontFragment: false };
        must(world.routers.get(from), from).startPing(request, { mark: () => {}, done: () => {} });
      }
      world.clock.after(120_000 + chance.below(480_000), send);
    };
    world.clock.after(chance.below(600_000), send);
  }
}

/** What a capture saw, held against the exchange's records: no frame on a channel but while a call has it. */
class Witness {
  readonly sent = new Map<string, number>();
  readonly strays: string[] = [];
  answered = 0;
  /** Calls that came through at the routers that placed them. */
  connected = 0;
  /** Of a modem that was answered nobody knows whether it will hear a carrier. */
  answeredModems = 0;
  connectedModems = 0;
  seconds = 0;
  readonly #busy = new Map<string, number>();

  constructor(world: World) {
    world.trace.subscribe(({ event, at }) => {
      if (event.type === 'exchange.call' && event.outcome === 'answered') {
        for (const end of [event.caller, event.callee]) if (end !== undefined) this.#busy.set(channelName(end), Number.POSITIVE_INFINITY);
      }
      if (event.type === 'dialer.connected' && event.outgoing) {
        this.connected += 1;
        if (event.channel.startsWith('Async')) this.connectedModems += 1;
      }
      if (event.type !== 'exchange.callRecord' || event.answeredAt === undefined) return;
      this.answered += 1;
      if (event.caller?.interface.startsWith('Async')) this.answeredModems += 1;
      this.seconds += (event.endedAt - event.answeredAt) / 1000;
      for (const end of [event.caller, event.callee]) if (end !== undefined) this.#busy.set(channelName(end), at);
    });
    world.captures.subscribe((frame) => this.#see(frame));
    world.startCapture();
  }

  #see({ channelName, direction, at }: CapturedFrame): void {
    if (!/-(B\d+|async|sync)$/.test(channelName)) return;
    if (direction === 'sent') this.sent.set(channelName, (this.sent.get(channelName) ?? 0) + 1);
    if (at > (this.#busy.get(channelName) ?? 0) + IN_FLIGHT_MS) this.strays.push(`${channelName} at ${at}`);
  }
}

function counted(world: World): ReadonlyMap<string, number> {
  const totals = new Map<string, number>();
  const dialled = new Set(world.lab.telephoneLines.map((line) => `${line.router} ${line.interface}`));
  for (const [name, router] of world.routers) {
    for (const { name: channel, kind, counters } of router.interfaces()) {
      if (counters.packetsOutput === 0) continue;
      const [port = '', number = ''] = channel.split(':');
      // Time slot 0 is B channel 1 of a primary access.
      const trunk = world.lab.telephoneLines.find((line) => line.router === name && line.interface.startsWith(`${port}:`))?.interface;
      if (kind === 'b-channel') totals.set(trunk === undefined ? `${name}-${port}-B${number}` : `${name}-${trunk}-B${Number(number) + 1}`, counters.packetsOutput);
      else if (number === '' && !port.startsWith('BRI') && dialled.has(`${name} ${port}`)) totals.set(channelName({ router: name, interface: port, channel: 1 }), counters.packetsOutput);
    }
  }
  return totals;
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

describe('days of use', () => {
  it(`${DAYS} of them: nothing leaks, nothing is stuck, and all accounts agree`, () => {
    const made = largeLab(SEED, ROUTERS);
    const world = worldOf({ ...made.lab, tariffs: SOAK_TARIFFS }, SEED);
    const audit = new BillAudit(world);
    const witness = new Witness(world);
    world.settle();
    traffic(world, made);
    /** From the third day on: by then every history that has an end is full, of routers that call seldom too. */
    const heaps: number[] = [];
    for (let day = 1; day <= DAYS; day += 1) {
      world.clock.runUntil(day * DAY_MS - 60_000);
      expect(callsOf(world), `calls in the night of day ${day}`).toEqual([]);
      expect(audit.settle().slice(0, 5), `the bill of day ${day}`).toEqual([]);
      const heap = heapBytes();
      if (DAYS > 1) console.log(`day ${day}: ${witness.answered} calls, ${Math.round(witness.seconds / 3600)} h, heap ${(heap / 1e6).toFixed(1)} MB`);
      if (day > 2) heaps.push(heap);
      expect(heap, `heap after day ${day}`).toBeLessThan((heaps[0] ?? heap) * 1.1);
    }
    const half = Math.floor(heaps.length / 2);
    if (half > 0) expect(mean(heaps.slice(-half)), 'heap of the second half').toBeLessThan(mean(heaps.slice(0, half)) * 1.02);
    expect(witness.strays.slice(0, 5)).toEqual([]);
    expect(witness.answered).toBeGreaterThan(1000 * DAYS);
    expect(counted(world)).toEqual(new Map([...witness.sent].filter(([, frames]) => frames > 0)));
    const lasted = [...world.routers.values()].flatMap((router) => router.dialers()).reduce((sum, dialer) => sum + dialer.statistics.reduce((own, { successes }) => own + successes, 0), 0);
    expect(lasted, 'successes that the routers count').toBe(witness.connected);
    expect(witness.connected - witness.connectedModems, 'calls that came through and were answered').toBe(witness.answered - witness.answeredModems);
    expect(witness.connectedModems, 'calls of modems').toBeLessThanOrEqual(witness.answeredModems);
    expect(witness.connectedModems, 'calls of modems').toBeGreaterThan(witness.answeredModems * 0.9);
  }, PATIENCE_MS);
});
