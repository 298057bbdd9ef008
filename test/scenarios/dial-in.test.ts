// Ordinary calls of a dial-in PC to an access server, by modem and over ISDN, and how they come to nothing.

import { describe, expect, it } from 'vitest';
import { formatIpv4 } from '../../src/base/ipv4.ts';
import { explain } from '../../src/views/explain.ts';
import { dialIn, failures, pingFrom, serverConfig, type DialIn } from '../support/dial-in.ts';
import { capture, events, ping, wait } from '../support/lab.ts';
import { callsOf } from '../support/lawful.ts';

const CHAP = [' ppp authentication chap'];
const PAP = [' ppp authentication pap'];

function dialled(call: DialIn, seconds = 30): DialIn {
  call.pc.dial();
  wait(call.world, seconds);
  return call;
}

describe.each(['Modem', 'ISDN'] as const)('a call by %s', (by) => {
  it.each([['CHAP', CHAP], ['PAP', PAP], ['no authentication', []]] as const)('is connected, and carries echoes both ways: %s', (_, more) => {
    const call = dialled(dialIn(serverConfig(more), { by }));
    expect(call.pc.reading()).toMatchObject({ state: 'connected', bitsPerSecond: by === 'Modem' ? 33_600 : 64_000 });
    expect(formatIpv4(call.pc.reading().peerAddress)).toBe('10.1.1.1');
    expect(pingFrom(call, '10.1.1.1')).toEqual(['reply', 'reply', 'reply', 'reply']);
    expect(ping(call.world, 'nas', '10.1.1.9')).toBe('!!!!!');
    call.pc.hangUp();
    wait(call.world, 10);
    expect(call.pc.reading()).toMatchObject({ state: 'idle', failure: undefined, address: 0 });
    expect(callsOf(call.world)).toEqual([]);
    expect(pingFrom(call, '10.1.1.1')[0]).toBe('no-way');
  });

  it('is refused for a wrong password, and says so', () => {
    for (const more of [CHAP, PAP]) {
      const { world, pc } = dialled(dialIn(serverConfig(more), { by, password: 'wrong' }));
      expect(failures(world)).toEqual(['access-denied']);
      expect(pc.reading().state).toBe('idle');
      expect(callsOf(world)).toEqual([]);
    }
  });

  it('is not made with PAP where an encrypted password is required', () => {
    const { world } = dialled(dialIn(serverConfig(PAP), { by, encryptedPassword: true }));
    expect(failures(world)).toEqual(['lcp-terminated']);
    expect(events(world, 'ppp.auth')).toEqual([]);
    expect(dialled(dialIn(serverConfig([' ppp authentication pap chap']), { by, encryptedPassword: true })).pc.reading().state).toBe('connected');
  });

  it('is over when the server hangs up, is switched off, or the line is cut', () => {
    for (const end of ['power', 'cut'] as const) {
      const call = dialled(dialIn(serverConfig(CHAP), { by }));
      if (end === 'power') call.world.routers.get('nas')?.powerOff();
      else call.world.faults.set({ kind: 'cut', router: 'PC1', interface: by });
      wait(call.world, 20);
      expect(failures(call.world)).toEqual(['disconnected']);
      expect(call.pc.reading()).toMatchObject({ state: 'idle', address: 0 });
    }
  });

  it('is lost with the PC, which dials again when it is back', () => {
    const call = dialled(dialIn(serverConfig(CHAP), { by }));
    call.pc.powerOff();
    call.pc.dial();
    wait(call.world, 40);
    expect(callsOf(call.world)).toEqual([]);
    call.pc.powerOn();
    wait(call.world, 10);
    expect(dialled(call).pc.reading().state).toBe('connected');
  });

  it('fails as the exchange says', () => {
    const faulty = (busy: readonly string[], noAnswer: readonly string[]) => ({ faults: { busy, noAnswer, noResponse: [] } });
    const number = '5559999';
    expect(failures(dialled(dialIn(serverConfig(), { by, number }, faulty([number], []))).world)).toEqual(['busy']);
    expect(failures(dialled(dialIn(serverConfig(), { by, number }, faulty([], [number])), 120).world)).toEqual(['no-answer']);
    // A modem hears the same tone of a number that nobody has.
    expect(failures(dialled(dialIn(serverConfig(), { by, number })).world)).toEqual([by === 'Modem' ? 'busy' : 'no-answer']);
  });

  it('is tried again while the number is busy, until its user has had enough', () => {
    const call = dialIn(serverConfig(CHAP), { by, redialAttempts: 9, redialSeconds: 20 });
    const number = call.pc.settings.number;
    call.world.faults.set({ kind: 'busy', number });
    dialled(call, 50);
    expect(call.pc.reading().state).toBe('redialing');
    expect(events(call.world, 'pc.dialing').map(({ event }) => event.attempt)).toEqual([1, 2, 3].slice(0, events(call.world, 'pc.dialing').length));
    call.world.faults.clear(`busy ${number}`);
    wait(call.world, 40);
    expect(call.pc.reading().state).toBe('connected');
    call.world.faults.set({ kind: 'busy', number });
    call.pc.hangUp();
    wait(call.world, 5);
    dialled(call);
    call.pc.hangUp();
    wait(call.world, 60);
    expect(call.pc.reading().state).toBe('idle');
  });
});

describe('a PC', () => {
  it('asks for an address and for name servers, and does without those that it is not given', () => {
    const { pc } = dialled(dialIn(serverConfig(CHAP)));
    expect(pc.reading().nameServers).toEqual([]);
    const { address: _none, ...settings } = pc.settings;
    const other = dialIn(serverConfig(CHAP));
    other.pc.settings = settings;
    expect(failures(dialled(other).world)).toEqual(['no-address']);
  });

  it('answers nobody who calls it without having been asked to', () => {
    const { world } = dialIn(serverConfig(CHAP));
    const other = dialIn(serverConfig(), {}, {
      pcs: ['PC1', 'PC2'].map((name) => ({ name, system: 'windows-98' as const, settings: { ...dialIn(serverConfig()).pc.settings, number: '5553333' } })),
    });
    expect(world.pcs.size).toBe(1);
    other.world.pcs.get('PC2')?.dial();
    wait(other.world, 30);
    expect(failures(other.world)).toEqual(['no-line']);
  });

  it('is reached from a LAN whose subnet its address is of, as long as the server answers ARP for it', () => {
    const lan = { name: 'office', members: [{ router: 'nas', interface: 'Ethernet0' }], hosts: [{ name: 'server', address: '10.1.1.20', mask: '255.255.255.0', gateway: '10.1.1.1' }] };
    for (const [line, marks] of [['', '.!!!'], [' no ip proxy-arp', '....']] as const) {
      const config = serverConfig(CHAP).replace('interface Loopback0', `interface Ethernet0\n${line}`).replaceAll('Loopback0', 'Ethernet0');
      const call = dialled(dialIn(config, {}, { lans: [lan] }));
      expect(pingFrom(call, '10.1.1.20').map((kind) => (kind === 'reply' ? '!' : '.')).join('')).toBe(marks);
    }
  });

  it('puts its frames into captures', () => {
    const call = dialIn(serverConfig(CHAP));
    const frames = capture(call.world);
    dialled(call);
    expect([...new Set(frames.filter(({ device }) => device === 'PC1').map(({ channelName }) => channelName))]).toEqual(['PC1-Modem-async']);
  });
});

describe('why, of a PC', () => {
  const why = (call: DialIn): readonly string[] => explain({ records: call.world.recorder.events, routers: call.world.routers, lab: call.world.lab }, 'PC1');

  it.each<readonly [string, DialIn, readonly string[]]>([
    ['nobody dialled', dialIn(serverConfig()), ['Cause: NOTHING-TRIED - PC1 has called nobody and sent nothing that needs a call, and nobody has called it']],
    ['never', dialled(dialIn(serverConfig(CHAP), { callback: { kind: 'never' } })), ['Cause: OK-CALL - PC1 called nas, an ordinary call that is still up', 'Evidence:']],
    ['no callback', dialled(dialIn(serverConfig(CHAP))), ['Cause: NOT-ACCEPTED - nas rejected the callback option of PC1: the call is an ordinary one', 'nas, interface Async1: add "ppp callback accept"']],
    ['password', dialled(dialIn(serverConfig(CHAP), { by: 'ISDN', password: 'x' })), ['Cause: WRONG-SECRET - the CHAP password of ann is not the one that nas has for it', 'PC1: type "set password"']],
    ['user', dialled(dialIn(serverConfig(PAP), { user: 'bert' })), ['Cause: NO-USERNAME - PC1 proved itself to nas as bert, and nas has no password for bert', 'nas: add "username bert password SECRET"', 'PC1: type "set password SECRET"']],
    ['encryption', dialled(dialIn(serverConfig(PAP), { encryptedPassword: true })), ['Cause: AUTH-PROTOCOL - nas demands PAP of PC1, which refuses it', 'PC1: type "set encrypted-password off"']],
    ['nobody there', dialled(dialIn(serverConfig(CHAP), { number: '5559999' })), ['Cause: UNALLOCATED - PC1 dialled 5559999, and nobody has that number', 'PC1: type "set number 5551111"']],
    ['another line', dialled(dialIn(serverConfig(CHAP), { by: 'ISDN', number: '5551111' })), [
      'Cause: INCOMPATIBLE - PC1 called nas (5551111) from an ISDN line, and that is an analog line with a modem: the exchange does not put the call through', 'PC1: type "set number 5552222"',
    ]],
    ['busy', dialled(dialIn(serverConfig(CHAP), {}, { faults: { busy: ['5551111'], noAnswer: [], noResponse: [] } })), ['Cause: BUSY - PC1 called nas (5551111), which is busy', 'Evidence:']],
    ['no modem control', dialled(dialIn(serverConfig(CHAP).replace(' modem InOut', '')), 90), ['Cause: LCP-FAILED - PC1 called 5551111, where a modem answered and nobody spoke PPP: ']],
  ])('tells the cause, and the line to change: %s', (_, call, expected) => {
    expect(why(call).slice(0, expected.length).map((line, index) => line.slice(0, expected[index]?.length))).toEqual(expected);
  });

  it('shows no password', () => {
    const call = dialled(dialIn(serverConfig(CHAP), { password: 'topsecret' }));
    expect(why(call).join()).not.toContain('topsecret');
  });
});
