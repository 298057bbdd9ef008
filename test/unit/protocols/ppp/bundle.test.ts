// A bundle, step by step: how packets are divided, which fragments count as lost and when, what a link may say of itself to
// join. The figures of fragments are those of published captures where there are any.

import { describe, expect, it } from 'vitest';
import { fromHex, fromText, toHex } from '../../../../src/base/octets.ts';
import { createBundle, step } from '../../../../src/protocols/ppp/multilink/bundle.ts';
import { bundleName, misfitOf, sameBundle } from '../../../../src/protocols/ppp/multilink/join.ts';
import { BUFFER_OCTETS_PER_LINK } from '../../../../src/protocols/ppp/multilink/reassembly.ts';
import { QUEUE_PACKETS } from '../../../../src/protocols/ppp/multilink/output.ts';
import type { BundleIdentity, BundlePolicy, LinkOffer } from '../../../../src/protocols/ppp/multilink/types.ts';
import { fragmentWord, LONG_FRAGMENT } from '../../../../src/wire/multilink.ts';
import { B1, B2, bundlePolicy, BundlePair, datagram, openPair, type PairLink } from '../../../support/bundle-pair.ts';

/** `80000000 58`: the word of the header and the length of the frame. */
function fragmentsSent(pair: BundlePair, from = 0): string[] {
  return pair
    .traces(0, 'mlp.fragment')
    .filter(({ direction }) => direction === 'O')
    .slice(from)
    .map((event) => `${fragmentWord(event).toString(16)} ${event.frameOctets}`);
}

function sendOne(length: number, links: readonly PairLink[], changes: Partial<BundlePolicy> = {}): string[] {
  const pair = openPair(links, changes);
  const before = fragmentsSent(pair).length;
  pair.give(0, { type: 'send', datagram: datagram(1, length) });
  pair.run();
  expect(pair.received(1).map(toHex)).toEqual([toHex(datagram(1, length))]);
  return fragmentsSent(pair, before).map((text) => text.replace(/^(\w)0+/, '$1..'));
}

describe('packets are divided', () => {
  it.each<[string, number, readonly PairLink[], Partial<BundlePolicy>, string[]]>([
    ['one fragment on one link', 100, [B1], {}, ['c..2 110']],
    ['one on each of two: the two halves of a ping in a published capture', 100, [B1, B2], {}, ['8..2 58', '4..3 60']],
    ['by rate on unequal links', 600, [B1, { ...B2, bitsPerSecond: 128_000 }], {}, ['8..2 208', '4..3 410']],
    ['not at all when it is small', 40, [B1, B2], {}, ['c..2 50']],
    ['as long as 20 ms take on 64 kbit/s: 160 octets, as in published captures', 500, [B1], { fragmentation: { kind: 'delay', milliseconds: 20 } }, ['8..2 160', '3 160', '4 160', '4..5 54']],
    ['and no more of them than the maximum', 500, [B1], { fragmentation: { kind: 'delay', milliseconds: 10 }, maximumFragments: 4 }, ['8..2 134', '3 134', '4 134', '4..5 132']],
    ['to what the peer takes on a link', 1500, [B1], {}, ['8..2 1504', '4..3 14']],
    ['even where they should not be', 1500, [B1], { fragmentation: { kind: 'off' } }, ['8..2 1504', '4..3 14']],
    ['not, with fragmentation off', 1400, [B1, B2], { fragmentation: { kind: 'off' } }, ['c..2 1410']],
  ])('%s', (_what, length, links, changes, expected) => {
    expect(sendOne(length, links, changes)).toEqual(expected);
  });

  it('numbered from zero, the packets of IPCP among them', () => {
    const pair = openPair([B1]);
    expect(fragmentsSent(pair)).toEqual(['c0000000 20', 'c0000001 20']);
    expect(toHex(pair.crossed[0]?.octets ?? fromHex(''))).toBe('ff03003dc000000080210101000a03060a000001');
  });

  it('numbered in 24 bits, or in 12 where the peer wants that', () => {
    for (const [shortSequence, sequences, hex] of [[false, 0x1000000, 'ff03003dc0ffffff'], [true, 0x1000, 'ff03003dcfff']] as const) {
      const pair = openPair([B1], {}, { shortSequence });
      const [end] = pair.ends;
      end.state = { ...end.state, network: { ...end.state.network, ipcp: { ...end.state.network.ipcp, state: 'Open' } } };
      end.state = { ...end.state, output: { ...end.state.output, sequence: sequences - 1 } };
      pair.give(0, { type: 'send', datagram: datagram(1, 20) });
      expect(toHex(pair.crossed.at(-1)?.octets ?? fromHex('')).startsWith(hex)).toBe(true);
      expect(pair.ends[0].state.output.sequence).toBe(0);
    }
  });

  it('so that both links send at once, and one that is free gets the next packet', () => {
    const pair = openPair([B1, B2], { fragmentation: { kind: 'off' } });
    const from = pair.crossed.length;
    for (const [number, length] of [[1, 1400], [2, 100], [3, 100]] as const) pair.give(0, { type: 'send', datagram: datagram(number, length) });
    pair.run();
    const links = pair.crossed.slice(from).map(({ link }) => link);
    expect(new Set(links.slice(0, 2)).size).toBe(2);
    expect(links[2]).toBe(links[1]);
    // The long one comes first all the same.
    expect(pair.received(1).map((octets) => octets[2])).toEqual([1, 2, 3]);
  });
});

describe('interleaving', () => {
  const LFI: Partial<BundlePolicy> = { interleave: true, fragmentation: { kind: 'delay', milliseconds: 20 } };

  it('sends a small packet between the fragments of a long one, without a header', () => {
    const pair = openPair([B1], LFI);
    const from = pair.crossed.length;
    pair.give(0, { type: 'send', datagram: datagram(1, 500) });
    pair.give(0, { type: 'send', datagram: datagram(2, 60) });
    pair.run();
    const protocols = pair.crossed.slice(from).map(({ octets }) => toHex(octets.subarray(2, 4)));
    expect(protocols).toEqual(['003d', '0021', '003d', '003d', '003d']);
    expect(pair.received(1).map((octets) => octets[2])).toEqual([2, 1]);
    expect(pair.ends[1].state.counters).toMatchObject({ lost: 0, discarded: 0 });
  });

  it('numbers it where no packet is half sent', () => {
    const pair = openPair([B1], LFI);
    pair.give(0, { type: 'send', datagram: datagram(2, 60) });
    expect(fragmentsSent(pair, 2)).toEqual(['c0000002 70']);
  });

  it('without a delay has fragments of 30 ms', () => {
    expect(sendOne(500, [B1], { interleave: true })).toEqual(['8..2 240', '3 240', '4..4 46']);
  });
});

describe('what cannot be sent', () => {
  it.each([
    ['before IPCP is open', 'not-open', () => new BundlePair([bundlePolicy(), bundlePolicy()]), 100],
    ['longer than the peer can put together', 'too-long', () => openPair([B1], {}, { mrru: 600, peerMrru: 600 }), 601],
  ] as const)('is dropped: %s', (_what, reason, make, length) => {
    const pair = make();
    pair.give(0, { type: 'send', datagram: datagram(1, length) });
    expect(pair.ends[0].actions.at(-1)).toEqual({ type: 'drop', octets: length, reason });
  });

  it('is dropped when the queue is full, and counted once each', () => {
    const pair = openPair([B1]);
    for (let number = 0; number < QUEUE_PACKETS + 3; number += 1) pair.give(0, { type: 'send', datagram: datagram(number, 100) });
    // One is on the line already.
    expect(pair.ends[0].actions.filter(({ type }) => type === 'drop')).toHaveLength(2);
    pair.run();
    expect(pair.received(1)).toHaveLength(QUEUE_PACKETS + 1);
  });
});

describe('fragments that arrive', () => {
  /** The second end of an open pair, whose next expected number is 2. */
  const receiver = (links: readonly PairLink[] = [B1, B2]): ((link: string, ...hex: string[]) => string[]) & { readonly pair: BundlePair } => {
    const pair = openPair(links);
    const receive = (link: string, ...hex: string[]): string[] => {
      const before = pair.received(1).length;
      for (const octets of hex) pair.give(1, { type: 'fragment', link, octets: fromHex(octets) });
      return pair.received(1).slice(before).map(toHex);
    };
    return Object.assign(receive, { pair });
  };
  const expected = (pair: BundlePair): number => pair.ends[1].state.input.expected;
  const counters = (pair: BundlePair) => pair.ends[1].state.counters;

  it('are put together in their order, however they come', () => {
    const receive = receiver();
    const first = expected(receive.pair).toString(16).padStart(6, '0');
    const second = (expected(receive.pair) + 1).toString(16).padStart(6, '0');
    expect(receive('B2', `40${second} cd`)).toEqual([]);
    expect(receive('B1', `80${first} 0021 ab`)).toEqual(['abcd']);
    expect(counters(receive.pair)).toEqual({ lost: 0, reordered: 1, discarded: 0, lostReceived: 0 });
    expect([...receive.pair.ends[1].timers.keys()]).toEqual([]);
  });

  const word = (flags: string, sequence: number): string => flags + sequence.toString(16).padStart(6, '0');

  it('are lost once every link has passed them (M)', () => {
    const receive = receiver();
    const next = expected(receive.pair);
    receive('B1', word('80', next) + '0021aa');
    // next + 1 is missing; B2 is past it, B1 is not.
    expect(receive('B2', word('c0', next + 2) + '0021bb')).toEqual([]);
    expect(counters(receive.pair).lost).toBe(0);
    expect(receive('B1', word('c0', next + 3) + '0021cc')).toEqual(['bb', 'cc']);
    expect(counters(receive.pair)).toMatchObject({ lost: 1, discarded: 1 });
    expect(receive.pair.traces(1, 'mlp.lost')).toEqual([{ type: 'mlp.lost', sequence: next + 1, count: 1, because: 'overtaken' }]);
  });

  it('are lost at once on one link', () => {
    const receive = receiver([B1]);
    const next = expected(receive.pair);
    expect(receive('B1', word('c0', next + 5) + '0021aa')).toEqual(['aa']);
    expect(counters(receive.pair).lost).toBe(5);
  });

  it('are lost when nothing comes for a second', () => {
    const receive = receiver();
    const next = expected(receive.pair);
    receive('B2', word('c0', next + 1) + '0021aa');
    expect([...receive.pair.ends[1].timers.keys()]).toEqual(['lost-fragment']);
    const at = receive.pair.now;
    receive.pair.run();
    expect(receive.pair.now - at).toBe(1000);
    expect(receive.pair.received(1).map(toHex)).toEqual(['aa']);
    expect(receive.pair.traces(1, 'mlp.lost')).toMatchObject([{ because: 'timeout', count: 1 }]);
    // What was given up and comes now is too late.
    expect(receive('B1', word('c0', next) + '0021bb')).toEqual([]);
    expect(counters(receive.pair)).toMatchObject({ lost: 1, lostReceived: 1, discarded: 1 });
  });

  it('are lost with the link that should have brought them', () => {
    const receive = receiver();
    const next = expected(receive.pair);
    receive('B1', word('80', next) + '0021aa');
    receive('B1', word('c0', next + 2) + '0021bb');
    expect(counters(receive.pair).lost).toBe(0);
    receive.pair.cut('B2');
    expect(receive.pair.received(1).map(toHex)).toEqual(['bb']);
    expect(counters(receive.pair)).toMatchObject({ lost: 1, discarded: 1 });
  });

  it('take no more room than there is', () => {
    const receive = receiver();
    const next = expected(receive.pair);
    const long = 'ab'.repeat(1400);
    for (let number = 1; number < 20; number += 1) receive('B1', word('c0', next + number) + `0021${long}`);
    expect(receive.pair.ends[1].state.input.heldOctets).toBeLessThanOrEqual(2 * BUFFER_OCTETS_PER_LINK);
    expect(receive.pair.traces(1, 'mlp.lost')).toMatchObject([{ because: 'buffer-full', count: 1, sequence: next }]);
    expect(receive.pair.received(1)).toHaveLength(19);
  });

  it('that a line repeats or reorders are not looked at', () => {
    const receive = receiver([B1]);
    const next = expected(receive.pair);
    expect(receive('B1', word('c0', next) + '0021aa', word('c0', next) + '0021aa')).toEqual(['aa']);
    expect(counters(receive.pair).discarded).toBe(1);
  });

  it.each([4000, 0x100000])('that were overtaken by a false number %i ahead come through again after a few', (ahead) => {
    const receive = receiver();
    const next = expected(receive.pair);
    receive('B1', word('c0', next + ahead) + '0021ff');
    receive.pair.run();
    expect(counters(receive.pair).lost).toBeGreaterThan(0);
    const given = Array.from({ length: 8 }, (_, number) => receive(number % 2 === 0 ? 'B1' : 'B2', `${word('c0', next + number)}0021${number.toString(16).padStart(2, '0')}`)).flat();
    // The fourth on the link that brought the false one, and all that follow on either.
    expect(given).toEqual(['06', '07']);
    expect(expected(receive.pair)).toBe(next + 8);
  });

  it.each([[2000, 4], [300, 32]])('%i below what is expected are believed after %i in a row, whatever link they come on', (below, run) => {
    const receive = receiver();
    const next = expected(receive.pair);
    // The links have joined anew since the false number came, and tell nothing of it.
    const { state } = receive.pair.ends[1];
    receive.pair.ends[1].state = { ...state, input: { ...state.input, expected: next + below } };
    const given = Array.from({ length: run + 2 }, (_, number) => receive(number % 2 === 0 ? 'B1' : 'B2', `${word('c0', next + number)}0021aa`));
    expect(given.map((each) => each.length)).toEqual([...Array.from({ length: run - 1 }, () => 0), 1, 1, 1]);
  });

  it('without a beginning, or without an end, give nothing', () => {
    const receive = receiver([B1]);
    const next = expected(receive.pair);
    expect(receive('B1', word('40', next) + '0021aa', word('80', next + 1) + '0021bb', word('c0', next + 2) + '0021cc')).toEqual(['cc']);
    expect(counters(receive.pair)).toMatchObject({ lost: 0, discarded: 2 });
  });

  it('null ones carry a number and nothing else', () => {
    const receive = receiver([B1]);
    const next = expected(receive.pair);
    expect(receive('B1', word('c0', next))).toEqual([]);
    expect(expected(receive.pair)).toBe(next + 1);
    expect(counters(receive.pair).discarded).toBe(0);
  });

  it('of a packet that is longer than our MRRU are dropped', () => {
    const pair = openPair([B1], {}, { mrru: 600, peerMrru: 1524 });
    pair.give(0, { type: 'send', datagram: datagram(1, 700) });
    pair.run();
    expect(pair.received(1)).toEqual([]);
    expect(pair.traces(1, 'mlp.discarded')).toMatchObject([{ what: 'a packet of 700 octets is longer than our MRRU' }]);
  });

  it('from a link that has left, or cut short, are dropped', () => {
    const pair = openPair([B1]);
    pair.give(1, { type: 'fragment', link: 'B9', octets: LONG_FRAGMENT.serialize({ begin: true, end: true, sequence: 0, data: fromHex('002145') }) });
    pair.give(1, { type: 'fragment', link: 'B1', octets: fromHex('c000') });
    expect(pair.received(1)).toEqual([]);
    expect(pair.traces(1, 'mlp.discarded')).toHaveLength(2);
  });
});

describe('the network session of a bundle', () => {
  const types = (pair: BundlePair): string[] => pair.ends[0].actions.filter(({ type }) => type.startsWith('ip-')).map(({ type }) => type);

  it('opens with the first link, stays when another leaves, and closes with the last', () => {
    const pair = openPair([B1, B2]);
    expect(types(pair)).toEqual(['ip-up']);
    pair.cut('B1');
    expect(types(pair)).toEqual(['ip-up']);
    pair.cut('B2');
    expect(types(pair)).toEqual(['ip-up', 'ip-down']);
    // A new life begins with number zero.
    const from = pair.crossed.length;
    pair.join(B1);
    pair.run();
    expect(toHex(pair.crossed[from]?.octets.subarray(4, 8) ?? fromHex(''))).toBe('c0000000');
    expect(types(pair)).toEqual(['ip-up', 'ip-down', 'ip-up']);
  });

  it('waits for the links that are mandatory', () => {
    const pair = openPair([B1], { mandatoryLinks: 2 });
    expect(types(pair)).toEqual([]);
    pair.join(B2);
    pair.run();
    expect(types(pair)).toEqual(['ip-up']);
    pair.cut('B1');
    expect(types(pair)).toEqual(['ip-up', 'ip-down']);
  });

  it('rejects over the bundle what it does not speak', () => {
    const pair = openPair([B1]);
    pair.give(1, { type: 'whole', link: 'B1', packet: { protocol: 0x80fd, information: fromHex('01010004') } });
    pair.run();
    expect(toHex(pair.crossed.at(-1)?.octets ?? fromHex(''))).toBe('ff03003dc0000002c0210801000a80fd01010004');
    // The peer takes note and goes on.
    expect(pair.ends[0].state.network.ipcp.state).toBe('Open');
  });

  it('is closed by a peer that rejects IPCP over the bundle', () => {
    const pair = openPair([B1]);
    pair.give(0, { type: 'whole', link: 'B1', packet: { protocol: 0xc021, information: fromHex('0801000a802101010004') } });
    expect(types(pair)).toEqual(['ip-up', 'ip-down']);
  });

  it('answers echoes over the bundle, and takes no negotiation of LCP there', () => {
    const pair = openPair([B1]);
    const receive = (hex: string) => pair.give(1, { type: 'whole', link: 'B1', packet: { protocol: 0xc021, information: fromHex(hex) } });
    receive('0907000800000000');
    expect(toHex(pair.crossed.at(-1)?.octets.subarray(8) ?? fromHex(''))).toBe('c0210a07000800000000');
    const before = pair.crossed.length;
    receive('01010004');
    receive('0a07000800000000');
    receive('0b07000800000000');
    receive('00');
    expect(pair.crossed).toHaveLength(before);
    expect(pair.traces(1, 'ppp.unexpected')).toHaveLength(2);
  });
});

describe('which bundle a link joins (RFC 1990 §5.1.3)', () => {
  const local = (name: string) => ({ class: 1, address: fromText(name) });
  it.each<[string, BundleIdentity, BundleIdentity, boolean]>([
    ['1: neither discriminator nor name', {}, {}, true],
    ['2: the same discriminator', { discriminator: local('a') }, { discriminator: local('a') }, true],
    ['2: another discriminator', { discriminator: local('a') }, { discriminator: local('b') }, false],
    ['2: another class', { discriminator: local('abcd') }, { discriminator: { class: 2, address: fromText('abcd') } }, false],
    ['3: the same name', { peerName: 'R2' }, { peerName: 'R2' }, true],
    ['3: another name', { peerName: 'R2' }, { peerName: 'R3' }, false],
    ['4: both the same', { peerName: 'R2', discriminator: local('a') }, { peerName: 'R2', discriminator: local('a') }, true],
    ['4: another discriminator', { peerName: 'R2', discriminator: local('a') }, { peerName: 'R2', discriminator: local('b') }, false],
    ['4: another name', { peerName: 'R2', discriminator: local('a') }, { peerName: 'R3', discriminator: local('a') }, false],
    ['a discriminator on one link only', { peerName: 'R2', discriminator: local('a') }, { peerName: 'R2' }, false],
    ['the null class is none', { peerName: 'R2', discriminator: { class: 0, address: fromHex('') } }, { peerName: 'R2' }, true],
  ])('%s', (_case, a, b, same) => {
    expect(sameBundle(a, b)).toBe(same);
    expect(sameBundle(b, a)).toBe(same);
  });

  it.each<[BundleIdentity, 'authenticated' | 'endpoint' | 'both', string]>([
    [{ peerName: 'R2', discriminator: local('dallas') }, 'authenticated', 'R2'],
    [{ peerName: 'R2', discriminator: local('dallas') }, 'endpoint', 'dallas'],
    [{ peerName: 'R2', discriminator: local('dallas') }, 'both', 'R2/dallas'],
    [{ discriminator: { class: 2, address: fromHex('ac0c0c01') } }, 'authenticated', '172.12.12.1'],
    [{ discriminator: { class: 3, address: fromHex('00000c112233') } }, 'authenticated', '0000.0c11.2233'],
    [{ discriminator: { class: 4, address: fromHex('12345678') } }, 'authenticated', '12345678'],
    [{ discriminator: { class: 5, address: fromText('5557777') } }, 'authenticated', '5557777'],
    [{ discriminator: { class: 1, address: fromHex('0001') } }, 'authenticated', '0001'],
    [{ peerName: 'R2' }, 'endpoint', 'R2'],
    [{}, 'both', '(unnamed)'],
  ])('%o is called by %s: %s', (identity, rule, name) => {
    expect(bundleName(identity, rule)).toBe(name);
  });

  const offer: LinkOffer = { link: 'B2', bitsPerSecond: 64_000, mrru: 1524, peerMrru: 1524, peerMru: 1500, shortSequence: false };
  const bundle = step(createBundle(bundlePolicy({ maximumLinks: 2 }), 'R2'), { type: 'join', offer: { ...offer, link: 'B1' } }, 0)[0];
  it.each<[Partial<LinkOffer>, object | undefined]>([
    [{}, undefined],
    [{ mrru: 1600 }, { because: 'mrru', bundleMrru: 1524, linkMrru: 1600 }],
    [{ peerMrru: 1500 }, { because: 'peer-mrru', bundleMrru: 1524, linkMrru: 1500 }],
    [{ shortSequence: true }, { because: 'short-sequence' }],
  ])('a link of that bundle with %o: %o', (changes, misfit) => {
    expect(misfitOf({ ...offer, ...changes }, bundle)).toEqual(misfit);
  });

  it('no more links than the maximum', () => {
    const full = step(bundle, { type: 'join', offer }, 0)[0];
    expect(misfitOf({ ...offer, link: 'B3' }, full)).toEqual({ because: 'too-many-links' });
  });
});
