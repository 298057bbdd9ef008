// `bill`: the telephone bill of a lab, from the exchange's call records and the lab's tariffs. Each call with its units,
// the totals of each line, and for each pair of routers what their callbacks saved: the return call compared with what the
// client would have paid for the same time. Nothing here is rounded.

import { calendar, twoDigits, type Instant } from '../base/time.ts';
import type { LabDescription } from '../network/lab-description.ts';
import { DEFAULT_TARIFFS, localUnixMs, type TariffRate, type Tariffs } from '../network/exchange/tariff.ts';
import type { TraceRecord } from '../network/trace.ts';
import { billedCalls, type BilledCall } from './bill/billed-calls.ts';
import { callbackLines, callbacks } from './bill/callbacks.ts';
import { decimalsFor, lasted, money } from './bill/money.ts';
import { totalLines } from './bill/totals.ts';
import { causeWords } from './cause-text.ts';
import { table } from './show/columns.ts';

export interface BillInput {
  /** At least those of bill/billed.ts, oldest first. */
  readonly records: readonly TraceRecord[];
  readonly lab: LabDescription;
  readonly now: Instant;
  /** Older records are gone: the bill is not whole. */
  readonly incomplete: boolean;
}

/** The whole bill, or what concerns one router. */
export function bill({ records, lab, now, incomplete }: BillInput, router?: string): readonly string[] {
  const tariffs = lab.tariffs ?? DEFAULT_TARIFFS;
  const all = billedCalls(records, tariffs, now);
  const calls = router === undefined ? all : all.filter((call) => concerns(call, router));
  const head = `Telephone bill${router === undefined ? '' : ` of ${router}`} until ${dateText(localUnixMs(tariffs, now))}, in ${tariffs.currency}`;
  if (calls.length === 0) return [head, 'No calls.'];
  const saved = callbacks(calls, tariffs);
  const decimals = decimalsFor([...calls.flatMap(amounts), ...saved.flatMap(({ withoutMicros }) => withoutMicros)]);
  return [
    ...(incomplete ? ['The oldest calls are not kept any more: this is the newer part.'] : []),
    head,
    '',
    ...callLines(calls, tariffs, decimals),
    '',
    ...totalLines(calls, decimals),
    ...(saved.length === 0 ? [] : ['', ...callbackLines(saved, decimals)]),
    '',
    ...rateLines(calls, decimals),
  ];
}

function concerns({ record: { caller, callee } }: BilledCall, router: string): boolean {
  return caller.router === router || callee?.router === router;
}

function amounts({ charge }: BilledCall): readonly number[] {
  if (charge === undefined) return [];
  return [charge.micros, charge.setUpMicros, ...charge.parts.map(({ rate }) => rate.unitMicros)];
}

// ---- the calls

function callLines(calls: readonly BilledCall[], tariffs: Tariffs, decimals: number): readonly string[] {
  const days = new Set(calls.map(({ record }) => Math.floor(localUnixMs(tariffs, beginOf(record)) / 86_400_000)));
  const rows = calls.map((call): readonly string[] => {
    const { record, charge } = call;
    return [
      String(record.circuit),
      timeText(localUnixMs(tariffs, beginOf(record)), days.size > 1),
      record.caller.router,
      record.callee === undefined ? record.called : `${record.callee.router} ${record.called}`,
      record.answeredAt === undefined ? '-' : lasted(record.endedAt - record.answeredAt),
      charge === undefined ? 'free' : money(charge.micros, decimals),
      endText(call),
    ];
  });
  const [heading = '', ...lines] = table(['Call', 'Begun', 'From', 'To', 'Lasted', 'Charge', 'Ended'], rows, '><<<>><');
  return [heading, ...lines.flatMap((line, index) => [line, ...unitLines(calls[index], decimals)])];
}

/** When it was answered, or else asked for. */
function beginOf({ answeredAt, setupAt }: BilledCall['record']): Instant {
  return answeredAt ?? setupAt;
}

function endText({ record, goesOn }: BilledCall): string {
  if (goesOn) return 'still up';
  const { endedBy, cause, caller, callee } = record;
  const who = endedBy === 'exchange' ? 'exchange' : endedBy === 'caller' ? caller.router : (callee?.router ?? 'called');
  return `${who}: ${causeWords(cause) ?? 'cause'} (${cause})`;
}

/** `0.05 set-up + 3 x 0.25 (peak) + 2 x 0.10 (default), paid by R1`. */
function unitLines(call: BilledCall | undefined, decimals: number): readonly string[] {
  const charge = call?.charge;
  if (call === undefined || charge === undefined) return [];
  const parts = charge.parts.map(({ rate, units }) => `${units} x ${money(rate.unitMicros, decimals)} (${rate.name})`);
  if (charge.setUpMicros > 0) parts.unshift(`${money(charge.setUpMicros, decimals)} set-up`);
  const returns = call.returns === undefined ? '' : `; ${returnText(call.returns)}`;
  return [`      ${parts.join(' + ')}, paid by ${call.paidBy.router}${returns}`];
}

function returnText(asking: readonly BilledCall[]): string {
  const circuits = asking.map(({ record }) => record.circuit);
  if (circuits.length === 0) return 'a return call';
  return `the return of ${circuits.length === 1 ? 'call' : 'calls'} ${circuits.join(' and ')}`;
}

// ---- the rates that were applied

function rateLines(calls: readonly BilledCall[], decimals: number): readonly string[] {
  const applied = new Set(calls.flatMap(({ charge }) => charge?.parts.map(({ rate }) => rate) ?? []));
  if (applied.size === 0) return [];
  return ['Rates applied:', ...[...applied].map((rate) => `  ${rate.name}: ${rateText(rate, decimals)}`)];
}

function rateText({ unitMicros, unitMs, setUpMicros, from, to, days, fromMinute, toMinute, paidBy }: TariffRate, decimals: number): string {
  const unit = unitMs === 60_000 ? 'minute' : unitMs === 1000 ? 'second' : `${unitMs / 1000} s`;
  const parts = [`${money(unitMicros, decimals)} for each started ${unit}`];
  if (setUpMicros > 0) parts.push(`${money(setUpMicros, decimals)} set-up`);
  if (from.length > 0) parts.push(`from ${from.join(', ')}`);
  if (to.length > 0) parts.push(`to ${to.join(', ')}`);
  if (days.length > 0) parts.push(days.join(' '));
  if (fromMinute !== 0 || toMinute !== 1440) parts.push(`${minuteText(fromMinute)}-${minuteText(toMinute)}`);
  if (paidBy === 'called') parts.push('paid by the called');
  return parts.join(', ');
}

function minuteText(minute: number): string {
  return `${twoDigits(Math.floor(minute / 60))}:${twoDigits(minute % 60)}`;
}

// ---- times on the exchange's wall

function timeText(unixMs: number, withDay: boolean): string {
  const { weekday, hour, minute, second } = calendar(unixMs);
  return `${withDay ? `${weekday} ` : ''}${twoDigits(hour)}:${twoDigits(minute)}:${twoDigits(second)}`;
}

function dateText(unixMs: number): string {
  const { weekday, day, monthName, year } = calendar(unixMs);
  return `${weekday} ${day} ${monthName} ${year} ${timeText(unixMs, false)}`;
}
