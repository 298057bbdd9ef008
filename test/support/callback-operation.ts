// A client that asks for callback by another operation than IOS's: its router asks with operation 0, and on the way the
// option is rewritten to operation 1 or 3 with a number, and what comes back about it is rewritten to operation 0 again. So the
// server sees a client of RFC 1570 that it cannot tell from a real one, and the client is an ordinary router.

import { concatOctets } from '../../src/base/octets.ts';
import { addFcs, checkFcs } from '../../src/wire/hdlc.ts';

const CALLBACK = 13;
const HEADER_OCTETS = 8; // address, control, protocol (2), code, identifier, length (2)

/** Rewrites the callback option of every LCP configuration packet (codes 1 to 4) in the frame. */
export function rewriteCallback(frame: Uint8Array, replacement: Uint8Array): Uint8Array {
  const checked = checkFcs(frame);
  if (!checked.ok) return frame;
  const octets = checked.value;
  const isLcp = octets[0] === 0xff && octets[1] === 0x03 && octets[2] === 0xc0 && octets[3] === 0x21;
  const code = octets[4] ?? 0;
  if (!isLcp || code < 1 || code > 4) return frame;
  const options: Uint8Array[] = [];
  let found = false;
  for (let at = HEADER_OCTETS; at + 1 < octets.length; at += Math.max(2, octets[at + 1] ?? 2)) {
    const option = octets.subarray(at, at + Math.max(2, octets[at + 1] ?? 2));
    if (option[0] === CALLBACK) found = true;
    options.push(option[0] === CALLBACK ? replacement : option);
  }
  if (!found) return frame;
  const body = concatOctets(...options);
  const header = octets.slice(0, HEADER_OCTETS);
  const length = 4 + body.length;
  header[6] = length >>> 8;
  header[7] = length & 0xff;
  return addFcs(concatOctets(header, body));
}

/** Option 13 with that operation and message. */
export function callbackOption(operation: number, message = ''): Uint8Array {
  const text = new TextEncoder().encode(message);
  return concatOctets(Uint8Array.of(CALLBACK, 3 + text.length, operation), text);
}
