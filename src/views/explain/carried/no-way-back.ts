// Packets that came over a call that is up, and that nothing leads back from: a router on their way has no route to where they
// came from. What passed over the call is told by the dialer at the end that sent it; a ping from the same address that was
// answered since then says that the route is there by now.

import { formatIpv4, type Ipv4Address } from '../../../base/ipv4.ts';
import type { TraceRecord } from '../../../network/trace.ts';
import type { CallSide, TracedCall } from '../attempt/calls.ts';
import { addLine } from '../cures/changes.ts';
import { diagnosis, type Circumstances, type Diagnosis } from '../diagnosis.ts';
import { routeLine } from '../cures/missing-lines.ts';
import { explainNotLearnt } from '../undialled/not-learnt.ts';
import type { Plant } from '../plant.ts';

export function explainNoWayBack(call: TracedCall, circumstances: Circumstances): Diagnosis | undefined {
  const { plant, records } = circumstances;
  const until = Math.min(call.caller?.releasedAt ?? Infinity, call.callee?.releasedAt ?? Infinity);
  const lost = records.findLast((record) => record.at >= call.at && record.at <= until && isReply(record, call, circumstances));
  if (lost?.event.type !== 'ip.undeliverable' || isAnsweredSince(lost, lost.event.destination, call, circumstances)) return undefined;
  const { device } = lost;
  const { destination } = lost.event;
  const unlearnt = explainNotLearnt(device, destination, circumstances);
  const told = `${device} has no route to ${formatIpv4(destination)}, where packets came from`;
  if (unlearnt !== undefined) return diagnosis('NO-RETURN-ROUTE', `${told}: ${unlearnt.sentence}`, ...unlearnt.changes);
  return diagnosis('NO-RETURN-ROUTE', told, addLine(device, routeLine(device, destination, plant)));
}

/** It was on its way to somebody whose packets have come over the call, to that router or past it. */
function isReply({ at, device, event }: TraceRecord, call: TracedCall, { records, plant }: Circumstances): boolean {
  if (event.type !== 'ip.undeliverable' || event.because !== 'no-route') return false;
  const { destination } = event;
  // From an interface without an address, which is another matter.
  if (destination === 0) return false;
  for (const [own, other] of [[call.caller, call.callee], [call.callee, call.caller]] as const) {
    if (other === undefined || other.device === device) continue;
    const isRouter = plant.routers.has(other.device);
    const sent = isRouter && records.some((record) => record.at >= call.at && record.at <= at && record.device === other.device && record.event.type === 'dialer.packet' && record.event.source === destination);
    // A PC has no dialer: whatever its server's end answers is for it.
    if (sent || (!isRouter && own?.device === device)) return true;
  }
  return false;
}

function isAnsweredSince({ at }: TraceRecord, address: Ipv4Address, call: TracedCall, { records, plant }: Circumstances): boolean {
  return records.some((ended, index) => {
    const { device, event } = ended;
    if (ended.at <= at || event.type !== 'ping.ended' || event.received === 0) return false;
    const started = records.findLast((record, before) => before < index && record.device === device && record.event.type === 'ping.started' && record.event.destination === event.destination)?.event;
    if (started?.type !== 'ping.started') return false;
    return started.source === undefined ? isOwn(device, address, call, plant) : started.source === address;
  });
}

/** What a ping without a source comes from: the call's own interface at its ends, whatever leads there elsewhere. */
function isOwn(device: string, address: Ipv4Address, { caller, callee }: TracedCall, plant: Plant): boolean {
  const end: CallSide | undefined = [caller, callee].find((side) => side?.device === device);
  if (end === undefined) return plant.interfacesOf(device).some((settings) => settings.address?.address === address);
  const settings = plant.dialing(device, end.dialing);
  return settings !== undefined && plant.address(device, settings)?.address === address;
}
