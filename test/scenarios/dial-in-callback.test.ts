// Windows PCs that are called back: by modem and over ISDN, with whatever may come between the call and the call back, and
// many of them at once.

import { describe, expect, it } from 'vitest';
import { crowdOf, dialAll } from '../support/crowd.ts';
import { dialIn, failures, pingFrom, serverConfig, type DialIn } from '../support/dial-in.ts';
import { events, wait } from '../support/lab.ts';
import { callsOf } from '../support/lawful.ts';

const HOME = '5553333';
const ACCEPT = [' dialer-group 1', ' ppp callback accept', ' ppp authentication chap pap'];
const GLOBAL = ['dialer-list 1 protocol ip permit', 'chat-script DIAL ABORT BUSY ABORT "NO CARRIER" TIMEOUT 60 "" "AT Z" OK "ATDT\\T" CONNECT \\c'];

/** The server has ann's number, lets her say it, or knows nothing of her. */
function server(number: string | undefined, more: readonly string[] = []): string {
  const user = number === undefined ? [] : [`username ann callback-dialstring ${number} password secret`];
  return serverConfig([...ACCEPT, ...more], [...GLOBAL, ...user]).replace('line aux 0', 'line aux 0\n script dialer DIAL');
}

function dialled(call: DialIn, seconds: number): DialIn {
  call.pc.dial();
  wait(call.world, seconds);
  return call;
}

describe.each(['Modem', 'ISDN'] as const)('a PC by %s', (by) => {
  it('is called back at the number that the server has, without its user', () => {
    const call = dialled(dialIn(server(HOME), { by }), 60);
    expect(call.pc.reading().state).toBe('connected');
    expect(events(call.world, 'pc.asking')).toEqual([]);
    expect(events(call.world, 'pc.connected').map(({ event }) => event.returning)).toEqual([true]);
    expect(pingFrom(call, '10.1.1.1')).toEqual(['reply', 'reply', 'reply', 'reply']);
    // On the return call nobody asks for callback, and the PC proves itself again.
    expect(events(call.world, 'ppp.callbackOption', 'PC1').filter(({ event }) => event.outcome === 'requested').length).toBe(1);
    expect(events(call.world, 'ppp.authenticated', 'nas').map(({ event }) => event.peerName)).toEqual(['ann', 'ann']);
    call.pc.hangUp();
    wait(call.world, 10);
    expect(callsOf(call.world)).toEqual([]);
  });

  it('is called back where its user says', () => {
    const call = dialled(dialIn(server('""'), { by }), 20);
    expect(call.pc.reading().state).toBe('asking');
    call.pc.answer(HOME);
    wait(call.world, 60);
    expect(call.pc.reading().state).toBe('connected');
    const settled = dialled(dialIn(server('""'), { by, callback: { kind: 'always', number: HOME } }), 60);
    expect(settled.pc.reading().state).toBe('connected');
    expect(events(settled.world, 'pc.asking')).toEqual([]);
  });

  it('goes on without where its user says no number, or wants none', () => {
    const asked = dialled(dialIn(server(undefined), { by }), 20);
    asked.pc.answer(undefined);
    wait(asked.world, 10);
    const never = dialled(dialIn(server(undefined), { by, callback: { kind: 'never' } }), 30);
    for (const { world, pc } of [asked, never]) {
      expect(pc.reading().state).toBe('connected');
      expect(events(world, 'pc.connected').map(({ event }) => event.returning)).toEqual([false]);
    }
  });

  it('gives the call up where it has to say a number and does not', () => {
    const call = dialled(dialIn(server('""'), { by }), 20);
    call.pc.answer('');
    wait(call.world, 30);
    expect(call.pc.reading()).toMatchObject({ state: 'idle', failure: undefined });
    expect(events(call.world, 'dialer.attempt', 'nas')).toEqual([]);
  });

  it('waits for the call back as long as its user will, and not for ever', () => {
    const tired = dialled(dialIn(server(HOME), { by }), by === 'Modem' ? 14 : 5);
    expect(tired.pc.reading().state).toBe('waiting');
    tired.pc.hangUp();
    wait(tired.world, 60);
    expect(tired.pc.reading().state).toBe('idle');
    expect(events(tired.world, 'dialer.callbackFailed', 'nas').length).toBe(1);
    const forgotten = dialled(dialIn(server('5559999'), { by }), 60);
    expect(forgotten.pc.reading().state).toBe('waiting');
    wait(forgotten.world, 300);
    expect(failures(forgotten.world)).toEqual(['no-callback']);
  });

  it('misses the call back when it is switched off, and the server does not try again', () => {
    const call = dialled(dialIn(server(HOME), { by }), by === 'Modem' ? 14 : 5);
    call.pc.powerOff();
    wait(call.world, 120);
    expect(events(call.world, 'dialer.callbackFailed', 'nas').length).toBe(1);
    call.pc.powerOn();
    wait(call.world, 20);
    expect(dialled(call, 60).pc.reading().state).toBe('connected');
  });
});

it.each([['ISDN', 100], ['Modem', 60]] as const)('all PCs by %s of %i that dial one PRI within seconds are called back', (by, size) => {
  const crowd = crowdOf(size, by);
  const lastedMs = dialAll(crowd, size * 60);
  expect([...crowd.calledBack.values()].filter((times) => times === 1).length).toBe(size);
  expect(lastedMs).toBeLessThan(60_000);
  wait(crowd.world, 5);
  expect(callsOf(crowd.world)).toEqual([]);
});
