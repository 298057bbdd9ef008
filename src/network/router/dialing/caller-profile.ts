// What the router knows of a caller by its proven name, whatever it was learnt from: what AAA said when it let the caller in,
// and `username NAME ...`, attribute by attribute in that order. Callback, address, times and protocols are read from here,
// and nowhere else. A caller of whom nothing is known has a profile that says nothing.

import type { Ipv4Address } from '../../../base/ipv4.ts';
import type { AsyncLineSettings } from '../../../config/async-settings.ts';
import type { LineRangeSettings, UserSettings } from '../../../config/global-settings.ts';
import type { AaaAttributes } from '../../../protocols/aaa/types.ts';
import type { CallbackSource, KnownCaller } from '../../../protocols/dialer/callback-types.ts';

export interface CallerProfile {
  readonly name: string;
  /** Who was asked for a number to call back, in the order in which they count; an empty number is the caller's choice. */
  readonly callbackSources: readonly CallbackSource[];
  /** `callback-line`: absolute numbers of lines; `callback-rotary`: 0 is any line. */
  readonly callbackLines?: LineRangeSettings | undefined;
  readonly callbackRotary?: number | undefined;
  /** False with `nocallback-verify`. */
  readonly callbackVerify: boolean;
  /** False when AAA lets it use other protocols only. */
  readonly ip: boolean;
  readonly address: Ipv4Address | undefined;
  readonly netmask: Ipv4Address | undefined;
  readonly pool: string | undefined;
  readonly idleTimeoutSeconds: number | undefined;
  readonly sessionTimeoutSeconds: number | undefined;
}

/** `place`: the user by whom the router knows the place that Callback-Id names, if AAA named one. */
export function callerProfile(name: string, user: UserSettings | undefined, attributes: AaaAttributes | undefined, place?: UserSettings): CallerProfile {
  const callbackRotary = attributes?.callbackRotary ?? user?.callbackRotary;
  const line = attributes?.callbackLine;
  const callbackLines = line === undefined ? user?.callbackLines : { first: line, last: line };
  const callbackSources: CallbackSource[] = [];
  if (attributes !== undefined) callbackSources.push({ from: 'aaa', dialstring: dialstringOf(attributes, place) });
  if (user !== undefined) callbackSources.push({ from: 'username', dialstring: user.callbackDialstring });
  return {
    name,
    callbackSources,
    callbackVerify: attributes?.noCallbackVerify !== true && user?.callbackVerify !== false,
    ip: attributes?.protocols === undefined || attributes.protocols.length === 0 || attributes.protocols.some((protocol) => protocol !== 'slip'),
    callbackLines,
    callbackRotary,
    address: attributes?.address,
    netmask: attributes?.netmask,
    pool: attributes?.pool,
    idleTimeoutSeconds: attributes?.idleTimeoutSeconds,
    sessionTimeoutSeconds: attributes?.sessionTimeoutSeconds,
  };
}

/**
 * RFC 2865 §5.20: Callback-Id names a place, which the router is to know: here by a user's `callback-dialstring`. §5.6: with
 * service type Callback Framed the caller is to be called back, and says where if neither number nor place was given.
 */
function dialstringOf({ callbackDialString, callbackId, serviceType }: AaaAttributes, place: UserSettings | undefined): string | undefined {
  if (callbackDialString !== undefined) return callbackDialString;
  if (callbackId !== undefined) return place?.callbackDialstring;
  return serviceType === 'callback-framed' ? '' : undefined;
}

/** The same for the dialer, which knows lines by their interfaces. */
export function knownCaller(profile: CallerProfile, lines: ReadonlyMap<string, Pick<AsyncLineSettings, 'rotary'>>): KnownCaller {
  return { sources: profile.callbackSources, verify: profile.callbackVerify, ip: profile.ip, members: callbackMembers(profile, lines) };
}

/** The interfaces through which alone the caller may be called back. */
export function callbackMembers(
  { callbackLines, callbackRotary }: Pick<CallerProfile, 'callbackLines' | 'callbackRotary'>,
  lines: ReadonlyMap<string, Pick<AsyncLineSettings, 'rotary'>>,
): readonly string[] | undefined {
  if (callbackLines !== undefined) {
    const { first, last } = callbackLines;
    return Array.from({ length: Math.max(0, last - first + 1) }, (_, index) => `Async${first + index}`);
  }
  if (callbackRotary === undefined || callbackRotary === 0) return undefined;
  return [...lines].flatMap(([name, { rotary }]) => (rotary === callbackRotary ? [name] : []));
}
