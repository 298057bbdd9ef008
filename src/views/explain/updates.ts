// Calls that routing updates dialled, or that they keep up: they are sent to everybody every half a minute, and where a dialer list finds them
// interesting they dial, and no call ever becomes idle.

import { type Ipv4Address } from '../../base/ipv4.ts';
import type { InterfaceSettings } from '../../config/model.ts';
import { ripSettings } from '../../config/rip-settings.ts';
import { eventsOf, type CallSide, type TracedCall } from './calls.ts';
import { diagnosis, type Circumstances, type Diagnosis } from './diagnosis.ts';

/** Undefined when somebody else wanted the call, and wants it still or lately. */
export function explainUpdates({ caller, callee, number, at }: TracedCall, { plant, records, now }: Circumstances): Diagnosis | undefined {
  const settings = caller && plant.dialing(caller.device, caller.dialing);
  if (caller === undefined || settings === undefined) return undefined;
  const { device } = caller;
  const names = [caller.interface, caller.dialing, caller.channel, settings.name];
  const end = caller.releasedAt ?? now;
  const wanted: { readonly at: number; readonly toMany: boolean }[] = [];
  for (const record of records) {
    const { event } = record;
    if (record.at < at || record.at > end || record.device !== device || event.type !== 'dialer.packet') continue;
    if (event.interesting && names.includes(record.interface)) wanted.push({ at: record.at, toMany: isToMany(event.destination) });
  }
  const dialled = eventsOf(caller, 'dialer.dialing').some(({ destination }) => isToMany(destination));
  const kept = isKept(wanted, caller, settings);
  if (!kept && !dialled) return undefined;
  const config = plant.routers.get(device)?.config;
  const rip = config && ripSettings(config);
  const what = rip === undefined ? 'packets to everybody' : 'RIP updates';
  const called = callee?.device ?? number;
  const list = `dialer-list ${settings.dialer.group ?? 1} finds interesting`;
  const cure = rip === undefined ? '' : ' (where calls are to carry them, let the list deny udp port 520)';
  return diagnosis(
    'ROUTING-UPDATES',
    dialled ? `${device} called ${called} for ${what}, which ${list}${cure}` : `${what} of ${device}, which ${list}, keep its call to ${called} up${cure}`,
    rip && { router: device, block: 'router rip', verb: 'add', line: `passive-interface ${settings.name}` },
  );
}

/** Without them the call would have been idle before the last of them. */
function isKept(wanted: readonly { readonly at: number; readonly toMany: boolean }[], caller: CallSide, settings: InterfaceSettings): boolean {
  const lastUpdate = wanted.findLast(({ toMany }) => toMany)?.at;
  const lastOther = Math.max(caller.connectedAt ?? Infinity, wanted.findLast(({ toMany }) => !toMany)?.at ?? 0);
  return lastUpdate !== undefined && lastUpdate - lastOther > settings.dialer.idleTimeoutSeconds * 1000;
}

export function isToMany(destination: Ipv4Address): boolean {
  return destination >>> 28 === 0xe || destination === 0xffffffff;
}
