// The Password Authentication Protocol's packets (RFC 1334 §2.2).

import { octetAt, setUint16 } from '../base/octets.ts';
import { ok } from '../base/result.ts';
import { malformed, type Codec } from './codec.ts';
import { CONTROL_PACKET } from './control-packet.ts';
import { setText, textBetween } from './text.ts';

export type PapPacket =
  | { readonly kind: 'AuthenticateRequest'; readonly identifier: number; readonly peerId: string; readonly password: string }
  | { readonly kind: 'AuthenticateAck'; readonly identifier: number; readonly message: string }
  | { readonly kind: 'AuthenticateNak'; readonly identifier: number; readonly message: string };

export const PAP_CODE = { AuthenticateRequest: 1, AuthenticateAck: 2, AuthenticateNak: 3 } as const;

/** Texts have one-octet length fields: what is beyond 255 characters is cut. */
export const PAP: Codec<PapPacket> = {
  parse(octets) {
    const packet = CONTROL_PACKET.parse(octets);
    if (!packet.ok) return packet;
    const { code, identifier, data } = packet.value;
    const firstEnd = 1 + octetAt(data, 0);
    switch (code) {
      case PAP_CODE.AuthenticateRequest: {
        const passwordStart = firstEnd + 1;
        if (passwordStart > data.length) return malformed(4, 'peer-id runs past the end');
        const passwordEnd = passwordStart + octetAt(data, firstEnd);
        if (passwordEnd > data.length) return malformed(4 + firstEnd, 'password runs past the end');
        return ok({
          kind: 'AuthenticateRequest',
          identifier,
          peerId: textBetween(data, 1, firstEnd),
          password: textBetween(data, passwordStart, passwordEnd),
        });
      }
      case PAP_CODE.AuthenticateAck:
      case PAP_CODE.AuthenticateNak:
        // Some peers leave out the length of an empty message (§2.2.2); nothing is lost by taking it.
        if (data.length > 0 && firstEnd > data.length) return malformed(4, 'message runs past the end');
        return ok({
          kind: code === PAP_CODE.AuthenticateAck ? 'AuthenticateAck' : 'AuthenticateNak',
          identifier,
          message: textBetween(data, 1, firstEnd),
        });
      default:
        return malformed(0, `unknown code ${code}`);
    }
  },
  serialize(packet) {
    const first = packet.kind === 'AuthenticateRequest' ? packet.peerId : packet.message;
    const firstLength = Math.min(first.length, 255);
    const second = packet.kind === 'AuthenticateRequest' ? packet.password : undefined;
    const secondLength = second === undefined ? 0 : Math.min(second.length, 255);
    const octets = new Uint8Array(5 + firstLength + (second === undefined ? 0 : 1 + secondLength));
    octets[0] = PAP_CODE[packet.kind];
    octets[1] = packet.identifier;
    setUint16(octets, 2, octets.length);
    octets[4] = firstLength;
    const end = setText(octets, 5, first, firstLength);
    if (second !== undefined) {
      octets[end] = secondLength;
      setText(octets, end + 1, second, secondLength);
    }
    return octets;
  },
};

/** The same packet for whoever looks on: with asterisks where the password is. */
export function withoutPassword(packet: Uint8Array): Uint8Array {
  if (packet[0] !== PAP_CODE.AuthenticateRequest) return packet;
  const masked = Uint8Array.from(packet);
  const lengthAt = 5 + octetAt(packet, 4);
  masked.fill(ASTERISK, lengthAt + 1, lengthAt + 1 + octetAt(packet, lengthAt));
  return masked;
}

const ASTERISK = 0x2a;
