// LCP's configuration options: RFC 1661 §6 (of the quality protocol RFC 1989 §2.2), RFC 1662 §7.1 (ACCM), RFC 1570 §2.3 (Callback), RFC 1990 §5.1 (multilink: MRRU,
// short sequence numbers, endpoint discriminator), RFC 2125 §8 (link discriminator), [MS-CBCP] 2.2.1 (operation 6).

import { octetAt, octetsBetween, setUint16, setUint32, uint16At, uint32At } from '../base/octets.ts';
import { ok, type Result } from '../base/result.ts';
import { malformed, type Codec, type WireError } from './codec.ts';
import { parseOptions, serializeOptions } from './control-packet.ts';
import type { RawOption } from './control-packet.ts';
import { ENDPOINT_DISCRIMINATOR, type EndpointDiscriminator } from './endpoint-discriminator.ts';

export const LCP_OPTION = {
  mru: 1,
  accm: 2,
  authenticationProtocol: 3,
  qualityProtocol: 4,
  magicNumber: 5,
  protocolFieldCompression: 7,
  addressControlFieldCompression: 8,
  callback: 13,
  multilinkMrru: 17,
  shortSequence: 18,
  endpointDiscriminator: 19,
  linkDiscriminator: 23,
} as const;

/** RFC 1570 §2.3 operations, and 6 of [MS-CBCP]. */
export const CALLBACK_OPERATION = {
  userAuthentication: 0,
  dialingString: 1,
  locationIdentifier: 2,
  e164: 3,
  distinguishedName: 4,
  cbcp: 6,
} as const;

export type LcpOption =
  | { readonly kind: 'mru'; readonly mru: number }
  | { readonly kind: 'accm'; readonly map: number }
  | { readonly kind: 'authenticationProtocol'; readonly protocol: number; readonly data: Uint8Array }
  /** RFC 1989 §2.2: for Link-Quality-Reports the data are the reporting period, in hundredths of a second. */
  | { readonly kind: 'qualityProtocol'; readonly protocol: number; readonly data: Uint8Array }
  | { readonly kind: 'magicNumber'; readonly magic: number }
  | { readonly kind: 'protocolFieldCompression' }
  | { readonly kind: 'addressControlFieldCompression' }
  | { readonly kind: 'callback'; readonly operation: number; readonly message: Uint8Array }
  /** RFC 1990 §5.1.1: the largest packet that its sender can put together again. */
  | { readonly kind: 'mrru'; readonly mrru: number }
  /** §5.1.2: its sender wants fragments with sequence numbers of 12 bits. */
  | { readonly kind: 'shortSequence' }
  | ({ readonly kind: 'endpointDiscriminator' } & EndpointDiscriminator)
  /** RFC 2125 §8: the number by which its sender knows the link among those of a bundle. */
  | { readonly kind: 'linkDiscriminator'; readonly discriminator: number }
  | { readonly kind: 'unknown'; readonly type: number; readonly data: Uint8Array };

export type LcpOptions = readonly LcpOption[];
export type { RawOption };

/**
 * The options in the data of a Configure packet. An option that we know, with a length that it cannot have, becomes
 * `unknown`, so that a Configure-Reject can send it back octet for octet.
 */
export const LCP_OPTIONS: Codec<LcpOptions> = {
  parse(data) {
    const raw = parseOptions(data);
    if (!raw.ok) return raw;
    return ok(
      raw.value.map((option): LcpOption => {
        const known = parseLcpOption(option);
        return known.ok ? known.value : { kind: 'unknown', type: option.type, data: option.data };
      }),
    );
  },
  serialize(options) {
    return serializeOptions(options.map(serializeLcpOption));
  },
};

const NO_OCTETS = new Uint8Array(0);

/** A known option whose length is wrong is an error; a type that we do not know is not. */
export function parseLcpOption({ type, data }: RawOption): Result<LcpOption, WireError> {
  switch (type) {
    case LCP_OPTION.mru:
      return data.length === 2 ? ok({ kind: 'mru', mru: uint16At(data, 0) }) : wrongLength();
    case LCP_OPTION.accm:
      return data.length === 4 ? ok({ kind: 'accm', map: uint32At(data, 0) }) : wrongLength();
    case LCP_OPTION.authenticationProtocol:
      if (data.length < 2) return wrongLength();
      return ok({ kind: 'authenticationProtocol', protocol: uint16At(data, 0), data: octetsBetween(data, 2) });
    case LCP_OPTION.qualityProtocol:
      if (data.length < 2) return wrongLength();
      return ok({ kind: 'qualityProtocol', protocol: uint16At(data, 0), data: octetsBetween(data, 2) });
    case LCP_OPTION.magicNumber:
      return data.length === 4 ? ok({ kind: 'magicNumber', magic: uint32At(data, 0) }) : wrongLength();
    case LCP_OPTION.protocolFieldCompression:
      return data.length === 0 ? ok({ kind: 'protocolFieldCompression' }) : wrongLength();
    case LCP_OPTION.addressControlFieldCompression:
      return data.length === 0 ? ok({ kind: 'addressControlFieldCompression' }) : wrongLength();
    case LCP_OPTION.callback:
      // RFC 1570 §2.3: at least the operation.
      if (data.length < 1) return wrongLength();
      return ok({ kind: 'callback', operation: octetAt(data, 0), message: octetsBetween(data, 1) });
    case LCP_OPTION.multilinkMrru:
      return data.length === 2 ? ok({ kind: 'mrru', mrru: uint16At(data, 0) }) : wrongLength();
    case LCP_OPTION.shortSequence:
      return data.length === 0 ? ok({ kind: 'shortSequence' }) : wrongLength();
    case LCP_OPTION.endpointDiscriminator: {
      const parsed = ENDPOINT_DISCRIMINATOR.parse(data);
      return parsed.ok ? ok({ kind: 'endpointDiscriminator', ...parsed.value }) : parsed;
    }
    case LCP_OPTION.linkDiscriminator:
      return data.length === 2 ? ok({ kind: 'linkDiscriminator', discriminator: uint16At(data, 0) }) : wrongLength();
    default:
      return ok({ kind: 'unknown', type, data });
  }
}

function wrongLength(): { readonly ok: false; readonly error: WireError } {
  return malformed(1, 'invalid option length');
}

export function serializeLcpOption(option: LcpOption): RawOption {
  switch (option.kind) {
    case 'mru':
      return { type: LCP_OPTION.mru, data: twoOctets(option.mru) };
    case 'accm':
      return { type: LCP_OPTION.accm, data: fourOctets(option.map) };
    case 'authenticationProtocol':
      return { type: LCP_OPTION.authenticationProtocol, data: protocolAndData(option) };
    case 'qualityProtocol':
      return { type: LCP_OPTION.qualityProtocol, data: protocolAndData(option) };
    case 'magicNumber':
      return { type: LCP_OPTION.magicNumber, data: fourOctets(option.magic) };
    case 'protocolFieldCompression':
      return { type: LCP_OPTION.protocolFieldCompression, data: NO_OCTETS };
    case 'addressControlFieldCompression':
      return { type: LCP_OPTION.addressControlFieldCompression, data: NO_OCTETS };
    case 'callback': {
      const data = new Uint8Array(1 + option.message.length);
      data[0] = option.operation;
      data.set(option.message, 1);
      return { type: LCP_OPTION.callback, data };
    }
    case 'mrru':
      return { type: LCP_OPTION.multilinkMrru, data: twoOctets(option.mrru) };
    case 'shortSequence':
      return { type: LCP_OPTION.shortSequence, data: NO_OCTETS };
    case 'endpointDiscriminator':
      return { type: LCP_OPTION.endpointDiscriminator, data: ENDPOINT_DISCRIMINATOR.serialize(option) };
    case 'linkDiscriminator':
      return { type: LCP_OPTION.linkDiscriminator, data: twoOctets(option.discriminator) };
    case 'unknown':
      return { type: option.type, data: option.data };
  }
}

function protocolAndData({ protocol, data }: { readonly protocol: number; readonly data: Uint8Array }): Uint8Array {
  const octets = new Uint8Array(2 + data.length);
  setUint16(octets, 0, protocol);
  octets.set(data, 2);
  return octets;
}

function twoOctets(value: number): Uint8Array {
  const data = new Uint8Array(2);
  setUint16(data, 0, value);
  return data;
}

function fourOctets(value: number): Uint8Array {
  const data = new Uint8Array(4);
  setUint32(data, 0, value);
  return data;
}
