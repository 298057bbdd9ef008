// What a Windows callback costs an access server when a thousand PCs call it within a virtual minute: for each of them, from
// its first call to the end of the call back, against the same of one PC that has the server for itself. Nobody may be left
// out: a figure of calls that failed would be cheap. Processor time is counted, not the wall's: a run of seconds is
// interrupted by others as short ones are not.

import { crowdOf, dialAll, type Crowd } from '../test/support/crowd.ts';
import type { Figure } from './bench.ts';
import { median } from './measure.ts';

const PCS = 1000;
/** Of the one PC: the first ones compile both. */
const WARM_UP = 1000;
const ALONE = 1000;
const CROWDS = 3;

export function dialInBench(): readonly Figure[] {
  const one = crowdOf(1);
  const repeat = (runs: number): void => {
    for (let run = 0; run < runs; run += 1) dialAll(one, 1000);
  };
  repeat(WARM_UP);
  const alone = processorMs(() => repeat(ALONE)) / ALONE;
  demand(one, WARM_UP + ALONE);
  const crowd = crowdOf(PCS);
  const together = Array.from({ length: CROWDS }, () => processorMs(() => void dialAll(crowd)) / PCS);
  demand(crowd, CROWDS);
  const ratio = median(together) / alone;
  return [
    {
      name: `${PCS} PCs called back, each`,
      value: `${median(together).toFixed(3)} ms, ${ratio.toFixed(2)} x`,
      floor: `one PC alone: ${alone.toFixed(3)} ms`,
      target: '2 x',
      met: ratio <= 2,
    },
  ];
}

function processorMs(run: () => void): number {
  const before = process.cpuUsage();
  run();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1000;
}

function demand({ pcs, calledBack }: Crowd, times: number): void {
  const missing = pcs.filter(({ name }) => calledBack.get(name) !== times);
  if (missing.length > 0) throw new Error(`${missing.length} PCs were not called back, ${missing[0]?.name ?? ''} first`);
}
