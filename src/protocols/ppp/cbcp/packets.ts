// What both ends of CBCP do with packets: look at the head of one that may make no sense otherwise, and tell of it.

import { octetAt } from '../../../base/octets.ts';
import { CBCP_CODE } from '../../../wire/cbcp.ts';
import type { CbcpAction } from './types.ts';

interface Head {
  readonly code: number;
  readonly identifier: number;
}

/** Code and identifier, where there are any. */
export function headOf(octets: Uint8Array): Head | undefined {
  return octets.length < 2 ? undefined : { code: octetAt(octets, 0), identifier: octetAt(octets, 1) };
}

export function traceOf(direction: 'I' | 'O', octets: Uint8Array): CbcpAction {
  return { type: 'trace', event: { type: 'ppp.cbcp', direction, octets } };
}

const NAMES: Readonly<Record<number, string>> = {
  [CBCP_CODE.CallbackRequest]: 'Request',
  [CBCP_CODE.CallbackResponse]: 'Response',
  [CBCP_CODE.CallbackAck]: 'Ack',
};

/** Silently, that is, without an answer. `why` is a state or a reason. */
export function dropped(head: Head | undefined, why: string): CbcpAction {
  const name = head === undefined ? 'packet cut short' : `${NAMES[head.code] ?? `code ${head.code}`} id ${head.identifier}`;
  return { type: 'trace', event: { type: 'ppp.cbcpDropped', what: `${name}, ${why}` } };
}
