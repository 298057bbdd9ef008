// The calls of a bill: the exchange's records, those of calls that are still up, what each costs, who pays it, and which
// of them are callbacks. A return call is known by the dialer that placed it; the call that asked for it is the last one
// before it in the other direction.

import type { Instant } from '../../base/time.ts';
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
  /** The call that a callback returns, or true where none is known. */
  readonly returns?: BilledCall | true;
}

/** In the order of the exchange's numbers. */
export function billedCalls(records: readonly TraceRecord[], tariffs: Tariffs, now: Instant): readonly BilledCall[] {
  const reader = new LedgerReader();
  for (const record of records) reader.read(record);
  const calls: BilledCall[] = [];
  const asked = new Set<BilledCall>();
  for (const { record, goesOn, isReturn } of reader.calls(now)) {
    const charge = record.answeredAt === undefined ? undefined : chargeFor(tariffs, stretchOf(record, record.answeredAt));
    const asking = isReturn ? calls.findLast((call) => !asked.has(call) && isOpposite(call.record, record)) : undefined;
    if (asking !== undefined) asked.add(asking);
    calls.push({
      record,
      goesOn,
      paidBy: charge?.paidBy === 'called' ? (record.callee ?? record.caller) : record.caller,
      ...(charge === undefined ? {} : { charge }),
      ...(isReturn ? { returns: asking ?? true } : {}),
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

/** Over before the return call began, from the router that it calls to the one that it comes from. */
function isOpposite(before: CallRecord, record: CallRecord): boolean {
  return before.endedAt <= record.setupAt && before.caller.router === record.callee?.router && before.callee?.router === record.caller.router;
}

interface LedgerCall {
  readonly record: CallRecord;
  readonly goesOn: boolean;
  readonly isReturn: boolean;
}

class LedgerReader {
  readonly #ended: CallRecord[] = [];
  readonly #up = new Map<number, CallRecord>();
  readonly #returns = new Set<number>();
  /** By device and number: what its dialer wanted last. */
  readonly #attempts = new Map<string, string>();
  readonly #seen = new Set<number>();

  read({ at, device, event }: TraceRecord): void {
    switch (event.type) {
      case 'dialer.attempt':
        this.#attempts.set(`${device} ${event.number}`, event.reason);
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
    if (this.#attempts.get(attempt) === 'callback') this.#returns.add(circuit);
    this.#attempts.delete(attempt);
  }

  calls(now: Instant): readonly LedgerCall[] {
    const ended = this.#ended.map((record) => ({ record, goesOn: false, isReturn: this.#returns.has(record.circuit) }));
    const up = [...this.#up.values()].map((record) => ({ record: { ...record, endedAt: Math.floor(now) }, goesOn: true, isReturn: this.#returns.has(record.circuit) }));
    return [...ended, ...up].sort((a, b) => a.record.circuit - b.record.circuit);
  }
}
