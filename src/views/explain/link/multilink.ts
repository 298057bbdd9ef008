// Why a call that carries packets is not the link of a bundle that it was to be: one end without multilink, MRRUs that do
// not fit, a bundle that does not take the link. And what a multilink call, or one that the load called for, is called when
// nothing is wrong with it.

import { formatIpv4 } from '../../../base/ipv4.ts';
import type { InterfaceSettings } from '../../../config/model.ts';
import type { EndpointSettings } from '../../../config/multilink-settings.ts';
import type { TraceEvent } from '../../../network/trace.ts';
import { explainAllocation } from './allocation.ts';
import { addToInterface, changeInInterface, removeFromInterface, type Change } from '../cures/changes.ts';
import { eventsOf, type CallSide, type TracedCall } from '../attempt/calls.ts';
import { diagnosis, type Circumstances, type Diagnosis } from '../diagnosis.ts';
import type { Plant } from '../plant.ts';
import { noMap, noNumber } from '../undialled/undialled.ts';

type Refused = Extract<TraceEvent, { type: 'mlp.linkRefused' }>;

/** Undefined when both ends did what they were to do. */
export function explainMultilink(call: TracedCall, circumstances: Circumstances): Diagnosis | undefined {
  const { caller, callee } = call;
  for (const [side, peer] of [[caller, callee], [callee, caller]] as const) {
    const found = side && (optionsOf(side, peer, circumstances) ?? splitBundle(side, peer, circumstances));
    if (found !== undefined) return found;
  }
  return explainAllocation(call, circumstances) ?? wantedLink(call, circumstances);
}

// ---- the bundle did not take the link

/** Undefined when it did, or there is none. */
export function explainRefusedLink({ caller, callee }: TracedCall, plant: Plant): Diagnosis | undefined {
  return (caller && refusedLink(caller, callee, plant)) ?? (callee && refusedLink(callee, caller, plant));
}

function refusedLink(side: CallSide, peer: CallSide | undefined, plant: Plant): Diagnosis | undefined {
  const refused = eventsOf(side, 'mlp.linkRefused').at(-1);
  if (refused === undefined) return undefined;
  const { device } = side;
  const settings = plant.dialing(device, side.dialing);
  const home = homeOf(settings, side);
  const { name } = refused;
  switch (refused.because) {
    case 'too-many-links': {
      const most = settings && plant.settings(device, home)?.ppp.multilink.maximumLinks;
      const line = 'ppp multilink links maximum';
      return diagnosis(
        'LINKS-MAXIMUM',
        `${device} closed the link: its bundle with ${name} has as many as it may have`,
        most === undefined ? undefined : changeInInterface(device, home, `${line} ${most}`, `${line} ${most + 1}`),
      );
    }
    case 'other-peer':
      return diagnosis(
        'BUNDLE-TAKEN',
        `${device} closed the link with ${name}: ${home}, to which it belongs, is the bundle of another peer`,
        settings && removeFromInterface(device, settings.name, `ppp multilink group ${settings.ppp.multilink.group ?? ''}`.trim()),
      );
    case 'shutdown':
      return diagnosis('INTERFACE-SHUT', `${device} closed the link: ${home}, to which it belongs, is shut down`, removeFromInterface(device, home, 'shutdown'));
    default:
      return misfit(side, peer, refused, plant);
  }
}

/** All links of a bundle are negotiated alike: the configuration changed, or the links' interfaces differ. */
function misfit(side: CallSide, peer: CallSide | undefined, { because, bundleMrru = 0, linkMrru, name }: Refused, plant: Plant): Diagnosis {
  if (because === 'short-sequence') {
    return diagnosis('LINK-MISFIT', `${side.device} closed the link: its sequence numbers are not of the length that those of the bundle with ${name} are of`);
  }
  const whose = because === 'mrru' ? side : peer;
  return diagnosis(
    'LINK-MISFIT',
    `${side.device} closed the link: ${whose?.device ?? name} has an MRRU of ${linkMrru} on it, and of ${bundleMrru} in the bundle with ${name}`,
    whose && mrruChange(whose, bundleMrru, plant),
  );
}

function mrruChange({ device, dialing }: CallSide, octets: number, plant: Plant): Change | undefined {
  const settings = plant.dialing(device, dialing);
  if (settings === undefined) return undefined;
  const line = `ppp multilink mrru local ${octets}`;
  const has = settings.ppp.multilink.localMrru;
  return has === undefined || has === octets ? addToInterface(device, settings.name, line) : changeInInterface(device, settings.name, `ppp multilink mrru local ${has}`, line);
}

/** The interface whose bundle it is. */
function homeOf(settings: InterfaceSettings | undefined, side: CallSide): string {
  const { group } = settings?.ppp.multilink ?? {};
  return group === undefined ? (settings?.name ?? side.dialing) : `Multilink${group}`;
}

// ---- the ends did not agree on multilink

/** The end that judged the other's option knows why. */
function optionsOf(judge: CallSide, peer: CallSide | undefined, { plant }: Circumstances): Diagnosis | undefined {
  const verdicts = eventsOf(judge, 'ppp.multilinkOption').filter(({ whose }) => whose === 'the peer');
  if (verdicts.at(-1)?.outcome !== 'rejected') return undefined;
  const other = peer?.device ?? 'the peer';
  const { device } = judge;
  const settings = plant.dialing(device, judge.dialing);
  if (!verdicts.some(({ outcome }) => outcome === 'naked')) {
    return diagnosis('NO-MULTILINK', `${other} asked for multilink, and ${device} does none: the call is up as an ordinary one`, ...multilinkOn(judge, settings, plant));
  }
  const least = settings?.ppp.multilink.remoteMrru;
  return diagnosis(
    'MRRU',
    `${device} demands an MRRU of ${least ?? 'more octets'} and ${other} has ${verdicts[0]?.mrru ?? 'a smaller one'}: the call is up as an ordinary one`,
    peer && least !== undefined ? mrruChange(peer, least, plant) : undefined,
  );
}

/** A member of a pool negotiates before it is known whose the call is, and the profile has to have it as well. */
function multilinkOn({ device, interface: port }: CallSide, settings: InterfaceSettings | undefined, plant: Plant): readonly Change[] {
  const names = settings?.dialer.pool === undefined ? [settings?.name ?? port] : [port, settings.name];
  return names.filter((name) => plant.settings(device, name)?.ppp.multilink.enabled !== true).map((name) => addToInterface(device, name, 'ppp multilink'));
}

/** The peer is in another bundle already, under the same name: it said something else of itself. */
function splitBundle(side: CallSide, peer: CallSide | undefined, { plant, records }: Circumstances): Diagnosis | undefined {
  const joined = eventsOf(side, 'dialer.bundled').at(-1);
  if (joined?.links !== 1) return undefined;
  const others = new Map<string, string>();
  let own: string | undefined;
  for (const { device, event, interface: bundle = '' } of records) {
    if (device !== side.device) continue;
    if (event.type === 'mlp.linkAdded') {
      if (bundle === joined.bundle && event.link === side.channel) {
        own = event.name;
        break;
      }
      others.set(bundle, event.name);
    } else if (event.type === 'mlp.linkRemoved' && event.links === 0) others.delete(bundle);
  }
  const other = [...others].find(([, name]) => name === own)?.[0];
  if (own === undefined || other === undefined) return undefined;
  const settings = peer && plant.dialing(peer.device, peer.dialing);
  const endpoint = settings?.ppp.multilink.endpoint;
  return diagnosis(
    'BUNDLE-SPLIT',
    `${own} gave ${side.device} another endpoint discriminator than on the links of ${other}: the call is a bundle by itself, ${joined.bundle}`,
    settings && endpoint && removeFromInterface(peer.device, settings.name, `ppp multilink endpoint ${endpointWords(endpoint)}`),
  );
}

function endpointWords(endpoint: EndpointSettings): string {
  switch (endpoint.kind) {
    case 'hostname':
    case 'none':
      return endpoint.kind;
    case 'ip':
      return `ip ${formatIpv4(endpoint.address)}`;
    case 'mac':
      return `mac ${endpoint.interface}`;
    case 'phone':
    case 'string':
      return `${endpoint.kind} ${endpoint.text}`;
  }
}

// ---- another link

/** The load asked for another link, and none was dialled. */
function wantedLink({ at, caller, callee }: TracedCall, { plant, records }: Circumstances): Diagnosis | undefined {
  for (const [side, peer] of [[caller, callee], [callee, caller]] as const) {
    if (side === undefined) continue;
    const wanted = records.findLast((record) => record.at >= at && record.device === side.device && record.event.type === 'dialer.noLink')?.event;
    if (wanted?.type !== 'dialer.noLink' || wanted.because !== 'no-number') continue;
    const settings = plant.dialing(side.device, side.dialing);
    const map = settings?.dialer.maps.find(({ name }) => name === wanted.name) ?? settings?.dialer.maps[0];
    const address = (peer && plant.dialing(peer.device, peer.dialing)?.address?.address) ?? 0;
    const where = settings?.name ?? side.dialing;
    const { sentence, ...rest } = map === undefined ? noMap(side.device, where, address, plant) : noNumber(side.device, where, settings, map.nextHop, plant);
    return { ...rest, sentence: `${side.device} wanted another link to ${wanted.name ?? 'its peer'}, and ${sentence}` };
  }
  return undefined;
}

/** `a multilink call (link 2 of Virtual-Access1 of R2)`; undefined where there is no multilink. */
export function multilinkText({ caller, callee }: TracedCall, { plant }: Circumstances): string | undefined {
  const side = [caller, callee].find((each) => eventsOf(each, 'dialer.bundled').length > 0);
  const joined = eventsOf(side, 'dialer.bundled').at(-1);
  if (side === undefined || joined === undefined) return undefined;
  const { bundle, links } = joined;
  const adds = [caller, callee].some((each) => each && addsLinks(plant.dialing(each.device, each.dialing)));
  return `a multilink call (link ${links} of ${bundle} of ${side.device}${adds ? '' : ', and no load threshold is set that would add another'})`;
}

function addsLinks(settings: InterfaceSettings | undefined): boolean {
  if (settings === undefined) return false;
  const { loadThreshold, minimumLinks = 1 } = settings.ppp.multilink;
  return loadThreshold !== undefined || settings.dialer.loadThreshold !== undefined || minimumLinks > 1;
}
