// The link layer of a channel that carries frames: idle, or serving one call. It frames and unframes (FCS-16, RFC 1662 §3),
// runs the call's PPP session or Cisco HDLC, and keeps the link's state lines. How a frame is put on the line (bits of a B
// channel, stuffed octets of a modem) is the line's. Who is called and why is the dialer's business; what an IP datagram
// means is the IP stack's.

import type { RandomStream } from '../../../engine/random.ts';
import type { Ipv4Address } from '../../../base/ipv4.ts';
import { advance, createSession } from '../../../protocols/ppp/session.ts';
import type { SessionState } from '../../../protocols/ppp/session.ts';
import type { PppAction, PppEvent, PppOutlet, PppPolicy, PppTimerName } from '../../../protocols/ppp/session-types.ts';
import type { PppTrace } from '../../../protocols/ppp/trace.ts';
import { octetAt } from '../../../base/octets.ts';
import { addFcs, checkFcs, serializePppFrame } from '../../../wire/hdlc.ts';
import { LINK_QUALITY_REPORT, REPORT_OCTETS } from '../../../wire/lqr.ts';
import { PPP_PACKET, PPP_PROTOCOL, pppPacketLength, type PppPacket, type PppWriteOptions } from '../../../wire/ppp.ts';
import type { FrameHearer } from '../../channel.ts';
import { TimerBank } from '../../timer-bank.ts';
import { Turnstile } from '../../turnstile.ts';
import { DatagramCompression } from './datagram-compression.ts';
import { IDLE_REASON, NetworkIdle } from './network-idle.ts';
import { InterfaceRuntime, type OutputQueue, type TrafficCount } from './interface-runtime.ts';
import type { LinkChannel, LinkChannelOwner, LinkMode } from './link-channel.ts';

/** Cisco HDLC: address 0x0F unicast, control 0, then an Ethertype (public protocol descriptions). */
const CISCO_HDLC_IP = Uint8Array.of(0x0f, 0x00, 0x08, 0x00);
const IP_VERSION = 4;
/** RFC 1989 §2.4: of each frame its FCS and one flag count as well. */
const LINE_OCTETS = 3;

/** What frames travel on: each with its FCS, without flags. */
export interface FrameLine extends OutputQueue {
  readonly bitsPerSecond: number;
  /** False when its queue is full. */
  send(frame: Uint8Array): boolean;
  hearer: FrameHearer | undefined;
  /** Asynchronous lines: LCP has agreed which control characters are escaped. */
  characterMaps?(send: number, receive: number): void;
  /** Asynchronous lines: what is sent and comes is bare datagrams, without FCS (RFC 1055), or frames again. */
  slip?(on: boolean): void;
}

export class FramedLink implements LinkChannel, FrameHearer, PppOutlet {
  readonly name: string;
  readonly number: number;
  readonly runtime: InterfaceRuntime;
  readonly #owner: LinkChannelOwner;
  readonly #line: FrameLine;
  readonly #timers: TimerBank<PppTimerName>;
  readonly #turnstile = new Turnstile();
  #session: SessionState | undefined;
  #mode: LinkMode = 'idle';
  /** What the peer wants to have compressed. */
  #writing: PppWriteOptions = {};
  #passedBefore: TrafficCount;
  #idle: NetworkIdle | undefined = undefined;
  /** Once CCP was open. */
  #compression: DatagramCompression | undefined = undefined;
  call: string | undefined;
  peerAddress: Ipv4Address = 0;

  /** Where the channel is the interface itself, the interface's state is handed over. */
  constructor(owner: LinkChannelOwner, name: string, number: number, line: FrameLine, runtime?: InterfaceRuntime) {
    this.#owner = owner;
    this.name = name;
    this.number = number;
    this.#line = line;
    line.hearer = this;
    this.runtime = runtime ?? new InterfaceRuntime(name, owner.clock, owner.record);
    this.runtime.queue = line;
    this.#passedBefore = this.runtime.passed;
    this.#timers = TimerBank.of(this, owner.clock, FramedLink.#expired);
  }

  get inUse(): boolean {
    return this.call !== undefined;
  }

  get mode(): LinkMode {
    return this.#mode;
  }

  get traffic(): TrafficCount {
    const { passed } = this.runtime;
    const before = this.#passedBefore;
    return {
      inputOctets: passed.inputOctets - before.inputOctets,
      outputOctets: passed.outputOctets - before.outputOctets,
      inputPackets: passed.inputPackets - before.inputPackets,
      outputPackets: passed.outputPackets - before.outputPackets,
      badFrames: passed.badFrames - before.badFrames,
    };
  }

  get bitsPerSecond(): number {
    return this.#line.bitsPerSecond;
  }

  get pppStates(): LinkChannel['pppStates'] {
    const session = this.#session;
    if (session === undefined) return undefined;
    return { lcp: session.lcp.state, ipcp: session.ipcp.state, ...(session.ccp === undefined ? {} : { ccp: session.ccp.state }), multilink: session.phase === 'VIRTUALIZED' };
  }

  get compression(): LinkChannel['compression'] {
    return this.#compression?.reading(this.name);
  }

  open(policy: PppPolicy | undefined, random: RandomStream): void {
    this.#passedBefore = this.runtime.passed;
    this.runtime.setState('up');
    this.#line.slip?.(policy === undefined);
    if (policy === undefined) {
      this.#mode = this.#line.slip === undefined ? 'hdlc' : 'slip';
      this.runtime.setProtocol(true);
      return;
    }
    this.#mode = 'ppp';
    this.#writing = {};
    this.#session = createSession(policy, () => random.uint32());
    this.ppp({ type: 'up' });
  }

  close(): void {
    if (this.#mode === 'idle') return;
    if (this.#mode === 'ppp') this.ppp({ type: 'down' });
    this.#turnstile.pass(() => {
      this.#timers.stopAll();
      this.#session = undefined;
    });
    this.#forgetIdle();
    this.#compression = undefined;
    this.#mode = 'idle';
    this.peerAddress = 0;
  }

  ppp(event: PppEvent): void {
    this.#turnstile.step(FramedLink.#stepOf, this, event);
  }

  static #expired(timer: PppTimerName, link: FramedLink): void {
    link.ppp({ type: 'timer', timer });
  }

  static #stepOf(link: FramedLink, event: PppEvent): void {
    link.#step(event);
  }

  #step(event: PppEvent): void {
    const session = this.#session;
    if (session === undefined) return;
    for (const action of advance(session, event, this, this.#owner.heard())) this.#perform(action);
  }

  sendIp(datagram: Uint8Array): boolean {
    if (this.#mode === 'hdlc') {
      const frame = new Uint8Array(CISCO_HDLC_IP.length + datagram.length);
      frame.set(CISCO_HDLC_IP);
      frame.set(datagram, CISCO_HDLC_IP.length);
      return this.#send(addFcs(frame));
    }
    if (this.#mode === 'slip') {
      return this.#put(datagram, datagram.length);
    }
    if (this.#mode !== 'ppp') return false;
    this.#idle?.sent();
    if (this.#compression?.sends === true) return this.#sendCompressed(datagram, this.#compression);
    this.#owner.record({ type: 'ppp.packet', direction: 'O', protocol: 0x0021, lengthOctets: datagram.length + 2 }, this.name);
    return this.#send(serializePppFrame({ protocol: 0x0021, information: datagram }, this.#writing));
  }

  #sendCompressed(datagram: Uint8Array, compression: DatagramCompression): boolean {
    // What is dropped would be missing in the peer's history.
    const { waiting = 0, queueLimit = Infinity } = this.#line;
    if (waiting >= queueLimit) {
      this.runtime.countDrop();
      return false;
    }
    const packet = compression.compress({ protocol: PPP_PROTOCOL.ip, information: datagram });
    this.trace({ type: 'ppp.packet', direction: 'O', protocol: packet.protocol, lengthOctets: packet.information.length + 2 });
    if (this.#owner.heard()) this.trace({ type: 'ppp.compressed', direction: 'O', packets: compression.packetsSent });
    return this.sendPacket(packet);
  }

  sendPacket(packet: PppPacket): boolean {
    return this.#send(serializePppFrame(packet, this.#writing));
  }

  // ---- what the session wants done

  send(packet: PppPacket): void {
    this.sendPacket(packet);
  }

  start(timer: PppTimerName, ms: number): void {
    this.#timers.start(timer, ms);
  }

  stop(timer: PppTimerName): void {
    this.#timers.stop(timer);
  }

  trace(event: PppTrace): void {
    this.#owner.record(event, this.name);
  }

  #perform(action: PppAction): void {
    switch (action.type) {
      case 'send':
        this.send(action.packet);
        return;
      case 'start':
        this.start(action.timer, action.ms);
        return;
      case 'stop':
        this.stop(action.timer);
        return;
      case 'trace':
        this.trace(action.event);
        return;
      case 'line-options':
        this.#writing = action;
        this.#line.characterMaps?.(action.sendMap, action.receiveMap);
        return;
      case 'receive-ip':
        this.#idle?.received();
        this.#owner.receiveIp(this, action.datagram);
        return;
      case 'compression':
        this.#compression ??= new DatagramCompression(this.#owner.clock);
        this.#compression.set(action);
        return;
      case 'compression-reset':
        this.#compression?.reset(action.side);
        return;
      case 'quality-report':
        this.#sendReport(action);
        return;
      case 'ip-up':
        this.#watchIdle();
        this.peerAddress = action.peerAddress;
        this.#owner.pppAction(this, action);
        return;
      case 'ip-down':
        this.#forgetIdle();
        this.#owner.pppAction(this, action);
        return;
      default:
        this.#owner.pppAction(this, action);
    }
  }

  #watchIdle(): void {
    const policy = this.#session?.policy.idle;
    if (policy === undefined) return;
    this.#idle?.stop();
    this.#idle = new NetworkIdle(this.#owner.clock, policy, () => {
      this.trace({ type: 'ppp.idle', seconds: policy.idleMs / 1000 });
      this.ppp({ type: 'close', reason: IDLE_REASON });
    });
  }

  #forgetIdle(): void {
    this.#idle?.stop();
    this.#idle = undefined;
  }

  #send(frame: Uint8Array): boolean {
    if (this.#mode === 'idle') return false;
    return this.#put(frame, frame.length - 2);
  }

  #put(octets: Uint8Array, countedOctets: number): boolean {
    const taken = this.#line.send(octets);
    if (taken) this.runtime.countOutput(countedOctets);
    else this.runtime.countDrop();
    return taken;
  }

  /** A frame came in on the line. */
  hear(octets: Uint8Array): void {
    if (this.#mode === 'idle') return;
    if (this.#mode === 'slip') return this.#receiveSlip(octets);
    const checked = checkFcs(octets);
    if (!checked.ok) {
      this.runtime.countBadFrame();
      this.#owner.record({ type: 'frame.bad', channel: 'B', reason: checked.error.message }, this.name);
      return;
    }
    this.runtime.countInput(octets.length - 2);
    if (this.#mode === 'ppp') this.#receivePpp(checked.value);
    else this.#receiveHdlc(checked.value);
  }

  #receivePpp(frame: Uint8Array): void {
    const packet = PPP_PACKET.parse(frame);
    if (packet.ok && packet.value.protocol === PPP_PROTOCOL.lqr) this.#receiveReport(packet.value);
    else if (packet.ok && packet.value.protocol === PPP_PROTOCOL.compressed && this.#compression?.receives === true) this.#receiveCompressed(packet.value, this.#compression);
    else if (packet.ok) this.ppp({ type: 'packet', packet: packet.value });
    else this.#owner.record({ type: 'frame.ignored', reason: packet.error.message }, this.name);
  }

  #receiveCompressed({ information }: PppPacket, compression: DatagramCompression): void {
    const packet = compression.decompress(information);
    if (packet === undefined) return this.ppp({ type: 'compression-lost' });
    if (this.#owner.heard()) this.trace({ type: 'ppp.compressed', direction: 'I', packets: compression.packetsReceived });
    this.ppp({ type: 'decompressed', packet, lengthOctets: information.length + 2 });
  }

  /** RFC 1989 §2.4: what had come by then goes with it. */
  #receiveReport({ information }: PppPacket): void {
    const { inputPackets, inputOctets, badFrames } = this.runtime.passed;
    const counters = { packets: inputPackets, octets: inputOctets + inputPackets * LINE_OCTETS, errors: badFrames, discards: 0 };
    this.ppp({ type: 'quality-report', information, counters });
  }

  /** The report counts itself, as what it is the last of. */
  #sendReport({ state, report: begun }: Extract<PppAction, { type: 'quality-report' }>): void {
    const { outputPackets, outputOctets } = this.runtime.passed;
    const packet = { protocol: PPP_PROTOCOL.lqr, information: new Uint8Array(REPORT_OCTETS) };
    const ownOctets = pppPacketLength(packet, this.#writing);
    const report = { ...begun, peerOutPackets: outputPackets + 1, peerOutOctets: outputOctets + ownOctets + (outputPackets + 1) * LINE_OCTETS };
    this.trace({ type: 'ppp.qualityReport', direction: 'O', state, report });
    this.sendPacket({ ...packet, information: LINK_QUALITY_REPORT.serialize(report) });
  }

  #receiveSlip(octets: Uint8Array): void {
    this.runtime.countInput(octets.length);
    if (octetAt(octets, 0) >> 4 === IP_VERSION) this.#owner.receiveIp(this, octets);
    else this.#owner.record({ type: 'frame.ignored', reason: 'no IP datagram: the interface speaks SLIP' }, this.name);
  }

  #receiveHdlc(frame: Uint8Array): void {
    if (CISCO_HDLC_IP.every((octet, index) => frame[index] === octet)) {
      this.#owner.receiveIp(this, frame.subarray(CISCO_HDLC_IP.length));
      return;
    }
    this.#owner.record({ type: 'frame.ignored', reason: 'not Cisco HDLC: the interface has no PPP encapsulation' }, this.name);
  }
}
