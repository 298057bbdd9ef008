// Lines that an interface or a router lacks, worded from what its peers have: an address, a static route.

import { formatIpv4, networkOf, type Ipv4Address } from '../../../base/ipv4.ts';
import type { InterfaceSettings } from '../../../config/model.ts';
import { addToInterface, type Change } from './changes.ts';
import type { Plant } from '../plant.ts';

/** The address that the peers' maps have for it, with their mask. */
export function addressChange(router: string, settings: InterfaceSettings, plant: Plant): Change {
  const numbers = plant.lab.telephoneLines
    .filter((line) => line.router === router && plant.members(router, settings.name).some(({ name }) => name === line.interface))
    .flatMap((line) => line.numbers);
  for (const peer of plant.routers.keys()) {
    for (const other of peer === router ? [] : plant.dialingInterfaces(peer)) {
      const map = other.dialer.maps.find(({ number }) => number !== undefined && numbers.includes(number));
      const mask = other.address?.mask;
      if (map !== undefined && mask !== undefined) {
        return addToInterface(router, settings.name, `ip address ${formatIpv4(map.nextHop)} ${formatIpv4(mask)}`);
      }
    }
  }
  return addToInterface(router, settings.name, 'ip address ADDRESS MASK');
}

/** `ip route` to the subnet of whoever has the destination, by way of its address in a subnet that the router shares, or of a neighbour's who dials. */
export function routeLine(router: string, destination: Ipv4Address, plant: Plant): string {
  const holders = plant.inSubnetOf(destination).filter(({ router: peer }) => peer !== router);
  for (const own of [plant.dialingInterfaces(router), plant.interfacesOf(router)]) {
    for (const { router: peer, settings } of holders) {
      const hop = sharedAddress(own, peer, plant);
      if (hop !== undefined) return routeTo(destination, settings, hop);
    }
  }
  const dialled = plant.dialingInterfaces(router).flatMap((settings) => settings.dialer.maps)[0]?.nextHop;
  const neighbours = [...plant.routers.keys()].filter((peer) => peer !== router && plant.dialingInterfaces(peer).length > 0);
  return routeTo(destination, holders[0]?.settings, dialled ?? neighbours.map((peer) => sharedAddress(plant.interfacesOf(router), peer, plant)).find((hop) => hop !== undefined));
}

/** Of the peer, in a subnet that one of these interfaces is in. */
function sharedAddress(own: readonly InterfaceSettings[], peer: string, plant: Plant): Ipv4Address | undefined {
  return plant.interfacesOf(peer).find((other) =>
    own.some((mine) => mine.address !== undefined && other.address !== undefined && networkOf(other.address.address, mine.address.mask) === networkOf(mine.address.address, mine.address.mask)),
  )?.address?.address;
}

function routeTo(destination: Ipv4Address, holder: InterfaceSettings | undefined, hop: Ipv4Address | undefined): string {
  const nextHop = hop === undefined ? 'NEXT-HOP' : formatIpv4(hop);
  if (holder?.address === undefined) return `ip route ${formatIpv4(destination)} 255.255.255.255 ${nextHop}`;
  const { address, mask } = holder.address;
  return `ip route ${formatIpv4(networkOf(address, mask))} ${formatIpv4(mask)} ${nextHop}`;
}
