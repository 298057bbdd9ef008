// Asynchronous lines among others: rotary groups of them, hunt groups, pools, beside a BRI; and SLIP where there is no PPP.

import { describe, expect, it } from 'vitest';
import type { AnalogLine, LabDescription, TelephoneLine } from '../../src/network/lab-description.ts';
import type { World } from '../../src/network/world.ts';
import { editedLab, type Edit } from '../support/edited-lab.ts';
import { capture, events, labOf, lineOf, ping, wait, worldOf } from '../support/lab.ts';
import { analogLineOf, AUX_LINE, DIAL_SCRIPT, TTY_LINES } from '../support/modems.ts';
import { codeOf, why } from '../support/why.ts';

const LIST = 'dialer-list 1 protocol ip permit';

const analog = (router: string, unit: number, number: string, huntGroup?: string): AnalogLine =>
  analogLineOf(router, [number], { interface: `Async${unit}`, ...(huntGroup === undefined ? {} : { huntGroup }) });

const async = (unit: number, ...lines: readonly string[]): string[] => [`interface Async${unit}`, ' no ip address', ' encapsulation ppp', ' async mode dedicated', ...lines.map((line) => ` ${line}`)];

/** A 2511 with two lines, called `server`; what is dialled at it has one address. */
function server(group: readonly string[], members: readonly string[]): string {
  return [
    'hostname server', 'username client1 password CCIE', 'username client2 password CCIE', DIAL_SCRIPT, ...members, 'interface Dialer1', ' ip address 10.1.1.1 255.255.255.0', ' encapsulation ppp',
    ...group.map((line) => ` ${line}`), ' dialer-group 1', ' ppp authentication chap', LIST, ...TTY_LINES, 'end',
  ].join('\n');
}

function client(n: 1 | 2, number: string, ...more: readonly string[]): string {
  return [
    `hostname client${n}`, 'username server password CCIE', DIAL_SCRIPT, 'interface Async1', ` ip address 10.1.1.${n + 1} 255.255.255.0`, ' encapsulation ppp', ' async mode dedicated', ' dialer in-band',
    ` dialer map ip 10.1.1.1 name server broadcast ${number}`, ' dialer-group 1', ' ppp authentication chap', ...more.map((line) => ` ${line}`), LIST, ...AUX_LINE, 'end',
  ].join('\n');
}

function world(configs: Readonly<Record<string, string>>, lines: readonly TelephoneLine[], more: Partial<LabDescription> = {}): World {
  const lab = labOf(configs, lines, more);
  const made = worldOf({ ...lab, routers: lab.routers.map((router) => (router.name === 'server' ? { ...router, model: '2511' } : router)) });
  made.settle();
  return made;
}

const ROTARY = ['dialer in-band', 'dialer map ip 10.1.1.2 name client1 broadcast 5552221', 'dialer map ip 10.1.1.3 name client2 broadcast 5552222'];
const MEMBERS = [...async(1, 'dialer in-band', 'dialer rotary-group 1'), ...async(2, 'dialer in-band', 'dialer rotary-group 1')];
const LINES = [analog('server', 1, '5551111', 'hunt'), analog('server', 2, '5551111', 'hunt'), analog('client1', 1, '5552221'), analog('client2', 1, '5552222')];
const connected = (made: World): string[] => (made.routers.get('server')?.dialers() ?? []).flatMap(({ calls }) => calls.flatMap(({ channel, peerName }) => (channel === undefined ? [] : [`${channel} ${peerName ?? ''}`])));

describe('a rotary group of asynchronous lines', () => {
  it('is called by two clients at one number: the second call hunts to the second line', () => {
    const made = world({ server: server(ROTARY, MEMBERS), client1: client(1, '5551111'), client2: client(2, '5551111') }, LINES);
    ping(made, 'client1', '10.1.1.1', 1);
    ping(made, 'client2', '10.1.1.1', 1);
    wait(made, 30);
    expect(ping(made, 'client1', '10.1.1.1')).toBe('!!!!!');
    expect(ping(made, 'client2', '10.1.1.1')).toBe('!!!!!');
    expect(connected(made).sort()).toEqual(['Async1 client1', 'Async2 client2']);
  });

  it('dials two peers on two lines', () => {
    const made = world({ server: server(ROTARY, MEMBERS), client1: client(1, '5551111'), client2: client(2, '5551111') }, LINES);
    ping(made, 'server', '10.1.1.2', 1);
    ping(made, 'server', '10.1.1.3', 1);
    wait(made, 30);
    expect(ping(made, 'server', '10.1.1.2')).toBe('!!!!!');
    expect(ping(made, 'server', '10.1.1.3')).toBe('!!!!!');
    expect(events(made, 'dialer.attempt', 'server').map(({ interface: name }) => name)).toEqual(['Async1', 'Async2']);
  });

  it('calls a client back on any of its lines', () => {
    const back = [...ROTARY.map((line) => line.replace('broadcast', 'class BACK broadcast')), 'ppp callback accept'];
    const config = server(back, MEMBERS).replace(LIST, `map-class dialer BACK\n dialer callback-server username\n${LIST}`);
    const made = world({ server: config, client1: client(1, '5551111', 'ppp callback request'), client2: client(2, '5551111') }, LINES);
    ping(made, 'client1', '10.1.1.1', 1);
    wait(made, 60);
    expect(ping(made, 'client1', '10.1.1.1')).toBe('!!!!!');
    expect(codeOf(why(made, 'client1'))).toBe('OK-CALLBACK');
  });

  it('has a BRI beside them: each line takes the calls of its kind', () => {
    const mixed = [...async(1, 'dialer in-band', 'dialer rotary-group 1'), 'interface BRI0', ' encapsulation ppp', ' isdn switch-type basic-ni', ' dialer rotary-group 1'];
    const lines = [analog('server', 1, '5551111'), lineOf('server', ['5551112']), analog('client1', 1, '5552221'), lineOf('client2', ['5552222'])];
    const isdn = client(2, '5551112').replace('interface Async1', 'interface BRI0\n isdn switch-type basic-ni').replace('\n async mode dedicated', '');
    const made = worldOf(labOf({ server: server(ROTARY, mixed).replace('line 1 16', 'line aux 0'), client1: client(1, '5551111'), client2: isdn }, lines));
    made.settle();
    ping(made, 'client1', '10.1.1.1', 1);
    ping(made, 'client2', '10.1.1.1', 1);
    wait(made, 30);
    expect(ping(made, 'client1', '10.1.1.1')).toBe('!!!!!');
    expect(ping(made, 'client2', '10.1.1.1')).toBe('!!!!!');
    expect(connected(made).sort()).toEqual(['Async1 client1', 'BRI0:1 client2']);
  });
});

describe('a pool of asynchronous lines', () => {
  it('dials for a profile, and takes its call by the name', () => {
    const members = [...async(1, 'dialer in-band', 'dialer pool-member 1', 'ppp authentication chap'), ...async(2, 'dialer in-band', 'dialer pool-member 1', 'ppp authentication chap')];
    const made = world({ server: server(['dialer pool 1', 'dialer remote-name client1', 'dialer string 5552221'], members), client1: client(1, '5551111') }, LINES.slice(0, 3));
    ping(made, 'server', '10.1.1.2', 1);
    wait(made, 30);
    expect(ping(made, 'server', '10.1.1.2')).toBe('!!!!!');
    made.routers.get('server')?.clearInterface('Async1');
    wait(made, 40);
    ping(made, 'client1', '10.1.1.1', 1);
    wait(made, 30);
    expect(ping(made, 'client1', '10.1.1.1')).toBe('!!!!!');
  });
});

describe('SLIP', () => {
  const { attempt } = editedLab('callback-modems');
  const PLAIN: readonly Edit[] = [[' encapsulation ppp\n', ''], [' ppp authentication chap\n', '']];
  const SERVER: readonly Edit[] = [...PLAIN, [' ppp callback accept\n', ''], [' dialer map ip 10.1.1.2 name client class BACK broadcast 5552222', ' dialer string 5552222']];
  const CLIENT: readonly Edit[] = [...PLAIN, [' ppp callback request\n', ''], [' dialer map ip 10.1.1.1 name server broadcast 5551111', ' dialer string 5551111']];

  it('is what an asynchronous line speaks without PPP', () => {
    const made = attempt({ server: SERVER, client: CLIENT });
    const frames = capture(made);
    expect(ping(made, 'client', '10.1.1.1')).toBe('!!!!!');
    const own = frames.filter(({ channelName }) => channelName === 'client-Async1-async');
    expect(own.map(({ linkType, octets }) => `${linkType} ${octets.length}`)).toEqual(Array<string>(10).fill('raw 100'));
    expect(made.routers.get('client')?.interface('Async1')?.settings.encapsulation).toBe('slip');
  });

  /** The server has no number of its caller, and would not dial him. */
  const answering = (...lines: string[]): readonly Edit[] => [
    ...PLAIN, [' ppp callback accept\n', ''], [' dialer map ip 10.1.1.2 name client class BACK broadcast 5552222\n', lines.map((line) => ` ${line}\n`).join('')],
  ];

  it.each([
    ['its address is kept for it', answering('peer default ip address 10.1.1.2')],
    ['nobody dials through the line', [...answering(), [' dialer in-band\n', '']]],
  ] as const)('goes back over the line to whoever called: %s', (_, edits) => {
    const made = attempt({ server: edits, client: CLIENT });
    expect(ping(made, 'client', '10.1.1.1')).toBe('!!!!!');
    expect(ping(made, 'server', '10.1.1.2')).toBe('!!!!!');
    expect(events(made, 'dialer.attempt', 'server')).toEqual([]);
  });

  it('finds nobody behind another address, where the line is dialled through', () => {
    const made = attempt({ server: answering('peer default ip address 10.1.1.2'), client: CLIENT });
    expect(ping(made, 'server', '10.1.1.3', 2)).toBe('..');
    expect(events(made, 'dialer.noDial', 'server').at(-1)?.event).toMatchObject({ because: 'no-map' });
  });

  it('is not understood by PPP, and `why` says so', () => {
    const made = attempt({ server: SERVER });
    expect(why(made, 'client')[0]).toMatch(/^Cause: NO-PPP - Async1 of server speaks SLIP on the call, and client speaks PPP/);
  });
});
