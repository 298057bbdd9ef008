// A synchronous serial interface on a leased line or a cable: its signals, Cisco HDLC or PPP on it, and its state lines. A carrier
// that comes or goes is believed after the carrier delay. PPP runs without anybody calling: both ends may ask the other to prove
// itself, and a link that failed is tried again after a while. It may be a link of a multilink bundle.

import type { Ipv4Address } from '../../../base/ipv4.ts';
import type { Cancel, Clock } from '../../../engine/clock.ts';
import type { RandomStream } from '../../../engine/random.ts';
import type { InterfaceSettings } from '../../../config/model.ts';
import type { PppAction, PppPolicy } from '../../../protocols/ppp/session-types.ts';
import { Port, type FrameHearer } from '../../channel.ts';
import { LEASED_LINE_BITS_PER_SECOND, type SerialPlug, type SerialSocket } from '../../serial-link.ts';
import type { TraceEvent } from '../../trace.ts';
import type { CapturePoint } from './dial-port.ts';
import { FramedLink, type FrameLine } from './framed-link.ts';
import { HdlcLine } from './hdlc-line.ts';
import { InterfaceRuntime } from './interface-runtime.ts';
import type { LinkChannel } from './link-channel.ts';
import type { SerialReading } from '../readings.ts';

export interface SerialOwner {
  readonly clock: Clock;
  readonly random: RandomStream;
  readonly record: (event: TraceEvent, interfaceName: string) => void;
  /** Somebody hears what is recorded, now. */
  readonly heard: () => boolean;
  receiveIp(interfaceName: string, datagram: Uint8Array): void;
  /** PPP as the interface has it now. */
  pppPolicy(interfaceName: string): PppPolicy | undefined;
  /** What PPP tells of multilink is the bundle's; false for everything else. */
  bundled(channel: LinkChannel, action: PppAction): boolean;
  /** IPCP is open: the peer has that address. */
  neighbourUp(channel: LinkChannel, interfaceName: string, peer: Ipv4Address, own: Ipv4Address): void;
  neighbourDown(channel: LinkChannel): void;
  /** Who is at the other end is known: the network may begin when `begin` is called. */
  networkMayBegin(channel: LinkChannel, peerName: string | undefined, begin: () => void): void;
}

const SERIAL_DELAY_MS = 5;
/** [ours] After PPP has given up on the line it waits so long before it begins again. */
export const PPP_RETRY_MS = 10_000;

export class SerialPort implements SerialPlug, FrameHearer {
  readonly name: string;
  readonly port: Port;
  readonly runtime: InterfaceRuntime;
  readonly #owner: SerialOwner;
  readonly #hdlc: HdlcLine;
  readonly #ppp: FramedLink;
  readonly #pppLine: FrameLine;
  #socket: SerialSocket | undefined;
  #settings: InterfaceSettings | undefined;
  /** Neither shut down nor in standby. */
  #enabled = false;
  #running: 'hdlc' | 'ppp' | undefined;
  #carrierTimer: Cancel | undefined;
  #retryTimer: Cancel | undefined;

  constructor(owner: SerialOwner, name: string) {
    const { clock } = owner;
    this.#owner = owner;
    this.name = name;
    this.port = new Port(clock, { bitsPerSecond: LEASED_LINE_BITS_PER_SECOND, delayMs: SERIAL_DELAY_MS });
    this.port.hearer = this;
    const { record, heard } = owner;
    this.runtime = new InterfaceRuntime(name, clock, record);
    this.#hdlc = new HdlcLine(owner, this.port, this.runtime);
    const { port } = this;
    this.#pppLine = {
      send: (frame) => port.send(frame),
      hearer: undefined,
      get bitsPerSecond() {
        return port.bitsPerSecond;
      },
    };
    this.#ppp = new FramedLink(
      {
        clock,
        record,
        heard,
        pppAction: (_channel, action) => this.#pppAction(action),
        receiveIp: (_channel, datagram) => owner.receiveIp(name, datagram),
      },
      name,
      1,
      this.#pppLine,
      this.runtime,
    );
    this.runtime.queue = port;
  }

  plug(socket: SerialSocket): void {
    this.#socket = socket;
  }

  /** Where a clock is to be configured; undefined without a cable. */
  get cable(): SerialSocket['cable'] | undefined {
    return this.#socket?.cable;
  }

  /** Takes the same settings twice without effect. */
  apply(settings: InterfaceSettings): void {
    this.#settings = settings;
    this.port.looped = settings.loopback;
    const { address } = settings;
    this.#hdlc.configure({ keepaliveSeconds: settings.keepaliveSeconds, ...(address === undefined ? {} : address) });
    this.#enabled = !settings.shutdown;
    if (settings.shutdown) {
      this.#forgetCarrier();
      this.#close();
      this.runtime.setState(settings.standby === true ? 'standby mode' : 'administratively down');
      this.#socket?.drive(false, undefined);
      return;
    }
    if (this.#running !== undefined && this.#running !== settings.encapsulation) {
      this.#close();
      this.#open();
    }
    this.#socket?.drive(true, settings.clockRate);
    this.#followCarrier();
  }

  /** The router goes down: the other end sees that. */
  stop(): void {
    this.#forgetCarrier();
    this.#close();
    this.#settings = undefined;
    this.#enabled = false;
    this.port.looped = false;
    this.#socket?.drive(false, undefined);
  }

  signalsChanged(): void {
    if (this.#enabled) this.#followCarrier();
  }

  /** `clear interface`: the link layer begins anew. */
  reset(): void {
    if (this.#running === undefined) return;
    this.#close();
    this.#open();
  }

  sendIp(datagram: Uint8Array, broadcast: boolean): void {
    if (this.#running === 'ppp') this.#ppp.sendIp(datagram);
    else if (this.#running === 'hdlc') this.#hdlc.sendIp(datagram, broadcast);
  }

  reading(): SerialReading {
    const socket = this.#socket;
    const signals = socket?.signals;
    const clockRate = this.#settings?.clockRate;
    return {
      ...(socket === undefined ? {} : { cable: socket.cable }),
      ...(socket?.cable === 'DCE' && clockRate !== undefined ? { clockRate } : {}),
      carrier: signals?.carrier === true,
      clocked: signals?.clocked === true,
      ready: this.#enabled,
      looped: this.#running === 'hdlc' && this.#hdlc.looped,
    };
  }

  /** PPP on the line, as a bundle knows its links. */
  get channel(): LinkChannel {
    return this.#ppp;
  }

  get pppStates(): LinkChannel['pppStates'] {
    return this.#ppp.pppStates;
  }

  capturePoints(): readonly CapturePoint[] {
    return [{ suffix: '', line: this.port, linkType: () => (this.#settings?.encapsulation === 'ppp' ? 'ppp' : 'hdlc') }];
  }

  // ---- the carrier

  #followCarrier(): void {
    const carrier = this.port.looped || this.#socket?.signals.carrier === true;
    const to = carrier ? 'up' : 'down';
    const { state } = this.runtime;
    if (state === to) return this.#forgetCarrier();
    // One that has just been enabled and has no carrier says so at once.
    if (!carrier && state !== 'up') {
      this.#forgetCarrier();
      this.runtime.setState('down');
      return;
    }
    if (this.#carrierTimer !== undefined) return;
    const delayMs = (this.#settings?.carrierDelaySeconds ?? 0) * 1000;
    this.#carrierTimer = this.#owner.clock.after(delayMs, () => {
      this.#carrierTimer = undefined;
      this.runtime.setState(to);
      if (to === 'up') this.#open();
      else this.#close();
    });
  }

  #forgetCarrier(): void {
    this.#carrierTimer?.();
    this.#carrierTimer = undefined;
  }

  // ---- the link layer

  #open(): void {
    const policy = this.#settings?.encapsulation === 'ppp' ? this.#owner.pppPolicy(this.name) : undefined;
    if (policy === undefined) {
      this.#running = 'hdlc';
      this.#hdlc.open();
      return;
    }
    this.#running = 'ppp';
    this.#ppp.open(policy, this.#owner.random);
  }

  #close(): void {
    this.#retryTimer?.();
    this.#retryTimer = undefined;
    if (this.#running === 'hdlc') this.#hdlc.close();
    else if (this.#running === 'ppp') {
      this.#ppp.close();
      this.#protocolDown();
    }
    this.#running = undefined;
  }

  #pppAction(action: PppAction): void {
    if (this.#owner.bundled(this.#ppp, action)) return;
    switch (action.type) {
      case 'authenticated':
        this.#owner.networkMayBegin(this.#ppp, action.peerName, () => this.#ppp.ppp({ type: 'callback', decision: 'stay' }));
        return;
      case 'ip-up':
        this.runtime.setProtocol(true);
        this.#owner.neighbourUp(this.#ppp, this.name, action.peerAddress, action.localAddress);
        return;
      case 'ip-down':
      case 'lcp-down':
        this.#protocolDown();
        return;
      // The peer's IPCP may be open all the same, and will not begin again: on a leased line nobody hangs up to help that.
      case 'ip-failed':
      case 'disconnect':
        this.#retryTimer ??= this.#owner.clock.after(PPP_RETRY_MS, () => this.#tryAgain());
        return;
      default:
    }
  }

  #tryAgain(): void {
    this.#retryTimer = undefined;
    if (this.#running !== 'ppp') return;
    this.#ppp.close();
    this.#open();
  }

  #protocolDown(): void {
    this.runtime.setProtocol(false);
    this.#owner.neighbourDown(this.#ppp);
  }

  hear(octets: Uint8Array): void {
    if (this.#running === 'hdlc') this.#hdlc.receive(octets);
    else if (this.#running === 'ppp') this.#pppLine.hearer?.hear(octets);
  }
}
