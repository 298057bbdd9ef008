// A dialer on the bench: performs its timers and keeps its actions and traces, and lets a test play the network.

import { must } from '../../../../src/base/assert.ts';
import { parseIpv4 } from '../../../../src/base/ipv4.ts';
import { createDialer } from '../../../../src/protocols/dialer/create-dialer.ts';
import { step } from '../../../../src/protocols/dialer/dialer.ts';
import type { DialerState } from '../../../../src/protocols/dialer/state.ts';
import type { DialerTrace } from '../../../../src/protocols/dialer/trace.ts';
import type {
  DialerAction, DialerEvent, DialerMap, DialerMapClass, DialerPolicy, OfferedPacket,
} from '../../../../src/protocols/dialer/types.ts';

export const ip = (text: string): number => must(parseIpv4(text), text);

export const R1 = ip('172.12.12.1');
export const R2 = ip('172.12.12.2');

export function map(nextHop: number, name: string, number?: string, more: Partial<DialerMap> = {}): DialerMap {
  return { nextHop, name, speed: 64, broadcast: true, ...(number === undefined ? {} : { number }), ...more };
}

export function classes(...list: readonly DialerMapClass[]): ReadonlyMap<string, DialerMapClass> {
  return new Map(list.map((each) => [each.name, each]));
}

export function policy(more: Partial<DialerPolicy> = {}): DialerPolicy {
  return {
    members: [{ interface: 'BRI0', priority: 0, fastRolloverSeconds: 0 }],
    maps: [map(R1, 'R1', '5557777')],
    mapClasses: new Map(),
    group: 1,
    ppp: true,
    idleTimeoutSeconds: 120,
    idleScope: 'either',
    fastIdleSeconds: 20,
    waitForCarrierSeconds: 30,
    enableTimeoutSeconds: 15,
    holdQueuePackets: 0,
    holdQueueTimeoutSeconds: 0,
    profile: false,
    rotor: 'priority',
    callbackSecure: false,
    callbackAccept: false,
    callbackRequest: false,
    callbackInitiate: false,
    otherProtocols: new Set(),
    load: { minimumLinks: 1, addSeconds: 0, removeSeconds: 30 },
    ...more,
  };
}

export function packet(nextHop: number, more: Partial<OfferedPacket> = {}): OfferedPacket {
  return { datagram: new Uint8Array(100), source: R2, destination: nextHop, nextHop, broadcast: false, ...more };
}

export interface Bench {
  readonly state: DialerState;
  readonly now: number;
  readonly timers: ReadonlyMap<string, number>;
  readonly traces: DialerTrace[];
  readonly actions: DialerAction[];
  feed(event: DialerEvent): readonly DialerAction[];
  /** Offers an interesting packet. */
  send(nextHop: number, interesting?: boolean): readonly DialerAction[];
  /** Lets time pass, firing timers in order. */
  wait(seconds: number): void;
  /** The call of the last place-call. */
  dialled(): string;
  /** Connects the call that was dialled last, and brings LCP up. */
  connect(call?: string, channel?: string): string;
  up(call: string, peerName: string | undefined, peerAddress: number, callback?: 'none' | 'requested' | 'accepted'): void;
  /** An incoming call with LCP up. */
  called(call: string, callingNumber?: string): string;
  authenticate(call: string, peerName: string | undefined, callback: 'none' | 'requested' | 'accepted', more?: object): readonly DialerAction[];
  /** The network has cleared the call. */
  clear(call: string, cause?: number): readonly DialerAction[];
  /** Types of the traces since the last look. */
  look(): readonly string[];
  find<T extends DialerTrace['type']>(type: T): Extract<DialerTrace, { type: T }>[];
}

export function bench(settings: Partial<DialerPolicy> = {}, channels = 2): Bench {
  let state = createDialer(policy(settings));
  let now = 1000;
  let seen = 0;
  const timers = new Map<string, number>();
  const traces: DialerTrace[] = [];
  const actions: DialerAction[] = [];

  const feed = (event: DialerEvent): readonly DialerAction[] => {
    const [next, done] = step(state, event, now);
    state = next;
    for (const action of done) {
      actions.push(action);
      if (action.type === 'start') timers.set(action.timer, now + action.ms);
      else if (action.type === 'stop') timers.delete(action.timer);
      else if (action.type === 'trace') traces.push(action.event);
    }
    return done;
  };

  const wait = (seconds: number): void => {
    const end = now + seconds * 1000;
    for (;;) {
      const due = [...timers].filter(([, at]) => at <= end).sort((a, b) => a[1] - b[1])[0];
      if (!due) break;
      now = Math.max(now, due[1]);
      timers.delete(due[0]);
      feed({ type: 'timer', timer: due[0] });
    }
    now = end;
  };

  const dialled = (): string => {
    const placed = actions.filter((action) => action.type === 'place-call').at(-1);
    return must(placed, 'nothing was dialled').call;
  };

  for (const member of state.policy.members) feed({ type: 'member', interface: member.interface, usable: true, freeChannels: channels });

  return {
    get state() {
      return state;
    },
    get now() {
      return now;
    },
    timers,
    traces,
    actions,
    feed,
    wait,
    dialled,
    send: (nextHop, interesting = true) =>
      feed({ type: 'packet', packet: packet(nextHop), interesting, reason: interesting ? 'ip PERMIT' : 'ip DENY' }),
    connect(call = dialled(), channel = 'BRI0:1') {
      feed({ type: 'channel', call, channel });
      feed({ type: 'connected', call, channel });
      feed({ type: 'lcp-up', call });
      return call;
    },
    up(call, peerName, peerAddress, callback = 'none') {
      feed({ type: 'authenticated', call, ...(peerName === undefined ? {} : { peerName }), callback });
      feed({ type: 'ip-up', call, peerAddress });
    },
    called(call, callingNumber) {
      feed({ type: 'incoming', call, interface: 'BRI0', channel: 'BRI0:1', ...(callingNumber === undefined ? {} : { callingNumber }) });
      feed({ type: 'connected', call, channel: 'BRI0:1' });
      feed({ type: 'lcp-up', call });
      return call;
    },
    authenticate: (call, peerName, callback, more = {}) =>
      feed({ type: 'authenticated', call, ...(peerName === undefined ? {} : { peerName }), callback, ...more }),
    clear: (call, cause = 16) => feed({ type: 'released', call, cause, byPeer: false }),
    look() {
      const fresh = traces.slice(seen).map((event) => event.type.slice('dialer.'.length));
      seen = traces.length;
      return fresh;
    },
    find(type) {
      return traces.filter((event): event is never => event.type === type);
    },
  };
}

export const kinds = (actions: readonly DialerAction[]): readonly string[] =>
  actions.filter((action) => action.type !== 'trace').map((action) => action.type);
