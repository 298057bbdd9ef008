// Which packets are interesting: `dialer-list GROUP protocol ip permit|deny|list N` under `dialer-group GROUP`. The list
// decides who may be dialled and what keeps a call up; it filters nothing. Access lists are judged by a function of the
// caller. The reasons are the texts that `debug dialer packets` prints.

export interface DialerListRule {
  readonly group: number;
  readonly protocol: string;
  readonly action: 'permit' | 'deny' | 'list';
  readonly list?: number;
}

export interface Interest {
  readonly interesting: boolean;
  readonly reason: string;
}

const UNMATCHED: Interest = { interesting: false, reason: 'no list matched' };

/** Whether the access list permits the packet at hand. One that does not exist permits all, as everywhere in IOS. */
export type AccessListJudge = (list: number) => boolean;

/** Judges an IP packet; without a group or without a rule for IP nothing is interesting. */
export function judgeInterest(group: number | undefined, rules: readonly DialerListRule[], permits: AccessListJudge): Interest {
  if (group === undefined) return UNMATCHED;
  for (const rule of rules) {
    if (rule.group !== group || rule.protocol !== 'ip') continue;
    if (rule.action === 'permit') return { interesting: true, reason: 'ip PERMIT' };
    if (rule.action === 'deny') return { interesting: false, reason: 'ip DENY' };
    if (rule.list !== undefined) return { interesting: permits(rule.list), reason: `list ${rule.list}` };
  }
  return UNMATCHED;
}
