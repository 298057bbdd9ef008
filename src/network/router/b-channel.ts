// A B channel of a BRI: idle, or carrying one call. It frames and unframes (HDLC with FCS-16, RFC 1662), runs the call's
// PPP session or Cisco HDLC, and keeps the link's state lines. Who is called and why is the dialer's business; what an
// IP datagram means is the IP stack's.

import type { Clock } from '../../engine/clock.ts';
import type { RandomStream } from '../../engine/random.ts';
import type { Ipv4Address } from '../../base/ipv4.ts';
import { createSession, step } from '../../protocols/ppp/session.ts';
import type { PppSession } from '../../protocols/ppp/session.ts';
import type { PppAction, PppEvent, PppPolicy, PppTimerName } from '../../protocols/ppp/session-types.ts';
import type { ControlStateName } from '../../protocols/ppp/trace.ts';
import { addFcs, checkFcs, serializePppFrame } from '../../wire/hdlc.ts';
import { PPP_PACKET } from '../../wire/ppp.ts';
import { Port, B_CHANNEL } from '../channel.ts';
import { TimerBank } from '../timer-bank.ts';
import { Turnstile } from '../turnstile.ts';
import type { TraceEvent } from '../trace.ts';
import { InterfaceRuntime } from './interface-runtime.ts';

/** Cisco HDLC: address 0x0F unicast, control 0, then an Ethertype (public protocol descriptions). */
const CISCO_HDLC_IP = Uint8Array.of(0x0f, 0x00, 0x08, 0x00);

export interface BChannelOwner {
  readonly clock: Clock;
  record(event: TraceEvent, interfaceName: string): void;
  /** PPP told something that the dialer or the router must act on. */
  pppAction(channel: BChannel, action: PppAction): void;
  /** A datagram came out of the channel. */
  receiveIp(channel: BChannel, datagram: Uint8Array): void;
}

export class BChannel {
  readonly name: string;
  readonly number: 1 | 2;
  readonly port: Port;
  readonly runtime: InterfaceRuntime;
  readonly #owner: BChannelOwner;
  readonly #timers: TimerBank<PppTimerName>;
  readonly #turnstile = new Turnstile();
  #session: PppSession | undefined;
  #mode: 'idle' | 'ppp' | 'hdlc' = 'idle';
  /** The dialer's name for the call that it carries. */
  call: string | undefined;
  peerAddress: Ipv4Address = 0;

  constructor(owner: BChannelOwner, name: string, number: 1 | 2) {
    this.#owner = owner;
    this.name = name;
    this.number = number;
    this.port = new Port(owner.clock, B_CHANNEL);
    this.port.receive = (octets) => this.#receive(octets);
    this.runtime = new InterfaceRuntime(name, owner.clock, (event, interfaceName) => owner.record(event, interfaceName));
    this.#timers = new TimerBank(owner.clock, (timer) => this.ppp({ type: 'timer', timer }));
  }

  get inUse(): boolean {
    return this.call !== undefined;
  }

  get mode(): 'idle' | 'ppp' | 'hdlc' {
    return this.#mode;
  }

  get pppStates(): { readonly lcp: ControlStateName; readonly ipcp: ControlStateName } | undefined {
    const session = this.#session;
    return session === undefined ? undefined : { lcp: session.lcp.state, ipcp: session.ipcp.state };
  }

  /** The call is through: PPP begins, or with no policy Cisco HDLC is spoken at once. */
  open(policy: PppPolicy | undefined, random: RandomStream): void {
    this.runtime.setState('up');
    if (policy === undefined) {
      this.#mode = 'hdlc';
      this.runtime.setProtocol(true);
      return;
    }
    this.#mode = 'ppp';
    this.#session = createSession(policy, () => random.uint32());
    this.ppp({ type: 'up' });
  }

  /** The call is over, or its B channel was taken away: nothing is sent any more. */
  close(): void {
    if (this.#mode === 'idle') return;
    if (this.#mode === 'ppp') this.ppp({ type: 'down' });
    this.#turnstile.pass(() => {
      this.#timers.stopAll();
      this.#session = undefined;
    });
    this.#mode = 'idle';
    this.peerAddress = 0;
  }

  ppp(event: PppEvent): void {
    this.#turnstile.pass(() => this.#step(event));
  }

  #step(event: PppEvent): void {
    const session = this.#session;
    if (session === undefined) return;
    const [next, actions] = step(session, event);
    this.#session = next;
    for (const action of actions) this.#perform(action);
  }

  /** False when the channel cannot take it. */
  sendIp(datagram: Uint8Array): boolean {
    if (this.#mode === 'hdlc') {
      const frame = new Uint8Array(CISCO_HDLC_IP.length + datagram.length);
      frame.set(CISCO_HDLC_IP);
      frame.set(datagram, CISCO_HDLC_IP.length);
      return this.#send(addFcs(frame));
    }
    if (this.#mode !== 'ppp') return false;
    this.#owner.record({ type: 'ppp.packet', direction: 'O', protocol: 0x0021, lengthOctets: datagram.length + 2 }, this.name);
    return this.#send(serializePppFrame({ protocol: 0x0021, information: datagram }));
  }

  #perform(action: PppAction): void {
    switch (action.type) {
      case 'send':
        this.#send(serializePppFrame(action.packet));
        return;
      case 'start':
        this.#timers.start(action.timer, action.ms);
        return;
      case 'stop':
        this.#timers.stop(action.timer);
        return;
      case 'trace':
        this.#owner.record(action.event, this.name);
        return;
      case 'receive-ip':
        this.#owner.receiveIp(this, action.datagram);
        return;
      case 'ip-up':
        this.peerAddress = action.peerAddress;
        this.#owner.pppAction(this, action);
        return;
      default:
        this.#owner.pppAction(this, action);
    }
  }

  #send(frame: Uint8Array): boolean {
    if (this.#mode === 'idle') return false;
    const taken = this.port.send(frame);
    if (taken) this.runtime.countOutput(frame.length - 2);
    else this.runtime.countDrop();
    return taken;
  }

  #receive(octets: Uint8Array): void {
    if (this.#mode === 'idle') return;
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
    if (packet.ok) this.ppp({ type: 'packet', packet: packet.value });
    else this.#owner.record({ type: 'frame.ignored', reason: packet.error.message }, this.name);
  }

  #receiveHdlc(frame: Uint8Array): void {
    if (CISCO_HDLC_IP.every((octet, index) => frame[index] === octet)) {
      this.#owner.receiveIp(this, frame.subarray(CISCO_HDLC_IP.length));
      return;
    }
    this.#owner.record({ type: 'frame.ignored', reason: 'not Cisco HDLC: the interface has no PPP encapsulation' }, this.name);
  }
}
