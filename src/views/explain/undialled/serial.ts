// Why the line protocol of a serial interface is down: no cable, a line that is cut, a far end that is shut, no clock, a loop,
// two encapsulations, keepalives that one end does not send, PPP that does not authenticate, or loses too much. Both ends' configurations are
// compared; that the line protocol is down is read from the trace, and so is what PPP says of its peer.

import { isSerialName } from '../../../base/interface-name.ts';
import type { TraceRecord } from '../../../network/trace.ts';
import { isSwitchedOff } from '../unconnected/call-failed.ts';
import { newSide, type CallSide } from '../attempt/calls.ts';
import { addToInterface, removeFromInterface } from '../cures/changes.ts';
import { diagnosis, type Circumstances, type Diagnosis } from '../diagnosis.ts';
import { faultsLeftOn } from '../attempt/faults-on.ts';
import { shut } from './line-down.ts';
import { authentication } from '../link/link.ts';
import { poorQuality } from '../link/quality.ts';
import type { InterfaceSettings } from '../../../config/model.ts';
import type { Plant } from '../plant.ts';

interface End {
  readonly router: string;
  readonly settings: InterfaceSettings;
}

/** An interface of its own, neither the D channel of a PRI nor one that dials. */
export function isSerial(router: string, name: string, plant: Plant): boolean {
  return isSerialName(name) && !plant.isPort(router, name) && plant.settings(router, name) !== undefined;
}

/** Never told to have come up, as far as the trace goes back, or told to have gone down since. */
export function isSerialDown(router: string, name: string, records: readonly TraceRecord[]): boolean {
  const last = records.findLast(({ device, interface: where, event }) => device === router && where === name && event.type === 'lineProtocol.changed')?.event;
  if (last?.type === 'lineProtocol.changed') return last.to === 'down';
  return (records[0]?.sequence ?? 0) === 0;
}

/** The interface is down. */
export function explainSerial(router: string, name: string, circumstances: Circumstances): Diagnosis {
  const { plant, records } = circumstances;
  const settings = plant.settings(router, name);
  if (settings === undefined || settings.shutdown) return shut(router, name);
  const line = plant.serialLine(router, name);
  if (line === undefined) return diagnosis('NO-CABLE', `nothing is plugged into ${name} of ${router}${spareCable(router, plant)}`);
  const own: End = { router, settings };
  const where = `${name} of ${router}`;
  const there = `${line.far.interface} of ${line.far.router}`;
  const cut = cutOf([{ router, interface: name }, line.far], records);
  if (cut !== undefined) return diagnosis('LINE-CUT', `the line between ${where} and ${there} is cut ("no fault ${cut}" at the lab prompt mends it)`);
  if (isSwitchedOff(records, line.far.router)) return diagnosis('FAR-END-SHUT', `${line.far.router}, at the other end of the line of ${where}, is switched off`);
  const farSettings = plant.settings(line.far.router, line.far.interface);
  if (farSettings === undefined || farSettings.shutdown) {
    return diagnosis('FAR-END-SHUT', `${there}, at the other end of the line of ${where}, is shut down`, removeFromInterface(line.far.router, line.far.interface, 'shutdown'));
  }
  const far: End = { router: line.far.router, settings: farSettings };
  return (
    looped([own, far]) ??
    noClock(line.line.clockedBy === line.own ? own : far, typeof line.line.clockedBy === 'number') ??
    encapsulation(own, far) ??
    keepalives(own, far) ??
    ppp(own, far, circumstances) ??
    unread([own, far], where, circumstances)
  );
}

/** The configurations fit each other: frames are lost on the way, or not enough have come through since. */
function unread(ends: readonly End[], where: string, { records, now }: Circumstances): Diagnosis {
  const of = ends.flatMap(({ router, settings: { name } }) => [`noise ${router} ${name}`, `b-channel ${router} ${name} 1`]);
  const on = faultsLeftOn(records).map(({ event }) => event).find((event) => event.type === 'fault.on' && of.includes(event.name));
  const down = `the line protocol of ${where} is down`;
  if (on?.type === 'fault.on') return diagnosis('LINE-PROTOCOL', `${down}, as frames do not come through whole on its line ("no fault ${on.name}" at the lab prompt mends it)`);
  const patience = KEEPALIVES_MISSED * 1000 * Math.max(...ends.map(({ settings }) => settings.keepaliveSeconds));
  const mended = records.findLast(({ at, event }) => now - at <= patience && event.type === 'fault.off' && ends.some(({ router, settings: { name } }) => event.name.includes(` ${router} ${name}`)));
  if (mended !== undefined) return diagnosis('LINE-PROTOCOL', `${down}, and its line was mended ${Math.round((now - mended.at) / 1000)} seconds ago: it comes up with the next keepalives`);
  return diagnosis('LINE-PROTOCOL', `${down}, and the interfaces at both ends of its line are configured alike`);
}

/** A line is down after three of them, and up again as soon. */
const KEEPALIVES_MISSED = 3;

/** A cable may be in another socket than the one that is configured. */
function spareCable(router: string, plant: Plant): string {
  const spare = plant.lab.serialLinks.flatMap(({ ends }) => ends).find((end) => end.router === router && plant.settings(router, end.interface)?.address === undefined);
  return spare === undefined ? '' : `; there is a cable in ${spare.interface}, which has no IP address`;
}

function cutOf(ends: readonly { readonly router: string; readonly interface: string }[], records: readonly TraceRecord[]): string | undefined {
  const names = ends.map((end) => `cut ${end.router} ${end.interface}`);
  for (const { event } of faultsLeftOn(records)) if (event.type === 'fault.on' && names.includes(event.name)) return event.name;
  return undefined;
}

function looped(ends: readonly End[]): Diagnosis | undefined {
  const end = ends.find(({ settings }) => settings.loopback);
  return end && diagnosis('LOOPBACK', `${nameOf(end)} is looped: it hears itself, and the other end hears nothing`, removeFromInterface(end.router, end.settings.name, 'loopback'));
}

/** A cable has its DCE end where the lab plugs it in, or where a clock rate was configured. */
function noClock(dce: End, isCable: boolean): Diagnosis | undefined {
  if (!isCable || dce.settings.clockRate !== undefined) return undefined;
  return diagnosis('NO-CLOCK', `${nameOf(dce)} has the DCE end of the cable, and gives no clock`, addToInterface(dce.router, dce.settings.name, 'clock rate 64000'));
}

function encapsulation(own: End, far: End): Diagnosis | undefined {
  if (own.settings.encapsulation === far.settings.encapsulation) return undefined;
  const [hdlc, other] = own.settings.encapsulation === 'ppp' ? [far, own] : [own, far];
  return diagnosis(
    'ENCAPSULATION',
    `${nameOf(hdlc)} speaks HDLC on the line, and ${nameOf(other)} speaks PPP`,
    addToInterface(hdlc.router, hdlc.settings.name, 'encapsulation ppp'),
  );
}

/** Three of the own ones without one of the other end's. PPP answers the other end's in any case. */
function keepalives(own: End, far: End): Diagnosis | undefined {
  const [mine, theirs] = [own.settings.keepaliveSeconds, far.settings.keepaliveSeconds];
  if (own.settings.encapsulation === 'ppp' || mine === 0 || (theirs > 0 && theirs <= 3 * mine)) return undefined;
  const sends = theirs === 0 ? 'sends no keepalives' : `sends keepalives every ${theirs} s only`;
  return diagnosis('KEEPALIVES', `${nameOf(far)} ${sends}, and ${nameOf(own)} waits for one every ${mine} s`, addToInterface(far.router, far.settings.name, `keepalive ${mine}`));
}

function ppp(own: End, far: End, circumstances: Circumstances): Diagnosis | undefined {
  const { records } = circumstances;
  if (own.settings.encapsulation !== 'ppp') return undefined;
  const sides = [own, far].map((end) => sideOf(end, records));
  return authentication(sides, circumstances) ?? poorQuality(sides, `the line between ${nameOf(own)} and ${nameOf(far)}`, circumstances);
}

/** What PPP told there since the line was last up, as of a call. */
function sideOf({ router, settings: { name } }: End, records: readonly TraceRecord[]): CallSide {
  const here = records.filter(({ device, interface: where }) => device === router && where === name);
  const up = here.findLastIndex(({ event }) => event.type === 'lineProtocol.changed' && event.to === 'up');
  return { ...newSide(router, '', name), records: here.slice(up + 1) };
}

function nameOf({ router, settings }: End): string {
  return `${settings.name} of ${router}`;
}
