// Why nothing was dialled: no route, a shut interface, no interesting packet, no map, no line. The trace says which; the
// line to change is worded from the router's configuration and from the line that its interface is plugged into.

import { parseInterfaceName } from '../../../base/interface-name.ts';
import { formatIpv4, networkOf, type Ipv4Address } from '../../../base/ipv4.ts';
import { accessEntries, dialerLists, type InterfaceSettings } from '../../../config/model.ts';
import type { TraceEvent, TraceRecord } from '../../../network/trace.ts';
import { addLine, addToInterface, mapChange, newMapLine, removeFromInterface, type Change } from '../cures/changes.ts';
import { explainCallLimit } from './call-limit.ts';
import { diagnosis, type Circumstances, type Diagnosis } from '../diagnosis.ts';
import { explainFiltered } from '../carried/filtered.ts';
import { lineDown } from './line-down.ts';
import { explainOutbound } from './outbound.ts';
import { explainNoChannel } from './no-channel.ts';
import type { Plant } from '../plant.ts';
import { explainSerial, isSerial } from './serial.ts';
import { explainDisabled, explainStandby, explainWatchNoMap } from '../carried/standing-in.ts';
import { explainWay, wayByNow } from './ways.ts';
import { addressChange, routeLine } from '../cures/missing-lines.ts';

type NoDial = Extract<TraceEvent, { type: 'dialer.noDial' }>;

export function explainUndialled(record: TraceRecord, circumstances: Circumstances): Diagnosis {
  const { device, event, interface: name = '' } = record;
  switch (event.type) {
    case 'ip.undeliverable':
      if (event.because === 'filtered') return explainFiltered(record);
      return event.because === 'interface-down'
        ? interfaceDown(device, name, event.destination, circumstances)
        : noRoute(device, event.destination, circumstances);
    case 'dialer.failed':
      return event.why === 'no-channel' ? explainNoChannel(record, name, circumstances) : lineDown(device, name, circumstances);
    case 'dialer.watchNoMap':
      return explainWatchNoMap(record, event, circumstances);
    case 'dialer.noDial':
      return noDial(device, name, event, record, circumstances);
    default:
      return diagnosis('CALL-FAILED', `${device} dialled nothing`);
  }
}

function noDial(device: string, name: string, event: NoDial, record: TraceRecord, circumstances: Circumstances): Diagnosis {
  const { plant } = circumstances;
  const settings = plant.dialing(device, name);
  switch (event.because) {
    case 'no-group':
      return diagnosis(
        'NO-DIALER-GROUP',
        `nothing that ${device} sends over ${name} is interesting, since ${name} is in no dialer group`,
        addToInterface(device, name, `dialer-group ${groupToUse(plant, device)}`),
      );
    case 'not-interesting':
      return notInteresting(device, name, settings, event, record, circumstances);
    case 'no-map':
      return noMap(device, name, event.nextHop, plant);
    case 'no-number':
      return noNumber(device, name, settings, event.nextHop, plant);
    case 'no-channel':
      return explainNoChannel(record, name, circumstances);
    case 'call-limit':
      return explainCallLimit(device, name, 'out', `nobody was dialled for ${formatIpv4(event.destination)}`, circumstances);
    case 'no-profile':
    case 'profile-without-number':
    case 'aaa-error':
      return explainOutbound(record, event, circumstances);
    case 'redial-disabled':
      return explainDisabled(record, circumstances);
    default:
      return lineDown(device, name, circumstances);
  }
}

function groupToUse(plant: Plant, router: string): number {
  const config = plant.routers.get(router)?.config;
  return (config && dialerLists(config).find((entry) => entry.protocol === 'ip')?.group) ?? 1;
}

function notInteresting(
  device: string,
  name: string,
  settings: InterfaceSettings | undefined,
  event: NoDial,
  record: TraceRecord,
  { plant, records }: Circumstances,
): Diagnosis {
  const group = settings?.dialer.group ?? 1;
  const packet = records.findLast(
    ({ device: where, sequence, event: each }) =>
      where === device && sequence < record.sequence && each.type === 'dialer.packet' && each.destination === event.destination,
  )?.event;
  const reason = packet?.type === 'dialer.packet' ? packet.reason : 'no list matched';
  if (reason === 'no list matched') {
    return diagnosis(
      'NO-DIALER-LIST',
      `nothing that ${device} sends over ${name} is interesting, since no dialer-list ${group} says so`,
      addLine(device, `dialer-list ${group} protocol ip permit`),
    );
  }
  const sentence = `dialer-list ${group} of ${device} denies packets to ${formatIpv4(event.destination)} (${reason})`;
  const list = /^list (\d+)$/.exec(reason)?.[1];
  if (list === undefined) {
    const line = `dialer-list ${group} protocol ip deny`;
    return diagnosis('NOT-INTERESTING', sentence, { router: device, verb: 'change', line, to: `dialer-list ${group} protocol ip permit` });
  }
  const source = packet?.type === 'dialer.packet' ? packet.source : 0;
  return diagnosis('NOT-INTERESTING', sentence, accessChange(device, Number(list), source, plant));
}

/** By its number. */
function isExtended(list: number): boolean {
  return (list >= 100 && list <= 199) || (list >= 2000 && list <= 2699);
}

/** The entry that denies the source is changed; where only the end of the list does, an entry is missing. */
function accessChange(router: string, list: number, source: Ipv4Address, plant: Plant): Change {
  const config = plant.routers.get(router)?.config;
  if (isExtended(list)) return addLine(router, `access-list ${list} permit ip host ${formatIpv4(source)} any`);
  const entries = config === undefined ? [] : accessEntries(config).filter((entry) => entry.list === list);
  const denying = entries.find((entry) => networkOf(source, ~entry.wildcard >>> 0) === networkOf(entry.source, ~entry.wildcard >>> 0));
  if (denying?.action !== 'deny') return addLine(router, `access-list ${list} permit ${formatIpv4(source)}`);
  const { wildcard, source: base } = denying;
  const whom = wildcard === 0xffffffff ? 'any' : wildcard === 0 ? formatIpv4(base) : `${formatIpv4(base)} ${formatIpv4(wildcard)}`;
  return { router, verb: 'change', line: `access-list ${list} deny ${whom}`, to: `access-list ${list} permit ${whom}` };
}

export function noMap(device: string, name: string, nextHop: Ipv4Address, plant: Plant): Diagnosis {
  const peer = plant.holder(nextHop);
  const peerName = peer === undefined ? 'PEER' : plant.chapName(peer.router, peer.settings);
  const number = peer && plant.numberOf(peer.router, peer.settings.name);
  if (plant.settings(device, name)?.dialer.pool !== undefined) {
    const lines = [`dialer remote-name ${peerName}`, `dialer string ${number ?? 'NUMBER'}`];
    return diagnosis('NO-DIALER-MAP', `${name} of ${device} has no dialer string`, ...lines.map((line) => addToInterface(device, name, line)));
  }
  return diagnosis(
    'NO-DIALER-MAP',
    `${device} has no dialer map for ${formatIpv4(nextHop)} on ${name}`,
    addToInterface(device, name, newMapLine(nextHop, peerName, number)),
  );
}

export function noNumber(device: string, name: string, settings: InterfaceSettings | undefined, nextHop: Ipv4Address, plant: Plant): Diagnosis {
  const map = settings?.dialer.maps.find((each) => each.nextHop === nextHop) ?? (settings?.dialer.pool === undefined ? undefined : settings.dialer.maps[0]);
  const peer = plant.holder(nextHop);
  const number = (peer && plant.numberOf(peer.router, peer.settings.name)) ?? 'NUMBER';
  return diagnosis(
    'NO-NUMBER',
    settings?.dialer.pool === undefined
      ? `the dialer map of ${device} for ${formatIpv4(nextHop)} has no number to dial`
      : `${name} of ${device} has no dialer string`,
    map && mapChange(device, name, map, { number }),
  );
}

function interfaceDown(device: string, name: string, destination: Ipv4Address, circumstances: Circumstances): Diagnosis {
  const { plant } = circumstances;
  const settings = plant.settings(device, name);
  const standby = explainStandby(device, name, circumstances);
  if (standby !== undefined) return standby;
  if (isSerial(device, name, plant)) return explainSerial(device, name, circumstances);
  if (parseInterfaceName(name)?.type === 'Loopback') return behindLoopback(device, name, destination, plant);
  if (settings !== undefined && !settings.shutdown) return lineDown(device, name, circumstances);
  return diagnosis(
    'INTERFACE-SHUT',
    `${name} of ${device}, which leads to ${formatIpv4(destination)}, is shut down`,
    removeFromInterface(device, name, 'shutdown'),
  );
}

/** An interface that borrows the address of a loopback shares its subnet: a route must say who is behind which. */
function behindLoopback(device: string, name: string, destination: Ipv4Address, plant: Plant): Diagnosis {
  const dialing = plant.dialingInterfaces(device).find(({ dialer }) => dialer.maps.some(({ nextHop }) => nextHop === destination));
  const sentence = `${formatIpv4(destination)} is in the subnet of ${name} of ${device}, where nobody else is`;
  return diagnosis('NO-ROUTE', `${sentence}${dialing === undefined ? '' : `, and no route leads to it over ${dialing.name}`}`, dialing && addLine(device, `ip route ${formatIpv4(destination)} 255.255.255.255 ${dialing.name}`));
}

function noRoute(device: string, destination: Ipv4Address, circumstances: Circumstances): Diagnosis {
  const { plant } = circumstances;
  const way = wayByNow(device, destination, circumstances);
  if (way !== undefined) return diagnosis('NO-ROUTE', `${device} had no route to ${formatIpv4(destination)}, and has one by now, ${way}: try again`);
  const bare = plant.dialingInterfaces(device).find((settings) => settings.negotiates !== true && plant.address(device, settings) === undefined);
  if (bare !== undefined) {
    return diagnosis('NO-ADDRESS', `${bare.name} of ${device} has no IP address, so nothing leads to ${formatIpv4(destination)}`, addressChange(device, bare, plant));
  }
  const inTheWay = explainWay(device, destination, circumstances);
  if (inTheWay !== undefined) return { ...inTheWay, sentence: `${device} has no route to ${formatIpv4(destination)}: ${inTheWay.sentence}` };
  return diagnosis('NO-ROUTE', `${device} has no route to ${formatIpv4(destination)}`, addLine(device, routeLine(device, destination, plant)));
}
