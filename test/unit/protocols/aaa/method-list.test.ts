// Walks through method lists: what each method says leads where the list says it does, and every event in every state is safe.

import { describe, expect, it } from 'vitest';
import { createWalk, step, WALK_EVENTS, WALK_STATES, type Walk, type WalkAction, type WalkEvent, type WalkMethod, type WalkPlan } from '../../../../src/protocols/aaa/method-list.ts';
import { NO_ATTRIBUTES, type AaaReply, type AaaRequest } from '../../../../src/protocols/aaa/types.ts';
import { walkMachine } from '../../../support/machine-walk.ts';

const WHERE = { port: 'tty2', portNumber: 2, portType: 'virtual' } as const;
const LOGIN: AaaRequest = { kind: 'authentication', service: 'login', proof: { kind: 'ascii' }, privilege: 1, where: WHERE };
const CHAP: AaaRequest = {
  kind: 'authentication', service: 'ppp', user: 'R2', proof: { kind: 'chap', identifier: 1, challenge: new Uint8Array(16), response: new Uint8Array(16) }, privilege: 1, where: WHERE,
};
const NETWORK: AaaRequest = {
  kind: 'authorization', service: 'ppp', protocol: 'lcp', user: 'R2', authenticatedBy: 'radius', authenType: 'chap', privilege: 1, pairs: [], where: WHERE,
};

const group = (name: 'radius' | 'tacacs+'): WalkMethod => ({ kind: 'group', group: name, protocol: name });
const PASS: AaaReply = { type: 'pass', attributes: NO_ATTRIBUTES };
const FAIL: AaaReply = { type: 'fail' };
const ERROR: AaaReply = { type: 'error', why: 'timeout' };
const ASK_USER: AaaReply = { type: 'ask', what: 'user', prompt: 'Who? ', echo: true };
const ASK_PASSWORD: AaaReply = { type: 'ask', what: 'password', prompt: 'What? ', echo: false };
const reply = (answer: AaaReply, reason?: 'unknown-user'): WalkEvent => ({ type: 'reply', reply: answer, ...(reason === undefined ? {} : { reason }) });
const answer = (text: string): WalkEvent => ({ type: 'answer', text });

function plan(request: AaaRequest, methods: readonly WalkMethod[] | undefined, more: Partial<WalkPlan> = {}): WalkPlan {
  const prompts = request.kind === 'authentication' && request.proof.kind === 'ascii' ? { prompts: { user: 'Username: ', password: 'Password: ' } } : {};
  return { id: 7, request, list: '', methods, found: 'default', ...prompts, ...more };
}

/** What the walk does, in words: of each action what tells it from others. */
function told(action: WalkAction): string | undefined {
  switch (action.type) {
    case 'ask-group': return `ask ${action.group}`;
    case 'answer-group': return `tell ${action.text}`;
    case 'check': return `check ${action.method}`;
    case 'prompt': return `prompt ${action.prompt}`;
    case 'decided': return [action.outcome, action.method, action.user, action.reason].filter((word) => word !== undefined && word !== '').join(' ');
    default: return undefined;
  }
}

function run(asked: WalkPlan, ...events: readonly WalkEvent[]): readonly string[] {
  let walk = createWalk(asked);
  const all: string[] = [];
  for (const event of [{ type: 'begin' } as const, ...events]) {
    const [next, actions] = step(walk, event);
    walk = next;
    all.push(...actions.flatMap((action) => told(action) ?? []));
  }
  return all;
}

describe('a method list', () => {
  const local = { kind: 'local' } as const;
  it.each<[string, WalkPlan, readonly WalkEvent[], readonly string[]]>([
    ['the first method that says yes is the last', plan(CHAP, [group('radius'), local]), [reply(PASS)], ['ask radius', 'pass radius R2']],
    ['a no is a no', plan(CHAP, [group('radius'), local]), [reply(FAIL)], ['ask radius', 'fail radius R2 rejected']],
    ['an error leads on', plan(CHAP, [group('radius'), group('tacacs+'), local]), [reply(ERROR), reply(ERROR), reply(PASS)], ['ask radius', 'ask tacacs+', 'check local', 'pass local R2']],
    ['errors to the end are one', plan(CHAP, [group('radius')]), [reply(ERROR)], ['ask radius', 'error R2 timeout']],
    ['none lets everybody in', plan(CHAP, [group('radius'), { kind: 'none' }]), [reply(ERROR)], ['ask radius', 'pass none R2']],
    ['whom the router does not know, a later method may', plan(CHAP, [local, group('radius')]), [reply(FAIL, 'unknown-user'), reply(PASS)], ['check local', 'ask radius', 'pass radius R2']],
    ['and nobody else knows', plan(CHAP, [local]), [reply(FAIL, 'unknown-user')], ['check local', 'fail local R2 unknown-user']],
    ['a list that is not there', plan(CHAP, undefined, { list: 'X' }), [], ['fail R2 no-list']],
    ['a group that is not there', plan(CHAP, [{ kind: 'group', group: 'X', protocol: undefined }]), [], ['error R2 no-servers']],
    ['Kerberos is not there', plan(CHAP, [{ kind: 'krb5' }, local]), [reply(PASS)], ['check local', 'pass local R2']],
    ['if-needed, and it is', plan(CHAP, [{ kind: 'if-needed' }, local]), [reply(PASS)], ['check local', 'pass local R2']],
    ['if-needed, and it is not', plan(CHAP, [{ kind: 'if-needed' }, local], { known: 'local' }), [], ['pass local R2']],
    ['RADIUS is asked when both words are there', plan(LOGIN, [group('radius')]), [answer('ann'), answer('pw'), reply(PASS)], ['prompt Username: ', 'prompt Password: ', 'ask radius', 'pass radius ann']],
    ['an empty name is asked for again', plan(LOGIN, [group('radius')]), [answer(''), answer('ann')], ['prompt Username: ', 'prompt Username: ', 'prompt Password: ']],
    ['words that were typed serve the next method', plan(LOGIN, [group('radius'), local]), [answer('ann'), answer('pw'), reply(ERROR), reply(PASS)], ['prompt Username: ', 'prompt Password: ', 'ask radius', 'check local', 'pass local ann']],
    ['TACACS+ has prompts of its own', plan(LOGIN, [group('tacacs+')]), [reply(ASK_USER), answer('ann'), reply(ASK_PASSWORD), answer('pw'), reply(PASS)], ['ask tacacs+', 'prompt Who? ', 'tell ann', 'prompt What? ', 'tell pw', 'pass tacacs+ ann']],
    ['and is told what RADIUS was', plan(LOGIN, [group('radius'), group('tacacs+')]), [answer('ann'), answer('pw'), reply(ERROR), reply(ASK_USER), reply(ASK_PASSWORD), reply(FAIL)], ['prompt Username: ', 'prompt Password: ', 'ask radius', 'ask tacacs+', 'tell ann', 'tell pw', 'fail tacacs+ ann rejected']],
    ['RADIUS grants with its yes', plan(NETWORK, [group('radius')], { known: 'radius', granted: NO_ATTRIBUTES }), [], ['pass radius R2']],
    ['and nothing to whom it did not let in', plan(NETWORK, [group('radius'), local], { known: 'local' }), [reply(PASS)], ['check local', 'pass local R2']],
    ['if-authenticated', plan(NETWORK, [{ kind: 'if-authenticated' }], { known: 'local' }), [], ['pass local R2']],
    ['if-authenticated, by none', plan(NETWORK, [{ kind: 'if-authenticated' }], { known: 'none' }), [], ['fail none R2 rejected']],
  ])('%s', (_what, asked, events, expected) => {
    expect(run(asked, ...events)).toEqual(expected);
  });

  it('tells no word that was typed', () => {
    const [first] = step(createWalk(plan(LOGIN, [group('radius'), { kind: 'local' }])), { type: 'begin' });
    let walk = first;
    const traces: unknown[] = [];
    for (const event of [answer('ann'), answer('secret word'), reply(ERROR), reply(FAIL)]) {
      const [next, actions] = step(walk, event);
      walk = next;
      traces.push(...actions.filter(({ type }) => type === 'trace'));
    }
    expect(traces.length).toBeGreaterThan(5);
    expect(JSON.stringify(traces)).not.toContain('secret word');
  });
});

describe('every event in every state', () => {
  it.each<[string, WalkPlan]>([
    ['a login', plan(LOGIN, [group('radius'), group('tacacs+'), { kind: 'local' }, { kind: 'enable' }])],
    ['CHAP', plan(CHAP, [{ kind: 'if-needed' }, group('tacacs+'), { kind: 'krb5' }, { kind: 'local-case' }])],
    ['an authorization', plan(NETWORK, [group('radius'), group('tacacs+'), { kind: 'if-authenticated' }])],
  ])('%s', (_what, asked) => {
    const walk = walkMachine({
      initial: [createWalk(asked)],
      step,
      events: (): readonly WalkEvent[] => [{ type: 'begin' }, ...[PASS, FAIL, ERROR, ASK_USER, ASK_PASSWORD].map((each) => reply(each)), reply(FAIL, 'unknown-user'), answer(''), answer('word')],
      stateName: ({ waits }: Walk) => waits,
      states: WALK_STATES,
      isIdle: ({ waits }: Walk) => waits === 'begin' || waits === 'over',
      key: ({ waits, at, user, password, error }: Walk) => [waits, at, user, password, error].join('/'),
      maxStates: 500,
    });
    expect([...walk.visited]).toEqual(expect.arrayContaining(['begin', 'reply', 'over']));
    for (const event of WALK_EVENTS) if (event !== 'answer' || asked.prompts !== undefined) expect([...walk.answered].some((entry) => entry.endsWith(`/${event}`))).toBe(true);
  });
});
