// RADIUS packets (RFC 2865 §3, RFC 2866 §3): code, identifier, authenticator, and attributes of which nothing is looked into
// here but that they fit. Octets behind the packet's own length are padding and ignored, as §3 has it. The names and
// numbers of the attributes stand in radius-attributes.ts; authenticators and the hiding of passwords need the shared secret,
// and are the business of protocols/aaa/radius.

import { concatOctets, octetAt, octetsBetween, setUint16, uint16At } from '../base/octets.ts';
import { ok } from '../base/result.ts';
import { malformed, type Codec } from './codec.ts';

export const RADIUS_CODE = {
  accessRequest: 1,
  accessAccept: 2,
  accessReject: 3,
  accountingRequest: 4,
  accountingResponse: 5,
  accessChallenge: 11,
} as const;

export interface RadiusAttribute {
  readonly type: number;
  /** At most 253 octets. */
  readonly value: Uint8Array;
}

export interface RadiusPacket {
  readonly code: number;
  readonly identifier: number;
  /** Sixteen octets. */
  readonly authenticator: Uint8Array;
  readonly attributes: readonly RadiusAttribute[];
}

export const RADIUS_HEADER_OCTETS = 20;
/** RFC 2865 §3. */
export const RADIUS_MAXIMUM_OCTETS = 4096;
export const RADIUS_ATTRIBUTE_OCTETS = 253;

export const RADIUS: Codec<RadiusPacket> = {
  parse(octets) {
    if (octets.length < RADIUS_HEADER_OCTETS) return malformed(octets.length, 'header too short');
    const length = uint16At(octets, 2);
    if (length < RADIUS_HEADER_OCTETS || length > RADIUS_MAXIMUM_OCTETS) return malformed(2, 'invalid length');
    if (length > octets.length) return malformed(2, 'shorter than its length');
    const attributes: RadiusAttribute[] = [];
    for (let at = RADIUS_HEADER_OCTETS; at < length; ) {
      const end = at + octetAt(octets, at + 1);
      if (at + 2 > length || end < at + 2 || end > length) return malformed(at, 'invalid attribute length');
      attributes.push({ type: octetAt(octets, at), value: octetsBetween(octets, at + 2, end) });
      at = end;
    }
    return ok({ code: octetAt(octets, 0), identifier: octetAt(octets, 1), authenticator: octetsBetween(octets, 4, RADIUS_HEADER_OCTETS), attributes });
  },
  serialize({ code, identifier, authenticator, attributes }) {
    const header = new Uint8Array(RADIUS_HEADER_OCTETS);
    header[0] = code;
    header[1] = identifier;
    header.set(authenticator, 4);
    const octets = concatOctets(header, ...attributes.map(({ type, value }) => concatOctets(Uint8Array.of(type, value.length + 2), value)));
    setUint16(octets, 2, octets.length);
    return octets;
  },
};

export interface VendorSpecific {
  readonly vendor: number;
  readonly attributes: readonly RadiusAttribute[];
}

/** The value of attribute 26, in the form that RFC 2865 §5.26 recommends: types and lengths of the vendor's own. */
export const RADIUS_VENDOR: Codec<VendorSpecific> = {
  parse(octets) {
    if (octets.length < 4) return malformed(octets.length, 'no vendor');
    const attributes: RadiusAttribute[] = [];
    for (let at = 4; at < octets.length; ) {
      const end = at + octetAt(octets, at + 1);
      if (end < at + 2 || end > octets.length) return malformed(at, 'invalid attribute length');
      attributes.push({ type: octetAt(octets, at), value: octetsBetween(octets, at + 2, end) });
      at = end;
    }
    return ok({ vendor: uint16At(octets, 0) * 0x10000 + uint16At(octets, 2), attributes });
  },
  serialize({ vendor, attributes }) {
    const header = new Uint8Array(4);
    setUint16(header, 0, vendor >>> 16);
    setUint16(header, 2, vendor & 0xffff);
    return concatOctets(header, ...attributes.map(({ type, value }) => concatOctets(Uint8Array.of(type, value.length + 2), value)));
  },
};
