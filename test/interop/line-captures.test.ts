// tshark reads captures of the other lines: Cisco HDLC with SLARP and PPP on leased lines, RIP of both versions on them, over calls
// and over backups, D channels of primary accesses with their B channels, and a router with several basic accesses. It must find
// nothing malformed and nothing to warn of, and in them what the routers did.

import { describe, expect, it } from 'vitest';
import { must } from '../../src/base/assert.ts';
import type { CapturedFrame, World } from '../../src/network/world.ts';
import { clientConfig, LINES, serverConfig } from '../support/configs.ts';
import { capture, events, labNamed, labOf, lineOf, ping, type, wait, worldOf } from '../support/lab.ts';
import { withPcapFile } from '../support/pcap.ts';
import { controllerLines, MODELS, priLineOf } from '../support/primary.ts';
import { expectNoWarnings, tsharkAvailable, tsharkFields } from '../support/tshark.ts';

const FIELDS = [
  'frame.interface_name', 'frame.p2p_dir', 'frame.protocols', 'ppp.fcs.status', 'slarp.ptype', 'slarp.mysequence', 'slarp.yoursequence', 'rip.version', 'rip.command', 'rip.ip', 'rip.metric',
  'icmp.type', 'icmp.checksum.status', 'ip.dst', 'q931.message_type', 'q931.channel.number', 'lapd.tei', 'lcp.opt.magic_number', 'chap.name', 'udp.checksum.status',
] as const;
type Row = Readonly<Record<(typeof FIELDS)[number], string>>;

function dissect(frames: readonly CapturedFrame[]): readonly Row[] {
  return withPcapFile(frames, (file) => {
    expectNoWarnings(file);
    const rows = tsharkFields(file, FIELDS);
    expect(rows).toHaveLength(frames.length);
    return rows.map((row) => Object.fromEntries(FIELDS.map((field, index) => [field, row[index] ?? ''])) as Row); // fromEntries forgets its keys
  });
}

/** A world from its power-on, and every frame that crosses a line. */
function begun(lab: Parameters<typeof worldOf>[0]): { readonly world: World; readonly frames: readonly CapturedFrame[] } {
  const world = worldOf(lab);
  const frames = capture(world);
  world.settle();
  return { world, frames };
}

const speak = (rows: readonly Row[], protocol: string): readonly Row[] => rows.filter((row) => row['frame.protocols'].split(':').includes(protocol));
const on = (rows: readonly Row[], name: string): readonly Row[] => rows.filter((row) => row['frame.interface_name'] === name);
const seen = (rows: readonly Row[], field: keyof Row): ReadonlySet<string> => new Set(rows.map((row) => row[field]).filter((value) => value !== ''));

function leased(lines: readonly string[] = [], rip: readonly string[] = [], seconds = 60): { readonly world: World; readonly rows: readonly Row[] } {
  const end = (n: number): string =>
    [
      `hostname R${n}`, `username R${3 - n} password CCIE`, 'interface Loopback0', ` ip address 10.${n}.1.1 255.255.255.0`, 'interface Serial0', ` ip address 192.168.12.${n} 255.255.255.252`,
      ...(n === 1 ? [' clock rate 64000'] : []), ...lines.map((line) => ` ${line}`), ...rip,
    ].join('\n');
  const ends = [{ router: 'R1', interface: 'Serial0' }, { router: 'R2', interface: 'Serial0' }] as const;
  const { world, frames } = begun(labOf({ R1: end(1), R2: end(2) }, [], { serialLinks: [{ ends }] }));
  expect(ping(world, 'R1', '192.168.12.2')).toBe('!!!!!');
  wait(world, seconds);
  return { world, rows: dissect(frames) };
}

describe.skipIf(!tsharkAvailable())('tshark reads a leased line', () => {
  it('in Cisco HDLC: keepalives whose numbers follow each other, and echoes', () => {
    const { rows } = leased();
    expect(rows.every((row) => row['frame.protocols'].startsWith('chdlc'))).toBe(true);
    for (const name of ['R1-Serial0', 'R2-Serial0']) {
      const keepalives = speak(on(rows, name), 'slarp').filter((row) => row['slarp.ptype'] === '2' && row['frame.p2p_dir'] === '0');
      const mine = keepalives.map((row) => Number(row['slarp.mysequence']));
      expect(mine.length).toBeGreaterThan(5);
      expect(mine.slice(1).every((sequence, index) => sequence === (mine[index] ?? 0) + 1)).toBe(true);
    }
    const echoes = speak(rows, 'icmp');
    expect(echoes).toHaveLength(20);
    expect(seen(echoes, 'icmp.checksum.status')).toEqual(new Set(['1']));
  });

  it('in PPP: LCP, CHAP both ways, echoes, every FCS good', () => {
    const { rows } = leased(['encapsulation ppp', 'ppp authentication chap']);
    expect(rows.every((row) => row['frame.protocols'].startsWith('ppp'))).toBe(true);
    expect(seen(rows, 'ppp.fcs.status')).toEqual(new Set(['1']));
    expect(seen(rows, 'chap.name')).toEqual(new Set(['R1', 'R2']));
    expect(speak(rows, 'icmp')).toHaveLength(20);
  });

  it.each([
    ['1', [], '255.255.255.255'],
    ['2', [' version 2', ' no auto-summary'], '224.0.0.9'],
  ] as const)('with RIP version %s: requests and updates', (version, more, destination) => {
    const { world, rows } = leased([], ['router rip', ...more, ' network 10.0.0.0', ' network 192.168.12.0'], 90);
    const messages = speak(rows, 'rip');
    expect(seen(messages, 'rip.version')).toEqual(new Set([version]));
    expect(seen(messages, 'rip.command')).toEqual(new Set(['1', '2']));
    // What was asked for goes to whoever asked.
    expect(seen(messages, 'ip.dst')).toEqual(new Set([destination, '192.168.12.1', '192.168.12.2']));
    expect(seen(messages, 'udp.checksum.status')).toEqual(new Set(['1']));
    const told = messages.filter((row) => row['rip.command'] === '2' && row['frame.interface_name'] === 'R2-Serial0' && row['frame.p2p_dir'] === '0');
    // Without subnets in version 1: another major network's.
    expect(seen(told, 'rip.ip')).toEqual(new Set([version === '1' ? '10.0.0.0' : '10.2.1.0']));
    expect(must(world.routers.get('R1'), 'R1').routes().some(({ code, metric }) => code === 'R' && metric === 1)).toBe(version === '2');
  });
});

describe.skipIf(!tsharkAvailable())('tshark reads', () => {
  it('RIP over PPP on a call, and on the line that the call backs up', () => {
    const { world, frames } = begun(labNamed('dial-backup'));
    wait(world, 30);
    world.faults.set({ kind: 'cut', router: 'R1', interface: 'Serial0' });
    wait(world, 60);
    expect(ping(world, 'R1', '192.168.2.9')).toMatch(/!!!!$/);
    world.faults.clear('cut R1 Serial0');
    wait(world, 120);
    const messages = speak(dissect(frames), 'rip');
    expect(seen(messages, 'frame.interface_name')).toEqual(new Set(['R1-Serial0', 'R2-Serial0', 'R1-BRI0-B1', 'R2-BRI0-B1', 'branch', 'centre']));
    const overCall = messages.filter((row) => row['frame.interface_name'] === 'R1-BRI0-B1' && row['frame.p2p_dir'] === '1' && row['rip.command'] === '2');
    expect(overCall.some((row) => row['frame.protocols'].startsWith('ppp') && row['rip.ip'].split(',').includes('192.168.2.0'))).toBe(true);
    expect(seen(messages, 'udp.checksum.status')).toEqual(new Set(['1']));
  });

  it.each([
    ['T1', 'Serial0:23', 'primary-ni', '23'],
    ['E1', 'Serial0:15', 'primary-net5', '31'],
  ] as const)('the D channel of a PRI on %s, and the B channels of its calls', (trunk, name, switchType, lastChannel) => {
    const server = `${controllerLines(trunk).join('\n')}\n${serverConfig({ interface: name, switchType })}`;
    const lab = labOf({ R1: server, R2: clientConfig() }, [priLineOf('R1', trunk, ['5557777'], { switchType }), lineOf('R2', ['5558888'])]);
    const { world, frames } = begun({ ...lab, routers: lab.routers.map((each) => (each.name === 'R1' ? { ...each, model: MODELS[trunk] } : each)) });
    ping(world, 'R2', '172.12.12.1', 1);
    wait(world, 20);
    expect(ping(world, 'R2', '172.12.12.1')).toBe('!!!!!');
    wait(world, 130);
    const rows = dissect(frames);
    const d = on(rows, `R1-${name}-D`);
    // One data link of TEI 0; the call of the client, and the one back.
    expect(seen(d, 'lapd.tei')).toEqual(new Set(['0']));
    const setups = d.filter((row) => row['q931.message_type'] === '0x05');
    expect(setups.map((row) => row['frame.p2p_dir'])).toEqual(['1', '0']);
    expect(setups.every((row) => row['q931.channel.number'] !== '')).toBe(true);
    expect([...seen(d, 'q931.message_type')].sort()).toEqual(['0x02', '0x05', '0x07', '0x0f', '0x45', '0x4d', '0x5a'].sort());
    const carried = [...seen(speak(rows, 'ppp'), 'frame.interface_name')].filter((each) => each.startsWith('R1-'));
    expect(carried.sort()).toEqual([...new Set(setups.map((row) => `R1-${name}-B${row['q931.channel.number']}`))].sort());
    expect(setups[1]?.['q931.channel.number']).toBe(lastChannel);
  });

  it('several basic accesses of one router, each with its channels', () => {
    const members = ['BRI0', 'BRI1', 'BRI2'];
    const server = serverConfig({ rotary: members, users: ['R2 password CCIE', 'R3 password CCIE', 'R4 password CCIE'], without: ['ppp callback', 'dialer callback-secure'], maps: [2, 3, 4].map((n) => `ip 172.12.12.${n} name R${n} broadcast 555888${n}`) });
    const client = (n: number): string => clientConfig({ hostname: `R${n}`, address: `172.12.12.${n} 255.255.255.0`, without: ['ppp callback'] });
    const lab = labOf({ R1: server, R2: client(2), R3: client(3), R4: client(4) }, [
      ...members.map((name) => lineOf('R1', ['5557777'], { interface: name, huntGroup: 'R1' })), ...[2, 3, 4].map((n) => lineOf(`R${n}`, [`555888${n}`])),
    ]);
    const { world, frames } = begun({ ...lab, routers: lab.routers.map((each) => (each.name === 'R1' ? { ...each, model: '4500' } : each)) });
    for (const n of [2, 3, 4]) ping(world, `R${n}`, '172.12.12.1', 2);
    for (const n of [2, 3, 4]) expect(ping(world, `R${n}`, '172.12.12.1')).toBe('!!!!!');
    const rows = dissect(frames);
    const carried = seen(speak(rows, 'icmp'), 'frame.interface_name');
    // Hunting goes to the next access when the channels of one are taken.
    expect([...carried].filter((name) => name.startsWith('R1-')).sort()).toEqual(['R1-BRI0-B1', 'R1-BRI0-B2', 'R1-BRI1-B1']);
    for (const name of members) expect(seen(on(rows, `R1-${name}-D`), 'lapd.tei')).toEqual(new Set(['127', '64']));
    expect(events(world, 'dialer.connected', 'R1')).toHaveLength(3);
  });

  it('names that are asked for over a call, of everybody and of a server on a LAN', () => {
    const client = clientConfig({ without: ['ppp callback'], global: ['ip route 10.1.1.0 255.255.255.0 172.12.12.1'] });
    const server = `${serverConfig({ without: ['ppp callback', 'dialer callback-secure'] })}interface Ethernet0\n ip address 10.1.1.1 255.255.255.0\n`;
    const lans = [{
      name: 'lan', members: [{ router: 'R1', interface: 'Ethernet0' }],
      hosts: [{ name: 'ns', address: '10.1.1.9', mask: '255.255.255.0', gateway: '10.1.1.1', names: { 'web.example': '10.1.1.9' } }],
    }];
    const { world, frames } = begun(labOf({ R1: server, R2: client }, LINES, { lans }));
    const r2 = must(world.routers.get('R2'), 'R2');
    const found: string[] = [];
    const ask = (name: string): unknown => r2.lookUpName(name, (address) => found.push(`${name} ${address?.toString(16)}`));
    ask('web.example');
    wait(world, 25);
    type(world, 'R2', 'ip name-server 10.1.1.9');
    ask('web.example');
    ask('mail.example');
    wait(world, 25);
    expect(found.sort()).toEqual(['mail.example undefined', 'web.example a010109', 'web.example undefined']);
    // In one place: elsewhere the same queries are retransmissions.
    withPcapFile(frames.filter(({ channelName }) => channelName === 'R2-BRI0-B1'), (file) => {
      expectNoWarnings(file);
      const rows = tsharkFields(file, ['ip.dst', 'dns.qry.name', 'dns.a', 'dns.flags.rcode', 'udp.checksum.status'], 'dns');
      expect(new Set(rows.map((row) => row.join(' ')))).toEqual(new Set([
        '255.255.255.255 web.example   1', '10.1.1.9 web.example   1', '10.1.1.9 mail.example   1', '172.12.12.2 web.example 10.1.1.9 0 1', '172.12.12.2 mail.example  3 1',
      ]));
    });
  });

  it('RIP that keeps a call up over Cisco HDLC', () => {
    const plain = (n: number) => ({
      encapsulation: 'hdlc', without: ['ppp', 'dialer callback-secure'],
      global: ['interface Loopback0', ` ip address 10.${n}.1.1 255.255.255.0`, 'router rip', ' network 172.12.0.0', ' network 10.0.0.0'],
    });
    const { world, frames } = begun(labOf({ R1: serverConfig(plain(1)), R2: clientConfig(plain(2)) }, LINES));
    wait(world, 240);
    expect(must(world.routers.get('R1'), 'R1').activeCalls().length).toBeGreaterThan(0);
    const messages = speak(dissect(frames), 'rip');
    expect(messages.length).toBeGreaterThan(10);
    expect(messages.every((row) => row['frame.protocols'].startsWith('chdlc'))).toBe(true);
  });
});
