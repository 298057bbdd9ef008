// What a called router does about a caller whose LCP and authentication are through, by RFC 1570 §2.3: by its name, its map and the
// map's class. Whose number is called, and what `ppp callback initiate` makes of callers that ask for nothing, is here too.

import { isDialString } from '../../base/dial-string.ts';
import { toText } from '../../base/octets.ts';
import type { CallbackSource, NumberSource } from './callback-types.ts';
import { classOf } from './state.ts';
import type { DialerEvent, DialerMap, DialerPolicy } from './types.ts';

export type Authenticated = Extract<DialerEvent, { type: 'authenticated' }>;

/** ITU-T E.164: at most 15 digits, an international prefix apart. */
const E164_NUMBER = /^\+?[0-9]{1,15}$/;

export interface FoundNumber {
  readonly number: string;
  readonly numberFrom: NumberSource;
}

export type CallbackVerdict =
  | ({
      readonly outcome: 'call-back';
      readonly because: 'authorised' | 'initiated';
      readonly name: string;
      readonly map?: DialerMap;
    } & FoundNumber)
  | {
      readonly outcome: 'hang-up' | 'stay-up';
      readonly because: 'no-name' | 'no-map' | 'no-class' | 'class-undefined' | 'class-without-callback-server' | 'no-number';
      readonly map?: DialerMap;
    }
  | { readonly outcome: 'hang-up'; readonly because: 'not-requested-secure' }
  | { readonly outcome: 'ordinary'; readonly because: 'not-requested' };

/** The table of the called side. */
export function judgeCaller(policy: DialerPolicy, event: Authenticated): CallbackVerdict {
  if (event.callback !== 'accepted') return judgeSilent(policy, event);
  const refusal = policy.callbackSecure ? 'hang-up' : 'stay-up';
  const name = event.peerName;
  if (name === undefined) return { outcome: refusal, because: 'no-name' };
  const map = callbackMap(policy, name);
  const lack = lackOf(policy, map);
  if (map === undefined) return { outcome: refusal, because: 'no-map' };
  if (lack !== undefined) return { outcome: refusal, because: lack, map };
  const found = callbackNumber(policy, event, map);
  if (found === undefined) return { outcome: refusal, because: 'no-number', map };
  return { outcome: 'call-back', because: 'authorised', name, map, number: found.number, numberFrom: found.numberFrom };
}

/** A caller that asked for nothing, or did not get it. With `ppp callback initiate` it is called back if its number is known. */
function judgeSilent(policy: DialerPolicy, event: Authenticated): CallbackVerdict {
  const { peerName: name, caller } = event;
  if (policy.callbackInitiate && name !== undefined) {
    const map = callbackMap(policy, name);
    const found = numberOfSources(caller?.sources ?? []) ?? (map !== undefined && lackOf(policy, map) === undefined ? numberOfMap(map) : undefined);
    if (found !== undefined) return { outcome: 'call-back', because: 'initiated', name, ...(map === undefined ? {} : { map }), ...found };
  }
  return policy.callbackSecure ? { outcome: 'hang-up', because: 'not-requested-secure' } : { outcome: 'ordinary', because: 'not-requested' };
}

/** Of several maps of the name the one that callback is configured for. */
export function callbackMap(policy: DialerPolicy, name: string): DialerMap | undefined {
  const maps = policy.maps.filter((map) => map.name === name);
  return maps.find((map) => classOf(policy, map)?.callbackServer !== undefined) ?? maps[0];
}

/** What the map lacks for a callback to its name. */
export function lackOf(policy: DialerPolicy, map: DialerMap | undefined): 'no-map' | 'no-class' | 'class-undefined' | 'class-without-callback-server' | undefined {
  if (map === undefined) return 'no-map';
  if (map.mapClass === undefined) return 'no-class';
  const mapClass = classOf(policy, map);
  if (mapClass === undefined) return 'class-undefined';
  return mapClass.callbackServer === undefined ? 'class-without-callback-server' : undefined;
}

/** The peer's own number only for class `dialstring` (operations 1 and 3); then the user's; then the map's. */
function callbackNumber(policy: DialerPolicy, event: Authenticated, map: DialerMap): FoundNumber | undefined {
  const sent = classOf(policy, map)?.callbackServer === 'dialstring' ? numberOfPeer(event) : undefined;
  if (sent !== undefined) return { number: sent, numberFrom: 'peer' };
  return numberOfSources(event.caller?.sources ?? []) ?? numberOfMap(map);
}

/** An empty string leaves the number to others. */
function numberOfSources(sources: readonly CallbackSource[]): FoundNumber | undefined {
  const source = sources.find(({ dialstring = '' }) => dialstring !== '');
  return source?.dialstring === undefined ? undefined : { number: source.dialstring, numberFrom: source.from };
}

function numberOfMap({ number }: DialerMap): FoundNumber | undefined {
  return number === undefined ? undefined : { number, numberFrom: 'map' };
}

/** RFC 1570 §2.3: the message is a dialling string (operation 1) or an E.164 number (3); what cannot be dialled is none. */
function numberOfPeer({ operation, message }: Authenticated): string | undefined {
  if (message === undefined) return undefined;
  const sent = toText(message);
  const dialled = operation === 1 ? isDialString(sent) : operation === 3 && E164_NUMBER.test(sent);
  return dialled ? sent : undefined;
}
