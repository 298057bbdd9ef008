// What the program costs, each figure beside a floor that is measured in the same run, because machines differ and drift.
// A target that is missed is said; nothing fails by it, for no test asserts a time.

import { spawnSync } from 'node:child_process';
import { keepYoungApart } from '../src/host/heap.ts';
import { callbackBench } from './callback.ts';
import { checkBench } from './check.ts';
import { dialInBench } from './dial-in.ts';
import { consoleBench } from './console.ts';
import { fleetBench } from './fleet.ts';
import { keysBench } from './keys.ts';
import { memoryBench } from './memory.ts';
import { startBench } from './start.ts';

export interface Figure {
  readonly name: string;
  readonly value: string;
  readonly floor: string;
  readonly target: string;
  readonly met: boolean;
}

const BENCHES = { start: startBench, keys: keysBench, console: consoleBench, callback: callbackBench, 'dial-in': dialInBench, check: checkBench, memory: memoryBench, fleet: fleetBench } as const;

type Bench = keyof typeof BENCHES;

// As the program does it for a lab that is served or played.
keepYoungApart();
const asked = process.argv.slice(2);
const names = (Object.keys(BENCHES) as Bench[]).filter((name) => asked.length === 0 || asked.includes(name));
const [only] = names;
if (names.length === 1 && only !== undefined) await run(only);
else for (const name of names) runApart(name);

async function run(name: Bench): Promise<void> {
  for (const figure of await BENCHES[name]()) {
    console.log(`${figure.met ? 'ok  ' : 'MISS'} ${figure.name.padEnd(34)} ${figure.value.padEnd(34)} floor ${figure.floor.padEnd(30)} target ${figure.target}`);
  }
}

/** Each in a process of its own: what one has taught the compiler, and left on the heap, the next would pay for. */
function runApart(name: Bench): void {
  const { status } = spawnSync(process.execPath, [...process.execArgv, process.argv[1] ?? '', name], { stdio: 'inherit' });
  if (status !== 0) process.exitCode = 1;
}
