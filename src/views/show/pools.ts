// `show ip local pool [NAME]`: the pools of addresses for peers. Columns as in published 12.x captures, from memory.

import { formatIpv4 } from '../../base/ipv4.ts';
import type { RouterReader } from '../../network/router/readings.ts';
import { left, right } from './columns.ts';

export function showIpLocalPool(router: RouterReader, name: string | undefined): readonly string[] {
  const pools = router.addressPools();
  const rows = (of: typeof pools): readonly string[] => [
    ' Pool                     Begin           End             Free  In use',
    ...of.map(({ pool, first, last, free, inUse }) => ` ${left(pool, 24)} ${left(formatIpv4(first), 15)} ${left(formatIpv4(last), 15)} ${right(free.length, 4)}  ${right(inUse.length, 6)}`),
  ];
  if (name === undefined) return rows(pools);
  const own = pools.filter(({ pool }) => pool === name);
  if (own.length === 0) return [`%IP Local Pool ${name} does not exist`];
  const list = (lines: readonly string[]): readonly string[] => (lines.length === 0 ? ['    None'] : lines);
  return [
    ...rows(own),
    'Available addresses:',
    ...list(own.flatMap(({ free }) => free.map((address) => `    ${formatIpv4(address)}`))),
    'Inuse addresses:',
    ...list(own.flatMap(({ inUse }) => inUse.map(({ address, holder }) => `    ${left(formatIpv4(address), 16)} ${holder}`))),
  ];
}
