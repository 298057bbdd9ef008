// Why a called router found no dialer profile for its caller: it authenticates nobody before it knows the profile, or the
// profile that means the caller has another name for it, or none. A profile means whoever has the number that it dials, or
// the other address of its subnet.

import { makeCallersProve } from '../cures/callers-prove.ts';
import { addToInterface, mapChange, removeFromInterface } from '../cures/changes.ts';
import type { CallSide, TracedCall } from '../attempt/calls.ts';
import { diagnosis, type Circumstances, type Diagnosis } from '../diagnosis.ts';

export function explainNoProfile(call: TracedCall, callee: CallSide, name: string | undefined, { plant }: Circumstances): Diagnosis {
  const { device: server, interface: port } = callee;
  const client = call.caller?.device;
  if (name === undefined) {
    const own = plant.settings(server, port);
    return diagnosis(
      'NO-PROFILE',
      `${server} does not authenticate callers on ${port}, so it does not know whose dialer profile the call is`,
      own === undefined ? addToInterface(server, port, 'ppp authentication chap') : makeCallersProve(server, own),
    );
  }
  const sentence = `no dialer profile of ${server} has the remote name ${name}`;
  const pools = plant.settings(server, port)?.dialer.poolMembers.map(({ pool }) => pool) ?? [];
  const profiles = plant.interfacesOf(server).filter(({ dialer }) => dialer.pool !== undefined && pools.includes(dialer.pool));
  const shut = profiles.find((each) => each.shutdown && (each.dialer.remoteName === undefined || each.dialer.remoteName === name));
  if (shut !== undefined) {
    return diagnosis('NO-PROFILE', `${server} has a dialer profile for ${name}, and it is shut down: ${shut.name}`, removeFromInterface(server, shut.name, 'shutdown'));
  }
  for (const profile of profiles) {
    const map = profile.dialer.maps.find((each) => client !== undefined && plant.mapTarget(each) === client);
    if (map !== undefined) return diagnosis('NO-PROFILE', sentence, mapChange(server, profile.name, map, { name }));
  }
  const unnamed = profiles.find(({ dialer }) => dialer.remoteName === undefined);
  return diagnosis('NO-PROFILE', sentence, unnamed && addToInterface(server, unnamed.name, `dialer remote-name ${name}`));
}
