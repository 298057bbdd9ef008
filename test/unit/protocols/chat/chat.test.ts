// Chat scripts: what their text means, and how one goes.

import { describe, expect, it } from 'vitest';
import { createChat, EVENTS, STATES, step, type ChatAction, type ChatEvent, type ChatState } from '../../../../src/protocols/chat/chat.ts';
import { parseChatScript } from '../../../../src/protocols/chat/script.ts';
import { walkMachine } from '../../../support/machine-walk.ts';

function script(text: string): ReturnType<typeof createChat> {
  const parsed = parseChatScript(text);
  if (!parsed.ok) throw new Error(parsed.error);
  return createChat('DIAL', parsed.value, '5551212');
}

/** Sends and statuses, in order. */
function play(state: ChatState, events: readonly ChatEvent[]): { readonly state: ChatState; readonly out: string[] } {
  const out: string[] = [];
  let now = state;
  for (const event of events) {
    const [next, actions] = step(now, event);
    now = next;
    for (const action of actions) if (action.type === 'send') out.push(action.text);
    else if (action.type === 'finished') out.push(`(${action.status})`);
    else if (action.type === 'start') out.push(`[${action.timer} ${action.ms}]`);
  }
  return { state: now, out };
}

const heard = (text: string): ChatEvent => ({ type: 'received', text });

describe('the text of a chat script', () => {
  it.each([
    ['words and quotes', '"" "AT Z" OK ATDT\\T', [['', 'AT Z'], ['OK', 'ATDT\\T']]],
    ['an expect at the end', '"" ATZ OK', [['', 'ATZ'], ['OK', '']]],
  ] as const)('%s', (_, text, pairs) => {
    const parsed = parseChatScript(text);
    expect(parsed.ok && parsed.value.map(({ expect: wanted, sendText }) => [wanted, sendText])).toEqual(pairs);
  });

  it('ABORT and TIMEOUT hold from where they stand', () => {
    const parsed = parseChatScript('"" ATZ TIMEOUT 60 ABORT BUSY OK ATD');
    expect(parsed.ok && parsed.value.map(({ timeoutSeconds, aborts }) => [timeoutSeconds, aborts])).toEqual([[5, []], [60, ['BUSY']]]);
  });

  it.each([['a quote that stays open', '"" "ATZ'], ['ABORT alone', 'ABORT'], ['a timeout that is no number', 'TIMEOUT soon OK']])('refuses %s', (_, text) => {
    expect(parseChatScript(text).ok).toBe(false);
  });

  it('knows its escapes: number, pauses, silence, octal, blanks', () => {
    const { out } = play(script('"" \\dA\\pB\\sC\\T\\c'), [{ type: 'start' }, { type: 'timer', timer: 'pause' }, { type: 'timer', timer: 'pause' }]);
    expect(out).toEqual(['[pause 2000]', 'A', '[pause 250]', 'B C5551212', '(success)']);
    expect(play(script('"" \\101\\r\\c'), [{ type: 'start' }]).out).toEqual(['A\r', '(success)']);
  });
});

describe('a chat script at work', () => {
  const DIAL = 'ABORT BUSY TIMEOUT 30 "" ATZ OK "ATDT\\T" CONNECT \\c';

  it('sends after what it expects, which may come in pieces', () => {
    const { out } = play(script(DIAL), [{ type: 'start' }, heard('\r\nO'), heard('K\r\n'), heard('CONN'), heard('ECT 33600')]);
    expect(out).toEqual(['ATZ\r', '[expect 30000]', 'ATDT5551212\r', '[expect 30000]', '(success)']);
  });

  it.each([
    ['an abort string', [heard('OK'), heard('BUSY')], '(aborted)'],
    ['its timeout', [{ type: 'timer', timer: 'expect' }], '(timeout)'],
    ['the line', [{ type: 'hung-up' }], '(hung-up)'],
  ] as const)('ends by %s', (_, events, status) => {
    expect(play(script(DIAL), [{ type: 'start' }, ...events]).out.at(-1)).toBe(status);
  });

  it('fills no memory with a modem that babbles', () => {
    const { state } = play(script(DIAL), [{ type: 'start' }, ...Array.from({ length: 100 }, () => heard('x'.repeat(500)))]);
    expect(state.heard.length).toBeLessThanOrEqual(1024);
  });

  it('takes every event in every state', () => {
    const walk = walkMachine<ChatState, ChatEvent, ChatAction>({
      initial: [script(DIAL), script('"" \\dAT'), script('OK A OK B')],
      step,
      events: () => [{ type: 'start' }, heard('OK'), heard('BUSY'), heard('CONNECT'), { type: 'timer', timer: 'expect' }, { type: 'timer', timer: 'pause' }, { type: 'hung-up' }],
      stateName: ({ name }) => name,
      states: STATES,
      isIdle: ({ name }) => name === 'idle' || name === 'finished',
    });
    expect(walk.visited).toEqual(new Set(STATES));
    for (const event of EVENTS) expect([...walk.answered].some((entry) => entry.endsWith(`/${event}`)), event).toBe(true);
  });
});
