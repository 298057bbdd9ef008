// `show arp` and `show access-lists`: what the IP stack holds, in the form of 12.x captures.

import { formatIpv4, type Ipv4Address } from '../../base/ipv4.ts';
import type { RouterReader } from '../../network/router/readings.ts';
import { left, right } from './columns.ts';

export function showArp(router: RouterReader): readonly string[] {
  const rows = router.arp().map((entry) => {
    const age = entry.ageMs === undefined ? '-' : String(Math.floor(entry.ageMs / 60_000));
    return `Internet  ${left(formatIpv4(entry.address), 15)}${right(age, 10)}   ${entry.hardwareAddress}  ARPA   ${entry.interface}`;
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
      const hits = matches === 0 ? '' : ` (${matches} match${matches === 1 ? '' : 'es'})`;
      lines.push(`    ${left(action, 6)} ${sourceText(source, wildcard)}${hits}`);
    }
  }
  for (const reading of router.extendedLists()) {
    if (list !== undefined && reading.list !== list) continue;
    lines.push(`Extended IP access list ${reading.list}`);
    for (const { line, matches } of reading.entries) lines.push(`    ${line}${matches === 0 ? '' : ` (${matches} match${matches === 1 ? '' : 'es'})`}`);
  }
  return lines;
}

function sourceText(source: Ipv4Address, wildcard: Ipv4Address): string {
  if (wildcard === 0xffffffff) return 'any';
  if (wildcard === 0) return formatIpv4(source);
  return `${formatIpv4(source)}, wildcard bits ${formatIpv4(wildcard)}`;
}
