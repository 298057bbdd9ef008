// Interfaces as IP and the network layer see them: `show ip interface [brief]`, `show protocols`, and the one-line summary
// `show interfaces description`.

import { formatIpv4, prefixLength } from '../../base/ipv4.ts';
import { shortInterfaceName } from '../../base/interface-name.ts';
import type { InterfaceReading, RouterReader } from '../../network/router/readings.ts';
import { left } from './columns.ts';

/** Hardware order, as 12.x has it: by type as in a running configuration. */
export function showIpInterfaceBrief(router: RouterReader, name?: string): readonly string[] {
  const lines = ['Interface                  IP-Address      OK? Method Status                Protocol'];
  for (const reading of interfacesNamed(router, name)) {
    const { name: own, address, state, protocolUp } = reading;
    const shown = address ?? lenderOf(router, reading);
    const ip = shown === undefined ? 'unassigned' : formatIpv4(shown.address);
    const method = address?.method ?? methodOf(reading, shown !== undefined);
    lines.push(`${left(own, 26)} ${left(ip, 15)} YES ${left(method, 6)} ${left(state, 21)} ${left(protocolUp ? 'up' : 'down', 4)}`);
  }
  return lines;
}

/** Of an interface without an address of its own. */
function methodOf({ settings, kind, unaddressedBy }: InterfaceReading, borrows: boolean): string {
  if (settings.negotiates === true && kind !== 'b-channel') return 'IPCP';
  return (borrows ? undefined : unaddressedBy) ?? 'unset';
}

function interfacesNamed(router: RouterReader, name: string | undefined): readonly InterfaceReading[] {
  return router.interfaces().filter((reading) => name === undefined || reading.name === name);
}

export function showIpInterface(router: RouterReader, name?: string): readonly string[] {
  return interfacesNamed(router, name).flatMap((reading) => [upDown(reading), ...ipLines(router, reading)]);
}

function upDown({ name, state, protocolUp }: InterfaceReading): string {
  return `${name} is ${state}, line protocol is ${protocolUp ? 'up' : 'down'}`;
}

const ORIGINS: Readonly<Record<NonNullable<InterfaceReading['address']>['method'], string>> = {
  NVRAM: 'non-volatile memory',
  manual: 'setup command',
  IPCP: 'IPCP',
};

const BROADCAST = 'Broadcast address is 255.255.255.255';

/** The address that an unnumbered interface borrows. */
function lenderOf(router: RouterReader, { kind, settings }: InterfaceReading): InterfaceReading['address'] {
  return kind === 'b-channel' || settings.unnumbered === undefined ? undefined : router.interface(settings.unnumbered)?.address;
}

function ipLines(router: RouterReader, reading: InterfaceReading): readonly string[] {
  const { address, settings } = reading;
  const lender = lenderOf(router, reading);
  const own =
    address !== undefined
      ? [`Internet address is ${formatIpv4(address.address)}/${prefixLength(address.mask) ?? 0}`, BROADCAST, `Address determined by ${ORIGINS[address.method]}`]
      : lender !== undefined
        ? [`Interface is unnumbered. Using address of ${settings.unnumbered ?? ''} (${formatIpv4(lender.address)})`, BROADCAST]
        : settings.negotiates === true
          ? ['Internet address will be negotiated using IPCP', BROADCAST]
          : undefined;
  if (own === undefined) return ['  Internet protocol processing disabled'];
  return [
    ...own,
    `MTU is ${settings.ipMtu ?? settings.mtu ?? 1500} bytes`,
    'Helper address is not set',
    'Directed broadcast forwarding is disabled',
    `Outgoing access list is ${settings.accessGroups.out ?? 'not set'}`,
    `Inbound  access list is ${settings.accessGroups.in ?? 'not set'}`,
    `Proxy ARP is ${settings.proxyArp ? 'enabled' : 'disabled'}`,
    // What the emulation does not do is told as off, whatever the box's default is.
    'Security level is default',
    'Split horizon is enabled',
    'ICMP redirects are never sent',
    `ICMP unreachables are ${settings.tellsUnreachable ? 'always' : 'never'} sent`,
    'ICMP mask replies are never sent',
    'IP fast switching is disabled',
    'IP fast switching on the same interface is disabled',
    'IP Flow switching is disabled',
    'IP multicast fast switching is disabled',
    'IP multicast distributed fast switching is disabled',
    'Router Discovery is disabled',
    'IP output packet accounting is disabled',
    'IP access violation accounting is disabled',
    'TCP/IP header compression is disabled',
    'RTP/IP header compression is disabled',
    'Probe proxy name replies are disabled',
    'Policy routing is disabled',
    'Network address translation is disabled',
    'WCCP Redirect outbound is disabled',
    'WCCP Redirect inbound is disabled',
    'WCCP Redirect exclude is disabled',
    'BGP Policy Mapping is disabled',
  ].map((line) => `  ${line}`);
}

export function showProtocols(router: RouterReader): readonly string[] {
  const lines = ['Global values:', '  Internet Protocol routing is enabled'];
  for (const reading of router.interfaces()) {
    lines.push(upDown(reading));
    const { address } = reading;
    if (address !== undefined) lines.push(`  Internet address is ${formatIpv4(address.address)}/${prefixLength(address.mask) ?? 0}`);
  }
  return lines;
}

export function showInterfaceDescriptions(router: RouterReader, name?: string): readonly string[] {
  const rows = interfacesNamed(router, name).map(({ name: own, kind, state, protocolUp, settings }) => {
    const status = state === 'administratively down' ? 'admin down' : state;
    const description = kind === 'b-channel' ? '' : (settings.description ?? '');
    return `${left(shortInterfaceName(own), 30)} ${left(status, 14)} ${left(protocolUp ? 'up' : 'down', 8)} ${description}`;
  });
  return ['Interface                      Status         Protocol Description', ...rows];
}
