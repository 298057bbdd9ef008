import { describe, expect, it } from 'vitest';
import { fromHex } from '../../../../src/base/octets.ts';
import { createResolver, DNS_TRIES, DNS_TRY_MS, EVENTS, STATES, step, type ResolverAction, type ResolverEvent, type ResolverPlan, type ResolverState } from '../../../../src/protocols/dns/resolver.ts';
import { answerName, nameTable } from '../../../../src/network/lan/name-server.ts';
import { DNS, type DnsMessage, type DnsRecord } from '../../../../src/wire/dns.ts';
import { walkMachine } from '../../../support/machine-walk.ts';

const [A, B] = [0x0a010101, 0x0a010102];
const WEB = 0x0a010109;

function resolver(plan: Partial<ResolverPlan> = {}) {
  let state: ResolverState = createResolver({ name: 'web', servers: [A], id: 0xffff, ...plan });
  const actions: ResolverAction[] = [];
  const feed = (event: ResolverEvent): readonly ResolverAction[] => {
    const [next, done] = step(state, event);
    state = next;
    actions.push(...done);
    return done;
  };
  const queries = () => actions.flatMap((action) => (action.type === 'send' ? [action] : []));
  return {
    feed,
    queries,
    asked: () => queries().map(({ server, message }) => `${message.id} ${message.questions[0]?.name} ${server - A}`),
    /** The last query, answered. */
    answer: (changes: Partial<DnsMessage>, from = A) => feed({ type: 'response', from, message: { ...(queries().at(-1)?.message as DnsMessage), response: true, ...changes } }), // after a query
    done: () => actions.flatMap((action) => (action.type === 'done' ? [action.found?.address] : [])),
    failed: () => actions.flatMap((action) => (action.type === 'trace' && action.event.type === 'dns.failed' ? [action.event.because] : [])),
  };
}

const record = (name: string, data: DnsRecord['data']): DnsRecord => ({ name, type: data.kind === 'address' ? 1 : 5, class: 1, timeToLiveSeconds: 60, data });
const ADDRESS = { kind: 'address', address: WEB } as const;

describe('a name is asked for', () => {
  it('and its address is taken, whatever the letters', () => {
    const r = resolver();
    r.feed({ type: 'start' });
    expect(r.asked()).toEqual(['65535 web 0']);
    expect(r.answer({ questions: [{ name: 'WEB', type: 1, class: 1 }], answers: [record('Web', ADDRESS)] })).toEqual([
      { type: 'trace', event: { type: 'dns.answer', name: 'web', from: A, rcode: 0, address: WEB } }, { type: 'stop' }, { type: 'done', found: { name: 'web', address: WEB, timeToLiveSeconds: 60 } },
    ]);
  });

  it('again and again, of each server in turn, until all tries are over', () => {
    const r = resolver({ servers: [A, B] });
    r.feed({ type: 'start' });
    for (let n = 0; n < DNS_TRIES; n += 1) r.feed({ type: 'timer' });
    expect(r.asked()).toEqual(['65535 web 0', '0 web 1', '1 web 0', '2 web 1']);
    expect([r.done(), r.failed()]).toEqual([[undefined], ['no-answer']]);
    expect(DNS_TRIES * DNS_TRY_MS).toBe(20_000);
  });

  it('with the default domain first, then by itself', () => {
    const r = resolver({ domain: 'example.com' });
    r.feed({ type: 'start' });
    r.answer({ rcode: 3 });
    expect(r.asked()).toEqual(['65535 web.example.com 0', '0 web 0']);
    r.answer({ rcode: 3 });
    expect([r.done(), r.failed()]).toEqual([[undefined], ['unknown']]);
    const dotted = resolver({ name: 'web.test', domain: 'example.com' });
    dotted.feed({ type: 'start' });
    expect(dotted.asked()).toEqual(['65535 web.test 0']);
  });

  it('by what it is an alias of, and no alias goes round in circles', () => {
    const r = resolver();
    r.feed({ type: 'start' });
    r.answer({ answers: [record('web', { kind: 'name', name: 'host' }), record('host', ADDRESS)] });
    expect(r.done()).toEqual([WEB]);
    const circle = resolver();
    circle.feed({ type: 'start' });
    circle.answer({ answers: [record('web', { kind: 'name', name: 'host' }), record('host', { kind: 'name', name: 'web' })] });
    expect([circle.done(), circle.failed()]).toEqual([[undefined], ['unknown']]);
  });

  it('of another server where one cannot say', () => {
    const r = resolver({ servers: [A, B] });
    r.feed({ type: 'start' });
    r.answer({ rcode: 2 });
    expect(r.asked()).toEqual(['65535 web 0', '0 web 1']);
  });

  it.each<[string, Partial<DnsMessage>]>([
    ['another number', { id: 7, answers: [record('web', ADDRESS)] }],
    ['another name', { questions: [{ name: 'other', type: 1, class: 1 }], answers: [record('other', ADDRESS)] }],
    ['a query', { response: false, answers: [record('web', ADDRESS)] }],
    ['no question', { questions: [], answers: [record('web', ADDRESS)] }],
  ])('and nothing is made of a message with %s', (_what, message) => {
    const r = resolver();
    r.feed({ type: 'start' });
    expect(r.answer(message)).toEqual([]);
  });

  it('of nobody where there is no server, and by nobody who has given up', () => {
    const none = resolver({ servers: [] });
    none.feed({ type: 'start' });
    expect([none.asked(), none.done()]).toEqual([[], [undefined]]);
    const r = resolver();
    r.feed({ type: 'start' });
    r.feed({ type: 'abort' });
    expect(r.answer({ answers: [record('web', ADDRESS)] })).toEqual([]);
    expect(r.done()).toEqual([undefined]);
  });
});

it('takes every event in every state', () => {
  const events: readonly ResolverEvent[] = [
    { type: 'start' }, { type: 'timer' }, { type: 'abort' },
    ...['web', 'web.d'].flatMap((name) => [0, 2, 3].map((rcode): ResolverEvent => ({ type: 'response', from: A, message: { ...query(name), id: 0xffff, response: true, rcode } }))),
  ];
  const walk = walkMachine<ResolverState, ResolverEvent, ResolverAction>({
    initial: [createResolver({ name: 'web', servers: [A, B], id: 0xffff, domain: 'd' })],
    step, events: () => events, stateName: ({ phase }) => phase, states: STATES, isIdle: ({ phase }) => phase !== 'asking',
  });
  expect(walk.visited).toEqual(new Set(STATES));
  for (const event of EVENTS) expect([...walk.answered].some((each) => each.endsWith(`/${event}`)), event).toBe(true);
});

function query(name: string): DnsMessage {
  return {
    id: 1, response: false, opcode: 0, authoritative: false, truncated: false, recursionDesired: true, recursionAvailable: false, reserved: 0, rcode: 0,
    questions: [{ name, type: 1, class: 1 }], answers: [], authorities: [], additionals: [],
  };
}

describe('a name server', () => {
  const names = nameTable({ 'Web.example.com': '10.1.1.9' });
  const answered = (message: DnsMessage): DnsMessage | undefined => {
    const octets = answerName(DNS.serialize(message), names);
    const parsed = octets && DNS.parse(octets);
    return parsed?.ok === true ? parsed.value : undefined;
  };

  it('tells of the names that it has, and says that there are no others', () => {
    expect(answered(query('WEB.example.com'))).toMatchObject({ id: 1, response: true, authoritative: true, rcode: 0, answers: [{ name: 'WEB.example.com', data: { kind: 'address', address: WEB } }] });
    expect(answered(query('mail.example.com'))).toMatchObject({ rcode: 3, answers: [] });
    expect(answered({ ...query('web.example.com'), questions: [{ name: 'web.example.com', type: 28, class: 1 }] })).toMatchObject({ rcode: 0, answers: [] });
    expect(answered({ ...query('web.example.com'), opcode: 4 })).toMatchObject({ rcode: 4 });
    expect(answered({ ...query('web.example.com'), questions: [] })).toMatchObject({ rcode: 1 });
    expect([answered({ ...query('web'), response: true }), answerName(Uint8Array.of(1, 2), names)]).toEqual([undefined, undefined]);
  });
});

describe('compressed names', () => {
  /** RFC 1035 §4.1.4: F.ISI.ARPA at 20, FOO.F.ISI.ARPA at 40, ARPA at 64 and the root at 92, put into a message by their offsets. */
  it('lead back to where the rest was written', () => {
    const octets = fromHex('0001 8000 0001 0001 0000 0000 0146 03495349 0441525041 00 0001 0001 03464f4f c00c 0005 0001 0000003c 0002 c00e');
    const parsed = DNS.parse(octets);
    expect(parsed.ok && parsed.value).toMatchObject({ questions: [{ name: 'F.ISI.ARPA' }], answers: [{ name: 'FOO.F.ISI.ARPA', data: { kind: 'name', name: 'ISI.ARPA' } }] });
  });

  it.each([
    ['to themselves', '0001 8000 0001 0000 0000 0000 c00c 0001 0001'],
    ['into the header', '0001 8000 0001 0000 0000 0000 c004 0001 0001'],
    ['forwards', '0001 8000 0001 0000 0000 0000 c00e 0146 00 0001 0001'],
  ])('do not lead %s', (_where, hex) => {
    expect(DNS.parse(fromHex(hex)).ok).toBe(false);
  });
});
