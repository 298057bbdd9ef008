// Why there was no channel to dial on: all of them carry calls, which are named, or a line of the configuration makes them busy.

import { parseInterfaceName } from '../../../base/interface-name.ts';
import type { Instant } from '../../../base/time.ts';
import type { TraceRecord } from '../../../network/trace.ts';
import { busyOut } from './access-side.ts';
import { readCalls, type TracedCall } from '../attempt/calls.ts';
import { diagnosis, type Circumstances, type Diagnosis } from '../diagnosis.ts';
import { isBri } from '../plant.ts';

/** `name` is the interface that wanted to dial: a BRI, a PRI, or a Dialer with its members. */
export function explainNoChannel({ device, at }: TraceRecord, name: string, circumstances: Circumstances): Diagnosis {
  const members = circumstances.plant.members(device, name);
  const [only, another] = members;
  const busied = members.filter(({ isdn }) => isdn.access.busy !== undefined);
  const calls = callsOn(device, members.map((member) => member.name), at, circumstances);
  const with_ = calls.length === 0 ? '' : ` (${calls.join(', ')})`;
  if (busied.length > 0) {
    const all = busied.every(({ isdn }) => isdn.access.busy?.channel === 0);
    const sentence = `${all ? 'all' : 'some'} channels of ${busied.map((each) => each.name).join(' and ')} of ${device} are made busy`;
    return diagnosis('NO-CHANNEL', all ? sentence : `${sentence}, and the others were in use${with_}`, ...busied.map((each) => busyOut(device, each)));
  }
  if (only !== undefined && another === undefined && parseInterfaceName(only.name)?.type === 'Async') {
    return diagnosis('NO-CHANNEL', `${only.name} of ${device} was ${calls.length === 0 ? 'not ready again after its last call' : `in use${with_}`} when it wanted to dial`);
  }
  const which = only !== undefined && another === undefined && isBri(only.name) ? 'both B channels' : 'all B channels';
  return diagnosis('NO-CHANNEL', `${which} of ${name} were in use when ${device} wanted to dial${with_}`);
}

/** Those that were under way or up then: `a call to R1`, `2 calls of R3`. */
function callsOn(device: string, ports: readonly string[], at: Instant, { plant, records }: Circumstances): readonly string[] {
  const isHere = ({ caller, callee }: TracedCall) => [caller, callee].some((side) => side?.device === device && ports.includes(side.interface) && (side.releasedAt ?? Infinity) > at);
  const counted = new Map<string, number>();
  for (const call of readCalls(records, plant)) {
    if (call.at > at || !isHere(call)) continue;
    const whose = call.caller?.device === device ? `to ${call.callee?.device ?? call.number}` : `of ${call.caller?.device ?? 'somebody outside'}`;
    counted.set(whose, (counted.get(whose) ?? 0) + 1);
  }
  return [...counted].map(([whose, count]) => `${count === 1 ? 'a call' : `${count} calls`} ${whose}`);
}
