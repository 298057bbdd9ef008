// Bandwidth allocation (RFC 2125) between two routers over ISDN: the load asks for a link or lets one go, and the ends agree on who
// calls whom, at what number, or that nothing is to be done. R2 calls R1 first in all of these.

import { describe, expect, it } from 'vitest';
import { must } from '../../src/base/assert.ts';
import type { TraceEvent } from '../../src/network/trace.ts';
import type { World } from '../../src/network/world.ts';
import { BAP, type BapPacket } from '../../src/wire/bap.ts';
import { settled } from '../support/configs.ts';
import { events, labNamed, ping, type, wait } from '../support/lab.ts';
import { expectQuiet } from '../support/lawful.ts';
import { bundleOf, linksOf, load, multilinkWorld, routerOf, waitUntil } from '../support/multilink.ts';

const R1 = '172.12.12.1';
const BAP_LINES = ['ppp multilink bap'];
const THRESHOLD = 'dialer load-threshold 60 either';
const PENDING = 2;

/** Two routers with `ppp multilink bap`; `R2` looks at the load unless its lines say otherwise. */
function bapWorld(r1: readonly string[], r2: readonly string[], threshold: readonly string[] = [THRESHOLD]): World {
  return multilinkWorld({ more: [...BAP_LINES, ...r1] }, { more: [...BAP_LINES, ...threshold, ...r2] });
}

function loaded(world: World, seconds = 40): World {
  expect(ping(world, 'R2', R1)).toMatch(/!!!!$/);
  const traffic = load(world, 'R2', R1);
  waitUntil(world, seconds, () => linksOf(world, 'R2').length === 2);
  wait(world, 2);
  traffic.stop();
  wait(world, 2);
  return world;
}

/** BAP packets that a router sent: kind, answer, reason. */
function sent(world: World, name: string): readonly string[] {
  return events(world, 'bap.packet', name).filter(({ event }) => event.direction === 'O').map(({ event }) => {
    const parsed = BAP.parse(event.octets);
    return parsed.ok ? words(parsed.value) : 'malformed';
  });
}

function words(packet: BapPacket): string {
  const reason = packet.options.find((option) => option.kind === 'reason');
  return [packet.kind, ...('answer' in packet ? [packet.answer] : []), ...(reason?.kind === 'reason' ? [reason.text] : [])].join(' ');
}

/** Whom a router dialled for the second link. */
function dialled(world: World, name: string): readonly string[] {
  return events(world, 'dialer.attempt', name).filter(({ event }) => event.reason === 'load').map(({ event }) => event.number);
}

function told<Type extends TraceEvent['type']>(world: World, kind: Type, name: string): readonly Extract<TraceEvent, { type: Type }>[] {
  return events(world, kind, name).map(({ event }) => event);
}

describe('a second link by agreement', () => {
  it('is called by whoever asked, and goes by agreement when the load has fallen', () => {
    const world = loaded(bapWorld(['ppp bap number default 5557777'], ['ppp bap call request']));
    expect(sent(world, 'R2')).toEqual(['CallRequest', 'CallStatusIndication']);
    expect(sent(world, 'R1')).toEqual(['CallResponse ack', 'CallStatusResponse ack']);
    expect(dialled(world, 'R2')).toEqual(['5557777']);
    expect(dialled(world, 'R1')).toEqual([]);
    const bap = must(bundleOf(world, 'R2')?.allocation, 'BAP').bap;
    expect(bap).toMatchObject({ open: true, request: undefined, pending: undefined, indication: undefined, links: [{ id: 'BRI0:1', own: 1, peer: 1 }, { id: 'BRI0:2', own: 2, peer: 2 }] });
    expect(bap.favored).not.toBe(bundleOf(world, 'R1')?.allocation?.bap.favored);
    expect(waitUntil(world, 120, () => linksOf(world, 'R2').length === 1)).toBeLessThan(100);
    wait(world, 1);
    expect(sent(world, 'R2').slice(2)).toEqual(['LinkDropQueryRequest']);
    expect(sent(world, 'R1').slice(2)).toEqual(['LinkDropQueryResponse ack']);
    expect(linksOf(world, 'R1')).toEqual(['BRI0:1']);
    // RFC 2125 §6.6: the link is closed in an orderly way, and then the call.
    expect(told(world, 'dialer.disconnecting', 'R2').map(({ reason }) => reason)).toEqual(['load below threshold']);
    wait(world, 300);
    expectQuiet(world, PENDING);
    expect(bundleOf(world, 'R2')).toBeUndefined();
  });

  it('is one with which the peer calls back', () => {
    const world = loaded(bapWorld(['ppp bap callback accept'], ['ppp bap callback request', 'ppp bap number default 5558888']));
    expect(sent(world, 'R2')).toEqual(['CallbackRequest', 'CallStatusResponse ack']);
    expect(sent(world, 'R1')).toEqual(['CallbackResponse ack', 'CallStatusIndication']);
    expect(dialled(world, 'R1')).toEqual(['5558888']);
    expect(dialled(world, 'R2')).toEqual([]);
    expect(linksOf(world, 'R2')).toEqual(['BRI0:1', 'BRI0:2']);
    for (const name of ['R1', 'R2']) expect(bundleOf(world, name)?.allocation?.bap.pending).toBeUndefined();
    // The bill of the second link is R1's, and R1 lets it go when it may.
    expect(waitUntil(world, 120, () => linksOf(world, 'R2').length === 1)).toBeLessThan(100);
  });

  it('may be asked for by the end that was called', () => {
    const world = loaded(bapWorld(['ppp bap call request', THRESHOLD], [], []));
    expect(sent(world, 'R1')).toEqual(['CallRequest', 'CallStatusIndication']);
    expect(dialled(world, 'R1')).toEqual(['5558888']);
    expect(linksOf(world, 'R1')).toEqual(['BRI0:1', 'BRI0:2']);
  });

  it('is one of a dialer profile, which the interface below had answered for', () => {
    const world = settled(labNamed('dialer-profiles'));
    const end = (name: string, ...lines: string[]): void => type(world, name, 'interface bri0', 'ppp multilink bap', 'interface dialer2', 'ppp multilink bap', 'load-interval 30', ...lines);
    end('hub', 'ppp bap callback accept');
    end('west', 'ppp bap callback request', 'ppp bap number default 5551002', 'dialer load-threshold 60');
    expect(ping(world, 'west', '10.1.2.1')).toMatch(/!!!!$/);
    const traffic = load(world, 'west', '10.1.2.1');
    expect(waitUntil(world, 40, () => linksOf(world, 'west').length === 2)).toBeLessThan(40);
    traffic.stop();
    expect(dialled(world, 'hub')).toEqual(['5551002']);
  });

  it('comes without a number where the known one will do, and goes where the digits say', () => {
    expect(dialled(loaded(bapWorld([], ['ppp bap call request'])), 'R2')).toEqual(['5557777']);
    const world = loaded(bapWorld(['ppp bap number default 5557777', 'ppp bap number secondary 5557000'], ['ppp bap call request']), 20);
    // The first channel is in a call by the first number: only the second is told, and nobody has it.
    expect(dialled(world, 'R2')[0]).toBe('5557000');
    expect(told(world, 'bap.failed', 'R2')[0]).toMatchObject({ status: 1, retry: false, number: '5557000' });
    expect(told(world, 'bap.failed', 'R1')[0]).toMatchObject({ by: 'the peer', status: 1 });
    expect(bundleOf(world, 'R1')?.allocation?.bap.pending).toBeUndefined();
  });

  it('is none of the bundle where the peer says something else of itself on it', () => {
    const world = bapWorld([], ['ppp bap call request']);
    ping(world, 'R2', R1);
    type(world, 'R1', 'interface bri0', 'ppp multilink endpoint string other');
    loaded(world, 35);
    expect(dialled(world, 'R2')).toHaveLength(1);
    expect(routerOf(world, 'R2').bundles()).toHaveLength(2);
    expect(told(world, 'bap.failed', 'R2')).toMatchObject([{ by: 'this end', status: 255, retry: false }]);
    for (const name of ['R1', 'R2']) for (const bundle of routerOf(world, name).bundles()) expect(bundle.allocation?.bap.pending).toBeUndefined();
  });

  it('is tried as often as is said, at each number', () => {
    const numbers = ['ppp bap number default 7000', 'ppp bap number secondary 7001'];
    const world = loaded(bapWorld(['ppp bap callback accept', 'ppp bap max dial-attempts 2'], ['ppp bap callback request', ...numbers]), 35);
    expect(dialled(world, 'R1').slice(0, 2)).toEqual(['5557001', '5557001']);
    expect(told(world, 'bap.failed', 'R2').slice(0, 2).map(({ retry }) => retry)).toEqual([true, false]);
  });
});

describe('what is refused', () => {
  it.each<[string, readonly string[], readonly string[], string]>([
    ['a call', ['no ppp bap call accept'], ['ppp bap call request'], 'CallResponse rej not accepted'],
    ['a callback, which nobody accepts by default', [], ['ppp bap callback request'], 'CallbackResponse rej not accepted'],
    ['a call that the load does not call for', ['dialer load-threshold 250'], ['ppp bap call request'], 'CallResponse nak load'],
    ['a call beyond the links that there may be', ['ppp multilink links maximum 1'], ['ppp bap call request'], 'CallResponse full-nak maximum links'],
    ['a link of another type', ['ppp bap link types analog'], ['ppp bap call request'], 'CallResponse nak link type'],
  ])('%s', (_what, r1, r2, answer) => {
    const world = loaded(bapWorld(r1, r2), 30);
    expect(linksOf(world, 'R2')).toEqual(['BRI0:1']);
    expect(sent(world, 'R1')).toEqual([answer]);
    expect(dialled(world, 'R2')).toEqual([]);
    expect(ping(world, 'R2', R1)).toBe('!!!!!');
  });

  it('is a callback for which neither end has a number', () => {
    const unnamed = { more: [...BAP_LINES, 'ppp bap callback accept'], maps: ['ip 172.12.12.2 name R2 broadcast'] };
    const lines = [...BAP_LINES, THRESHOLD, 'ppp bap callback request'];
    const known = loaded(multilinkWorld(unnamed, { more: lines }), 30);
    // R1 knows from where R2 has called.
    expect(dialled(known, 'R1')).toEqual(['5558888']);
    const hidden = multilinkWorld(unnamed, { more: lines });
    hidden.faults.set({ kind: 'calling-number', router: 'R2', interface: 'BRI0', shown: undefined });
    loaded(hidden, 30);
    expect(sent(hidden, 'R1')).toEqual(['CallbackResponse nak no number']);
    const told = multilinkWorld({ ...unnamed, more: [...unnamed.more, 'ppp bap number prefix 555'] }, { more: [...lines, 'ppp bap number default 8888'] });
    told.faults.set({ kind: 'calling-number', router: 'R2', interface: 'BRI0', shown: undefined });
    expect(dialled(loaded(told, 30), 'R1')).toEqual(['5558888']);
  });

  it('has call and callback tried in turn', () => {
    const world = loaded(bapWorld(['no ppp bap call accept', 'ppp bap callback accept'], ['ppp bap call request', 'ppp bap callback request']));
    expect(sent(world, 'R2').slice(0, 2)).toEqual(['CallRequest', 'CallbackRequest']);
    expect(linksOf(world, 'R2')).toEqual(['BRI0:1', 'BRI0:2']);
  });

  it('is nothing asked by two that wait for each other', () => {
    const world = loaded(bapWorld([], []), 30);
    expect(sent(world, 'R2')).toEqual([]);
    expect(told(world, 'bap.notRequested', 'R2')).toEqual([{ type: 'bap.notRequested', kind: 'link', links: 1, load: expect.any(Number), threshold: 60, because: 'not-configured' }]);
  });

  it.each<[string, readonly string[], string]>([
    ['not accepted', ['no ppp bap drop accept'], 'LinkDropQueryResponse rej not accepted'],
    ['above the load of the other end', ['dialer load-threshold 1'], 'LinkDropQueryResponse nak load'],
  ])('a link that is to go: %s', (_what, r1, answer) => {
    const world = loaded(bapWorld([...r1, 'ppp bap number default 5557777'], ['ppp bap call request']));
    expect(linksOf(world, 'R2')).toHaveLength(2);
    wait(world, 90);
    expect(sent(world, 'R1')).toContain(answer);
    expect(linksOf(world, 'R2')).toHaveLength(2);
  });
});

describe('both at once', () => {
  it('the favored peer\'s request counts', () => {
    const lines = ['ppp bap call request', THRESHOLD];
    const world = loaded(bapWorld([...lines], ['ppp bap call request']));
    wait(world, 5);
    expect(linksOf(world, 'R2')).toHaveLength(2);
    for (const name of ['R1', 'R2']) {
      const favored = bundleOf(world, name)?.allocation?.bap.favored;
      expect(told(world, 'bap.race', name)).toEqual([{ type: 'bap.race', ours: 'call', theirs: 'call', won: favored }]);
      expect(dialled(world, name)).toHaveLength(favored === true ? 1 : 0);
    }
  });
});

describe('a peer without bandwidth allocation', () => {
  it('leaves plain multilink', () => {
    const world = loaded(multilinkWorld({}, { more: [...BAP_LINES, THRESHOLD, 'ppp bap call request'] }));
    expect(sent(world, 'R2')).toEqual([]);
    expect(bundleOf(world, 'R2')?.allocation?.bacp).toBe('Stopped');
    expect(dialled(world, 'R2')).toEqual(['5557777']);
    expect(linksOf(world, 'R2')).toHaveLength(2);
    expect(waitUntil(world, 120, () => linksOf(world, 'R2').length === 1)).toBeLessThan(100);
  });

  it('is done without where it is required', () => {
    const world = multilinkWorld({}, { more: ['ppp multilink bap required'] });
    expect(ping(world, 'R2', R1)).not.toMatch(/!!/);
    expect(told(world, 'bap.required', 'R2').length).toBeGreaterThan(0);
    wait(world, 60);
    expect(linksOf(world, 'R2')).toEqual([]);
    type(world, 'R1', 'interface bri0', 'ppp multilink bap');
    wait(world, 60);
    ping(world, 'R2', R1);
    expect(ping(world, 'R2', R1)).toBe('!!!!!');
  });
});

describe('what is lost on the way', () => {
  /** Packets of that code, by the fragment with which they begin. */
  function losing(world: World, code: number, isLost: () => boolean): void {
    for (const channel of ['R1', 'R2'].flatMap((name) => routerOf(world, name).isdnPort('BRI0')?.channels ?? [])) {
      channel.port.fault = (octets) => {
        // Address, control, protocol, sequence number, and what is in the fragment.
        const isBap = octets[2] === 0 && octets[3] === 0x3d && ((octets[4] ?? 0) & 0x80) !== 0 && octets[8] === 0xc0 && octets[9] === 0x2d;
        return isBap && octets[10] === code && isLost() ? undefined : octets;
      };
    }
  }

  it.each([['CallRequest', 1], ['CallResponse', 2], ['CallStatusIndication', 7], ['CallStatusResponse', 8]] as const)('%s is repeated', (_kind, code) => {
    const world = bapWorld([], ['ppp bap call request']);
    let lost = 0;
    losing(world, code, () => (lost += 1) <= 2);
    loaded(world, 60);
    wait(world, 10);
    expect(lost).toBe(3);
    expect(linksOf(world, 'R2')).toHaveLength(2);
    expect(dialled(world, 'R2')).toHaveLength(1);
    for (const name of ['R1', 'R2']) expect(bundleOf(world, name)?.allocation?.bap).toMatchObject({ request: undefined, pending: undefined, indication: undefined });
  });

  it.each([[[], 2], [['ppp bap drop after-retries'], 1]] as const)('a link that nobody answers for: %j', (lines, links) => {
    const world = bapWorld([], ['ppp bap call request', ...lines]);
    losing(world, 6, () => true);
    loaded(world);
    expect(linksOf(world, 'R2')).toHaveLength(2);
    wait(world, 75);
    expect(told(world, 'bap.noResponse', 'R2')).toEqual([{ type: 'bap.noResponse', kind: 'drop', transmissions: 4 }]);
    expect(linksOf(world, 'R2')).toHaveLength(links);
  });
});
