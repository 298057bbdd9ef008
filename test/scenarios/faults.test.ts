// Faults that go on and off while the lab runs: what each does to a callback, that the world stays lawful and comes back to
// rest, and that what the trace says of frames is what captures and counters say.

import { describe, expect, it } from 'vitest';
import { faultName, faultText, type LabFault } from '../../src/network/fault.ts';
import type { CapturedFrame, World } from '../../src/network/world.ts';
import { checkFcs } from '../../src/wire/hdlc.ts';
import { findElement, Q931_MESSAGE } from '../../src/wire/q931.ts';
import { callbackWorld, clientConfig, LINES, serverConfig, settled, type EndOptions } from '../support/configs.ts';
import { capture, events, labOf, ping, wait } from '../support/lab.ts';
import { callsOf, expectQuiet } from '../support/lawful.ts';
import { codeOf, why } from '../support/why.ts';

const SERVER = '172.12.12.1';
const R1 = { router: 'R1', interface: 'BRI0' } as const;
const R2 = { router: 'R2', interface: 'BRI0' } as const;
const IDLE_PENDING = 2;

/** A world in which the return call is up and carries packets. */
function calledBack(server: EndOptions = {}, client: EndOptions = {}): World {
  const world = callbackWorld(server, client);
  ping(world, 'R2', SERVER);
  wait(world, 20);
  expect(ping(world, 'R2', SERVER)).toBe('!!!!!');
  return world;
}

/** With the fault on from the beginning, R2 tries; with it off again, it is called back. */
function tried(fault: LabFault, seconds = 40): World {
  const world = callbackWorld();
  world.faults.set(fault);
  ping(world, 'R2', SERVER);
  wait(world, seconds);
  return world;
}

/** Nothing is left of what was tried, and a callback works. */
function expectMended(world: World): void {
  world.faults.clearAll();
  wait(world, 200);
  expectQuiet(world, IDLE_PENDING);
  ping(world, 'R2', SERVER);
  wait(world, 20);
  expect(ping(world, 'R2', SERVER)).toBe('!!!!!');
  wait(world, 200);
  expectQuiet(world, IDLE_PENDING);
}

const faultEvents = (world: World): string[] => world.recorder.events.flatMap(({ event }) => (event.type === 'fault.on' || event.type === 'fault.off' ? [`${event.type} ${event.fault}`] : []));

describe('a fault before the call', () => {
  it.each([
    [{ kind: 'no-circuit', cause: 34 }, 34, 'NO-CIRCUIT'],
    [{ kind: 'no-circuit', cause: 42 }, 42, 'NO-CIRCUIT'],
    [{ kind: 'busy', number: '5557777' }, 17, 'BUSY'],
    [{ kind: 'no-response', number: '5557777' }, 18, 'NO-RESPONSE'],
    [{ kind: 'no-answer', number: '5557777' }, 16, 'NO-ANSWER'],
    [{ kind: 'slow-answer', number: '5557777', ms: 45_000 }, 16, 'NO-ANSWER'],
  ] satisfies [LabFault, number, string][])('%j', (fault, cause, code) => {
    const world = tried(fault);
    const records = events(world, 'exchange.callRecord').map(({ event }) => event);
    expect(records.length).toBeGreaterThan(0);
    for (const record of records) {
      expect(record.cause).toBe(cause);
      expect(record.answeredAt).toBeUndefined();
    }
    const lines = why(world, 'R2');
    expect(codeOf(lines)).toBe(code);
    expect(lines.join('\n')).toContain(`the fault "${faultText(fault)}" is on ("no fault ${faultName(fault)}" at the lab prompt ends it)`);
    expectMended(world);
    expect(faultEvents(world)).toEqual([`fault.on ${faultText(fault)}`, `fault.off ${faultText(fault)}`]);
  });

  it('a line that is cut has no layer 1 at either end, and nobody calls there', () => {
    const world = tried({ kind: 'cut', ...R2 });
    expect(world.routers.get('R2')?.isdn()[0]?.layer1Active).toBe(false);
    expect(world.exchange.port('R2', 'BRI0')?.active).toBe(false);
    expect(events(world, 'exchange.callRecord')).toEqual([]);
    expect(codeOf(why(world, 'R2'))).toBe('LAYER2-DOWN');
    expectMended(world);
    const other = tried({ kind: 'cut', ...R1 });
    expect(events(other, 'exchange.callRecord')[0]?.event.cause).toBe(18);
    expect(codeOf(why(other, 'R2'))).toBe('NO-RESPONSE');
    expectMended(other);
  });

  it('without a D channel no call comes to the exchange', () => {
    const world = tried({ kind: 'd-channel', ...R2 });
    expect(events(world, 'exchange.callRecord')).toEqual([]);
    const lost = events(world, 'fault.frame').map(({ event }) => event);
    expect(lost.length).toBeGreaterThan(0);
    for (const event of lost) expect(event).toMatchObject({ router: 'R2', channel: 'D', bits: 0 });
    expect(world.faults.list()[0]?.lostFrames).toBe(lost.length);
    expectMended(world);
  });

  it('without a B channel the call is up, and LCP is not', () => {
    const world = tried({ kind: 'b-channel', ...R1, channel: 1 }, 60);
    expect(events(world, 'exchange.call').some(({ event }) => event.outcome === 'answered')).toBe(true);
    expect(codeOf(why(world, 'R2'))).toBe('LCP-FAILED');
    expectMended(world);
  });

  it('a slow answer within the wait for carrier is waited for, ringing', () => {
    const world = callbackWorld();
    world.faults.set({ kind: 'slow-answer', number: '5557777', ms: 20_000 });
    ping(world, 'R2', SERVER);
    wait(world, 60);
    const [first] = events(world, 'exchange.callRecord').map(({ event }) => event);
    expect((first?.answeredAt ?? 0) - (first?.alertedAt ?? 0)).toBeGreaterThanOrEqual(20_000);
    expect(codeOf(why(world, 'R2'))).toBe('OK-CALLBACK');
  });

  it.each([
    ['5551111', '5551111'],
    [undefined, undefined],
  ])('the calling number is shown as %s, and billed as it is', (shown, expected) => {
    const world = callbackWorld();
    world.faults.set({ kind: 'calling-number', ...R2, shown });
    ping(world, 'R2', SERVER);
    wait(world, 5);
    const setup = events(world, 'q931.message', 'R1').find(({ event }) => event.direction === 'RX' && event.message.messageType === Q931_MESSAGE.SETUP);
    expect(setup && findElement(setup.event.message, 'callingPartyNumber')?.digits).toBe(expected);
    expect(events(world, 'exchange.callRecord')[0]?.event.calling).toBe('5558888');
    expectMended(world);
  });

  it('glare: the calls from outside have the channels, the router\'s own is refused for want of one, and the next goes through', () => {
    const world = callbackWorld();
    world.faults.set({ kind: 'glare', ...R2 });
    ping(world, 'R2', SERVER);
    const [outside, another, own] = events(world, 'exchange.callRecord').map(({ event }) => event).sort((a, b) => a.circuit - b.circuit);
    expect(outside).toMatchObject({ caller: { router: 'outside' }, callee: { router: 'R2', channel: 1 } });
    expect(another).toMatchObject({ caller: { router: 'outside' }, callee: { router: 'R2', channel: 2 } });
    expect(own).toMatchObject({ caller: { router: 'R2' }, cause: 34, endedBy: 'exchange' });
    expect(world.faults.list()[0]?.until).toBeDefined();
    wait(world, 20);
    expect(codeOf(why(world, 'R2'))).toBe('OK-CALLBACK');
    wait(world, 200);
    expectQuiet(world, IDLE_PENDING);
  });
});

describe('a fault in mid-call', () => {
  it('a cut ends the call at both ends with cause 27', () => {
    const world = calledBack();
    world.faults.set({ kind: 'cut', ...R1 });
    wait(world, 5);
    expect(callsOf(world)).toEqual([]);
    expect(events(world, 'exchange.callRecord').at(-1)?.event).toMatchObject({ cause: 27 });
    for (const name of ['R1', 'R2']) expect(events(world, 'dialer.released', name).at(-1)?.event.cause).toBe(27);
    expectMended(world);
  });

  it('a lost B channel is found out by keepalives', () => {
    const world = calledBack();
    world.faults.set({ kind: 'b-channel', ...R2, channel: 1 });
    expect(ping(world, 'R2', SERVER)).toBe('.....');
    wait(world, 90);
    expect(callsOf(world)).toEqual([]);
    expectMended(world);
  });

  it('a lost D channel is found out by its data link', () => {
    const world = calledBack();
    world.faults.set({ kind: 'd-channel', ...R1 });
    wait(world, 60);
    expect(events(world, 'isdn.layer2', 'R1').at(-1)?.event.to).toBe('down');
    expectMended(world);
  });
});

describe('noise', () => {
  const RATES = [1e-5, 1e-4, 3e-4, 1e-3];

  function noisy(rate: number, where: 'b' | 'd' | 'all', seed = 1): { world: World; frames: CapturedFrame[] } {
    const world = settled(labOf({ R1: serverConfig(), R2: clientConfig() }, LINES), seed);
    const frames = capture(world);
    world.faults.set({ kind: 'noise', ...R1, rate, where });
    for (let i = 0; i < 4; i += 1) {
      ping(world, 'R2', SERVER);
      wait(world, 40);
    }
    return { world, frames };
  }

  it.each(RATES)('at %d makes as many bad frames as the trace counts', (rate) => {
    const { world, frames } = noisy(rate, 'all');
    const damaged = events(world, 'fault.frame').map(({ event }) => event);
    for (const channel of ['D', 'B']) {
      const spoilt = damaged.filter((event) => event.channel.startsWith(channel) && event.spoilt).length;
      const linkType = channel === 'D' ? 'lapd' : 'ppp';
      // Of what the routers send on the D channel the exchange hears: it counts those.
      const heard = frames.filter((frame) => frame.linkType === linkType && frame.direction === 'received' && !checkFcs(frame.octets).ok).length;
      const atExchange = channel === 'D' ? events(world, 'frame.bad', 'exchange').filter(({ event }) => event.reason.includes('bad FCS')).length : 0;
      expect(heard + atExchange).toBe(spoilt);
    }
    expect(world.faults.list()[0]?.damagedFrames).toBe(damaged.length);
    if (rate >= 1e-4) expect(damaged.length).toBeGreaterThan(0);
    expectMended(world);
  });

  it('counts as CRC errors where it arrives', () => {
    const { world } = noisy(3e-4, 'b');
    const spoilt = events(world, 'fault.frame').filter(({ event }) => event.spoilt);
    const crc = (router: string) => ['BRI0:1', 'BRI0:2'].reduce((sum, name) => sum + (world.routers.get(router)?.interface(name)?.counters.crc ?? 0), 0);
    // A frame that comes when its call is over is nobody's.
    const late = events(world, 'frame.bad').length;
    expect(crc('R1') + crc('R2')).toBe(late);
    expect(late).toBeLessThanOrEqual(spoilt.length);
    expect(late).toBeGreaterThan(0);
  });

  it('has a random stream of its own: the same again with the same seed, and nothing else is drawn otherwise', () => {
    const one = noisy(3e-4, 'b');
    const same = noisy(3e-4, 'b');
    const other = noisy(3e-4, 'b', 2);
    const told = ({ world }: { world: World }) => events(world, 'fault.frame').map(({ at, event }) => [at, event]);
    expect(told(same)).toEqual(told(one));
    expect(told(other)).not.toEqual(told(one));
    const quiet = callbackWorld();
    const faulty = callbackWorld();
    faulty.faults.set({ kind: 'noise', ...R1, rate: 1e-9, where: 'all' });
    for (const world of [quiet, faulty]) {
      ping(world, 'R2', SERVER);
      wait(world, 60);
    }
    const rest = (world: World) => world.recorder.events.filter(({ event }) => !event.type.startsWith('fault.')).map(({ at, device, event }) => [at, device, event]);
    expect(rest(faulty)).toEqual(rest(quiet));
  });

  it.each([1, 2, 3, 4, 5])('stays lawful when much is lost (seed %i)', (seed) => {
    const { world } = noisy(3e-3, 'all', seed);
    expectMended(world);
  });
});

describe('power', () => {
  it('off in mid-callback: the return call is never made, and the client gives up waiting', () => {
    const world = callbackWorld();
    ping(world, 'R2', SERVER);
    world.routers.get('R1')?.powerOff();
    expect(world.routers.get('R1')?.powered).toBe(false);
    wait(world, 120);
    expect(events(world, 'exchange.callRecord')).toHaveLength(1);
    expect(callsOf(world)).toEqual([]);
    expect(ping(world, 'R2', SERVER)).toBe('.....');
    expect(why(world, 'R2')[0]).toMatch(/^Cause: NO-RESPONSE - .*: R1 is switched off$/);
    world.routers.get('R1')?.powerOn();
    wait(world, 10);
    expect(world.routers.get('R1')?.restartReason).toBe('power-on');
    expectMended(world);
  });

  it('a reload in mid-callback forgets the return call that is owed', () => {
    const world = callbackWorld();
    ping(world, 'R2', SERVER);
    wait(world, 2);
    world.routers.get('R1')?.reload();
    wait(world, 60);
    expect(events(world, 'dialer.attempt', 'R1')).toEqual([]);
    expectMended(world);
  });

  it('off in mid-call ends it for the other end, off and on at boot harms nothing', () => {
    const world = calledBack();
    world.routers.get('R2')?.powerOff();
    wait(world, 5);
    expect(callsOf(world)).toEqual([]);
    expect(events(world, 'dialer.released', 'R1').at(-1)?.event.cause).toBe(27);
    for (let i = 0; i < 3; i += 1) {
      world.routers.get('R2')?.powerOn();
      wait(world, 1);
      world.routers.get('R2')?.powerOff();
      wait(world, 1);
    }
    expect(events(world, 'sys.restart', 'R2')).toHaveLength(1);
    world.routers.get('R2')?.powerOn();
    wait(world, 10);
    expect(events(world, 'sys.restart', 'R2')).toHaveLength(2);
    expectMended(world);
  });
});

describe('faults of a lab', () => {
  it('go on and off at their times', () => {
    const timed = [
      { fault: { kind: 'cut', ...R1 }, fromMs: 30_000, untilMs: 60_000 },
      { fault: { kind: 'noise', ...R2, rate: 1e-6, where: 'b' }, fromMs: 0 },
    ] as const;
    const world = callbackWorld({}, {}, { faults: { busy: ['17'], noAnswer: [], noResponse: [], timed } });
    wait(world, 100);
    const told = world.recorder.events.flatMap(({ at, event }) => (event.type === 'fault.on' || event.type === 'fault.off' ? [`${at} ${event.type} ${event.fault}`] : []));
    expect(told).toEqual(['0 fault.on busy 17', '0 fault.on noise R2 BRI0 1e-6 b', '30000 fault.on cut R1 BRI0', '60000 fault.off cut R1 BRI0']);
    expect(events(world, 'isdn.layer2', 'R1').map(({ at, event }) => `${Math.floor(at / 1000)} ${event.to}`)).toEqual(['2 up', '30 down', '60 up']);
    expect(world.faults.list().map(({ text, until }) => [text, until])).toEqual([['busy 17', undefined], ['noise R2 BRI0 1e-6 b', undefined], ['cut R1 BRI0', 60_000]]);
  });
});
