// What passes on a LAN, from captured frames: which station sent a datagram to which. ARP and broadcasts are a LAN's own
// business and are left out.

import type { Instant } from '../../base/time.ts';
import { toHex } from '../../base/octets.ts';
import type { LabDescription } from '../../network/lab-description.ts';
import { lanHostAddress } from '../../network/lan/lan.ts';
import type { RouterReader } from '../../network/router/readings.ts';
import type { CapturedFrame } from '../../network/world.ts';
import { ETHERNET, ETHERTYPE } from '../../wire/ethernet.ts';

export interface LanPacket {
  readonly at: Instant;
  readonly from: string;
  readonly to: string;
}

/** Stations by LAN and hardware address, twelve hexadecimal digits. */
export function lanStations(lab: LabDescription, routers: ReadonlyMap<string, RouterReader>): ReadonlyMap<string, string> {
  const stations = new Map<string, string>();
  for (const { name: lan, members, hosts } of lab.lans) {
    for (const { router, interface: name } of members) {
      const address = routers.get(router)?.interface(name)?.hardwareAddress?.replaceAll('.', '');
      if (address !== undefined) stations.set(`${lan} ${address}`, router);
    }
    hosts.forEach((host, index) => stations.set(`${lan} ${toHex(lanHostAddress(index))}`, host.name));
  }
  return stations;
}

export function lanPacket({ at, device, linkType, octets }: CapturedFrame, stations: ReadonlyMap<string, string>): LanPacket | undefined {
  if (linkType !== 'ethernet') return undefined;
  const frame = ETHERNET.parse(octets);
  if (!frame.ok || frame.value.etherType !== ETHERTYPE.ipv4) return undefined;
  const from = stations.get(`${device} ${toHex(frame.value.source)}`);
  const to = stations.get(`${device} ${toHex(frame.value.destination)}`);
  return from === undefined || to === undefined ? undefined : { at, from, to };
}
