// Why the ends of an ISDN call do not read each other, although it is connected: one runs at 56 kbit/s and the other at 64, or
// both at 64 over a trunk that carries 56. The network tells the speed of a data call, unless it is not ISDN all the way; of
// speech that is taken for data each end knows by its configuration alone.

import type { Instant } from '../../../base/time.ts';
import { addToInterface, changeInInterface, mapChange, type Change } from '../cures/changes.ts';
import { eventsOf, isUp, type CallSide, type TracedCall } from '../attempt/calls.ts';
import { diagnosis, type Circumstances, type Diagnosis } from '../diagnosis.ts';
import { faultsLeftOn } from '../attempt/faults-on.ts';

/** Undefined where both have the same speed, and the line has it. */
export function explainSpeed({ caller, callee, number }: TracedCall, circumstances: Circumstances): Diagnosis | undefined {
  if (caller?.connectedAt === undefined || callee?.connectedAt === undefined || isUp(caller) || isUp(callee)) return undefined;
  const [calling, called] = [speedOf(caller), speedOf(callee)];
  const trunk = isBehind56([caller, callee], caller.connectedAt, circumstances);
  if (calling === called && (calling === 56 || !trunk)) return undefined;
  const changes = trunk
    ? [calling === 64 ? callerChange(caller, number, circumstances) : undefined, called === 64 ? addToInterface(callee.device, callee.interface, 'isdn not-end-to-end 56') : undefined]
    : [voiceSpeedChange(callee, calling, circumstances)];
  return diagnosis('SPEED', `${sentence(caller, callee)}${trunk ? ', and the trunks between them carry 56' : ''}: neither reads what the other sends`, ...changes);
}

function sentence(caller: CallSide, callee: CallSide): string {
  const [calling, called] = [speedOf(caller), speedOf(callee)];
  if (calling === called) return `${caller.device} and ${callee.device} run the call at ${calling} kbit/s`;
  return `${caller.device} runs the call at ${calling} kbit/s, and ${callee.device} at ${called}`;
}

function speedOf(side: CallSide): 56 | 64 {
  return eventsOf(side, 'isdn.adapted')[0]?.speed ?? 64;
}

function isBehind56(sides: readonly CallSide[], at: Instant, { records }: Circumstances): boolean {
  const names = new Set(faultsLeftOn(records.filter((record) => record.at <= at)).flatMap(({ event }) => (event.type === 'fault.on' ? [event.name] : [])));
  return sides.some(({ device, interface: name }) => names.has(`trunk-56 ${device} ${name}`));
}

function callerChange({ device, dialing }: CallSide, number: string, { plant }: Circumstances): Change | undefined {
  const settings = plant.dialing(device, dialing);
  const map = settings?.dialer.maps.find((each) => each.number === number);
  return settings && map && mapChange(device, settings.name, map, { speed: 56 });
}

/** The called end is to take it as the caller has it. */
function voiceSpeedChange({ device, interface: name }: CallSide, speed: 56 | 64, { plant }: Circumstances): Change | undefined {
  const isdn = plant.settings(device, name)?.isdn;
  if (isdn?.incomingVoice !== 'data') return undefined;
  const wanted = `isdn incoming-voice data ${speed}`;
  return isdn.calls.voiceSpeed === 64 ? addToInterface(device, name, wanted) : changeInInterface(device, name, 'isdn incoming-voice data 56', wanted);
}
