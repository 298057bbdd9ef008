// Two PPP sessions at the ends of one B channel, in virtual time: packets cross as octets, timers run, the line can lose
// packets, and a stand-in for the dialer answers `authenticated`. When either end says `disconnect`, or its dialer hangs
// up, the channel goes at both.

import { must } from '../../src/base/assert.ts';
import type { CbcpOffer } from '../../src/protocols/ppp/cbcp/types.ts';
import { createSession, step, type PppSession } from '../../src/protocols/ppp/session.ts';
import type { PppAction, PppEvent, PppPolicy } from '../../src/protocols/ppp/session-types.ts';
import type { PppTrace } from '../../src/protocols/ppp/trace.ts';
import { PPP_PACKET } from '../../src/wire/ppp.ts';

export type Side = 'caller' | 'called';
export type Authenticated = Extract<PppAction, { type: 'authenticated' }>;

/** Changes to a policy; `undefined` takes a setting away. */
export type PolicyChanges = { readonly [Key in keyof PppPolicy]?: PppPolicy[Key] | undefined };

export interface PairOptions {
  readonly caller?: PolicyChanges;
  readonly called?: PolicyChanges;
  /** The dialer's answer; by default the call stays. */
  readonly decide?: (side: Side, action: Authenticated) => 'stay' | 'hang-up' | { readonly offer: CbcpOffer };
  /** Loses the packet, or changes it: numbered from 0 in the order of sending. */
  readonly fault?: (index: number, octets: Uint8Array, from: Side) => Uint8Array | undefined;
  readonly seed?: number;
  /** Virtual milliseconds to run for. */
  readonly forMs?: number;
}

export interface SentPacket {
  readonly from: Side;
  readonly atMs: number;
  readonly octets: Uint8Array;
}

export interface EndResult {
  session: PppSession;
  readonly actions: PppAction[];
  readonly timers: Map<string, number>;
}

export interface PairResult {
  readonly caller: EndResult;
  readonly called: EndResult;
  readonly sent: readonly SentPacket[];
  readonly endMs: number;
}

export function policy(changes: PolicyChanges = {}): PppPolicy {
  const all: PolicyChanges = {
    outgoing: false,
    authentication: [],
    authenticateOn: [],
    callback: 'none',
    chapName: 'R1',
    chapRefuse: false,
    chapWait: true,
    papRefuse: false,
    secrets: new Map(),
    ipAddress: 0xac0c0c01,
    mru: 1500,
    keepaliveSeconds: 0,
    timers: { restartMs: 2_000, authenticationMs: 10_000 },
    maxConfigure: 10,
    maxTerminate: 2,
    maxFailure: 5,
    ...changes,
  };
  // What is left has every setting that a policy must have, as long as no test takes one of those away.
  return Object.fromEntries(Object.entries(all).filter(([, value]) => value !== undefined)) as unknown as PppPolicy;
}

/** R2 calls R1; they know each other's secret. */
export const CALLER = policy({
  outgoing: true,
  chapName: 'R2',
  secrets: new Map([['R1', 'CCIE']]),
  papSent: { username: 'R2', password: 'CCIE' },
  ipAddress: 0xac0c0c02,
});
export const CALLED = policy({
  chapName: 'R1',
  secrets: new Map([['R2', 'CCIE']]),
  papSent: { username: 'R1', password: 'CCIE' },
});

export function counter(seed: number): () => number {
  let value = seed;
  return () => (value = (Math.imul(value, 1_664_525) + 1_013_904_223) >>> 0);
}

const DELAY_MS = 10;

export function runPair(options: PairOptions = {}): PairResult {
  const random = counter(options.seed ?? 1);
  const make = (base: PppPolicy, changes: PolicyChanges | undefined): EndResult => ({
    session: createSession(policy({ ...base, ...changes }), random),
    actions: [],
    timers: new Map(),
  });
  const ends = { caller: make(CALLER, options.caller), called: make(CALLED, options.called) };
  const sent: SentPacket[] = [];
  const queue: { at: number; side: Side; event: PppEvent }[] = [];
  let now = 0;
  let connected = true;

  const release = () => {
    connected = false;
    for (const side of ['caller', 'called'] as const) queue.push({ at: now + 1, side, event: { type: 'down' } });
  };
  const give = (side: Side, event: PppEvent) => {
    const end = ends[side];
    const [session, actions] = step(end.session, event);
    end.session = session;
    for (const action of actions) {
      end.actions.push(action);
      if (action.type === 'start') end.timers.set(action.timer, now + action.ms);
      else if (action.type === 'stop') end.timers.delete(action.timer);
      else if (action.type === 'disconnect') release();
      else if (action.type === 'send' && connected) {
        const octets = PPP_PACKET.serialize(action.packet);
        const arrives = options.fault ? options.fault(sent.length, octets, side) : octets;
        sent.push({ from: side, atMs: now, octets });
        const parsed = arrives === undefined ? undefined : PPP_PACKET.parse(arrives);
        if (parsed?.ok) {
          queue.push({ at: now + DELAY_MS, side: side === 'caller' ? 'called' : 'caller', event: { type: 'packet', packet: parsed.value } });
        }
      } else if (action.type === 'authenticated') {
        // Of a PC that is to be called back by CBCP nothing is decided before that is through.
        if (action.callback === 'requested' && action.operation === 6) continue;
        const decision = options.decide?.(side, action) ?? 'stay';
        queue.push({ at: now, side, event: typeof decision === 'string' ? { type: 'callback', decision } : { type: 'callback', decision: 'negotiate', ...decision } });
        if (decision === 'hang-up') release();
      } else if (action.type === 'callback-agreed' && action.choice.kind === 'none') {
        queue.push({ at: now, side, event: { type: 'callback', decision: 'stay' } });
      }
    }
  };

  give('caller', { type: 'up' });
  give('called', { type: 'up' });
  const limit = options.forMs ?? 60_000;
  for (let steps = 0; ; steps += 1) {
    if (steps > 5_000) throw new Error('the pair never comes to rest');
    // The earliest of packets (first come, first served) and timers.
    let earliest = -1;
    queue.forEach((entry, i) => {
      if (earliest < 0 || entry.at < must(queue[earliest], 'index').at) earliest = i;
    });
    let next = earliest < 0 ? undefined : queue[earliest];
    let timer: { side: Side; name: string } | undefined;
    for (const side of ['caller', 'called'] as const) {
      for (const [name, at] of ends[side].timers) {
        if (next === undefined || at < next.at) {
          // The names in the map are those that the machine started.
          next = { at, side, event: { type: 'timer', timer: name as 'echo' } };
          timer = { side, name };
        }
      }
    }
    if (next === undefined || next.at > limit) break;
    now = next.at;
    if (timer) ends[timer.side].timers.delete(timer.name);
    else queue.splice(earliest, 1);
    if (!connected && next.event.type === 'packet') continue;
    give(next.side, next.event);
  }
  return { ...ends, sent, endMs: now };
}

export function traces<Type extends PppTrace['type']>(end: EndResult, type: Type): Extract<PppTrace, { type: Type }>[] {
  const found: Extract<PppTrace, { type: Type }>[] = [];
  for (const action of end.actions) {
    // The comparison of `type` is what Extract says.
    if (action.type === 'trace' && action.event.type === type) found.push(action.event as Extract<PppTrace, { type: Type }>);
  }
  return found;
}

export function actionsOf<Type extends PppAction['type']>(end: EndResult, type: Type): Extract<PppAction, { type: Type }>[] {
  // As above.
  return end.actions.filter((action) => action.type === type) as Extract<PppAction, { type: Type }>[];
}
