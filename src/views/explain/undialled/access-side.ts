// What of an ISDN interface does not go with a telephone company's line: it plays the exchange's part itself, or has a TEI that
// only the exchange may give out; and channels that are made busy.

import type { InterfaceSettings } from '../../../config/model.ts';
import { FIRST_AUTOMATIC_TEI } from '../../../protocols/q921/tei-assignment.ts';
import { removeFromInterface, type Change } from '../cures/changes.ts';
import { diagnosis, type Diagnosis } from '../diagnosis.ts';

export function accessSideFault(router: string, settings: InterfaceSettings): Diagnosis | undefined {
  const { name, isdn: { access } } = settings;
  const { emulatesLayer1, emulatesNetwork, staticTei = 0, busy } = access;
  const where = `${name} of ${router}`;
  if (emulatesLayer1) return diagnosis('LAYER2-DOWN', `${where} is a socket for terminals, and so is its line: layer 1 does not come up`, removeFromInterface(router, name, 'isdn layer1-emulate network'));
  if (emulatesNetwork) {
    return diagnosis('LAYER2-DOWN', `${where} waits for a terminal to establish layer 2, and so does the exchange`, removeFromInterface(router, name, 'isdn protocol-emulate network'));
  }
  if (staticTei >= FIRST_AUTOMATIC_TEI) {
    return diagnosis('LAYER2-DOWN', `${where} has the TEI ${staticTei}, which only the exchange gives out: it does not answer there`, removeFromInterface(router, name, `isdn static-tei ${staticTei}`));
  }
  return busy?.channel === 0 ? diagnosis('NO-CHANNEL', `all channels of ${where} are made busy`, busyOut(router, settings)) : undefined;
}

/** A channel that is made busy gets no call. */
export function busyOut(router: string, settings: InterfaceSettings | undefined): Change | undefined {
  const { busy } = settings?.isdn.access ?? {};
  return settings && busy && removeFromInterface(router, settings.name, `isdn busy dsl ${busy.dsl} b_channel ${busy.channel}`);
}
