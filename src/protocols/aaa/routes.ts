// Routes of a user's profile as text: Framed-Route of RADIUS (RFC 2865 §5.22: `10.1.0.0/16 10.2.0.1 1`) and the pair `route` of
// TACACS+ (RFC 8907 §8.2: `10.1.0.0 255.255.0.0 10.2.0.1`). What cannot be read is no route.

import { classfulMask, maskOf, networkOf, parseIpv4, type Ipv4Address } from '../../base/ipv4.ts';
import type { AaaRoute } from './types.ts';

/** `route`: prefix, mask, and the next hop, which the peer of the call is where it is left out. */
export function parsePairRoute(text: string): AaaRoute | undefined {
  const [prefix = '', mask = '', nextHop, metric] = text.trim().split(/\s+/);
  return made(parseIpv4(prefix), parseIpv4(mask), nextHop, metric);
}

/** Framed-Route: a prefix without a length has that of its class. */
export function parseFramedRoute(text: string): AaaRoute | undefined {
  const [destination = '', nextHop, metric] = text.trim().split(/\s+/);
  const [dotted = '', bits] = destination.split('/');
  const prefix = parseIpv4(dotted);
  const length = bits === undefined ? undefined : Number(bits);
  if (length !== undefined && !(Number.isInteger(length) && length >= 0 && length <= 32)) return undefined;
  return made(prefix, prefix === undefined ? undefined : length === undefined ? classfulMask(prefix) : maskOf(length), nextHop, metric);
}

function made(prefix: Ipv4Address | undefined, mask: Ipv4Address | undefined, nextHopText: string | undefined, metricText: string | undefined): AaaRoute | undefined {
  if (prefix === undefined || mask === undefined) return undefined;
  const nextHop = nextHopText === undefined ? undefined : parseIpv4(nextHopText);
  // RFC 2865 §5.22: 0.0.0.0 is the user's own address.
  return {
    prefix: networkOf(prefix, mask),
    mask,
    ...(nextHop === undefined || nextHop === 0 ? {} : { nextHop }),
    ...(metricText !== undefined && /^\d+$/.test(metricText) ? { metric: Number(metricText) } : {}),
  };
}
