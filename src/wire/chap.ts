// The Challenge Handshake Authentication Protocol's packets (RFC 1994 §4).

import { octetAt, octetsBetween, setUint16 } from '../base/octets.ts';
import { ok } from '../base/result.ts';
import { malformed, type Codec } from './codec.ts';
import { CONTROL_PACKET } from './control-packet.ts';
import { setText, textBetween } from './text.ts';

/** A value has 1 to 255 octets. */
export type ChapPacket =
  | { readonly kind: 'Challenge'; readonly identifier: number; readonly value: Uint8Array; readonly name: string }
  | { readonly kind: 'Response'; readonly identifier: number; readonly value: Uint8Array; readonly name: string }
  | { readonly kind: 'Success'; readonly identifier: number; readonly message: string }
  | { readonly kind: 'Failure'; readonly identifier: number; readonly message: string };

export const CHAP_CODE = { Challenge: 1, Response: 2, Success: 3, Failure: 4 } as const;

export const CHAP: Codec<ChapPacket> = {
  parse(octets) {
    const packet = CONTROL_PACKET.parse(octets);
    if (!packet.ok) return packet;
    const { code, identifier, data } = packet.value;
    switch (code) {
      case CHAP_CODE.Challenge:
      case CHAP_CODE.Response: {
        const valueEnd = 1 + octetAt(data, 0);
        // §4.1: the value has one or more octets.
        if (valueEnd < 2 || valueEnd > data.length) return malformed(4, 'invalid value size');
        return ok({
          kind: code === CHAP_CODE.Challenge ? 'Challenge' : 'Response',
          identifier,
          value: octetsBetween(data, 1, valueEnd),
          name: textBetween(data, valueEnd, data.length),
        });
      }
      case CHAP_CODE.Success:
      case CHAP_CODE.Failure:
        return ok({
          kind: code === CHAP_CODE.Success ? 'Success' : 'Failure',
          identifier,
          message: textBetween(data, 0, data.length),
        });
      default:
        return malformed(0, `unknown code ${code}`);
    }
  },
  serialize(packet) {
    const proof = packet.kind === 'Challenge' || packet.kind === 'Response';
    const text = proof ? packet.name : packet.message;
    const textStart = proof ? 5 + packet.value.length : 4;
    const octets = new Uint8Array(textStart + text.length);
    octets[0] = CHAP_CODE[packet.kind];
    octets[1] = packet.identifier;
    setUint16(octets, 2, octets.length);
    if (proof) {
      octets[4] = packet.value.length;
      octets.set(packet.value, 5);
    }
    setText(octets, textStart, text, text.length);
    return octets;
  },
};
