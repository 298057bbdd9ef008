// The bearer capability of the calls that a router places and takes (ITU-T Q.931 §4.5.5): unrestricted digital information
// at 64 kbit/s, the same with V.110 rate adaption at 56 kbit/s, and speech. Nothing else is told apart.

import { octetAt } from '../base/octets.ts';

export type BearerName = '64' | '56' | 'speech';

const CONTENTS = {
  '64': [0x88, 0x90],
  '56': [0x88, 0x90, 0x21, 0x8f],
  speech: [0x80, 0x90, 0xa2],
} as const satisfies Record<BearerName, readonly number[]>;

/** The contents octets: 0x8890, 0x8890218F, 0x8090A2 (mu-law). */
export function bearerContents(bearer: BearerName): Uint8Array {
  return Uint8Array.from(CONTENTS[bearer]);
}

/** What a bearer capability asks for, or undefined where a router has no use for it. */
export function bearerOf(contents: Uint8Array): BearerName | undefined {
  // Octet 4: circuit mode, 64 kbit/s.
  if (octetAt(contents, 1) !== 0x90) return undefined;
  switch (octetAt(contents, 0)) {
    case 0x80: // speech
    case 0x90: // 3.1 kHz audio
      return 'speech';
    case 0x88: {
      const layer1 = octetAt(contents, 2);
      // Octet 5 is there if it says layer 1; without it nothing is adapted.
      if ((layer1 & 0x60) !== 0x20) return '64';
      const rateAdaption = (layer1 & 0x1f) === 0x01;
      // Octet 5a follows an octet 5 without its extension bit: user rate 0x0f is 56 kbit/s, 0x10 is 64 kbit/s.
      const rate = layer1 & 0x80 ? undefined : octetAt(contents, 3) & 0x1f;
      if (rateAdaption && rate === 0x0f) return '56';
      return rateAdaption && rate === 0x10 ? '64' : undefined;
    }
    default:
      return undefined;
  }
}
