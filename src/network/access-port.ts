// The network side of one basic access: TEI assignment, a data link for each terminal endpoint (Q.921), SPIDs where the
// line was ordered with them, and the calls on the line (Q.931). A call offered to the line goes out by UI to every
// terminal; the first that answers gets it. Routing between lines is the exchange's.

import type { Clock } from '../engine/clock.ts';
import type { RandomStream } from '../engine/random.ts';
import { createDataLink, step as stepDataLink, type DataLink } from '../protocols/q921/data-link.ts';
import { createTeiAssignment, step as stepTei, type TeiAssignment, type TeiAssignmentEvent } from '../protocols/q921/tei-assignment.ts';
import { TEI_BROADCAST } from '../protocols/q921/timers.ts';
import type { Q921Action, Q921Event, Q921TimerName } from '../protocols/q921/types.ts';
import { answerNonSelected, answerUnknown, createCall, step as stepCall, type Call } from '../protocols/q931/call.ts';
import { messageOf } from '../protocols/q931/call-state.ts';
import { answerSpid } from '../protocols/q931/spid.ts';
import type { CallAction, CallEvent, CallSetup, Q931TimerName } from '../protocols/q931/types.ts';
import { addFcs, checkFcs } from '../wire/hdlc.ts';
import { LAPD_FRAME, type LapdFrame } from '../wire/q921.ts';
import { Q931_CODEC, Q931_MESSAGE, type Q931Message } from '../wire/q931.ts';
import { D_CHANNEL, Port } from './channel.ts';
import type { TelephoneLine } from './lab-description.ts';
import { TimerBank } from './timer-bank.ts';
import { Turnstile } from './turnstile.ts';
import type { TraceEvent } from './trace.ts';

/** Q.850 §2.2.3: the public network serving the local user. */
const PUBLIC_NETWORK = 2;

/** One end of a call at the exchange. */
export interface Leg {
  readonly port: AccessPort;
  readonly reference: number;
  /** True: the terminal called; false: the terminal is called. */
  readonly fromTerminal: boolean;
  /** The terminal's data link; undefined while a call is offered to all. */
  tei: number | undefined;
  channel: 1 | 2 | undefined;
  machine: Call;
  clearing: boolean;
  readonly timers: TimerBank<Q931TimerName>;
}

export interface AccessPortOwner {
  record(event: TraceEvent): void;
  setup(leg: Leg, setup: CallSetup): void;
  alerting(leg: Leg): void;
  answered(leg: Leg): void;
  cleared(leg: Leg, cause: number): void;
}

interface Link {
  machine: DataLink;
  readonly timers: TimerBank<Q921TimerName>;
}

export class AccessPort {
  readonly line: TelephoneLine;
  readonly d: Port;
  readonly #clock: Clock;
  readonly #random: RandomStream;
  readonly #owner: AccessPortOwner;
  readonly #links = new Map<number, Link>();
  /** TEIs whose SPID was found good. */
  readonly #initialised = new Set<number>();
  readonly #legs = new Map<number, Leg>();
  readonly #turnstile = new Turnstile();
  readonly #teiTimers: TimerBank<'T201'>;
  #tei: TeiAssignment;
  #b: readonly [Port, Port] | undefined;
  #active = false;
  #nextReference = 0;

  constructor(clock: Clock, random: RandomStream, line: TelephoneLine, owner: AccessPortOwner) {
    this.#clock = clock;
    this.#random = random;
    this.#owner = owner;
    this.line = line;
    this.d = new Port(clock, D_CHANNEL);
    this.d.receive = (octets) => this.#receive(octets);
    this.#tei = createTeiAssignment();
    this.#teiTimers = new TimerBank(clock, (timer) => this.#manage({ type: 'timer', timer }));
  }

  /** A terminal of the line's own switch type is there. */
  get active(): boolean {
    return this.#active;
  }

  get freeChannel(): 1 | 2 | undefined {
    const used = new Set([...this.#legs.values()].map((leg) => leg.channel));
    return used.has(1) ? (used.has(2) ? undefined : 2) : 1;
  }

  /** Layer 1: a terminal came with its switch type, or it went. */
  activate(switchType: string | undefined, b: readonly [Port, Port]): void {
    for (const leg of [...this.#legs.values()]) this.#ended(leg, 27);
    for (const link of this.#links.values()) link.timers.stopAll();
    this.#links.clear();
    this.#initialised.clear();
    this.#teiTimers.stopAll();
    this.#tei = createTeiAssignment();
    this.#b = b;
    this.#active = switchType !== undefined && sameSwitch(switchType, this.line.switchType);
    if (switchType === undefined || this.#active) return;
    const { router, interface: name, numbers, switchType: expected } = this.line;
    this.#owner.record({ type: 'exchange.switchType', line: numbers[0] ?? '', router, interface: name, attached: switchType, expected });
  }

  // ---- what the exchange asks

  /** A line ordered with SPIDs lets only initialised terminals call out. */
  maySetUp(leg: Leg): boolean {
    return !this.line.spids.required || (leg.tei !== undefined && this.#initialised.has(leg.tei));
  }

  /** CALL PROCEEDING with a B channel; false when none is free. */
  proceed(leg: Leg): boolean {
    const channel = this.freeChannel;
    if (channel === undefined) return false;
    leg.channel = channel;
    this.#stepLeg(leg, { type: 'PROCEEDING request', channel });
    return true;
  }

  alert(leg: Leg): void {
    this.#stepLeg(leg, { type: 'ALERTING request' });
  }

  connect(leg: Leg): void {
    this.#stepLeg(leg, { type: 'SETUP response', channel: leg.channel ?? 1 });
  }

  /** Clears the leg towards its terminal. */
  clear(leg: Leg, causeValue: number): void {
    if (leg.clearing) return;
    leg.clearing = true;
    this.#stepLeg(leg, { type: 'DISCONNECT request', cause: { location: PUBLIC_NETWORK, value: causeValue } });
  }

  /** Offers a call to every terminal of the line on the next free channel. */
  offer(setup: CallSetup): Leg {
    const channel = this.freeChannel ?? 1;
    const leg = this.#addLeg(this.#freeReference(), false, undefined);
    leg.channel = channel;
    this.#stepLeg(leg, { type: 'SETUP request', setup: { ...setup, channel, exclusive: true } });
    return leg;
  }

  channelPort(leg: Leg): Port | undefined {
    return leg.channel === undefined ? undefined : this.#b?.[leg.channel - 1];
  }

  // ---- layer 2

  #receive(octets: Uint8Array): void {
    if (!this.#active) return;
    const checked = checkFcs(octets);
    const frame = checked.ok ? LAPD_FRAME.parse(checked.value) : checked;
    if (!frame.ok) {
      this.#owner.record({ type: 'frame.bad', channel: 'D', reason: `line ${this.line.numbers[0] ?? ''}: ${frame.error.message}` });
      return;
    }
    if (frame.value.sapi === 63) this.#manage({ type: 'frame', frame: frame.value });
    else this.#stepLink(frame.value.tei, { type: 'frame', frame: frame.value });
  }

  #manage(event: TeiAssignmentEvent): void {
    const [state, actions] = stepTei(this.#tei, event);
    this.#tei = state;
    for (const action of actions) {
      if (action.type === 'send') this.#sendFrame(action.frame);
      else if (action.type === 'start') this.#teiTimers.start(action.timer, action.ms);
      else if (action.type === 'stop') this.#teiTimers.stop(action.timer);
      else if (action.type === 'assigned') this.#assigned(action.tei);
      else this.#removeLink(action.tei);
    }
  }

  /** A terminal that comes anew may be one that has left calls behind under another TEI: those are checked (Q.921 §5.3.3). */
  #assigned(tei: number): void {
    this.#addLink(tei);
    const others = [...this.#legs.values()].some((leg) => leg.tei !== undefined && leg.tei !== tei);
    if (others) this.#manage({ type: 'check request', tei: TEI_BROADCAST });
  }

  #removeLink(tei: number): void {
    const link = this.#links.get(tei);
    if (link === undefined) return;
    link.timers.stopAll();
    this.#links.delete(tei);
    this.#initialised.delete(tei);
    for (const leg of [...this.#legs.values()]) if (leg.tei === tei) this.#stepLeg(leg, { type: 'DL-RELEASE indication' });
  }

  #addLink(tei: number): void {
    this.#links.get(tei)?.timers.stopAll();
    const machine = createDataLink({ side: 'network', ces: tei, tei, seed: this.#random.uint32(), keepaliveMs: 0 });
    const timers = new TimerBank<Q921TimerName>(this.#clock, (timer) => this.#stepLink(tei, { type: 'timer', timer }));
    this.#links.set(tei, { machine, timers });
  }

  #stepLink(tei: number, event: Q921Event): void {
    this.#turnstile.pass(() => this.#stepLinkNow(tei, event));
  }

  #stepLinkNow(tei: number, event: Q921Event): void {
    const link = this.#links.get(tei);
    if (link === undefined) return;
    const wasUp = isUp(link);
    const [machine, actions] = stepDataLink(link.machine, event);
    link.machine = machine;
    for (const action of actions) this.#performLink(tei, link, action);
    const begunAnew = event.type === 'frame' && event.frame.kind === 'SABME' && event.frame.tei === tei;
    if (isUp(link) && (begunAnew || !wasUp)) this.#enquire(tei);
  }

  /**
   * The link has begun anew (Q.921 §5.7), and the terminal may have lost its calls with the old one. It is asked, and a
   * call that it does not have is over here too (Q.931 §5.8.8, §5.8.10).
   */
  #enquire(tei: number): void {
    for (const leg of this.#legs.values()) {
      if (leg.tei === tei && leg.machine.state === 'Active') this.#sendMessage(tei, messageOf(leg.machine, 'STATUS_ENQUIRY', []));
    }
  }

  #performLink(tei: number, link: Link, action: Q921Action): void {
    switch (action.type) {
      case 'send':
        this.#sendFrame(action.frame);
        return;
      case 'start':
        link.timers.start(action.timer, action.ms);
        return;
      case 'stop':
        link.timers.stop(action.timer);
        return;
      case 'DL-DATA indication':
      case 'DL-UNIT-DATA indication':
        this.#message(tei, action.information);
        return;
      case 'DL-RELEASE indication':
      case 'DL-RELEASE confirm':
        this.#initialised.delete(tei);
        for (const leg of [...this.#legs.values()]) if (leg.tei === tei) this.#stepLeg(leg, { type: 'DL-RELEASE indication' });
        return;
      default:
    }
  }

  #sendFrame(frame: LapdFrame): void {
    this.d.send(addFcs(LAPD_FRAME.serialize(frame)));
  }

  // ---- layer 3

  #message(tei: number, information: Uint8Array): void {
    const parsed = Q931_CODEC.parse(information);
    if (!parsed.ok) {
      this.#owner.record({ type: 'frame.bad', channel: 'D', reason: parsed.error.message });
      return;
    }
    const message = parsed.value;
    const { length, flag, value } = message.callReference;
    if (length === 0) return this.#spid(tei, message);
    const leg = this.#legs.get(legKey(flag === 0, value, flag === 0 ? tei : 0));
    if (leg !== undefined) this.#legMessage(leg, tei, message);
    else if (flag === 0 && message.messageType === Q931_MESSAGE.SETUP) {
      this.#stepLeg(this.#addLeg(value, true, tei), { type: 'message', message });
    } else {
      const reply = answerUnknown(message, PUBLIC_NETWORK);
      if (reply !== undefined) this.#sendMessage(tei, reply);
    }
  }

  /** The first terminal that answers an offered call has it; what another says of it is answered by RELEASE, cause 26. */
  #legMessage(leg: Leg, tei: number, message: Q931Message): void {
    if (leg.tei === undefined) leg.tei = tei;
    if (leg.tei === tei) this.#stepLeg(leg, { type: 'message', message });
    else {
      const reply = answerNonSelected(message);
      if (reply !== undefined) this.#sendMessage(tei, reply);
    }
  }

  #spid(tei: number, message: Q931Message): void {
    const answer = answerSpid(message, this.line.spids.valid);
    if (answer === undefined) return;
    if (answer.valid) this.#initialised.add(tei);
    else this.#initialised.delete(tei);
    this.#owner.record({ type: 'exchange.spid', line: this.line.numbers[0] ?? '', spid: answer.spid, valid: answer.valid });
    this.#sendMessage(tei, answer.message);
  }

  #addLeg(reference: number, fromTerminal: boolean, tei: number | undefined): Leg {
    const leg: Leg = {
      port: this,
      reference,
      fromTerminal,
      tei,
      channel: undefined,
      clearing: false,
      machine: createCall({ side: 'network', reference: { length: 1, value: reference }, originating: !fromTerminal }),
      timers: new TimerBank(this.#clock, (timer) => this.#stepLeg(leg, { type: 'timer', timer })),
    };
    this.#legs.set(legKey(fromTerminal, reference, fromTerminal ? (tei ?? 0) : 0), leg);
    return leg;
  }

  #stepLeg(leg: Leg, event: CallEvent): void {
    this.#turnstile.pass(() => this.#stepLegNow(leg, event));
  }

  #stepLegNow(leg: Leg, event: CallEvent): void {
    const [machine, actions] = stepCall(leg.machine, event);
    leg.machine = machine;
    for (const action of actions) this.#performLeg(leg, action);
  }

  #performLeg(leg: Leg, action: CallAction): void {
    switch (action.type) {
      case 'send':
        if (leg.tei !== undefined) this.#sendMessage(leg.tei, action.message);
        return;
      case 'broadcast':
        this.#broadcast(action.message);
        return;
      case 'start':
        leg.timers.start(action.timer, action.ms);
        return;
      case 'stop':
        leg.timers.stop(action.timer);
        return;
      case 'SETUP indication':
        this.#owner.setup(leg, action.setup);
        return;
      case 'ALERTING indication':
        this.#owner.alerting(leg);
        return;
      case 'SETUP confirm':
        this.#owner.answered(leg);
        return;
      case 'DISCONNECT indication':
        this.#owner.cleared(leg, action.cause.value);
        return;
      case 'RELEASED':
        this.#ended(leg, action.cause.value);
        return;
      default:
    }
  }

  #ended(leg: Leg, cause: number): void {
    leg.timers.stopAll();
    this.#legs.delete(legKey(leg.fromTerminal, leg.reference, leg.fromTerminal ? (leg.tei ?? 0) : 0));
    this.#owner.cleared(leg, cause);
  }

  #sendMessage(tei: number, message: Q931Message): void {
    this.#stepLink(tei, { type: 'DL-DATA request', information: Q931_CODEC.serialize(message) });
  }

  /** Q.931 §5.2.1: SETUP to a multipoint line goes by UI on the broadcast data link. */
  #broadcast(message: Q931Message): void {
    this.#sendFrame({ kind: 'UI', sapi: 0, commandResponse: 1, tei: 127, pollFinal: false, information: Q931_CODEC.serialize(message) });
  }

  #freeReference(): number {
    do this.#nextReference = (this.#nextReference % 127) + 1;
    while (this.#legs.has(legKey(false, this.#nextReference, 0)));
    return this.#nextReference;
  }
}

function isUp({ machine }: Link): boolean {
  return machine.state === 'MULTIPLE_FRAME_ESTABLISHED' || machine.state === 'TIMER_RECOVERY';
}

/** A terminal's call references are its data link's own; the network's are the line's. */
function legKey(fromTerminal: boolean, reference: number, tei: number): number {
  return fromTerminal ? (tei << 16) | reference : 0x1000000 | reference;
}

/** `basic-ni1` is what older releases call `basic-ni`. */
function sameSwitch(a: string, b: string): boolean {
  const plain = (text: string) => text.replace(/^basic-ni1$/, 'basic-ni');
  return plain(a) === plain(b);
}
