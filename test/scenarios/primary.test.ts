// Primary rate: callbacks over T1 and E1, every channel at once, which channel a call gets and what happens when both sides
// want the same one, and a controller that is shut or does not understand its line.

import { describe, expect, it } from 'vitest';
import { must } from '../../src/base/assert.ts';
import type { PriLine } from '../../src/network/lab-description.ts';
import type { World } from '../../src/network/world.ts';
import { clientConfig, serverConfig, settled } from '../support/configs.ts';
import { events, labOf, lineOf, ping, type, wait } from '../support/lab.ts';
import { callsOf } from '../support/lawful.ts';
import { channelsOf, controllerLines, MODELS, priLineOf } from '../support/primary.ts';
import { changesOf, codeOf, why } from '../support/why.ts';

type Trunk = 'T1' | 'E1';
const D = { T1: 'Serial0:23', E1: 'Serial0:15' } as const;
const SERVER = '172.12.12.1';
const router = (world: World, name: string) => must(world.routers.get(name), name);

interface Options {
  readonly line?: Partial<PriLine>;
  readonly controller?: readonly string[];
  readonly interface?: readonly string[];
  readonly switchType?: string;
}

/** R1, the callback server, on a PRI; R2, the client, on a BRI. */
function world(trunk: Trunk, { line = {}, controller = [], interface: lines = [], switchType }: Options = {}): World {
  const on = switchType ?? (trunk === 'T1' ? 'primary-ni' : 'primary-net5');
  const config = serverConfig({ interface: D[trunk], switchType: on, more: lines });
  const lab = labOf({ R1: `${controllerLines(trunk, controller).join('\n')}\n${config}`, R2: clientConfig() }, [
    priLineOf('R1', trunk, ['5557777'], { switchType: on, ...line }),
    lineOf('R2', ['5558888']),
  ]);
  return settled({ ...lab, routers: lab.routers.map((each) => (each.name === 'R1' ? { ...each, model: MODELS[trunk] } : each)) });
}

/** Two access servers that can fill each other's trunk. */
function pair(trunk: Trunk): World {
  const end = (n: number): string => {
    const peer = n === 1 ? 2 : 1;
    const maps = [`ip 10.0.0.${peer} name R${peer} 555000${peer}`];
    const config = serverConfig({
      hostname: `R${n}`, interface: D[trunk], switchType: trunk === 'T1' ? 'primary-5ess' : 'primary-net5', address: `10.0.0.${n} 255.255.255.0`,
      users: [`R${peer} password x`], maps, without: ['ppp callback', 'dialer callback-secure'],
    });
    return `${controllerLines(trunk).join('\n')}\n${config}`;
  };
  const more = trunk === 'T1' ? { switchType: 'primary-5ess' } : {};
  const lab = labOf({ R1: end(1), R2: end(2) }, [priLineOf('R1', trunk, ['5550001'], more), priLineOf('R2', trunk, ['5550002'], more)]);
  return settled({ ...lab, routers: lab.routers.map((each) => ({ ...each, model: MODELS[trunk] })) });
}

/** Interfaces of the calls that are up, by their numbers. */
function upOn(world: World, name: string): readonly number[] {
  return router(world, name).interfaces().filter(({ ppp }) => ppp?.ipcp === 'Open').map(({ timeslot }) => timeslot ?? 0);
}

describe.each([
  ['T1', 'primary-ni'], ['T1', 'primary-5ess'], ['T1', 'primary-dms100'], ['T1', 'primary-4ess'], ['E1', 'primary-net5'],
] as const)('a callback over %s with %s', (trunk, switchType) => {
  it('is called on the lowest channel and returned on the highest', () => {
    const lab = world(trunk, { switchType });
    expect(ping(lab, 'R2', SERVER)).toBe('.....');
    wait(lab, 20);
    expect(ping(lab, 'R2', SERVER)).toBe('!!!!!');
    expect(events(lab, 'dialer.callbackServerStarting', 'R1')[0]?.event.channel).toBe('Serial0:0');
    expect(events(lab, 'dialer.protocolUp', 'R1').map(({ event }) => event.channel)).toEqual([trunk === 'T1' ? 'Serial0:22' : 'Serial0:30']);
    wait(lab, 200);
    expect(callsOf(lab)).toEqual([]);
  });
});

describe.each(['T1', 'E1'] as const)('every channel of a %s', (trunk) => {
  it('carries a call at once, and one more is refused', () => {
    const lab = pair(trunk);
    const r1 = router(lab, 'R1');
    const count = channelsOf(trunk).length;
    for (let n = 0; n < count; n += 1) expect(r1.isdnCall(D[trunk], '5550002', 64)).toBeUndefined();
    expect(r1.isdnCall(D[trunk], '5550002', 64)).toBe('no free B channel');
    wait(lab, 10);
    for (const name of ['R1', 'R2']) expect([...upOn(lab, name)].sort((a, b) => a - b)).toEqual(channelsOf(trunk));
    expect(r1.isdn()[0]?.freeChannels).toEqual([]);
    expect(new Set(r1.isdn()[0]?.calls.map(({ callReference }) => callReference)).size).toBe(count);
    // Nobody can come in either.
    expect(router(lab, 'R2').isdnCall(D[trunk], '5550001', 64)).toBe('no free B channel');
    wait(lab, 200);
    expect(callsOf(lab)).toEqual([]);
  });
});

describe('the channel of a call', () => {
  it('is the lowest first where the configuration says so', () => {
    const lab = world('T1', { interface: ['isdn bchan-number-order ascending'] });
    expect(router(lab, 'R1').isdnCall(D.T1, '5558888', 64)).toBeUndefined();
    wait(lab, 2);
    expect(events(lab, 'dialer.connected', 'R1')[0]?.event.channel).toBe('Serial0:0');
  });

  it('is one of the pri-group', () => {
    const lab = world('E1', { controller: ['pri-group timeslots 1-4'], line: { channels: [1, 2, 3, 4] } });
    const r1 = router(lab, 'R1');
    for (let n = 0; n < 2; n += 1) expect(r1.isdnCall(D.E1, '5558888', 64)).toBeUndefined();
    wait(lab, 2);
    expect(events(lab, 'dialer.connected', 'R1').map(({ event }) => event.channel)).toEqual(['Serial0:3', 'Serial0:2']);
    expect(r1.isdn()[0]?.channels).toEqual([1, 2, 3, 4]);
  });

  it('that was not ordered is refused by the exchange with cause 44', () => {
    const lab = world('E1', { line: { channels: [1, 2, 3, 4] } });
    expect(router(lab, 'R1').isdnCall(D.E1, '5558888', 64)).toBeUndefined();
    wait(lab, 2);
    expect(events(lab, 'dialer.released', 'R1').map(({ event }) => event.cause)).toEqual([44]);
  });

  it('that both sides want at once is the network\'s', () => {
    const one = { channels: [5] };
    const lab = world('T1', { controller: ['pri-group timeslots 5,24'], line: one });
    // The call from R2 is offered while R1's own SETUP is on its way.
    const started = lab.clock.now;
    expect(router(lab, 'R2').isdnCall('BRI0', '5557777', 64)).toBeUndefined();
    while (events(lab, 'exchange.call').length === 0 && lab.clock.now < started + 2000) lab.clock.step();
    expect(router(lab, 'R1').isdnCall(D.T1, '5558888', 64)).toBeUndefined();
    wait(lab, 3);
    expect(events(lab, 'dialer.connected', 'R1').map(({ event }) => event.outgoing)).toEqual([false]);
    expect(events(lab, 'dialer.released', 'R1')[0]?.event.cause).toBe(44);
    wait(lab, 200);
    expect(callsOf(lab)).toEqual([]);
  });
});

describe('a controller', () => {
  it('that is shut takes its calls with it, and comes back', () => {
    const lab = world('T1');
    ping(lab, 'R2', SERVER);
    wait(lab, 20);
    const r1 = router(lab, 'R1');
    type(lab, 'R1', 'controller T1 0', 'shutdown');
    wait(lab, 1);
    expect(r1.controllers()[0]).toMatchObject({ state: 'administratively down' });
    expect(r1.interface(D.T1)).toMatchObject({ state: 'down', protocolUp: false });
    expect(callsOf(lab)).toEqual([]);
    type(lab, 'R1', 'controller T1 0', 'no shutdown');
    wait(lab, 5);
    expect(r1.isdn()[0]?.links).toMatchObject([{ tei: 0, state: 'MULTIPLE_FRAME_ESTABLISHED' }]);
    expect(ping(lab, 'R2', SERVER)).toBe('.....');
    wait(lab, 20);
    expect(ping(lab, 'R2', SERVER)).toBe('!!!!!');
  });

  it.each([
    ['CONTROLLER-SHUT', { controller: ['shutdown'] }, 'R1, controller T1 0: remove "shutdown"'],
    ['FRAMING', { controller: ['framing sf'] }, 'R1, controller T1 0: add "framing esf"'],
    ['LINE-CODE', { controller: ['linecode ami'] }, 'R1, controller T1 0: add "linecode b8zs"'],
    ['SWITCH-TYPE', { line: { switchType: 'primary-dms100' } }, 'R1, interface Serial0:23: change "isdn switch-type primary-ni" to "isdn switch-type primary-dms100"'],
  ] as const)('%s', (code, options, change) => {
    const lab = world('T1', options);
    expect(ping(lab, 'R1', '172.12.12.2')).toBe('.....');
    expect(codeOf(why(lab, 'R1'))).toBe(code);
    expect(changesOf(why(lab, 'R1'))).toContain(change);
    // Whoever calls there hears that nobody responds.
    ping(lab, 'R2', SERVER, 1);
    wait(lab, 10);
    expect(events(lab, 'dialer.released', 'R2').map(({ event }) => event.cause)).toEqual([18]);
    expect(changesOf(why(lab, 'R2'))).toContain(change);
  });

  it('loses its interface with its pri-group', () => {
    const lab = world('T1');
    ping(lab, 'R2', SERVER);
    wait(lab, 20);
    type(lab, 'R1', 'controller T1 0', 'no pri-group');
    wait(lab, 5);
    const r1 = router(lab, 'R1');
    expect(r1.interface(D.T1)).toBeUndefined();
    expect(r1.isdn()).toEqual([]);
    expect(callsOf(lab)).toEqual([]);
    type(lab, 'R1', 'controller T1 0', 'pri-group timeslots 1-8', 'interface Serial0:23', 'isdn switch-type primary-ni');
    wait(lab, 5);
    expect(r1.isdn()[0]).toMatchObject({ interface: D.T1, layer1Active: true, channels: [1, 2, 3, 4, 5, 6, 7, 8] });
  });

  it('counts its outages', () => {
    const lab = world('T1');
    type(lab, 'R1', 'controller T1 0', 'framing sf');
    wait(lab, 60);
    type(lab, 'R1', 'controller T1 0', 'framing esf');
    wait(lab, 30);
    type(lab, 'R1', 'controller T1 0', 'linecode ami');
    wait(lab, 10);
    expect(router(lab, 'R1').controllers()[0]?.troubles.map(({ trouble, from, to }) => [trouble, Math.round((to - from) / 1000)])).toEqual([
      ['loss of frame', 61], ['line code', 10],
    ]);
  });
});

describe('a line that is silently dead', () => {
  it('is found out by the exchange, which offers it no more calls', () => {
    const lab = world('T1');
    must(router(lab, 'R1').isdnPort(D.T1), 'the PRI').d.fault = () => undefined;
    must(lab.exchange.port('R1', D.T1), 'its line').d.fault = () => undefined;
    wait(lab, 40);
    expect(router(lab, 'R1').isdn()[0]?.links).toMatchObject([{ state: 'AWAITING_ESTABLISHMENT' }]);
    ping(lab, 'R2', SERVER, 1);
    wait(lab, 2);
    // At once, and not when a SETUP has got no answer.
    expect(events(lab, 'dialer.released', 'R2').map(({ event }) => event.cause)).toEqual([18]);
  });
});

describe('a reload', () => {
  it('brings controllers and PRIs back from the startup configuration', () => {
    const lab = world('E1');
    ping(lab, 'R2', SERVER, 1);
    router(lab, 'R1').reload();
    wait(lab, 20);
    expect(router(lab, 'R1').isdn()[0]).toMatchObject({ interface: D.E1, layer1Active: true, dsl: 0 });
    expect(router(lab, 'R1').isdnCall(D.E1, '5558888', 64)).toBeUndefined();
    wait(lab, 5);
    expect(ping(lab, 'R1', '172.12.12.2')).toBe('!!!!!');
  });
});
