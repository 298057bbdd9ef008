// Layer 3 of one ISDN line at the network side: the calls on the line by call reference (Q.931). A call offered to the line
// belongs to no terminal until one has answered; what another says of it is answered by RELEASE.

import { LateMap } from '../../base/late-map.ts';
import type { Clock } from '../../engine/clock.ts';
import { answerNonSelected, advance, answerUnknown, createCall, nextReference, referenceLength, type CallState } from '../../protocols/q931/call.ts';
import { enquire } from '../../protocols/q931/errors.ts';
import type { Access, CallEvent, CallOutlet, CallPrimitive, CallSetup, Q931TimerName } from '../../protocols/q931/types.ts';
import { adviceOfCharge } from '../../wire/advice-of-charge.ts';
import { Q931_MESSAGE, type Q931Message } from '../../wire/q931.ts';
import type { Leg, LinePort, LinePortOwner } from './line-port.ts';
import { RemainingDigits } from './remaining-digits.ts';
import { TimerBank } from '../timer-bank.ts';
import type { Turnstile } from '../turnstile.ts';

/** Q.850 §2.2.3: the public network serving the local user. */
const PUBLIC_NETWORK = 2;

/** One end of a call on an ISDN line. */
export class IsdnLeg implements Leg, CallOutlet {
  readonly port: LinePort;
  readonly reference: number;
  readonly fromTerminal: boolean;
  readonly timers: TimerBank<Q931TimerName>;
  /** The terminal's data link; undefined while a call is offered to all. */
  tei: number | undefined;
  channel: number | undefined;
  circuit: number | undefined;
  readonly machine: CallState;
  clearing = false;
  /** Of a number that SETUP did not have whole. */
  digits: RemainingDigits | undefined;
  readonly #owner: AccessCallsOwner;

  constructor(owner: AccessCallsOwner, leg: Pick<IsdnLeg, 'port' | 'reference' | 'fromTerminal' | 'tei' | 'machine' | 'timers'>) {
    this.#owner = owner;
    this.port = leg.port;
    this.reference = leg.reference;
    this.fromTerminal = leg.fromTerminal;
    this.tei = leg.tei;
    this.machine = leg.machine;
    this.timers = leg.timers;
  }

  // ---- what its machine wants done; nobody asks what it tells

  send(message: Q931Message): void {
    if (this.tei !== undefined) this.#owner.send(this.tei, message);
  }

  broadcast(message: Q931Message): void {
    this.#owner.broadcast(message);
  }

  start(timer: Q931TimerName, ms: number): void {
    this.timers.start(timer, ms);
  }

  stop(timer: Q931TimerName): void {
    this.timers.stop(timer);
  }
}

export interface AccessCallsOwner {
  readonly clock: Clock;
  readonly turnstile: Turnstile;
  readonly events: Omit<LinePortOwner, 'record'>;
  send(tei: number, message: Q931Message): void;
  broadcast(message: Q931Message): void;
}

export class AccessCalls {
  readonly #owner: AccessCallsOwner;
  readonly #port: LinePort;
  readonly #access: Access;
  readonly #legs = new LateMap<number, IsdnLeg>();
  #nextReference = 0;

  constructor(owner: AccessCallsOwner, port: LinePort, access: Access) {
    this.#owner = owner;
    this.#port = port;
    this.#access = access;
  }

  list(): readonly IsdnLeg[] {
    return [...this.#legs.values()];
  }

  has(channel: number): boolean {
    return this.#legs.find((leg) => leg.channel === channel) !== undefined;
  }

  /** So many of the number's digits go at once; all of them, where it is not said. */
  offer(setup: CallSetup, channel: number, atOnce = Infinity): IsdnLeg {
    // A primary access has one terminal.
    const leg = this.#add(this.#freeReference(), false, this.#access === 'primary' ? 0 : undefined);
    leg.channel = channel;
    const { bearer, calledNumber, callingNumber, keypad, calledSubaddress, callingSubaddress, sendingComplete, notEndToEnd } = setup;
    const rest = calledNumber.slice(atOnce);
    if (rest !== '') {
      leg.digits = new RemainingDigits(this.#owner.clock, rest, sendingComplete === true, (digits, complete) => this.#step(leg, { type: 'INFORMATION request', digits, complete }));
    }
    // All of them, and in the order that every SETUP has here.
    const told: CallSetup = {
      bearer, calledNumber: calledNumber.slice(0, atOnce), callingNumber, keypad, channel, exclusive: true,
      calledKind: undefined, calledSubaddress, callingSubaddress, sendingComplete: rest === '' && sendingComplete === true, notEndToEnd,
    };
    this.#step(leg, { type: 'SETUP request', setup: told });
    return leg;
  }

  proceed(leg: IsdnLeg, channel: number): void {
    leg.channel = channel;
    this.#step(leg, { type: 'PROCEEDING request', channel });
  }

  alert(leg: IsdnLeg): void {
    this.#step(leg, { type: 'ALERTING request' });
  }

  connect(leg: IsdnLeg): void {
    this.#step(leg, { type: 'SETUP response', channel: leg.channel ?? 1 });
  }

  /** Each is an invocation by itself: its number is that of the units. */
  advise(leg: IsdnLeg, units: number): void {
    if (!leg.clearing) this.#step(leg, { type: 'FACILITY request', contents: adviceOfCharge(units & 0x7fff, units) });
  }

  clear(leg: IsdnLeg, causeValue: number): void {
    if (leg.clearing) return;
    leg.clearing = true;
    leg.digits?.stop();
    this.#step(leg, { type: 'DISCONNECT request', cause: { location: PUBLIC_NETWORK, value: causeValue } });
  }

  /** Layer 1 is gone: nothing can be said to the terminals any more. */
  endAll(causeValue: number): void {
    for (const leg of this.list()) this.#ended(leg, causeValue);
  }

  linkDown(tei: number): void {
    for (const leg of this.list()) if (leg.tei === tei) this.#step(leg, { type: 'DL-RELEASE indication' });
  }

  /**
   * The link has begun anew (Q.921 §5.7), and the terminal may have lost its calls with the old one. It is asked, and a
   * call that it does not have is over here too (Q.931 §5.8.8, §5.8.10).
   */
  enquire(tei: number): void {
    for (const leg of this.#legs.values()) {
      const message = leg.tei === tei ? enquire(leg.machine) : undefined;
      if (message !== undefined) this.#owner.send(tei, message);
    }
  }

  message(tei: number, message: Q931Message): void {
    const { flag, value } = message.callReference;
    const leg = this.#legs.get(legKey(flag === 0, value, flag === 0 ? tei : 0));
    if (leg !== undefined) this.#legMessage(leg, tei, message);
    else if (flag === 0 && message.messageType === Q931_MESSAGE.SETUP) {
      this.#step(this.#add(value, true, tei), { type: 'message', message });
    } else {
      const reply = answerUnknown(message, PUBLIC_NETWORK);
      if (reply !== undefined) this.#owner.send(tei, reply);
    }
  }

  /** The first terminal that answers an offered call has it; what another says of it is answered by RELEASE, cause 26. */
  #legMessage(leg: IsdnLeg, tei: number, message: Q931Message): void {
    if (leg.tei === undefined) leg.tei = tei;
    if (leg.tei === tei) this.#step(leg, { type: 'message', message });
    else {
      const reply = answerNonSelected(message);
      if (reply !== undefined) this.#owner.send(tei, reply);
    }
  }

  #add(reference: number, fromTerminal: boolean, tei: number | undefined): IsdnLeg {
    const length = referenceLength(this.#access);
    const machine = createCall({ side: 'network', reference: { length, value: reference }, originating: !fromTerminal, access: this.#access });
    const timers = new TimerBank<Q931TimerName>(this.#owner.clock, (timer) => this.#step(leg, { type: 'timer', timer }));
    const leg = new IsdnLeg(this.#owner, { port: this.#port, reference, fromTerminal, tei, machine, timers });
    this.#legs.set(keyOf(leg), leg);
    return leg;
  }

  #step(leg: IsdnLeg, event: CallEvent): void {
    this.#owner.turnstile.step(this.#stepNow, leg, event);
  }

  readonly #stepNow = (leg: IsdnLeg, event: CallEvent): void => {
    for (const primitive of advance(leg.machine, event, leg)) this.#tell(leg, primitive);
  };

  #tell(leg: IsdnLeg, action: CallPrimitive): void {
    const { events } = this.#owner;
    switch (action.type) {
      case 'SETUP indication':
        events.setup(leg, action.setup);
        return;
      case 'ALERTING indication':
        leg.digits?.stop();
        events.alerting(leg);
        return;
      case 'SETUP confirm':
        leg.digits?.stop();
        events.answered(leg);
        return;
      case 'MORE INFO indication':
        leg.digits?.start();
        return;
      case 'PROCEEDING indication':
        leg.digits?.stop();
        return;
      case 'DISCONNECT indication':
        leg.digits?.stop();
        events.cleared(leg, action.cause.value);
        return;
      case 'RELEASED':
        this.#ended(leg, action.cause.value);
        return;
      default:
    }
  }

  #ended(leg: IsdnLeg, cause: number): void {
    leg.timers.stopAll();
    leg.digits?.stop();
    this.#legs.delete(keyOf(leg));
    this.#owner.events.cleared(leg, cause);
  }

  #freeReference(): number {
    do this.#nextReference = nextReference(this.#access, this.#nextReference);
    while (this.#legs.has(legKey(false, this.#nextReference, 0)));
    return this.#nextReference;
  }
}

/** A terminal's call references are its data link's own; the network's are the line's. */
function legKey(fromTerminal: boolean, reference: number, tei: number): number {
  return fromTerminal ? (tei << 16) | reference : 0x1000000 | reference;
}

function keyOf({ fromTerminal, reference, tei }: IsdnLeg): number {
  return legKey(fromTerminal, reference, fromTerminal ? (tei ?? 0) : 0);
}
