// A world is a lab that runs: its routers and PCs, the exchange, the LANs, one clock, one seed, and the one stream of what
// happened. The same description, seed and keystrokes give the same world, to the octet.

import { interfaceSettings } from '../config/model.ts';
import { Audience, Bus } from '../engine/bus.ts';
import { Clock } from '../engine/clock.ts';
import { randomStream, type RandomStream } from '../engine/random.ts';
import type { Instant } from '../base/time.ts';
import type { Grammar } from '../grammar/grammar.ts';
import type { CaptureLink } from './channel.ts';
import { Exchange } from './exchange/exchange.ts';
import { faultName } from './fault.ts';
import { Faults } from './faults.ts';
import { AaaServer } from './lan/aaa-server/aaa-server.ts';
import { Gateway } from './lan/gateway.ts';
import { Lan } from './lan/lan.ts';
import { Modem } from './modems/modem.ts';
import type { LabDescription, LabFaults, LabSerialLink } from './lab-description.ts';
import { OutsideModem } from './modems/outside-modem.ts';
import { Pc } from './pc/pc.ts';
import type { CapturePoint } from './router/ports/dial-port.ts';
import { Router, type TraceTeller } from './router/router.ts';
import { SerialLink } from './serial-link.ts';
import { SyncModem } from './modems/sync-modem.ts';
import { traceRecord, type TraceEvent, type TraceRecord } from './trace.ts';
import { TraceLog } from './trace-log.ts';

/** A frame as a capture at one interface sees it, FCS and all. */
export interface CapturedFrame {
  readonly at: Instant;
  readonly device: string;
  /** `R1-BRI0-D`, `R1-BRI0-B1`, `lan1`. */
  readonly channelName: string;
  readonly linkType: CaptureLink;
  readonly direction: 'sent' | 'received';
  readonly octets: Uint8Array;
}

export interface WorldOptions {
  readonly seed: number;
  readonly lab: LabDescription;
  readonly grammar: Grammar;
}

/** Newest records kept for `why` and timelines, over all devices. */
const RECORDS_KEPT = 20_000;
/** By then interfaces are announced, TEIs assigned and data links established. */
const SETTLED_MS = 15_000;

export interface World {
  readonly lab: LabDescription;
  readonly seed: number;
  readonly clock: Clock;
  readonly routers: ReadonlyMap<string, Router>;
  readonly pcs: ReadonlyMap<string, Pc>;
  readonly exchange: Exchange;
  readonly faults: Faults;
  /** By name: modems whose terminals are programs outside. */
  readonly outsideModems: ReadonlyMap<string, OutsideModem>;
  readonly lans: readonly Lan[];
  readonly aaaServers: ReadonlyMap<string, AaaServer>;
  readonly gateways: ReadonlyMap<string, Gateway>;
  readonly serialLinks: readonly { readonly description: LabSerialLink; readonly link: SerialLink }[];
  readonly trace: Bus<TraceRecord>;
  readonly recorder: TraceLog;
  readonly captures: Bus<CapturedFrame>;
  /** Taps every channel, so that `captures` publishes; until then frames pass unheard. */
  startCapture(): void;
  settle(): void;
}

export function createWorld({ seed, lab, grammar }: WorldOptions): World {
  const clock = new Clock();
  const audience = new Audience();
  const trace = new Bus<TraceRecord>(audience);
  const recorder = new TraceLog(RECORDS_KEPT);
  const captures = new Bus<CapturedFrame>();

  const heard = (): boolean => audience.isThere;
  const publish = (device: string, event: TraceEvent, interfaceName: string | undefined, teller?: TraceTeller): void => {
    const sequence = recorder.record(clock.now, device, event, interfaceName);
    if (!audience.isThere) return;
    const own = teller?.heardBy;
    if (!trace.heard && own?.heard !== true) return;
    const record = traceRecord(clock.now, sequence, device, event, interfaceName);
    trace.publish(record);
    own?.publish(record);
  };
  const random = (name: string): RandomStream => randomStream(seed, name);

  const routers = new Map<string, Router>();
  lab.routers.forEach((description, index) => {
    routers.set(description.name, new Router({ clock, grammar, random, audience, publish, heard }, description, index + 1));
  });
  const pcs = new Map<string, Pc>((lab.pcs ?? []).map((description) => [description.name, new Pc({ clock, random, publish, heard, flaw: (name) => faults.ofPc(name) }, description)]));
  const record = (event: TraceEvent) => publish('exchange', event, undefined);
  const faults = new Faults({
    clock,
    random,
    record,
    channels: (device, name) => routers.get(device)?.serial(name)?.capturePoints() ?? pointsOf(device, name),
    cut(router, name, isCut) {
      const serial = serialLinks.find(({ description: { ends } }) => ends.some((end) => end.router === router && end.interface === name));
      if (serial !== undefined) serial.link.cut(isCut);
      else if (exchange.analogPort(router, name) !== undefined) exchange.analogPort(router, name)?.cut(isCut);
      else (routers.get(router) ?? pcs.get(router))?.cut(name, isCut);
    },
  });
  const pointsOf = (device: string, name: string): readonly CapturePoint[] => (routers.get(device) ?? pcs.get(device))?.capturePoints(name) ?? [];
  const exchange = new Exchange(clock, random('exchange'), lab.telephoneLines, faults, record, lab.tariffs);
  const outsideModems = new Map<string, OutsideModem>();
  for (const line of lab.telephoneLines) {
    const access = exchange.port(line.router, line.interface);
    const router = routers.get(line.router);
    const pc = pcs.get(line.router);
    const analog = exchange.analogPort(line.router, line.interface);
    if (analog !== undefined) {
      const modem = analog.line.kind === 'analog' ? new Modem(clock, analog, analog.line.modem) : new SyncModem(clock, analog, analog.line.modem);
      analog.plug(modem.line);
      router?.attachModem(line.interface, modem);
      if (line.kind === 'analog' && line.outside === true && modem instanceof Modem) {
        outsideModems.set(line.router, new OutsideModem(clock, line.router, line.numbers[0] ?? '', modem, (event) => publish(line.router, event, line.interface)));
      }
      if (modem instanceof Modem) pc?.attachModem(modem);
    }
    if (access !== undefined && line.kind === 'bri') pc?.plug(line, access);
    if (access !== undefined) router?.plug(line.interface, access, line.kind === 'pri-t1' || line.kind === 'pri-e1' ? line.signal : undefined);
  }
  const lans = lab.lans.map((description) => {
    const lan = new Lan(clock, description);
    for (const member of description.members) routers.get(member.router)?.ethernet(member.interface)?.plug(lan);
    return lan;
  });

  const aaaServers = new Map<string, AaaServer>();
  for (const description of lab.aaaServers ?? []) {
    const { name } = description;
    const host = lans.find((lan) => lan.name === description.lan)?.host(name);
    if (host === undefined) continue;
    const owner = { clock, random: random(`server ${name}`), record: (event: TraceEvent) => publish(name, event, undefined), trouble: () => faults.ofServer(name) };
    aaaServers.set(name, new AaaServer(owner, description, host));
  }
  const gateways = new Map<string, Gateway>();
  for (const description of lab.gateways ?? []) {
    const { name } = description;
    const host = lans.find((lan) => lan.name === description.lan)?.host(name);
    if (host === undefined) continue;
    gateways.set(name, new Gateway({ clock, random: random(`gateway ${name}`), record: (event) => publish(name, event, undefined) }, description, host));
  }

  const serialLinks = lab.serialLinks.flatMap((description) => {
    const [a, b] = description.ends.map((end) => routers.get(end.router)?.serial(end.interface));
    const clockedBy = description.clockedBy ?? clockingEnd(description, routers);
    return a === undefined || b === undefined ? [] : [{ description, link: new SerialLink({ ...description, clockedBy }, a, b) }];
  });

  beginFaults(faults, clock, lab.faults);

  const startCapture = (): void => {
    const tap = (line: Pick<CapturePoint['line'], 'tap'>, device: string, channelName: string, linkType: () => CaptureLink, isVoice?: () => boolean): void => {
      line.tap = (direction, octets) => {
        if (isVoice?.() === true) return;
        captures.publish({ at: clock.now, device, channelName, linkType: linkType(), direction, octets });
      };
    };
    for (const { router, interface: name } of lab.telephoneLines) {
      for (const { suffix, line, linkType, isVoice } of pointsOf(router, name)) {
        tap(line, router, `${router}-${name}-${suffix}`, linkType, isVoice);
      }
    }
    // What passes over voice calls is heard behind the modems.
    for (const router of routers.values()) {
      for (const { name, point } of router.modemCapturePoints()) tap(point.line, router.name, `${router.name}-${name}-${point.suffix}`, point.linkType);
    }
    for (const modem of outsideModems.values()) tap(modem, modem.name, modem.name, () => 'ppp');
    for (const { router, interface: name } of lab.serialLinks.flatMap(({ ends }) => ends)) {
      for (const { line, linkType } of routers.get(router)?.serial(name)?.capturePoints() ?? []) tap(line, router, `${router}-${name}`, linkType);
    }
    for (const lan of lans) {
      lan.tap = (direction, octets) => captures.publish({ at: clock.now, device: lan.name, channelName: lan.name, linkType: 'ethernet', direction, octets });
    }
  };

  return {
    lab,
    seed,
    clock,
    routers,
    pcs,
    exchange,
    faults,
    outsideModems,
    lans,
    aaaServers,
    gateways,
    serialLinks,
    trace,
    recorder,
    captures,
    startCapture,
    settle: () => clock.runUntil(clock.now + SETTLED_MS),
  };
}

/** Whoever is configured to give a clock at power-on is the DCE; on a leased line nobody is. */
function clockingEnd({ ends }: LabSerialLink, routers: ReadonlyMap<string, Router>): 0 | 1 | 'network' {
  const clocks = ends.map((end) => {
    const node = routers.get(end.router)?.config.child('interfaces', end.interface);
    return node !== undefined && interfaceSettings(end.interface, node).clockRate !== undefined;
  });
  return clocks[0] === true ? 0 : clocks[1] === true ? 1 : 'network';
}

/** What the lab begins with, and what is to come. */
function beginFaults(faults: Faults, clock: Clock, { busy, noAnswer, noResponse, timed = [] }: LabFaults): void {
  for (const number of busy) faults.set({ kind: 'busy', number });
  for (const number of noAnswer) faults.set({ kind: 'no-answer', number });
  for (const number of noResponse) faults.set({ kind: 'no-response', number });
  for (const { fault, fromMs, untilMs } of timed) {
    if (fromMs === 0) faults.set(fault);
    else clock.after(fromMs, () => faults.set(fault));
    if (untilMs !== undefined) clock.after(untilMs, () => faults.clear(faultName(fault)));
  }
}
