// IPCP's configuration options (RFC 1332 §3; addresses of name servers, RFC 1877, are kept as unknown).

import { setUint32, uint32At } from '../base/octets.ts';
import { ok, type Result } from '../base/result.ts';
import { malformed, type Codec, type WireError } from './codec.ts';
import { parseOptions, serializeOptions, type RawOption } from './control-packet.ts';
import type { Ipv4Address } from '../base/ipv4.ts';

export const IPCP_OPTION = { ipAddresses: 1, ipCompressionProtocol: 2, ipAddress: 3 } as const;

export type IpcpOption =
  | { readonly kind: 'ipAddress'; readonly address: Ipv4Address }
  | { readonly kind: 'unknown'; readonly type: number; readonly data: Uint8Array };

export type IpcpOptions = readonly IpcpOption[];

/** The options in the data of a Configure packet; an address of the wrong length becomes `unknown`, as in LCP. */
export const IPCP_OPTIONS: Codec<IpcpOptions> = {
  parse(data) {
    const raw = parseOptions(data);
    if (!raw.ok) return raw;
    return ok(
      raw.value.map((option): IpcpOption => {
        const known = parseIpcpOption(option);
        return known.ok ? known.value : { kind: 'unknown', type: option.type, data: option.data };
      }),
    );
  },
  serialize(options) {
    return serializeOptions(options.map(serializeIpcpOption));
  },
};

export function parseIpcpOption({ type, data }: RawOption): Result<IpcpOption, WireError> {
  if (type !== IPCP_OPTION.ipAddress) return ok({ kind: 'unknown', type, data });
  return data.length === 4 ? ok({ kind: 'ipAddress', address: uint32At(data, 0) }) : malformed(1, 'invalid option length');
}

export function serializeIpcpOption(option: IpcpOption): RawOption {
  if (option.kind === 'unknown') return { type: option.type, data: option.data };
  const data = new Uint8Array(4);
  setUint32(data, 0, option.address);
  return { type: IPCP_OPTION.ipAddress, data };
}
