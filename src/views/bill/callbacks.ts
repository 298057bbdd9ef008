// What callback saved: for each client and server, the return calls and the calls that asked for them, against what the
// client would have paid at its own tariff for one call as long as each return call. Asking by a call that the server
// turns away unanswered costs nothing.

import type { Micros, Tariffs } from '../../network/tariff.ts';
import { reverseCharge, type BilledCall } from './billed-calls.ts';
import { lasted, money } from './money.ts';

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
    if (call.returns !== true) pair.asking.push(call.returns);
    pair.withoutMicros.push(reverse.micros);
    if (reverse.paidBy === 'caller') pair.clientWithoutMicros += reverse.micros;
  }
  return [...pairs.values()];
}

export function callbackLines({ client, server, returns, asking, withoutMicros, clientWithoutMicros }: Callbacks, decimals: number): readonly string[] {
  const text = (micros: Micros): string => money(micros, decimals);
  const both = [...asking, ...returns];
  const paid = sum(both);
  const without = withoutMicros.reduce((total, micros) => total + micros, 0);
  const clientPaid = sum(both.filter(({ paidBy }) => paidBy.router === client));
  const time = lasted(returns.reduce((total, { record }) => total + record.endedAt - (record.answeredAt ?? record.endedAt), 0));
  const saved = without - paid;
  const clientSaved = clientWithoutMicros - clientPaid;
  return [
    `Callback: ${server} called ${client} back ${returns.length === 1 ? 'once' : `${returns.length} times`}, for ${time}.`,
    `  Paid: ${text(sum(asking))} to ask for it, ${text(sum(returns))} for the return ${returns.length === 1 ? 'call' : 'calls'}: ${text(paid)}, of which ${client} paid ${text(clientPaid)}.`,
    `  Had ${client} paid for that time at its own tariff: ${text(without)}.`,
    `  ${saved >= 0 ? `Saved: ${text(saved)}` : `Callback cost ${text(-saved)} more`} in all; ${client} itself pays ${text(Math.abs(clientSaved))} ${clientSaved >= 0 ? 'less' : 'more'}.`,
  ];
}

function sum(calls: readonly BilledCall[]): Micros {
  return calls.reduce((total, { charge }) => total + (charge?.micros ?? 0), 0);
}
