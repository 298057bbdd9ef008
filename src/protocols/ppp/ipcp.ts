// The Internet Protocol Control Protocol's options: RFC 1332 §3.3. Each end says its address; one that has none asks with
// 0.0.0.0 and is given one by a Configure-Nak, if the other end has one to give; so are the addresses of name servers
// (RFC 1877) that the configuration knows, and a PC asks for. Header compression is rejected.

import type { Ipv4Address } from '../../base/ipv4.ts';
import { IPCP_OPTIONS, NAME_SERVERS, type IpcpOption } from '../../wire/ipcp.ts';
import { PPP_PROTOCOL } from '../../wire/ppp.ts';
import { CONTROL_CODE } from '../../wire/control-packet.ts';
import type { ControlProtocol } from './machine/control-protocol.ts';
import type { NetworkPolicy } from './session-types.ts';
import { later, stopTimer, trace, type IpOptions, type NetworkState, type NetworkWork } from './state.ts';

export const IPCP: ControlProtocol<IpcpOption, NetworkState> = {
  name: 'IPCP',
  number: PPP_PROTOCOL.ipcp,
  timer: 'IPCP-restart',
  options: IPCP_OPTIONS,
  lastCode: CONTROL_CODE.CodeReject,
  layer: (work) => work.session.ipcp,
  peerMru: (work) => work.session.peerMru,
  request: ({ session: { ip } }) => [...(ip.asked ? [{ kind: 'ipAddress', address: ip.address } as const] : []), ...ip.nameServers],
  judge: (work, option) => {
    if (option.kind === 'ipAddress') return judgeAddress(work, option.address);
    const server = option.kind === 'nameServer' ? work.session.policy.nameServers?.[option.which] : undefined;
    if (option.kind !== 'nameServer' || server === undefined) return 'reject';
    return option.address === server ? 'ack' : { ...option, address: server };
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
      else if (suggestion.kind === 'nameServer') ip.nameServers = ip.nameServers.map((asked) => (asked.which === suggestion.which ? suggestion : asked));
    }
    return true;
  },
  rejected: (work, options) => {
    const { ip } = work.session;
    if (options.some((option) => option.kind === 'ipAddress')) ip.asked = false;
    ip.nameServers = ip.nameServers.filter(({ which }) => !options.some((option) => option.kind === 'nameServer' && option.which === which));
    return true;
  },
  additional: () => {},
  down: (work) => {
    later(work, { type: 'ip-down' });
  },
  up: (work) => {
    const { ip, policy } = work.session;
    if (policy.timers.ncpMs !== undefined) stopTimer(work, 'ncp');
    const { address: localAddress, peerAddress, nameServers } = ip;
    later(work, nameServers.length === 0 ? { type: 'ip-up', localAddress, peerAddress } : { type: 'ip-up', localAddress, peerAddress, nameServers });
  },
  finished: (work) => {
    if (work.session.ipcp.state === 'Stopped') later(work, { type: 'ip-failed' });
  },
  moved: () => {},
};

/** What the peer calls itself; where an address is kept for it, it is to have that one. */
function judgeAddress(work: NetworkWork, asked: Ipv4Address): 'ack' | 'reject' | IpcpOption {
  const { peerAddress: kept = 0, takesPeerAddress } = work.session.policy;
  if (asked === kept && kept !== 0) return 'ack';
  if (asked !== 0 && (kept === 0 || takesPeerAddress === true)) return 'ack';
  if (kept === 0) return 'reject';
  trace(work, { type: 'ppp.peerAddress', asked, address: kept });
  return { kind: 'ipAddress', address: kept };
}

export function newIpOptions(policy: NetworkPolicy): IpOptions {
  const nameServers = policy.asksNameServers === true ? NAME_SERVERS_ASKED : NONE;
  return { address: policy.ipAddress ?? 0, asked: policy.ipAddress !== undefined, peerAddress: 0, nameServers };
}

const NONE: IpOptions['nameServers'] = [];
const NAME_SERVERS_ASKED: IpOptions['nameServers'] = NAME_SERVERS.map((which) => ({ kind: 'nameServer', which, address: 0 }));
