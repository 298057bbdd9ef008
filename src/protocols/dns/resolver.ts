// A stub resolver (RFC 1035 §7, RFC 1123 §6.1.3.3): one name is asked for, of each name server in turn and again, until one of them
// answers or all tries are over. A name without a dot is tried with the default domain first. It follows what the server says of
// aliases, and asks for nothing but addresses.

import { unreachable } from '../../base/assert.ts';
import type { Ipv4Address } from '../../base/ipv4.ts';
import { DNS_CLASS_INTERNET, DNS_RCODE, DNS_TYPE, type DnsMessage, type DnsRecord } from '../../wire/dns.ts';

/** [ours] Published captures tell that a lookup which nobody answers blocks for tens of seconds; the queries of it are not told. */
export const DNS_TRIES = 4;
export const DNS_TRY_MS = 5_000;

export const STATES = ['ready', 'asking', 'done'] as const;
export const EVENTS = ['start', 'response', 'timer', 'abort'] as const satisfies readonly ResolverEvent['type'][];

export interface ResolverPlan {
  readonly name: string;
  /** Behind a name without a dot. */
  readonly domain?: string;
  readonly servers: readonly Ipv4Address[];
  /** Of the first query; each has one more than the last. */
  readonly id: number;
}

export interface ResolverState {
  readonly plan: ResolverPlan;
  readonly phase: (typeof STATES)[number];
  /** Names still to be asked for; the first is asked for now. */
  readonly names: readonly string[];
  readonly tries: number;
  /** Of the queries that were sent: an answer to any of them will do. */
  readonly ids: readonly number[];
}

export type ResolverEvent =
  | { readonly type: 'start' }
  | { readonly type: 'response'; readonly message: DnsMessage; readonly from: Ipv4Address }
  | { readonly type: 'timer' }
  | { readonly type: 'abort' };

export type ResolverTrace =
  | { readonly type: 'dns.query'; readonly name: string; readonly server: Ipv4Address }
  | { readonly type: 'dns.answer'; readonly name: string; readonly from: Ipv4Address; readonly address?: Ipv4Address; readonly rcode: number }
  /** Nobody knows the name, or nobody has answered. */
  | { readonly type: 'dns.failed'; readonly name: string; readonly because: 'no-answer' | 'unknown' };

export type ResolverAction =
  | { readonly type: 'send'; readonly server: Ipv4Address; readonly message: DnsMessage }
  | { readonly type: 'start'; readonly ms: number }
  | { readonly type: 'stop' }
  | { readonly type: 'trace'; readonly event: ResolverTrace }
  /** And for how long the address may be remembered. */
  | { readonly type: 'done'; readonly found: FoundAddress | undefined };

export interface FoundAddress {
  /** As it was asked for, the domain with it. */
  readonly name: string;
  readonly address: Ipv4Address;
  readonly timeToLiveSeconds: number;
}

type Stepped = readonly [ResolverState, readonly ResolverAction[]];

export function createResolver(plan: ResolverPlan): ResolverState {
  const { name, domain } = plan;
  const names = domain === undefined || name.includes('.') ? [name] : [`${name}.${domain}`, name];
  return { plan, phase: 'ready', names, tries: 0, ids: [] };
}

export function step(state: ResolverState, event: ResolverEvent): Stepped {
  switch (event.type) {
    case 'start':
      return state.phase === 'ready' ? ask({ ...state, phase: 'asking' }, []) : [state, []];
    case 'response':
      return state.phase === 'asking' ? answered(state, event.message, event.from) : [state, []];
    case 'timer':
      return state.phase === 'asking' ? ask(state, []) : [state, []];
    case 'abort':
      return state.phase === 'asking' ? [{ ...state, phase: 'done' }, [{ type: 'stop' }, { type: 'done', found: undefined }]] : [{ ...state, phase: 'done' }, []];
    default:
      return unreachable(event);
  }
}

/** The next server gets the next query, until all tries of the name are over. */
function ask(state: ResolverState, before: readonly ResolverAction[]): Stepped {
  const { plan, tries, names, ids } = state;
  const [name] = names;
  const server = plan.servers[tries % Math.max(1, plan.servers.length)];
  if (name === undefined || server === undefined || tries >= Math.max(DNS_TRIES, plan.servers.length)) {
    return fail(state, before, 'no-answer');
  }
  const id = (plan.id + ids.length) & 0xffff;
  return [
    { ...state, tries: tries + 1, ids: [...ids, id] },
    [...before, { type: 'trace', event: { type: 'dns.query', name, server } }, { type: 'send', server, message: queryFor(name, id) }, { type: 'start', ms: DNS_TRY_MS }],
  ];
}

function fail({ plan, ...state }: ResolverState, before: readonly ResolverAction[], because: 'no-answer' | 'unknown'): Stepped {
  return [
    { ...state, plan, phase: 'done' },
    [...before, { type: 'trace', event: { type: 'dns.failed', name: plan.name, because } }, { type: 'stop' }, { type: 'done', found: undefined }],
  ];
}

function queryFor(name: string, id: number): DnsMessage {
  return {
    id, response: false, opcode: 0, authoritative: false, truncated: false, recursionDesired: true, recursionAvailable: false, reserved: 0, rcode: DNS_RCODE.noError,
    questions: [{ name, type: DNS_TYPE.A, class: DNS_CLASS_INTERNET }], answers: [], authorities: [], additionals: [],
  };
}

function answered(state: ResolverState, message: DnsMessage, from: Ipv4Address): Stepped {
  const [name = ''] = state.names;
  const [question] = message.questions;
  // Not ours, or an answer to a name that is not asked for any more.
  if (!message.response || !state.ids.includes(message.id) || question === undefined || !isSame(question.name, name)) return [state, []];
  const found = addressIn(message.answers, name);
  const told = { type: 'trace', event: { type: 'dns.answer', name, from, rcode: message.rcode, ...(found === undefined ? {} : { address: found.address }) } } as const;
  if (found !== undefined) return [{ ...state, phase: 'done' }, [told, { type: 'stop' }, { type: 'done', found }]];
  // A server that cannot say leaves it to the next one.
  if (message.rcode !== DNS_RCODE.noError && message.rcode !== DNS_RCODE.nameError) return ask(state, [told, { type: 'stop' }]);
  const [, ...others] = state.names;
  if (others.length === 0) return fail(state, [told], 'unknown');
  return ask({ ...state, names: others, tries: 0 }, [told, { type: 'stop' }]);
}

/** Of the name, or of what it is an alias of. */
function addressIn(records: readonly DnsRecord[], name: string): FoundAddress | undefined {
  let wanted = name;
  for (let hops = 0; hops <= records.length; hops += 1) {
    const mine = records.filter((record) => isSame(record.name, wanted));
    for (const { data, timeToLiveSeconds } of mine) if (data.kind === 'address') return { name, address: data.address, timeToLiveSeconds };
    const alias = mine.find(({ type }) => type === DNS_TYPE.CNAME)?.data;
    if (alias?.kind !== 'name') return undefined;
    wanted = alias.name;
  }
  return undefined;
}

/** §2.3.3: letters of either case are one. */
function isSame(a: string, b: string): boolean {
  return a.toLowerCase() === b.toLowerCase();
}
