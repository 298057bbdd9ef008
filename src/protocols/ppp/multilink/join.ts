// Which bundle a link joins: RFC 1990 §5.1.3, the four cases of a peer that gives a discriminator, a name, both or neither.
// A link that is the bundle's by these may still not fit it, since all links of a bundle are negotiated alike (§5.1.1).

import { formatIpv4 } from '../../../base/ipv4.ts';
import { equalOctets, toHex, toText, uint32At } from '../../../base/octets.ts';
import { DISCRIMINATOR_CLASS, type EndpointDiscriminator } from '../../../wire/endpoint-discriminator.ts';
import type { BundleState } from './state.ts';
import type { MultilinkTrace } from './trace.ts';
import type { BundleIdentity, LinkOffer } from './types.ts';

/**
 * Case 1: neither name nor discriminator, all such links are one bundle. Case 2: a discriminator alone decides. Case 3: a
 * name alone. Case 4: both must match. What one of the two links gives and the other does not is no match.
 */
export function sameBundle(a: BundleIdentity, b: BundleIdentity): boolean {
  return a.peerName === b.peerName && sameDiscriminator(a.discriminator, b.discriminator);
}

/** Class 0 says nothing (§5.1.3): it is as if none had been given. */
function sameDiscriminator(a: EndpointDiscriminator | undefined, b: EndpointDiscriminator | undefined): boolean {
  if (isSilent(a) || isSilent(b)) return isSilent(a) && isSilent(b);
  return a !== undefined && b !== undefined && a.class === b.class && equalOctets(a.address, b.address);
}

function isSilent(discriminator: EndpointDiscriminator | undefined): boolean {
  return discriminator === undefined || discriminator.class === DISCRIMINATOR_CLASS.null;
}

/** Why the link must not join, undefined when it may. */
export function misfitOf(
  link: LinkOffer,
  bundle: Pick<BundleState, 'policy' | 'links' | 'terms'>,
): Pick<Extract<MultilinkTrace, { type: 'mlp.linkRefused' }>, 'because' | 'bundleMrru' | 'linkMrru'> | undefined {
  const { maximumLinks } = bundle.policy;
  if (maximumLinks !== undefined && bundle.links.length >= maximumLinks) return { because: 'too-many-links' };
  const { terms } = bundle;
  if (terms === undefined) return undefined;
  if (terms.mrru !== link.mrru) return { because: 'mrru', bundleMrru: terms.mrru, linkMrru: link.mrru };
  if (terms.peerMrru !== link.peerMrru) return { because: 'peer-mrru', bundleMrru: terms.peerMrru, linkMrru: link.peerMrru };
  return terms.shortSequence === link.shortSequence ? undefined : { because: 'short-sequence' };
}

/** `multilink bundle-name`: by default the authenticated name, and the discriminator where none was proven. */
export function bundleName({ peerName, discriminator }: BundleIdentity, rule: 'authenticated' | 'endpoint' | 'both'): string {
  const endpoint = isSilent(discriminator) || discriminator === undefined ? undefined : discriminatorText(discriminator);
  const parts = rule === 'both' ? [peerName, endpoint] : [rule === 'endpoint' ? (endpoint ?? peerName) : (peerName ?? endpoint)];
  const known = parts.filter((part) => part !== undefined);
  return known.length === 0 ? '(unnamed)' : known.join('/');
}

export function discriminatorText({ class: kind, address }: EndpointDiscriminator): string {
  switch (kind) {
    case DISCRIMINATOR_CLASS.local:
      return address.every((octet) => octet >= 0x20 && octet < 0x7f) ? toText(address) : toHex(address);
    case DISCRIMINATOR_CLASS.ipAddress:
      return formatIpv4(uint32At(address, 0));
    case DISCRIMINATOR_CLASS.mac:
      return toHex(address).replace(/^(....)(....)/, '$1.$2.');
    case DISCRIMINATOR_CLASS.directoryNumber:
      return toText(address);
    default:
      return toHex(address);
  }
}
