// One random life: a random lab, disturbed for some virtual minutes in every way that there is, then left in peace. Everything
// comes from the seed.

import { must } from '../../src/base/assert.ts';
import { parseIpv4 } from '../../src/base/ipv4.ts';
import { loadConfiguration } from '../../src/config/load-text.ts';
import { randomStream, type RandomStream } from '../../src/engine/random.ts';
import type { Router } from '../../src/network/router/router.ts';
import type { World } from '../../src/network/world.ts';
import { disturb, flipped, forged } from '../support/faults.ts';
import { ping, wait, worldOf } from '../support/lab.ts';
import { callsOf, keepLawful } from '../support/lawful.ts';
import { keepLedger, type Ledger } from './laws.ts';
import { randomLab, type Pair, type RandomLab } from './random-lab.ts';

const MOVES = 40;
const PAUSES_MS = [0, 5, 50, 120, 1000, 4000, 15_000, 35_000];
/** Longer than every idle time, hold queue, client entry and TERMINATE of the labs. */
const PEACE_SECONDS = 300;

/** Lives it, and throws when a law is broken. */
export function live(seed: number, watch: (world: World) => void = () => {}): void {
  const made = randomLab(seed);
  const world = worldOf(made.lab, seed);
  watch(world);
  keepLawful(world, 3_000_000);
  const ledger = keepLedger(world);
  world.settle();
  const pending = idlePending(world);
  const chance = randomStream(seed, 'life');
  const line = disturb(world, fault(chance));
  for (let move = 0; move < MOVES; move += 1) {
    act(chance, world, made, ledger);
    world.clock.runUntil(world.clock.now + (PAUSES_MS[chance.below(PAUSES_MS.length)] ?? 0));
  }
  line.stop();
  enableAll(world);
  wait(world, PEACE_SECONDS);
  expectPeace(world, pending);
  for (const pair of made.pairs) expectUsable(world, pair);
  wait(world, PEACE_SECONDS);
  expectPeace(world, pending);
  const broken = ledger.settle();
  if (broken.length > 0) throw new Error(broken.slice(0, 5).join('\n'));
}

function fault(chance: RandomStream): Parameters<typeof disturb>[1] {
  const lossPercent = [0, 0, 2, 10, 30][chance.below(5)] ?? 0;
  const forgePercent = [0, 0, 0, 2, 10][chance.below(5)] ?? 0;
  return ({ octets }) => {
    const dice = chance.below(100);
    if (dice < lossPercent) return undefined;
    if (dice < lossPercent + forgePercent) return forged(octets, chance.below(octets.length * 8));
    return dice === 99 ? flipped(octets, chance.below(octets.length * 8)) : octets;
  };
}

function act(chance: RandomStream, world: World, { pairs, numbers }: RandomLab, ledger: Ledger): void {
  const pair = must(pairs[chance.below(pairs.length)], 'a lab has a pair');
  const [from, to] = chance.below(3) === 0 ? [pair.hub, pair.spokeAddress] : [pair.spoke, pair.hubAddress];
  const router = must(world.routers.get(from), from);
  const port = must(ports(router)[chance.below(ports(router).length)], `${from} has a line`);
  switch (chance.below(16)) {
    case 0:
      if (chance.below(2) === 0) router.reload();
      return;
    case 1:
      router.clearInterface(port);
      return;
    case 2: {
      ledger.allowExec(from);
      router.isdnCall(port, must(numbers[chance.below(numbers.length)], 'a number'), chance.below(2) === 0 ? 56 : 64);
      return;
    }
    case 3:
      router.isdnDisconnect(port, 'all');
      return;
    case 4:
      configure(router, `interface ${port}\n${chance.below(2) === 0 ? 'shutdown' : 'no shutdown'}\n`);
      return;
    case 5:
      router.clearDialer(undefined);
      return;
    default: {
      const request = { destination: parseIpv4(to) ?? 0, repeat: 1 + chance.below(5), sizeOctets: 36 + chance.below(1400), timeoutSeconds: 2, dontFragment: false };
      router.startPing(request, { mark: () => {}, done: () => {} });
    }
  }
}

function ports(router: Router): readonly string[] {
  return router.isdn().map(({ interface: name }) => name);
}

function configure(router: Router, text: string): void {
  loadConfiguration(router.config, text, { privilege: 15, merge: true, interfaceExists: (name: string) => router.interfaceExists(name) });
}

function enableAll(world: World): void {
  for (const router of world.routers.values()) for (const port of ports(router)) configure(router, `interface ${port}\nno shutdown\n`);
}

/** An unused lab has its data links' timers and nothing else. */
function idlePending(world: World): number {
  for (let second = 0; second < 20; second += 1) {
    const before = world.clock.pending;
    wait(world, 0.3);
    if (world.clock.pending === before) return before;
  }
  return world.clock.pending;
}

function expectPeace(world: World, pending: number): void {
  const calls = callsOf(world);
  if (calls.length > 0) throw new Error(`not quiet at ${world.clock.now}: ${calls.slice(0, 4).join('; ')}`);
  for (let tries = 0; tries < 10 && world.clock.pending !== pending; tries += 1) wait(world, 0.7);
  if (world.clock.pending !== pending) throw new Error(`${world.clock.pending} events to come at ${world.clock.now}, and ${pending} in an unused lab`);
  for (const [name, router] of world.routers) {
    for (const dialer of router.dialers()) if (dialer.queued > 0) throw new Error(`${name} ${dialer.interface} holds ${dialer.queued} packets`);
  }
}

/** A pair without a mistake works: the second ping is answered, once whoever is owed a call has been called. */
function expectUsable(world: World, { hub, spoke, hubAddress, mistake }: Pair): void {
  if (mistake !== undefined) return;
  ping(world, spoke, hubAddress, 1);
  wait(world, 12);
  const marks = ping(world, spoke, hubAddress, 3);
  if (marks !== '!!!') throw new Error(`${spoke} does not reach ${hub} after all: ${marks}`);
  for (const port of ports(must(world.routers.get(spoke), spoke))) world.routers.get(spoke)?.clearInterface(port);
  wait(world, 4);
}
