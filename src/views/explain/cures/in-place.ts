// Whether a line to change has been changed since the attempt: then `why` says so, and that it is worth another try. The
// running configuration is compared as it prints itself.

import { printRunningConfig } from '../../../config/running-config.ts';
import { ConfigStore } from '../../../config/store.ts';
import type { Change } from './changes.ts';
import type { Plant } from '../plant.ts';
import { linesOf } from './trial.ts';

export function isInPlace({ router, block, verb, line, to, inPlace }: Change, plant: Plant): boolean {
  if (inPlace !== undefined) return inPlace;
  const config = plant.routers.get(router)?.config;
  // Only a store can print itself; any other reading of a configuration is as it was when it was read.
  if (!(config instanceof ConfigStore)) return false;
  const lines = linesOf(printRunningConfig(config), block);
  if (verb === 'remove') return !lines.has(line);
  // A second map with the right line does not put the first one right.
  if (verb === 'change' && lines.has(line)) return false;
  return lines.has(to ?? line);
}

/** `R1, interface BRI0 has "ppp callback accept" by now: try again`. */
export function inPlaceText({ router, block, verb, line, to }: Change): string {
  const where = block === undefined ? router : `${router}, ${block}`;
  return verb === 'remove' ? `${where} has no "${line}" any more: try again` : `${where} has "${to ?? line}" by now: try again`;
}
