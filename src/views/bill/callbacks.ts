// What callback saved: for each client and server, the return calls and the calls that asked for them, against what the
// client would have paid at its own tariff for one call as long as each return call. Asking by a call that the server
// turns away unanswered costs nothing.

import type { Micros, Tariffs } from '../../network/exchange/tariff.ts';
import { reverseCharge, type BilledCall } from './billed-calls.ts';
import { lasted, money } from './money.ts';
import { table } from '../show/columns.ts';

export interface Callbacks {
  readonly client: string;
  readonly server: string;
  readonly returns: readonly BilledCall[];
  readonly asking: readonly BilledCall[];
  /** Of each return call, at the client's tariff. */
  readonly withoutMicros: readonly Micros[];
  /** What the client would pay of it: nothing where the called line pays. */
  readonly clientWithoutMicros: Micros;
}

export function callbacks(calls: readonly BilledCall[], tariffs: Tariffs): readonly Callbacks[] {
  const pairs = new Map<string, { client: string; server: string; returns: BilledCall[]; asking: BilledCall[]; withoutMicros: Micros[]; clientWithoutMicros: Micros }>();
  for (const call of calls) {
    const { caller, callee } = call.record;
    const reverse = reverseCharge(call, tariffs);
    if (call.returns === undefined || callee === undefined || reverse === undefined) continue;
    const key = `${callee.router} ${caller.router}`;
    const pair = pairs.get(key) ?? { client: callee.router, server: caller.router, returns: [], asking: [], withoutMicros: [], clientWithoutMicros: 0 };
    pairs.set(key, pair);
    pair.returns.push(call);
    pair.asking.push(...call.returns);
    pair.withoutMicros.push(reverse.micros);
    if (reverse.paidBy === 'caller') pair.clientWithoutMicros += reverse.micros;
  }
  return [...pairs.values()];
}

/** One pair in sentences; several in a table, with what all of them saved. */
export function callbackLines(pairs: readonly Callbacks[], decimals: number): readonly string[] {
  const [only, another] = pairs;
  if (only === undefined) return [];
  return another === undefined ? sentences(only, decimals) : comparison(pairs, decimals);
}

interface Balance {
  readonly askingMicros: Micros;
  readonly returnMicros: Micros;
  readonly clientMicros: Micros;
  readonly withoutMicros: Micros;
  readonly ms: number;
}

function balanceOf({ client, returns, asking, withoutMicros }: Callbacks): Balance {
  return {
    askingMicros: sum(asking),
    returnMicros: sum(returns),
    clientMicros: sum([...asking, ...returns].filter(({ paidBy }) => paidBy.router === client)),
    withoutMicros: withoutMicros.reduce((total, micros) => total + micros, 0),
    ms: returns.reduce((total, { record }) => total + record.endedAt - (record.answeredAt ?? record.endedAt), 0),
  };
}

function sentences(pair: Callbacks, decimals: number): readonly string[] {
  const { client, server, returns, clientWithoutMicros } = pair;
  const { askingMicros, returnMicros, clientMicros, withoutMicros, ms } = balanceOf(pair);
  const text = (micros: Micros): string => money(micros, decimals);
  const paid = askingMicros + returnMicros;
  const saved = withoutMicros - paid;
  const clientSaved = clientWithoutMicros - clientMicros;
  return [
    `Callback: ${server} called ${client} back ${returns.length === 1 ? 'once' : `${returns.length} times`}, for ${lasted(ms)}.`,
    `  Paid: ${text(askingMicros)} to ask for it, ${text(returnMicros)} for the return ${returns.length === 1 ? 'call' : 'calls'}: ${text(paid)}, of which ${client} paid ${text(clientMicros)}.`,
    `  Had ${client} paid for that time at its own tariff: ${text(withoutMicros)}.`,
    `  ${saved >= 0 ? `Saved: ${text(saved)}` : `Callback cost ${text(-saved)} more`} in all; ${client} itself pays ${text(Math.abs(clientSaved))} ${clientSaved >= 0 ? 'less' : 'more'}.`,
  ];
}

function comparison(pairs: readonly Callbacks[], decimals: number): readonly string[] {
  const balances = pairs.map((pair) => ({ pair, balance: balanceOf(pair) }));
  const row = (called: string, calls: number, { ms, askingMicros, returnMicros, withoutMicros }: Balance): readonly string[] => {
    const amounts = [askingMicros, returnMicros, withoutMicros, withoutMicros - askingMicros - returnMicros].map((micros) => money(micros, decimals));
    return [called, String(calls), lasted(ms), ...amounts];
  };
  const rows = balances.map(({ pair, balance }) => row(`${pair.client} by ${pair.server}`, pair.returns.length, balance));
  const all = balances.map(({ balance }) => balance).reduce((total, each) => ({
    askingMicros: total.askingMicros + each.askingMicros,
    returnMicros: total.returnMicros + each.returnMicros,
    clientMicros: total.clientMicros + each.clientMicros,
    withoutMicros: total.withoutMicros + each.withoutMicros,
    ms: total.ms + each.ms,
  }));
  const total = row('All', pairs.reduce((count, { returns }) => count + returns.length, 0), all);
  return [...table(['Called back', 'Calls', 'Time', 'Asking', 'Return', 'Without callback', 'Saved'], [...rows, total], '<>>>>>>'), 'Without callback: had the client paid for that time at its own tariff.'];
}

function sum(calls: readonly BilledCall[]): Micros {
  return calls.reduce((total, { charge }) => total + (charge?.micros ?? 0), 0);
}
