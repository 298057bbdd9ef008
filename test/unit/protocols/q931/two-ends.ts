// A user and a network end of one call, the messages between them and the time: for tests of call control alone. Messages
// can be lost one by one; what has no machine any more is answered as for an unknown call reference.

import { answerUnknown, createCall, step } from '../../../../src/protocols/q931/call.ts';
import type { Call } from '../../../../src/protocols/q931/call.ts';
import { messageName } from '../../../../src/protocols/q931/messages.ts';
import type { CallEvent, CallSetup, Q931TimerName } from '../../../../src/protocols/q931/types.ts';
import type { Q931Message } from '../../../../src/wire/q931.ts';

export type End = 'user' | 'network';

export const SETUP: CallSetup = { bearer: '64', calledNumber: '5551212', keypad: false, channel: 'any', exclusive: false };
export const OFFER: CallSetup = { ...SETUP, callingNumber: '5551234', calledNumber: '', channel: 1, exclusive: true };

export interface TwoEnds {
  readonly call: (end: End) => Call;
  readonly messages: () => readonly { readonly from: End; readonly message: Q931Message }[];
  /** `user SETUP` */
  readonly names: () => readonly string[];
  /** `user RELEASED 16` */
  readonly upward: () => readonly string[];
  readonly tell: (end: End, event: CallEvent) => void;
  readonly runFor: (ms: number) => void;
}

export interface TwoEndsOptions {
  readonly caller: End;
  /** Of the called user. */
  readonly overlapMs?: number;
  readonly lose?: (index: number) => boolean;
  /** The layer above, called for each primitive. */
  readonly above?: (end: End, primitive: string, ends: TwoEnds) => void;
}

export function createTwoEnds({ caller, overlapMs = 0, lose, above }: TwoEndsOptions): TwoEnds {
  let now = 0;
  const reference = { length: 1, value: 4 } as const;
  const calls: Record<End, Call> = {
    user: createCall({ side: 'user', reference, originating: caller === 'user', overlapMs }),
    network: createCall({ side: 'network', reference, originating: caller === 'network' }),
  };
  const messages: { from: End; message: Q931Message }[] = [];
  const upward: string[] = [];
  const air: { to: End; message: Q931Message }[] = [];
  const timers = new Map<string, { readonly at: number; readonly end: End; readonly timer: Q931TimerName }>();

  const put = (from: End, message: Q931Message): void => {
    messages.push({ from, message });
    if (lose?.(messages.length - 1) !== true) air.push({ to: from === 'user' ? 'network' : 'user', message });
  };
  const tell = (end: End, event: CallEvent): void => {
    if (event.type === 'message' && calls[end].isOver) {
      const answer = answerUnknown(event.message);
      if (answer !== undefined) put(end, answer);
      return;
    }
    const [next, actions] = step(calls[end], event);
    calls[end] = next;
    for (const action of actions) {
      switch (action.type) {
        case 'send':
        case 'broadcast':
          put(end, action.message);
          break;
        case 'start':
          timers.set(`${end} ${action.timer}`, { at: now + action.ms, end, timer: action.timer });
          break;
        case 'stop':
          timers.delete(`${end} ${action.timer}`);
          break;
        case 'trace':
          break;
        default:
          upward.push(`${end} ${action.type}${'cause' in action ? ` ${action.cause.value}` : 'channel' in action ? ` ${action.channel}` : ''}`);
          above?.(end, action.type, ends);
      }
    }
  };
  const deliver = (): void => {
    for (let next = air.shift(); next !== undefined; next = air.shift()) tell(next.to, { type: 'message', message: next.message });
  };
  const runFor = (ms: number): void => {
    const until = now + ms;
    deliver();
    for (;;) {
      const due = [...timers.entries()].filter(([, { at }]) => at <= until).sort(([, a], [, b]) => a.at - b.at)[0];
      if (due === undefined) break;
      timers.delete(due[0]);
      now = due[1].at;
      tell(due[1].end, { type: 'timer', timer: due[1].timer });
      deliver();
    }
    now = until;
  };
  const ends: TwoEnds = {
    call: (end) => calls[end],
    messages: () => messages,
    names: () => messages.map(({ from, message }) => `${from} ${messageName(message) ?? '?'}`),
    upward: () => upward,
    tell,
    runFor,
  };
  return ends;
}

/** An exchange and a router that take every call. */
export function willing(end: End, primitive: string, ends: TwoEnds): void {
  if (primitive !== 'SETUP indication') return;
  if (end === 'network') {
    ends.tell('network', { type: 'PROCEEDING request', channel: 1 });
    ends.tell('network', { type: 'SETUP response', channel: 1 });
  } else ends.tell('user', { type: 'SETUP response', channel: 1 });
}
