// The Internet Protocol Control Protocol's options: RFC 1332 §3.3. Each end says its address; one that has none asks with
// 0.0.0.0 and is given one by a Configure-Nak, if the other end has one to give. Header compression and the addresses of
// name servers (RFC 1877) are rejected.

import { IPCP_OPTIONS, type IpcpOption } from '../../wire/ipcp.ts';
import { PPP_PROTOCOL } from '../../wire/ppp.ts';
import { CONTROL_CODE } from '../../wire/control-packet.ts';
import type { ControlProtocol } from './machine/control-protocol.ts';
import type { NetworkPolicy } from './session-types.ts';
import type { IpOptions, NetworkState } from './state.ts';

export const IPCP: ControlProtocol<IpcpOption, NetworkState> = {
  name: 'IPCP',
  number: PPP_PROTOCOL.ipcp,
  timer: 'IPCP-restart',
  options: IPCP_OPTIONS,
  lastCode: CONTROL_CODE.CodeReject,
  layer: (work) => work.session.ipcp,
  peerMru: (work) => work.session.peerMru,
  request: ({ session: { ip } }) => (ip.asked ? [{ kind: 'ipAddress', address: ip.address }] : []),
  judge: (work, option) => {
    if (option.kind !== 'ipAddress') return 'reject';
    if (option.address !== 0) return 'ack';
    const address = work.session.policy.peerAddress;
    return address === undefined || address === 0 ? 'reject' : { kind: 'ipAddress', address };
  },
  replied: (work, verdict, options) => {
    if (verdict !== 'ack') return;
    const option = options.find((candidate) => candidate.kind === 'ipAddress');
    work.session.ip.peerAddress = option?.kind === 'ipAddress' ? option.address : 0;
  },
  acknowledged: () => {},
  naked: (work, suggestions) => {
    const { ip, policy } = work.session;
    for (const suggestion of suggestions) {
      // A configured address is kept, whatever the peer would rather have; one without an address takes what it is given.
      if (suggestion.kind === 'ipAddress' && policy.ipAddress === 0) ip.address = suggestion.address;
    }
    return true;
  },
  rejected: (work, options) => {
    if (options.some((option) => option.kind === 'ipAddress')) work.session.ip.asked = false;
    return true;
  },
  additional: () => {},
  down: (work) => {
    work.actions.push({ type: 'ip-down' });
  },
  up: (work) => {
    const { ip } = work.session;
    work.actions.push({ type: 'ip-up', localAddress: ip.address, peerAddress: ip.peerAddress });
  },
  finished: () => {},
  moved: () => {},
};

export function newIpOptions(policy: NetworkPolicy): IpOptions {
  return { address: policy.ipAddress ?? 0, asked: policy.ipAddress !== undefined, peerAddress: 0 };
}
