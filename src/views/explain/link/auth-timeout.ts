// Authentication that was not over in time: the other end waits for a server, frames come damaged, or this end is given less time than
// an exchange with one repetition takes.

import type { AuthName } from '../../../protocols/ppp/trace.ts';
import { explainSlowServer } from './aaa.ts';
import type { CallSide } from '../attempt/calls.ts';
import { removeFromInterface } from '../cures/changes.ts';
import { diagnosis, type Circumstances, type Diagnosis } from '../diagnosis.ts';

/** A challenge that was lost is sent again after two or three seconds. */
const ENOUGH_SECONDS = 5;

export function explainAuthTimeout(side: CallSide, peer: CallSide | undefined, protocol: AuthName, known: Pick<Circumstances, 'plant' | 'records'>): Diagnosis {
  const slow = explainSlowServer(peer);
  if (slow !== undefined) return slow;
  const { device } = side;
  const settings = known.plant.dialing(device, side.dialing);
  const seconds = settings?.ppp.authenticationSeconds;
  const short = settings !== undefined && seconds !== undefined && seconds > 0 && seconds < ENOUGH_SECONDS;
  const damaged = [side, peer].flatMap((each) => {
    const frames = each === undefined ? 0 : damagedFrames(each, known);
    return each === undefined || frames === 0 ? [] : [`${frames} frames came damaged to ${each.device}`];
  });
  return diagnosis(
    'AUTH-TIMEOUT',
    `${device} and ${peer?.device ?? 'the peer'} did not finish ${protocol}${short ? ` within the ${seconds} s that ${device} gives it` : ' in time'}${damaged.length === 0 ? '' : `: ${damaged.join(' and ')}`}`,
    short ? removeFromInterface(device, settings.name, `ppp timeout authentication ${seconds}`) : undefined,
  );
}

function damagedFrames({ device, channel, connectedAt = 0, releasedAt = Infinity }: CallSide, { records }: Pick<Circumstances, 'records'>): number {
  return records.filter(({ at, device: where, interface: name, event }) => event.type === 'frame.bad' && where === device && name === channel && at >= connectedAt && at <= releasedAt).length;
}
