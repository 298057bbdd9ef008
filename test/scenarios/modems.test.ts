// Calls by modems: the callback of the lab `callback-modems`, with one thing or another changed at either end.

import { describe, expect, it } from 'vitest';
import type { World } from '../../src/network/world.ts';
import { settled } from '../support/configs.ts';
import { editedLab, type Edit } from '../support/edited-lab.ts';
import { capture, events, ping, wait } from '../support/lab.ts';
import { callsOf } from '../support/lawful.ts';
import { codeOf, why } from '../support/why.ts';

const { lab, attempt } = editedLab('callback-modems');

const decisions = (world: World): string[] => events(world, 'dialer.callbackDecision', 'server').map(({ event }) => `${event.outcome}: ${event.because}`);
const dialled = (world: World): string[] => events(world, 'dialer.attempt', 'server').map(({ event }) => event.number);

const SECURE: Edit = [' ppp callback accept', ' ppp callback accept\n dialer callback-secure'];
const NO_CLASS: Edit = [' class BACK', ''];
const PAP = (name: string): Edit => [' ppp authentication chap', ` ppp authentication pap\n ppp pap sent-username ${name} password CCIE`];

describe('callback over the telephone network', () => {
  it('is agreed, both hang up, and the server dials back when the enable time is over', () => {
    const world = attempt();
    expect(decisions(world)).toEqual(['call-back: authorised', 'ordinary: return-call']);
    const over = events(world, 'dialer.released', 'server')[0]?.at ?? 0;
    expect((events(world, 'dialer.attempt', 'server')[0]?.at ?? 0) - over).toBe(15_000);
    expect(ping(world, 'client', '10.1.1.1')).toBe('!!!!!');
    wait(world, 240);
    expect(callsOf(world)).toEqual([]);
  });

  it('is the same with PAP', () => {
    const world = attempt({ server: [PAP('server')], client: [PAP('client')] });
    expect(ping(world, 'client', '10.1.1.1')).toBe('!!!!!');
  });

  it.each([
    ['no class, secure', [SECURE, NO_CLASS], 'hang-up: no-class'],
    ['no class', [NO_CLASS], 'stay-up: no-class'],
    ['a class without callback-server', [[' dialer callback-server username', ' dialer idle-timeout 60']], 'stay-up: class-without-callback-server'],
  ] as const)('ends without a return call: %s', (_, server, decision) => {
    const world = attempt({ server });
    expect(decisions(world)).toEqual([decision]);
    expect(dialled(world)).toEqual([]);
  });

  it('does not come when nobody asks for it: an ordinary call', () => {
    const world = attempt({ client: [[' ppp callback request\n', '']] });
    expect(decisions(world)).toEqual(['ordinary: not-requested']);
    expect(ping(world, 'client', '10.1.1.1')).toBe('!!!!!');
  });

  it.each([
    ['the secret is wrong', [['username client password CCIE', 'username client password OTHER']], 'wrong-secret'],
    ['the name is unknown', [['username client password CCIE', 'username other password CCIE']], 'unknown-name'],
  ] as const)('does not come when %s', (_, server, reason) => {
    const world = attempt({ server });
    expect(events(world, 'ppp.authFailed', 'server')[0]?.event).toMatchObject({ side: 'local', reason });
    expect(dialled(world)).toEqual([]);
  });

  it.each([
    ['busy', { busy: ['5552222'] }, 17],
    ['not answered', { noAnswer: ['5552222'] }, undefined],
  ] as const)('is tried once when the client is %s', (_, faults, cause) => {
    const world = attempt({}, faults, 200);
    expect(dialled(world)).toEqual(['5552222']);
    const failed = events(world, 'dialer.failed', 'server')[0]?.event;
    expect(failed?.why === 'cause' ? failed.cause : undefined).toBe(cause);
    expect(events(world, 'dialer.callbackFailed', 'server')).toHaveLength(1);
    expect(callsOf(world)).toEqual([]);
  });
});

describe('an asynchronous line', () => {
  it('agrees on character maps, and escapes what they name', () => {
    const world = settled(lab());
    const frames = capture(world);
    ping(world, 'client', '10.1.1.1', 1);
    wait(world, 70);
    expect(ping(world, 'client', '10.1.1.1')).toBe('!!!!!');
    expect(frames.filter(({ channelName }) => channelName.startsWith('client-Async1')).length).toBeGreaterThan(20);
    expect(world.routers.get('client')?.interface('Async1')?.counters.inputErrors).toBe(0);
  });

  it('leaves out what the peer lets it: address and control fields, and half of the protocol (RFC 1661 §6.5, §6.6)', () => {
    const world = attempt({ client: [[' ppp callback request\n', '']] });
    const frames = capture(world);
    expect(ping(world, 'client', '10.1.1.1', 1)).toBe('!');
    const own = frames.filter(({ channelName }) => channelName.startsWith('client-Async1'));
    // The protocol, 100 octets of IP, and the FCS.
    expect(own.map(({ octets }) => [octets[0], octets.length])).toEqual([[0x21, 103], [0x21, 103]]);
  });

  it('carries no more than its line\'s `speed`', () => {
    const millis = (speed: string): number => {
      const world = attempt({ client: [[' ppp callback request\n', ''], [' speed 38400', speed]] });
      const before = world.clock.now;
      expect(ping(world, 'client', '10.1.1.1', 10)).toBe('!'.repeat(10));
      return world.clock.now - before;
    };
    const [fast, slow, usual] = [millis(' speed 115200'), millis(' speed 2400'), millis('')];
    // 100 octets take a third of a second each way at 2400 bit/s; 9600 where nothing is said.
    expect(slow / fast).toBeGreaterThan(5);
    expect(slow / usual).toBeGreaterThan(3);
    expect(usual / fast).toBeGreaterThan(1.5);
  });

  it('rests for the enable time after a call', () => {
    const world = attempt({ client: [[' ppp callback request\n', '']] });
    world.routers.get('client')?.clearInterface('Async1');
    wait(world, 3);
    const before = events(world, 'dialer.attempt', 'client').length;
    ping(world, 'client', '10.1.1.1', 1);
    expect(events(world, 'dialer.attempt', 'client')).toHaveLength(before);
    wait(world, 40);
    expect(events(world, 'dialer.attempt', 'client')).toHaveLength(before + 1);
  });

  it('loses its call with the other end, and can be called again', () => {
    const world = attempt({ client: [[' ppp callback request\n', '']] });
    world.routers.get('server')?.reload();
    wait(world, 30);
    expect(callsOf(world).filter((call) => call.startsWith('client'))).toEqual([]);
    ping(world, 'client', '10.1.1.1', 1);
    wait(world, 60);
    expect(ping(world, 'client', '10.1.1.1')).toBe('!!!!!');
  });

  it('answers nobody when it does not drive its modem, though the modem lifts', () => {
    const world = attempt({ server: [[' modem InOut\n', '']] }, {}, 100);
    expect(events(world, 'dialer.connected', 'server')).toEqual([]);
    expect(events(world, 'ppp.closed', 'client').length).toBeGreaterThan(0);
  });

  it('is not dialled through without `dialer in-band`, and `why` says so', () => {
    const world = attempt({ client: [[' dialer in-band\n', '']] });
    expect(codeOf(why(world, 'client'))).toBe('NO-IN-BAND');
  });
});
