// What a host or router answers by ICMP (RFC 792, RFC 1122 §3.2.2): echo replies, and errors that quote the datagram they
// are about. Errors are never sent about errors, about broadcasts and multicasts, or about fragments but the first.

import { octetAt, uint16At, uint32At } from '../../base/octets.ts';
import type { IcmpMessage } from '../../wire/icmp.ts';
import { IP_PROTOCOL } from '../../wire/ipv4.ts';

/** Codes of Destination Unreachable. */
export const UNREACHABLE = { net: 0, host: 1, protocol: 2, port: 3, fragmentationNeeded: 4, prohibited: 13 } as const;

/** The reply to an echo request, with its data; undefined to everything else. */
export function answerIcmp(message: IcmpMessage): IcmpMessage | undefined {
  return message.kind === 'echoRequest' ? { ...message, kind: 'echoReply' } : undefined;
}

/** About a datagram that cannot be delivered; undefined when nothing may be said. */
export function unreachableAbout(datagram: Uint8Array, code: number, nextHopMtu = 0): IcmpMessage | undefined {
  return mayAnswer(datagram) ? { kind: 'destinationUnreachable', code, nextHopMtu, original: quote(datagram) } : undefined;
}

/** Time Exceeded: while fragments were put together. */
export const REASSEMBLY_CODE = 1;

/** About a datagram whose time to live ran out in transit (code 0), or whose fragments did not all come. */
export function timeExceededAbout(datagram: Uint8Array, code = 0): IcmpMessage | undefined {
  return mayAnswer(datagram) ? { kind: 'timeExceeded', code, original: quote(datagram) } : undefined;
}

function headerOctets(datagram: Uint8Array): number {
  return (octetAt(datagram, 0) & 0x0f) * 4;
}

/** Internet header and the first 64 bits of data. */
function quote(datagram: Uint8Array): Uint8Array {
  return datagram.slice(0, headerOctets(datagram) + 8);
}

/** RFC 1122 §3.2.2. */
function mayAnswer(datagram: Uint8Array): boolean {
  if (datagram.length < 20 || (uint16At(datagram, 6) & 0x1fff) !== 0) return false;
  const source = uint32At(datagram, 12);
  const destination = uint32At(datagram, 16);
  if (source === 0 || source >= 0xe0000000 || destination >= 0xe0000000) return false;
  if (octetAt(datagram, 9) !== IP_PROTOCOL.icmp) return true;
  const type = octetAt(datagram, headerOctets(datagram));
  return type === 0 || type === 8 || (type >= 13 && type <= 18);
}
