// What calling PCs with errors send for a Response of CBCP: faults of a lab put them into its PCs, so that an answering end that
// refuses them can be watched. Nothing here is a standard's.

import { CBCP, type CbcpOption } from '../../../wire/cbcp.ts';
import type { CbcpFlaw, CbcpOffer } from './types.ts';

interface Asked {
  readonly identifier: number;
  readonly offer: CbcpOffer;
  readonly delaySeconds: number;
}

/** `right` is the Response as it should be. */
export function flawed(flaw: CbcpFlaw, right: Uint8Array, { identifier, offer, delaySeconds }: Asked): Uint8Array {
  if (flaw === 'not-offered') return CBCP.serialize({ kind: 'CallbackResponse', identifier, options: [notOffered(offer, delaySeconds)] });
  const response = Uint8Array.from(right);
  const view = new DataView(response.buffer);
  // The option says that it is longer than what there is of the packet.
  view.setUint8(OPTION_LENGTH_AT, view.getUint8(OPTION_LENGTH_AT) + 1);
  return response;
}

/** Behind the packet's header and the option's type. */
const OPTION_LENGTH_AT = 5;

/** The first kind that is not in the offer; where all are, another number than those that may be chosen. */
function notOffered({ none, administrator, user }: CbcpOffer, delaySeconds: number): CbcpOption {
  if (!none) return { kind: 'none' };
  if (!administrator) return { kind: 'administrator', delaySeconds };
  return user ? { kind: 'list', delaySeconds, numbers: ['0'] } : { kind: 'user', delaySeconds, number: '0' };
}
