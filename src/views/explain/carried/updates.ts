// Calls that routing updates dialled, or that they keep up: they are sent to everybody every half a minute, and where a dialer list finds them
// interesting they dial, and no call ever becomes idle.

import { type Ipv4Address } from '../../../base/ipv4.ts';
import type { InterfaceSettings } from '../../../config/model.ts';
import { ripSettings } from '../../../config/rip-settings.ts';
import { eventsOf, type CallSide, type TracedCall } from '../attempt/calls.ts';
import { diagnosis, type Circumstances, type Diagnosis } from '../diagnosis.ts';

/** Undefined when somebody else wanted the call, and wants it still or lately. `besides`: what came of it all the same. */
export function explainUpdates(call: TracedCall, circumstances: Circumstances, besides = ''): Diagnosis | undefined {
  const { caller, callee, number } = call;
  // One that is to be up always is kept up by nobody else.
  if (isPersistent(caller, circumstances) || isPersistent(callee, circumstances)) return undefined;
  const found = caller && ofEnd(caller, callee?.device ?? number, call, circumstances, besides);
  // Whoever was called keeps a call up no less than who placed it.
  return found ?? (callee && ofEnd(callee, caller?.device ?? 'its caller', call, circumstances, besides));
}

function isPersistent(end: CallSide | undefined, { plant }: Circumstances): boolean {
  return end !== undefined && plant.dialing(end.device, end.dialing)?.dialer.persistentDelaySeconds !== undefined;
}

function ofEnd(end: CallSide, peer: string, { caller, at }: TracedCall, { plant, records, now }: Circumstances, besides: string): Diagnosis | undefined {
  const { device } = end;
  const settings = plant.dialing(device, end.dialing);
  if (settings === undefined) return undefined;
  const names = [end.interface, end.dialing, end.channel, settings.name];
  const until = end.releasedAt ?? now;
  const wanted: { readonly at: number; readonly toMany: boolean }[] = [];
  for (const record of records) {
    const { event } = record;
    if (record.at < at || record.at > until || record.device !== device || event.type !== 'dialer.packet') continue;
    if (event.interesting && names.includes(record.interface)) wanted.push({ at: record.at, toMany: isToMany(event.destination) });
  }
  const dialled = end === caller && eventsOf(end, 'dialer.dialing').some(({ destination }) => isToMany(destination));
  const kept = isKept(wanted, end, settings);
  if (!kept && !dialled) return undefined;
  const config = plant.routers.get(device)?.config;
  const rip = config && ripSettings(config);
  const what = rip === undefined ? 'packets to everybody' : 'RIP updates';
  const list = `dialer-list ${settings.dialer.group ?? 1} finds interesting`;
  const cure = rip === undefined ? '' : ' (where calls are to carry them, let the list deny udp port 520)';
  const whose = end === caller ? `its call to ${peer}` : `the call of ${peer}`;
  return diagnosis(
    'ROUTING-UPDATES',
    dialled ? `${device} called ${peer} for ${what}, which ${list}${besides}${cure}` : `${what} of ${device}, which ${list}, keep ${whose} up${cure}`,
    rip && { router: device, block: 'router rip', verb: 'add', line: `passive-interface ${settings.name}` },
  );
}

/** Without them the call would have been idle before the last of them. */
function isKept(wanted: readonly { readonly at: number; readonly toMany: boolean }[], { connectedAt }: CallSide, settings: InterfaceSettings): boolean {
  const lastUpdate = wanted.findLast(({ toMany }) => toMany)?.at;
  const lastOther = Math.max(connectedAt ?? Infinity, wanted.findLast(({ toMany }) => !toMany)?.at ?? 0);
  return lastUpdate !== undefined && lastUpdate - lastOther > settings.dialer.idleTimeoutSeconds * 1000;
}

export function isToMany(destination: Ipv4Address): boolean {
  return destination >>> 28 === 0xe || destination === 0xffffffff;
}
