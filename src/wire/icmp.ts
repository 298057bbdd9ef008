// ICMP messages (RFC 792). The checksum is computed by serialize and checked by parse.

import { octetAt, octetsBetween, setUint16, uint16At } from '../base/octets.ts';
import { ok } from '../base/result.ts';
import { internetChecksum } from './checksum.ts';
import { malformed, type Codec } from './codec.ts';

export type IcmpMessage =
  | { readonly kind: 'echoRequest' | 'echoReply'; readonly identifier: number; readonly sequence: number; readonly data: Uint8Array }
  /** Type 3; codes 0 net, 1 host, 2 protocol, 3 port, 4 fragmentation needed, 13 administratively prohibited. */
  | { readonly kind: 'destinationUnreachable'; readonly code: number; readonly nextHopMtu: number; readonly original: Uint8Array }
  | { readonly kind: 'timeExceeded'; readonly code: number; readonly original: Uint8Array }
  | { readonly kind: 'unknown'; readonly type: number; readonly code: number; readonly rest: Uint8Array };

export const ICMP_TYPE = { echoReply: 0, destinationUnreachable: 3, echoRequest: 8, timeExceeded: 11 } as const;

const HEADER_OCTETS = 8;

export const ICMP: Codec<IcmpMessage> = {
  parse(octets) {
    if (octets.length < 4) return malformed(octets.length, 'message too short');
    if (internetChecksum(octets, 0, octets.length) !== 0) return malformed(2, 'bad checksum');
    return ok((octets.length < HEADER_OCTETS ? undefined : dissect(octets)) ?? unknown(octets));
  },
  serialize(message) {
    const octets = write(message);
    setUint16(octets, 2, internetChecksum(octets, 0, octets.length));
    return octets;
  },
};

/** The message, unless it has something in a place that the type leaves empty: then it is kept whole as unknown. */
function dissect(octets: Uint8Array): IcmpMessage | undefined {
  const type = octetAt(octets, 0);
  const code = octetAt(octets, 1);
  const body = octetsBetween(octets, HEADER_OCTETS);
  if (type === ICMP_TYPE.echoReply || type === ICMP_TYPE.echoRequest) {
    if (code !== 0) return undefined;
    return {
      kind: type === ICMP_TYPE.echoReply ? 'echoReply' : 'echoRequest',
      identifier: uint16At(octets, 4),
      sequence: uint16At(octets, 6),
      data: body,
    };
  }
  if (uint16At(octets, 4) !== 0) return undefined;
  if (type === ICMP_TYPE.destinationUnreachable) {
    // RFC 1191 §4 puts the next hop's MTU into the second half of the unused word.
    return { kind: 'destinationUnreachable', code, nextHopMtu: uint16At(octets, 6), original: body };
  }
  if (type === ICMP_TYPE.timeExceeded && uint16At(octets, 6) === 0) return { kind: 'timeExceeded', code, original: body };
  return undefined;
}

function unknown(octets: Uint8Array): IcmpMessage {
  return { kind: 'unknown', type: octetAt(octets, 0), code: octetAt(octets, 1), rest: octetsBetween(octets, 4) };
}

function write(message: IcmpMessage): Uint8Array {
  switch (message.kind) {
    case 'echoRequest':
    case 'echoReply': {
      const octets = new Uint8Array(HEADER_OCTETS + message.data.length);
      octets[0] = ICMP_TYPE[message.kind];
      setUint16(octets, 4, message.identifier);
      setUint16(octets, 6, message.sequence);
      octets.set(message.data, HEADER_OCTETS);
      return octets;
    }
    case 'destinationUnreachable':
    case 'timeExceeded': {
      const octets = new Uint8Array(HEADER_OCTETS + message.original.length);
      octets[0] = ICMP_TYPE[message.kind];
      octets[1] = message.code;
      if (message.kind === 'destinationUnreachable') setUint16(octets, 6, message.nextHopMtu);
      octets.set(message.original, HEADER_OCTETS);
      return octets;
    }
    case 'unknown': {
      const octets = new Uint8Array(4 + message.rest.length);
      octets[0] = message.type;
      octets[1] = message.code;
      octets.set(message.rest, 4);
      return octets;
    }
  }
}
