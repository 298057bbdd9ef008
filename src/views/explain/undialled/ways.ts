// Where packets would go if something were not in their way: a serial line that is down, an interface that stands by, a
// neighbour whose RIP does not tell of the network. Asked when there is no route, before a static one is recommended.

import { formatIpv4, networkOf, type Ipv4Address } from '../../../base/ipv4.ts';
import { staticRoutes, type InterfaceSettings } from '../../../config/model.ts';
import { inNetworks, ripSettings } from '../../../config/rip-settings.ts';
import type { Circumstances, Diagnosis } from '../diagnosis.ts';
import { explainNotLearnt } from './not-learnt.ts';
import { contains, type Plant } from '../plant.ts';
import { explainSerial, isSerial, isSerialDown } from './serial.ts';
import { explainStandby } from '../carried/standing-in.ts';

/** Undefined when nothing is in the way: there just is no route. */
export function explainWay(router: string, destination: Ipv4Address, circumstances: Circumstances): Diagnosis | undefined {
  const { plant, records } = circumstances;
  const leading = plant.interfacesOf(router).filter((settings) => !settings.shutdown && leadsTo(router, settings, destination, plant));
  const down = leading.find(({ name }) => isSerial(router, name, plant) && isSerialDown(router, name, records));
  if (down !== undefined) return explainSerial(router, down.name, circumstances);
  for (const { name } of leading) {
    const standby = explainStandby(router, name, circumstances);
    if (standby !== undefined) return standby;
  }
  return explainNotLearnt(router, destination, circumstances);
}

/** The way there that has come since, in words; undefined while there is none. */
export function wayByNow(router: string, destination: Ipv4Address, { running }: Circumstances): string | undefined {
  const fitting = (running.get(router)?.routes() ?? []).filter(({ prefix, mask }) => networkOf(destination, mask) === prefix);
  const [best] = fitting.sort((a, b) => b.mask - a.mask);
  return best && [best.nextHop === undefined ? [] : [`via ${formatIpv4(best.nextHop)}`], best.interface === undefined ? [] : [`over ${best.interface}`]].flat().join(' ');
}

/** By its own subnet, by a static route, or because RIP runs over it. */
function leadsTo(router: string, settings: InterfaceSettings, destination: Ipv4Address, plant: Plant): boolean {
  const config = plant.routers.get(router)?.config;
  const own = plant.address(router, settings)?.address;
  if (config === undefined || own === undefined) return false;
  if (contains(settings, destination)) return true;
  const rip = ripSettings(config);
  if (rip !== undefined && inNetworks(rip.networks, own)) return true;
  return staticRoutes(config)
    .filter(({ prefix, mask }) => networkOf(destination, mask) === prefix)
    .some((route) => route.interface === settings.name || (route.nextHop !== undefined && contains(settings, route.nextHop)));
}
