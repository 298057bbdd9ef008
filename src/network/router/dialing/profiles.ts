// Which dialer profile serves a call that comes in on a member of its pool. Before PPP the numbers decide: the one that was
// called (`dialer called`), the one that calls (`dialer caller`); a profile that has its pools' members to itself and asks
// for no number takes every call. What is then still open the authenticated name decides (`dialer remote-name`). Order of
// binding: Cisco IOS Dial Technologies configuration guide, "Configuring Peer-to-Peer DDR with Dialer Profiles".

import type { InterfaceSettings } from '../../../config/model.ts';
import { bestMatch } from './caller-screening.ts';
import { calledOf, isForOneOf, type CalledParty } from './number-pattern.ts';

export interface ProfileCall extends CalledParty {
  readonly callingNumber: string | undefined;
}

export type BoundBy = 'called-number' | 'caller-number' | 'sole-profile' | 'name';

export interface ProfileMatch {
  readonly profile: InterfaceSettings;
  readonly by: BoundBy;
  /** Its caller is to be called back instead of being answered. */
  readonly callback: boolean;
}

/** Of the profiles whose pools the port belongs to; undefined when only the name can tell, or nothing. */
export function profileForNumbers(profiles: readonly InterfaceSettings[], call: ProfileCall): ProfileMatch | undefined {
  if (profiles.length === 0) return undefined;
  const called = profiles.find(({ dialer }) => isForOneOf(dialer.called, calledOf(call)));
  if (called !== undefined) return { profile: called, by: 'called-number', callback: false };
  const caller = profileOfCaller(profiles, call.callingNumber);
  if (caller !== undefined) return caller;
  const [sole, another] = profiles;
  if (sole === undefined || another !== undefined || asksForNumber(sole)) return undefined;
  return { profile: sole, by: 'sole-profile', callback: false };
}

export function profileForName(profiles: readonly InterfaceSettings[], name: string | undefined): InterfaceSettings | undefined {
  return name === undefined ? undefined : profiles.find(({ dialer }) => dialer.remoteName === name);
}

/** The pattern with the fewest don't-care digits wins. */
function profileOfCaller(profiles: readonly InterfaceSettings[], number: string | undefined): ProfileMatch | undefined {
  const best = bestMatch(profiles.flatMap(({ dialer }) => dialer.callers), number);
  const profile = best && profiles.find(({ dialer }) => dialer.callers.includes(best));
  return profile && { profile, by: 'caller-number', callback: best.callback };
}

function asksForNumber({ dialer }: InterfaceSettings): boolean {
  return dialer.callers.length > 0 || dialer.called.length > 0;
}
