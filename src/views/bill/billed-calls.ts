// The calls of a bill: the exchange's records, those of calls that are still up, what each costs, who pays it, and which
// of them are callbacks. A return call is known by the dialer that placed it, which says what calls it answers: when they
// were there, on which channel, and from which number.

import type { Instant } from '../../base/time.ts';
import type { AskingCall } from '../../protocols/dialer/callback-types.ts';
import type { CallEnd, CallRecord } from '../../network/exchange/call-record.ts';
import { chargeFor, type Charge, type Stretch, type Subscriber, type Tariffs } from '../../network/exchange/tariff.ts';
import type { TraceRecord } from '../../network/trace.ts';

export interface BilledCall {
  readonly record: CallRecord;
  /** Still up: what it has cost so far. */
  readonly goesOn: boolean;
  /** Absent when nobody answered. */
  readonly charge?: Charge;
  readonly paidBy: CallEnd;
  /** Of a callback: the calls that it answers, as far as they are known. */
  readonly returns?: readonly BilledCall[];
}

/** In the order of the exchange's numbers. */
export function billedCalls(records: readonly TraceRecord[], tariffs: Tariffs, now: Instant): readonly BilledCall[] {
  const reader = new LedgerReader();
  for (const record of records) reader.read(record);
  const calls: BilledCall[] = [];
  for (const { record, goesOn, asked } of reader.calls(now)) {
    const charge = record.answeredAt === undefined ? undefined : chargeFor(tariffs, stretchOf(record, record.answeredAt));
    calls.push({
      record,
      goesOn,
      paidBy: charge?.paidBy === 'called' ? (record.callee ?? record.caller) : record.caller,
      ...(charge === undefined ? {} : { charge }),
      ...(asked === undefined ? {} : { returns: asked.flatMap((each) => askingCall(each, record, calls) ?? []) }),
    });
  }
  return calls;
}

/** What the other end would have paid for the same time, had it called. */
export function reverseCharge({ record }: BilledCall, tariffs: Tariffs): Charge | undefined {
  if (record.answeredAt === undefined) return undefined;
  const { from, to, ...times } = stretchOf(record, record.answeredAt);
  return chargeFor(tariffs, { ...times, from: to, to: from });
}

function stretchOf({ caller, callee, calling, called, endedAt }: CallRecord, answeredAt: Instant): Stretch {
  return { from: subscriber(caller, calling), to: subscriber(callee, called), answeredAt, endedAt };
}

function subscriber(end: CallEnd | undefined, number: string): Subscriber {
  return end === undefined ? { number } : { router: end.router, interface: end.interface, number };
}

/** Of the calls to whoever placed the return call, the one that was there at that instant: by its number, else by its channel, else the last. */
function askingCall({ at, channel, callingNumber }: AskingCall, { caller: { router } }: CallRecord, calls: readonly BilledCall[]): BilledCall | undefined {
  const there = calls.filter(({ record: { callee, setupAt, endedAt } }) => callee?.router === router && setupAt <= at && endedAt >= Math.floor(at));
  const from = there.filter(({ record }) => record.calling === callingNumber);
  const on = (call: BilledCall): boolean => call.record.callee !== undefined && isOn(call.record.callee, channel);
  const likely = from.length > 0 ? from : there;
  return likely.findLast(on) ?? likely.at(-1);
}

/** `BRI0:1`; of a primary access the first time slot is channel 0; a line with a modem has no channel. */
function isOn({ interface: port, channel }: CallEnd, name: string): boolean {
  const [unit = '', index] = name.split(':');
  if (index === undefined || channel === undefined) return port === unit;
  return port.split(':')[0] === unit && Number(index) === (port.includes(':') ? channel - 1 : channel);
}

interface LedgerCall {
  readonly record: CallRecord;
  readonly goesOn: boolean;
  /** Of a return call: what asked for it. */
  readonly asked: readonly AskingCall[] | undefined;
}

class LedgerReader {
  readonly #ended: CallRecord[] = [];
  readonly #up = new Map<number, CallRecord>();
  readonly #returns = new Map<number, readonly AskingCall[]>();
  /** By device and number: what its dialer wanted last. */
  readonly #attempts = new Map<string, readonly AskingCall[] | undefined>();
  readonly #seen = new Set<number>();

  read({ at, device, event }: TraceRecord): void {
    switch (event.type) {
      case 'dialer.attempt':
        this.#attempts.set(`${device} ${event.number}`, event.reason === 'callback' ? (event.asked ?? []) : undefined);
        return;
      case 'line.callback':
        if (event.what === 'calling') this.#attempts.set(`${device} ${event.number}`, event.asked === undefined ? [] : [event.asked]);
        return;
      case 'exchange.call':
        if (event.outcome === 'answered') {
          const { circuit, calling, called, caller, callee } = event;
          const answeredAt = Math.floor(at);
          this.#see(event);
          this.#up.set(circuit, { circuit, calling, called, caller, ...(callee === undefined ? {} : { callee }), setupAt: answeredAt, answeredAt, endedAt: answeredAt, cause: 0, endedBy: 'exchange' });
        } else this.#see(event);
        return;
      case 'exchange.callRecord':
        this.#see(event);
        this.#up.delete(event.circuit);
        this.#ended.push(event);
        return;
      default:
    }
  }

  /** The first that the exchange says of a call comes shortly behind the attempt that it is. */
  #see({ circuit, caller, called }: Pick<CallRecord, 'circuit' | 'caller' | 'called'>): void {
    if (this.#seen.has(circuit)) return;
    this.#seen.add(circuit);
    const attempt = `${caller.router} ${called}`;
    const asked = this.#attempts.get(attempt);
    if (asked !== undefined) this.#returns.set(circuit, asked);
    this.#attempts.delete(attempt);
  }

  calls(now: Instant): readonly LedgerCall[] {
    const ended = this.#ended.map((record) => ({ record, goesOn: false, asked: this.#returns.get(record.circuit) }));
    const up = [...this.#up.values()].map((record) => ({ record: { ...record, endedAt: Math.floor(now) }, goesOn: true, asked: this.#returns.get(record.circuit) }));
    return [...ended, ...up].sort((a, b) => a.record.circuit - b.record.circuit);
  }
}
