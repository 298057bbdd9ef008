// Tells callers what their calls cost, where their line was ordered so (AOC-D): at the beginning of each unit, by the tariffs that
// the bill is made by, how many there were. A call that the called side pays for, or that is free, is told nothing of.

import type { Instant } from '../../base/time.ts';
import type { Cancel, Clock } from '../../engine/clock.ts';
import { isIsdnLine } from '../lab-description.ts';
import type { Leg } from './line-port.ts';
import { unitAt, type Subscriber, type Tariffs } from './tariff.ts';

export interface AdvisedCall {
  readonly caller: Leg;
  readonly callee: Leg | undefined;
  readonly callingNumber: string;
  readonly calledNumber: string;
}

/** From the answer on, until it is cancelled; undefined where there is nothing to tell. */
export function adviseOfCharge(clock: Clock, tariffs: Tariffs, { caller, callee, callingNumber, calledNumber }: AdvisedCall, answeredAt: Instant): Cancel | undefined {
  const { line } = caller.port;
  if (!isIsdnLine(line) || line.adviceOfCharge !== true) return undefined;
  const from = subscriber(caller, callingNumber);
  const to = callee === undefined ? { number: calledNumber } : subscriber(callee, calledNumber);
  let stop: Cancel | undefined;
  const begin = (units: number, at: Instant): void => {
    const unit = unitAt(tariffs, from, to, at);
    if (unit === undefined) return;
    caller.port.advise?.(caller, units);
    stop = clock.after(Math.max(0, at + unit.ms - clock.now), () => begin(units + 1, at + unit.ms));
  };
  begin(1, answeredAt);
  return () => stop?.();
}

function subscriber({ port: { line } }: Leg, number: string): Subscriber {
  return { router: line.router, interface: line.interface, number };
}
