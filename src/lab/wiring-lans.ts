// The part of wiring inference that is no telephone: Ethernet interfaces in the same subnet share a LAN, two serial
// interfaces in the same subnet are the ends of one line: back to back where one of them gives a clock, else leased. An Ethernet interface without company has a LAN of its own.

import { parseInterfaceName } from '../base/interface-name.ts';
import { networkOf } from '../base/ipv4.ts';
import type { LabLan, LabSerialLink } from '../network/lab-description.ts';
import { isDialled, leaderOf } from './wiring-accesses.ts';
import type { WiredInterface } from './wiring.ts';

const end = ({ router, settings }: WiredInterface): { readonly router: string; readonly interface: string } => ({
  router: router.name,
  interface: settings.name,
});

/** Groups by subnet, in the order in which the subnets appear. */
function bySubnet(interfaces: readonly WiredInterface[]): readonly (readonly WiredInterface[])[] {
  const groups = new Map<string, WiredInterface[]>();
  for (const candidate of interfaces) {
    const { address } = candidate.settings;
    const key = address ? `${networkOf(address.address, address.mask)}/${address.mask}` : `${candidate.router.name} ${candidate.settings.name}`;
    const group = groups.get(key);
    if (group) group.push(candidate);
    else groups.set(key, [candidate]);
  }
  return [...groups.values()];
}

const ofType = (interfaces: readonly WiredInterface[], ...types: readonly string[]): readonly WiredInterface[] =>
  interfaces.filter(({ settings }) => types.includes(parseInterfaceName(settings.name)?.type ?? ''));

export function inferLans(interfaces: readonly WiredInterface[]): readonly LabLan[] {
  return bySubnet(ofType(interfaces, 'Ethernet', 'FastEthernet')).map((group, index) => ({
    name: `lan${index + 1}`,
    members: group.map(end),
    hosts: [],
  }));
}

export function inferSerialLinks(interfaces: readonly WiredInterface[]): readonly LabSerialLink[] {
  const leased = ofType(interfaces, 'Serial').filter((each) => !isDialled(each.settings, leaderOf(each, interfaces)));
  return bySubnet(leased).flatMap((group): readonly LabSerialLink[] => {
    const [a, b, more] = group;
    if (!a || !b || more) return [];
    const clocks = [a, b].findIndex(({ settings }) => settings.clockRate !== undefined);
    return [{ ends: [end(a), end(b)], ...(clocks === 0 || clocks === 1 ? { clockedBy: clocks } : {}) }];
  });
}
