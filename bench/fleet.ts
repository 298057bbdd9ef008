// What a call costs among many routers: the processor's time for a callback in labs of 2 to 10,000, less what the idle ones
// cost in the same virtual time; the frames that pass in a second; and what a router and a call that is up weigh.

import type { World } from '../src/network/world.ts';
import { callBackOf, fleetLab, startCall } from '../test/support/fleet.ts';
import { wait, worldOf } from '../test/support/lab.ts';
import type { Figure } from './bench.ts';
import { CALLBACKS_UNTIL_COMPILED, median } from './measure.ts';

const SIZES = [2, 100, 1000, 10_000];
const CALLS = 3000;
const LEAST_ROUNDS = 3;
/** By then the return call is up, and nobody has been idle for long. */
const CALLED_BACK_SECONDS = 40;
/** A call is over by then, and its lines are idle again. */
const ROUND_SECONDS = 300;
/** The calls of a round begin one after the other over a minute: nobody dials in the same instant as everybody else. */
const BEGIN_SECONDS = 60;

interface Measured {
  readonly routers: number;
  readonly eventsOfACall: number;
  readonly framesOfACall: number;
  readonly msOfACall: number;
  readonly kilobytesOfARouter: number;
}

export function fleetBench(): readonly Figure[] {
  // What is measured is compiled by then, and the same for all of them.
  const first = worldOf(fleetLab(2));
  first.settle();
  for (let call = 0; call < CALLBACKS_UNTIL_COMPILED; call += 1) allCall(first, 1);
  const measured = SIZES.map((routers) => measure(routers));
  const [alone] = measured;
  if (alone === undefined) throw new Error('nothing was measured');
  const most = Math.max(...measured.map(({ msOfACall }) => msOfACall));
  const same = measured.every(({ eventsOfACall, framesOfACall }) => eventsOfACall === alone.eventsOfACall && framesOfACall === alone.framesOfACall);
  const last = measured.at(-1) ?? alone;
  return [
    {
      name: `a callback among ${SIZES.join(', ')}`,
      value: `${measured.map(({ msOfACall }) => msOfACall.toFixed(2)).join(', ')} ms, ${(most / alone.msOfACall).toFixed(2)} x`,
      floor: `among 2: ${alone.msOfACall.toFixed(2)} ms`,
      target: '2 x',
      met: most <= 2 * alone.msOfACall,
    },
    {
      name: 'steps and frames of a callback',
      value: measured.map(({ eventsOfACall, framesOfACall }) => `${eventsOfACall}/${framesOfACall}`).join(', '),
      floor: `among 2: ${alone.eventsOfACall}/${alone.framesOfACall}`,
      target: 'exactly the same',
      met: same,
    },
    {
      name: 'frames in a second, of callbacks',
      value: `${Math.round((1000 * alone.framesOfACall) / alone.msOfACall)}/s, ${Math.round(1000 / alone.msOfACall)} callbacks/s`,
      floor: '-',
      target: '2500 callbacks/s',
      met: 1000 / alone.msOfACall >= 2500,
    },
    {
      name: `a router of ${last.routers}`,
      value: `${last.kilobytesOfARouter.toFixed(1)} kB, ${((last.kilobytesOfARouter * last.routers) / 1024).toFixed(0)} MB in all`,
      floor: '-',
      target: '500 MB',
      met: last.kilobytesOfARouter * last.routers <= 500 * 1024,
    },
    callFigure(),
  ];
}

function measure(routers: number): Measured {
  const lab = fleetLab(routers);
  const before = heapKilobytes();
  const world = worldOf(lab);
  world.settle();
  const kilobytesOfARouter = (heapKilobytes() - before) / routers;
  const { events, framesReceived } = callBackOf(world, routers / 2 - 1);
  const pairs = routers / 2;
  // What a router makes for its first call stays with it: in a large lab, where each calls but once or twice, that would be most of it.
  allCall(world, pairs);
  const calls = Array.from({ length: Math.max(LEAST_ROUNDS, Math.ceil(CALLS / pairs)) }, () => {
    const idle = cpuMs(() => wait(world, BEGIN_SECONDS + ROUND_SECONDS));
    return (cpuMs(() => allCall(world, pairs)) - idle) / pairs;
  });
  return { routers, eventsOfACall: events, framesOfACall: framesReceived, msOfACall: median(calls), kilobytesOfARouter };
}

/** All pairs in one round, so that what the idle ones cost beside them is small. */
function allCall(world: World, pairs: number): void {
  let done = 0;
  for (let pair = 0; pair < pairs; pair += 1) {
    world.clock.after((pair * BEGIN_SECONDS * 1000) / pairs, () => startCall(world, pair, () => (done += 1)));
  }
  wait(world, BEGIN_SECONDS + ROUND_SECONDS);
  if (done !== pairs) throw new Error(`of ${pairs} pings ${done} are over`);
}

/** What stays of the heap for a call while it is up, at both its ends. */
function callFigure(): Figure {
  const pairs = 400;
  const world = worldOf(fleetLab(2 * pairs));
  world.settle();
  // Once and over: what a router keeps for its first call stays with it.
  allCall(world, pairs);
  emptyTrace(world);
  const before = heapKilobytes();
  for (let pair = 0; pair < pairs; pair += 1) startCall(world, pair, () => undefined);
  wait(world, CALLED_BACK_SECONDS);
  emptyTrace(world);
  const up = [...world.routers.values()].reduce((sum, router) => sum + router.activeCalls().length, 0);
  if (up !== 2 * pairs) throw new Error(`of ${pairs} calls ${up / 2} are up`);
  const kilobytes = (heapKilobytes() - before) / pairs;
  return {
    name: 'a call that is up, both ends',
    value: `${kilobytes.toFixed(1)} kB beside the trace`,
    floor: '-',
    target: '100 kB',
    met: kilobytes <= 100,
  };
}

/** The newest records are kept, whatever they are: now they are as small as can be. */
function emptyTrace(world: World): void {
  for (let record = 0; record < world.recorder.capacity; record += 1) world.recorder.record(world.clock.now, 'exchange', { type: 'sys.restart' }, undefined);
}

function cpuMs(run: () => void): number {
  const before = process.cpuUsage();
  run();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1000;
}

function heapKilobytes(): number {
  const collect = (globalThis as { gc?: () => void }).gc; // node --expose-gc
  if (collect === undefined) throw new Error('run with --expose-gc');
  collect();
  return process.memoryUsage().heapUsed / 1024;
}
