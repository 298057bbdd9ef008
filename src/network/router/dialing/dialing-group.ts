// One dialing interface at work: the dialer's machine with the ports that it may use, and the calls on them. It carries
// events from the ports, PPP and IP to the dialer and performs what the dialer decides; what there is of each call is kept in
// group-calls.ts. The dialing interface is a port by itself, or a Dialer with a rotary group.

import type { Ipv4Address } from '../../../base/ipv4.ts';
import { createDialer } from '../../../protocols/dialer/create-dialer.ts';
import { advance } from '../../../protocols/dialer/dialer.ts';
import { isFull } from '../../../protocols/dialer/members.ts';
import type { DialerState, DialerWork } from '../../../protocols/dialer/state.ts';
import { readIdleLeft, readIsReturn } from '../../../protocols/dialer/readers.ts';
import type { DialerAction, DialerCall, DialerEvent, DialerPolicy } from '../../../protocols/dialer/types.ts';
import type { PppAction, PppPolicy } from '../../../protocols/ppp/session-types.ts';
import { TimerBank } from '../../timer-bank.ts';
import { Turnstile } from '../../turnstile.ts';
import { loadsOf } from './carriers.ts';
import { readDialer, type RefusedCalls } from './dialer-reading.ts';
import type { DialPort, PortCall } from '../ports/dial-port.ts';
import type { ActiveCall, DialingOwner, FellowDialers } from './dialing-owner.ts';
import { GroupCalls } from './group-calls.ts';
import { OutboundProofs } from './outbound-proofs.ts';
import type { LinkChannel } from '../ports/link-channel.ts';
import type { BoundBy } from './profiles.ts';
import type { CallHistoryEntry, DialerReading } from '../readings.ts';

/** Q.850: channel unacceptable; normal call clearing; call rejected; requested circuit not available. */
const CHANNEL_UNACCEPTABLE = 6;
const NORMAL_CLEARING = 16;
const CALL_REJECTED = 21;
const CHANNEL_UNAVAILABLE = 44;

/** On an asynchronous line XON and XOFF are escaped, which is what IOS asks for. */
const ASYNC_ACCM = 0x000a0000;

export class DialingGroup {
  /** `BRI0` or `Dialer1`. */
  readonly interface: string;
  readonly #owner: DialingOwner;
  readonly #dialers: FellowDialers;
  readonly #timers: TimerBank<string>;
  readonly #turnstile = new Turnstile();
  readonly #calls: GroupCalls;
  #ports: readonly DialPort[] = [];
  /** A dialer profile: calls are bound to it, and it may share its ports with others. */
  #profile = false;
  readonly #state: DialerWork;
  readonly #outbound = new OutboundProofs();

  constructor(owner: DialingOwner, dialers: FellowDialers, interfaceName: string, policy: DialerPolicy) {
    this.#owner = owner;
    this.#dialers = dialers;
    this.interface = interfaceName;
    this.#state = createDialer(policy, `out-${interfaceName}`);
    this.#timers = new TimerBank(owner.clock, (timer) => this.tell({ type: 'timer', timer }));
    this.#calls = new GroupCalls(owner, dialers, this);
  }

  get ports(): readonly DialPort[] {
    return this.#ports;
  }

  get leads(): boolean {
    return this.interface.startsWith('Dialer');
  }

  get state(): DialerState {
    return this.#state;
  }

  get isProfile(): boolean {
    return this.#profile;
  }

  /** New members or policy. A port that is no member any more takes no call of the group with it. */
  configure(policy: DialerPolicy, ports: readonly DialPort[], profile: boolean): void {
    for (const { id, port } of this.#calls.all()) if (!ports.includes(port)) this.tell({ type: 'hang-up', call: id, reason: 'no member' });
    this.#ports = ports;
    this.#profile = profile;
    this.tell({ type: 'configure', policy });
    for (const port of ports) this.availability(port);
  }

  /** The dialing interface is gone: calls are cleared and nothing is called back. */
  stop(): void {
    // Nobody is dialled any more, whatever waits for the channels that now come free.
    // Nor is anything kept up that a call which ends now would have to be replaced for.
    const { watch: _watch, persistent: _persistent, redial: _redial, ...policy } = this.#state.policy;
    this.tell({ type: 'configure', policy: { ...policy, members: [] } });
    for (const call of this.#calls.all()) this.#calls.release(call, NORMAL_CLEARING);
    this.#timers.stopAll();
    this.#calls.stop();
  }

  tell(event: DialerEvent): void {
    this.#turnstile.step(DialingGroup.#stepOf, this, event);
  }

  static #stepOf(group: DialingGroup, event: DialerEvent): void {
    for (const action of advance(group.#state, event, group.#owner.clock.now)) group.#perform(action);
  }

  availability(port: DialPort): void {
    this.tell({ type: 'member', interface: port.name, usable: port.usable, freeChannels: this.#dialers.freeChannels(this, port) });
  }

  callsOn(port: DialPort): number {
    return this.#calls.count(port);
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
    this.#calls.keep({ id: offer.id, port, portCall: offer, channel, boundBy: by, connectedAt: undefined, connectLogged: false, ended: false, authenticate: true });
    this.tell({ type: 'incoming', call: offer.id, interface: port.name, channel: channel.name, callingNumber });
    port.answer(offer, channel);
    this.#dialers.portUsed(this, port);
  }

  /** The caller is not one of those that are let in. */
  screenOut(port: DialPort, offer: PortCall, because: 'not-listed' | 'no-number'): void {
    this.judged(port, offer, because);
    port.reject(offer, CALL_REJECTED);
  }

  judged(port: DialPort, { callingNumber }: PortCall, because: 'not-listed' | 'no-number' | 'callback-secure'): void {
    this.#owner.record({ type: 'dialer.callerJudged', interface: port.name, because, ...(callingNumber === undefined ? {} : { callingNumber }) }, port.name);
  }

  /** The caller is called back instead of being answered. */
  refuseForCallback(port: DialPort, offer: PortCall): void {
    port.reject(offer, CALL_REJECTED);
    this.tell({ type: 'caller-refused', call: offer.id, interface: port.name, callingNumber: offer.callingNumber ?? '' });
  }

  /** A call that waits for its peer's name to be judged becomes another group's. */
  handOver(channel: LinkChannel, to: DialingGroup, policy: PppPolicy | undefined): void {
    const call = this.callOn(channel);
    if (call?.connectedAt === undefined) return;
    this.tell({ type: 'hand-over', call: call.id });
    this.#calls.handOver(call);
    to.#adopt({ ...call, boundBy: 'name' }, channel);
    if (policy !== undefined) channel.ppp({ type: 'bind', policy });
  }

  #adopt(call: ActiveCall, channel: LinkChannel): void {
    const { callingNumber } = call.portCall ?? {};
    this.#calls.adopt(call, channel);
    this.tell({
      type: 'adopt',
      call: call.id,
      interface: call.port.name,
      channel: channel.name,
      connectedAt: call.connectedAt ?? this.#owner.clock.now,
      callingNumber,
    });
    // The channel was taken when the call came in, and is counted here once more.
    this.availability(call.port);
    this.#dialers.portUsed(this, call.port);
  }

  channelGiven(port: DialPort, portCall: PortCall): void {
    const call = this.#calls.get(portCall.id);
    const channel = port.channels.find((candidate) => candidate.number === portCall.channel);
    if (call === undefined || channel === undefined || call.channel === channel) return;
    if (channel.inUse) {
      // Q.931 §5.1.2: the network has given up a call there that we still have; this one is cleared.
      this.#calls.release(call, CHANNEL_UNACCEPTABLE);
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
    this.#calls.connected(call, call.channel);
    const basic = this.#owner.pppPolicy(this.interface, portCall.outgoing, portCall.link);
    const asked = basic?.authenticateOn.includes('callback') === true ? { ...basic, returnCall: readIsReturn(this.#state, portCall) } : basic;
    // `nocallback-verify`.
    const judged = asked === undefined || call.authenticate ? asked : { ...asked, authentication: [] };
    const policy = this.#outbound.policy(this.#state, portCall.id, judged);
    call.channel.open(policy !== undefined && port.kind === 'async' ? { accm: ASYNC_ACCM, ...policy } : policy, this.#owner.random);
    // Over SLIP nothing is negotiated: who calls has the address that is kept for him.
    const slip = call.channel.mode === 'slip';
    const peerAddress = slip ? this.#owner.slipPeer(call.channel) : undefined;
    this.tell({ type: 'connected', call: portCall.id, channel: call.channel.name, peerAddress });
    if (peerAddress !== undefined) this.#owner.ipUp(this, call.channel, 0, peerAddress);
    // Where the interface itself speaks SLIP the dialer knows that packets pass.
    if (slip && this.#state.policy.ppp) this.tell({ type: 'ip-up', call: portCall.id, peerAddress: peerAddress ?? 0 });
  }

  /** The B channel was taken away. */
  disconnected(portCall: PortCall): void {
    const call = this.#calls.get(portCall.id);
    if (call === undefined) return;
    this.#calls.end(call, false);
    if (call.connectedAt !== undefined) this.tell({ type: 'cleared', call: portCall.id });
  }

  released(portCall: PortCall, cause: number, byPeer: boolean): void {
    const call = this.#calls.get(portCall.id);
    if (call === undefined) return;
    this.#calls.end(call, !byPeer && cause !== NORMAL_CLEARING);
    this.#calls.drop(call);
    if (call.channel !== undefined) call.channel.call = undefined;
    this.tell({ type: 'released', call: portCall.id, cause, byPeer });
    this.availability(call.port);
    this.#dialers.portUsed(this, call.port);
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
        const caller = peerName === undefined ? undefined : this.#owner.knownCaller(channel, peerName);
        this.tell({ type, call, peerName, callback, operation, message, caller, idleTimeoutSeconds: this.#owner.idleTimeoutOf(channel) ?? this.#outbound.of(this.#state, call)?.idleTimeoutSeconds });
        return;
      }
      case 'callback-agreed':
        this.tell({ type: 'callback-agreed', call, choice: action.choice });
        return;
      case 'ip-up':
        channel.runtime.setProtocol(true);
        this.#owner.ipUp(this, channel, action.localAddress, action.peerAddress);
        this.tell({ type: 'ip-up', call, peerAddress: action.peerAddress });
        return;
      case 'ip-down':
        this.#calls.ipDown(channel);
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

  sparePorts(direction: 'in' | 'out'): readonly DialPort[] {
    return isFull(this.#state, direction) ? [] : this.#ports.filter((port) => port.usable && this.#dialers.freeChannels(this, port) > 0);
  }

  receivedIp(channel: LinkChannel, interesting: boolean): void {
    if (channel.call !== undefined) this.tell({ type: 'received', call: channel.call, interesting });
  }

  callOn(channel: LinkChannel): ActiveCall | undefined {
    return this.#calls.on(channel);
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
    for (const { id } of this.#calls.all()) this.tell({ type: 'hang-up', call: id, reason });
  }

  // ---- readers

  reading(refused: RefusedCalls | undefined): DialerReading {
    return readDialer({ group: this, refused, now: () => this.#owner.clock.now, freeChannels: (port) => this.#dialers.freeChannels(this, port) });
  }

  activeCalls(): readonly CallHistoryEntry[] {
    return this.#calls.active();
  }

  idleLeftMs(channel: LinkChannel): number | undefined {
    return channel.call === undefined ? undefined : readIdleLeft(this.#state, channel.call, this.#owner.clock.now);
  }

  // ---- performing

  #perform(action: DialerAction): void {
    switch (action.type) {
      case 'place-call':
        return this.#placeCall(action);
      case 'release':
        return this.#release(action.call);
      case 'ppp-callback':
        return this.#pppCallback(action);
      case 'transmit':
        return this.#transmit(action.call, action.datagram);
      case 'measure':
        return this.tell({ type: 'loads', measures: loadsOf(this.#owner.carriersOf(this.#calls.channels())) });
      case 'ask-profile':
        return this.#owner.askProfile(this, action.nextHop, (answer) => this.tell({ type: 'profile', nextHop: action.nextHop, ...this.#outbound.keep(action.nextHop, answer) }));
      case 'want-link':
      case 'want-drop':
        return this.#owner.linkWanted(this.#calls.get(action.call)?.channel, action);
      case 'link-failed':
        return this.#owner.linkFailed(action.bundle, action.cause, action.returns);
      case 'start':
        return this.#timers.start(action.timer, action.ms);
      case 'stop':
        return this.#timers.stop(action.timer);
      case 'trace':
        return this.#trace(action.event);
      case 'pass-callback':
        return this.#dialers.passCallback(this, action.owed);
      case 'drop':
        return this.#owner.dropped(this, action.packet.datagram, action.held);
    }
  }

  #pppCallback(action: Extract<DialerAction, { type: 'ppp-callback' }>): void {
    const channel = this.#calls.get(action.call)?.channel;
    if (action.decision === 'negotiate') channel?.ppp({ type: 'callback', decision: 'negotiate', offer: action.offer });
    else if (action.decision === 'hang-up') channel?.ppp({ type: 'callback', decision: 'hang-up' });
    else if (channel !== undefined) this.#owner.networkMayBegin(channel, () => channel.ppp({ type: 'callback', decision: 'stay' }));
  }

  #transmit(id: string, datagram: Uint8Array): void {
    const channel = this.#calls.get(id)?.channel;
    if (channel !== undefined && this.#owner.sendIp(channel, datagram) && this.leads) this.#owner.transmitted(this, datagram);
  }

  /** A trace that names a channel is the channel's; one that names an interface is the interface's. */
  #trace(event: Extract<DialerAction, { type: 'trace' }>['event']): void {
    if (event.type === 'dialer.disconnecting') {
      const channel = this.#calls.get(event.call)?.channel;
      if (channel !== undefined) this.#owner.ending(channel, event.reason);
    }
    if (event.type === 'dialer.noDial' && event.because === 'no-channel') this.#dialers.contends(this);
    // Events that have the one or the other have it by that name.
    const { channel, interface: name } = event as { readonly channel?: string; readonly interface?: string };
    const where = channel ?? name ?? this.interface;
    this.#owner.record(this.#profile && (event.type === 'dialer.attempt' || event.type === 'dialer.callbackDecision') ? { ...event, profile: this.interface } : event, where);
  }

  #placeCall({ call: id, interface: interfaceName, number, speed, voice, modemScript, systemScript, authenticate }: Extract<DialerAction, { type: 'place-call' }>): void {
    const port = this.#ports.find((candidate) => candidate.name === interfaceName);
    if (port === undefined) {
      this.tell({ type: 'released', call: id, cause: 0, byPeer: false });
      return;
    }
    const call: ActiveCall = {
      id, port, portCall: undefined, channel: undefined, boundBy: undefined, connectedAt: undefined, connectLogged: false, ended: false, authenticate: authenticate !== false,
    };
    this.#calls.keep(call);
    // A line has a script of its own for return calls.
    const callback = readIsReturn(this.#state, { id, outgoing: true });
    call.portCall = port.placeCall(id, number, { speed, voice, modemScript, systemScript, callback });
    if (call.portCall !== undefined) {
      this.#dialers.portUsed(this, port);
      return;
    }
    this.#calls.drop(call);
    this.tell({ type: 'released', call: id, cause: 0, byPeer: false });
  }

  #release(id: string): void {
    const call = this.#calls.get(id);
    if (call !== undefined) this.#calls.release(call, NORMAL_CLEARING);
  }
}
