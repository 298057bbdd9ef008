// ARP for one Ethernet interface (RFC 826; RFC 1122 §2.3.2): resolves next hops, answers requests for our address, and
// learns from what is addressed to us or known already. The datagram that asks is lost, as on the box: it is kept only so
// that its sender can be told when nobody answers; requests are not repeated faster than once a second (§2.3.2.1). Entries live four hours, judged when
// they are used, so that a quiet table runs no timer. For whom else it answers (proxy ARP, RFC 1027) its owner says.

import { NO_ENTRIES } from '../../base/late-map.ts';
import { unreachable } from '../../base/assert.ts';
import { formatIpv4, parseIpv4, type Ipv4Address } from '../../base/ipv4.ts';
import type { Instant } from '../../base/time.ts';
import type { ArpPacket } from '../../wire/ethernet.ts';
import type { TimerAction, TimerDefinition } from '../machine.ts';

export const ARP_TIMERS = {
  request: { defaultMs: 1000, spec: 'RFC 1122 §2.3.2.1', meaning: 'request sent, no reply yet' },
  entry: { defaultMs: 14_400_000, spec: 'IOS arp timeout', meaning: 'an entry not heard of again is forgotten' },
} as const satisfies Record<string, TimerDefinition>;

export const ETHERNET_BROADCAST: Uint8Array = Uint8Array.of(255, 255, 255, 255, 255, 255);

export interface ArpState {
  readonly hardware: Uint8Array;
  /** Our address; without one nothing is asked or answered. */
  readonly address?: Ipv4Address;
  readonly entries: ReadonlyMap<Ipv4Address, ArpEntry>;
  /** Asked for, with the datagram that waits. */
  readonly incomplete: ReadonlyMap<Ipv4Address, Uint8Array>;
}

export interface ArpEntry {
  readonly hardware: Uint8Array;
  readonly heardAt: Instant;
}

export type ArpEvent =
  | { readonly type: 'configure'; readonly address?: Ipv4Address }
  /** A datagram for a neighbour. */
  | { readonly type: 'resolve'; readonly nextHop: Ipv4Address; readonly datagram: Uint8Array }
  /** `proxied`: who is asked for is somewhere else, and is reached through us. */
  | { readonly type: 'packet'; readonly packet: ArpPacket; readonly proxied?: boolean }
  | { readonly type: 'timer'; readonly timer: string }
  /** `clear arp-cache`, or the interface went down: waiting datagrams are dropped. */
  | { readonly type: 'clear' };

export type ArpAction =
  | { readonly type: 'send'; readonly destination: Uint8Array; readonly packet: ArpPacket }
  | { readonly type: 'transmit'; readonly destination: Uint8Array; readonly datagram: Uint8Array }
  | { readonly type: 'drop'; readonly datagram: Uint8Array; readonly nextHop: Ipv4Address; readonly reason: 'no-arp' | 'replaced' | 'cleared' | 'resolving' }
  /** `request:A.B.C.D`. */
  | TimerAction<string>;

export function createArp(hardware: Uint8Array, address?: Ipv4Address): ArpState {
  return { hardware, ...(address === undefined ? {} : { address }), entries: NO_ENTRIES, incomplete: NO_ENTRIES };
}

export function step(state: ArpState, event: ArpEvent, now: Instant): readonly [ArpState, readonly ArpAction[]] {
  switch (event.type) {
    case 'configure':
      return configure(state, event.address);
    case 'resolve':
      return resolve(state, event.nextHop, event.datagram, now);
    case 'packet':
      return event.proxied === true && event.packet.operation === 'request' ? [state, [reply(state, event.packet)]] : receive(state, event.packet, now);
    case 'timer':
      return giveUp(state, event.timer);
    case 'clear':
      return clear(state);
    default:
      return unreachable(event);
  }
}

/** Entries that are not too old, for `show arp`. */
export function readArp(state: ArpState, now: Instant): readonly (ArpEntry & { readonly address: Ipv4Address })[] {
  return [...state.entries]
    .filter(([, entry]) => isFresh(entry, now))
    .map(([address, entry]) => ({ address, ...entry }))
    .sort((a, b) => a.address - b.address);
}

/** Neighbours that were asked for and have not answered. */
export function readIncomplete(state: ArpState): readonly Ipv4Address[] {
  return [...state.incomplete.keys()].sort((a, b) => a - b);
}

const requestTimer = (address: Ipv4Address): string => `request:${formatIpv4(address)}`;

function isFresh(entry: ArpEntry, now: Instant): boolean {
  return now - entry.heardAt < ARP_TIMERS.entry.defaultMs;
}

function resolve(state: ArpState, nextHop: Ipv4Address, datagram: Uint8Array, now: Instant): readonly [ArpState, readonly ArpAction[]] {
  const entry = state.entries.get(nextHop);
  if (entry && isFresh(entry, now)) return [state, [{ type: 'transmit', destination: entry.hardware, datagram }]];
  if (state.address === undefined) return [state, [{ type: 'drop', datagram, nextHop, reason: 'no-arp' }]];
  const waiting = state.incomplete.get(nextHop);
  const asking = { ...state, incomplete: new Map(state.incomplete).set(nextHop, datagram) };
  if (waiting) return [asking, [{ type: 'drop', datagram: waiting, nextHop, reason: 'replaced' }]];
  const packet: ArpPacket = {
    operation: 'request',
    senderHardware: state.hardware,
    senderProtocol: state.address,
    targetHardware: new Uint8Array(6),
    targetProtocol: nextHop,
  };
  return [
    asking,
    [
      { type: 'send', destination: ETHERNET_BROADCAST, packet },
      { type: 'start', timer: requestTimer(nextHop), ms: ARP_TIMERS.request.defaultMs },
    ],
  ];
}

/** RFC 826, "Packet Reception": merge what is known, learn what is addressed to us, answer a request for us. */
function receive(state: ArpState, packet: ArpPacket, now: Instant): readonly [ArpState, readonly ArpAction[]] {
  const { senderHardware, senderProtocol, targetProtocol } = packet;
  const forUs = state.address !== undefined && targetProtocol === state.address;
  const known = state.entries.has(senderProtocol) || state.incomplete.has(senderProtocol);
  // A probe has no sender, and our own address is not to be learnt from others.
  if (senderProtocol === 0 || senderProtocol === state.address) {
    return forUs && senderProtocol === 0 && packet.operation === 'request' ? [state, [reply(state, packet)]] : [state, []];
  }
  if (!forUs && !known) return [state, []];
  const actions: ArpAction[] = [];
  const entries = new Map(state.entries).set(senderProtocol, { hardware: senderHardware, heardAt: now });
  const waiting = state.incomplete.get(senderProtocol);
  const incomplete = new Map(state.incomplete);
  if (waiting) {
    incomplete.delete(senderProtocol);
    actions.push({ type: 'stop', timer: requestTimer(senderProtocol) });
    // DEVIATION RFC 1122 §2.3.2.2: IOS does not keep the datagram that asked, so that the first ping on a LAN is lost.
    actions.push({ type: 'drop', datagram: waiting, nextHop: senderProtocol, reason: 'resolving' });
  }
  if (forUs && packet.operation === 'request') actions.push(reply(state, packet));
  return [{ ...state, entries, incomplete }, actions];
}

function reply(state: ArpState, request: ArpPacket): ArpAction {
  const packet: ArpPacket = {
    operation: 'reply',
    senderHardware: state.hardware,
    senderProtocol: request.targetProtocol,
    targetHardware: request.senderHardware,
    targetProtocol: request.senderProtocol,
  };
  return { type: 'send', destination: request.senderHardware, packet };
}

function giveUp(state: ArpState, timer: string): readonly [ArpState, readonly ArpAction[]] {
  const nextHop = parseIpv4(timer.slice(timer.indexOf(':') + 1));
  const datagram = nextHop === undefined ? undefined : state.incomplete.get(nextHop);
  if (nextHop === undefined || !datagram) return [state, []];
  const incomplete = new Map(state.incomplete);
  incomplete.delete(nextHop);
  return [{ ...state, incomplete }, [{ type: 'drop', datagram, nextHop, reason: 'no-arp' }]];
}

function clear(state: ArpState): readonly [ArpState, readonly ArpAction[]] {
  const actions: ArpAction[] = [];
  for (const [nextHop, datagram] of state.incomplete) {
    actions.push({ type: 'stop', timer: requestTimer(nextHop) }, { type: 'drop', datagram, nextHop, reason: 'cleared' });
  }
  return [{ ...state, entries: new Map(), incomplete: new Map() }, actions];
}

function configure(state: ArpState, address: Ipv4Address | undefined): readonly [ArpState, readonly ArpAction[]] {
  if (address === state.address) return [state, []];
  const [, actions] = clear(state);
  return [createArp(state.hardware, address), actions];
}
