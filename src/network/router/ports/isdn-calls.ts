// Layer 3 of a D channel at the user side: the calls of one interface by call reference (Q.931), on whichever data link they
// came. It performs what the call machines ask and tells its owner about calls; it decides nothing about them.

import { LateMap } from '../../../base/late-map.ts';
import { PLAIN_CALLS, type IsdnCallSettings } from '../../../config/isdn-settings.ts';
import type { Clock } from '../../../engine/clock.ts';
import { advance, answerUnknown, createCall, nextReference, referenceLength, type CallState } from '../../../protocols/q931/call.ts';
import { enquire } from '../../../protocols/q931/errors.ts';
import type { Access, CallEvent, CallOutlet, CallPrimitive, CallSetup, Cause, Q931TimerName, Q931Trace } from '../../../protocols/q931/types.ts';
import { chargedUnits } from '../../../wire/advice-of-charge.ts';
import { Q931_MESSAGE, type Q931Message } from '../../../wire/q931.ts';
import { TimerBank } from '../../timer-bank.ts';
import type { TraceEvent } from '../../trace.ts';
import type { Turnstile } from '../../turnstile.ts';
import type { PortCall } from './dial-port.ts';
import type { IsdnCallReading } from '../readings.ts';

/** What becomes of calls, in the terms of a port's owner. */
export interface IsdnCallEvents {
  offered(call: IsdnCall): void;
  channelGiven(call: IsdnCall): void;
  connected(call: IsdnCall): void;
  disconnected(call: IsdnCall, cause: number): void;
  released(call: IsdnCall, cause: number, byPeer: boolean): void;
  /** The network says what the call has cost until now. */
  charged(call: IsdnCall, units: number): void;
}

export interface IsdnCallsOwner {
  readonly clock: Clock;
  readonly turnstile: Turnstile;
  readonly events: IsdnCallEvents;
  /** Both need no `this`. */
  readonly record: (event: TraceEvent) => void;
  readonly send: (ces: number, message: Q931Message) => void;
}

/** Nothing ever left the router. */
const NO_LINK: Cause = { location: 0, value: 0 };

/** From SETUP until its reference is free. */
export class IsdnCall implements PortCall, CallOutlet {
  readonly id: string;
  readonly outgoing: boolean;
  readonly reference: number;
  /** Undefined while it waits for a data link. */
  ces: number | undefined;
  readonly timers: TimerBank<Q931TimerName>;
  setup: CallSetup;
  channel: number | undefined;
  /** The cause that was asked for, where the network was told another one. */
  askedCause: number | undefined;
  /** Of data on its channel. */
  speed: 56 | 64 = 64;
  /** Its owner knows of it: a call whose number comes in parts is nobody's until it is whole. */
  isOffered = false;
  connected = false;
  clearing = false;
  readonly machine: CallState;
  readonly trace: (event: Q931Trace) => void;
  readonly #send: IsdnCallsOwner['send'];

  constructor(call: Pick<IsdnCall, 'id' | 'outgoing' | 'reference' | 'ces' | 'setup' | 'machine' | 'timers'>, { record, send }: IsdnCallsOwner) {
    this.trace = record;
    this.#send = send;
    this.id = call.id;
    this.outgoing = call.outgoing;
    this.reference = call.reference;
    this.ces = call.ces;
    this.setup = call.setup;
    this.machine = call.machine;
    this.timers = call.timers;
  }

  get calledNumber(): string {
    return this.setup.calledNumber;
  }

  get calledSubaddress(): string | undefined {
    return this.setup.calledSubaddress;
  }

  get callingNumber(): string | undefined {
    return this.setup.callingNumber;
  }

  // ---- what its machine wants done

  send(message: Q931Message): void {
    if (this.ces !== undefined) this.#send(this.ces, message);
  }

  /** The network's alone. */
  broadcast(message: Q931Message): void {
    this.send(message);
  }

  start(timer: Q931TimerName, ms: number): void {
    this.timers.start(timer, ms);
  }

  stop(timer: Q931TimerName): void {
    this.timers.stop(timer);
  }
}

export class IsdnCalls {
  readonly #owner: IsdnCallsOwner;
  readonly #name: string;
  readonly #access: Access;
  readonly #calls = new LateMap<number, IsdnCall>();
  /** Of calls to come. */
  settings: IsdnCallSettings = PLAIN_CALLS;
  #nextReference = 0;
  #incoming = 0;

  constructor(owner: IsdnCallsOwner, name: string, access: Access) {
    this.#owner = owner;
    this.#name = name;
    this.#access = access;
  }

  list(): readonly IsdnCall[] {
    return [...this.#calls.values()];
  }

  /** Without a data link it waits for one. */
  place(id: string, ces: number | undefined, setup: CallSetup, speed: 56 | 64): IsdnCall {
    const call = this.#add(id, true, this.#freeReference(), ces, setup);
    call.speed = speed;
    if (ces !== undefined) this.#step(call, { type: 'SETUP request', setup });
    return call;
  }

  /** A data link is there now, or will not be. */
  serveWaiting(chooseLink: () => number | undefined): void {
    for (const call of this.list()) {
      if (call.ces !== undefined) continue;
      call.ces = chooseLink();
      if (call.ces === undefined) this.#released(call, NO_LINK);
      else this.#step(call, { type: 'SETUP request', setup: call.setup });
    }
  }

  answer(call: IsdnCall, channel: number): void {
    call.channel = channel;
    // On a primary access routers say that the call proceeds before they take it (published captures).
    if (this.#access === 'primary') this.#step(call, { type: 'PROCEEDING request', channel });
    if (this.settings.sendsAlerting) this.#step(call, { type: 'ALERTING request', channel });
    this.#step(call, { type: 'SETUP response', channel });
  }

  reject(call: IsdnCall, causeValue: number): void {
    call.clearing = true;
    this.#step(call, { type: 'REJECT request', cause: { location: 0, value: causeValue } });
  }

  release(call: IsdnCall, causeValue: number): void {
    if (call.clearing) return;
    call.clearing = true;
    if (call.ces === undefined) this.#released(call, { location: 0, value: causeValue });
    else this.#step(call, { type: 'DISCONNECT request', cause: { location: 0, value: causeValue } });
  }

  /** A data link is gone for good (§5.8.9). */
  linkDown(ces: number): void {
    for (const call of this.list()) if (call.ces === ces) this.#step(call, { type: 'DL-RELEASE indication' });
  }

  /**
   * The link has begun anew (Q.931 §5.8.8), and the network may have lost a call with the old one: it is asked, and what it does
   * not have is over here too (§5.8.10).
   */
  enquire(ces: number): void {
    for (const call of this.#calls.values()) {
      const message = call.ces === ces ? enquire(call.machine) : undefined;
      if (message === undefined) continue;
      this.#owner.record({ type: 'q931.message', direction: 'TX', message });
      this.#owner.send(ces, message);
    }
  }

  /** Layer 1 goes: nothing can be said any more. */
  loseAll(causeValue: number): void {
    for (const call of this.list()) {
      if (call.connected && !call.clearing) this.#owner.events.disconnected(call, causeValue);
      this.#released(call, { location: 0, value: causeValue });
    }
  }

  message(ces: number, message: Q931Message): void {
    const { flag, value } = message.callReference;
    // §4.3: flag 1 comes from the side that did not choose the value, so such a call is ours.
    const call = this.#calls.get(callKey(flag === 1, value));
    if (call !== undefined) this.#step(call, { type: 'message', message });
    else if (flag === 0 && message.messageType === Q931_MESSAGE.SETUP) this.#offer(ces, message);
    else this.#unknownReference(ces, message);
  }

  reading(): readonly IsdnCallReading[] {
    return this.list().map((call) => ({
      callReference: call.reference,
      outgoing: call.outgoing,
      ...(call.channel === undefined ? {} : { channel: call.channel }),
      state: call.machine.state,
      number: (call.outgoing ? call.calledNumber : call.callingNumber) ?? '',
      voice: call.setup.bearer === 'speech',
      speed: call.speed,
    }));
  }

  #unknownReference(ces: number, message: Q931Message): void {
    this.#owner.record({ type: 'q931.message', direction: 'RX', message });
    const reply = answerUnknown(message);
    if (reply === undefined) return;
    this.#owner.record({ type: 'q931.message', direction: 'TX', message: reply });
    this.#owner.send(ces, reply);
  }

  #offer(ces: number, message: Q931Message): void {
    this.#incoming += 1;
    const setup: CallSetup = { bearer: '64', calledNumber: '', keypad: false, channel: 'any', exclusive: false };
    const call = this.#add(`in-${this.#name}-${this.#incoming}`, false, message.callReference.value, ces, setup);
    this.#step(call, { type: 'message', message });
  }

  #add(id: string, outgoing: boolean, reference: number, ces: number | undefined, setup: CallSetup): IsdnCall {
    const access = this.#access;
    const { t310Ms, overlapMs } = this.settings;
    const machine = createCall({
      side: 'user', reference: { length: referenceLength(access), value: reference }, originating: outgoing, access, t310Ms, overlapMs,
    });
    const timers = new TimerBank<Q931TimerName>(this.#owner.clock, (timer) => this.#step(call, { type: 'timer', timer }));
    const call = new IsdnCall({ id, outgoing, reference, ces, setup, machine, timers }, this.#owner);
    this.#calls.set(callKey(outgoing, reference), call);
    return call;
  }

  #step(call: IsdnCall, event: CallEvent): void {
    this.#owner.turnstile.step(this.#stepNow, call, event);
  }

  readonly #stepNow = (call: IsdnCall, event: CallEvent): void => {
    for (const primitive of advance(call.machine, event, call)) this.#tell(call, primitive);
  };

  #tell(call: IsdnCall, action: CallPrimitive): void {
    switch (action.type) {
      case 'SETUP indication':
        call.setup = action.setup;
        call.isOffered = true;
        this.#owner.events.offered(call);
        return;
      case 'PROCEEDING indication':
        call.channel = action.channel;
        this.#owner.events.channelGiven(call);
        return;
      case 'ALERTING indication':
      case 'MORE INFO indication':
        return;
      case 'SETUP confirm':
      case 'SETUP complete':
        call.channel = action.channel;
        call.connected = true;
        this.#owner.events.connected(call);
        return;
      case 'FACILITY indication': {
        const units = chargedUnits(action.contents);
        if (units !== undefined) this.#owner.events.charged(call, units);
        return;
      }
      case 'DISCONNECT indication':
        if (!call.clearing) this.#owner.events.disconnected(call, action.cause.value);
        return;
      default:
        this.#released(call, action.cause);
    }
  }

  #released(call: IsdnCall, cause: Cause): void {
    call.timers.stopAll();
    this.#calls.delete(callKey(call.outgoing, call.reference));
    this.#owner.events.released(call, cause.value, !call.clearing);
  }

  #freeReference(): number {
    do this.#nextReference = nextReference(this.#access, this.#nextReference);
    while (this.#calls.has(callKey(true, this.#nextReference)));
    return this.#nextReference;
  }
}

/** Calls of ours and of the network's may have the same value: the flag tells them apart. */
function callKey(ours: boolean, value: number): number {
  return ours ? value : value + 0x10000;
}
