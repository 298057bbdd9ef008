// What two modems say to each other before there is data, and the data: a stand-in for V.8 and V.34's signals, which are sounds and
// not octets. Each has a kind and the fastest rate of its sender, as ITU-T V.8's call menu and joint menu have; data frames
// carry the octets of the carrier. Ours, not a standard's: nothing but our own modems ever sees it.

import { ok } from '../base/result.ts';
import { concatOctets, octetsBetween } from '../base/octets.ts';
import { malformed, type Codec } from './codec.ts';

export type ModemSignal =
  /** The answering tone, the originator's menu, the joint menu (V.8 §5). */
  | { readonly kind: 'ANSam' | 'CM' | 'JM'; readonly bitsPerSecond: number };

export type LineSound = ModemSignal | { readonly kind: 'data'; readonly octets: Uint8Array };

const KINDS = ['ANSam', 'CM', 'JM'] as const;
const DATA = 0xff;
const RATE_UNIT = 100;

export const LINE_SOUND: Codec<LineSound> = {
  parse: (octets) => {
    const kind = octets[0];
    if (kind === DATA) return ok({ kind: 'data', octets: octetsBetween(octets, 1, octets.length) });
    const name = kind === undefined ? undefined : KINDS[kind];
    if (name === undefined) return malformed(0, 'no sound of a modem');
    if (octets.length !== 3) return malformed(octets.length, 'a menu has three octets');
    return ok({ kind: name, bitsPerSecond: (((octets[1] ?? 0) << 8) | (octets[2] ?? 0)) * RATE_UNIT });
  },
  serialize: (sound) => {
    if (sound.kind === 'data') return concatOctets(Uint8Array.of(DATA), sound.octets);
    const rate = Math.floor(sound.bitsPerSecond / RATE_UNIT);
    return Uint8Array.of(KINDS.indexOf(sound.kind), rate >> 8, rate & 0xff);
  },
};
