// The keepalives of Cisco HDLC: two ends that see each other, one that is not heard, a line that is looped.

import { describe, expect, it } from 'vitest';
import { createSlarp, EVENTS, SLARP_TIMERS, STATES, step, type SlarpAction, type SlarpEvent, type SlarpPolicy, type SlarpState } from '../../../../src/protocols/slarp/keepalive.ts';
import type { SlarpPacket } from '../../../../src/wire/cisco-hdlc.ts';
import { walkMachine } from '../../../support/machine-walk.ts';

const POLICY: SlarpPolicy = { keepaliveSeconds: SLARP_TIMERS.keepalive.defaultMs / 1000 };
const NO_OCTETS = new Uint8Array(0);
const keepalive = (mySequence: number, yourSequence: number): SlarpPacket => ({ kind: 'keepalive', mySequence, yourSequence, reliability: 0xffff, rest: NO_OCTETS });

class End {
  state: SlarpState;
  protocol: boolean | undefined;
  sent: SlarpPacket[] = [];
  traces: string[] = [];

  constructor(policy: SlarpPolicy, sequence: number) {
    this.state = createSlarp(policy);
    this.tell({ type: 'open', sequence });
  }

  tell(event: SlarpEvent): readonly SlarpAction[] {
    const [state, actions] = step(this.state, event);
    this.state = state;
    for (const action of actions) {
      if (action.type === 'protocol') this.protocol = action.up;
      if (action.type === 'send') this.sent.push(action.packet);
      if (action.type === 'trace') this.traces.push(action.event.type);
    }
    return actions;
  }

  beat(): SlarpPacket | undefined {
    this.tell({ type: 'timer', timer: 'keepalive' });
    return this.sent.at(-1);
  }

  hear(packet: SlarpPacket | undefined): void {
    if (packet) this.tell({ type: 'packet', packet });
  }
}

describe('keepalives', () => {
  it('two ends that hear each other stay up', () => {
    const [a, b] = [new End(POLICY, 100), new End(POLICY, 7000)];
    for (let round = 0; round < 10; round += 1) {
      b.hear(a.beat());
      a.hear(b.beat());
    }
    expect([a.protocol, b.protocol, a.state.looped]).toEqual([true, true, false]);
    expect(a.state).toMatchObject({ mySequence: 110, mineSeen: 110, yourSequence: 7010 });
  });

  it('one that nobody answers goes down after three, and comes up once it is seen', () => {
    const a = new End(POLICY, 100);
    for (let i = 0; i < 3; i += 1) a.beat();
    expect(a.protocol).toBe(true);
    a.beat();
    expect(a.protocol).toBe(false);
    expect(a.traces).toContain('slarp.lost');
    // The other end is there and has not heard us.
    a.hear(keepalive(500, 0));
    a.hear(keepalive(501, 100));
    expect(a.protocol).toBe(false);
    a.hear(keepalive(502, 104));
    expect(a.protocol).toBe(true);
  });

  it('a looped line is up, and told from two ends with the same number by chance', () => {
    const a = new End(POLICY, 100);
    for (let i = 0; i < 4; i += 1) a.hear(a.beat());
    expect(a.state.looped).toBe(true);
    expect(a.protocol).toBe(true);
    // Equal at first: what each draws next differs by chance, here by how far they are.
    const [b, c] = [new End(POLICY, 100), new End(POLICY, 101)];
    b.beat();
    for (let round = 0; round < 6; round += 1) {
      const [fromB, fromC] = [b.beat(), c.beat()];
      c.hear(fromB);
      b.hear(fromC);
    }
    expect([b.protocol, c.protocol]).toEqual([true, true]);
  });

  it('says every ten seconds, unless told otherwise, that it is there', () => {
    expect(new End(POLICY, 100).tell({ type: 'timer', timer: 'keepalive' })).toContainEqual({ type: 'start', timer: 'keepalive', ms: 10_000 });
  });

  it('without keepalives the line protocol is up with the line', () => {
    const a = new End({ keepaliveSeconds: 0 }, 100);
    expect(a.protocol).toBe(true);
    expect(a.tell({ type: 'timer', timer: 'keepalive' })).toMatchObject([{ type: 'trace' }]);
    expect(a.sent).toEqual([]);
    const b = new End(POLICY, 100);
    for (let i = 0; i < 5; i += 1) b.beat();
    expect(b.protocol).toBe(false);
    b.tell({ type: 'configure', policy: { keepaliveSeconds: 0 } });
    expect(b.protocol).toBe(true);
  });

  it('answers who asks for an address with its own, so that he can take the other', () => {
    const asks: SlarpPacket = { kind: 'addressRequest', address: 0, mask: 0, rest: NO_OCTETS };
    const a = new End({ keepaliveSeconds: 10, address: 0x0a000001, mask: 0xfffffffc }, 1);
    a.hear(asks);
    expect(a.sent).toMatchObject([{ kind: 'addressReply', address: 0x0a000001, mask: 0xfffffffc }]);
    const far = new End({ keepaliveSeconds: 10, address: 0x0a000005, mask: 0xffffff00 }, 1);
    far.hear(asks);
    expect(far.sent).toEqual([]);
  });
});

it('takes every event in every state', () => {
  const walk = walkMachine<SlarpState, SlarpEvent, SlarpAction>({
    initial: [createSlarp(POLICY), createSlarp({ keepaliveSeconds: 0 })],
    step,
    events: (state) => [
      { type: 'open', sequence: 10 },
      { type: 'close' },
      { type: 'configure', policy: POLICY },
      { type: 'configure', policy: { keepaliveSeconds: 0 } },
      // SLARP_TIMERS has exactly the names of the type.
      ...(Object.keys(SLARP_TIMERS) as (keyof typeof SLARP_TIMERS)[]).map((timer): SlarpEvent => ({ type: 'timer', timer })),
      { type: 'packet', packet: keepalive(50, state.mySequence) },
      { type: 'packet', packet: keepalive(50, 0) },
      { type: 'packet', packet: keepalive(state.mySequence, 0) },
      { type: 'packet', packet: { kind: 'addressRequest', address: 0, mask: 0, rest: NO_OCTETS } },
    ],
    stateName: ({ name }) => name,
    states: STATES,
    isIdle: ({ name }) => name === 'closed',
    maxStates: 400,
  });
  expect([...walk.visited].sort()).toEqual([...STATES].sort());
  expect(new Set([...walk.answered].map((each) => each.split('/')[1]))).toEqual(new Set(EVENTS));
});
