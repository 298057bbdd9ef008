import { expect, it } from 'vitest';
import type { ArpPacket } from '../../../../src/wire/ethernet.ts';
import { createArp, ETHERNET_BROADCAST, readArp, step, type ArpEvent, type ArpState } from '../../../../src/protocols/ip/arp.ts';

const OURS = Uint8Array.of(0, 0, 12, 0, 0, 1);
const THEIRS = Uint8Array.of(0, 0, 12, 0, 0, 2);
const ME = 0x0a010107;
const PEER = 0x0a010108;

const from = (operation: 'request' | 'reply', target: number, sender = PEER): ArpEvent => {
  const packet: ArpPacket = {
    operation, senderHardware: THEIRS, senderProtocol: sender, targetHardware: OURS, targetProtocol: target,
  };
  return { type: 'packet', packet };
};

function run(state: ArpState, ...events: readonly ArpEvent[]) {
  let actions: ReturnType<typeof step>[1] = [];
  for (const event of events) [state, actions] = step(state, event, 0);
  return { state, actions };
}

const datagram = (n: number): ArpEvent => ({ type: 'resolve', nextHop: PEER, datagram: Uint8Array.of(n) });

it('asks everybody once, and loses the datagram that asked', () => {
  const asked = run(createArp(OURS, ME), datagram(1));
  expect(asked.actions).toMatchObject([
    { type: 'send', destination: ETHERNET_BROADCAST, packet: { operation: 'request', senderProtocol: ME, targetProtocol: PEER } },
    { type: 'start', timer: 'request:10.1.1.8', ms: 1000 },
  ]);
  const again = run(asked.state, datagram(2));
  expect(again.actions).toMatchObject([{ type: 'drop', datagram: Uint8Array.of(1), reason: 'replaced' }]);
  expect(run(again.state, from('reply', ME)).actions).toEqual([
    { type: 'stop', timer: 'request:10.1.1.8' },
    { type: 'drop', datagram: Uint8Array.of(2), nextHop: PEER, reason: 'resolving' },
  ]);
});

it('gives up when nobody answers, and asks again for the next datagram', () => {
  const silent = run(createArp(OURS, ME), datagram(1), { type: 'timer', timer: 'request:10.1.1.8' });
  expect(silent.actions).toMatchObject([{ type: 'drop', reason: 'no-arp' }]);
  expect(run(silent.state, datagram(2)).actions).toMatchObject([{ type: 'send' }, { type: 'start' }]);
});

it('answers a request for its address and learns the asker', () => {
  const { state, actions } = run(createArp(OURS, ME), from('request', ME));
  expect(actions).toEqual([
    {
      type: 'send',
      destination: THEIRS,
      packet: { operation: 'reply', senderHardware: OURS, senderProtocol: ME, targetHardware: THEIRS, targetProtocol: PEER },
    },
  ]);
  expect(run(state, datagram(1)).actions).toMatchObject([{ type: 'transmit', destination: THEIRS }]);
});

it('learns nothing from what others say to each other, but keeps known entries fresh', () => {
  expect(run(createArp(OURS, ME), from('request', 0x0a010109)).state.entries.size).toBe(0);
  const known = run(createArp(OURS, ME), from('request', ME)).state;
  const [later] = step(known, from('request', 0x0a010109), 9_000);
  expect(readArp(later, 9_000)).toEqual([{ address: PEER, hardware: THEIRS, heardAt: 9_000 }]);
});

it('forgets after four hours', () => {
  const known = run(createArp(OURS, ME), from('request', ME)).state;
  expect(readArp(known, 14_399_999)).toHaveLength(1);
  expect(readArp(known, 14_400_000)).toEqual([]);
  expect(step(known, datagram(1), 14_400_000)[1]).toMatchObject([{ type: 'send' }, { type: 'start' }]);
});

it('neither asks nor answers without an address, and starts anew with another one', () => {
  expect(run(createArp(OURS), from('request', ME)).actions).toEqual([]);
  expect(run(createArp(OURS), datagram(1)).actions).toMatchObject([{ type: 'drop', reason: 'no-arp' }]);
  const moved = run(createArp(OURS, ME), datagram(1), { type: 'configure', address: ME + 10 });
  expect(moved.actions).toMatchObject([{ type: 'stop' }, { type: 'drop', reason: 'cleared' }]);
  expect(run(moved.state, from('request', ME)).actions).toEqual([]);
});

it('does not learn its own address from others', () => {
  expect(run(createArp(OURS, ME), from('request', ME, ME)).state.entries.size).toBe(0);
});
