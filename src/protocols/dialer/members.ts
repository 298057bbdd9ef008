// Which member of a rotary group a call goes out on (`dialer priority`, `dialer rotor`): usable and with a free channel, and of
// those the one of the highest priority, or the one that served best. A member's last success and failure are kept for that.

import type { Instant } from '../../base/time.ts';
import type { DialerState, Turn } from './state.ts';
import type { DialerMember } from './types.ts';

/** `call-limit`: there may be no more calls; `no-line`: none of the interfaces that it must be is a member. */
export type NoMember = 'no-channel' | 'call-limit' | 'line-down' | 'no-line';

/** There are as many calls as there may be; one that is being cleared is one yet. */
export function isFull(state: DialerState, direction: 'in' | 'out'): boolean {
  const { policy: { maximumCalls, reservedLinks }, calls } = state;
  if (maximumCalls !== undefined && calls.length >= maximumCalls) return true;
  return reservedLinks !== undefined && reservedLinks[OTHER[direction]] > 0 && isReserved(state, OTHER[direction], reservedLinks[OTHER[direction]]);
}

const OTHER = { in: 'out', out: 'in' } as const;

/** What is free is all kept for calls in that direction, of which there are fewer than there is place for. */
function isReserved({ calls, members, disabled }: DialerState, direction: 'in' | 'out', links: number): boolean {
  const kept = links - calls.filter(({ outgoing }) => outgoing === (direction === 'out')).length;
  let free = 0;
  for (const [name, { usable, freeChannels }] of members) if (usable && !disabled.includes(name)) free += freeChannels;
  return free > 0 && free <= kept;
}

/** When a member last connected a call of ours, and when one last failed on it. */
export interface MemberRecord {
  readonly succeededAt?: Instant | undefined;
  readonly failedAt?: Instant | undefined;
}

/** The member to dial through, of those if there are any to choose from; otherwise why there is none. */
export function chooseMember(state: DialerState): DialerMember | Exclude<NoMember, 'no-line'>;
export function chooseMember(state: DialerState, only: readonly string[] | undefined): DialerMember | NoMember;
export function chooseMember(state: DialerState, only?: readonly string[]): DialerMember | NoMember {
  const members = only === undefined ? state.policy.members : state.policy.members.filter((member) => only.includes(member.interface));
  if (only !== undefined && members.length === 0) return 'no-line';
  const usable = members.filter((member) => state.members.get(member.interface)?.usable === true);
  if (isFull(state, 'out')) return 'call-limit';
  // A line that rests for its enable time will be free: that is no line that is down.
  const free = usable.filter(({ interface: name }) => (state.members.get(name)?.freeChannels ?? 0) > 0 && !state.disabled.includes(name));
  const [first] = free;
  if (first === undefined) return usable.length > 0 ? 'no-channel' : 'line-down';
  return (state.policy.rotor === 'best' ? bestOf(state, free) : undefined) ?? mostPreferred(first, free);
}

/** The highest priority, the first of equals. */
function mostPreferred(first: DialerMember, members: readonly DialerMember[]): DialerMember {
  return members.reduce((best, member) => (member.priority > best.priority ? member : best), first);
}

/**
 * `dialer rotor best`, by the command reference: the line with the most recent success, unless it has the most recent failure
 * too; then the line with the least recent failure, unless that is the same again; then one that was not tried yet.
 */
function bestOf(state: DialerState, members: readonly DialerMember[]): DialerMember | undefined {
  const record = (member: DialerMember): MemberRecord => state.memberRecords.get(member.interface) ?? {};
  const failed = members.filter((member) => record(member).failedAt !== undefined);
  const lastFailed = latest(failed, (member) => record(member).failedAt);
  const lastSucceeded = latest(members, (member) => record(member).succeededAt);
  const { succeededAt = 0, failedAt = -1 } = lastSucceeded === undefined ? {} : record(lastSucceeded);
  // A failure that a success has followed counts against nobody.
  if (lastSucceeded !== undefined && (lastSucceeded !== lastFailed || failedAt <= succeededAt)) return lastSucceeded;
  const leastRecent = latest(failed, (member) => -(record(member).failedAt ?? 0));
  if (leastRecent !== undefined && leastRecent !== lastFailed) return leastRecent;
  const untried = members.filter((member) => record(member).failedAt === undefined && record(member).succeededAt === undefined);
  const [first] = untried;
  return first === undefined ? lastSucceeded : mostPreferred(first, untried);
}

function latest(members: readonly DialerMember[], at: (member: DialerMember) => number | undefined): DialerMember | undefined {
  let best: { readonly member: DialerMember; readonly at: number } | undefined;
  for (const member of members) {
    const when = at(member);
    if (when !== undefined && (best === undefined || when > best.at)) best = { member, at: when };
  }
  return best?.member;
}

export function noteOutcome(turn: Turn, interfaceName: string, outcome: keyof MemberRecord): void {
  const before = turn.state.memberRecords.get(interfaceName);
  turn.state.memberRecords.set(interfaceName, {
    succeededAt: outcome === 'succeededAt' ? turn.now : before?.succeededAt,
    failedAt: outcome === 'failedAt' ? turn.now : before?.failedAt,
  });
}
