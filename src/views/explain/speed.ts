// Why the ends of an ISDN call do not read each other, although it is connected: one runs at 56 kbit/s and the other at 64.
// The network tells the speed of a data call; of speech that is taken for data each end knows by its configuration alone.

import { addToInterface, changeInInterface, type Change } from './changes.ts';
import { eventsOf, type CallSide, type TracedCall } from './calls.ts';
import { diagnosis, type Circumstances, type Diagnosis } from './diagnosis.ts';

/** Undefined where both have the same speed. */
export function explainSpeed({ caller, callee }: TracedCall, circumstances: Circumstances): Diagnosis | undefined {
  if (caller?.connectedAt === undefined || callee?.connectedAt === undefined) return undefined;
  const [calling, called] = [speedOf(caller), speedOf(callee)];
  if (calling === called) return undefined;
  return diagnosis(
    'SPEED',
    `${caller.device} runs the call at ${calling} kbit/s, and ${callee.device} at ${called}: neither reads what the other sends`,
    voiceSpeedChange(callee, calling, circumstances),
  );
}

function speedOf(side: CallSide): 56 | 64 {
  return eventsOf(side, 'isdn.adapted')[0]?.speed ?? 64;
}

/** The called end is to take it as the caller has it. */
function voiceSpeedChange({ device, interface: name }: CallSide, speed: 56 | 64, { plant }: Circumstances): Change | undefined {
  const isdn = plant.settings(device, name)?.isdn;
  if (isdn?.incomingVoice !== 'data') return undefined;
  const wanted = `isdn incoming-voice data ${speed}`;
  return isdn.calls.voiceSpeed === 64 ? addToInterface(device, name, wanted) : changeInInterface(device, name, 'isdn incoming-voice data 56', wanted);
}
