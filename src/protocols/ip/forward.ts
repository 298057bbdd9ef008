// The forwarding decision (RFC 1812 §5.2): is a datagram for this router, over which interface and to which neighbour does
// it go, or what is its sender told. It decides only; sending, ARP and dialling are the caller's. Datagrams of this router
// keep their time to live. No redirects.

import { networkOf, type Ipv4Address } from '../../base/ipv4.ts';
import { octetAt, setUint16, uint16At, uint32At } from '../../base/octets.ts';
import { UNREACHABLE } from './icmp-responder.ts';
import { lookupRoute, type RoutingTable } from './routing-table.ts';

export type ForwardDecision =
  | { readonly kind: 'deliver' }
  | {
      readonly kind: 'forward';
      readonly interface: string;
      readonly nextHop: Ipv4Address;
      readonly timeToLive: number;
      /** To everybody on that interface. */
      readonly broadcast: boolean;
    }
  /** The code of Destination Unreachable to be sent back. */
  | { readonly kind: 'unreachable'; readonly code: number }
  | { readonly kind: 'time-exceeded' }
  /** Nobody is told: a broadcast or multicast that is not forwarded. */
  | { readonly kind: 'discard' };

/** Addresses of this router's interfaces that are up. */
export interface LocalAddress {
  readonly address: Ipv4Address;
  readonly mask: Ipv4Address;
  readonly interface: string;
}

export interface ForwardRequest {
  readonly destination: Ipv4Address;
  readonly timeToLive: number;
  /** This router made it. */
  readonly own: boolean;
  /** It goes to a group that this router has joined. */
  readonly joined: boolean;
}

export const LIMITED_BROADCAST = 0xffffffff;
const MULTICAST = 0xe0000000;

export function decideForward(
  request: ForwardRequest,
  table: RoutingTable,
  locals: readonly LocalAddress[],
): ForwardDecision {
  const { destination, own } = request;
  let broadcastOn: string | undefined;
  for (const local of locals) {
    if (local.address === destination) return { kind: 'deliver' };
    if (isBroadcastOf(local, destination)) broadcastOn = local.interface;
  }
  if (!own && (destination === LIMITED_BROADCAST || broadcastOn !== undefined)) return { kind: 'deliver' };
  if (!own && destination >= MULTICAST) return { kind: request.joined ? 'deliver' : 'discard' };
  // RFC 1812 §5.3.1: one that arrives with 1 must not go on.
  if (!own && request.timeToLive <= 1) return { kind: 'time-exceeded' };
  const timeToLive = own ? request.timeToLive : request.timeToLive - 1;
  if (broadcastOn !== undefined) return { kind: 'forward', interface: broadcastOn, nextHop: destination, timeToLive, broadcast: true };
  const found = lookupRoute(table, destination);
  if (!found) return { kind: 'unreachable', code: UNREACHABLE.host };
  return { kind: 'forward', interface: found.interface, nextHop: found.nextHop, timeToLive, broadcast: false };
}

/** All host bits one, on a network that has more than two addresses. */
export function isBroadcastOf(local: LocalAddress, destination: Ipv4Address): boolean {
  const hostBits = ~local.mask >>> 0;
  if (hostBits <= 1 || networkOf(destination, local.mask) !== networkOf(local.address, local.mask)) return false;
  return (destination & hostBits) >>> 0 === hostBits;
}

export function datagramSource(datagram: Uint8Array): Ipv4Address {
  return uint32At(datagram, 12);
}

export function datagramDestination(datagram: Uint8Array): Ipv4Address {
  return uint32At(datagram, 16);
}

/** A copy with another time to live and its checksum updated (RFC 1624, equation 3). */
export function withTimeToLive(datagram: Uint8Array, timeToLive: number): Uint8Array {
  const copy = datagram.slice();
  const before = uint16At(copy, 8);
  const after = (timeToLive << 8) | octetAt(copy, 9);
  let sum = (~uint16At(copy, 10) & 0xffff) + (~before & 0xffff) + after;
  sum = (sum & 0xffff) + (sum >>> 16);
  sum = (sum & 0xffff) + (sum >>> 16);
  copy[8] = timeToLive;
  setUint16(copy, 10, ~sum & 0xffff);
  return copy;
}
