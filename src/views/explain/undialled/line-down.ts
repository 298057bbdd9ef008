// Why an interface could not dial at all, or a called line did not respond: shut, plugged into nothing, a controller that
// does not understand the line's signal, no switch type or not the line's, a SPID that the exchange does not know, layer 2 down. The trace is asked first; an interface that
// has been so since power-on may have told it long ago, so then its configuration is held against its line.

import type { TraceRecord } from '../../../network/trace.ts';
import { addToInterface, changeInInterface, removeFromInterface, type Change } from '../cures/changes.ts';
import { asyncFault } from './async-down.ts';
import { deafModem } from '../unconnected/deaf-modem.ts';
import { outgoingOnly, v25bisFault } from '../unconnected/v25bis-failed.ts';
import { diagnosis, type Circumstances, type Diagnosis } from '../diagnosis.ts';
import type { ControllerSettings } from '../../../config/controller-settings.ts';
import type { InterfaceSettings, SpidSettings } from '../../../config/model.ts';
import type { IsdnLine } from '../../../network/lab-description.ts';
import { accessSideFault } from './access-side.ts';
import type { Plant } from '../plant.ts';

/** `interfaceName` dials: a BRI, a PRI, or a Dialer with its members. */
export function lineDown(router: string, interfaceName: string, circumstances: Circumstances): Diagnosis {
  const { plant } = circumstances;
  const leader = plant.settings(router, interfaceName);
  if (leader?.shutdown === true) return shut(router, leader.name);
  const members = plant.members(router, interfaceName);
  const found = members.map((member) => portFault(router, member, circumstances)).filter((each) => each !== undefined);
  const [first] = found;
  if (first !== undefined) return { ...first, changes: found.flatMap((each) => each.changes) };
  if (members.length === 0) return diagnosis('NO-LINE', `${interfaceName} of ${router} has no interface to dial through`, noMember(router, interfaceName, plant));
  return diagnosis('LAYER2-DOWN', `layer 2 of ${members.map(({ name }) => name).join(', ')} of ${router} was down`);
}

/** A Dialer interface through which nothing dials: its group or pool lacks a member. */
export function noMember(router: string, interfaceName: string, plant: Plant): Change | undefined {
  const unit = /^Dialer(\d+)$/.exec(interfaceName)?.[1];
  const line = plant.lab.telephoneLines.find((each) => each.router === router);
  if (unit === undefined || line === undefined) return undefined;
  const pool = plant.settings(router, interfaceName)?.dialer.pool;
  return addToInterface(router, line.interface, pool === undefined ? `dialer rotary-group ${unit}` : `dialer pool-member ${pool}`);
}

export function shut(router: string, name: string): Diagnosis {
  return diagnosis('INTERFACE-SHUT', `${name} of ${router} is shut down`, removeFromInterface(router, name, 'shutdown'));
}

/** What keeps the lines of the number from taking calls. */
export function calledFaults({ number }: { readonly number: string }, circumstances: Circumstances): readonly Diagnosis[] {
  const { plant } = circumstances;
  return plant.linesWith(number).flatMap(({ router, interface: name }) => {
    const settings = plant.settings(router, name);
    if (settings === undefined) return [];
    const line = plant.line(router, name);
    const outgoing = line?.kind === 'v25bis' ? outgoingOnly(router, settings, line, plant) : undefined;
    const own = outgoing ?? portFault(router, settings, circumstances);
    return own ?? (line?.kind === 'analog' ? deafModem(router, name, circumstances) : undefined) ?? [];
  });
}

/** What keeps a BRI or PRI from calling and from being called; undefined when nothing of its own does. */
export function portFault(router: string, settings: InterfaceSettings, circumstances: Circumstances): Diagnosis | undefined {
  const { plant, records } = circumstances;
  const { name } = settings;
  if (settings.shutdown) return shut(router, settings.name);
  const line = plant.line(router, name);
  if (line === undefined) return diagnosis('NO-LINE', `${name} of ${router} is plugged into no telephone line`);
  if (line.kind === 'analog') return asyncFault(router, name, circumstances);
  if (line.kind === 'v25bis') return v25bisFault(router, settings, line, plant);
  const trunk = trunkFault(router, name, line, plant);
  if (trunk !== undefined) return trunk;
  const switchType = plant.switchType(router, name);
  if (switchType === undefined) {
    return diagnosis('NO-SWITCH-TYPE', `${name} of ${router} has no switch type, and its line is ${line.switchType}`, switchTypeChange(router, name, line, plant));
  }
  const attached = lastOf(records, ({ event }) => event.type === 'exchange.switchType' && event.router === router && event.interface === name)?.event;
  const wrong = attached?.type === 'exchange.switchType' ? attached.attached === switchType : !sameSwitch(switchType, line.switchType);
  if (wrong) {
    return diagnosis(
      'SWITCH-TYPE',
      `${name} of ${router} is set to ${switchType}, and its line is ${line.switchType}: layer 2 does not come up`,
      switchTypeChange(router, name, line, plant),
    );
  }
  return accessSideFault(router, settings) ?? spidFault(router, settings, line, records);
}

/** The controller that carries a PRI is shut, or does not understand the line's signal. */
function trunkFault(router: string, name: string, line: IsdnLine, plant: Plant): Diagnosis | undefined {
  const controller = plant.controllerOf(router, name);
  if (controller === undefined || line.kind === 'bri') return undefined;
  const { framing, lineCode } = line.signal;
  const where = `${controller.name} of ${router}`;
  if (controller.shutdown) return diagnosis('CONTROLLER-SHUT', `${where}, which ${name} is made of, is shut down`, removeFromController(router, controller.name, 'shutdown'));
  if (controller.framing !== framing) {
    return diagnosis('FRAMING', `${where} looks for ${controller.framing} frames, and its line sends ${framing}`, trunkChange(router, controller, 'framing', framing, plant));
  }
  if (controller.lineCode !== lineCode) {
    return diagnosis('LINE-CODE', `${where} reads its line as ${controller.lineCode}, and the line is coded in ${lineCode}`, trunkChange(router, controller, 'linecode', lineCode, plant));
  }
  return undefined;
}

/** What is not configured has a default, and there is no line to change. */
export function trunkChange(router: string, controller: ControllerSettings, word: 'framing' | 'linecode', to: string, plant: Plant): Change {
  const configured = plant.routers.get(router)?.config.child('controllers', controller.name)?.value(word) !== undefined;
  const block = `controller ${controller.name}`;
  if (!configured) return { router, block, verb: 'add', line: `${word} ${to}` };
  const own = word === 'framing' ? controller.framing : controller.lineCode;
  return { router, block, verb: 'change', line: `${word} ${own}`, to: `${word} ${to}` };
}

export function removeFromController(router: string, controller: string, line: string): Change {
  return { router, block: `controller ${controller}`, verb: 'remove', line };
}

export function switchTypeChange(router: string, name: string, line: IsdnLine, plant: Plant): Change {
  const to = `isdn switch-type ${line.switchType}`;
  const own = plant.settings(router, name)?.isdn.switchType;
  if (own !== undefined) return changeInInterface(router, name, `isdn switch-type ${own}`, to);
  const inForce = plant.switchType(router, name);
  if (inForce === undefined) return addToInterface(router, name, to);
  return { router, verb: 'change', line: `isdn switch-type ${inForce}`, to };
}

/** A SPID that the exchange refused, or, on a line that requires them, one that it would refuse or that is missing. */
function spidFault(router: string, settings: InterfaceSettings, line: IsdnLine, records: readonly TraceRecord[]): Diagnosis | undefined {
  const { name } = settings;
  const refused = new Set<string>();
  for (const { device, interface: where, event } of records) {
    if (device !== router || where !== name || event.type !== 'q931.spid' || event.outcome === 'sent') continue;
    if (event.outcome === 'not-valid') refused.add(event.spid);
    else refused.delete(event.spid);
  }
  const configured = spidsOf(settings);
  const wrong = configured.find(({ spid }) => refused.has(spid)) ?? configured.find(({ spid }) => line.spids.required && !line.spids.valid.includes(spid));
  if (wrong !== undefined) {
    return diagnosis('SPID-INVALID', `the exchange does not know SPID ${wrong.spid} on ${name} of ${router}`, ...spidChanges(router, settings, line));
  }
  if (!line.spids.required || configured.length > 0) return undefined;
  return diagnosis('SPID-MISSING', `the line of ${name} of ${router} requires SPIDs, and ${name} has none`, ...spidChanges(router, settings, line));
}

interface NumberedSpid extends SpidSettings {
  readonly ces: 1 | 2;
}

function spidsOf({ isdn }: InterfaceSettings): readonly NumberedSpid[] {
  return [
    ...(isdn.spid1 === undefined ? [] : [{ ...isdn.spid1, ces: 1 as const }]),
    ...(isdn.spid2 === undefined ? [] : [{ ...isdn.spid2, ces: 2 as const }]),
  ];
}

/** Each SPID that the exchange does not know gets one that it knows and that is not there yet; with none at all, all are added. */
export function spidChanges(router: string, settings: InterfaceSettings, line: IsdnLine): readonly Change[] {
  const configured = spidsOf(settings);
  const spare = line.spids.valid.filter((spid) => !configured.some((each) => each.spid === spid));
  if (configured.length === 0) {
    return line.spids.required ? spare.slice(0, 2).map((spid, index) => addToInterface(router, settings.name, `isdn spid${index + 1} ${spid}`)) : [];
  }
  const changes: Change[] = [];
  for (const { ces, spid, ldn } of configured) {
    if (line.spids.valid.includes(spid)) continue;
    const tail = ldn === undefined ? '' : ` ${ldn}`;
    const right = spare.shift();
    const written = `isdn spid${ces} ${spid}${tail}`;
    changes.push(
      right === undefined
        ? removeFromInterface(router, settings.name, written)
        : changeInInterface(router, settings.name, written, `isdn spid${ces} ${right}${tail}`),
    );
  }
  return changes;
}

function sameSwitch(a: string, b: string): boolean {
  // `basic-ni1` is what older releases call `basic-ni`.
  return a.replace(/ni1$/, 'ni') === b.replace(/ni1$/, 'ni');
}

function lastOf(records: readonly TraceRecord[], matches: (record: TraceRecord) => boolean): TraceRecord | undefined {
  return records.findLast(matches);
}
