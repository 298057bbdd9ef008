// Extended access lists (100-199): each entry looks at the protocol, both addresses, the ports of TCP and UDP, the type and
// code of ICMP, and whether a TCP segment belongs to a connection; the first match decides, the end of the list denies. A
// list that does not exist permits all. Fragments behind the first show no ports: only entries without ports match them.

import type { Ipv4Address } from '../../base/ipv4.ts';
import { octetAt, uint16At, uint32At } from '../../base/octets.ts';
import { IP_PROTOCOL } from '../../wire/ipv4.ts';
import type { AccessVerdict } from './access-list.ts';

export interface PortRange {
  readonly op: 'eq' | 'gt' | 'lt' | 'neq' | 'range';
  readonly first: number;
  readonly last: number;
}

export interface ExtendedListEntry {
  readonly action: 'permit' | 'deny';
  /** Absent: all. */
  readonly protocol?: number;
  readonly source: Ipv4Address;
  readonly sourceWildcard: Ipv4Address;
  readonly sourcePorts?: PortRange;
  readonly destination: Ipv4Address;
  readonly destinationWildcard: Ipv4Address;
  readonly destinationPorts?: PortRange;
  readonly icmpType?: number;
  readonly icmpCode?: number;
  readonly established: boolean;
}

export function evaluateExtendedList(entries: readonly ExtendedListEntry[], datagram: Uint8Array): AccessVerdict {
  if (entries.length === 0) return { permitted: true };
  const packet = factsOf(datagram);
  for (let index = 0; index < entries.length; index += 1) {
    const entry = entries[index];
    if (entry && matches(entry, packet)) return { permitted: entry.action === 'permit', entry: index };
  }
  return { permitted: false };
}

interface PacketFacts {
  readonly protocol: number;
  readonly source: Ipv4Address;
  readonly destination: Ipv4Address;
  /** Where the transport header is; undefined in a later fragment. */
  readonly header: Uint8Array | undefined;
}

const FRAGMENT_OFFSET = 0x1fff;
/** RFC 9293 §3.1: RST and ACK. */
const ESTABLISHED_FLAGS = 0x14;
const TCP_FLAGS_OCTET = 13;

function factsOf(datagram: Uint8Array): PacketFacts {
  const isLater = (uint16At(datagram, 6) & FRAGMENT_OFFSET) !== 0;
  return {
    protocol: octetAt(datagram, 9),
    source: uint32At(datagram, 12),
    destination: uint32At(datagram, 16),
    header: isLater ? undefined : datagram.subarray((octetAt(datagram, 0) & 0x0f) * 4),
  };
}

function matches(entry: ExtendedListEntry, packet: PacketFacts): boolean {
  if (entry.protocol !== undefined && entry.protocol !== packet.protocol) return false;
  if (((entry.source ^ packet.source) & ~entry.sourceWildcard) !== 0) return false;
  if (((entry.destination ^ packet.destination) & ~entry.destinationWildcard) !== 0) return false;
  const { header } = packet;
  if (entry.icmpType !== undefined) {
    if (!header || header.length < 2 || octetAt(header, 0) !== entry.icmpType) return false;
    if (entry.icmpCode !== undefined && octetAt(header, 1) !== entry.icmpCode) return false;
  }
  if (entry.sourcePorts && !(header && header.length >= 2 && accepts(entry.sourcePorts, uint16At(header, 0)))) return false;
  if (entry.destinationPorts && !(header && header.length >= 4 && accepts(entry.destinationPorts, uint16At(header, 2)))) return false;
  if (!entry.established) return true;
  const isSegment = packet.protocol === IP_PROTOCOL.tcp && header !== undefined && header.length > TCP_FLAGS_OCTET;
  return isSegment && (octetAt(header, TCP_FLAGS_OCTET) & ESTABLISHED_FLAGS) !== 0;
}

function accepts({ op, first, last }: PortRange, port: number): boolean {
  switch (op) {
    case 'eq':
      return port === first;
    case 'neq':
      return port !== first;
    case 'gt':
      return port > first;
    case 'lt':
      return port < first;
    case 'range':
      return port >= first && port <= last;
  }
}
