// The network session (RFC 1661 §3.6): the network control protocols, which are IPCP and, where compression is configured, CCP, over whatever carries them, one link
// or a bundle (RFC 1990 §2). It is opened when that is there and authenticated, and closed when it is gone; it knows no
// phase of a link. Packets of protocols that are not spoken here are its owner's to refuse.

import type { Ipv4Address } from '../../base/ipv4.ts';
import { CONTROL_PACKET } from '../../wire/control-packet.ts';
import { PPP_PROTOCOL, type PppPacket } from '../../wire/ppp.ts';
import { CCP, newCompression, receiveReset } from './ccp.ts';
import { controlTrace } from './control-trace.ts';
import { IPCP, newIpOptions } from './ipcp.ts';
import { DEFAULT_MRU } from './limits.ts';
import { happen, receiveControl, restartTimeout } from './machine/control-protocol.ts';
import type { NetworkPolicy } from './session-types.ts';
import { later, newControlLayer, startTimer, stopTimer, trace, unexpected, type ControlLayer, type NetworkState, type NetworkWork } from './state.ts';

export function newNetwork(policy: NetworkPolicy): NetworkState {
  const compresses = policy.compression !== undefined;
  return {
    policy, ipcp: newControlLayer(), ip: newIpOptions(policy), peerMru: DEFAULT_MRU,
    ccp: compresses ? newControlLayer() : undefined, compression: compresses ? newCompression() : undefined,
  };
}

/** The peer's address is known now, or there is none for it. */
export function withPeerAddress<Policy extends NetworkPolicy>({ peerAddress: _before, ...policy }: Policy, address: Ipv4Address | undefined): Policy {
  return { ...policy, ...(address === undefined ? {} : { peerAddress: address }) } as Policy; // the same policy but for its address, which is optional
}

/** What lies below is up, and takes packets of that length. */
export function openNetwork(work: NetworkWork, peerMru: number): void {
  const { session } = work;
  session.peerMru = peerMru;
  if (session.policy.ipAddress === undefined) return;
  if (session.policy.asksForPeerAddress === true) later(work, { type: 'peer-address-wanted' });
  session.ip = newIpOptions(session.policy);
  if (session.policy.timers.ncpMs !== undefined) startTimer(work, 'ncp', session.policy.timers.ncpMs);
  const opened = session.ipcp.state === 'Starting';
  happen(work, IPCP, 'Up');
  if (!opened) happen(work, IPCP, 'Open');
  if (session.ccp !== undefined) openCompression(work, session.ccp);
}

function openCompression(work: NetworkWork, { state }: ControlLayer): void {
  work.session.compression = newCompression();
  happen(work, CCP, 'Up');
  if (state !== 'Starting') happen(work, CCP, 'Open');
}

/** What lies below is gone. */
export function closeNetwork(work: NetworkWork): void {
  if (work.session.policy.timers.ncpMs !== undefined) stopTimer(work, 'ncp');
  const { ipcp, ccp } = work.session;
  if (isUp(ipcp)) happen(work, IPCP, 'Down');
  if (ccp !== undefined && isUp(ccp)) happen(work, CCP, 'Down');
}

/** What lies below is there. */
function isUp({ state }: ControlLayer): boolean {
  return state !== 'Initial' && state !== 'Starting';
}

/** False when the protocol is not spoken here. */
export function receiveNetwork(work: NetworkWork, { protocol, information }: PppPacket): boolean {
  const { policy, ipcp, ccp } = work.session;
  if (policy.ipAddress === undefined) return false;
  if (protocol === PPP_PROTOCOL.ipcp) receiveControl(work, IPCP, information);
  // RFC 1661 §3.6: a datagram while its control protocol is not open is discarded silently.
  else if (protocol === PPP_PROTOCOL.ip) unexpected(work, `IP datagram, IPCP in ${ipcp.state}`);
  else if (protocol === PPP_PROTOCOL.ccp) return receiveCompressionControl(work, information);
  // RFC 1962 §4: only while CCP is open.
  else if (protocol === PPP_PROTOCOL.compressed && ccp !== undefined) unexpected(work, `compressed datagram, CCP in ${ccp.state}`);
  else return false;
  return true;
}

function receiveCompressionControl(work: NetworkWork, octets: Uint8Array): boolean {
  if (work.session.ccp === undefined) {
    const parsed = CONTROL_PACKET.parse(octets);
    if (parsed.ok) trace(work, controlTrace('I', 'CCP', 'Initial', parsed.value, octets));
    return false;
  }
  if (!receiveReset(work, octets)) receiveControl(work, CCP, octets);
  return true;
}

/** RFC 1661 §5.7: the peer does not speak it. */
export function networkRejected(work: NetworkWork, protocol: number): void {
  if (protocol === PPP_PROTOCOL.ipcp) happen(work, IPCP, 'RXJ-');
  else if (protocol === PPP_PROTOCOL.ccp && work.session.ccp !== undefined) happen(work, CCP, 'RXJ-');
}

/** `ppp timeout ncp` is over; true where the link must be closed. */
export function networkOverdue(work: NetworkWork): boolean {
  if (work.session.ipcp.state === 'Open') return false;
  trace(work, { type: 'ppp.timeout', timer: 'ncp' });
  return true;
}

export const NETWORK_OVERDUE = 'no network protocol came up in time';

export function networkTimeout(work: NetworkWork, timer: 'IPCP-restart' | 'CCP-restart'): void {
  if (timer === 'IPCP-restart') restartTimeout(work, IPCP);
  else if (work.session.ccp !== undefined) restartTimeout(work, CCP);
}
