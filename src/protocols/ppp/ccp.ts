// The Compression Control Protocol (RFC 1962): what each end is to compress by, and how a history that is not the same at both
// ends any more is begun anew. It negotiates and says what is to be done; histories and packets are their owner's
// (`protocols/compression/`). One method is asked for, the configured one; where the peer has another one, or none, CCP
// closes, and the network goes on uncompressed.

import { assert } from '../../base/assert.ts';
import { octetAt } from '../../base/octets.ts';
import { CCP_CODE, CCP_OPTIONS, STAC_CHECK_MODE, type CcpOption } from '../../wire/ccp.ts';
import { CONTROL_CODE, CONTROL_PACKET, type ControlPacket } from '../../wire/control-packet.ts';
import { PPP_PROTOCOL } from '../../wire/ppp.ts';
import { controlTrace } from './control-trace.ts';
import { nextIdentifier, sendControl, type ControlProtocol } from './machine/control-protocol.ts';
import type { CompressionMethod } from './session-types.ts';
import { later, trace, unexpected, type ControlLayer, type NetworkState, type NetworkWork } from './state.ts';

/** What was agreed on. */
export interface CompressionState {
  /** The peer has acknowledged that it compresses what it sends; we, that we do. */
  receive: boolean;
  send: boolean;
  /** Of the last Reset-Request, which repetitions have as well; -1 before any. */
  resetIdentifier: number;
  /** Its answer is awaited. */
  resetting: boolean;
}

export function newCompression(): CompressionState {
  return { receive: false, send: false, resetIdentifier: -1, resetting: false };
}

const OPTIONS: Readonly<Record<CompressionMethod, CcpOption>> = {
  predictor: { kind: 'predictor1' },
  stac: { kind: 'stac', histories: 1, checkMode: STAC_CHECK_MODE.sequence },
};

export const CCP: ControlProtocol<CcpOption, NetworkState> = {
  name: 'CCP',
  number: PPP_PROTOCOL.ccp,
  timer: 'CCP-restart',
  options: CCP_OPTIONS,
  lastCode: CONTROL_CODE.CodeReject,
  layer: ({ session }) => layerOf(session),
  peerMru: (work) => work.session.peerMru,
  request: ({ session }) => ownOption(session),
  judge: ({ session }, option) => {
    const [own] = ownOption(session);
    if (own === undefined || own.kind !== option.kind) return 'reject';
    return option.kind === 'stac' && own.kind === 'stac' && (option.histories > 1 || option.checkMode !== own.checkMode) ? own : 'ack';
  },
  replied: ({ session }, verdict, options) => {
    if (verdict === 'ack' && session.compression !== undefined) session.compression.send = options.length > 0;
  },
  acknowledged: ({ session }) => {
    if (session.compression !== undefined) session.compression.receive = true;
  },
  // There is nothing else that could be asked for.
  naked: () => false,
  rejected: () => false,
  additional: () => {},
  up: (work) => {
    const { compression, policy } = work.session;
    if (compression === undefined || policy.compression === undefined) return;
    compression.resetting = false;
    later(work, { type: 'compression', method: policy.compression, send: compression.send, receive: compression.receive });
  },
  down: (work) => {
    later(work, { type: 'compression', method: undefined, send: false, receive: false });
  },
  finished: () => {},
  moved: () => {},
};

function ownOption({ policy }: NetworkState): readonly CcpOption[] {
  return policy.compression === undefined ? [] : [OPTIONS[policy.compression]];
}

function layerOf({ ccp }: NetworkState): ControlLayer {
  assert(ccp !== undefined, 'CCP runs only where compression is configured');
  return ccp;
}

/** RFC 1962 §5.2; true where the packet is one of CCP's own codes. */
export function receiveReset(work: NetworkWork, octets: Uint8Array): boolean {
  const code = octetAt(octets, 0);
  const { compression } = work.session;
  if ((code !== CCP_CODE.ResetRequest && code !== CCP_CODE.ResetAck) || compression === undefined) return false;
  const parsed = CONTROL_PACKET.parse(octets);
  const { state } = layerOf(work.session);
  if (!parsed.ok) {
    unexpected(work, `malformed CCP packet: ${parsed.error.message}`);
    return true;
  }
  trace(work, controlTrace('I', 'CCP', state, parsed.value, octets));
  if (state !== 'Open') unexpected(work, `CCP Reset in ${state}`);
  else if (code === CCP_CODE.ResetRequest) answerReset(work, parsed.value);
  else acknowledgeReset(work, compression, parsed.value);
  return true;
}

/** The history is begun anew before the answer leaves, and what follows it is written with that. */
function answerReset(work: NetworkWork, { identifier, data }: ControlPacket): void {
  later(work, { type: 'compression-reset', side: 'send' });
  sendControl(work, CCP, { code: CCP_CODE.ResetAck, identifier, data });
}

/** Each of several requests is answered, and the peer has begun anew with each answer. */
function acknowledgeReset(work: NetworkWork, compression: CompressionState, { identifier }: ControlPacket): void {
  if (identifier !== compression.resetIdentifier) return unexpected(work, 'CCP Reset-Ack that does not match');
  compression.resetting = false;
  later(work, { type: 'compression-reset', side: 'receive' });
}

/** A compressed packet could not be read: it, and those that follow until the peer has begun anew, are lost. */
export function compressionLost(work: NetworkWork): void {
  const { compression, ccp } = work.session;
  if (compression === undefined || ccp?.state !== 'Open') return unexpected(work, `compressed datagram, CCP in ${ccp?.state ?? 'no state'}`);
  if (!compression.resetting) compression.resetIdentifier = nextIdentifier(ccp);
  compression.resetting = true;
  // Each that cannot be read asks again: the request, or its answer, may have been lost.
  sendControl(work, CCP, { code: CCP_CODE.ResetRequest, identifier: compression.resetIdentifier, data: new Uint8Array(0) });
}
