// `show ip protocols` and `show ip rip database`, in the form of 12.2 captures.

import { formatIpv4, prefixLength } from '../../base/ipv4.ts';
import { uptimeStamp } from '../../base/time.ts';
import type { RipReading, RouterReader } from '../../network/router/readings.ts';
import type { DatabaseEntry } from '../../protocols/rip/readers.ts';
import type { RipRoute } from '../../protocols/rip/types.ts';
import { left, right } from './columns.ts';

export function showIpProtocols(router: RouterReader): readonly string[] {
  const rip = router.rip();
  if (rip === undefined) return [];
  const { settings } = rip;
  return [
    'Routing Protocol is "rip"',
    `  Sending updates every ${settings.updateSeconds} seconds${rip.nextUpdateMs === undefined ? '' : `, next due in ${Math.ceil(rip.nextUpdateMs / 1000)} seconds`}`,
    `  Invalid after ${settings.invalidSeconds} seconds, hold down ${settings.holddownSeconds}, flushed after ${settings.flushSeconds}`,
    '  Outgoing update filter list for all interfaces is not set',
    '  Incoming update filter list for all interfaces is not set',
    `  Redistributing: ${redistributing(rip)}`,
    `  Default version control: ${versionControl(settings.version)}`,
    ...interfaceTable(rip),
    `  Automatic network summarization is ${settings.autoSummary ? '' : 'not '}in effect`,
    `  Maximum path: ${settings.maximumPaths}`,
    '  Routing for Networks:',
    ...settings.networks.map((network) => `    ${formatIpv4(network)}`),
    ...passiveLines(rip),
    '  Routing Information Sources:',
    '    Gateway         Distance      Last Update',
    ...rip.sources.map(({ gateway, ageMs }) => `    ${left(formatIpv4(gateway), 16)}${right(settings.distance, 8)}      ${uptimeStamp(ageMs)}`),
    `  Distance: (default is ${settings.distance})`,
    '',
  ];
}

function redistributing({ settings }: RipReading): string {
  const sources = [settings.redistributeConnected && 'connected', settings.redistributeStatic && 'static', 'rip'];
  return sources.filter((source) => source !== undefined).join(', ');
}

function versionControl(version: 1 | 2 | undefined): string {
  return version === undefined ? 'send version 1, receive any version' : `send version ${version}, receive version ${version}`;
}

/** Passive interfaces send nothing, and are not in it. */
function interfaceTable({ interfaces }: RipReading): readonly string[] {
  const rows = interfaces
    .filter(({ passive }) => !passive)
    .map(({ name, sends, receives }) => `    ${left(name, 22)}${left(sends.join(' '), 6)}${left(receives.join(' '), 37)}`);
  return rows.length === 0 ? [] : ['    Interface             Send  Recv  Triggered RIP  Key-chain', ...rows];
}

function passiveLines({ settings, interfaces }: RipReading): readonly string[] {
  const names = new Set([...settings.passiveInterfaces, ...interfaces.filter(({ passive }) => passive).map(({ name }) => name)]);
  return names.size === 0 ? [] : ['  Passive Interface(s):', ...[...names].map((name) => `    ${name}`)];
}

export function showIpRipDatabase(router: RouterReader): readonly string[] {
  const rip = router.rip();
  return rip === undefined ? [] : rip.database.flatMap((entry) => databaseLines(entry, router.now));
}

function databaseLines({ prefix, mask, summary, local, learnt }: DatabaseEntry, now: number): readonly string[] {
  const network = `${formatIpv4(prefix)}/${prefixLength(mask) ?? 0}`;
  const lines = summary ? [`${network}    auto-summary`] : [];
  if (local?.origin === 'connected') lines.push(`${network}    directly connected, ${local.interface ?? ''}`);
  else if (local !== undefined) lines.push(`${network}    redistributed`, `    [${local.metric}] via ${formatIpv4(local.nextHop ?? 0)}, ${local.interface ?? ''}`);
  else if (learnt.some(({ phase }) => phase === 'valid')) {
    const via = ({ metric, nextHop, heardAt, interface: name }: RipRoute): string => `    [${metric}] via ${formatIpv4(nextHop)}, ${uptimeStamp(now - heardAt)}, ${name}`;
    lines.push(network, ...learnt.filter(({ phase }) => phase === 'valid').map(via));
  } else if (learnt.length > 0) lines.push(`${network} is possibly down`);
  return lines;
}
