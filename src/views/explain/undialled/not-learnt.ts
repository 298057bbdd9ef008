// Why a network is not learnt by RIP, though both the router and a neighbour that has the network run it: versions that do not
// fit, a missing `network` line, a network in pieces (discontiguous subnets), a passive interface, a dialer map without `broadcast`. A passive interface of a dialed line
// is left alone: there a static route is what is wanted.

import { classfulMask, formatIpv4, networkOf, type Ipv4Address } from '../../../base/ipv4.ts';
import type { InterfaceSettings } from '../../../config/model.ts';
import { speaksRouting } from '../../../config/peer-settings.ts';
import { inNetworks, ripSettings, type RipSettings } from '../../../config/rip-settings.ts';
import type { TraceRecord } from '../../../network/trace.ts';
import { addToInterface, mapChange, type Change } from '../cures/changes.ts';
import { diagnosis, type Circumstances, type Diagnosis } from '../diagnosis.ts';
import { contains, type Plant } from '../plant.ts';

interface Neighbour {
  readonly router: string;
  readonly rip: RipSettings;
  /** The two ends of the subnet that they share. */
  readonly own: InterfaceSettings;
  readonly theirs: InterfaceSettings;
}

/** Undefined where RIP is not meant to tell of the destination, or nothing keeps it from doing so over one of the ways there. */
export function explainNotLearnt(router: string, destination: Ipv4Address, { plant, records }: Circumstances): Diagnosis | undefined {
  const rip = ripOf(router, plant);
  if (rip === undefined) return undefined;
  const causes = neighboursWith(router, destination, plant).map(
    (neighbour) =>
      notCovered(router, rip, neighbour, destination) ??
      notUnderstood(router, rip, neighbour, records) ??
      summarised(router, rip, neighbour, destination, plant) ??
      passive(router, neighbour, plant) ??
      notAsync(router, neighbour) ??
      notBroadcast(router, neighbour),
  );
  return causes.includes(undefined) ? undefined : causes[0];
}

function ripOf(router: string, plant: Plant): RipSettings | undefined {
  const config = plant.routers.get(router)?.config;
  return config && ripSettings(config);
}

function neighboursWith(router: string, destination: Ipv4Address, plant: Plant): readonly Neighbour[] {
  return plant.inSubnetOf(destination).flatMap(({ router: peer }) => {
    const rip = peer === router ? undefined : ripOf(peer, plant);
    if (rip === undefined) return [];
    return plant.interfacesOf(router).flatMap((own) => {
      const theirs = plant.interfacesOf(peer).find(({ address }) => address !== undefined && contains(own, address.address));
      return theirs === undefined ? [] : [{ router: peer, rip, own, theirs }];
    });
  });
}

/** The network itself, or the link between the two. */
function notCovered(router: string, rip: RipSettings, { router: peer, rip: theirRip, own, theirs }: Neighbour, destination: Ipv4Address): Diagnosis | undefined {
  const link = theirs.address?.address ?? 0;
  if (!inNetworks(theirRip.networks, destination)) return missing(peer, destination, `tells nobody of ${formatIpv4(classful(destination))}`);
  if (!inNetworks(theirRip.networks, link)) return missing(peer, link, `sends nothing over ${theirs.name}`);
  return inNetworks(rip.networks, link) ? undefined : missing(router, link, `takes nothing from ${own.name}`);
}

function missing(router: string, address: Ipv4Address, what: string): Diagnosis {
  const line = `network ${formatIpv4(classful(address))}`;
  return diagnosis('RIP-NETWORK', `RIP of ${router} ${what}, for want of "${line}"`, ofRip(router, 'add', line));
}

function classful(address: Ipv4Address): Ipv4Address {
  return networkOf(address, classfulMask(address));
}

/** The neighbour's updates came, and were not taken since they are of another version. */
function notUnderstood(router: string, rip: RipSettings, { router: peer, rip: theirRip, theirs }: Neighbour, records: readonly TraceRecord[]): Diagnosis | undefined {
  const ignored = records.findLast(({ device, event }) => device === router && (event.type === 'rip.ignored' || event.type === 'rip.received') && event.from === theirs.address?.address)?.event;
  if (ignored?.type !== 'rip.ignored' || ignored.because !== 'version') return undefined;
  const [where, settings] = ignored.version === 1 ? [peer, theirRip] : [router, rip];
  return diagnosis('RIP-VERSION', `${peer} sends RIP version ${ignored.version} over ${theirs.name}, and ${router} takes only version ${3 - ignored.version}`, ...inVersion2(where, settings));
}

/** Version 1 tells of a network as a whole where it is left, and that is not believed where subnets of it are (RFC 1058 §3.2). */
function summarised(router: string, rip: RipSettings, { router: peer, rip: theirRip, theirs }: Neighbour, destination: Ipv4Address, plant: Plant): Diagnosis | undefined {
  const network = classful(destination);
  if (theirRip.version === 2 || classful(theirs.address?.address ?? 0) === network) return undefined;
  if (!plant.interfacesOf(router).some(({ address }) => address !== undefined && address.mask > classfulMask(network) && classful(address.address) === network)) return undefined;
  const sentence = `RIP of ${peer} tells ${router} of ${formatIpv4(network)} as a whole, which has subnets at both and none between them: ${router} does not believe it`;
  const mends = [[peer, theirRip], [router, rip]] as const;
  return diagnosis('RIP-SUMMARY', sentence, ...mends.flatMap(([where, settings]) => [...inVersion2(where, settings), ...(settings.autoSummary ? [ofRip(where, 'add', 'no auto-summary')] : [])]));
}

function inVersion2(router: string, { version }: RipSettings): readonly Change[] {
  if (version === 2) return [];
  return [version === undefined ? ofRip(router, 'add', 'version 2') : ofRip(router, 'change', `version ${version}`, 'version 2')];
}

/** Either end of a call between terminal lines. */
function notAsync(router: string, { router: peer, own, theirs }: Neighbour): Diagnosis | undefined {
  const silent = [{ at: peer, settings: theirs }, { at: router, settings: own }].find(({ settings }) => !speaksRouting(settings));
  if (silent === undefined) return undefined;
  const { at, settings } = silent;
  return diagnosis('ASYNC-ROUTING', `RIP of ${at} does not speak over ${settings.name}, an asynchronous interface without "async default routing"`, addToInterface(at, settings.name, 'async default routing'));
}

function passive(router: string, { router: peer, rip, theirs }: Neighbour, plant: Plant): Diagnosis | undefined {
  if (!rip.passive(theirs.name) || plant.dialingInterfaces(peer).includes(theirs)) return undefined;
  const sentence = `${theirs.name} of ${peer} is passive: ${router} gets no updates from there`;
  return diagnosis('RIP-PASSIVE', sentence, rip.passiveInterfaces.includes(theirs.name) ? ofRip(peer, 'remove', `passive-interface ${theirs.name}`) : ofRip(peer, 'add', `no passive-interface ${theirs.name}`));
}

function notBroadcast(router: string, { router: peer, rip, own, theirs }: Neighbour): Diagnosis | undefined {
  const map = theirs.dialer.maps.find(({ nextHop }) => nextHop === own.address?.address);
  if (map === undefined || map.broadcast || rip.passive(theirs.name)) return undefined;
  return diagnosis('NO-BROADCAST', `the dialer map of ${peer} for ${router} has no "broadcast", so RIP updates do not pass`, mapChange(peer, theirs.name, map, { broadcast: true }));
}

/** A line below `router rip`. */
function ofRip(router: string, verb: Change['verb'], line: string, to?: string): Change {
  return { router, block: 'router rip', verb, line, ...(to === undefined ? {} : { to }) };
}
