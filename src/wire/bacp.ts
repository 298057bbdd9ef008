// The configuration option of the Bandwidth Allocation Control Protocol (RFC 2125 §5.1), PPP protocol 0xC02B: a number by which the
// ends tell who is favored where both ask for the same at once. The packets are those of every control protocol.

import { setUint32, uint32At } from '../base/octets.ts';
import { ok } from '../base/result.ts';
import type { Codec } from './codec.ts';
import { parseOptions, serializeOptions } from './control-packet.ts';

export const BACP_OPTION = { favoredPeer: 1 } as const;

export type BacpOption =
  | { readonly kind: 'favoredPeer'; readonly magic: number }
  | { readonly kind: 'unknown'; readonly type: number; readonly data: Uint8Array };

/** The options in the data of a Configure packet; a number of the wrong length becomes `unknown`, as in LCP. */
export const BACP_OPTIONS: Codec<readonly BacpOption[]> = {
  parse(data) {
    const raw = parseOptions(data);
    if (!raw.ok) return raw;
    return ok(
      raw.value.map(({ type, data: value }): BacpOption =>
        type === BACP_OPTION.favoredPeer && value.length === 4 ? { kind: 'favoredPeer', magic: uint32At(value, 0) } : { kind: 'unknown', type, data: value },
      ),
    );
  },
  serialize(options) {
    return serializeOptions(
      options.map((option) => {
        if (option.kind === 'unknown') return { type: option.type, data: option.data };
        const data = new Uint8Array(4);
        setUint32(data, 0, option.magic);
        return { type: BACP_OPTION.favoredPeer, data };
      }),
    );
  },
};
