// What a router has for another link of a bundle, and what it thinks of the load, when its bandwidth allocation asks (RFC 2125): channels
// that are free on the interfaces of the dialer, the numbers at which those may be called, the number at which the peer is
// known, and whether the load is above the dialer's threshold.

import type { BapSettings } from '../../../config/bap-settings.ts';
import { mapNamed } from '../../../protocols/dialer/binding.ts';
import { loadOf } from '../../../protocols/dialer/load.ts';
import type { LoadPolicy } from '../../../protocols/dialer/types.ts';
import { deltaOf } from '../../../protocols/ppp/bap/numbers.ts';
import type { BapKind, BapResources } from '../../../protocols/ppp/bap/types.ts';
import { LINK_TYPE, type PhoneDelta } from '../../../wire/bap.ts';
import type { DialPort } from '../ports/dial-port.ts';
import type { RouterSettings } from '../router-settings.ts';
import type { BundleInterface } from './bundle-interface.ts';
import type { DialingGroup } from './dialing-group.ts';
import type { Carrier } from './dialing-owner.ts';

export interface AllocationView {
  readonly bundle: BundleInterface;
  /** What the peer asks for; what this end is to ask for is as if it were to call. */
  readonly what: BapKind;
  /** The dialing interfaces of its links. */
  readonly groups: readonly DialingGroup[];
  readonly settings: RouterSettings;
  readonly carrier: Carrier | undefined;
}

interface SparePort {
  readonly port: DialPort;
  readonly group: DialingGroup;
}

/** The rate of a line on which nobody has called yet. */
const ISDN_KILOBITS = 64;
const ANALOG_KILOBITS = 33;

export function allocationResources(view: AllocationView): BapResources {
  const { bundle, groups, what } = view;
  const spare = groups.flatMap((group) => group.sparePorts(what === 'call' ? 'in' : 'out').map((port) => ({ port, group })));
  const called = bundle.members.flatMap((channel) => groups.flatMap((group) => group.callOn(channel)?.portCall ?? [])).find((call) => !call.outgoing);
  const peerNumber = numberOfPeer(view);
  const load = loadVerdict(view);
  return {
    linkTypes: spare.reduce((types, each) => types | typesOf(view, each), 0),
    kilobits: kilobitsOf(spare),
    numbers: spare.flatMap((each) => numbersOf(view, each, called?.calledNumber)),
    full: isFull(view),
    ...(peerNumber === undefined ? {} : { peerNumber }),
    ...(load === undefined ? {} : { load }),
  };
}

/** What a line of the port's interface says, else one of the dialing interface's. */
function settingsWith<Found>({ settings }: AllocationView, { port, group }: SparePort, found: (bap: BapSettings) => Found | undefined): Found | undefined {
  for (const name of [port.name, group.interface]) {
    const bap = settings.interface(name)?.ppp.multilink.bap;
    const value = bap && found(bap);
    if (value !== undefined) return value;
  }
  return undefined;
}

function typesOf(view: AllocationView, spare: SparePort): number {
  const own = spare.port.kind === 'async' ? LINK_TYPE.analog : LINK_TYPE.isdn;
  const named = settingsWith(view, spare, ({ linkTypes }) => (linkTypes.length === 0 ? undefined : linkTypes));
  return named === undefined ? own : named.reduce((types, type) => types | LINK_TYPE[type], 0);
}

function kilobitsOf([first]: readonly SparePort[]): number {
  const bits = first?.port.channels[0]?.bitsPerSecond ?? 0;
  if (bits > 0) return Math.floor(bits / 1000);
  return first?.port.kind === 'async' ? ANALOG_KILOBITS : ISDN_KILOBITS;
}

/** The numbers of the port, told by how they differ from the one that the peer called. */
function numbersOf(view: AllocationView, spare: SparePort, called: string | undefined): readonly PhoneDelta[] {
  const numbers = settingsWith(view, spare, (bap) => (bap.numbers.length === 0 ? undefined : bap.numbers)) ?? [];
  return freeNumbers(numbers, spare.port).map((number) => deltaOf(number, called));
}

/** Of two numbers each is one channel's: that which is in a call by one of them is not to be called again. */
function freeNumbers(numbers: readonly string[], port: DialPort): readonly string[] {
  const busy = port.calls();
  if (numbers.length < 2 || busy.length === 0) return numbers;
  const used = numbers.filter((number) => busy.some((call) => !call.outgoing && call.calledNumber !== '' && call.calledNumber.endsWith(number)));
  const free = numbers.filter((number) => !used.includes(number));
  // One that the port dialled itself, or that told no number, is on the first channel as a rule.
  return used.length > 0 && free.length > 0 ? free : numbers.slice(1);
}

/** The one that was dialled, else that of its map, else the one that it called from. */
function numberOfPeer({ bundle, groups }: AllocationView): string | undefined {
  const calls = bundle.members.flatMap((channel) => groups.flatMap((group) => {
    const call = group.callNamed(channel);
    return call === undefined ? [] : [{ call, mapped: (call.map?.number ?? mapNamed(group.state.policy, call.peerName)?.number) }];
  }));
  const dialled = calls.find(({ call }) => call.outgoing)?.call.number;
  const number = dialled ?? calls.find(({ mapped }) => mapped !== undefined)?.mapped ?? calls[0]?.call.number;
  return number === '' ? undefined : number;
}

function isFull({ bundle, groups }: AllocationView): boolean {
  const [group] = groups;
  if (group === undefined) return true;
  const { maximumLinks = Infinity, maximumOfPeer = Infinity } = group.state.policy.load;
  return bundle.members.length >= Math.min(maximumLinks, maximumOfPeer);
}

/**
 * [ours] For a link that the peer wants either direction counts, since what is outbound there is inbound here; for one that is to go
 * the direction of the threshold, with what the others can carry.
 */
function loadVerdict({ what, groups: [group], carrier, bundle }: AllocationView): BapResources['load'] {
  const threshold = group && thresholdOf(group.state.policy.load);
  if (threshold === undefined || carrier === undefined) return undefined;
  const { outputBitRate: out, inputBitRate: into } = carrier.runtime.counters;
  const drops = what === 'drop';
  const direction = drops ? threshold.direction : 'either';
  const bits = direction === 'outbound' ? out : direction === 'inbound' ? into : Math.max(out, into);
  const links = bundle.members.length;
  const capacity = drops && links > 1 ? (carrier.capacityBits * (links - 1)) / links : carrier.capacityBits;
  return loadOf(bits, capacity) >= threshold.load ? 'above' : 'below';
}

function thresholdOf({ bundleThreshold, threshold }: LoadPolicy): LoadPolicy['threshold'] {
  return bundleThreshold ?? threshold;
}
