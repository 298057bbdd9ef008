// ITU-T V.25bis: what a terminal says to an automatic calling and answering DCE, and what that says back, on a synchronous cable with
// bit-oriented framing (§5): each message is a frame of its own, address 0xFF, control 0x13, then characters of T.50 with or
// without a parity bit, then the FCS. Stored numbers and identifications, lists and the character-oriented framing are left out.

import { concatOctets, fromText, octetsBetween } from '../base/octets.ts';
import { ok } from '../base/result.ts';
import { malformed, type Codec } from './codec.ts';
import { addFcs, checkFcs } from './hdlc.ts';

/** The eighth bit of a character: always 0, or such that the number of ones is odd. */
export type Parity = 'none' | 'odd';

/** §5.4, call failure: engaged tone, ringing tone until time was up, no answer tone, aborted, the DCE itself is busy. */
export const CALL_FAILURES = ['ET', 'RT', 'NT', 'AB', 'CB'] as const;
export type CallFailure = (typeof CALL_FAILURES)[number];

export type V25bisMessage =
  /** Call request with number. */
  | { readonly kind: 'CRN'; readonly number: string }
  /** Connect, or disregard, incoming call. */
  | { readonly kind: 'CIC' | 'DIC' }
  /** Valid, invalid; incoming call; connected. */
  | { readonly kind: 'VAL' | 'INV' | 'INC' | 'CNX' }
  | { readonly kind: 'CFI'; readonly reason: CallFailure };

const HEADER = Uint8Array.of(0xff, 0x13);

/** The frames of a message as text. */
export const V25BIS_FRAME: Readonly<Record<Parity, Codec<string>>> = { none: frames('none'), odd: frames('odd') };

function frames(parity: Parity): Codec<string> {
  return {
    parse: (octets) => {
      const frame = checkFcs(octets);
      if (!frame.ok) return frame;
      if (HEADER.some((octet, index) => frame.value[index] !== octet)) return malformed(0, 'no message of V.25bis');
      const characters = octetsBetween(frame.value, HEADER.length);
      const wrong = characters.findIndex((octet) => withParity(octet & 0x7f, parity) !== octet);
      if (wrong >= 0) return malformed(HEADER.length + wrong, 'wrong parity');
      return ok(String.fromCharCode(...characters.map((octet) => octet & 0x7f)));
    },
    serialize: (text) => addFcs(concatOctets(HEADER, fromText(text).map((octet) => withParity(octet & 0x7f, parity)))),
  };
}

function withParity(character: number, parity: Parity): number {
  if (parity === 'none') return character;
  let odd = true;
  for (let bits = character; bits > 0; bits >>>= 1) if ((bits & 1) === 1) odd = !odd;
  return odd ? character | 0x80 : character;
}

export function v25bisText(message: V25bisMessage): string {
  switch (message.kind) {
    case 'CRN':
      return `CRN${message.number}`;
    case 'CFI':
      return `CFI${message.reason}`;
    default:
      return message.kind;
  }
}

/** Undefined for what is not understood. Blanks mean nothing (§5.3). */
export function parseV25bis(text: string): V25bisMessage | undefined {
  const [, kind = '', parameter = ''] = /^([A-Z]{3})(.*)$/.exec(text.replace(/ /g, '')) ?? [];
  switch (kind) {
    case 'CRN':
      // Digits, dial tone to wait for, pulse and tone dialling, pause, separators.
      return /^(?=.*\d)[0-9*#:<=>;TP&-]+$/.test(parameter) ? { kind, number: parameter } : undefined;
    case 'CFI': {
      const reason = CALL_FAILURES.find((each) => each === parameter);
      return reason === undefined ? undefined : { kind, reason };
    }
    case 'CIC':
    case 'DIC':
    case 'VAL':
    case 'INV':
    case 'INC':
    case 'CNX':
      return parameter === '' || kind === 'INV' ? { kind } : undefined;
    default:
      return undefined;
  }
}
