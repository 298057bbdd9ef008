// `show arp`, `show access-lists` and `show hosts`: what IP knows besides its routes, in the form of 12.x captures.

import { formatIpv4, type Ipv4Address } from '../../base/ipv4.ts';
import type { RouterReader } from '../../network/router/readings.ts';
import { domainLookup } from '../../config/model.ts';
import { left, right } from './columns.ts';

export interface ArpFilter {
  readonly address?: Ipv4Address | undefined;
  readonly interface?: string | undefined;
  /** As typed: `0200.0c00.0100`. */
  readonly hardware?: string | undefined;
}

export function showArp(router: RouterReader, wanted: ArpFilter = {}): readonly string[] {
  const rows = router
    .arp()
    .filter((entry) => wanted.address === undefined || entry.address === wanted.address)
    .filter((entry) => wanted.interface === undefined || entry.interface === wanted.interface)
    .filter((entry) => wanted.hardware === undefined || entry.hardwareAddress === wanted.hardware.toLowerCase())
    .map(({ address, ageMs, hardwareAddress, interface: name }) => {
      const age = ageMs === undefined ? '-' : String(Math.floor(ageMs / 60_000));
      const head = `Internet  ${left(formatIpv4(address), 15)}${right(age, 10)}   `;
      return hardwareAddress === undefined ? `${head}Incomplete      ARPA   ` : `${head}${hardwareAddress}  ARPA   ${name}`;
    });
  return ['Protocol  Address          Age (min)  Hardware Addr   Type   Interface', ...rows];
}

/** Standard lists, then extended ones. */
export function showAccessLists(router: RouterReader, list?: number | string): readonly string[] {
  const lines: string[] = [];
  for (const reading of router.accessLists()) {
    if (list !== undefined && reading.list !== list) continue;
    lines.push(`Standard IP access list ${reading.list}`);
    for (const { action, source, wildcard, matches } of reading.entries) {
      lines.push(`    ${left(action, 6)} ${sourceText(source, wildcard)}${hits(matches)}`);
    }
  }
  for (const reading of router.extendedLists()) {
    if (list !== undefined && reading.list !== list) continue;
    lines.push(`Extended IP access list ${reading.list}`);
    for (const { line, matches } of reading.entries) lines.push(`    ${line}${hits(matches)}`);
  }
  return lines;
}

function hits(matches: number): string {
  return matches === 0 ? '' : ` (${matches} match${matches === 1 ? '' : 'es'})`;
}

function sourceText(source: Ipv4Address, wildcard: Ipv4Address): string {
  if (wildcard === 0xffffffff) return 'any';
  if (wildcard === 0) return formatIpv4(source);
  return `${formatIpv4(source)}, wildcard bits ${formatIpv4(wildcard)}`;
}

/** The names that commands know without asking anybody: those of `ip host`, and those that name servers told. */
export function showHosts(router: RouterReader, name?: string): readonly string[] {
  const { config } = router;
  const domain = config.value('ip.domainName')?.['name'];
  const servers = config.entries('ip.nameServers').map((args) => String(args['address'] ?? ''));
  const rows = config
    .entries('ip.hosts')
    .filter((args) => name === undefined || String(args['name']).toLowerCase() === name.toLowerCase())
    .flatMap((args) => {
      const [first = '', ...others] = String(args['addresses'] ?? '').split(' ');
      return [`${left(String(args['name'] ?? ''), 24)} (perm, OK)  0   IP    ${first}`, ...others.map((address) => `${' '.repeat(47)}${address}`)];
    });
  const learnt = router
    .learntNames()
    .filter((each) => name === undefined || each.name.toLowerCase() === name.toLowerCase())
    .map((each) => `${left(each.name, 24)} (temp, OK) ${right(String(Math.floor((router.now - each.since) / 3_600_000)), 2)}   IP    ${formatIpv4(each.address)}`);
  return [
    domain === undefined ? 'Default domain is not set' : `Default domain is ${domain}`,
    domainLookup(config) ? 'Name/address lookup uses domain service' : 'Name/address lookup uses static mappings',
    `Name servers are ${servers.length === 0 ? '255.255.255.255' : servers.join(', ')}`,
    '',
    'Host                     Flags      Age Type   Address(es)',
    ...rows,
    ...learnt,
  ];
}
