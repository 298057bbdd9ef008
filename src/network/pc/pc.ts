// A dial-in PC as a device of the lab: the dial-up client (protocols/dialup/client.ts) between its user, its modem or ISDN
// card, a PPP session and a small IP host. Nothing of it is IOS: it has no configuration but a phone book entry.

import type { Ipv4Address } from '../../base/ipv4.ts';
import type { Clock } from '../../engine/clock.ts';
import type { RandomStream } from '../../engine/random.ts';
import { createDialUp, step } from '../../protocols/dialup/client.ts';
import type { DialUpTrace } from '../../protocols/dialup/trace.ts';
import type { DialUpAction, DialUpEvent, DialUpFailure, DialUpSettings, DialUpState, DialUpStateName, DialUpTimerName } from '../../protocols/dialup/types.ts';
import type { CbcpFlaw } from '../../protocols/ppp/cbcp/types.ts';
import type { PppAction } from '../../protocols/ppp/session-types.ts';
import type { BriLine, LabPc, PcSystem } from '../lab-description.ts';
import type { Modem } from '../modems/modem.ts';
import type { CapturePoint } from '../router/ports/dial-port.ts';
import type { AccessLine } from '../router/ports/isdn-port.ts';
import type { LinkChannel } from '../router/ports/link-channel.ts';
import type { TraceEvent } from '../trace.ts';
import type { HostPing, HostPingObserver } from './host-ping.ts';
import { MachineRun, type Untimed } from '../machine-run.ts';
import { IpHost } from './ip-host.ts';
import { IsdnCard } from './isdn-card.ts';
import { ModemCard } from './modem-card.ts';
import { pcPolicy } from './pc-policy.ts';
import type { PcLine } from './pc-line.ts';

export type { DialUpTrace as PcEvent, DialUpSettings as PcSettings };

export interface PcHost {
  readonly clock: Clock;
  random(name: string): RandomStream;
  publish(device: string, event: TraceEvent, interfaceName: string | undefined): void;
  /** Somebody hears what is published. Needs no `this`. */
  readonly heard: () => boolean;
  /** What is wrong with the PC's CBCP; asked when a link opens. */
  readonly flaw: (name: string) => CbcpFlaw | undefined;
}

export interface PcReading {
  readonly name: string;
  readonly system: PcSystem;
  readonly powered: boolean;
  /** Undefined: no telephone line is plugged in. */
  readonly line: string | undefined;
  readonly settings: DialUpSettings;
  readonly state: DialUpStateName;
  readonly failure: DialUpFailure | undefined;
  readonly bitsPerSecond: number;
  readonly address: Ipv4Address;
  /** Of the other end; 0 while it is not known. */
  readonly peerAddress: Ipv4Address;
  readonly nameServers: NonNullable<Extract<PppAction, { type: 'ip-up' }>['nameServers']>;
}

/** A PC's ports and links say the same as a router's; of a PC it is not worth a word. */
const UNSAID: ReadonlySet<TraceEvent['type']> = new Set(['link.changed', 'lineProtocol.changed']);

export class Pc {
  readonly name: string;
  readonly system: PcSystem;
  readonly #host: PcHost;
  readonly #random: RandomStream;
  readonly #ip: IpHost;
  readonly #dialUp: MachineRun<DialUpState, DialUpEvent, Untimed<DialUpAction>, DialUpTimerName>;
  readonly #watchers = new Set<(event: DialUpTrace) => void>();
  #settings: DialUpSettings;
  #line: PcLine | undefined;
  #channel: LinkChannel | undefined;
  #powered = true;
  /** The peer said no to our name and password. */
  #refused = false;
  /** LCP has begun, and has not opened. */
  #negotiating = false;
  #peerAddress: Ipv4Address = 0;
  #nameServers: PcReading['nameServers'] = [];

  constructor(host: PcHost, { name, system, settings }: LabPc) {
    this.name = name;
    this.system = system;
    this.#host = host;
    this.#settings = settings;
    this.#random = host.random(`pc-${name}`);
    this.#ip = new IpHost({ clock: host.clock, send: (datagram) => this.#channel?.sendIp(datagram) ?? false });
    this.#dialUp = new MachineRun(host.clock, createDialUp(), { step, perform: (action) => this.#perform(action), expired: (timer) => ({ type: 'timer', timer }) });
  }

  get clock(): Clock {
    return this.#host.clock;
  }

  get now(): number {
    return this.#host.clock.now;
  }

  // ---- what its user does

  get settings(): DialUpSettings {
    return this.#settings;
  }

  set settings(settings: DialUpSettings) {
    this.#settings = settings;
  }

  /** Takes the settings as they are now, or another number for this once; a PC that is off, or in a call, does nothing. */
  dial(number = this.#settings.number): void {
    if (this.#powered && !this.terminalOpen) this.#tell({ type: 'dial', settings: { ...this.#settings, number } });
  }

  /** A call that was dialled by hand as well. */
  hangUp(): void {
    if (this.terminalOpen) this.#line?.hangUp();
    else this.#tell({ type: 'hang-up' });
  }

  /** Somebody types at the modem; undefined where there is none, or where it is in use. What is on the line stays when he leaves. */
  openTerminal(hear: (octets: Uint8Array) => void): ((octets: Uint8Array) => void) | undefined {
    const card = this.#line;
    if (!this.#powered || !(card instanceof ModemCard) || this.#dialUp.state.name !== 'idle' || !card.openTerminal(hear)) return undefined;
    return (octets) => card.type(octets);
  }

  get terminalOpen(): boolean {
    return this.#line instanceof ModemCard && this.#line.terminalOpen;
  }

  /** PPP begins on the call that somebody has made by hand; false when there is none. */
  continueWithPpp(): boolean {
    const card = this.#line;
    if (!(card instanceof ModemCard) || !card.terminalOpen || !card.carrier) return false;
    this.#tell({ type: 'continue', settings: this.#settings });
    card.takeOver();
    return true;
  }

  /** To the question about callback; undefined: none. */
  answer(number: string | undefined): void {
    this.#tell({ type: 'answer', number });
  }

  ping(destination: Ipv4Address, observer: HostPingObserver): HostPing {
    const source = this.#ip.address === 0 ? undefined : this.#ip.address;
    this.#publish({ type: 'ping.started', destination, source });
    return this.#ip.ping(destination, {
      answered: (answer) => observer.answered(answer),
      done: (sent, roundTripsMs) => {
        this.#publish({ type: 'ping.ended', destination, sent, received: roundTripsMs.length });
        observer.done(sent, roundTripsMs);
      },
    });
  }

  /** Hears what the dial-up client tells; the end of it is the answer. */
  watch(watcher: (event: DialUpTrace) => void): () => void {
    this.#watchers.add(watcher);
    return () => void this.#watchers.delete(watcher);
  }

  reading(): PcReading {
    const { name, failure, bitsPerSecond } = this.#dialUp.state;
    return {
      name: this.name, system: this.system, powered: this.#powered, line: this.#line?.name, settings: this.#settings, state: name, failure, bitsPerSecond,
      address: this.#ip.address, peerAddress: this.#peerAddress, nameServers: this.#nameServers,
    };
  }

  // ---- its place in the lab

  attachModem(modem: Modem): void {
    this.#line = new ModemCard(this.#lineOwner(), modem);
  }

  plug(line: BriLine, access: AccessLine): void {
    this.#line = new IsdnCard(this.#lineOwner(), line, access);
    this.#line.power(true);
  }

  capturePoints(_name?: string): readonly CapturePoint[] {
    return this.#line?.capturePoints() ?? [];
  }

  cut(_name: string, isCut: boolean): void {
    this.#line?.cut(isCut);
  }

  get powered(): boolean {
    return this.#powered;
  }

  /** What is on the line is lost; settings are on the disk. */
  powerOff(): void {
    if (!this.#powered) return;
    this.#powered = false;
    this.#publish({ type: 'sys.power', to: 'off' });
    this.#channel = undefined;
    this.#ipDown();
    this.#dialUp.reset(createDialUp());
    this.#line?.power(false);
    for (const watcher of [...this.#watchers]) watcher({ type: 'pc.disconnected' });
  }

  powerOn(): void {
    if (this.#powered) return;
    this.#powered = true;
    this.#publish({ type: 'sys.power', to: 'on' });
    this.#line?.power(true);
  }

  reload(): void {
    this.powerOff();
    this.powerOn();
  }

  // ---- the dial-up client

  #tell(event: DialUpEvent): void {
    this.#dialUp.tell(event);
  }

  #perform(action: Untimed<DialUpAction>): void {
    switch (action.type) {
      case 'place-call':
        if (this.#line === undefined) this.#tell({ type: 'line-failed', why: 'no-line' });
        else this.#line.dial(action.number);
        return;
      case 'listen':
        this.#line?.listen();
        return;
      case 'answer-call':
        this.#line?.answer();
        return;
      case 'release':
        this.#line?.hangUp();
        return;
      case 'open-link':
        this.#openLink(action);
        return;
      case 'close-link':
        if (this.#channel === undefined) this.#tell({ type: 'link-over', why: 'disconnected' });
        else this.#channel.ppp({ type: 'close', reason: action.reason });
        return;
      case 'proceed':
        this.#channel?.ppp({ type: 'callback', decision: 'stay' });
        return;
      case 'answer-question':
        this.#channel?.ppp({ type: 'callback-answer', answer: action.answer });
        return;
      case 'trace':
        // On an ISDN line the call's channel, once it has one.
        this.#publish(action.event, this.#channel?.name ?? this.#line?.name);
        for (const watcher of [...this.#watchers]) watcher(action.event);
    }
  }

  #openLink({ settings, returning }: Extract<DialUpAction, { type: 'open-link' }>): void {
    this.#refused = false;
    this.#negotiating = true;
    this.#channel?.open(pcPolicy(settings, this.system, { returning, async: this.#line instanceof ModemCard, flaw: this.#host.flaw(this.name) }), this.#random);
  }

  // ---- the line and PPP

  #lineOwner(): ConstructorParameters<typeof IsdnCard>[0] {
    return {
      clock: this.#host.clock,
      random: this.#random,
      record: (event, interfaceName) => this.#record(event, interfaceName),
      heard: this.#host.heard,
      pppAction: (channel, action) => this.#pppAction(channel, action),
      receiveIp: (channel, datagram) => {
        if (channel === this.#channel) this.#ip.receive(datagram);
      },
      lineUp: (channel, bitsPerSecond) => {
        this.#channel = channel;
        this.#tell({ type: 'line-up', bitsPerSecond });
      },
      lineFailed: (why) => this.#tell({ type: 'line-failed', why }),
      lineDown: () => {
        this.#channel = undefined;
        this.#ipDown();
        this.#tell({ type: 'line-down', why: this.#refused ? 'access-denied' : this.#negotiating ? 'lcp-terminated' : 'disconnected' });
        this.#negotiating = false;
      },
      ring: () => this.#tell({ type: 'ring' }),
    };
  }

  #pppAction(channel: LinkChannel, action: PppAction): void {
    if (channel !== this.#channel) return;
    switch (action.type) {
      case 'lcp-up':
        this.#negotiating = false;
        return;
      case 'authenticated':
        return this.#tell({ type: 'authenticated', callback: action.callback === 'requested' });
      case 'callback-ask':
        return this.#tell({ type: 'asked', question: { numbers: action.numbers, mayDecline: action.mayDecline } });
      case 'callback-agreed':
        return this.#tell({ type: 'agreed', choice: action.choice });
      case 'ip-up':
        this.#ip.up(action.localAddress);
        this.#peerAddress = action.peerAddress;
        this.#nameServers = action.nameServers ?? [];
        return this.#tell({ type: 'ip-up', address: action.localAddress });
      case 'ip-down':
        return this.#ipDown();
      case 'lcp-down':
        // The peer terminates: there is nothing to wait for. What this end has begun to close goes its own way.
        if (channel.pppStates?.lcp === 'Stopping' && !this.#closing) this.#linkOver('terminated by the peer');
        return;
      case 'disconnect':
        return this.#linkOver(action.reason);
      default:
        return;
    }
  }

  get #closing(): boolean {
    return this.#dialUp.state.name === 'closing' || this.#dialUp.state.name === 'parting';
  }

  #linkOver(reason: string): void {
    this.#tell({ type: 'link-over', why: this.#refused ? 'access-denied' : linkFailure(reason) });
  }

  #ipDown(): void {
    this.#ip.down();
    this.#peerAddress = 0;
    this.#nameServers = [];
  }

  #record(event: TraceEvent, interfaceName: string): void {
    if (event.type === 'ppp.authFailed' && event.reason === 'refused-by-peer') this.#refused = true;
    // It was let try again.
    else if (event.type === 'ppp.authenticated') this.#refused = false;
    if (!UNSAID.has(event.type)) this.#publish(event, interfaceName);
  }

  #publish(event: TraceEvent, interfaceName?: string): void {
    this.#host.publish(this.name, event, interfaceName);
  }
}

/** What the PPP session says of its end, in the terms of the dial-up client. */
function linkFailure(reason: string): DialUpFailure {
  switch (reason) {
    case 'no answer to LCP Configure-Request':
      return 'not-responding';
    case 'authentication timed out':
      return 'timed-out';
    case 'line is looped':
      return 'looped';
    case 'terminated by the peer':
      return 'peer-terminated';
    case 'no answer to CBCP':
    case 'malformed CBCP packet':
    case 'CBCP Ack of something else':
    case 'no suitable callback offered':
      return 'callback-failed';
    default:
      return 'lcp-terminated';
  }
}
