// Callback by the calling number: the first call is refused before it is answered, whatever the encapsulation, and the number
// is called back once. Which entry counts, who is screened, what goes before it, and what `why` says.

import { describe, expect, it } from 'vitest';
import { must } from '../../src/base/assert.ts';
import type { World } from '../../src/network/world.ts';
import { showDialer } from '../../src/views/show/dialer.ts';
import { callbackWorld, clientConfig, serverConfig, settled, type EndOptions } from '../support/configs.ts';
import { events, labOf, lineOf, ping, wait } from '../support/lab.ts';
import { callsOf, expectQuiet } from '../support/lawful.ts';
import { changesOf, codeOf, why } from '../support/why.ts';

const SERVER = '172.12.12.1';
const NO_PPP_CALLBACK = ['ppp callback', 'dialer callback-secure'];
const router = (world: World, name: string) => must(world.routers.get(name), name);

/** R1 calls R2 back by its number; neither negotiates callback in PPP. */
function world(more: readonly string[], server: EndOptions = {}, client: EndOptions = {}): World {
  return callbackWorld({ more, without: NO_PPP_CALLBACK, ...server }, { without: NO_PPP_CALLBACK, more: ['dialer hold-queue 10'], ...client });
}

function judged(lab: World): readonly string[] {
  return events(lab, 'dialer.callerJudged', 'R1').map(({ event }) => event.because);
}

function connections(lab: World): readonly string[] {
  return events(lab, 'dialer.connected').map(({ device, event }) => `${device} ${event.outgoing ? 'out' : 'in'}`);
}

describe('callback by the calling number', () => {
  it('costs the caller nothing, and is made when the enable timer has run out', () => {
    const lab = world(['isdn caller 5558888 callback']);
    expect(ping(lab, 'R2', SERVER, 1)).toBe('.');
    wait(lab, 25);
    expect(judged(lab)).toEqual(['call-back']);
    expect(connections(lab)).toEqual(['R1 out', 'R2 in']);
    const [rejected] = events(lab, 'dialer.callerJudged', 'R1');
    const attempt = events(lab, 'dialer.attempt', 'R1')[0];
    expect(attempt?.event).toMatchObject({ number: '5558888', reason: 'callback' });
    expect((attempt?.at ?? 0) - (rejected?.at ?? 0)).toBe(15_000);
    expect(ping(lab, 'R2', SERVER)).toBe('!!!!!');
    const records = events(lab, 'exchange.callRecord').map(({ event }) => [event.calling, event.cause, event.answeredAt !== undefined]);
    expect(records).toEqual([['5558888', 21, false]]);
    expect(showDialer(router(lab, 'R1')).slice(0, 6)).toEqual([
      '', 'BRI0 - dialer type = ISDN', '',
      'Dial String      Successes   Failures    Last DNIS   Last status',
      expect.stringContaining('5558888                  1          0'),
      '0 incoming call(s) have been screened.',
    ]);
    expect(showDialer(router(lab, 'R1'))[6]).toBe('1 incoming call(s) rejected for callback.');
    expect(codeOf(why(lab, 'R2'))).toBe('OK-CALLBACK');
    wait(lab, 200);
    expectQuiet(lab, 2);
  });

  it('needs no PPP', () => {
    const hdlc: EndOptions = { encapsulation: 'hdlc', without: [...NO_PPP_CALLBACK, 'ppp authentication'] };
    const lab = world([], { ...hdlc, more: ['isdn caller 5558888 callback', 'dialer enable-timeout 3'] }, { ...hdlc, more: [] });
    ping(lab, 'R2', SERVER, 1);
    wait(lab, 10);
    expect(connections(lab)).toEqual(['R1 out', 'R2 in']);
    expect(events(lab, 'dialer.callbackFreed', 'R1')).toHaveLength(1);
    expect(ping(lab, 'R2', SERVER)).toBe('!!!!!');
    wait(lab, 200);
    expect(callsOf(lab)).toEqual([]);
    // The next call is called back again.
    ping(lab, 'R2', SERVER, 1);
    wait(lab, 10);
    expect(judged(lab)).toEqual(['call-back', 'call-back']);
    expect(events(lab, 'dialer.attempt', 'R1')).toHaveLength(2);
  });

  it('is owed once, however often the client calls meanwhile', () => {
    const lab = world(['isdn caller 5558888 callback'], {}, { more: [] });
    ping(lab, 'R2', SERVER, 5);
    wait(lab, 10);
    expect(judged(lab)).toEqual(['call-back', ...Array.from({ length: 4 }, () => 'callback-pending')]);
    expect(events(lab, 'dialer.attempt', 'R1')).toHaveLength(1);
    expect(ping(lab, 'R2', SERVER)).toBe('!!!!!');
    expect(router(lab, 'R1').dialers()[0]?.rejectedForCallback).toBe(5);
  });

  it('is tried once', () => {
    const lab = callbackWorld({ more: ['isdn caller 5558888 callback', 'dialer enable-timeout 2'], without: NO_PPP_CALLBACK }, { without: NO_PPP_CALLBACK });
    ping(lab, 'R2', SERVER, 1);
    router(lab, 'R2').reload();
    wait(lab, 60);
    expect(events(lab, 'dialer.attempt', 'R1')).toHaveLength(1);
    expect(events(lab, 'dialer.callbackFailed', 'R1')).toHaveLength(1);
    expect(codeOf(why(lab, 'R1'))).toBe('RETURN-NO-RESPONSE');
  });

  it('gives way to dialer callback-secure', () => {
    const lab = callbackWorld({ more: ['isdn caller 5558888 callback'] });
    ping(lab, 'R2', SERVER, 1);
    wait(lab, 25);
    expect(judged(lab)).toEqual(['callback-secure']);
    expect(connections(lab).slice(0, 2)).toEqual(['R2 out', 'R1 in']);
    expect(ping(lab, 'R2', SERVER)).toBe('!!!!!');
    expect(router(lab, 'R1').dialers()[0]).toMatchObject({ screened: 0, rejectedForCallback: 0 });
  });

  it('finds the map by the digits that both have', () => {
    const lab = world(['isdn caller 555xxxx callback', 'dialer enable-timeout 1'], { maps: ['ip 172.12.12.2 name R2 broadcast 95558888'] });
    ping(lab, 'R2', SERVER, 1);
    wait(lab, 3);
    expect(events(lab, 'dialer.attempt', 'R1').map(({ event }) => event.number)).toEqual(['95558888']);
  });

  it('calls nobody back without a map of the number, and why says so', () => {
    const lab = world(['isdn caller 5558888 callback'], { maps: ['ip 172.12.12.2 name R2 broadcast 5551111'] });
    ping(lab, 'R2', SERVER, 1);
    wait(lab, 25);
    expect(judged(lab)[0]).toBe('no-map');
    expect(events(lab, 'dialer.attempt', 'R1')).toEqual([]);
    const lines = why(lab, 'R2');
    expect(codeOf(lines)).toBe('CALLER-NO-MAP');
    expect(changesOf(lines)).toEqual(['R1, interface BRI0: change "dialer map ip 172.12.12.2 name R2 broadcast 5551111" to "dialer map ip 172.12.12.2 name R2 broadcast 5558888"']);
  });

  it('works for a rotary group by what its Dialer interface or its member says', () => {
    for (const lines of [['dialer caller 5558888 callback'], []]) {
      const config = serverConfig({ rotary: ['BRI0'], more: [...lines, 'dialer enable-timeout 2'], without: NO_PPP_CALLBACK });
      const member = lines.length === 0 ? 'interface BRI0\n isdn caller 5558888 callback\n' : '';
      const lab = settled(labOf({ R1: config + member, R2: clientConfig({ without: NO_PPP_CALLBACK }) }, [lineOf('R1', ['5557777']), lineOf('R2', ['5558888'])]));
      ping(lab, 'R2', SERVER, 1);
      wait(lab, 8);
      expect(judged(lab)).toEqual(['call-back']);
      expect(ping(lab, 'R2', SERVER)).toBe('!!!!!');
    }
  });

  it('works for a dialer profile, which has one peer', () => {
    const lab = callbackWorld(
      { profile: true, more: ['dialer caller 555888x callback', 'dialer enable-timeout 2'], without: NO_PPP_CALLBACK },
      { without: NO_PPP_CALLBACK },
    );
    ping(lab, 'R2', SERVER, 1);
    wait(lab, 8);
    expect(judged(lab)).toEqual(['call-back']);
    expect(events(lab, 'dialer.bound', 'R1').map(({ event }) => event.by)).toEqual(['dialling']);
    expect(ping(lab, 'R2', SERVER)).toBe('!!!!!');
    // The calls that were refused are counted where they came in.
    const refusals = (): readonly number[] => router(lab, 'R1').dialers().map(({ rejectedForCallback }) => rejectedForCallback);
    expect(router(lab, 'R1').dialers().map((dialer) => dialer.interface)).toEqual(['BRI0', 'Dialer1']);
    expect(refusals()).toEqual([1, 0]);
    router(lab, 'R1').clearDialer(undefined);
    expect(refusals()).toEqual([0, 0]);
  });
});

describe('of several entries', () => {
  it.each([
    [['isdn caller 555xxxx callback', 'isdn caller 5558888'], []],
    [['isdn caller 5558888 callback', 'isdn caller 555xxxx'], ['call-back']],
    [['isdn caller xxxxxxx', 'isdn caller 555888X callback'], ['call-back']],
    [['isdn caller 5559999', 'isdn caller 555xxx8 callback'], ['call-back']],
  ])('%j', (entries, expected) => {
    const lab = world(entries);
    ping(lab, 'R2', SERVER, 1);
    expect(judged(lab)).toEqual(expected);
  });
});

describe('screening', () => {
  it.each([
    ['a number that is not listed', ['isdn caller 5551234'], {}, 'not-listed'],
    ['a longer number, to the digit', ['isdn caller 8888 exact'], {}, 'not-listed'],
    ['no number at all', ['isdn caller 5558888'], { callingNumber: '' }, 'no-number'],
  ])('refuses %s', (_, more, line, because) => {
    const lab = settled(labOf({ R1: serverConfig({ more, without: NO_PPP_CALLBACK }), R2: clientConfig({ without: NO_PPP_CALLBACK }) }, [
      lineOf('R1', ['5557777']), lineOf('R2', ['5558888'], line),
    ]));
    ping(lab, 'R2', SERVER, 1);
    expect(judged(lab)).toEqual([because]);
    expect(events(lab, 'dialer.released', 'R2').map(({ event }) => event.cause)).toEqual([21]);
    expect(router(lab, 'R1').dialers()[0]).toMatchObject({ screened: 1, rejectedForCallback: 0 });
    expect(codeOf(why(lab, 'R2'))).toBe('CALLER-SCREENED');
  });

  it('lets in a number that ends so', () => {
    const lab = world(['isdn caller 8888']);
    ping(lab, 'R2', SERVER);
    expect(ping(lab, 'R2', SERVER)).toBe('!!!!!');
    expect(judged(lab)).toEqual([]);
  });
});
