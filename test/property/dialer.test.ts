// Random lives of a dialer: whatever happens in whatever order, packets are accounted for, timers belong to something, and
// nobody is dialled without cause.

import { expect, it } from 'vitest';
import { formatIpv4 } from '../../src/base/ipv4.ts';
import { createDialer } from '../../src/protocols/dialer/create-dialer.ts';
import { step } from '../../src/protocols/dialer/dialer.ts';
import { readQueued } from '../../src/protocols/dialer/readers.ts';
import { keyOf } from '../../src/protocols/dialer/callback-owed.ts';
import type { CallbackChoice } from '../../src/protocols/dialer/callback-types.ts';
import { isConnected, type DialerState } from '../../src/protocols/dialer/state.ts';
import type { DialerAction, DialerEvent, DialerPolicy, WatchedNetwork, WatchPolicy } from '../../src/protocols/dialer/types.ts';
import { classes, ip, map, packet, policy } from '../unit/protocols/dialer/bench.ts';
import fc from '../support/fast-check.ts';

const HOPS = [ip('10.0.0.1'), ip('10.0.0.2'), ip('10.0.0.3')] as const;
const NAMES = ['A', 'B', 'C'] as const;
const MEMBERS = ['BRI0', 'BRI1'] as const;

const watched = (up: boolean, primary: boolean): readonly WatchedNetwork[] => [{ address: HOPS[1], mask: 0xffffffff, up: up || primary, primary }];

const anyPolicy = fc
  .record({
    maps: fc.subarray([
      map(HOPS[0], 'A', '1', { mapClass: 'back' }),
      map(HOPS[0], 'A', '11', { broadcast: false }),
      map(HOPS[1], 'B', '2', { mapClass: 'back' }),
      map(HOPS[2], 'C'),
    ], { minLength: 2 }),
    ppp: fc.constantFrom(true, true, true, false),
    secure: fc.boolean(),
    hold: fc.constantFrom(0, 1, 3),
    rollover: fc.constantFrom(0, 2),
    idle: fc.constantFrom(0, 5, 120),
    threshold: fc.option(fc.record({ load: fc.constantFrom(1, 100), direction: fc.constantFrom('outbound', 'either') }), { nil: undefined }),
    minimumLinks: fc.constantFrom(1, 1, 2),
    redial: fc.option(fc.constantFrom({ intervalSeconds: 5, attempts: 2, reenableSeconds: 50 }, { intervalSeconds: 20, attempts: 1, reenableSeconds: 10 })),
    protocolSeconds: fc.constantFrom(0, 0, 4),
    order: fc.constantFrom('sequential' as const, 'round-robin' as const, 'last-successful' as const),
    watch: fc.option(fc.constantFrom<WatchPolicy>({ group: 1, disableSeconds: 0, connectSeconds: 0 }, { group: 1, disableSeconds: 30, connectSeconds: 7 }, { group: 1, disableSeconds: 0, connectSeconds: 0, disconnectSeconds: 9 })),
    persistent: fc.option(fc.constantFrom({ delaySeconds: 0 }, { delaySeconds: 12 }), { freq: 6 }),
  })
  .map(({ maps, ppp, secure, hold, rollover, idle, threshold, minimumLinks, redial, protocolSeconds, order, watch, persistent }): DialerPolicy =>
    policy({
      load: { ...(threshold === undefined ? {} : { threshold }), minimumLinks, addSeconds: 0, removeSeconds: 10 },
      maps,
      ppp,
      mapClasses: classes({ name: 'back', callbackServer: 'username' }),
      callbackSecure: secure,
      holdQueuePackets: hold,
      holdQueueTimeoutSeconds: 25,
      idleTimeoutSeconds: idle,
      protocolSeconds,
      order,
      ...(redial === null ? {} : { redial }),
      ...(watch === null ? {} : { watch }),
      ...(persistent === null ? {} : { persistent }),
      members: MEMBERS.map((name, i) => ({ interface: name, priority: i, fastRolloverSeconds: rollover })),
    }),
  );

type Move =
  | { readonly kind: 'event'; readonly event: DialerEvent }
  /** Something happens to the n-th live call. */
  | { readonly kind: 'call'; readonly n: number; readonly what: 'progress' | 'fail' | 'release' | 'hang-up' | 'renegotiate'; readonly name: string | undefined; readonly callback: boolean }
  /** A peer of that name calls and gets as far as authentication, or all the way. */
  | { readonly kind: 'caller'; readonly n: number; readonly name: string | undefined; readonly callback: boolean; readonly up: boolean }
  /** The n-th call gets as far as authentication. */
  | { readonly kind: 'answered'; readonly n: number; readonly callback: boolean }
  /** The n-th call's link joins a bundle, or leaves it. */
  | { readonly kind: 'bundle'; readonly n: number; readonly bundle: string | undefined }
  /** The loads that are told when they are next asked for, of 64,000 bits. */
  | { readonly kind: 'load'; readonly bits: number }
  | { readonly kind: 'wait'; readonly ms: number };

const name = fc.option(fc.constantFrom(...NAMES, 'stranger'), { nil: undefined });
const offered = fc.tuple(fc.constantFrom(...HOPS, ip('10.0.0.9')), fc.boolean(), fc.boolean()).map(([hop, interesting, broadcast]): Move => {
  return { kind: 'event', event: { type: 'packet', packet: packet(hop, { broadcast }), interesting, reason: '' } };
});
const move: fc.Arbitrary<Move> = fc.oneof(
  { weight: 5, arbitrary: offered },
  {
    weight: 8,
    arbitrary: fc.record({
      kind: fc.constant('call' as const),
      n: fc.nat(5),
      what: fc.constantFrom('progress', 'progress', 'progress', 'progress', 'fail', 'release', 'hang-up', 'renegotiate'),
      name,
      callback: fc.boolean(),
    }),
  },
  { weight: 4, arbitrary: fc.record({ kind: fc.constant('caller' as const), n: fc.nat(50), name, callback: fc.boolean(), up: fc.boolean() }) },
  { weight: 4, arbitrary: fc.record({ kind: fc.constant('answered' as const), n: fc.nat(5), callback: fc.boolean() }) },
  { weight: 3, arbitrary: fc.record({ kind: fc.constant('bundle' as const), n: fc.nat(5), bundle: fc.constantFrom('Virtual-Access1', 'Virtual-Access1', undefined) }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('load' as const), bits: fc.constantFrom(0, 20_000, 60_000) }) },
  { weight: 3, arbitrary: fc.constantFrom(100, 2000, 15_000, 31_000, 120_000).map((ms): Move => ({ kind: 'wait', ms })) },
  {
    weight: 2,
    arbitrary: fc.oneof(
      fc.tuple(fc.nat(3), fc.constantFrom(...MEMBERS)).map(([n, member]): DialerEvent => {
        return { type: 'incoming', call: `in-${n}`, interface: member, channel: `${member}:1`, callingNumber: '2' };
      }),
      anyPolicy.map((each): DialerEvent => ({ type: 'configure', policy: each })),
      fc.tuple(fc.constantFrom(...MEMBERS), fc.boolean(), fc.nat(2)).map(([member, usable, freeChannels]): DialerEvent => {
        return { type: 'member', interface: member, usable, freeChannels };
      }),
      fc.constant<DialerEvent>({ type: 'dial', number: '2', speed: 64, interface: 'BRI0' }),
      fc.constant<DialerEvent>({ type: 'clear' }),
      fc.tuple(fc.boolean(), fc.boolean(), fc.boolean()).map(([up, primary, check]): DialerEvent => ({ type: 'watch', networks: watched(up, primary), check })),
      fc.constantFrom('idle:out-1', 'carrier:out-1', 'callback:A', 'client:B', 'hold:10.0.0.1', 'x').map((timer): DialerEvent => {
        return { type: 'timer', timer };
      }),
      fc.constantFrom('out-1', 'in-0', 'nobody').map((call): DialerEvent => ({ type: 'ip-up', call, peerAddress: HOPS[1] })),
    ).map((event): Move => ({ kind: 'event', event })),
  },
);

function freeze<T>(value: T): T {
  if (typeof value !== 'object' || value === null || Object.isFrozen(value) || ArrayBuffer.isView(value)) return value;
  Object.freeze(value);
  for (const each of value instanceof Map ? value.values() : Object.values(value)) freeze(each);
  return value;
}

/** What the network would tell next of that call. */
function nextOf(state: DialerState, step: Extract<Move, { kind: 'call' }>): DialerEvent | undefined {
  const call = state.calls[step.n % Math.max(1, state.calls.length)];
  if (!call) return undefined;
  const peer = step.name === undefined ? {} : { peerName: step.name };
  const authenticated: DialerEvent = {
    type: 'authenticated', call: call.id, ...peer, callback: !step.callback ? 'none' : call.outgoing ? 'requested' : 'accepted',
    // Some of those who call are PCs.
    operation: step.n % 3 === 0 && !call.outgoing ? 6 : 0,
  };
  if (call.offered !== undefined && !call.ipUp && isConnected(call) && step.n % 2 === 0) return { type: 'callback-agreed', call: call.id, choice: CHOICES[step.n % 3] ?? { kind: 'none' } };
  if (step.what === 'hang-up') return { type: 'hang-up', call: call.id, reason: 'exec' };
  if (step.what === 'renegotiate') return { type: 'ip-down', call: call.id };
  if (step.what === 'release' && call.connectedAt !== undefined && call.phase !== 'disconnecting') return { type: 'cleared', call: call.id };
  if (step.what !== 'progress' || call.phase === 'disconnecting') return { type: 'released', call: call.id, cause: step.what === 'fail' ? 17 : 16, byPeer: true };
  if (call.phase === 'dialing') return { type: 'connected', call: call.id, channel: `${call.interface}:1` };
  if (call.phase === 'connected') return step.n % 2 === 0 ? { type: 'lcp-up', call: call.id } : authenticated;
  if (call.phase === 'physical layer up' && call.peerName === undefined && step.name !== undefined) return authenticated;
  if (call.phase === 'physical layer up') return { type: 'ip-up', call: call.id, peerAddress: HOPS[step.n % 3] ?? 0 };
  return { type: 'received', call: call.id, interesting: step.callback };
}

const CHOICES: readonly CallbackChoice[] = [{ kind: 'administrator', delaySeconds: 5 }, { kind: 'none' }, { kind: 'user', number: '5559999', delaySeconds: 12 }];

/** The events of a whole story. */
function* storyOf(state: () => DialerState, move: Extract<Move, { kind: 'caller' | 'answered' }>): Generator<DialerEvent> {
  if (move.kind === 'caller') {
    const call = `caller-${move.n}`;
    if (state().calls.some((each) => each.id === call)) return;
    yield { type: 'incoming', call, interface: 'BRI0', channel: 'BRI0:2' };
    yield { type: 'connected', call, channel: 'BRI0:2' };
    yield { type: 'authenticated', call, ...(move.name === undefined ? {} : { peerName: move.name }), callback: move.callback ? 'accepted' : 'none' };
    if (move.up) yield { type: 'ip-up', call, peerAddress: HOPS[NAMES.findIndex((each) => each === move.name)] ?? 0 };
    return;
  }
  const call = state().calls[move.n % Math.max(1, state().calls.length)];
  if (call?.phase !== 'dialing') return;
  yield { type: 'connected', call: call.id, channel: 'BRI0:1' };
  yield { type: 'authenticated', call: call.id, ...(call.map?.name === undefined ? {} : { peerName: call.map.name }), callback: move.callback ? 'requested' : 'none' };
  if (!move.callback) yield { type: 'ip-up', call: call.id, peerAddress: call.map?.nextHop ?? 0 };
}

function timersThatMayRun(state: DialerState): Set<string> {
  const timers = new Set<string>();
  for (const call of state.calls) {
    if (call.phase === 'disconnecting') continue;
    if (call.connectedAt !== undefined) timers.add(`idle:${call.id}`);
    else if (call.outgoing) timers.add(`carrier:${call.id}`);
    if (call.protocolTimer) timers.add(`protocol:${call.id}`);
  }
  for (const queue of state.queues) timers.add(`hold:${formatIpv4(queue.nextHop)}`);
  for (const client of state.clients) if (client.releasing === undefined) timers.add(`client:${client.name}`);
  for (const server of state.servers) if (server.phase === 'waiting') timers.add(`callback:${keyOf(server)}`);
  if (state.evaluating) timers.add('load:');
  for (const rollover of state.rollovers) timers.add(`rollover:${formatIpv4(rollover.nextHop)}`);
  for (const { nextHop, phase } of state.redials) if (phase !== 'calling') timers.add(`redial:${formatIpv4(nextHop)}`);
  const ofWatch = { delaying: 'connect', retrying: 'retry', disabling: 'disable' } as const;
  if (state.watch.phase in ofWatch) timers.add(`watch:${ofWatch[state.watch.phase as keyof typeof ofWatch]}`); // just looked up
  return timers;
}

/** Whether the event is a cause to dial. */
function mayDial(before: DialerState, event: DialerEvent): boolean {
  switch (event.type) {
    case 'packet':
      return event.interesting;
    case 'dial':
      return true;
    // Another link only to a peer that is reached.
    case 'loads':
      return before.calls.some((call) => call.ipUp);
    case 'timer':
      return (
        before.servers.some((server) => server.phase === 'waiting' && event.timer === `callback:${keyOf(server)}`) ||
        before.rollovers.some((rollover) => event.timer === `rollover:${formatIpv4(rollover.nextHop)}`) ||
        before.redials.some(({ nextHop, phase }) => phase === 'waiting' && event.timer === `redial:${formatIpv4(nextHop)}`) ||
        event.timer === 'watch:connect' ||
        event.timer === 'watch:retry'
      );
    case 'watch':
      return before.policy.watch !== undefined && !event.networks.some(({ primary }) => primary);
    case 'configure':
      return before.queues.some((queue) => queue.waiting) || event.policy.persistent !== undefined;
    case 'member':
      return before.queues.some((queue) => queue.waiting);
    default:
      return false;
  }
}

it('keeps its books whatever happens', () => {
  fc.assert(
    fc.property(anyPolicy, fc.array(move, { minLength: 10, maxLength: 80, size: 'max' }), (first, moves) => {
      let state = freeze(createDialer(first));
      let now = 0;
      let accounted = 0;
      const timers = new Map<string, number>();
      let bits = 0;
      const feed = (event: DialerEvent): void => {
        if (event.type === 'timer') timers.delete(event.timer);
        const before = state;
        const [next, actions] = step(state, event, now);
        state = freeze(next);
        // advance() works on the owner's own state: what it does not expect it must not have touched.
        if (actions.some((action) => action.type === 'trace' && action.event.type === 'dialer.unexpected')) expect(next).toEqual(before);
        for (const action of actions) perform(action, before, event);
        expect(state.evaluating && !state.calls.some((call) => call.ipUp)).toBe(false);
        const allowed = timersThatMayRun(state);
        for (const timer of timers.keys()) expect(allowed, `${timer} runs after ${JSON.stringify(event)}`).toContain(timer);
        for (const timer of allowed) {
          // An idle time of zero is never.
          if (!timer.startsWith('idle:') || state.policy.idleTimeoutSeconds > 0) expect([...timers.keys()]).toContain(timer);
        }
        const { offered: all, transmitted, dropped } = state.counters;
        expect(all).toBe(transmitted + dropped + readQueued(state));
        expect(accounted).toBe(transmitted + dropped);
        expect(new Set(state.calls.map((call) => call.id)).size).toBe(state.calls.length);
        expect(new Set([...state.servers].map(keyOf)).size).toBe(state.servers.length);
        expect(new Set([...state.clients].map((each) => each.name)).size).toBe(state.clients.length);
      };
      const perform = (action: DialerAction, before: DialerState, event: DialerEvent): void => {
        if (action.type === 'start') timers.set(action.timer, now + action.ms);
        else if (action.type === 'stop') timers.delete(action.timer);
        else if (action.type === 'transmit') {
          accounted += 1;
          expect(before.calls.find((call) => call.id === action.call)?.phase).not.toBe('disconnecting');
        } else if (action.type === 'drop') accounted += 1;
        else if (action.type === 'place-call') {
          expect(mayDial(before, event), `dialled on ${JSON.stringify(event)}`).toBe(true);
          const status = event.type === 'member' && event.interface === action.interface ? event : before.members.get(action.interface);
          expect(status?.usable).toBe(true);
          expect(status?.freeChannels).toBeGreaterThan(0);
        }
      };
      const answerMeasure = (): void => {
        const calls = state.calls.filter((call) => call.ipUp).map((call) => ({ calls: [call.id], capacityBits: 64_000, outboundBits: bits, inboundBits: 0 }));
        feed({ type: 'loads', measures: calls });
      };
      const wait = (ms: number): void => {
        const end = now + ms;
        for (let fired = 0; fired < 1000; fired += 1) {
          const due = [...timers].filter(([, at]) => at <= end).sort((a, b) => a[1] - b[1])[0];
          if (!due) break;
          now = Math.max(now, due[1]);
          feed({ type: 'timer', timer: due[0] });
          if (due[0] === 'load:') answerMeasure();
        }
        now = end;
      };
      for (const member of MEMBERS) feed({ type: 'member', interface: member, usable: true, freeChannels: 2 });
      for (const each of moves) {
        if (each.kind === 'wait') wait(each.ms);
        else if (each.kind === 'load') bits = each.bits;
        else if (each.kind === 'bundle') {
          const call = state.calls[each.n % Math.max(1, state.calls.length)];
          // A link joins when its name is known, and leaves at any time.
          if (call?.connectedAt !== undefined) feed({ type: 'bundle', call: call.id, bundle: each.bundle });
        }
        else if (each.kind === 'caller' || each.kind === 'answered') for (const event of storyOf(() => state, each)) feed(event);
        // A timer that does not run never fires.
        else if (each.kind === 'event' && (each.event.type !== 'timer' || timers.has(each.event.timer) || each.event.timer === 'x')) feed(each.event);
        else if (each.kind === 'call') {
          const event = nextOf(state, each);
          if (event) feed(event);
        }
      }
      // At the end nothing keeps a call up, all calls are cleared, and time settles the rest.
      const { persistent: _persistent, watch: _watch, ...rest } = state.policy;
      feed({ type: 'configure', policy: rest });
      for (let round = 0; round < 20 && (state.calls.length > 0 || timers.size > 0); round += 1) {
        for (const call of state.calls) feed({ type: 'released', call: call.id, cause: 16, byPeer: true });
        wait(200_000);
      }
      expect([state.calls.length, timers.size, readQueued(state), state.clients.length, state.servers.length, state.redials.length, state.watch.phase]).toEqual([0, 0, 0, 0, 0, 0, 'rest']);
    }),
    { numRuns: 400 },
  );
});
