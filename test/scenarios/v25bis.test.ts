// Calls by V.25bis: the callback of the lab `callback-v25bis`, with one thing or another changed at either end.

import { describe, expect, it } from 'vitest';
import { parseLabFile } from '../../src/lab/lab-file.ts';
import { HARDWARE_MODELS } from '../../src/network/router/models.ts';
import { USUAL_MODEM, type V25bisLine } from '../../src/network/lab-description.ts';
import type { World } from '../../src/network/world.ts';
import { settled } from '../support/configs.ts';
import { editedLab, type Edit } from '../support/edited-lab.ts';
import { capture, events, labOf, lineOf, ping, type, wait, worldOf } from '../support/lab.ts';
import { callsOf } from '../support/lawful.ts';
import { codeOf, why } from '../support/why.ts';

const { lab, attempt } = editedLab('callback-v25bis');

const said = (world: World, device: string): string[] => events(world, 'v25bis.message', device).map(({ event }) => `${event.direction} ${event.text}`);
const NO_CALLBACK: Edit = [' ppp callback request\n', ''];
const modem = (router: string, number: string, name = 'Serial0', more: Partial<V25bisLine> = {}): V25bisLine => ({
  kind: 'v25bis', router, interface: name, numbers: [number], callingNumber: number, modem: { ...USUAL_MODEM, parity: 'none' }, ...more,
});

describe('a call by V.25bis', () => {
  it('is requested and answered in so many words, and called back', () => {
    const world = attempt();
    expect(said(world, 'client')).toEqual(['TX CRN5551111', 'RX VAL', 'RX CNX', 'RX INC', 'TX CIC', 'RX VAL', 'RX CNX']);
    expect(said(world, 'server')).toEqual(['RX INC', 'TX CIC', 'RX VAL', 'RX CNX', 'TX CRN5552222', 'RX VAL', 'RX CNX']);
    expect(ping(world, 'client', '10.1.1.1')).toBe('!!!!!');
    expect(codeOf(why(world, 'client'))).toBe('OK-CALLBACK');
    wait(world, 240);
    expect(callsOf(world)).toEqual([]);
    expect(world.exchange.circuits).toBe(0);
  });

  it('carries Cisco HDLC where there is no PPP', () => {
    const plain: Edit[] = [[' encapsulation ppp\n', ''], [' ppp authentication chap\n', '']];
    const map = (n: number, rest: string, number: string): Edit => [` dialer map ip 10.1.1.${n} name ${rest} broadcast ${number}`, ` dialer string ${number}`];
    const world = attempt({
      client: [...plain, NO_CALLBACK, map(1, 'server', '5551111')],
      server: [...plain, [' ppp callback accept\n', ''], map(2, 'client class BACK', '5552222')],
    });
    expect(ping(world, 'client', '10.1.1.1')).toBe('!!!!!');
  });

  it('is captured as frames of PPP, and of nothing else', () => {
    const world = settled(lab());
    const frames = capture(world);
    ping(world, 'client', '10.1.1.1', 1);
    wait(world, 70);
    const own = frames.filter(({ channelName }) => channelName === 'client-Serial0-sync');
    expect(own.length).toBeGreaterThan(20);
    expect(own.every(({ octets, linkType }) => linkType === 'ppp' && octets[0] === 0xff && octets[1] === 0x03)).toBe(true);
    expect(world.routers.get('client')?.interface('Serial0')?.counters.inputErrors).toBe(0);
  });

  it('goes at the rate of the slower modem', () => {
    const world = attempt();
    const [call] = world.routers.get('client')?.dialers().flatMap(({ calls }) => calls) ?? [];
    expect(call?.channel).toBe('Serial0');
    const [, server] = world.lab.telephoneLines;
    expect(server?.kind === 'v25bis' && server.modem.bitsPerSecond).toBe(28_800);
  });

  it('is lost with the other end, and can be placed again', () => {
    const world = attempt({ client: [NO_CALLBACK] });
    world.routers.get('server')?.reload();
    wait(world, 60);
    expect(callsOf(world).filter((call) => call.startsWith('client'))).toEqual([]);
    ping(world, 'client', '10.1.1.1', 1);
    wait(world, 60);
    expect(ping(world, 'client', '10.1.1.1')).toBe('!!!!!');
  });

  it.each(['noise', 'b-channel'] as const)('carries nothing good under the fault %s', (kind) => {
    const world = attempt({ client: [NO_CALLBACK] });
    const line = { router: 'client', interface: 'Serial0' };
    world.faults.set(kind === 'noise' ? { kind, ...line, rate: 0.1 } : { kind, ...line, channel: 1 });
    expect(ping(world, 'client', '10.1.1.1')).toBe('.....');
    world.faults.clearAll();
    expect(ping(world, 'client', '10.1.1.1')).toBe('!!!!!');
  });

  it('is lost when the interface is shut down, and the modem hangs up', () => {
    const world = attempt({ client: [NO_CALLBACK] });
    type(world, 'client', 'interface Serial0', 'shutdown');
    wait(world, 5);
    expect(world.exchange.circuits).toBe(0);
    expect(world.routers.get('client')?.interface('Serial0')).toMatchObject({ state: 'administratively down', serial: { ready: false, carrier: false } });
    type(world, 'client', 'interface Serial0', 'no shutdown');
    wait(world, 30);
    ping(world, 'client', '10.1.1.1', 1);
    wait(world, 40);
    expect(ping(world, 'client', '10.1.1.1')).toBe('!!!!!');
  });
});

describe('a call that does not come about', () => {
  const OTHER: Edit = ['dialer in-band', 'dialer in-band odd-parity'];

  it.each([
    ['the caller speaks with another parity than its modem', { client: [OTHER] }, {}, 'V25BIS-PARITY'],
    ['the line is busy', {}, { busy: ['5551111'] }, 'BUSY'],
    ['nobody answers', {}, { noAnswer: ['5551111'] }, 'NO-ANSWER'],
    ['no line responds', {}, { noResponse: ['5551111'] }, 'NO-RESPONSE'],
    ['nobody has the number', { client: [['5551111', '5559999']] }, {}, 'UNALLOCATED'],
    ['the called router leaves its modem alone', { server: [[' dialer in-band\n', '']] }, {}, 'NO-ANSWER'],
    ['the caller leaves its modem alone', { client: [[' dialer in-band\n', '']] }, {}, 'NO-IN-BAND'],
    ['the called router is shut', { server: [['interface Serial0\n', 'interface Serial0\n shutdown\n']] }, {}, 'NO-ANSWER'],
    ['the return call finds the line busy', {}, { busy: ['5552222'] }, 'RETURN-BUSY'],
  ] as const)('because %s', (_, edits, faults, code) => {
    const world = attempt(edits, faults, 100);
    expect(codeOf(why(world, 'client'))).toBe(code);
    expect(world.exchange.circuits).toBe(0);
  });

  it('at a called router of another parity: its modem answers all the same, and the carrier is the call', () => {
    const world = attempt({ server: [OTHER], client: [NO_CALLBACK] });
    expect(events(world, 'v25bis.unreadable', 'server').length).toBeGreaterThan(0);
    expect(ping(world, 'client', '10.1.1.1')).toBe('!!!!!');
  });
});

describe('lines of a lab', () => {
  const end = (n: 1 | 2, name: string, number: string, more: readonly string[] = []): string =>
    [
      `hostname R${n}`, ...more, `interface ${name}`, ` ip address 10.1.1.${n} 255.255.255.0`, ' encapsulation ppp', ' dialer in-band',
      ` dialer map ip 10.1.1.${3 - n} name R${3 - n} broadcast ${number}`, ' dialer-group 1', 'dialer-list 1 protocol ip permit', 'end',
    ].join('\n');

  it('of unlike kinds are not put through', () => {
    const world = worldOf(labOf({ R1: end(1, 'Serial0', '222'), R2: end(2, 'BRI0', '') }, [modem('R1', '111'), lineOf('R2', ['222']), modem('R2', '223')]));
    world.settle();
    ping(world, 'R1', '10.1.1.2', 1);
    wait(world, 10);
    expect(events(world, 'exchange.call').map(({ event }) => `${event.outcome} ${event.cause}`)).toEqual(['refused 88']);
    const text = why(world, 'R1');
    expect(codeOf(text)).toBe('INCOMPATIBLE');
    expect(text[1]).toContain('broadcast 223');
  });

  it('are members of a rotary group: the second line is dialled while the first rests after a failure', () => {
    const members = ['interface Serial0', ' encapsulation ppp', ' dialer rotary-group 1', 'interface Serial1', ' encapsulation ppp', ' dialer rotary-group 1'];
    const world = worldOf(
      labOf({ R1: end(1, 'Dialer1', '222', members), R2: end(2, 'Serial0', '') }, [modem('R1', '111'), modem('R1', '112', 'Serial1'), modem('R2', '222')]),
    );
    world.settle();
    world.faults.set({ kind: 'cut', router: 'R1', interface: 'Serial0' });
    ping(world, 'R1', '10.1.1.2', 1);
    wait(world, 8);
    ping(world, 'R1', '10.1.1.2', 1);
    wait(world, 40);
    expect(events(world, 'dialer.attempt', 'R1').map(({ interface: name }) => name)).toEqual(['Serial0', 'Serial1']);
    expect(events(world, 'v25bis.failed', 'R1').map(({ event }) => event.reason)).toEqual(['AB']);
    expect(ping(world, 'R1', '10.1.1.2')).toBe('!!!!!');
  });

  it('back up a leased line: the modem is left alone until it is needed', () => {
    const leased = (n: 1 | 2): string[] => ['interface Serial1', ` ip address 10.2.2.${n} 255.255.255.0`, ...(n === 1 ? [' backup interface Serial0', ' backup delay 0 0'] : [])];
    const world = worldOf(
      labOf({ R1: end(1, 'Serial0', '222', leased(1)), R2: end(2, 'Serial0', '111', leased(2)) }, [modem('R1', '111'), modem('R2', '222')], {
        serialLinks: [{ ends: [{ router: 'R1', interface: 'Serial1' }, { router: 'R2', interface: 'Serial1' }] }],
      }),
    );
    world.settle();
    wait(world, 30);
    expect(world.routers.get('R1')?.interface('Serial0')).toMatchObject({ state: 'standby mode', serial: { ready: false } });
    world.faults.set({ kind: 'cut', router: 'R1', interface: 'Serial1' });
    wait(world, 10);
    ping(world, 'R1', '10.1.1.2', 1);
    wait(world, 40);
    expect(ping(world, 'R1', '10.1.1.2')).toBe('!!!!!');
  });

  it('dial what their modem has stored when DTR rises, and fail where it has nothing stored', () => {
    const byDtr = end(1, 'Serial0', '').replace('dialer in-band', 'dialer dtr');
    const stored = (storedNumber?: string): World => {
      const own = { ...USUAL_MODEM, parity: 'none' as const, ...(storedNumber === undefined ? {} : { storedNumber }) };
      const world = worldOf(labOf({ R1: byDtr, R2: end(2, 'Serial0', '') }, [modem('R1', '111', 'Serial0', { modem: own }), modem('R2', '222')]));
      world.settle();
      ping(world, 'R1', '10.1.1.2', 1);
      wait(world, 40);
      return world;
    };
    const world = stored('222');
    expect(ping(world, 'R1', '10.1.1.2')).toBe('!!!!!');
    expect(events(world, 'v25bis.message', 'R1')).toEqual([]);
    expect(codeOf(why(world, 'R1'))).toBe('OK-CALL');
    wait(world, 150);
    expect(callsOf(world)).toEqual([]);
    const lacking = stored();
    expect(codeOf(why(lacking, 'R1'))).toBe('NO-STORED-NUMBER');
    expect(codeOf(why(stored('999'), 'R1'))).toBe('UNALLOCATED');
  });

  it('are read from a lab file, with the parity of the modem', () => {
    const text = [
      'title: t', 'routers: { R1: {} }', 'telephone:', '  lines:', '    - { line: R1 Serial0, numbers: [111], parity: odd, modem-speed: 9600, stored-number: 222 }', '    - { line: R1 Serial1, numbers: [112] }',
    ].join('\n');
    const { description } = parseLabFile(text, { file: 'lab.yaml', readFile: () => '', models: HARDWARE_MODELS });
    expect(description.telephoneLines).toEqual([
      modem('R1', '111', 'Serial0', { modem: { bitsPerSecond: 9600, trainingMs: USUAL_MODEM.trainingMs, parity: 'odd', storedNumber: '222' } }), modem('R1', '112', 'Serial1'),
    ]);
  });
});
