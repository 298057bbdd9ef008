// The options of the Compression Control Protocol (RFC 1962 §5.1): Predictor (RFC 1978), Stac LZS (RFC 1974 §2.2), and MPPC
// (RFC 2118), which Windows asks for. Each says how its sender wants to receive. CCP has two codes of its own, by which a
// history is begun anew.

import { octetAt, setUint16, setUint32, uint16At, uint32At } from '../base/octets.ts';
import { ok } from '../base/result.ts';
import type { Codec } from './codec.ts';
import { parseOptions, serializeOptions, type RawOption } from './control-packet.ts';

export const CCP_CODE = { ResetRequest: 14, ResetAck: 15 } as const;

export const CCP_OPTION = { predictor1: 1, predictor2: 2, stac: 17, mppc: 18 } as const;

/** RFC 1974 §2.2. */
export const STAC_CHECK_MODE = { none: 0, lcb: 1, crc: 2, sequence: 3, extended: 4 } as const;

export type CcpOption =
  | { readonly kind: 'predictor1' | 'predictor2' }
  | { readonly kind: 'stac'; readonly histories: number; readonly checkMode: number }
  | { readonly kind: 'mppc'; readonly bits: number }
  | { readonly kind: 'unknown'; readonly type: number; readonly data: Uint8Array };

/** An option of the wrong length becomes `unknown`, as in LCP. */
export const CCP_OPTIONS: Codec<readonly CcpOption[]> = {
  parse(data) {
    const raw = parseOptions(data);
    return raw.ok ? ok(raw.value.map(parseCcpOption)) : raw;
  },
  serialize(options) {
    return serializeOptions(options.map(serializeCcpOption));
  },
};

function parseCcpOption({ type, data }: RawOption): CcpOption {
  if (type === CCP_OPTION.predictor1 && data.length === 0) return { kind: 'predictor1' };
  if (type === CCP_OPTION.predictor2 && data.length === 0) return { kind: 'predictor2' };
  if (type === CCP_OPTION.stac && data.length === 3) return { kind: 'stac', histories: uint16At(data, 0), checkMode: octetAt(data, 2) };
  if (type === CCP_OPTION.mppc && data.length === 4) return { kind: 'mppc', bits: uint32At(data, 0) };
  return { kind: 'unknown', type, data };
}

function serializeCcpOption(option: CcpOption): RawOption {
  if (option.kind === 'unknown') return { type: option.type, data: option.data };
  const data = new Uint8Array({ predictor1: 0, predictor2: 0, stac: 3, mppc: 4 }[option.kind]);
  if (option.kind === 'stac') {
    setUint16(data, 0, option.histories);
    data[2] = option.checkMode;
  } else if (option.kind === 'mppc') setUint32(data, 0, option.bits);
  return { type: CCP_OPTION[option.kind], data };
}
