// A call on which another peer that is known proved its name than the one whom the map means: the number is another router's, the
// map has the wrong name, or two calls met on one line. What the call was made for is not done, however well it works.

import { formatIpv4 } from '../../../base/ipv4.ts';
import { eventsOf, type TracedCall } from '../attempt/calls.ts';
import { mapChange, type Change } from '../cures/changes.ts';
import { diagnosis, type Circumstances, type Diagnosis } from '../diagnosis.ts';

export function explainOtherPeer({ caller, callee, reason }: TracedCall, { plant }: Circumstances): Diagnosis | undefined {
  const other = eventsOf(caller, 'dialer.otherPeer').at(-1);
  // A return call to somebody else is cleared at once.
  if (caller === undefined || other === undefined || reason === 'callback') return undefined;
  const { device, dialing } = caller;
  const { name = 'another router', number, peerName, nextHop } = other;
  const settings = plant.dialing(device, dialing);
  const map = settings?.dialer.maps.find((each) => each.number === number && each.name === name && each.nextHop === nextHop);
  const target = map && plant.mapTarget(map);
  const where = nextHop === undefined ? '' : ` (${formatIpv4(nextHop)})`;
  const told = `${device} dialled ${number} for ${name}${where}, and ${peerName} proved its name`;
  const change = (to: Parameters<typeof mapChange>[3]): Change | undefined => settings && map && mapChange(device, settings.name, map, to);
  if (target !== undefined && target === callee?.device) return diagnosis('OTHER-PEER', `${told}: the map has another name for it`, change({ name: peerName }));
  const served = `the call is for ${peerName} alone`;
  if (target !== undefined && plant.hasNumber(target, number)) return diagnosis('OTHER-PEER', `${told}: its call met that of ${device} on one line, and ${served}`);
  const right = target === undefined ? undefined : plant.numberOf(target);
  return diagnosis('OTHER-PEER', `${told}: ${served}`, change({ number: right ?? 'NUMBER' }));
}
