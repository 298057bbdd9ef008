// The totals of a bill: what each line pays, each router that has several, and all together. A call that nobody pays for
// counts as a try of the line that called.

import { OUTSIDE } from '../../network/exchange/outside-line.ts';
import type { BilledCall } from './billed-calls.ts';
import { lasted, money } from './money.ts';
import { table } from '../show/columns.ts';

interface Sum {
  readonly router: string;
  /** Empty for a router's own total. */
  readonly line: string;
  calls: number;
  answered: number;
  ms: number;
  micros: number;
}

export function totalLines(calls: readonly BilledCall[], decimals: number): readonly string[] {
  const lines = new Map<string, Sum>();
  const routers = new Map<string, Sum>();
  const total = newSum('Total', '');
  for (const call of calls) {
    const { router, interface: name } = call.paidBy;
    // What others pay is not on this bill.
    if (router === OUTSIDE) continue;
    for (const sum of [sumIn(lines, router, name), sumIn(routers, router, ''), total]) add(sum, call);
  }
  const rows: Sum[] = [];
  for (const router of routers.values()) {
    const own = [...lines.values()].filter((sum) => sum.router === router.router);
    rows.push(...own);
    if (own.length > 1) rows.push({ ...router, line: 'all' });
  }
  return table(
    ['Paid by', 'Line', 'Calls', 'Answered', 'Time', 'Charge'],
    [...rows, total].map(({ router, line, calls: count, answered, ms, micros }) => [router, line, String(count), String(answered), lasted(ms), money(micros, decimals)]),
    '<<>>>>',
  );
}

function newSum(router: string, line: string): Sum {
  return { router, line, calls: 0, answered: 0, ms: 0, micros: 0 };
}

function sumIn(sums: Map<string, Sum>, router: string, line: string): Sum {
  const key = `${router} ${line}`;
  const sum = sums.get(key) ?? newSum(router, line);
  sums.set(key, sum);
  return sum;
}

function add(sum: Sum, { record, charge }: BilledCall): void {
  sum.calls += 1;
  if (charge === undefined || record.answeredAt === undefined) return;
  sum.answered += 1;
  sum.ms += record.endedAt - record.answeredAt;
  sum.micros += charge.micros;
}
