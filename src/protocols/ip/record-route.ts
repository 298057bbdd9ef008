// The Record Route option (RFC 791 §3.1; RFC 1122 §3.2.1.8, §3.2.2.6): each router writes the address by which it sends a datagram
// on, and the destination its own, until the list is full. A datagram without options is left as it is.

import type { Ipv4Address } from '../../base/ipv4.ts';
import { octetAt, octetsBetween, setUint16, setUint32, uint32At } from '../../base/octets.ts';
import { internetChecksum } from '../../wire/checksum.ts';

const RECORD_ROUTE = 7;
const END_OF_OPTIONS = 0;
const NO_OPERATION = 1;
const HEADER_OCTETS = 20;
/** Octets of the option in front of its list. */
const LIST_AT = 3;
const ADDRESS_OCTETS = 4;

/** An empty list with room for so many hops, padded to a multiple of four. */
export function recordRouteOption(hops: number): Uint8Array {
  const length = LIST_AT + hops * ADDRESS_OCTETS;
  const options = new Uint8Array(Math.ceil(length / 4) * 4);
  options.set([RECORD_ROUTE, length, LIST_AT + 1]);
  return options;
}

/** The datagram with the address entered in its list, if it has one with room. */
export function recordRoute(datagram: Uint8Array, address: Ipv4Address): Uint8Array {
  const headerOctets = (octetAt(datagram, 0) & 0x0f) * 4;
  if (headerOctets === HEADER_OCTETS) return datagram;
  const at = findOption(octetsBetween(datagram, HEADER_OCTETS, headerOctets));
  if (at === undefined) return datagram;
  const option = HEADER_OCTETS + at;
  const pointer = octetAt(datagram, option + 2);
  if (pointer < LIST_AT + 1 || pointer + ADDRESS_OCTETS - 1 > octetAt(datagram, option + 1)) return datagram;
  const copy = datagram.slice();
  setUint32(copy, option + pointer - 1, address);
  copy[option + 2] = pointer + ADDRESS_OCTETS;
  setUint16(copy, 10, 0);
  setUint16(copy, 10, internetChecksum(copy, 0, headerOctets));
  return copy;
}

export interface RecordedRoute {
  readonly addresses: readonly Ipv4Address[];
  /** How many of them have been entered. */
  readonly entered: number;
}

/** The list of a datagram's options, if there is one. */
export function readRecordRoute(options: Uint8Array): RecordedRoute | undefined {
  const at = findOption(options);
  if (at === undefined) return undefined;
  const hops = Math.floor((octetAt(options, at + 1) - LIST_AT) / ADDRESS_OCTETS);
  const addresses = Array.from({ length: Math.max(0, hops) }, (_, hop) => uint32At(options, at + LIST_AT + hop * ADDRESS_OCTETS));
  return { addresses, entered: Math.min(addresses.length, Math.floor((octetAt(options, at + 2) - LIST_AT - 1) / ADDRESS_OCTETS)) };
}

function findOption(options: Uint8Array): number | undefined {
  for (let at = 0; at < options.length; ) {
    const type = octetAt(options, at);
    if (type === END_OF_OPTIONS) return undefined;
    const length = type === NO_OPERATION ? 1 : octetAt(options, at + 1);
    if (length < 1 || at + length > options.length) return undefined;
    if (type === RECORD_ROUTE && length > LIST_AT) return at;
    at += length;
  }
  return undefined;
}
