// What the telephone company asks for a call: rates by who calls whom, by day and by time of day, and what a call costs by
// them. Money is whole millionths of the currency and time whole microseconds, so that nothing is ever rounded and sums
// are sums. A unit that has begun is paid; its price is that of the rate in force when it begins, as with a meter's pulses.

import { calendar, VIRTUAL_ZERO_UNIX_MS, type Instant } from '../../base/time.ts';

/** Millionths of the currency, a whole number. */
export type Micros = number;

export interface TariffRate {
  readonly name: string;
  /** Routers (`R1`), lines (`R1 BRI0`), numbers (`5551234`) or their beginnings (`555*`); empty for all. */
  readonly from: readonly string[];
  readonly to: readonly string[];
  /** `Mon` to `Sun`; empty for every day. */
  readonly days: readonly string[];
  /** Minutes since local midnight, the end left out; where the end is not behind the beginning, it is on the next morning. */
  readonly fromMinute: number;
  readonly toMinute: number;
  readonly setUpMicros: Micros;
  readonly unitMicros: Micros;
  readonly unitMs: number;
  readonly paidBy: 'caller' | 'called';
}

export interface Tariffs {
  readonly currency: string;
  /** Local time of the exchange, from UTC. */
  readonly utcOffsetMinutes: number;
  /** The first that fits counts. */
  readonly rates: readonly TariffRate[];
  /** Where none fits. */
  readonly otherwise: TariffRate;
}

/** What a rate can be chosen by, of one end of a call. */
export interface Subscriber {
  readonly router?: string;
  readonly interface?: string;
  readonly number: string;
}

export interface Stretch {
  readonly from: Subscriber;
  readonly to: Subscriber;
  readonly answeredAt: Instant;
  readonly endedAt: Instant;
}

export interface Charge {
  readonly paidBy: 'caller' | 'called';
  readonly setUpMicros: Micros;
  /** Units one after the other, together where their rate is the same. */
  readonly parts: readonly { readonly rate: TariffRate; readonly units: number }[];
  readonly micros: Micros;
}

export const DAY_MINUTES = 1440;
const DAY_US = 86_400_000_000;
const MINUTE_US = 60_000_000;

/** At all times, between all lines: easy to count with. */
export const ANY_TIME: TariffRate = {
  name: 'default',
  from: [],
  to: [],
  days: [],
  fromMinute: 0,
  toMinute: DAY_MINUTES,
  setUpMicros: 0,
  unitMicros: 100_000,
  unitMs: 60_000,
  paidBy: 'caller',
};

/** In force where a lab has no tariffs: 0.10 for each started minute. */
export const DEFAULT_TARIFFS: Tariffs = { currency: 'USD', utcOffsetMinutes: 0, rates: [], otherwise: ANY_TIME };

/** What a call costs that was answered; the call to nobody costs nothing. */
export function chargeFor(tariffs: Tariffs, { from, to, answeredAt, endedAt }: Stretch): Charge {
  const rates = tariffs.rates.filter((rate) => fits(rate.from, from) && fits(rate.to, to));
  const end = localMicroseconds(tariffs, endedAt);
  let at = localMicroseconds(tariffs, answeredAt);
  const first = rateAt(rates, at) ?? tariffs.otherwise;
  const parts: { rate: TariffRate; units: number }[] = [];
  let micros = first.setUpMicros;
  do {
    const rate = rateAt(rates, at) ?? tariffs.otherwise;
    // All units that begin before the rates may change next.
    const until = Math.min(end, nextChange(rates, at));
    const unitUs = Math.round(rate.unitMs * 1000);
    const units = Math.max(1, Math.ceil((until - at) / unitUs));
    const last = parts.at(-1);
    if (last?.rate === rate) last.units += units;
    else parts.push({ rate, units });
    micros += units * rate.unitMicros;
    at += units * unitUs;
  } while (at < end);
  return { paidBy: first.paidBy, setUpMicros: first.setUpMicros, parts, micros };
}

/** The unit that begins at an instant of a call, by the rate in force then; undefined where the caller pays nothing for it. */
export function unitAt(tariffs: Tariffs, from: Subscriber, to: Subscriber, at: Instant): { readonly ms: number } | undefined {
  const rates = tariffs.rates.filter((rate) => fits(rate.from, from) && fits(rate.to, to));
  const { unitMs, unitMicros, paidBy } = rateAt(rates, localMicroseconds(tariffs, at)) ?? tariffs.otherwise;
  return paidBy === 'caller' && unitMicros > 0 ? { ms: unitMs } : undefined;
}

/** Milliseconds since 1970 on the wall clock of the exchange. */
export function localUnixMs({ utcOffsetMinutes }: Tariffs, at: Instant): number {
  return VIRTUAL_ZERO_UNIX_MS + utcOffsetMinutes * 60_000 + at;
}

/** Since 1 January 1970 on the exchange's wall: whole, and far below where doubles lose units. */
function localMicroseconds(tariffs: Tariffs, at: Instant): number {
  return Math.round(localUnixMs(tariffs, 0) * 1000 + at * 1000);
}

function fits(selectors: readonly string[], subscriber: Subscriber): boolean {
  return selectors.length === 0 || selectors.some((selector) => selects(selector, subscriber));
}

function selects(selector: string, { router, interface: name, number }: Subscriber): boolean {
  if (selector.endsWith('*') && /^\d/.test(selector)) return number.startsWith(selector.slice(0, -1));
  return selector === number || (router !== undefined && (selector === router || selector === `${router} ${name ?? ''}`));
}

function rateAt(rates: readonly TariffRate[], localUs: number): TariffRate | undefined {
  const { weekday } = calendar(localUs / 1000);
  const minute = Math.floor((localUs % DAY_US) / MINUTE_US);
  return rates.find((rate) => (rate.days.length === 0 || rate.days.includes(weekday)) && isWithin(rate, minute));
}

function isWithin({ fromMinute, toMinute }: TariffRate, minute: number): boolean {
  if (fromMinute < toMinute) return minute >= fromMinute && minute < toMinute;
  return minute >= fromMinute || minute < toMinute;
}

/** The next local moment at which another rate may be in force: a boundary of hours, or midnight, when the day changes. */
function nextChange(rates: readonly TariffRate[], localUs: number): number {
  const midnight = localUs - (localUs % DAY_US);
  let next = midnight + DAY_US;
  for (const { fromMinute, toMinute } of rates) {
    for (const minute of [fromMinute, toMinute]) {
      const change = midnight + minute * MINUTE_US;
      if (change > localUs && change < next) next = change;
    }
  }
  return next;
}
