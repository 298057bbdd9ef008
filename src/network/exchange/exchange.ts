// The telephone company: it routes calls by number between the lines that it serves, and joins their B channels.
// It knows numbers, lines and what each line was ordered with; of a router it knows nothing but what its octets say.
// Who was called is decided here; what is spoken on a line is its port's (access-port.ts for ISDN).

import { LateMap } from '../../base/late-map.ts';
import type { Cancel, Clock } from '../../engine/clock.ts';
import type { RandomStream } from '../../engine/random.ts';
import type { Instant } from '../../base/time.ts';
import type { CallSetup } from '../../protocols/q931/types.ts';
import { AccessPort } from './access-port.ts';
import { AnalogPort } from './analog-port.ts';
import type { CallEnd, CallRecord } from './call-record.ts';
import { adviseOfCharge } from './charge-advice.ts';
import { DEFAULT_TARIFFS, type Tariffs } from './tariff.ts';
import { Port } from '../channel.ts';
import type { Faults } from '../faults.ts';
import { isIsdnLine, type TelephoneLine } from '../lab-description.ts';
import type { Leg, LinePort, LinePortOwner } from './line-port.ts';
import { OutsideLine } from './outside-line.ts';
import type { TraceEvent } from '../trace.ts';

/** Q.850 cause values that the exchange gives. */
export const CAUSE = {
  unallocated: 1,
  normalClearing: 16,
  busy: 17,
  noUserResponding: 18,
  noAnswer: 19,
  rejected: 21,
  nonSelected: 26,
  noCircuit: 34,
  incompatible: 88,
} as const;

/**
 * Causes with which a line of a hunt group is passed over and the next one is rung: it is busy, nobody answers the SETUP, its
 * data link is gone, it has no channel after all. A terminal that rejects the call has had it.
 */
const HUNTED_ON: ReadonlySet<number> = new Set([CAUSE.busy, CAUSE.noUserResponding, 27, CAUSE.noCircuit, 44]);

type Traffic = 'digital' | 'characters' | 'frames';

/**
 * What the equipment on a line makes of a call: lines of unlike kinds are not put through to each other. A modem's sounds say
 * nothing to a digital terminal, unless it has modems of its own, as behind a primary access; and modems that send characters
 * and modems that send frames do not understand each other.
 */
const UNDERSTANDS: Readonly<Record<TelephoneLine['kind'], readonly Traffic[]>> = {
  bri: ['digital'], 'pri-t1': ['digital', 'characters'], 'pri-e1': ['digital', 'characters'], analog: ['characters'], v25bis: ['frames'],
};

/** What a caller will send: a terminal says so of a call on a digital line, by its bearer capability. */
function trafficOf({ line }: LinePort, bearer: CallSetup['bearer']): Traffic {
  if (line.kind === 'v25bis') return 'frames';
  return line.kind === 'analog' || bearer === 'speech' ? 'characters' : 'digital';
}

/** How long the exchange needs to find its way to a number. */
const ROUTING_MS = 20;
/** A number that rings and that nobody answers is given up after this (T301 would be 180 s). */
const NO_ANSWER_MS = 60_000;

/** What the exchange asks the lab's faults. */
export type CallFaults = Pick<Faults, 'ofNumber' | 'blockedBy' | 'answerDelayMs' | 'shownNumber' | 'takeGlare' | 'isBehind56'>;

/** A call as readers see it. */
export interface ExchangeCall {
  /** Counts the calls, from 1. */
  readonly number: number;
  readonly caller: Leg;
  readonly callee: Leg | undefined;
  /** Its two channels are joined since then. */
  readonly connectedAt: Instant | undefined;
}

type Asked = Pick<CallSetup, 'bearer' | 'channel' | 'exclusive' | 'calledSubaddress' | 'callingSubaddress' | 'sendingComplete'>;

const ASKED_FROM_OUTSIDE: Asked = { bearer: '64', channel: 'any', exclusive: true };

interface Circuit extends ExchangeCall {
  readonly calledNumber: string;
  readonly callingNumber: string;
  readonly setupAt: Instant;
  /** What was asked for, and the lines that were offered it. */
  readonly setup: Asked;
  readonly tried: LinePort[];
  callee: Leg | undefined;
  alertedAt: Instant | undefined;
  connectedAt: Instant | undefined;
  /** The ends as they were told last: the records of a call share them. */
  callerEnd: CallEnd | undefined;
  calleeEnd: CallEnd | undefined;
  /** Ends what the caller is told of its cost. */
  stopAdvice: Cancel | undefined;
  /** Ends the wait for routing or for an answer. */
  stopWaiting: Cancel | undefined;
}

export class Exchange {
  readonly #clock: Clock;
  readonly #record: (event: TraceEvent) => void;
  readonly #faults: CallFaults;
  readonly #tariffs: Tariffs;
  readonly #byInterface = new Map<string, AccessPort | AnalogPort>();
  readonly #byNumber = new Map<string, LinePort[]>();
  /** By number; few, for most of the time. */
  readonly #circuits = new LateMap<number, Circuit>();
  readonly #outside: OutsideLine;
  #calls = 0;

  constructor(clock: Clock, random: RandomStream, lines: readonly TelephoneLine[], faults: CallFaults, record: (event: TraceEvent) => void, tariffs: Tariffs = DEFAULT_TARIFFS) {
    this.#clock = clock;
    this.#tariffs = tariffs;
    this.#faults = faults;
    this.#record = record;
    this.#outside = new OutsideLine(clock, (leg, cause) => this.#cleared(leg, cause));
    const owner: LinePortOwner = {
      record,
      setup: (leg, setup) => this.#setup(leg, setup),
      answered: (leg) => this.#answered(leg),
      alerting: (leg) => this.#alerting(leg),
      cleared: (leg, cause) => this.#cleared(leg, cause),
    };
    for (const line of lines) {
      const port = line.kind === 'analog' || line.kind === 'v25bis' ? new AnalogPort(clock, line, owner) : new AccessPort(clock, random, line, owner);
      const name = `${line.router} ${line.interface}`;
      if (!this.#byInterface.has(name)) this.#byInterface.set(name, port);
      for (const number of port.line.numbers) this.#byNumber.set(number, [...(this.#byNumber.get(number) ?? []), port]);
    }
  }

  /** An ISDN access. */
  port(router: string, interfaceName: string): AccessPort | undefined {
    const port = this.#portOf(router, interfaceName);
    return port instanceof AccessPort ? port : undefined;
  }

  analogPort(router: string, interfaceName: string): AnalogPort | undefined {
    const port = this.#portOf(router, interfaceName);
    return port instanceof AnalogPort ? port : undefined;
  }

  #portOf(router: string, interfaceName: string): AccessPort | AnalogPort | undefined {
    return this.#byInterface.get(`${router} ${interfaceName}`);
  }

  get circuits(): number {
    return this.#circuits.size;
  }

  /** The calls that go on. */
  get calls(): Iterable<ExchangeCall> {
    return this.#circuits.values();
  }

  /** The exchange counts whole milliseconds, so that what its records say adds up. */
  #tick(): Instant {
    return Math.floor(this.#clock.now);
  }

  /** A terminal asks for a call. */
  #setup(caller: Leg, setup: CallSetup): void {
    const { line } = caller.port;
    if (this.#faults.takeGlare(line)) this.#seizeAll(caller.port);
    const circuit = this.#newCircuit(caller, setup.calledNumber, setup.callingNumber ?? line.callingNumber, setup);
    if (!caller.port.maySetUp(caller)) return this.#refuse(circuit, CAUSE.rejected);
    const blocked = caller.port.proceed(caller);
    if (blocked !== undefined) return this.#refuse(circuit, blocked);
    circuit.stopWaiting = this.#clock.after(ROUTING_MS, () => this.#route(circuit));
  }

  #newCircuit(caller: Leg, calledNumber: string, callingNumber: string, setup: Asked): Circuit {
    this.#calls += 1;
    const circuit: Circuit = {
      number: this.#calls,
      caller,
      calledNumber,
      callingNumber,
      setupAt: this.#tick(),
      setup,
      tried: [],
      callee: undefined,
      alertedAt: undefined,
      connectedAt: undefined,
      callerEnd: undefined,
      calleeEnd: undefined,
      stopAdvice: undefined,
      stopWaiting: undefined,
    };
    caller.circuit = circuit.number;
    this.#circuits.set(circuit.number, circuit);
    return circuit;
  }

  /**
   * Q.931 §5.7: where a call to a line and a call from it want the same channel, the call to it has the channel, and the other
   * is cleared for want of one. Calls from outside take what the line has left.
   */
  #seizeAll(port: LinePort): void {
    const number = port.line.numbers[0] ?? '';
    while (port.freeChannel !== undefined) {
      const circuit = this.#newCircuit(this.#outside.caller(), number, this.#outside.line.callingNumber, ASKED_FROM_OUTSIDE);
      this.#offer(circuit, port);
    }
  }

  #route(circuit: Circuit): void {
    const { calledNumber } = circuit;
    const { blockedBy } = this.#faults;
    if (blockedBy !== undefined) return this.#refuse(circuit, blockedBy);
    switch (this.#faults.ofNumber(calledNumber)) {
      case 'busy':
        return this.#refuse(circuit, CAUSE.busy);
      case 'no-response':
        return this.#refuse(circuit, CAUSE.noUserResponding);
      case 'no-answer':
        this.#alert(circuit);
        circuit.stopWaiting = this.#clock.after(NO_ANSWER_MS, () => this.#refuse(circuit, CAUSE.noAnswer));
        return;
      default:
    }
    const delayMs = this.#faults.answerDelayMs(calledNumber);
    if (delayMs === 0) return this.#find(circuit);
    this.#alert(circuit);
    circuit.stopWaiting = this.#clock.after(delayMs, () => this.#find(circuit));
  }

  #find(circuit: Circuit): void {
    const free = this.#nextLine(circuit);
    if (free !== undefined) return this.#offer(circuit, free);
    const lines = this.#byNumber.get(circuit.calledNumber);
    if (lines === undefined) return this.#refuse(circuit, CAUSE.unallocated);
    const alike = lines.filter((port) => understands(circuit, port));
    if (alike.length === 0) return this.#refuse(circuit, CAUSE.incompatible);
    this.#refuse(circuit, alike.some((port) => port.active) ? CAUSE.busy : CAUSE.noUserResponding);
  }

  /** The first line of the number, in the order of the lab, that could take the call and has not been offered it. */
  #nextLine(circuit: Circuit): LinePort | undefined {
    const { calledNumber, tried } = circuit;
    const lines = this.#byNumber.get(calledNumber);
    return lines?.find((port) => !tried.includes(port) && understands(circuit, port) && port.active && port.freeChannel !== undefined);
  }

  #offer(circuit: Circuit, port: LinePort): void {
    const { calledNumber, caller, setup: { bearer, channel, exclusive, calledSubaddress, callingSubaddress, sendingComplete } } = circuit;
    circuit.tried.push(port);
    const callingNumber = this.#faults.shownNumber(caller.port.line, circuit.callingNumber);
    const trunk = this.#isBehind56(caller.port, port);
    const callee = port.offer({
      bearer: bearer === '56' && trunk ? '64' : bearer, calledNumber, callingNumber, keypad: false, channel, exclusive,
      calledKind: undefined, calledSubaddress, callingSubaddress, sendingComplete, notEndToEnd: trunk,
    });
    circuit.callee = callee;
    callee.circuit = circuit.number;
    this.#tell(circuit, 'offered', 0);
  }

  /** What is at the other end of such a trunk is told 64 kbit/s, and that it is not ISDN all the way. */
  #isBehind56(caller: LinePort, called: LinePort): boolean {
    return this.#faults.isBehind56(caller.line) || this.#faults.isBehind56(called.line);
  }

  #circuitOf({ circuit }: Leg): Circuit | undefined {
    return circuit === undefined ? undefined : this.#circuits.get(circuit);
  }

  #alerting(callee: Leg): void {
    const circuit = this.#circuitOf(callee);
    if (circuit !== undefined) this.#alert(circuit);
  }

  #alert(circuit: Circuit): void {
    circuit.alertedAt ??= this.#tick();
    circuit.caller.port.alert(circuit.caller);
  }

  #answered(callee: Leg): void {
    const circuit = this.#circuitOf(callee);
    if (circuit === undefined) return;
    const { caller } = circuit;
    const from = caller.port.channelPort(caller);
    const to = callee.port.channelPort(callee);
    if (from === undefined || to === undefined) return this.#refuse(circuit, CAUSE.noCircuit);
    Port.join(from, to, this.#isBehind56(caller.port, callee.port) ? 7 : 8);
    circuit.connectedAt = this.#tick();
    this.#tell(circuit, 'answered', 0);
    caller.port.connect(caller);
    circuit.stopAdvice = adviseOfCharge(this.#clock, this.#tariffs, circuit, circuit.connectedAt);
  }

  /** One end has cleared: the circuit is taken down and the other end is told why. */
  #cleared(leg: Leg, cause: number): void {
    const circuit = this.#circuitOf(leg);
    if (circuit === undefined) return;
    const byCaller = leg === circuit.caller;
    if (!byCaller && circuit.connectedAt === undefined && HUNTED_ON.has(cause)) {
      const next = this.#nextLine(circuit);
      if (next !== undefined) return this.#hunt(circuit, leg, next, cause);
    }
    const other = byCaller ? circuit.callee : circuit.caller;
    this.#end(circuit, circuit.connectedAt !== undefined || byCaller ? 'cleared' : 'refused', cause, byCaller ? 'caller' : 'callee');
    other?.port.clear(other, cause);
  }

  /** The line does not take the call: it goes on to the next one of the hunt group, and the caller hears nothing of it. */
  #hunt(circuit: Circuit, from: Leg, to: LinePort, cause: number): void {
    this.#tell(circuit, 'hunted', cause);
    from.circuit = undefined;
    circuit.callee = undefined;
    this.#offer(circuit, to);
  }

  #refuse(circuit: Circuit, cause: number): void {
    this.#end(circuit, 'refused', cause, 'exchange');
    circuit.callee?.port.clear(circuit.callee, cause);
    circuit.caller.port.clear(circuit.caller, cause);
  }

  /** Takes the circuit down and writes the call's record. */
  #end(circuit: Circuit, outcome: 'refused' | 'cleared', cause: number, endedBy: CallRecord['endedBy']): void {
    circuit.stopWaiting?.();
    circuit.stopAdvice?.();
    this.#circuits.delete(circuit.number);
    circuit.caller.port.channelPort(circuit.caller)?.unjoin();
    this.#tell(circuit, outcome, cause);
    const { number, callingNumber: calling, calledNumber: called, setupAt, alertedAt, connectedAt: answeredAt } = circuit;
    const caller = endOf(circuit.caller, circuit.callerEnd);
    const callee = circuit.callee && endOf(circuit.callee, circuit.calleeEnd);
    this.#record({ type: 'exchange.callRecord', circuit: number, calling, called, caller, callee, setupAt, alertedAt, answeredAt, endedAt: this.#tick(), cause, endedBy });
  }

  #tell(circuit: Circuit, outcome: 'offered' | 'hunted' | 'answered' | 'refused' | 'cleared', cause: number): void {
    const { number, callingNumber: calling, calledNumber: called } = circuit;
    const caller = (circuit.callerEnd = endOf(circuit.caller, circuit.callerEnd));
    const callee = (circuit.calleeEnd = circuit.callee && endOf(circuit.callee, circuit.calleeEnd));
    this.#record({ type: 'exchange.call', circuit: number, calling, called, caller, callee, outcome, cause });
  }
}

function understands({ caller, setup: { bearer } }: Circuit, called: LinePort): boolean {
  // Behind a speech call of one digital terminal to another there may be data all the same: that is for the called one to say.
  if (bearer === 'speech' && called.line.kind === 'bri' && isIsdnLine(caller.port.line)) return true;
  return UNDERSTANDS[called.line.kind].includes(trafficOf(caller.port, bearer));
}

/** The one that was told before, as long as it is the same. */
function endOf({ port: { line }, channel }: Leg, before: CallEnd | undefined): CallEnd {
  const { router, interface: name } = line;
  return before !== undefined && before.channel === channel && before.router === router && before.interface === name ? before : { router, interface: name, channel };
}
