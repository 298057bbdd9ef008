// Microsoft's callback (CBCP, [MS-CBCP]) as DDR serves it: what a caller that asked for operation 6 is offered, by what is
// known of it, and what follows from its choice. A number comes from AAA, else from `username NAME callback-dialstring`, else
// from the maps of the caller's name, else from the caller; an empty string is the caller's choice as well. It is for IP
// alone. With `dialer callback-secure` there is no going on without callback.

import { owe } from './callback-owed.ts';
import { decided, hangUp, stay } from './callback-outcome.ts';
import type { CallbackChoice, CallbackOffer, NumberSource } from './callback-types.ts';
import { callbackMap, lackOf, type Authenticated } from './callback-verdict.ts';
import { classOf, type CallRecord, type CallWork, type OfferedCallback, type Turn } from './state.ts';
import type { DialerMap, DialerPolicy } from './types.ts';

/** RFC 1570's operation of [MS-CBCP] 2.2.1. */
export const MICROSOFT = 6;

export type MicrosoftVerdict =
  | { readonly outcome: 'negotiate'; readonly because: 'microsoft' | 'not-ip'; readonly offer: CallbackOffer; readonly offered: OfferedCallback }
  | {
      readonly outcome: 'hang-up' | 'stay-up';
      readonly because: 'no-name' | 'not-ip' | 'no-number' | 'no-map' | 'no-class' | 'class-undefined' | 'class-without-callback-server';
      readonly map?: DialerMap;
    };

const NOTHING: CallbackOffer = { none: false, user: false, administrator: false, numbers: [] };

export function offerCallback(turn: Turn, call: CallWork, event: Authenticated): void {
  const verdict = judgeMicrosoft(turn.state.policy, event);
  if (verdict.outcome !== 'negotiate') {
    decided(turn, call, verdict.outcome, verdict.because, { map: verdict.map, sources: event.caller?.sources, microsoft: true });
    return verdict.outcome === 'hang-up' ? hangUp(turn, call, 'callback security') : stay(turn, call);
  }
  const { offer, offered } = verdict;
  decided(turn, call, 'negotiate', verdict.because, { ...offered, sources: event.caller?.sources, microsoft: true });
  call.offered = offered;
  turn.actions.push({ type: 'ppp-callback', call: call.id, decision: 'negotiate', offer });
}

export function judgeMicrosoft(policy: DialerPolicy, event: Authenticated): MicrosoftVerdict {
  const { peerName: name, caller } = event;
  const secure = policy.callbackSecure;
  // LCP does not accept the option unless callers prove who they are.
  if (name === undefined) return { outcome: secure ? 'hang-up' : 'stay-up', because: 'no-name' };
  const known: OfferedCallback = { name, members: caller?.members, verify: caller?.verify ?? true, map: callbackMap(policy, name), number: undefined, numberFrom: 'peer' };
  if (caller?.ip === false || (known.map === undefined && policy.otherProtocols.has(name))) {
    return secure ? { outcome: 'hang-up', because: 'not-ip' } : { outcome: 'negotiate', because: 'not-ip', offer: { ...NOTHING, none: true }, offered: known };
  }
  const found = numbersFor(policy, event, known.map);
  if (typeof found === 'string') {
    if (secure) return { outcome: 'hang-up', because: found, ...(known.map === undefined ? {} : { map: known.map }) };
    return { outcome: 'negotiate', because: 'microsoft', offer: { ...NOTHING, none: true, user: true }, offered: known };
  }
  const [number, ...others] = found.numbers;
  const offer: CallbackOffer = {
    none: false,
    // The class lets the peer say its number, and so does an empty string.
    user: number === undefined || classOf(policy, known.map)?.callbackServer === 'dialstring',
    administrator: number !== undefined,
    numbers: others.length === 0 ? [] : found.numbers,
  };
  return { outcome: 'negotiate', because: 'microsoft', offer, offered: { ...known, number, numberFrom: found.from } };
}

/** Whose numbers count; none when the caller is to say its own. A word is why there are no numbers. */
function numbersFor(
  policy: DialerPolicy,
  { peerName, caller }: Authenticated,
  map: DialerMap | undefined,
): { readonly numbers: readonly string[]; readonly from: NumberSource } | 'no-number' | NonNullable<ReturnType<typeof lackOf>> {
  const source = caller?.sources.find(({ dialstring }) => dialstring !== undefined);
  if (source !== undefined) return { numbers: source.dialstring === '' ? [] : [source.dialstring ?? ''], from: source.from };
  // Microsoft's callback needs no class; with callback security nobody is called back who is not configured for it.
  const lack = lackOf(policy, map);
  if (map === undefined || (policy.callbackSecure && lack !== undefined)) return lack ?? 'no-map';
  const numbers = policy.maps.flatMap(({ name, number }) => (name === peerName && number !== undefined ? [number] : []));
  return numbers.length === 0 ? 'no-number' : { numbers: [...new Set(numbers)], from: 'map' };
}

/** PPP has heard what the caller takes. False when nothing was offered. */
export function callbackAgreed(turn: Turn, call: CallRecord, choice: CallbackChoice): boolean {
  const { offered } = call;
  if (offered === undefined) return false;
  if (choice.kind === 'none') {
    decided(turn, call, 'ordinary', 'declined', { map: offered.map, microsoft: true });
    stay(turn, call);
    return true;
  }
  const numberFrom = choice.kind === 'user' ? 'peer' : offered.numberFrom;
  const number = choice.kind === 'administrator' ? offered.number : choice.number;
  if (number === undefined) return false;
  // Of several maps the one that is dialled.
  const map = turn.state.policy.maps.find((each) => each.name === offered.name && each.number === number) ?? offered.map;
  decided(turn, call, 'call-back', 'authorised', { map, number, numberFrom, microsoft: true });
  // The caller closes the link; when the call is gone the time of the callback runs.
  owe(turn, call, { ...offered, map, number, leastMs: choice.delaySeconds * 1000, by: 'microsoft' });
  return true;
}
