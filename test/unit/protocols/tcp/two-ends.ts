// Two ends of TCP with a line between them that loses, repeats and reorders segments as it is told, in virtual time.

import { Clock } from '../../../../src/engine/clock.ts';
import { concatOctets } from '../../../../src/base/octets.ts';
import { TimerBank } from '../../../../src/network/timer-bank.ts';
import { createTcp, step } from '../../../../src/protocols/tcp/tcp.ts';
import type { OutgoingSegment, TcpEnd, TcpEvent, TcpPlan, TcpState, TcpTimer } from '../../../../src/protocols/tcp/types.ts';
import type { TcpSegment } from '../../../../src/wire/tcp.ts';

/** What becomes of a segment: delays in milliseconds, one for each copy that arrives. */
export type Fate = (segment: OutgoingSegment, from: 'a' | 'b') => readonly number[];

export class End {
  state: TcpState;
  received: Uint8Array = new Uint8Array(0);
  readonly happened: string[] = [];
  readonly sent: OutgoingSegment[] = [];
  ended: TcpEnd | undefined;
  peerClosed = false;
  readonly timers: TimerBank<TcpTimer>;
  readonly #clock: Clock;
  readonly #transmit: (segment: OutgoingSegment) => void;

  constructor(clock: Clock, plan: TcpPlan, transmit: (segment: OutgoingSegment) => void) {
    this.#clock = clock;
    this.#transmit = transmit;
    this.state = createTcp(plan);
    this.timers = new TimerBank(clock, (timer) => this.tell({ type: 'timer', timer }));
  }

  /** It goes down and forgets; what it is now knows nothing of before. */
  reboot(iss: number): void {
    this.timers.stopAll();
    this.state = createTcp({ ...this.state.plan, iss });
  }

  tell(event: TcpEvent): void {
    const [state, actions] = step(this.state, event, this.#clock.now);
    this.state = state;
    for (const action of actions) {
      switch (action.type) {
        case 'transmit':
          this.sent.push(action.segment);
          this.#transmit(action.segment);
          break;
        case 'start':
          this.timers.start(action.timer, action.ms);
          break;
        case 'stop':
          this.timers.stop(action.timer);
          break;
        case 'data':
          this.received = concatOctets(this.received, action.data);
          break;
        case 'peerClosed':
          this.peerClosed = true;
          this.happened.push(action.type);
          break;
        case 'ended':
          this.ended = action.reason;
          this.happened.push(action.reason);
          break;
        case 'opened':
          this.happened.push(action.type);
      }
    }
  }
}

export const PLAN: TcpPlan = { localPort: 11000, remotePort: 23, iss: 0xfffffff0, maximumSegmentOctets: 536, windowOctets: 4128, synWaitMs: 30_000 };

export interface Pair {
  readonly clock: Clock;
  readonly a: End;
  readonly b: End;
}

/** `startMs`: the instant at which the clock stands. */
export function pairOf(fate: Fate = () => [10], plans: { readonly a?: Partial<TcpPlan>; readonly b?: Partial<TcpPlan> } = {}, startMs = 0): Pair {
  const clock = new Clock();
  clock.runUntil(startMs);
  const carry = (from: 'a' | 'b', to: () => End) => (segment: OutgoingSegment) => {
    const ports = from === 'a' ? { sourcePort: 11000, destinationPort: 23 } : { sourcePort: 23, destinationPort: 11000 };
    const whole: TcpSegment = { ...segment, ...ports, urgentPointer: 0, data: segment.data.slice() };
    for (const delay of fate(segment, from)) clock.after(delay, () => to().tell({ type: 'segment', segment: whole }));
  };
  const a: End = new End(clock, { ...PLAN, ...plans.a }, carry('a', () => b));
  const b: End = new End(clock, { ...PLAN, localPort: 23, remotePort: 11000, iss: 0x7ffffff8, ...plans.b }, carry('b', () => a));
  return { clock, a, b };
}

/** Both open; `b` listened. */
export function connect(pair: Pair): void {
  pair.b.tell({ type: 'open', active: false });
  pair.a.tell({ type: 'open', active: true });
  pair.clock.runUntil(pair.clock.now + 1000);
}
