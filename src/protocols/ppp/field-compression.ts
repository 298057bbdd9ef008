// Compressed header fields: the options of RFC 1661 §6.5 (protocol field) and §6.6 (address and control fields). An end asks for
// frames that it takes compressed; what the peer takes may be left whole all the same. On asynchronous lines both are asked
// for and applied, and elsewhere neither, unless `ppp pfc` and `ppp acfc` say otherwise.

import type { LcpOption } from '../../wire/lcp.ts';
import type { FieldCompression, PppPolicy } from './session-types.ts';
import type { LinkOptions } from './state.ts';

const BOTH: readonly FieldCompression[] = ['protocolFieldCompression', 'addressControlFieldCompression'];
const NEITHER: readonly FieldCompression[] = [];

export type FieldOption = Extract<LcpOption, { kind: FieldCompression }>;

export function isFieldCompression(option: LcpOption): option is FieldOption {
  return option.kind === 'protocolFieldCompression' || option.kind === 'addressControlFieldCompression';
}

/** What the peer is offered to leave out. */
export function fieldsAsked({ fields, accm }: PppPolicy): readonly FieldCompression[] {
  const otherwise = accm === undefined ? NEITHER : BOTH;
  return fields === undefined ? otherwise : BOTH.filter((kind) => fields[kind]?.local === 'request' || (fields[kind]?.local === undefined && otherwise.includes(kind)));
}

export function judgeFields(policy: PppPolicy, { kind }: FieldOption): 'ack' | 'reject' {
  return treatmentOf(policy, kind) === 'reject' ? 'reject' : 'ack';
}

/** What is left out of frames to the peer: `ppp pfc remote ignore` agrees, and leaves nothing out. */
export function fieldsLeftOut(policy: PppPolicy, { peerCompressions }: LinkOptions): { readonly compressProtocol: boolean; readonly compressAddressControl: boolean } {
  const leftOut = (kind: FieldCompression): boolean => peerCompressions.includes(kind) && treatmentOf(policy, kind) === 'apply';
  return { compressProtocol: leftOut('protocolFieldCompression'), compressAddressControl: leftOut('addressControlFieldCompression') };
}

/** On a synchronous line they save next to nothing, and an acknowledgement would be a promise to receive such frames. */
function treatmentOf({ fields, accm }: PppPolicy, kind: FieldCompression): 'apply' | 'reject' | 'ignore' {
  return fields?.[kind]?.remote ?? (accm === undefined ? 'reject' : 'apply');
}
