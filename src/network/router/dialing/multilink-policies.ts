// From configuration to policy, for multilink: what LCP says of this end, how a bundle divides packets, and when links come
// and go with the load. IOS's defaults are filled in here.

import { fromText, setUint32 } from '../../../base/octets.ts';
import type { BapSettings } from '../../../config/bap-settings.ts';
import type { InterfaceSettings } from '../../../config/model.ts';
import type { LoadPolicy } from '../../../protocols/dialer/types.ts';
import { DISCRIMINATOR_CLASS, type EndpointDiscriminator } from '../../../wire/endpoint-discriminator.ts';
import type { BapPolicy } from '../../../protocols/ppp/bap/types.ts';
import type { BundlePolicy, Fragmentation } from '../../../protocols/ppp/multilink/types.ts';
import type { MultilinkPolicy, NetworkPolicy } from '../../../protocols/ppp/session-types.ts';

/** `ppp multilink mrru local`. */
const DEFAULT_MRRU = 1524;
/** RFC 1990 §5.1.1: every end must take packets of 1500 octets; less is taken all the same unless the configuration forbids it. */
const LEAST_PEER_MRRU = 128;
const DEFAULT_MAXIMUM_FRAGMENTS = 16;
const LOST_FRAGMENT_MS = 1000;
/** [ours] How long a load must be low before a link goes. */
const REMOVE_SECONDS = 30;
/** RFC 1990 §5.1.3: the longest local name. */
const NAME_OCTETS = 20;

/** Undefined where the interface does no multilink. */
export function multilinkPolicy(
  { ppp }: InterfaceSettings,
  hostname: string,
  hardwareAddressOf: (interfaceName: string) => Uint8Array | undefined,
): MultilinkPolicy | undefined {
  const { multilink } = ppp;
  if (!multilink.enabled) return undefined;
  // By default the name under which the interface authenticates itself.
  const ownName = ppp.chapHostname ?? ppp.papSent?.username ?? hostname;
  const discriminator = discriminatorOf(multilink.endpoint, ownName, hostname, hardwareAddressOf);
  return {
    mrru: multilink.localMrru ?? DEFAULT_MRRU,
    leastPeerMrru: multilink.remoteMrru ?? LEAST_PEER_MRRU,
    ...(discriminator === undefined ? {} : { discriminator }),
    // Each link is given one of its own when it is opened.
    ...(multilink.bap?.enabled === true ? { linkDiscriminator: 0 } : {}),
  };
}

function discriminatorOf(
  endpoint: InterfaceSettings['ppp']['multilink']['endpoint'],
  ownName: string,
  hostname: string,
  hardwareAddressOf: (interfaceName: string) => Uint8Array | undefined,
): EndpointDiscriminator | undefined {
  const named = (name: string): EndpointDiscriminator => ({ class: DISCRIMINATOR_CLASS.local, address: fromText(name.slice(0, NAME_OCTETS)) });
  if (endpoint === undefined) return named(ownName);
  switch (endpoint.kind) {
    case 'hostname':
      return named(hostname);
    case 'none':
      return undefined;
    case 'ip': {
      const address = new Uint8Array(4);
      setUint32(address, 0, endpoint.address);
      return { class: DISCRIMINATOR_CLASS.ipAddress, address };
    }
    case 'mac': {
      const address = hardwareAddressOf(endpoint.interface);
      return address === undefined ? undefined : { class: DISCRIMINATOR_CLASS.mac, address };
    }
    case 'phone':
      return { class: DISCRIMINATOR_CLASS.directoryNumber, address: fromText(endpoint.text.slice(0, 15)) };
    case 'string':
      return named(endpoint.text);
  }
}

export function bundlePolicy({ ppp }: InterfaceSettings, network: NetworkPolicy): BundlePolicy {
  const { multilink } = ppp;
  const { maximumLinks, fragmentDelayMs } = multilink;
  const fragmentation: Fragmentation = multilink.fragmentDisabled
    ? { kind: 'off' }
    : fragmentDelayMs === undefined
      ? { kind: 'by-links' }
      : { kind: 'delay', milliseconds: fragmentDelayMs };
  return {
    fragmentation,
    ...network,
    maximumFragments: multilink.maximumFragments ?? DEFAULT_MAXIMUM_FRAGMENTS,
    interleave: multilink.interleave,
    ...(maximumLinks === undefined ? {} : { maximumLinks }),
    mandatoryLinks: multilink.minimumMandatory ? (multilink.minimumLinks ?? 0) : 0,
    lostFragmentMs: multilink.lostFragmentMs ?? LOST_FRAGMENT_MS,
    ...(multilink.bap?.enabled === true ? { bap: bapPolicy(multilink.bap) } : {}),
  };
}

function bapPolicy({ dialers: numbers, enabled: _enabled, linkTypes: _linkTypes, numbers: _numbers, ...bap }: BapSettings): BapPolicy {
  return { ...bap, numbers };
}

export function loadPolicy({ dialer, ppp }: InterfaceSettings): LoadPolicy {
  const { loadThreshold: threshold } = dialer;
  const { loadThreshold: bundleThreshold, minimumLinks = 1, maximumLinks, addSeconds = 0, removeSeconds = REMOVE_SECONDS } = ppp.multilink;
  return {
    minimumLinks,
    ...(threshold === undefined ? {} : { threshold }),
    ...(bundleThreshold === undefined ? {} : { bundleThreshold }),
    ...(maximumLinks === undefined ? {} : { maximumLinks }),
    ...(dialer.maximumLinks === undefined ? {} : { maximumOfPeer: dialer.maximumLinks }),
    addSeconds,
    removeSeconds,
  };
}
