// Which dialer profile serves a call that comes in on a member of its pool. Before PPP the numbers decide: the one that was
// called (`dialer called`), the one that calls (`dialer caller`); a profile that has its pools' members to itself and asks
// for no number takes every call. What is then still open the authenticated name decides (`dialer remote-name`). Order of
// binding: Cisco IOS Dial Technologies configuration guide, "Configuring Peer-to-Peer DDR with Dialer Profiles".

import type { InterfaceSettings } from '../../config/model.ts';
import { matchesNumber, wildcards } from './number-pattern.ts';

export interface ProfileCall {
  readonly calledNumber: string;
  readonly callingNumber: string | undefined;
}

export type BoundBy = 'called-number' | 'caller-number' | 'sole-profile' | 'name';

export interface ProfileMatch {
  readonly profile: InterfaceSettings;
  readonly by: BoundBy;
}

/** Of the profiles whose pools the port belongs to; undefined when only the name can tell, or nothing. */
export function profileForNumbers(profiles: readonly InterfaceSettings[], call: ProfileCall): ProfileMatch | undefined {
  const called = profiles.find(({ dialer }) => dialer.called.some((number) => call.calledNumber.endsWith(number)));
  if (called !== undefined) return { profile: called, by: 'called-number' };
  const caller = profileOfCaller(profiles, call.callingNumber);
  if (caller !== undefined) return { profile: caller, by: 'caller-number' };
  const [sole, another] = profiles;
  if (sole === undefined || another !== undefined || asksForNumber(sole)) return undefined;
  return { profile: sole, by: 'sole-profile' };
}

export function profileForName(profiles: readonly InterfaceSettings[], name: string | undefined): InterfaceSettings | undefined {
  return name === undefined ? undefined : profiles.find(({ dialer }) => dialer.remoteName === name);
}

/** The pattern with the fewest don't-care digits wins. */
function profileOfCaller(profiles: readonly InterfaceSettings[], number: string | undefined): InterfaceSettings | undefined {
  let best: { readonly profile: InterfaceSettings; readonly wild: number } | undefined;
  for (const profile of profiles) {
    for (const { number: pattern } of profile.dialer.callers) {
      if (!matchesNumber(pattern, number)) continue;
      const wild = wildcards(pattern);
      if (best === undefined || wild < best.wild) best = { profile, wild };
    }
  }
  return best?.profile;
}

function asksForNumber({ dialer }: InterfaceSettings): boolean {
  return dialer.callers.length > 0 || dialer.called.length > 0;
}
