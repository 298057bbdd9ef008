// The user side of a basic rate interface: its D channel with a data link for each terminal endpoint (Q.921), SPIDs, and
// the calls on them (Q.931), and its two B channels. It performs what the machines ask and tells its owner about calls;
// it decides nothing about them. Frames on the D channel carry an FCS-16, as HDLC has it.

import { must } from '../../base/assert.ts';
import type { Clock } from '../../engine/clock.ts';
import type { RandomStream } from '../../engine/random.ts';
import { createDataLink, step as stepDataLink, type DataLink } from '../../protocols/q921/data-link.ts';
import type { Q921Action, Q921Event, Q921TimerName } from '../../protocols/q921/types.ts';
import { answerUnknown, createCall, step as stepCall, type Call } from '../../protocols/q931/call.ts';
import { createSpid, step as stepSpid, type SpidAction, type SpidEvent, type SpidState } from '../../protocols/q931/spid.ts';
import type { CallAction, CallEvent, CallSetup, Cause, Q931TimerName } from '../../protocols/q931/types.ts';
import { addFcs, checkFcs } from '../../wire/hdlc.ts';
import { LAPD_FRAME, type LapdFrame } from '../../wire/q921.ts';
import { Q931_CODEC, Q931_MESSAGE, findElement, type Q931Message } from '../../wire/q931.ts';
import { D_CHANNEL, Port } from '../channel.ts';
import { TimerBank } from '../timer-bank.ts';
import { Turnstile } from '../turnstile.ts';
import type { TraceEvent } from '../trace.ts';
import type { BChannel } from './b-channel.ts';
import type { InterfaceRuntime } from './interface-runtime.ts';
import type { IsdnReading } from './readings.ts';

/** What the D channel needs of the configuration. */
export interface BriSettings {
  readonly shutdown: boolean;
  readonly switchType: string | undefined;
  readonly spids: readonly { readonly ces: number; readonly spid: string; readonly ldn?: string }[];
  readonly callingNumber: string | undefined;
}

/** The socket that the telephone company put in the wall. */
export interface AccessLine {
  readonly d: Port;
  /**
   * Layer 1 comes up with a terminal of that switch type, or goes down. The type is a property of the attachment and not
   * of the octets, which do not say it: a line of another type hears nothing that makes sense.
   */
  activate(switchType: string | undefined, b: readonly [Port, Port]): void;
}

export interface BriOwner {
  readonly clock: Clock;
  readonly random: RandomStream;
  record(event: TraceEvent, interfaceName: string): void;
  /** The exchange offers a call: answer() or reject() it now. */
  offered(port: BriPort, call: IsdnCall): void;
  /** A call of ours was given its B channel. */
  channelGiven(port: BriPort, call: IsdnCall): void;
  connected(port: BriPort, call: IsdnCall): void;
  /** The other end clears, or the line is gone: the B channel is not ours any more. */
  disconnected(port: BriPort, call: IsdnCall, cause: number): void;
  released(port: BriPort, call: IsdnCall, cause: number, byPeer: boolean): void;
  /** Layer 2 came or went, or a channel became free or taken. */
  availability(port: BriPort): void;
}

/** One call on the interface, from SETUP until its reference is free. */
export interface IsdnCall {
  /** The dialer's name for it; for an offered call the port's own. */
  readonly id: string;
  readonly outgoing: boolean;
  readonly reference: number;
  readonly ces: number;
  readonly setup: CallSetup;
  channel: 1 | 2 | undefined;
  connected: boolean;
  clearing: boolean;
  machine: Call;
  readonly timers: TimerBank<Q931TimerName>;
}

interface Endpoint {
  readonly ces: number;
  link: DataLink;
  readonly timers: TimerBank<Q921TimerName>;
  /** The TEI with which layer 2 was told to be up: only then is its end worth a word. */
  upWithTei: number | undefined;
  spid: SpidState | undefined;
  readonly spidTimer: TimerBank<'TSPID'>;
}

/** Q.921 leaves it to the terminal when to try again after a link was lost. */
const REESTABLISH_MS = 10_000;
/** Keypad Facility instead of Called Party Number: National ISDN and DMS-100. */
const KEYPAD_SWITCHES: ReadonlySet<string> = new Set(['basic-ni', 'basic-ni1', 'basic-dms100']);
/** T203 as the switches have it: 10 s where the ETSI standard rules, 30 s in North America. */
const keepaliveMs = (switchType: string | undefined): number => (switchType === 'basic-net3' ? 10_000 : 30_000);

export class BriPort {
  readonly name: string;
  readonly dsl: number;
  readonly b: readonly [BChannel, BChannel];
  readonly d: Port;
  /** Counts the frames of the D channel, as `show interfaces` has them of the BRI itself. */
  runtime: Pick<InterfaceRuntime, 'countInput' | 'countOutput' | 'countBadFrame'> | undefined;
  readonly #owner: BriOwner;
  readonly #calls = new Map<number, IsdnCall>();
  readonly #retry: TimerBank<'reestablish'>;
  readonly #turnstile = new Turnstile();
  #endpoints: readonly Endpoint[] = [];
  #settings: BriSettings = { shutdown: true, switchType: undefined, spids: [], callingNumber: undefined };
  #line: AccessLine | undefined;
  #nextReference = 0;
  #incoming = 0;

  constructor(owner: BriOwner, name: string, dsl: number, b: readonly [BChannel, BChannel]) {
    this.#owner = owner;
    this.name = name;
    this.dsl = dsl;
    this.b = b;
    this.d = new Port(owner.clock, D_CHANNEL);
    this.d.receive = (octets) => this.#receive(octets);
    this.#retry = new TimerBank(owner.clock, () => this.#establish());
  }

  plug(line: AccessLine): void {
    this.#line = line;
  }

  get settings(): BriSettings {
    return this.#settings;
  }

  get layer1Active(): boolean {
    return this.#line !== undefined && !this.#settings.shutdown && this.#settings.switchType !== undefined;
  }

  /** A call could be placed now, a free B channel given. */
  get usable(): boolean {
    return this.#endpoints.some((endpoint) => this.#endpointUsable(endpoint));
  }

  get freeChannels(): number {
    return this.b.filter((channel) => !channel.inUse).length;
  }

  calls(): readonly IsdnCall[] {
    return [...this.#calls.values()];
  }

  /** New settings: what the D channel depends on changed, it starts afresh; else nothing happens. */
  configure(settings: BriSettings): void {
    const before = this.#settings;
    this.#settings = settings;
    const key = (of: BriSettings) => JSON.stringify([of.shutdown, of.switchType, of.spids]);
    if (key(before) === key(settings)) return;
    this.stop();
    if (this.layer1Active) this.#start();
    this.#owner.availability(this);
  }

  /** Layer 1 goes: calls are lost, links are gone. */
  stop(): void {
    for (const call of this.calls()) this.#lose(call, 27);
    for (const endpoint of this.#endpoints) {
      endpoint.timers.stopAll();
      endpoint.spidTimer.stopAll();
      this.#layer2(endpoint, 'down');
    }
    this.#endpoints = [];
    this.#retry.stopAll();
    this.#line?.activate(undefined, [this.b[0].port, this.b[1].port]);
    this.d.unjoin();
  }

  /** Sets up a call; undefined when no endpoint can. */
  placeCall(id: string, number: string, speed: 56 | 64): IsdnCall | undefined {
    const free = this.#endpoints.filter((endpoint) => this.#endpointUsable(endpoint));
    const busy = new Set(this.calls().map((call) => call.ces));
    const endpoint = free.find((candidate) => !busy.has(candidate.ces)) ?? free[0];
    if (endpoint === undefined) return undefined;
    const setup: CallSetup = {
      bearer: speed === 56 ? '56' : '64',
      calledNumber: number,
      ...(this.#settings.callingNumber === undefined ? {} : { callingNumber: this.#settings.callingNumber }),
      keypad: KEYPAD_SWITCHES.has(this.#settings.switchType ?? ''),
      channel: 'any',
      exclusive: false,
    };
    const call = this.#addCall(id, true, this.#freeReference(), endpoint.ces, setup);
    this.#stepCall(call, { type: 'SETUP request', setup });
    return call;
  }

  answer(call: IsdnCall, channel: 1 | 2): void {
    call.channel = channel;
    this.#stepCall(call, { type: 'SETUP response', channel });
  }

  reject(call: IsdnCall, causeValue: number): void {
    call.clearing = true;
    this.#stepCall(call, { type: 'REJECT request', cause: { location: 0, value: causeValue } });
  }

  release(call: IsdnCall, causeValue: number): void {
    if (call.clearing) return;
    call.clearing = true;
    this.#stepCall(call, { type: 'DISCONNECT request', cause: { location: 0, value: causeValue } });
  }

  reading(): IsdnReading {
    const { switchType, spids } = this.#settings;
    return {
      interface: this.name,
      dsl: this.dsl,
      ...(switchType === undefined ? {} : { switchType }),
      layer1Active: this.layer1Active,
      links: this.#endpoints.map(({ ces, link }) => ({
        ces,
        ...(link.tei === undefined ? {} : { tei: link.tei }),
        state: link.state,
      })),
      spids: spids.map((configured) => {
        const state = this.#endpoints.find((endpoint) => endpoint.ces === configured.ces)?.spid;
        return {
          ...configured,
          state: state?.outcome ?? 'not-sent',
          ...(state?.usid === undefined ? {} : { usid: state.usid }),
          ...(state?.tid === undefined ? {} : { tid: state.tid }),
        };
      }),
      calls: this.calls().map((call) => ({
        callReference: call.reference,
        outgoing: call.outgoing,
        ...(call.channel === undefined ? {} : { channel: call.channel }),
        state: call.machine.state,
        number: (call.outgoing ? call.setup.calledNumber : call.setup.callingNumber) ?? '',
      })),
    };
  }

  #start(): void {
    const line = must(this.#line, 'layer 1 is active only on a line');
    Port.join(this.d, line.d);
    line.activate(this.#settings.switchType, [this.b[0].port, this.b[1].port]);
    const { spids } = this.#settings;
    const numbers = spids.length > 0 ? spids.map((configured) => configured.ces) : [1];
    this.#endpoints = numbers.map((ces) => this.#endpoint(ces));
    this.#establish();
  }

  #endpoint(ces: number): Endpoint {
    const link = createDataLink({
      side: 'user',
      ces,
      seed: this.#owner.random.uint32(),
      keepaliveMs: keepaliveMs(this.#settings.switchType),
    });
    const endpoint: Endpoint = {
      ces,
      link,
      timers: new TimerBank(this.#owner.clock, (timer) => this.#stepLink(endpoint, { type: 'timer', timer })),
      upWithTei: undefined,
      spid: undefined,
      spidTimer: new TimerBank(this.#owner.clock, () => this.#stepSpid(endpoint, { type: 'timer', timer: 'TSPID' })),
    };
    return endpoint;
  }

  #establish(): void {
    for (const endpoint of this.#endpoints) {
      if (!isUp(endpoint)) this.#stepLink(endpoint, { type: 'DL-ESTABLISH request' });
    }
  }

  #endpointUsable(endpoint: Endpoint): boolean {
    return isUp(endpoint) && (endpoint.spid === undefined || endpoint.spid.outcome === 'valid');
  }

  // ---- layer 2

  #receive(octets: Uint8Array): void {
    const checked = checkFcs(octets);
    const frame = checked.ok ? LAPD_FRAME.parse(checked.value) : checked;
    if (!frame.ok) {
      this.runtime?.countBadFrame();
      this.#owner.record({ type: 'frame.bad', channel: 'D', reason: frame.error.message }, this.name);
      return;
    }
    this.runtime?.countInput(octets.length - 2);
    for (const endpoint of this.#hearers(frame.value)) this.#stepLink(endpoint, { type: 'frame', frame: frame.value });
  }

  /** A broadcast SETUP is for one endpoint only: the one whose directory number was called, else the first. */
  #hearers(frame: LapdFrame): readonly Endpoint[] {
    if (this.#endpoints.length < 2 || frame.kind !== 'UI' || frame.sapi !== 0 || frame.tei !== 127) return this.#endpoints;
    const message = Q931_CODEC.parse(frame.information);
    const called = message.ok ? findElement(message.value, 'calledPartyNumber')?.digits : undefined;
    const ces = this.#settings.spids.find(({ ldn }) => ldn !== undefined && called !== undefined && called.endsWith(ldn))?.ces;
    const named = this.#endpoints.find((endpoint) => endpoint.ces === ces);
    const first = named ?? this.#endpoints.find((endpoint) => isUp(endpoint)) ?? this.#endpoints[0];
    return first === undefined ? [] : [first];
  }

  #stepLink(endpoint: Endpoint, event: Q921Event): void {
    this.#turnstile.pass(() => this.#stepLinkNow(endpoint, event));
  }

  #stepLinkNow(endpoint: Endpoint, event: Q921Event): void {
    const wasUp = isUp(endpoint);
    const [link, actions] = stepDataLink(endpoint.link, event);
    endpoint.link = link;
    for (const action of actions) this.#performLink(endpoint, action);
    if (wasUp !== isUp(endpoint)) this.#owner.availability(this);
  }

  #performLink(endpoint: Endpoint, action: Q921Action): void {
    switch (action.type) {
      case 'send': {
        const octets = addFcs(LAPD_FRAME.serialize(action.frame));
        this.runtime?.countOutput(octets.length - 2);
        this.d.send(octets);
        return;
      }
      case 'start':
        endpoint.timers.start(action.timer, action.ms);
        return;
      case 'stop':
        endpoint.timers.stop(action.timer);
        return;
      case 'trace':
        this.#owner.record(action.event, this.name);
        return;
      case 'DL-ESTABLISH confirm':
      case 'DL-ESTABLISH indication':
        this.#layer2(endpoint, 'up');
        this.#startSpid(endpoint);
        return;
      case 'DL-RELEASE indication':
      case 'DL-RELEASE confirm':
        this.#layer2(endpoint, 'down');
        this.#stepSpid(endpoint, { type: 'DL-RELEASE indication' });
        for (const call of this.calls()) if (call.ces === endpoint.ces) this.#stepCall(call, { type: 'DL-RELEASE indication' });
        this.#retry.start('reestablish', REESTABLISH_MS);
        return;
      default:
        this.#message(endpoint, action.information);
    }
  }

  /** A link that never came up does not go down, and one that is reset comes up no second time. */
  #layer2(endpoint: Endpoint, to: 'up' | 'down'): void {
    const tei = to === 'up' ? endpoint.link.tei : endpoint.upWithTei;
    if (tei === undefined || (endpoint.upWithTei !== undefined) === (to === 'up')) return;
    endpoint.upWithTei = to === 'up' ? tei : undefined;
    this.#owner.record({ type: 'isdn.layer2', tei, to }, this.name);
  }

  // ---- SPIDs (National ISDN)

  #startSpid(endpoint: Endpoint): void {
    const configured = this.#settings.spids.find((candidate) => candidate.ces === endpoint.ces);
    if (configured === undefined) return;
    endpoint.spid = createSpid(endpoint.ces, configured.spid);
    this.#stepSpid(endpoint, { type: 'start' });
  }

  #stepSpid(endpoint: Endpoint, event: SpidEvent): void {
    this.#turnstile.pass(() => this.#stepSpidNow(endpoint, event));
  }

  #stepSpidNow(endpoint: Endpoint, event: SpidEvent): void {
    if (endpoint.spid === undefined) return;
    const before = endpoint.spid.outcome;
    const [state, actions] = stepSpid(endpoint.spid, event);
    endpoint.spid = state;
    for (const action of actions) this.#performSpid(endpoint, action);
    if (before !== state.outcome) this.#owner.availability(this);
  }

  #performSpid(endpoint: Endpoint, action: SpidAction): void {
    if (action.type === 'send') this.#sendMessage(endpoint.ces, action.message);
    else if (action.type === 'start') endpoint.spidTimer.start('TSPID', action.ms);
    else if (action.type === 'stop') endpoint.spidTimer.stop('TSPID');
    else this.#owner.record(action.event, this.name);
  }

  // ---- layer 3

  #message(endpoint: Endpoint, information: Uint8Array): void {
    const parsed = Q931_CODEC.parse(information);
    if (!parsed.ok) {
      this.#owner.record({ type: 'frame.bad', channel: 'D', reason: parsed.error.message }, this.name);
      return;
    }
    const message = parsed.value;
    const { length, flag, value } = message.callReference;
    if (length === 0) {
      this.#owner.record({ type: 'q931.message', direction: 'RX', message }, this.name);
      this.#stepSpid(endpoint, { type: 'message', message });
      return;
    }
    // §4.3: flag 1 comes from the side that did not choose the value, so such a call is ours.
    const call = this.#calls.get(callKey(flag === 1, value));
    if (call !== undefined) this.#stepCall(call, { type: 'message', message });
    else if (flag === 0 && message.messageType === Q931_MESSAGE.SETUP) this.#offer(endpoint, message);
    else this.#unknownReference(endpoint, message);
  }

  #unknownReference(endpoint: Endpoint, message: Q931Message): void {
    this.#owner.record({ type: 'q931.message', direction: 'RX', message }, this.name);
    const reply = answerUnknown(message);
    if (reply === undefined) return;
    this.#owner.record({ type: 'q931.message', direction: 'TX', message: reply }, this.name);
    this.#sendMessage(endpoint.ces, reply);
  }

  #offer(endpoint: Endpoint, message: Q931Message): void {
    this.#incoming += 1;
    const setup: CallSetup = { bearer: '64', calledNumber: '', keypad: false, channel: 'any', exclusive: false };
    const call = this.#addCall(`in-${this.name}-${this.#incoming}`, false, message.callReference.value, endpoint.ces, setup);
    this.#stepCall(call, { type: 'message', message });
  }

  #addCall(id: string, outgoing: boolean, reference: number, ces: number, setup: CallSetup): IsdnCall {
    const call: IsdnCall = {
      id,
      outgoing,
      reference,
      ces,
      setup,
      channel: undefined,
      connected: false,
      clearing: false,
      machine: createCall({ side: 'user', reference: { length: 1, value: reference }, originating: outgoing }),
      timers: new TimerBank(this.#owner.clock, (timer) => this.#stepCall(call, { type: 'timer', timer })),
    };
    this.#calls.set(callKey(outgoing, reference), call);
    return call;
  }

  #stepCall(call: IsdnCall, event: CallEvent): void {
    this.#turnstile.pass(() => this.#stepCallNow(call, event));
  }

  #stepCallNow(call: IsdnCall, event: CallEvent): void {
    const [machine, actions] = stepCall(call.machine, event);
    call.machine = machine;
    for (const action of actions) this.#performCall(call, action);
  }

  #performCall(call: IsdnCall, action: CallAction): void {
    switch (action.type) {
      case 'send':
      case 'broadcast':
        this.#sendMessage(call.ces, action.message);
        return;
      case 'start':
        call.timers.start(action.timer, action.ms);
        return;
      case 'stop':
        call.timers.stop(action.timer);
        return;
      case 'trace':
        this.#owner.record(action.event, this.name);
        return;
      case 'SETUP indication':
        Object.assign(call, { setup: action.setup });
        this.#owner.offered(this, call);
        return;
      case 'PROCEEDING indication':
        call.channel = action.channel;
        this.#owner.channelGiven(this, call);
        return;
      case 'ALERTING indication':
        return;
      case 'SETUP confirm':
      case 'SETUP complete':
        call.channel = action.channel;
        call.connected = true;
        this.#owner.connected(this, call);
        return;
      case 'DISCONNECT indication':
        if (!call.clearing) this.#owner.disconnected(this, call, action.cause.value);
        return;
      default:
        this.#released(call, action.cause);
    }
  }

  #released(call: IsdnCall, cause: Cause): void {
    call.timers.stopAll();
    this.#calls.delete(callKey(call.outgoing, call.reference));
    this.#owner.released(this, call, cause.value, !call.clearing);
  }

  #lose(call: IsdnCall, causeValue: number): void {
    if (call.connected && !call.clearing) this.#owner.disconnected(this, call, causeValue);
    this.#released(call, { location: 0, value: causeValue });
  }

  #sendMessage(ces: number, message: Q931Message): void {
    const endpoint = this.#endpoints.find((candidate) => candidate.ces === ces);
    if (endpoint === undefined) return;
    this.#stepLink(endpoint, { type: 'DL-DATA request', information: Q931_CODEC.serialize(message) });
  }

  /** One octet, 1 to 127, not in use (§4.3). */
  #freeReference(): number {
    do this.#nextReference = (this.#nextReference % 127) + 1;
    while (this.#calls.has(callKey(true, this.#nextReference)));
    return this.#nextReference;
  }
}

/** Calls of ours and of the network's may have the same value: the flag tells them apart. */
function callKey(ours: boolean, value: number): number {
  return ours ? value : value + 0x10000;
}

function isUp({ link }: Endpoint): boolean {
  return link.state === 'MULTIPLE_FRAME_ESTABLISHED' || link.state === 'TIMER_RECOVERY';
}
