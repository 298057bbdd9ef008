// A ping over a call that is up, of which nothing came back: nobody beyond the call has a route, the two routers send it to each
// other, it is too long, its LAN has nobody of that address, or the peer has another address than the map means. What became of
// the echoes the trace says; of an address that nobody holds only the configurations do.

import { formatIpv4, networkOf, type Ipv4Address } from '../../../base/ipv4.ts';
import { staticRoutes } from '../../../config/model.ts';
import type { TraceEvent, TraceRecord } from '../../../network/trace.ts';
import type { CallSide, TracedCall } from '../attempt/calls.ts';
import { addLine, changeInInterface, removeFromInterface, type Change } from '../cures/changes.ts';
import { diagnosis, type Circumstances, type Diagnosis } from '../diagnosis.ts';
import { routeLine } from '../cures/missing-lines.ts';
import type { Plant } from '../plant.ts';
import { explainWay } from '../undialled/ways.ts';

interface Failed {
  readonly side: CallSide;
  readonly peer: CallSide;
  readonly destination: Ipv4Address;
  readonly from: number;
  readonly to: number;
}

type Undeliverable = Extract<TraceEvent, { type: 'ip.undeliverable' }>;

export function explainUnanswered(call: TracedCall, circumstances: Circumstances): Diagnosis | undefined {
  const failed = lastFailed(call, circumstances);
  if (failed === undefined) return undefined;
  const { destination, from, to } = failed;
  const { records, plant } = circumstances;
  const lost = records.findLast(({ event }, index) => index > from && index < to && event.type === 'ip.undeliverable' && event.destination === destination);
  const elsewhere = otherAddress(failed, plant);
  if (elsewhere !== undefined) return elsewhere;
  if (comesBack(failed, records)) {
    const { side, peer } = failed;
    return diagnosis('ROUTE-LOOP', `${side.device} and ${peer.device} send what is for ${formatIpv4(destination)} to each other, until its time to live is over`, backRoute(peer, side, destination, plant));
  }
  return lost === undefined ? undefined : explainLost(failed, lost, lost.event as Undeliverable, circumstances); // found by its type
}

/** The last ping of one of the two ends, if it was over the call and nothing of it came back. */
function lastFailed({ caller, callee }: TracedCall, { records }: Circumstances): Failed | undefined {
  if (caller === undefined || callee === undefined) return undefined;
  const to = records.findLastIndex(({ device, event }) => event.type === 'ping.ended' && event.sent > 0 && (device === caller.device || device === callee.device));
  const ended = records[to];
  if (ended?.event.type !== 'ping.ended' || ended.event.received > 0) return undefined;
  const [side, peer] = ended.device === caller.device ? [caller, callee] : [callee, caller];
  const { destination } = ended.event;
  const from = records.findLastIndex(({ device, event }, index) => index < to && device === side.device && event.type === 'ping.started' && event.destination === destination);
  const started = records[from];
  const isOver = started === undefined || side.connectedAt === undefined || started.at < side.connectedAt || ended.at > (side.releasedAt ?? Infinity);
  return isOver || !wentOver(side, destination, from, to, records) ? undefined : { side, peer, destination, from, to };
}

/** The dialer, which sees what passes, or a PC, which has nowhere else to send to. */
function wentOver({ device, channel }: CallSide, destination: Ipv4Address, from: number, to: number, records: readonly TraceRecord[]): boolean {
  const isRouter = records.some((record) => record.device === device && record.event.type.startsWith('dialer.'));
  const here = records.slice(from, to);
  // What is too long for the interface does not even come to its dialer.
  return !isRouter || here.some((record) => record.device === device && 'destination' in record.event && record.event.destination === destination && (record.event.type === 'dialer.packet' || (record.event.type === 'ip.undeliverable' && record.event.because === 'too-long' && channel?.startsWith(record.interface ?? '-') === true)));
}

function explainLost({ side, destination }: Failed, { device, interface: name = '' }: TraceRecord, { because }: Undeliverable, circumstances: Circumstances): Diagnosis | undefined {
  const { plant } = circumstances;
  const to = formatIpv4(destination);
  switch (because) {
    case 'no-route': {
      if (device === side.device) return undefined;
      const way = explainWay(device, destination, circumstances);
      const told = `${device} has no route to ${to}, to which ${side.device} sends`;
      return way === undefined ? diagnosis('NO-ROUTE', told, addLine(device, routeLine(device, destination, plant))) : { ...way, sentence: `${told}: ${way.sentence}` };
    }
    case 'too-long':
      return diagnosis('TOO-LONG', `what ${side.device} sends to ${to} must not be cut, and is longer than what ${name} of ${device} sends`, mtuLine(device, name, plant));
    case 'no-arp':
      return diagnosis('NO-HOST', `nobody has the address ${to} on the LAN at ${name} of ${device}`);
    default:
      return undefined;
  }
}

/** The far end has sent it over the same call. */
function comesBack({ peer: { device, interface: port, dialing, channel }, destination, from, to }: Failed, records: readonly TraceRecord[]): boolean {
  const names = [port, dialing, channel];
  return records.slice(from, to).some((record) => record.device === device && record.event.type === 'dialer.packet' && record.event.destination === destination && names.includes(record.interface));
}

/** The route by which the far end sends it back. */
function backRoute(far: CallSide, near: CallSide, destination: Ipv4Address, plant: Plant): Change | undefined {
  const config = plant.routers.get(far.device)?.config;
  if (config === undefined) return undefined;
  const back = staticRoutes(config).find(({ prefix, mask, nextHop, interface: name }) => {
    if (networkOf(destination, mask) !== prefix) return false;
    return nextHop === undefined ? name === far.dialing : plant.holder(nextHop)?.router === near.device;
  });
  if (back === undefined) return undefined;
  const way = back.nextHop === undefined ? (back.interface ?? '') : formatIpv4(back.nextHop);
  return { router: far.device, verb: 'remove', line: `ip route ${formatIpv4(back.prefix)} ${formatIpv4(back.mask)} ${way}` };
}

function mtuLine(device: string, name: string, plant: Plant): Change | undefined {
  const settings = plant.dialing(device, name);
  if (settings?.ipMtu !== undefined) return removeFromInterface(device, settings.name, `ip mtu ${settings.ipMtu}`);
  return settings?.mtu === undefined || settings.mtu === 1500 ? undefined : removeFromInterface(device, settings.name, `mtu ${settings.mtu}`);
}

/** Nobody has the next hop of the map for the peer, which has another address in its own configuration. */
function otherAddress({ side, peer, destination }: Failed, plant: Plant): Diagnosis | undefined {
  const near = plant.dialing(side.device, side.dialing);
  const map = near?.dialer.maps.find(({ nextHop }) => nextHop === destination);
  const far = plant.dialing(peer.device, peer.dialing);
  const own = far?.address;
  if (near === undefined || map === undefined || far === undefined || own === undefined || plant.mapTarget(map) !== peer.device || plant.holder(destination) !== undefined) return undefined;
  const mask = formatIpv4(near.address?.mask ?? own.mask);
  return diagnosis(
    'OTHER-ADDRESS',
    `${far.name} of ${peer.device} has the address ${formatIpv4(own.address)}, where the dialer map of ${side.device} says ${formatIpv4(destination)}`,
    changeInInterface(peer.device, far.name, `ip address ${formatIpv4(own.address)} ${formatIpv4(own.mask)}`, `ip address ${formatIpv4(destination)} ${mask}`),
  );
}
