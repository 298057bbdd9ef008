// One dialing interface at work: the dialer's machine with the ports that it may use, and the calls on them. It carries
// events from the ports, PPP and IP to the dialer and performs what the dialer decides, and it writes the connect and
// disconnect messages that IOS logs of an ISDN call. The dialing interface is a port by itself, or a Dialer with a rotary group.

import type { Clock } from '../../engine/clock.ts';
import type { RandomStream } from '../../engine/random.ts';
import type { Ipv4Address } from '../../base/ipv4.ts';
import type { Instant } from '../../base/time.ts';
import { createDialer, step } from '../../protocols/dialer/dialer.ts';
import type { DialerState } from '../../protocols/dialer/state.ts';
import { readCalls, readIdleLeft, readMaps, readQueued, readStatistics } from '../../protocols/dialer/readers.ts';
import type { DialerAction, DialerCall, DialerEvent, DialerPolicy, LoadMeasure } from '../../protocols/dialer/types.ts';
import type { PppAction, PppPolicy } from '../../protocols/ppp/session-types.ts';
import { TimerBank } from '../timer-bank.ts';
import { Turnstile } from '../turnstile.ts';
import type { TraceEvent } from '../trace.ts';
import { isIsdn, type CallOptions, type DialPort, type PortCall } from './dial-port.ts';
import type { InterfaceRuntime } from './interface-runtime.ts';
import type { LinkChannel } from './link-channel.ts';
import type { BoundBy } from './profiles.ts';
import type { CallHistoryEntry, DialerReading } from './readings.ts';

/** `%ISDN-6-CONNECT` comes this long after the connection, or at release if that is sooner. */
const CONNECT_LOG_MS = 6000;
/** Q.850: channel unacceptable; normal call clearing; call rejected; requested circuit not available. */
const CHANNEL_UNACCEPTABLE = 6;
const NORMAL_CLEARING = 16;
const CALL_REJECTED = 21;
const CHANNEL_UNAVAILABLE = 44;

/** On an asynchronous line XON and XOFF are escaped, which is what IOS asks for. */
const ASYNC_ACCM = 0x000a0000;

export interface DialingOwner {
  readonly clock: Clock;
  readonly random: RandomStream;
  record(event: TraceEvent, interfaceName?: string): void;
  /** PPP as the dialing interface has it, undefined for HDLC. */
  pppPolicy(dialingInterface: string, outgoing: boolean): PppPolicy | undefined;
  /** A datagram went out over a member, on behalf of a Dialer interface. */
  transmitted(group: DialingGroup, datagram: Uint8Array): void;
  /** Over the channel, or the bundle that it is a member of; false when that cannot take it. */
  sendIp(channel: LinkChannel, datagram: Uint8Array): boolean;
  /** Channels and bundles over which a call's packets pass, each once, with the channels that it is made of. */
  carriersOf(channels: readonly LinkChannel[]): readonly Carrier[];
  /** A datagram went over no call and into no queue. */
  dropped(group: DialingGroup, datagram: Uint8Array): void;
  ipUp(group: DialingGroup, channel: LinkChannel, localAddress: Ipv4Address, peerAddress: Ipv4Address): void;
  ipDown(group: DialingGroup, channel: LinkChannel): void;
  /** A call's entry for the history: kept by the router. */
  callLogged(entry: CallHistoryEntry): void;
  /** The group has a call, or has it no more: what becomes of the call is to be told here from now on. */
  callBegun(group: DialingGroup, id: string): void;
  callOver(group: DialingGroup, id: string): void;
  /** Channels that the group may still use on a port that others share. */
  freeChannels(group: DialingGroup, port: DialPort): number;
  /** The group took a channel of the port, or gave one back: others that share the port are to know. */
  portUsed(group: DialingGroup, port: DialPort): void;
  /** The group waits for a channel of its ports that others have. */
  contends(group: DialingGroup): void;
}

/** What carries packets as one: a channel, or a bundle of them. */
export interface Carrier {
  readonly runtime: InterfaceRuntime;
  readonly channels: readonly LinkChannel[];
  /** By the interface's `bandwidth`, else by the line. */
  readonly capacityBits: number;
}

export interface ActiveCall {
  readonly id: string;
  readonly port: DialPort;
  portCall: PortCall | undefined;
  channel: LinkChannel | undefined;
  /** On a profile's incoming call: by what it was found to be the profile's. */
  readonly boundBy: BoundBy | undefined;
  connectedAt: Instant | undefined;
  connectLogged: boolean;
  ended: boolean;
}

export class DialingGroup {
  /** `BRI0` or `Dialer1`. */
  readonly interface: string;
  readonly #owner: DialingOwner;
  readonly #timers: TimerBank<string>;
  readonly #logTimers: TimerBank<string>;
  readonly #turnstile = new Turnstile();
  readonly #calls = new Map<string, ActiveCall>();
  #ports: readonly DialPort[] = [];
  /** A dialer profile: calls are bound to it, and it may share its ports with others. */
  #profile = false;
  #state: DialerState;
  #screened = 0;

  constructor(owner: DialingOwner, interfaceName: string, policy: DialerPolicy) {
    this.#owner = owner;
    this.interface = interfaceName;
    this.#state = createDialer(policy, `out-${interfaceName}`);
    this.#timers = new TimerBank(owner.clock, (timer) => this.tell({ type: 'timer', timer }));
    this.#logTimers = new TimerBank(owner.clock, (id) => this.#logConnect(id));
  }

  get ports(): readonly DialPort[] {
    return this.#ports;
  }

  /** A Dialer interface, which dials through others. */
  get leads(): boolean {
    return this.interface.startsWith('Dialer');
  }

  get state(): DialerState {
    return this.#state;
  }

  /** New members or policy. */
  configure(policy: DialerPolicy, ports: readonly DialPort[], profile: boolean): void {
    this.#ports = ports;
    this.#profile = profile;
    this.tell({ type: 'configure', policy });
    for (const port of ports) this.availability(port);
  }

  /** The dialing interface is gone: calls are cleared and nothing is called back. */
  stop(): void {
    // Nobody is dialled any more, whatever waits for the channels that now come free.
    this.tell({ type: 'configure', policy: { ...this.#state.policy, members: [] } });
    for (const call of this.#calls.values()) this.#release(call.id);
    this.#timers.stopAll();
    this.#logTimers.stopAll();
  }

  tell(event: DialerEvent): void {
    this.#turnstile.pass(() => {
      const [state, actions] = step(this.#state, event, this.#owner.clock.now);
      this.#state = state;
      for (const action of actions) this.#perform(action);
    });
  }

  availability(port: DialPort): void {
    this.tell({ type: 'member', interface: port.name, usable: port.usable, freeChannels: this.#owner.freeChannels(this, port) });
  }

  /** Calls on the port, those that have no channel yet among them. */
  callsOn(port: DialPort): readonly ActiveCall[] {
    return [...this.#calls.values()].filter((call) => call.port === port);
  }

  // ---- from the ports

  offered(port: DialPort, offer: PortCall, by?: BoundBy): void {
    const { callingNumber } = offer;
    const channel = port.channelFor(offer);
    if (channel === undefined) {
      port.reject(offer, CHANNEL_UNAVAILABLE);
      return;
    }
    channel.call = offer.id;
    this.#keep({ id: offer.id, port, portCall: offer, channel, boundBy: by, connectedAt: undefined, connectLogged: false, ended: false });
    this.tell({
      type: 'incoming',
      call: offer.id,
      interface: port.name,
      channel: channel.name,
      ...(callingNumber === undefined ? {} : { callingNumber }),
    });
    port.answer(offer, channel);
    this.#owner.portUsed(this, port);
  }

  /** The caller is not one of those that are let in. */
  screenOut(port: DialPort, offer: PortCall, because: 'not-listed' | 'no-number'): void {
    this.#screened += 1;
    this.judged(port, offer, because);
    port.reject(offer, CALL_REJECTED);
  }

  judged(port: DialPort, { callingNumber }: PortCall, because: 'not-listed' | 'no-number' | 'callback-secure'): void {
    this.#owner.record({ type: 'dialer.callerJudged', interface: port.name, because, ...(callingNumber === undefined ? {} : { callingNumber }) }, port.name);
  }

  /** The caller is called back instead of being answered. */
  refuseForCallback(port: DialPort, offer: PortCall): void {
    port.reject(offer, CALL_REJECTED);
    this.tell({ type: 'caller-refused', interface: port.name, callingNumber: offer.callingNumber ?? '' });
  }

  #keep(call: ActiveCall): void {
    this.#calls.set(call.id, call);
    this.#owner.callBegun(this, call.id);
  }

  #drop(call: ActiveCall): void {
    this.#calls.delete(call.id);
    this.#owner.callOver(this, call.id);
  }

  /** A call that waits for its peer's name to be judged becomes another group's. */
  handOver(channel: LinkChannel, to: DialingGroup, policy: PppPolicy | undefined): void {
    const call = this.callOn(channel);
    if (call?.connectedAt === undefined) return;
    this.tell({ type: 'hand-over', call: call.id });
    this.#drop(call);
    to.#adopt({ ...call, boundBy: 'name' }, channel);
    if (policy !== undefined) channel.ppp({ type: 'bind', policy });
    if (!call.connectLogged) {
      this.#logTimers.stop(call.id);
      to.#logTimers.start(call.id, Math.max(0, call.connectedAt + CONNECT_LOG_MS - this.#owner.clock.now));
    }
  }

  #adopt(call: ActiveCall, channel: LinkChannel): void {
    this.#keep(call);
    const { callingNumber } = call.portCall ?? {};
    this.#bound(call, channel);
    this.tell({
      type: 'adopt',
      call: call.id,
      interface: call.port.name,
      channel: channel.name,
      connectedAt: call.connectedAt ?? this.#owner.clock.now,
      ...(callingNumber === undefined ? {} : { callingNumber }),
    });
    this.#owner.portUsed(this, call.port);
  }

  #bound(call: ActiveCall, channel: LinkChannel): void {
    if (!this.#profile) return;
    const by = call.boundBy ?? 'dialling';
    this.#owner.record({ type: 'dialer.bound', channel: channel.name, call: call.id, profile: this.interface, by }, channel.name);
  }

  channelGiven(port: DialPort, portCall: PortCall): void {
    const call = this.#calls.get(portCall.id);
    const channel = port.channels.find((candidate) => candidate.number === portCall.channel);
    if (call === undefined || channel === undefined || call.channel === channel) return;
    if (channel.inUse) {
      // Q.931 §5.1.2: the network has given up a call there that we still have; this one is cleared.
      this.#release(call.id, CHANNEL_UNACCEPTABLE);
      return;
    }
    if (call.channel !== undefined) call.channel.call = undefined;
    call.channel = channel;
    channel.call = portCall.id;
    this.tell({ type: 'channel', call: portCall.id, channel: channel.name });
  }

  connected(port: DialPort, portCall: PortCall): void {
    this.channelGiven(port, portCall);
    const call = this.#calls.get(portCall.id);
    if (call?.channel === undefined) return;
    call.connectedAt = this.#owner.clock.now;
    this.#logTimers.start(call.id, CONNECT_LOG_MS);
    call.channel.runtime.setState('up');
    this.#bound(call, call.channel);
    const policy = this.#owner.pppPolicy(this.interface, portCall.outgoing);
    call.channel.open(policy !== undefined && port.kind === 'async' ? { ...policy, accm: ASYNC_ACCM } : policy, this.#owner.random);
    this.tell({ type: 'connected', call: portCall.id, channel: call.channel.name });
  }

  /** The B channel was taken away. */
  disconnected(portCall: PortCall): void {
    const call = this.#calls.get(portCall.id);
    if (call === undefined) return;
    this.#end(call);
    if (call.connectedAt !== undefined) this.tell({ type: 'cleared', call: portCall.id });
  }

  released(portCall: PortCall, cause: number, byPeer: boolean): void {
    const call = this.#calls.get(portCall.id);
    if (call === undefined) return;
    this.#end(call);
    this.#drop(call);
    if (call.channel !== undefined) call.channel.call = undefined;
    this.tell({ type: 'released', call: portCall.id, cause, byPeer });
    this.availability(call.port);
    this.#owner.portUsed(this, call.port);
  }

  // ---- from PPP

  pppAction(channel: LinkChannel, action: PppAction): void {
    const call = channel.call;
    if (call === undefined) return;
    switch (action.type) {
      case 'lcp-up':
        this.tell({ type: 'lcp-up', call });
        return;
      case 'authenticated': {
        const { type, peerName, callback, operation, message } = action;
        this.tell({ type, call, peerName, callback, operation, message });
        return;
      }
      case 'ip-up':
        channel.runtime.setProtocol(true);
        this.#owner.ipUp(this, channel, action.localAddress, action.peerAddress);
        this.tell({ type: 'ip-up', call, peerAddress: action.peerAddress });
        return;
      case 'ip-down':
        this.#ipDown(channel);
        this.tell({ type: 'ip-down', call });
        return;
      case 'lcp-down':
        channel.runtime.setProtocol(false);
        return;
      case 'disconnect':
        this.tell({ type: 'hang-up', call, reason: action.reason });
        return;
      default:
    }
  }

  // ---- from bundles

  /** The channel is a link of that bundle now, or of none any more. */
  bundled(channel: LinkChannel, bundle: string | undefined): void {
    if (channel.call !== undefined) this.tell({ type: 'bundle', call: channel.call, bundle });
  }

  /** IP passes over the bundle of the channel, or does not any more. */
  bundleIp(channel: LinkChannel, up: { readonly peerAddress: Ipv4Address } | undefined): void {
    const { call } = channel;
    if (call !== undefined) this.tell(up === undefined ? { type: 'ip-down', call } : { type: 'ip-up', call, ...up });
  }

  receivedIp(channel: LinkChannel, interesting: boolean): void {
    if (channel.call !== undefined) this.tell({ type: 'received', call: channel.call, interesting });
  }

  callOn(channel: LinkChannel): ActiveCall | undefined {
    return channel.call === undefined ? undefined : this.#calls.get(channel.call);
  }

  /** What the dialer knows of the call on the channel. */
  callNamed(channel: LinkChannel): DialerCall | undefined {
    return this.#state.calls.find(({ id }) => id === channel.call);
  }

  hangUp(channel: LinkChannel, reason = 'exec'): void {
    if (channel.call !== undefined) this.tell({ type: 'hang-up', call: channel.call, reason });
  }

  /** The dialing interface is shut down, or stands by: its calls end. */
  hangUpAll(reason: string): void {
    for (const call of this.#calls.keys()) this.tell({ type: 'hang-up', call, reason });
  }

  // ---- readers

  reading(): DialerReading {
    const state = this.#state;
    return {
      interface: this.interface,
      policy: state.policy,
      calls: readCalls(state),
      statistics: readStatistics(state),
      screened: this.#screened,
      rejectedForCallback: state.rejectedForCallback,
      idleLeftMs: (call) => readIdleLeft(state, call, this.#owner.clock.now),
      queued: readQueued(state),
      maps: readMaps(state),
      ports: this.#profile ? [] : this.#ports.map(({ name, kind, channels }) => ({ name, kind, channels: channels.map((channel) => channel.name) })),
      profile: this.#profile,
      freeChannels: this.#ports.reduce((sum, port) => sum + (port.usable ? this.#owner.freeChannels(this, port) : 0), 0),
    };
  }

  activeCalls(): readonly CallHistoryEntry[] {
    const entries: CallHistoryEntry[] = [];
    for (const call of this.#calls.values()) if (call.connectedAt !== undefined && !call.ended) entries.push(this.#entry(call, undefined));
    return entries;
  }

  idleLeftMs(channel: LinkChannel): number | undefined {
    return channel.call === undefined ? undefined : readIdleLeft(this.#state, channel.call, this.#owner.clock.now);
  }

  // ---- performing

  #perform(action: DialerAction): void {
    switch (action.type) {
      case 'place-call':
        this.#placeCall(action.call, action.interface, action.number, { speed: action.speed, modemScript: action.modemScript });
        return;
      case 'release':
        this.#release(action.call);
        return;
      case 'ppp-callback':
        this.#calls.get(action.call)?.channel?.ppp({ type: 'callback', decision: action.decision });
        return;
      case 'transmit':
        this.#transmit(action.call, action.datagram);
        return;
      case 'measure':
        this.tell({ type: 'loads', measures: this.#measures() });
        return;
      case 'start':
        this.#timers.start(action.timer, action.ms);
        return;
      case 'stop':
        this.#timers.stop(action.timer);
        return;
      case 'trace':
        this.#trace(action.event);
        return;
      case 'drop':
        this.#owner.dropped(this, action.packet.datagram);
        return;
    }
  }

  #transmit(id: string, datagram: Uint8Array): void {
    const channel = this.#calls.get(id)?.channel;
    if (channel !== undefined && this.#owner.sendIp(channel, datagram) && this.leads) this.#owner.transmitted(this, datagram);
  }

  #measures(): readonly LoadMeasure[] {
    const channels = [...this.#calls.values()].flatMap(({ channel }) => (channel === undefined ? [] : [channel]));
    return this.#owner.carriersOf(channels).map(({ runtime, capacityBits, channels: members }) => {
      const { outputBitRate: outboundBits, inputBitRate: inboundBits } = runtime.counters;
      const calls = members.flatMap(({ call }) => (call === undefined ? [] : [call]));
      return { calls, capacityBits, outboundBits, inboundBits };
    });
  }

  /** A trace that names a channel is the channel's; one that names an interface is the interface's. */
  #trace(event: Extract<DialerAction, { type: 'trace' }>['event']): void {
    if (event.type === 'dialer.noDial' && event.because === 'no-channel') this.#owner.contends(this);
    const where = 'channel' in event && event.channel !== undefined ? event.channel : 'interface' in event ? event.interface : this.interface;
    this.#owner.record(this.#profile && event.type === 'dialer.attempt' ? { ...event, profile: this.interface } : event, where);
  }

  #placeCall(id: string, interfaceName: string, number: string, options: CallOptions): void {
    const port = this.#ports.find((candidate) => candidate.name === interfaceName);
    if (port === undefined) {
      this.tell({ type: 'released', call: id, cause: 0, byPeer: false });
      return;
    }
    const call: ActiveCall = { id, port, portCall: undefined, channel: undefined, boundBy: undefined, connectedAt: undefined, connectLogged: false, ended: false };
    this.#keep(call);
    call.portCall = port.placeCall(id, number, options);
    if (call.portCall !== undefined) {
      this.#owner.portUsed(this, port);
      return;
    }
    this.#drop(call);
    this.tell({ type: 'released', call: id, cause: 0, byPeer: false });
  }

  #release(id: string, cause = NORMAL_CLEARING): void {
    const call = this.#calls.get(id);
    if (call?.portCall === undefined) return;
    this.#hangUpLog(call);
    call.channel?.close();
    call.port.release(call.portCall, cause);
  }

  /** Connect is logged at the latest when the call goes. */
  #hangUpLog(call: ActiveCall): void {
    if (call.connectedAt === undefined || call.connectLogged) return;
    this.#logTimers.stop(call.id);
    this.#logConnect(call.id);
  }

  #end(call: ActiveCall): void {
    const { channel } = call;
    if (call.ended || channel === undefined) return;
    call.ended = true;
    const lastedMs = call.connectedAt === undefined ? 0 : this.#owner.clock.now - call.connectedAt;
    if (call.connectedAt !== undefined) {
      this.#hangUpLog(call);
      this.#owner.callLogged(this.#entry(call, this.#owner.clock.now));
      // A call released before its connect message was due logs no disconnect.
      if (lastedMs >= CONNECT_LOG_MS && isIsdn(call.port)) {
        const { number, name } = this.#party(call);
        const seconds = Math.round(lastedMs / 1000);
        this.#owner.record({ type: 'isdn.disconnect', number, ...(name === undefined ? {} : { name }), seconds }, channel.name);
      }
    }
    channel.close();
    this.#ipDown(channel);
    if (this.#profile && call.connectedAt !== undefined) {
      this.#owner.record({ type: 'dialer.unbound', channel: channel.name, call: call.id, profile: this.interface }, channel.name);
    }
    if (channel.runtime.state === 'up') channel.runtime.setState('down');
  }

  #ipDown(channel: LinkChannel): void {
    channel.runtime.setProtocol(false);
    this.#owner.ipDown(this, channel);
  }

  #logConnect(id: string): void {
    const call = this.#calls.get(id);
    if (call?.channel === undefined || call.connectLogged) return;
    call.connectLogged = true;
    if (!isIsdn(call.port)) return;
    const { number, name } = this.#party(call);
    this.#owner.record({ type: 'isdn.connect', number, ...(name === undefined ? {} : { name }) }, call.channel.name);
  }

  #party(call: ActiveCall): { readonly number: string; readonly name: string | undefined } {
    const known = this.#state.calls.find((candidate) => candidate.id === call.id);
    const number = (call.portCall?.outgoing === true ? call.portCall.calledNumber : call.portCall?.callingNumber) ?? '';
    return { number, name: known?.peerName ?? known?.map?.name };
  }

  #entry(call: ActiveCall, endedAt: Instant | undefined): CallHistoryEntry {
    const { number, name } = this.#party(call);
    const outgoing = call.portCall?.outgoing === true;
    const known = this.#state.calls.find((candidate) => candidate.id === call.id);
    return {
      outgoing,
      callingNumber: outgoing ? '' : number,
      calledNumber: outgoing ? number : (call.portCall?.calledNumber ?? ''),
      remoteName: name ?? '',
      connectedAt: call.connectedAt ?? this.#owner.clock.now,
      endedAt,
      idleLeftMs: readIdleLeft(this.#state, call.id, this.#owner.clock.now),
      idleMs: known === undefined ? undefined : this.#owner.clock.now - known.idleSince,
    };
  }
}
