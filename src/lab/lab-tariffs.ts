// The `tariffs` of a lab file's `telephone`: rates with their directions, days, hours and prices. Prices are decimal texts
// and become whole millionths; a price finer than that is refused, as is whatever else would have to be guessed.

import { parseInterfaceName } from '../base/interface-name.ts';
import { ANY_TIME, DAY_MINUTES, DEFAULT_TARIFFS, type Micros, type TariffRate, type Tariffs } from '../network/exchange/tariff.ts';
import type { TelephoneLine } from '../network/lab-description.ts';
import { parseDuration } from './duration.ts';
import type { YamlValue } from './yaml-value.ts';

const WEEKDAYS = ['Mon', 'Tue', 'Wed', 'Thu', 'Fri'];
const DAYS: readonly string[] = [...WEEKDAYS, 'Sat', 'Sun'];
const PRICE_KEYS = ['set-up', 'price', 'unit', 'pays'];

export function readTariffs(value: YamlValue, lines: readonly TelephoneLine[]): Tariffs {
  value.keys(['currency', 'utc-offset', 'rates', 'default']);
  const otherwise = value.optional('default');
  otherwise?.keys(PRICE_KEYS);
  const offset = value.optional('utc-offset');
  return {
    currency: value.optional('currency')?.text() ?? DEFAULT_TARIFFS.currency,
    utcOffsetMinutes: offset ? readOffset(offset) : 0,
    rates: (value.optional('rates')?.items() ?? []).map((item, index) => readRate(item, index + 1, lines)),
    otherwise: otherwise ? { ...ANY_TIME, ...readPrice(otherwise) } : ANY_TIME,
  };
}

function readRate(value: YamlValue, index: number, lines: readonly TelephoneLine[]): TariffRate {
  value.keys(['name', 'from', 'to', 'days', 'hours', ...PRICE_KEYS]);
  const hours = value.optional('hours');
  const days = value.optional('days');
  const selectors = (key: string): readonly string[] => value.optional(key)?.oneOrMore().map((item) => readSelector(item, lines)) ?? [];
  return {
    ...ANY_TIME,
    name: value.optional('name')?.text() ?? `rate ${index}`,
    from: selectors('from'),
    to: selectors('to'),
    days: days ? readDays(days) : [],
    ...(hours ? readHours(hours) : {}),
    ...readPrice(value),
  };
}

function readPrice(value: YamlValue): Pick<TariffRate, 'setUpMicros' | 'unitMicros' | 'unitMs' | 'paidBy'> {
  const setUp = value.optional('set-up');
  const unit = value.optional('unit');
  const pays = value.optional('pays')?.oneOf(['caller', 'called'], 'end of a call');
  return {
    setUpMicros: setUp ? readMoney(setUp) : 0,
    unitMicros: readMoney(value.required('price')),
    unitMs: unit ? readUnit(unit) : ANY_TIME.unitMs,
    paidBy: pays === 'called' ? 'called' : 'caller',
  };
}

/** `0.25`: up to six decimals. */
function readMoney(value: YamlValue): Micros {
  const text = value.text();
  const match = /^(\d{1,6})(?:\.(\d{1,6}))?$/.exec(text);
  if (!match) return value.fail(`"${text}" is no price: digits with up to six decimals, such as 0.25`);
  return Number(match[1]) * 1_000_000 + Number((match[2] ?? '').padEnd(6, '0'));
}

function readUnit(value: YamlValue): number {
  const text = value.text();
  const ms = parseDuration(text);
  if (ms === undefined || ms < 1 || ms > 86_400_000 || !Number.isInteger(ms)) return value.fail(`"${text}" is no unit of a tariff: a duration from 1ms to 1d, such as 1s, 6s or 1m`);
  return ms;
}

function readDays(value: YamlValue): readonly string[] {
  const named: Readonly<Record<string, readonly string[]>> = { daily: [], weekdays: WEEKDAYS, weekend: ['Sat', 'Sun'] };
  return value.oneOrMore().flatMap((item) => {
    const text = item.oneOf([...Object.keys(named), ...DAYS], 'day');
    return named[text] ?? [text];
  });
}

/** `08:00-18:00`. */
function readHours(value: YamlValue): { readonly fromMinute: number; readonly toMinute: number } {
  const text = value.text();
  const [, fromHour = '', fromRest = '', toHour = '', toRest = ''] = /^(\d{1,2}):(\d{2})-(\d{1,2}):(\d{2})$/.exec(text) ?? [];
  const fromMinute = Number(fromHour) * 60 + Number(fromRest);
  const toMinute = Number(toHour) * 60 + Number(toRest);
  const wrong = fromHour === '' || Number(fromRest) > 59 || Number(toRest) > 59 || fromMinute >= DAY_MINUTES || toMinute > DAY_MINUTES || fromMinute === toMinute;
  return wrong ? value.fail(`"${text}" are no hours of a day, such as "08:00-18:00" or "18:00-08:00"`) : { fromMinute, toMinute };
}

/** `+01:00`, `-05:00`. */
function readOffset(value: YamlValue): number {
  const text = value.text();
  const [, sign = '', hours = '', minutes = ''] = /^([+-])(\d{2}):(\d{2})$/.exec(text) ?? [];
  const total = Number(hours) * 60 + Number(minutes);
  if (sign === '' || Number(minutes) > 59 || total > 14 * 60) return value.fail(`"${text}" is no distance from UTC, such as "+01:00" or "-05:00"`);
  return sign === '-' ? -total : total;
}

/** A router, one of its lines, a number, or the beginning of numbers. */
function readSelector(value: YamlValue, lines: readonly TelephoneLine[]): string {
  const text = value.text().trim();
  if (/^[0-9*#]+$/.test(text)) return text;
  const routers = [...new Set(lines.map((line) => line.router))];
  const [router = '', ...rest] = text.split(/\s+/);
  const right = `a router with a telephone line (${routers.join(', ')}), one of its lines such as "${lines[0]?.router ?? 'R1'} ${lines[0]?.interface ?? 'BRI0'}", a number, or the beginning of numbers such as "555*"`;
  if (!routers.includes(router)) return value.fail(`"${text}" is no end of a call: ${right}`);
  if (rest.length === 0) return router;
  const parts = parseInterfaceName(rest.join(''));
  // A PC's line has the name of its card.
  const wanted = parts === undefined ? rest.join('') : `${parts.type}${parts.unit}`;
  const line = lines.find((known) => known.router === router && known.interface === wanted);
  return line ? `${router} ${line.interface}` : value.fail(`"${text}" is no telephone line of this lab: ${right}`);
}
