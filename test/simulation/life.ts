// One random life: a random lab, disturbed for some virtual minutes in every way that there is, then left in peace. Everything
// comes from the seed.

import { must } from '../../src/base/assert.ts';
import { parseIpv4 } from '../../src/base/ipv4.ts';
import { loadConfiguration } from '../../src/config/load-text.ts';
import { randomStream, type RandomStream } from '../../src/engine/random.ts';
import { faultName, type LabFault } from '../../src/network/fault.ts';
import type { Router } from '../../src/network/router/router.ts';
import type { World } from '../../src/network/world.ts';
import { watchAgreement } from '../support/agreement.ts';
import { disturb, flipped, forged } from '../support/faults.ts';
import { ping, wait, worldOf } from '../support/lab.ts';
import { callsOf, keepLawful } from '../support/lawful.ts';
import { keepLedger, type Ledger } from './laws.ts';
import { pick, randomLab, type Media, type Pair, type RandomLab } from './random-lab.ts';

const MOVES = 40;
const PAUSES_MS = [0, 5, 50, 120, 1000, 4000, 15_000, 35_000];
/** Longer than every idle time, hold queue, client entry and TERMINATE of the labs, and than five attempts of a synchronous modem that wait a minute each. */
const PEACE_SECONDS = 400;
/** Neighbours on leased lines have told each other their routes by then. */
const SETTLED_SECONDS = 45;
/**
 * A call that is called back has come, with what it takes a modem to dial, to be answered and to train, and the idle time of
 * those who had the hub's channels before.
 */
const CALLBACK_SECONDS: Readonly<Record<Media, number>> = { isdn: 75, async: 120, sync: 120 };
/** A leased line is believed to be lost, or back, and what backs it up to be there. */
const FAILOVER_SECONDS = 60;

/** Lives it, and throws when a law is broken. */
export function live(seed: number, watch: (world: World) => void = () => {}): void {
  const made = randomLab(seed);
  const world = worldOf(made.lab, seed);
  watch(world);
  const chance = randomStream(seed, 'life');
  const weather = weatherOf(chance);
  keepLawful(world, 3_000_000, watchAgreement(world, { genuine: weather.forgePercent === 0, calm: weather.lossPercent === 0 }));
  const persistent = new Set(made.pairs.flatMap((pair) => (pair.persistent ? [pair.spoke] : [])));
  const ledger = keepLedger(world, { genuine: weather.forgePercent === 0, persistent });
  world.settle();
  if (made.lab.serialLinks.length > 0) wait(world, SETTLED_SECONDS);
  const pending = idlePending(world);
  for (const { spoke, persistent } of made.pairs) if (persistent) persist(world, spoke, chance.below(2) === 0 ? 'dialer persistent' : 'dialer persistent delay 5');
  const line = disturb(world, fault(chance, weather));
  for (let move = 0; move < MOVES; move += 1) {
    act(chance, world, made, ledger);
    world.clock.runUntil(world.clock.now + (PAUSES_MS[chance.below(PAUSES_MS.length)] ?? 0));
  }
  line.stop();
  repairAll(world);
  useBundles(world, made);
  endPersistence(world, made);
  wait(world, PEACE_SECONDS);
  expectPeace(world, pending);
  for (const pair of made.pairs) expectUsable(world, pair);
  wait(world, PEACE_SECONDS);
  expectPeace(world, pending);
  const broken = ledger.settle();
  if (broken.length > 0) throw new Error(broken.slice(0, 5).join('\n'));
}

interface Weather {
  readonly lossPercent: number;
  readonly forgePercent: number;
}

function weatherOf(chance: RandomStream): Weather {
  const lossPercent = [0, 0, 2, 10, 30][chance.below(5)] ?? 0;
  return { lossPercent, forgePercent: [0, 0, 0, 2, 10][chance.below(5)] ?? 0 };
}

function fault(chance: RandomStream, { lossPercent, forgePercent }: Weather): Parameters<typeof disturb>[1] {
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
  const names = ports(world, from);
  const port = must(names[chance.below(names.length)], `${from} has a line`);
  switch (chance.below(20)) {
    case 0:
      if (chance.below(2) === 0) router.reload();
      return;
    case 1:
      router.clearInterface(port);
      return;
    case 2:
      if (pair.media !== 'isdn') return;
      ledger.allowExec(from);
      router.isdnCall(port, must(numbers[chance.below(numbers.length)], 'a number'), chance.below(2) === 0 ? 56 : 64);
      return;
    case 3:
      if (pair.media === 'isdn') router.isdnDisconnect(port, 'all');
      return;
    case 4:
      configure(router, `interface ${port}\n${chance.below(2) === 0 ? 'shutdown' : 'no shutdown'}\n`);
      return;
    case 5:
      router.clearDialer(undefined);
      return;
    case 6:
      return cutOrMend(world, from, port);
    case 7:
      if (pair.leased !== undefined) cutOrMend(world, pair.spoke, pick(chance, pair.leased.wires).spokeInterface);
      return;
    case 9:
      return trouble(chance, world, pick(chance, numbers), { router: from, interface: port }, pair.media);
    case 10:
      return moveMember(router, from, port, moved(world));
    case 8:
      // A burst, which loads a line.
      return send(router, to, 30, 1400);
    default:
      send(router, pair.leased !== undefined && from === pair.spoke && chance.below(2) === 0 ? pair.leased.target : to, 1 + chance.below(5), 36 + chance.below(1400));
  }
}

/** Something is wrong at the exchange, or is so no more. */
function trouble(chance: RandomStream, world: World, number: string, line: { readonly router: string; readonly interface: string }, media: Media): void {
  const faults: readonly LabFault[] = [
    { kind: 'busy', number }, { kind: 'no-answer', number }, { kind: 'no-response', number }, { kind: 'slow-answer', number, ms: 8000 }, { kind: 'no-circuit', cause: 34 },
    { kind: 'calling-number', ...line, shown: undefined },
    ...(media === 'isdn' ? ([{ kind: 'glare', ...line }] as const) : []),
  ];
  const fault = pick(chance, faults);
  // The next one of its kind takes it back.
  if (!world.faults.clear(faultName(fault))) world.faults.set(fault);
}

function send(router: Router, to: string, repeat: number, sizeOctets: number): void {
  const request = { destination: parseIpv4(to) ?? 0, repeat, sizeOctets, timeoutSeconds: 2, dontFragment: false };
  router.startPing(request, { mark: () => {}, done: () => {} });
}

function cutOrMend(world: World, router: string, name: string): void {
  const isCut = world.faults.list().some(({ text, until }) => until === undefined && text === `cut ${router} ${name}`);
  if (isCut) world.faults.clear(`cut ${router} ${name}`);
  else world.faults.set({ kind: 'cut', router, interface: name });
}

/** Interfaces on which the router dials. */
function ports(world: World, router: string): readonly string[] {
  return world.lab.telephoneLines.filter((line) => line.router === router).map((line) => line.interface);
}

function configure(router: Router, text: string): void {
  loadConfiguration(router.config, text, { privilege: 15, merge: true, interfaceExists: (name: string) => router.interfaceExists(name) });
}

/** By router and interface: what a member of a group or pool has lost. */
const MOVED = new WeakMap<World, Map<string, string>>();

function moved(world: World): Map<string, string> {
  const known = MOVED.get(world) ?? new Map<string, string>();
  MOVED.set(world, known);
  return known;
}

/** Out of its rotary group or pool, and in again the next time. */
function moveMember(router: Router, name: string, port: string, out: Map<string, string>): void {
  const key = `${name} ${port}`;
  const lost = out.get(key);
  const { rotaryGroup, poolMembers = [] } = router.interface(port)?.settings.dialer ?? {};
  const own = rotaryGroup !== undefined ? `dialer rotary-group ${rotaryGroup}` : poolMembers[0] === undefined ? undefined : `dialer pool-member ${poolMembers[0].pool}`;
  const line = lost ?? (own === undefined ? undefined : `no ${own}`);
  if (line === undefined) return;
  configure(router, `interface ${port}\n${line}\n`);
  if (lost !== undefined || own === undefined) out.delete(key);
  else out.set(key, own);
}

function repairAll(world: World): void {
  world.faults.clearAll();
  for (const [key, line] of moved(world)) {
    const [name = '', port = ''] = key.split(' ');
    configure(must(world.routers.get(name), name), `interface ${port}\n${line}\n`);
  }
  for (const [name, router] of world.routers) for (const port of ports(world, name)) configure(router, `interface ${port}\nno shutdown\n`);
}

/** A false number that was forged into a bundle is got over after some fragments each way. */
function useBundles(world: World, { pairs }: RandomLab): void {
  wait(world, SETTLED_SECONDS);
  for (const { spoke, leased } of pairs) if (leased !== undefined && leased.wires.length > 1) ping(world, spoke, leased.farEnd, 20);
}

/** Who is always to be connected is so again and again, although the hub lets go of a call that is idle; where the hub has lines for all. */
function endPersistence(world: World, { pairs }: RandomLab): void {
  const persistent = pairs.filter((pair) => pair.persistent);
  if (persistent.length === 0) return;
  // A router that was reloaded has forgotten it.
  for (const { spoke } of persistent) persist(world, spoke, 'dialer persistent');
  wait(world, PEACE_SECONDS);
  for (const { spoke, hub, media, mistake, roomy: hasRoom, leased } of persistent) {
    // What stands by is not connected either.
    const roomy = hasRoom && leased?.way !== 'backup';
    const patience = world.clock.now + CALLBACK_SECONDS[media] * 1000;
    const isUp = (): boolean => must(world.routers.get(spoke), spoke).dialers().some(({ calls }) => calls.some(({ phase }) => phase === 'data link layer up'));
    if (mistake === undefined && roomy) while (!isUp() && world.clock.now < patience) wait(world, 1);
    if (mistake === undefined && roomy && !isUp()) throw new Error(`${spoke} is not connected with ${hub}, and is always to be`);
    persist(world, spoke, 'no dialer persistent');
  }
}

function persist(world: World, spoke: string, line: string): void {
  configure(must(world.routers.get(spoke), spoke), `interface Dialer1\n${line}\n`);
}

/** An unused lab has its data links' timers and what leased lines and their routes have, and nothing else: what it has most of the time. */
function idlePending(world: World): number {
  const seen = new Map<number, number>();
  for (let sample = 0; sample < 25; sample += 1) {
    wait(world, 0.7);
    seen.set(world.clock.pending, (seen.get(world.clock.pending) ?? 0) + 1);
  }
  return must([...seen].toSorted(([, a], [, b]) => b - a)[0], 'samples were taken')[0];
}

function expectPeace(world: World, pending: number): void {
  // The last call may just be clearing, a keepalive just under way.
  for (let tries = 0; tries < 10 && (callsOf(world).length > 0 || world.clock.pending !== pending); tries += 1) wait(world, 0.7);
  const calls = callsOf(world);
  if (calls.length > 0) throw new Error(`not quiet at ${world.clock.now}: ${calls.slice(0, 4).join('; ')}`);
  if (world.clock.pending !== pending) throw new Error(`${world.clock.pending} events to come at ${world.clock.now}, and ${pending} in an unused lab`);
  for (const [name, router] of world.routers) {
    for (const dialer of router.dialers()) if (dialer.queued > 0) throw new Error(`${name} ${dialer.interface} holds ${dialer.queued} packets`);
    for (const { primary, status } of router.backups()) if (status !== 'normal operation') throw new Error(`${name} ${primary} is in ${status}`);
  }
  for (const end of world.lab.serialLinks.flatMap(({ ends }) => ends)) {
    const reading = world.routers.get(end.router)?.interface(end.interface);
    if (reading?.protocolUp !== true) throw new Error(`${end.router} ${end.interface}: the line is whole, and its protocol down`);
    if (reading.ppp !== undefined && reading.ppp.lcp !== 'Open') throw new Error(`${end.router} ${end.interface}: LCP is ${reading.ppp.lcp}`);
  }
}

/** A pair without a mistake works: by its leased line as long as there is one, by a call else. */
function expectUsable(world: World, pair: Pair): void {
  if (pair.mistake !== undefined) return;
  const { spoke, leased } = pair;
  if (leased === undefined) return expectCall(world, pair, pair.hubAddress);
  expectLine(world, pair, leased);
  const [first, second] = leased.wires.map(({ spokeInterface }): LabFault => ({ kind: 'cut', router: spoke, interface: spokeInterface }));
  if (first === undefined) return;
  world.faults.set(first);
  if (second !== undefined) {
    // The other link of the bundle will do.
    wait(world, FAILOVER_SECONDS);
    expectLine(world, pair, leased);
    world.faults.set(second);
  }
  wait(world, FAILOVER_SECONDS);
  expectCall(world, pair, leased.target);
  world.faults.clear(faultName(first));
  if (second !== undefined) world.faults.clear(faultName(second));
  wait(world, FAILOVER_SECONDS);
}

/** As long as there is a line nobody calls. */
function expectLine(world: World, { hub, spoke }: Pair, { target }: { readonly target: string }): void {
  const before = attempts(world, spoke);
  const marks = ping(world, spoke, target, 3);
  if (marks !== '!!!' || attempts(world, spoke) !== before) throw new Error(`${spoke} does not reach ${hub} by their line: ${marks}`);
}

/** A ping is answered, once whoever is owed a call has been called, and then all are. */
function expectCall(world: World, { hub, spoke, media }: Pair, target: string): void {
  const patience = world.clock.now + CALLBACK_SECONDS[media] * 1000;
  while (ping(world, spoke, target, 1) !== '!' && world.clock.now < patience) wait(world, 3);
  const marks = ping(world, spoke, target, 3);
  if (marks !== '!!!') throw new Error(`${spoke} does not reach ${hub} after all: ${marks}`);
  for (const port of ports(world, spoke)) world.routers.get(spoke)?.clearInterface(port);
  wait(world, media === 'isdn' ? 4 : 10);
}

function attempts(world: World, router: string): number {
  return (world.routers.get(router)?.dialers() ?? []).reduce((sum, { statistics }) => sum + statistics.reduce((own, { successes, failures }) => own + successes + failures, 0), 0);
}
