// TCP and UDP at a host of a LAN: the transport of routers, put on the host's own datagrams.

import { DEFAULT_TCP } from '../../../config/tcp-settings.ts';
import type { Clock } from '../../../engine/clock.ts';
import type { RandomStream } from '../../../engine/random.ts';
import type { LanHost } from '../lan-host.ts';
import { Transport } from '../../router/ip/transport.ts';

/** Arrivals have no interface's name there. */
const NO_INTERFACE = '';

export function hostTransport(host: LanHost, clock: Clock, random: RandomStream): Transport {
  const transport = new Transport({
    clock,
    random,
    sourceFor: () => host.address,
    tcpSettings: () => DEFAULT_TCP,
    sendIp: (protocol, _source, destination, payload) => host.sendIp(protocol, destination, payload),
  });
  host.service = {
    receiveTcp: (packet) => transport.receiveTcp(packet),
    receiveUdp: (packet) => transport.receiveUdp(packet, NO_INTERFACE),
    icmpArrives: (message) => transport.icmpArrives(message),
  };
  return transport;
}
