// From trace records to a ladder: messages of call control between a router and the exchange, of PPP between the two ends of
// a B channel or of a serial line, decisions and troubles as notes, traffic summed up, waits in between. A packet that one
// end sent and the other never got is lost, and is marked so; those under way at the end are not.

import { equalOctets } from '../../base/octets.ts';
import type { Instant } from '../../base/time.ts';
import type { LabDescription } from '../../network/lab-description.ts';
import type { TraceEvent, TraceRecord } from '../../network/trace.ts';
import { aaaSaid, hostWith, type AaaPacketEvent } from './aaa-words.ts';
import { Circuits, type Reference } from './circuits.ts';
import type { Ladder, Lane, Rung } from './ladder.ts';
import type { LanPacket } from './lan-packets.ts';
import { noteOf } from './note-words.ts';
import { controlSaid, pppSaid, type NegotiationLayer } from './ppp-words.ts';
import { q931Meaning, q931Name } from './q931-words.ts';
import { TrafficSums, type Traffic } from './traffic-sums.ts';

export interface LadderInput {
  /** Oldest first. */
  readonly records: readonly TraceRecord[];
  readonly lab: LabDescription;
  readonly now: Instant;
  /** Only what concerns this router: its calls with both their ends, and what it says of itself. */
  readonly router?: string | undefined;
  /** What passed on LANs, where frames were captured. */
  readonly lanPackets?: readonly LanPacket[] | undefined;
}

/** What is shorter is no wait. */
const WAIT_MS = 1000;
/** Younger packets may still arrive. */
const UNDER_WAY_MS = 1000;

/** The channel is undefined outside of the lab. */
interface OtherEnd {
  readonly device: string;
  readonly channel: string | undefined;
  readonly circuit: number | undefined;
}

type Message = Extract<Rung, { kind: 'message' }>;

export function readLadder(input: LadderInput): Ladder {
  const reader = new LadderReader(input.lab);
  const packets = input.lanPackets ?? [];
  let next = 0;
  for (const record of input.records) {
    for (let packet = packets[next]; packet !== undefined && packet.at < record.at; packet = packets[next]) {
      reader.lan(packet);
      next += 1;
    }
    reader.read(record);
  }
  for (const packet of packets.slice(next)) reader.lan(packet);
  const all = reader.rungs(input.now);
  const rungs = withWaits(input.router === undefined ? all : ofRouter(all, input.router), input.now);
  const circuits = new Set(rungs.map((rung) => (rung.kind === 'wait' ? undefined : rung.circuit)));
  return { lanes: lanesOf(rungs, input.lab), rungs, calls: reader.circuits.calls().filter(({ circuit }) => circuits.has(circuit)) };
}

class LadderReader {
  readonly circuits = new Circuits();
  readonly #lab: LabDescription;
  readonly #rungs: Rung[] = [];
  /** The calls of messages that the exchange had not yet spoken of. */
  readonly #references = new Map<Rung, Reference>();
  readonly #sums = new TrafficSums((sum) => this.#rungs.push(sum));
  /** PPP packets sent and not yet seen at the other end, by the channel that they were sent on. */
  readonly #sent = new Map<string, { readonly message: Message; readonly octets: Uint8Array }[]>();
  readonly #known = new Set<string>();

  constructor(lab: LabDescription) {
    this.#lab = lab;
  }

  read(record: TraceRecord): void {
    const { event, at } = record;
    switch (event.type) {
      case 'q931.message':
        this.#callControl(record, event);
        return;
      case 'ppp.control':
        this.#packet(record, event, event.protocol);
        return;
      case 'ppp.echo':
      case 'ppp.keepalive':
        this.#traffic(record, event.direction, 'keepalive', 'LCP');
        return;
      case 'ppp.qualityReport':
        this.#traffic(record, event.direction, 'keepalive', 'LQM');
        return;
      case 'ppp.auth':
        this.#packet(record, event, event.protocol);
        return;
      case 'ppp.cbcp':
        this.#packet(record, event, 'CBCP');
        return;
      case 'bap.packet':
        this.#packet(record, event, 'BAP');
        return;
      case 'ppp.packet':
        if (event.protocol < 0x4000) this.#traffic(record, event.direction, 'datagram', dataName(event.protocol));
        return;
      case 'outside.ppp':
        this.#outsidePacket(record, event);
        return;
      case 'slarp.keepalive':
        // Whether it arrived is told by those that come back: a silent line is a note of its own.
        this.#traffic(record, 'O', 'keepalive', 'HDLC', true);
        return;
      case 'mlp.linkAdded':
        this.circuits.bundled(record.device, record.interface ?? '', event.link, event.links);
        return;
      case 'mlp.linkRemoved':
        this.circuits.unbundled(record.device, record.interface ?? '', event.link, event.links);
        return;
      case 'radius.sent':
      case 'radius.received':
      case 'tacacs.sent':
      case 'tacacs.received':
        this.#aaaPacket(record, event);
        return;
      case 'exchange.call':
        this.circuits.routed(event, at);
        this.#note(record, event.circuit);
        return;
      case 'exchange.callRecord':
        this.circuits.recorded(event, at);
        return;
      default:
        this.#note(record, this.#circuitOf(record));
    }
  }

  /** In the order of time; what has not arrived long after it was sent is lost. */
  rungs(now: Instant): Rung[] {
    for (const waiting of this.#sent.values()) {
      for (const { message } of waiting) if (now - message.at > UNDER_WAY_MS) message.lost = true;
    }
    return this.#rungs.map((rung) => {
      const circuit = this.#references.get(rung)?.circuit;
      return circuit === undefined || rung.kind !== 'message' ? rung : { ...rung, circuit };
    });
  }

  // ---- messages

  #callControl(record: TraceRecord, { direction, message }: Extract<TraceEvent, { type: 'q931.message' }>): void {
    const { device, interface: name = '', at } = record;
    const out = direction === 'TX';
    const reference = this.circuits.ofMessage(device, name, direction, message);
    const rung: Rung = {
      kind: 'message', at, from: out ? device : 'exchange', to: out ? 'exchange' : device, layer: 'Q.931',
      name: q931Name(message), text: q931Meaning(message, device, out), circuit: undefined, lost: false,
    };
    if (reference !== undefined) this.#references.set(rung, reference);
    this.#tell(rung);
  }

  #packet(record: TraceRecord, { direction, octets }: { readonly direction: 'I' | 'O'; readonly octets: Uint8Array }, layer: NegotiationLayer): void {
    const { device, interface: name = '', at } = record;
    const other = this.#otherEnd(device, name);
    if (direction === 'I' && other?.channel !== undefined && this.#arrives(`${other.device} ${other.channel}`, octets)) return;
    const [from, to] = direction === 'O' ? [device, other?.device ?? 'exchange'] : [other?.device ?? 'exchange', device];
    const said = pppSaid(layer, octets, from, to);
    const message: Message = { kind: 'message', at, from, to, layer, ...said, circuit: other?.circuit, lost: false };
    this.#tell(message);
    if (direction !== 'O' || other?.channel === undefined) return;
    const channel = `${device} ${name}`;
    const waiting = this.#sent.get(channel) ?? [];
    this.#sent.set(channel, waiting);
    waiting.push({ message, octets });
  }

  /** Between a router and an authentication server; one that is no host of the lab has no column. */
  #aaaPacket({ device, at }: TraceRecord, event: AaaPacketEvent): void {
    const server = hostWith(this.#lab, event.server);
    if (server === undefined) return;
    const { byServer, ...said } = aaaSaid(event, device, server);
    const [from, to] = byServer ? [server, device] : [device, server];
    this.#tell({ kind: 'message', at, from, to, ...said, circuit: undefined, lost: false });
  }

  /** What a program outside says and is told, read along on its modem's line. */
  #outsidePacket(record: TraceRecord, { direction, protocol, octets }: Extract<TraceEvent, { type: 'outside.ppp' }>): void {
    if (octets === undefined) return this.#traffic(record, direction, 'datagram', dataName(protocol));
    const layer = NEGOTIATION_LAYERS[protocol];
    if (layer === 'LCP' && (octets[0] === ECHO_REQUEST || octets[0] === ECHO_REPLY)) this.#traffic(record, direction, 'keepalive', layer);
    else if (layer !== undefined) this.#packet(record, { direction, octets }, layer);
    else if (direction === 'O') {
      // No router speaks it, so that none tells of its arrival: what it says is that it does not know it.
      const { device, interface: name = '', at } = record;
      const other = this.#otherEnd(device, name);
      const to = other?.device ?? 'exchange';
      this.#tell({ kind: 'message', at, from: device, to, layer: controlName(protocol), ...controlSaid('', octets, device, to), circuit: other?.circuit, lost: false });
    }
  }

  /** The oldest packet like it has arrived, and those sent before it will not: a line keeps their order. */
  #arrives(channel: string, octets: Uint8Array): boolean {
    const waiting = this.#sent.get(channel) ?? [];
    const index = waiting.findIndex((sent) => equalOctets(sent.octets, octets));
    if (index < 0) return false;
    for (const { message } of waiting.splice(0, index + 1).slice(0, -1)) message.lost = true;
    return true;
  }

  /** On a LAN nothing is lost, and it arrives at once. */
  lan({ at, from, to }: LanPacket): void {
    this.#sums.sent({ at, from, to, layer: 'LAN', circuit: undefined, what: 'datagram' }, `LAN ${[from, to].sort().join(' ')}`, true);
  }

  #traffic({ device, interface: name = '', at }: TraceRecord, direction: 'I' | 'O', what: Traffic['what'], layer: string, arrives = false): void {
    const other = this.#otherEnd(device, name);
    if (other?.channel === undefined) return;
    const key = `${[`${device} ${name}`, `${other.device} ${other.channel}`].sort().join(' ')} ${other.circuit ?? ''} ${what} ${layer}`;
    if (direction === 'I') this.#sums.arrived(key, device, at);
    else this.#sums.sent({ at, from: device, to: other.device, layer, circuit: other.circuit, what }, key, arrives);
  }

  /** Who is at the other end of a B channel in a call, or of a serial line. */
  #otherEnd(device: string, name: string): OtherEnd | undefined {
    const joined = this.circuits.onChannel(device, name) ?? this.circuits.ofBundle(device, name);
    if (joined !== undefined) return { device: joined.peer, channel: joined.peerChannel, circuit: joined.circuit };
    for (const { ends } of this.#lab.serialLinks) {
      const index = ends.findIndex((end) => end.router === device && end.interface === name);
      const other = index < 0 ? undefined : ends[index === 0 ? 1 : 0];
      if (other !== undefined) return { device: other.router, channel: other.interface, circuit: undefined };
    }
    return undefined;
  }

  // ---- notes

  #note(record: TraceRecord, circuit: number | undefined): void {
    const words = noteOf(record);
    if (words === undefined || this.#isMatterOfCourse(record)) return;
    const { at } = record;
    const lane = laneOf(record);
    const again = this.#lastNote(lane, words.text);
    if (again !== undefined) {
      again.times += 1;
      again.until = at;
      return;
    }
    this.#tell({ kind: 'note', at, lane, ...words, circuit, times: 1, until: at });
  }

  /** The same note, if nothing but notes of that column came since. */
  #lastNote(lane: string, text: string): Extract<Rung, { kind: 'note' }> | undefined {
    for (let index = this.#rungs.length - 1; index >= 0; index -= 1) {
      const rung = this.#rungs[index];
      if (rung?.kind !== 'note' || rung.lane !== lane) return undefined;
      if (rung.text === text) return rung;
    }
    return undefined;
  }

  #tell(rung: Rung): void {
    this.#sums.interrupt();
    this.#rungs.push(rung);
  }

  /** Starting, and what comes up then, are worth a word only when they happen again. */
  #isMatterOfCourse({ device, interface: name = '', event }: TraceRecord): boolean {
    if (event.type !== 'sys.restart' && event.type !== 'isdn.layer2' && event.type !== 'link.changed' && event.type !== 'lineProtocol.changed' && event.type !== 'controller.changed') return false;
    const key = `${device} ${name} ${event.type} ${event.type === 'controller.changed' ? event.controller : ''}`;
    const first = !this.#known.has(key);
    this.#known.add(key);
    return first && (event.type === 'sys.restart' || event.to === 'up');
  }

  #circuitOf({ device, interface: name = '', event }: TraceRecord): number | undefined {
    const channel = 'channel' in event && typeof event.channel === 'string' ? event.channel : name;
    return this.circuits.onChannel(device, channel)?.circuit;
  }
}

const NEGOTIATION_LAYERS: Readonly<Record<number, NegotiationLayer>> = { 0x8021: 'IPCP', 0x80fd: 'CCP', 0xc021: 'LCP', 0xc023: 'PAP', 0xc029: 'CBCP', 0xc02b: 'BACP', 0xc02d: 'BAP', 0xc223: 'CHAP' };
const ECHO_REQUEST = 9;
const ECHO_REPLY = 10;
const CONTROL_NAMES: Readonly<Record<number, string>> = { 0x8057: 'IPV6CP', 0x80fd: 'CCP', 0xc029: 'CBCP' };

function controlName(protocol: number): string {
  return CONTROL_NAMES[protocol] ?? `0x${protocol.toString(16)}`;
}

const DATA_NAMES: Readonly<Record<number, string>> = { 0x21: 'IP', 0x2d: 'compressed TCP', 0x2f: 'uncompressed TCP', 0x3d: 'multilink', 0xfd: 'compressed', 0x207: 'CDP' };

function dataName(protocol: number): string {
  return DATA_NAMES[protocol] ?? `0x${protocol.toString(16).padStart(4, '0')}`;
}

/** What the exchange tells of a line stands at the router that has it. */
function laneOf({ device, event }: TraceRecord): string {
  return event.type === 'fault.on' || event.type === 'fault.off' || event.type === 'fault.frame' ? (event.router ?? device) : device;
}

function ofRouter(rungs: readonly Rung[], router: string): readonly Rung[] {
  const takesPart = (rung: Rung): boolean => rung.kind !== 'wait' && (rung.kind === 'note' ? rung.lane === router : rung.from === router || rung.to === router);
  const circuits = new Set(rungs.flatMap((rung) => (rung.kind !== 'wait' && rung.circuit !== undefined && takesPart(rung) ? [rung.circuit] : [])));
  // What the exchange says of no call in particular concerns everybody: its faults.
  return rungs.filter((rung) => takesPart(rung) || (rung.kind === 'note' && rung.lane === 'exchange' && rung.circuit === undefined) || (rung.kind !== 'wait' && rung.circuit !== undefined && circuits.has(rung.circuit)));
}

/** Waits between the rungs, and to the end. */
function withWaits(rungs: readonly Rung[], now: Instant): readonly Rung[] {
  const all: Rung[] = [];
  let last: Instant | undefined;
  for (const rung of rungs) {
    if (last !== undefined && rung.at - last >= WAIT_MS) all.push({ kind: 'wait', at: last, ms: rung.at - last });
    all.push(rung);
    last = Math.max(last ?? 0, 'until' in rung ? rung.until : rung.at);
  }
  if (last !== undefined && now - last >= WAIT_MS) all.push({ kind: 'wait', at: last, ms: now - last });
  return all;
}

/** Those that take part, in the lab's order, the exchange in their middle, hosts beside their router on the outer side. */
function lanesOf(rungs: readonly Rung[], lab: LabDescription): readonly Lane[] {
  const used = new Set(rungs.flatMap((rung) => (rung.kind === 'wait' ? [] : rung.kind === 'note' ? [rung.lane] : [rung.from, rung.to])));
  const outside = lab.telephoneLines.flatMap((line) => (line.kind === 'analog' && line.outside === true ? [{ name: line.router }] : []));
  const routers = [...lab.routers, ...(lab.pcs ?? []), ...outside].filter(({ name }) => used.has(name));
  const middle = Math.ceil(routers.length / 2);
  const lanes = routers.flatMap(({ name }, index): Lane[] => {
    const own = lab.lans.filter(({ members }) => members.find(({ router }) => used.has(router))?.router === name);
    const hosts = own.flatMap((lan): Lane[] => lan.hosts.filter((host) => used.has(host.name)).map((host) => ({ id: host.name, kind: 'host' })));
    const router: Lane = { id: name, kind: 'router' };
    return index < middle ? [...hosts, router] : [router, ...hosts];
  });
  if (used.has('exchange')) lanes.splice(lanes.findIndex(({ id }) => id === routers[middle - 1]?.name) + 1, 0, { id: 'exchange', kind: 'exchange' });
  return lanes;
}
