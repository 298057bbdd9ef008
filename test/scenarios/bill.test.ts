// The telephone bill against everybody else who counts: the routers' own call times, the frames on the D channels, and sums
// done by hand. Calls to which nobody answers cost nothing, and what callback saves is told.

import { describe, expect, it } from 'vitest';
import { ANY_TIME, DEFAULT_TARIFFS, type Tariffs } from '../../src/network/exchange/tariff.ts';
import type { CapturedFrame, World } from '../../src/network/world.ts';
import { bill } from '../../src/views/bill.ts';
import { checkFcs } from '../../src/wire/hdlc.ts';
import { LAPD_FRAME } from '../../src/wire/q921.ts';
import { Q931_CODEC, Q931_MESSAGE } from '../../src/wire/q931.ts';
import { callbackWorld, clientConfig, LINES, serverConfig, settled, type EndOptions } from '../support/configs.ts';
import { capture, events, labOf, lineOf, ping, type, wait } from '../support/lab.ts';
import { why } from '../support/why.ts';

const SERVER = '172.12.12.1';

/** R2 pays 0.30 a started minute and 0.05 set-up, R1 0.001 a started second. */
const TARIFFS: Tariffs = {
  ...DEFAULT_TARIFFS,
  currency: 'DEM',
  rates: [
    { ...ANY_TIME, name: 'dear', from: ['R2'], setUpMicros: 50_000, unitMicros: 300_000 },
    { ...ANY_TIME, name: 'cheap', from: ['R1'], unitMicros: 1000, unitMs: 1000 },
  ],
};

const billOf = (world: World, router?: string): readonly string[] =>
  bill({ records: world.recorder.events, lab: world.lab, now: world.clock.now, incomplete: false }, router);
const records = (world: World) => events(world, 'exchange.callRecord').map(({ event }) => event);

function run(server: EndOptions = {}, client: EndOptions = {}, more: Parameters<typeof callbackWorld>[2] = {}): { world: World; frames: CapturedFrame[] } {
  const world = callbackWorld(server, client, { tariffs: TARIFFS, ...more });
  const frames = capture(world);
  ping(world, 'R2', SERVER);
  wait(world, 20);
  ping(world, 'R2', SERVER);
  wait(world, 150);
  return { world, frames };
}

/** When a layer 3 message passed the end of a router's D channel. */
function instantsOf(frames: readonly CapturedFrame[], device: string, direction: CapturedFrame['direction'], messageType: number): number[] {
  return frames.flatMap((frame) => {
    if (frame.device !== device || frame.direction !== direction || frame.linkType !== 'lapd') return [];
    const octets = checkFcs(frame.octets);
    const lapd = octets.ok ? LAPD_FRAME.parse(octets.value) : octets;
    if (!lapd.ok || !('information' in lapd.value) || lapd.value.sapi !== 0) return [];
    const message = Q931_CODEC.parse(lapd.value.information);
    return message.ok && message.value.messageType === messageType ? [frame.at] : [];
  });
}

describe('a callback', () => {
  const { world, frames } = run();
  const [asking, back] = records(world);
  const lines = billOf(world);

  it('has a record of each call: who called whom, who ended it and why', () => {
    expect(asking).toMatchObject({ circuit: 1, calling: '5558888', called: '5557777', caller: { router: 'R2', interface: 'BRI0', channel: 1 }, callee: { router: 'R1', channel: 1 }, cause: 16, endedBy: 'caller' });
    expect(back).toMatchObject({ circuit: 2, calling: '5557777', called: '5558888', caller: { router: 'R1' }, callee: { router: 'R2' }, cause: 16, endedBy: 'caller' });
    expect(records(world)).toHaveLength(2);
  });

  it('lasts as long as the routers count', () => {
    const billed = records(world).map(({ answeredAt = 0, endedAt }) => endedAt - answeredAt);
    for (const router of ['R1', 'R2']) {
      const counted = events(world, 'dialer.released', router).map(({ event }) => event.lastedMs);
      expect(counted).toHaveLength(2);
      for (const [index, ms] of counted.entries()) expect(Math.abs(ms - (billed[index] ?? 0))).toBeLessThan(100);
    }
    const shown = events(world, 'isdn.disconnect', 'R1').map(({ event }) => event.seconds);
    expect(shown).toEqual([Math.round((billed[1] ?? 0) / 1000)]);
  });

  it('lasts as long as the D channels show: from CONNECT of the called to DISCONNECT of whoever hangs up', () => {
    const connects = { R1: instantsOf(frames, 'R1', 'sent', Q931_MESSAGE.CONNECT), R2: instantsOf(frames, 'R2', 'sent', Q931_MESSAGE.CONNECT) };
    const disconnects = { R1: instantsOf(frames, 'R1', 'sent', Q931_MESSAGE.DISCONNECT), R2: instantsOf(frames, 'R2', 'sent', Q931_MESSAGE.DISCONNECT) };
    expect([connects.R1.length, connects.R2.length]).toEqual([1, 1]);
    for (const [record, from, to] of [[asking, connects.R1[0], disconnects.R2[0]], [back, connects.R2[0], disconnects.R1.at(-1)]] as const) {
      // A frame is under way for some milliseconds: never earlier than it was sent, and never much later.
      const lag = (at: number | undefined, sentAt: number | undefined): number => (at ?? NaN) - (sentAt ?? NaN);
      for (const delay of [lag(record?.answeredAt, from), lag(record?.endedAt, to)]) {
        expect(delay).toBeGreaterThanOrEqual(0);
        expect(delay).toBeLessThan(50);
      }
    }
  });

  it('costs what one counts by hand, and the totals add up', () => {
    const seconds = Math.ceil(((back?.endedAt ?? 0) - (back?.answeredAt ?? 0)) / 1000);
    expect(seconds).toBe(135);
    const text = lines.join('\n');
    expect(text).toContain('0.050 set-up + 1 x 0.300 (dear), paid by R2');
    expect(text).toContain('135 x 0.001 (cheap), paid by R1; the return of call 1');
    expect(text).toMatch(/^R2 +BRI0 +1 +1 +\S+ +0\.350$/m);
    expect(text).toMatch(/^R1 +BRI0 +1 +1 +\S+ +0\.135$/m);
    expect(text).toMatch(/^Total +2 +2 +\S+ +0\.485$/m);
  });

  it('saved what the client would have paid, less what was paid', () => {
    const text = lines.join('\n');
    expect(text).toContain('Callback: R1 called R2 back once, for 2:14.968.');
    expect(text).toContain('Paid: 0.350 to ask for it, 0.135 for the return call: 0.485, of which R2 paid 0.350.');
    expect(text).toContain('Had R2 paid for that time at its own tariff: 0.950.');
    expect(text).toContain('Saved: 0.465 in all; R2 itself pays 0.600 less.');
  });

  it('of one router is what it took part in', () => {
    expect(billOf(world, 'R1').slice(1)).toEqual(lines.slice(1));
    expect(billOf(world, 'R9')).toEqual([expect.stringContaining('Telephone bill of R9 until Mon 1 Mar 1993 '), 'No calls.']);
  });
});

describe('a call to which nobody answers costs nothing', () => {
  it.each([
    ['busy', { faults: { busy: ['5557777'], noAnswer: [], noResponse: [] } }, 17, 'exchange: user busy (17)'],
    ['not answered', { faults: { busy: [], noAnswer: ['5557777'], noResponse: [] } }, 19, 'R2: normal call clearing (16)'],
    ['not responded to', { faults: { busy: [], noAnswer: [], noResponse: ['5557777'] } }, 18, 'exchange: no user responding (18)'],
  ])('%s', (_, more, cause, text) => {
    const { world } = run({}, {}, more);
    expect(records(world).length).toBeGreaterThan(0);
    for (const record of records(world)) {
      if (record.endedBy === 'exchange') expect(record.cause).toBe(cause);
      expect(record.answeredAt).toBeUndefined();
      expect(record.callee).toBeUndefined();
    }
    const lines = billOf(world);
    expect(lines.some((line) => / free +/.test(line) && line.endsWith(text))).toBe(true);
    expect(lines.find((line) => line.startsWith('Total'))).toMatch(/ 0 +0:00\.000 +0\.00$/);
    expect(lines.join('\n')).not.toContain('Callback:');
  });

  it('rings before it is given up', () => {
    const { world } = run({}, { more: ['dialer wait-for-carrier-time 90'] }, { faults: { busy: [], noAnswer: ['5557777'], noResponse: [] } });
    const [record] = records(world);
    expect((record?.endedAt ?? 0) - (record?.alertedAt ?? 0)).toBeGreaterThanOrEqual(59_999);
  });
});

describe('a call that is still up', () => {
  it('is billed for what it has cost so far', () => {
    const world = callbackWorld({}, {}, { tariffs: TARIFFS });
    ping(world, 'R2', SERVER);
    wait(world, 20);
    ping(world, 'R2', SERVER);
    wait(world, 10);
    const call = billOf(world).find((line) => line.endsWith('still up')) ?? '';
    const answeredAt = events(world, 'exchange.call').findLast(({ event }) => event.outcome === 'answered')?.at ?? 0;
    const seconds = Math.ceil((Math.floor(world.clock.now) - Math.floor(answeredAt)) / 1000);
    expect(call).toMatch(new RegExp(` ${(seconds / 1000).toFixed(3)} +still up$`));
  });
});

describe('an ordinary call', () => {
  it('is nobody\'s callback', () => {
    const { world } = run({ without: ['ppp callback', 'dialer callback-secure'] }, { without: ['ppp callback'] });
    const lines = billOf(world);
    expect(records(world)).toHaveLength(1);
    expect(lines.join('\n')).not.toContain('Callback:');
    expect(lines.join('\n')).toContain('0.05 set-up + 3 x 0.30 (dear), paid by R2');
  });

  it('is paid by the called where the tariff says so', () => {
    const tariffs: Tariffs = { ...TARIFFS, rates: [{ ...ANY_TIME, name: 'freephone', paidBy: 'called' }] };
    const { world } = run({ without: ['ppp callback', 'dialer callback-secure'] }, { without: ['ppp callback'] }, { tariffs });
    expect(billOf(world).join('\n')).toMatch(/^R1 +BRI0 +1 +1 +2:\S+ +0\.30$/m);
  });
});

/** Of each return call the calls that it answers, by the exchange's numbers. */
const pairs = (world: World): readonly string[] => billOf(world).flatMap((line) => /the return of calls? .*$/.exec(line)?.[0] ?? []);

describe('a return call is paired with what asked for it', () => {
  const branch = (name: string, last: number): string =>
    clientConfig({}).replace('hostname R2', `hostname ${name}`).replace(/172\.12\.12\.2/g, `172.12.12.${last}`);
  /** R2 is called back after fifteen seconds, R3 after three. */
  const server = `${serverConfig({ more: ['dialer map ip 172.12.12.3 name R3 class SOON 5559999'] })}\nusername R3 password CCIE\nmap-class dialer SOON\n dialer callback-server username\n dialer enable-timeout 3\n`;
  const twoClients = (): World => settled(labOf({ R1: server, R2: branch('R2', 2), R3: branch('R3', 3) }, [...LINES, lineOf('R3', ['5559999'])]));

  it('when two clients ask at once, and the last is called first', () => {
    const world = twoClients();
    ping(world, 'R2', SERVER, 1);
    ping(world, 'R3', SERVER, 1);
    wait(world, 40);
    expect(records(world).slice(0, 2).map(({ caller }) => caller.router)).toEqual(['R2', 'R3']);
    expect(events(world, 'exchange.call').filter(({ event }) => event.outcome === 'answered').map(({ event }) => event.called)).toEqual(['5557777', '5557777', '5559999', '5558888']);
    expect(pairs(world)).toEqual(['the return of call 2', 'the return of call 1']);
  });

  it('when none of them shows its number: by the channel', () => {
    const world = twoClients();
    for (const router of ['R2', 'R3']) world.faults.set({ kind: 'calling-number', router, interface: 'BRI0', shown: undefined });
    ping(world, 'R3', SERVER, 1);
    ping(world, 'R2', SERVER, 1);
    wait(world, 40);
    expect(pairs(world)).toEqual(['the return of call 1', 'the return of call 2']);
  });

  it('when one asks twice before it is called: with both', () => {
    const world = callbackWorld({}, {}, { tariffs: TARIFFS });
    ping(world, 'R2', SERVER, 1);
    wait(world, 3);
    // Whoever is called by hand is asked as well.
    world.routers.get('R2')?.isdnCall('BRI0', '5557777', 64);
    wait(world, 40);
    expect(records(world).filter(({ called }) => called === '5557777')).toHaveLength(2);
    expect(pairs(world)).toEqual(['the return of calls 1 and 2']);
    const text = billOf(world).join('\n');
    expect(text).toMatch(/Callback: R1 called R2 back once/);
    expect(text).toMatch(/Paid: 0\.700 to ask for it/);
  });

  it('and not with an ordinary call that came in between', () => {
    const world = callbackWorld({ without: ['dialer callback-secure'] }, {}, { tariffs: TARIFFS });
    ping(world, 'R2', SERVER, 1);
    wait(world, 3);
    type(world, 'R2', 'interface BRI0', 'no ppp callback');
    world.routers.get('R2')?.isdnCall('BRI0', '5557777', 64);
    wait(world, 3);
    world.routers.get('R2')?.isdnDisconnect('BRI0', 'all');
    wait(world, 40);
    expect(records(world).filter(({ called }) => called === '5557777')).toHaveLength(2);
    expect(pairs(world)).toEqual(['the return of call 1']);
    expect(why(world, 'R1')[0]).toMatch(/^Cause: OK-CALLBACK - R1 called R2 back /);
  });

  it('where it was refused unanswered: for nothing', () => {
    const plain = { without: ['ppp callback', 'dialer callback-secure'] };
    const world = callbackWorld({ ...plain, more: ['isdn caller 5558888 callback'] }, { ...plain, more: ['dialer hold-queue 10'] }, { tariffs: TARIFFS });
    ping(world, 'R2', SERVER, 1);
    wait(world, 40);
    expect(pairs(world)).toEqual(['the return of call 1']);
    expect(billOf(world).join('\n')).toContain('Paid: 0.000 to ask for it');
  });
});
