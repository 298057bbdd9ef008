// Wiring inference: whose is a number, and what is said when nobody knows.
import { describe, expect, test } from 'vitest';
import type { Arguments } from '../../../src/config/node.ts';
import { chooseModel } from '../../../src/lab/from-configs.ts';
import { inferWiring, type WiredRouter } from '../../../src/lab/wiring.ts';
import { wiringText } from '../../../src/lab/wiring-text.ts';
import { HARDWARE_MODELS } from '../../../src/network/router/models.ts';
import { configNode, type NodeParts } from './config-fake.ts';

const ip = (address: string, mask = '255.255.255.0'): Record<string, Arguments> => ({ 'ip.address': { address, mask } });
const switchType = { 'isdn.switchType': { type: 'basic-ni' } };
const map = (nextHop: string, number: string, peer?: string): Arguments => ({ proto: 'ip', nextHop, number, ...(peer === undefined ? {} : { peer }) });

function router(name: string, interfaces: Readonly<Record<string, NodeParts>>, hostname = name): WiredRouter {
  const values = { ...switchType, ...(hostname === '' ? {} : { hostname: { name: hostname } }) };
  return { name, fileName: name.toLowerCase(), config: configNode({ values, children: { interfaces } }) };
}

const numbersOf = (routers: readonly WiredRouter[]): Record<string, readonly string[]> =>
  Object.fromEntries(inferWiring(routers).telephoneLines.map((line) => [`${line.router} ${line.interface}`, line.numbers]));

describe('numbers', () => {
  test('belong to the line that holds the next hop', () => {
    const r1 = router('R1', { BRI0: { values: ip('172.12.12.1'), entries: { 'dialer.maps': [map('172.12.12.2', '5558888', 'R2')] } } });
    const r2 = router('R2', { BRI0: { values: ip('172.12.12.2'), entries: { 'dialer.maps': [map('172.12.12.1', '5557777', 'R1')] } } });
    const wiring = inferWiring([r1, r2]);
    expect(wiring.telephoneLines).toEqual([
      { kind: 'bri', router: 'R1', interface: 'BRI0', numbers: ['5557777'], callingNumber: '5557777', switchType: 'basic-ni', spids: { required: false, valid: [] } },
      { kind: 'bri', router: 'R2', interface: 'BRI0', numbers: ['5558888'], callingNumber: '5558888', switchType: 'basic-ni', spids: { required: false, valid: [] } },
    ]);
    expect(wiring.open).toEqual([]);
    expect(wiringText(wiring)).toEqual([
      'Telephone lines, inferred from the configurations:',
      '  R1 BRI0  basic-ni',
      '           5557777: R2 dials it for 172.12.12.1, which it holds',
      '  R2 BRI0  basic-ni',
      '           5558888: R1 dials it for 172.12.12.2, which it holds',
    ]);
  });

  test('are dialled with a subaddress, which is no part of them', () => {
    const r1 = router('R1', { BRI0: { values: ip('172.12.12.1'), entries: { 'dialer.maps': [map('172.12.12.2', '5558888:77', 'R2')] } } });
    expect(numbersOf([r1, router('R2', { BRI0: { values: ip('172.12.12.2') } })])).toEqual({ 'R1 BRI0': ['5550001'], 'R2 BRI0': ['5558888'] });
  });

  test('the next hop wins over the name', () => {
    const routers = [
      router('A', { BRI0: { values: ip('10.0.0.1'), entries: { 'dialer.maps': [map('10.0.0.3', '7', 'B')] } } }),
      router('B', { BRI0: { values: ip('10.0.0.2') } }),
      router('C', { BRI0: { values: ip('10.0.0.3') } }),
    ];
    expect(numbersOf(routers)).toEqual({ 'A BRI0': ['5550001'], 'B BRI0': ['5550002'], 'C BRI0': ['7'] });
  });

  test('belong to the named router, by host name before file name, on its first free BRI', () => {
    const routers = [
      router('A', { BRI0: { entries: { 'dialer.maps': [map('10.0.0.9', '71', 'B'), map('10.0.1.9', '72', 'B'), map('10.0.2.9', '73', 'c')] } } }),
      router('B', { BRI0: {}, BRI1: {} }),
      router('C', { BRI0: {} }, ''),
    ];
    expect(numbersOf(routers)).toMatchObject({ 'B BRI0': ['71'], 'B BRI1': ['72'], 'C BRI0': ['73'] });
  });

  test('belong to the sole peer in the subnet', () => {
    const routers = [
      router('A', { BRI0: { values: { ...ip('10.0.0.1'), 'dialer.string': { number: '7' } } } }),
      router('B', { BRI0: { values: ip('10.0.0.2') } }),
      router('C', { BRI0: { values: ip('10.0.1.2') } }),
    ];
    expect(numbersOf(routers)).toMatchObject({ 'B BRI0': ['7'], 'C BRI0': ['5550002'] });
  });

  test('two peers are one too many: that is said with the line to add', () => {
    const routers = [
      router('A', { BRI0: { values: { ...ip('10.0.0.1'), 'dialer.string': { number: '7' } } } }),
      router('B', { BRI0: { values: ip('10.0.0.2') } }),
      router('C', { BRI0: { values: ip('10.0.0.3') } }),
    ];
    expect(inferWiring(routers).open).toEqual([
      'A, interface BRI0, dials 7, and no other router is known to have it: add "dialer map ip NEXT-HOP name PEER 7" with the peer\'s address, or give both ends addresses in one subnet',
    ]);
  });

  test('a router never dials itself', () => {
    const routers = [router('A', { BRI0: { values: ip('10.0.0.1'), entries: { 'dialer.maps': [map('10.0.0.1', '7', 'A')] } } })];
    const wiring = inferWiring(routers);
    expect(wiring.telephoneLines[0]?.numbers).toEqual(['5550001']);
    expect(wiring.open).toEqual(['A, interface BRI0, dials 7, and no other router is known to have it: at the router that has it, on its BRI, add "ip address 10.0.0.1 255.255.255.0"']);
  });

  test('a Dialer interface stands for its members, as one hunt group', () => {
    const member: NodeParts = { values: { 'dialer.rotaryGroup': { group: 1 } } };
    const routers = [
      router('A', { BRI0: { values: ip('10.0.0.1'), entries: { 'dialer.maps': [map('10.0.0.2', '7')] } } }),
      router('B', { BRI0: member, BRI1: member, BRI2: {}, Dialer1: { values: ip('10.0.0.2') } }),
    ];
    const { telephoneLines } = inferWiring(routers);
    expect(telephoneLines.map(({ interface: name, numbers, huntGroup }) => [name, numbers, huntGroup])).toEqual([
      ['BRI0', ['5550001'], undefined],
      ['BRI0', ['7'], 'B-7'],
      ['BRI1', ['7'], 'B-7'],
      ['BRI2', ['5550002'], undefined],
    ]);
  });

  test('LDNs are numbers of their line, and SPIDs are required when there are any', () => {
    const spids = { 'isdn.spid1': { spid: '0555777701', ldn: '5557777' }, 'isdn.spid2': { spid: '0555777801', ldn: '5557778' } };
    const routers = [
      router('A', { BRI0: { values: { ...ip('10.0.0.1'), ...spids } } }),
      router('B', { BRI0: { values: ip('10.0.0.2'), entries: { 'dialer.maps': [map('10.0.0.1', '18005557777')] } } }),
    ];
    expect(inferWiring(routers).telephoneLines[0]).toMatchObject({
      numbers: ['5557777', '5557778', '18005557777'],
      callingNumber: '5557777',
      spids: { required: true, valid: ['0555777701', '0555777801'] },
    });
  });

  test('no switch type is said', () => {
    const bare: WiredRouter = { name: 'A', fileName: 'a', config: configNode({ children: { interfaces: { BRI0: {} } } }) };
    expect(inferWiring([bare]).open).toEqual(['A, interface BRI0: no switch type, and layer 2 needs one: add "isdn switch-type basic-ni"']);
  });
});

describe('the rest of the wiring', () => {
  test('Ethernets of one subnet share a LAN, two serials a leased line', () => {
    const routers = [
      router('A', { Ethernet0: { values: ip('10.1.0.1') }, Serial0: { values: ip('10.9.0.1') } }),
      router('B', { Ethernet0: { values: ip('10.1.0.2') }, Serial1: { values: ip('10.9.0.2') } }),
      router('C', { Ethernet0: { values: ip('10.2.0.1') } }),
    ];
    const { lans, serialLinks } = inferWiring(routers);
    expect(lans.map((lan) => [lan.name, lan.members.map((member) => member.router)])).toEqual([
      ['lan1', ['A', 'B']],
      ['lan2', ['C']],
    ]);
    expect(serialLinks).toEqual([{ ends: [{ router: 'A', interface: 'Serial0' }, { router: 'B', interface: 'Serial1' }] }]);
  });

  test('the members of a group of asynchronous interfaces have a modem each', () => {
    const { telephoneLines } = inferWiring([router('nas', { 'Group-Async1': { values: { ...ip('10.1.0.1'), groupRange: { first: 1, last: 3 } } } })]);
    expect(telephoneLines.map(({ kind, interface: name, numbers }) => [kind, name, numbers])).toEqual([
      ['analog', 'Async1', ['5550001']], ['analog', 'Async2', ['5550002']], ['analog', 'Async3', ['5550003']],
    ]);
  });

  test.each([
    ['interface bri 0', '2503'],
    ['interface BRI0\ninterface Loopback0\ninterface Dialer1', '2503'],
    ['int BRI1', '1604'],
    ['interface Ethernet0/0\ninterface BRI0/0', '2611'],
    ['interface BRI7', '4500'],
    ['interface Group-Async1\n group-range 1 16', '2511'],
  ])('%j needs a %s', (text, model) => {
    expect(chooseModel({ file: 'x.cfg', text }, HARDWARE_MODELS)).toBe(model);
  });
});

describe('serial interfaces', () => {
  const serial = (address: string, entries: NodeParts['entries'], parity?: string): NodeParts => ({
    values: { ...ip(address), ...(parity === undefined ? {} : { 'dialer.inBand': parity === 'none' ? {} : { parity } }) }, entries: entries ?? {},
  });

  test('that dial in-band have a modem on the telephone network, with their parity; others a leased line', () => {
    const end = (name: string, n: number): WiredRouter =>
      router(name, {
        Serial0: serial(`10.1.1.${n}`, { 'dialer.maps': [map(`10.1.1.${3 - n}`, `555000${3 - n}`)] }, n === 1 ? 'odd-parity' : 'none'),
        Serial1: serial(`10.2.2.${n}`, {}),
      });
    const wiring = inferWiring([end('R1', 1), end('R2', 2)]);
    expect(wiring.telephoneLines.map((line) => [line.kind, line.interface, line.numbers])).toEqual([['v25bis', 'Serial0', ['5550001']], ['v25bis', 'Serial0', ['5550002']]]);
    expect(wiring.serialLinks).toEqual([{ ends: [{ router: 'R1', interface: 'Serial1' }, { router: 'R2', interface: 'Serial1' }] }]);
    expect(wiringText(wiring)).toContain('  R1 Serial0  V.25bis, modem 33600 bit/s, odd parity');
    expect(wiringText(wiring)).toContain('  R2 Serial0  V.25bis, modem 33600 bit/s, no parity');
  });
});
