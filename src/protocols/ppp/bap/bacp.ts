// The Bandwidth Allocation Control Protocol (RFC 2125 §4, §5), which opens BAP over a bundle: the automaton of RFC 1661 with one option, by
// which the end with the lower number is the favored peer. [ours] To a peer that
// rejects the option no number is told: then the end that was told one is favored.

import { CONTROL_CODE } from '../../../wire/control-packet.ts';
import { BACP_OPTIONS, type BacpOption } from '../../../wire/bacp.ts';
import { PPP_PROTOCOL } from '../../../wire/ppp.ts';
import type { ControlProtocol } from '../machine/control-protocol.ts';
import type { NetworkPolicy } from '../session-types.ts';
import { newControlLayer, type ControlLayer, type Work } from '../state.ts';

export interface BacpState {
  readonly policy: NetworkPolicy;
  layer: ControlLayer;
  /** Ours, 0 when the peer will not have it; the peer's, 0 until we acknowledged it. */
  magic: number;
  peerMagic: number;
  /** The next number to be had, should both ends have drawn the same. */
  random: number;
  peerMru: number;
  /** What became of the layer in this step. */
  became: 'open' | 'closed' | 'failed' | undefined;
}

export function newBacp(policy: NetworkPolicy, random: number): BacpState {
  const state: BacpState = { policy, layer: newControlLayer(), magic: 0, peerMagic: 0, random, peerMru: 0, became: undefined };
  state.magic = draw(state);
  return state;
}

export function copyBacp(state: BacpState): BacpState {
  return { ...state, layer: { ...state.layer }, became: undefined };
}

export function isFavored({ magic, peerMagic }: BacpState): boolean {
  return magic < peerMagic;
}

/** Any but zero, which is illegal (§5.1). */
function draw(state: BacpState): number {
  state.random = (Math.imul(state.random ^ (state.random >>> 15), 0x2c1b3c6d) + 0x9e3779b9) >>> 0;
  return state.random || 1;
}

export const BACP: ControlProtocol<BacpOption, BacpState> = {
  name: 'BACP',
  number: PPP_PROTOCOL.bacp,
  timer: 'BACP-restart',
  options: BACP_OPTIONS,
  lastCode: CONTROL_CODE.CodeReject,
  layer: ({ session }) => session.layer,
  peerMru: ({ session }) => session.peerMru,
  request: ({ session: { magic } }) => (magic === 0 ? [] : [{ kind: 'favoredPeer', magic }]),
  judge: ({ session }, option) => {
    if (option.kind !== 'favoredPeer') return 'reject';
    // §5.1: as with LCP's magic number, equal ones are to be others.
    return option.magic === 0 || option.magic === session.magic ? { kind: 'favoredPeer', magic: draw(session) } : 'ack';
  },
  replied: ({ session }, verdict, options) => {
    if (verdict !== 'ack') return;
    const option = options.find((each) => each.kind === 'favoredPeer');
    session.peerMagic = option?.kind === 'favoredPeer' ? option.magic : 0;
  },
  acknowledged: () => {},
  naked: ({ session }, suggestions) => {
    // A number of our own making again, not the suggested one.
    if (suggestions.some(({ kind }) => kind === 'favoredPeer') && session.magic !== 0) session.magic = draw(session);
    return true;
  },
  rejected: ({ session }, options) => {
    if (options.some(({ kind }) => kind === 'favoredPeer')) session.magic = 0;
    return true;
  },
  additional: () => {},
  down: ({ session }) => {
    session.became = 'closed';
  },
  up: ({ session }) => {
    session.became = 'open';
  },
  finished: (work: Work<BacpState>) => {
    if (work.session.layer.state === 'Stopped') work.session.became = 'failed';
  },
  moved: () => {},
};
