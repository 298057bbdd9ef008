// SLIP, IP datagrams on asynchronous lines without anything else (RFC 1055): an END behind each datagram, and before it too, so that
// line noise is not taken for its beginning. There is no check sequence and no negotiation.

const END = 0xc0;
const ESC = 0xdb;
const ESC_END = 0xdc;
const ESC_ESC = 0xdd;

/** Longer than any datagram that a line with SLIP carries; what exceeds it is line noise. */
const LONGEST_OCTETS = 16_384;

export function slipFrame(datagram: Uint8Array): Uint8Array {
  const octets: number[] = [END];
  for (const octet of datagram) {
    if (octet === END) octets.push(ESC, ESC_END);
    else if (octet === ESC) octets.push(ESC, ESC_ESC);
    else octets.push(octet);
  }
  octets.push(END);
  return Uint8Array.from(octets);
}

/** A receiver between two chunks of the stream. */
export interface SlipReceiver {
  readonly octets: readonly number[];
  readonly escaped: boolean;
}

export const NEW_SLIP_RECEIVER: SlipReceiver = { octets: [], escaped: false };

export function unslip(receiver: SlipReceiver, chunk: Uint8Array): { readonly receiver: SlipReceiver; readonly datagrams: readonly Uint8Array[] } {
  let octets = [...receiver.octets];
  let { escaped } = receiver;
  const datagrams: Uint8Array[] = [];
  for (const octet of chunk) {
    if (octet === END) {
      if (octets.length > 0) datagrams.push(Uint8Array.from(octets));
      octets = [];
      escaped = false;
    } else if (octet === ESC) {
      escaped = true;
    } else {
      // An escape before anything else is a mistake of the sender: the octet is taken as it is.
      octets.push(escaped && octet === ESC_END ? END : escaped && octet === ESC_ESC ? ESC : octet);
      escaped = false;
      if (octets.length > LONGEST_OCTETS) octets = [];
    }
  }
  return { receiver: { octets, escaped }, datagrams };
}
