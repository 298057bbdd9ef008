// IPCP's configuration options: the address (RFC 1332 §3.3), and the addresses of name servers (RFC 1877 §1).

import { setUint32, uint32At } from '../base/octets.ts';
import { ok, type Result } from '../base/result.ts';
import { malformed, type Codec, type WireError } from './codec.ts';
import { parseOptions, serializeOptions, type RawOption } from './control-packet.ts';
import type { Ipv4Address } from '../base/ipv4.ts';

export const IPCP_OPTION = { ipAddresses: 1, ipCompressionProtocol: 2, ipAddress: 3, primaryDns: 129, primaryNbns: 130, secondaryDns: 131, secondaryNbns: 132 } as const;

/** RFC 1877 §1.1 to §1.4. */
export const NAME_SERVERS = ['primaryDns', 'primaryNbns', 'secondaryDns', 'secondaryNbns'] as const;
export type NameServer = (typeof NAME_SERVERS)[number];

export type IpcpOption =
  | { readonly kind: 'ipAddress'; readonly address: Ipv4Address }
  | { readonly kind: 'nameServer'; readonly which: NameServer; readonly address: Ipv4Address }
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
  const which = NAME_SERVERS.find((name) => IPCP_OPTION[name] === type);
  if (which === undefined && type !== IPCP_OPTION.ipAddress) return ok({ kind: 'unknown', type, data });
  if (data.length !== 4) return malformed(1, 'invalid option length');
  const address = uint32At(data, 0);
  return ok(which === undefined ? { kind: 'ipAddress', address } : { kind: 'nameServer', which, address });
}

export function serializeIpcpOption(option: IpcpOption): RawOption {
  if (option.kind === 'unknown') return { type: option.type, data: option.data };
  const data = new Uint8Array(4);
  setUint32(data, 0, option.address);
  return { type: IPCP_OPTION[option.kind === 'nameServer' ? option.which : 'ipAddress'], data };
}
