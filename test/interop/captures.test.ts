// tshark reads our captures: of both labs, of runs that fail, and of a LAN. It must find nothing malformed, no bad FCS and
// nothing to warn of, and must see in them what we meant: Q.931, LCP with its callback option, CHAP, IPCP, ICMP, ARP.

import { beforeAll, describe, expect, it } from 'vitest';
import type { CapturedFrame, World } from '../../src/network/world.ts';
import { callbackWorld, clientConfig, LINES, serverConfig, type EndOptions } from '../support/configs.ts';
import { capture, labNamed, labOf, lineOf, ping, wait, worldOf } from '../support/lab.ts';
import { keepLawful } from '../support/lawful.ts';
import { withPcapFile } from '../support/pcap.ts';
import { expectNoWarnings, tsharkAvailable, tsharkFields } from '../support/tshark.ts';

const SERVER = '172.12.12.1';

function labFrames(lab: string, client: string, server: string): CapturedFrame[] {
  const world = worldOf(labNamed(lab));
  keepLawful(world);
  const frames = capture(world);
  world.settle();
  ping(world, client, server);
  wait(world, 20);
  ping(world, client, server);
  wait(world, 140);
  return frames;
}

/** The run of a pair of configurations, from the power-on. */
function framesOf(server: EndOptions, client: EndOptions, more: Parameters<typeof labOf>[2] = {}, then?: (world: World) => void): CapturedFrame[] {
  const world = worldOf(labOf({ R1: serverConfig(server), R2: clientConfig(client) }, LINES, more));
  keepLawful(world);
  const frames = capture(world);
  world.settle();
  ping(world, 'R2', SERVER);
  wait(world, 60);
  then?.(world);
  return frames;
}

/** What is asked of every packet, in one go: starting tshark takes longer than its work. */
const FIELDS = [
  'frame.interface_name', 'frame.p2p_dir', 'frame.protocols', 'ppp.fcs.status', 'ppp.code',
  'tei.msg', 'tei.action', 'lapd.tei',
  'q931.message_type', 'q931.information_transfer_capability', 'q931.channel.selection', 'q931.cause_value',
  'q931.calling_party_number.digits', 'q931.called_party_number.digits',
  'lcp.opt.type', 'lcp.opt.operation', 'chap.code', 'chap.name', 'chap.message', 'pap.peer_id', 'ipcp.opt.ip_address',
  'ip.src', 'ip.ttl', 'icmp.type', 'icmp.code', 'icmp.checksum.status', 'arp.opcode', 'arp.dst.proto_ipv4', 'arp.src.proto_ipv4',
] as const;
type Row = Readonly<Record<(typeof FIELDS)[number], string>>;
type Where = Partial<Row>;

/** The capture as tshark sees it, after it had nothing to complain of. */
function dissect(frames: readonly CapturedFrame[]): readonly Row[] {
  return withPcapFile(frames, (file) => {
    expectNoWarnings(file);
    const rows = tsharkFields(file, FIELDS);
    expect(rows).toHaveLength(frames.length);
    // Object.fromEntries forgets which keys it was given.
    return rows.map((row) => Object.fromEntries(FIELDS.map((field, index) => [field, row[index] ?? ''])) as Row);
  });
}

function select(rows: readonly Row[], where: Where): readonly Row[] {
  // The keys of a Where are those of a Row.
  const wanted = Object.entries(where) as [keyof Row, string][];
  return rows.filter((row) => wanted.every(([field, value]) => row[field] === value));
}

function column(rows: readonly Row[], where: Where, field: keyof Row): string[] {
  return select(rows, where).map((row) => row[field]);
}

const speaks = (rows: readonly Row[], protocol: string): readonly Row[] => rows.filter((row) => row['frame.protocols'].split(':').includes(protocol));

describe.skipIf(!tsharkAvailable())('tshark reads', () => {
  describe.each([
    ['callback-bryant', 'R2', 'R1', SERVER, ['172.12.12.1', '172.12.12.2']],
    ['callback-atlanta-dallas', 'atlanta', 'dallas', '10.1.1.7', ['10.1.1.7', '10.1.1.8']],
  ])('the lab %s', (lab, client, server, address, addresses) => {
    let frames: readonly CapturedFrame[];
    let rows: readonly Row[];
    beforeAll(() => {
      frames = labFrames(lab, client, address);
      rows = dissect(frames);
    });
    const D = (name: string): Where => ({ 'frame.interface_name': `${name}-BRI0-D` });
    const B1 = (name: string): Where => ({ 'frame.interface_name': `${name}-BRI0-B1` });
    const SETUP: Where = { 'q931.message_type': '0x05' };

    it('without a word, every FCS good', () => {
      const status = speaks(rows, 'ppp').map((row) => row['ppp.fcs.status']);
      expect(new Set(status)).toEqual(new Set(['1']));
      expect(status.length).toBeGreaterThan(50);
    });

    it('with an interface for each channel, and the direction of each frame', () => {
      const seen = rows.map((row) => [row['frame.interface_name'], row['frame.p2p_dir']]);
      expect(seen).toEqual(frames.map(({ channelName, direction }) => [channelName, direction === 'sent' ? '0' : '1']));
      const names = [client, server].flatMap((name) => [`${name}-BRI0-D`, `${name}-BRI0-B1`]);
      expect(new Set(seen.map(([name]) => name))).toEqual(new Set(names));
    });

    it('with the calls: TEI, SETUP to both numbers, CONNECT, clearing with its cause', () => {
      const tei = rows.filter((row) => row['frame.interface_name'] === `${client}-BRI0-D` && row['tei.msg'] !== '');
      expect(tei.map((row) => row['tei.msg'])).toEqual(['1', '2']);
      expect(tei[1]?.['tei.action']).toBe('64');
      // The client's call leaves it, the return call reaches it.
      expect(column(rows, { ...D(client), ...SETUP }, 'frame.p2p_dir')).toEqual(['0', '1']);
      expect(column(rows, { ...D(server), ...SETUP }, 'frame.p2p_dir')).toEqual(['1', '0']);
      expect(new Set(column(rows, SETUP, 'q931.information_transfer_capability'))).toEqual(new Set(['0x08']));
      // What the exchange offers names caller, called and channel, and goes to all terminals.
      const { telephoneLines } = labNamed(lab);
      const numberOf = (name: string): string => telephoneLines.find((line) => line.router === name)?.numbers[0] ?? '';
      const offered = select(rows, { ...SETUP, 'lapd.tei': '127' });
      expect(offered.map((row) => [row['q931.calling_party_number.digits'], row['q931.called_party_number.digits'], row['q931.channel.selection']])).toEqual([
        [numberOf(client), numberOf(server), '0x01'],
        [numberOf(server), numberOf(client), '0x01'],
      ]);
      expect(column(rows, { ...D(client), 'q931.message_type': '0x07' }, 'frame.p2p_dir')).toEqual(['1', '0']);
      expect(column(rows, { ...D(client), 'q931.message_type': '0x45' }, 'q931.cause_value')).toEqual(['16', '16']);
    });

    it('with callback asked for on the first call only, by operation 0, and acknowledged', () => {
      const asked = rows.filter((row) => row['lcp.opt.operation'] !== '');
      expect(asked.every((row) => Number(row['lcp.opt.operation']) === 0 && row['lcp.opt.type'].split(',').includes('13'))).toBe(true);
      const told = asked.map((row) => `${row['frame.interface_name']} ${row['frame.p2p_dir']} code ${row['ppp.code']}`);
      expect(told.sort()).toEqual(
        [`${client}-BRI0-B1 0 code 1`, `${server}-BRI0-B1 1 code 1`, `${server}-BRI0-B1 0 code 2`, `${client}-BRI0-B1 1 code 2`].sort(),
      );
    });

    it('with CHAP both ways on both calls, IPCP with both addresses, and the echoes', () => {
      for (const code of ['1', '2']) {
        expect(column(rows, { ...B1(client), 'chap.code': code }, 'chap.name').sort()).toEqual([client, client, server, server].sort());
      }
      expect(select(rows, { ...B1(client), 'chap.code': '3' })).toHaveLength(4);
      expect(select(rows, { 'chap.code': '4' })).toEqual([]);
      const ipcp = speaks(select(rows, { ...B1(client), 'ppp.code': '1' }), 'ipcp');
      expect(ipcp.map((row) => row['ipcp.opt.ip_address']).sort()).toEqual(addresses);
      const echoes = lab === 'callback-bryant' ? 5 : 10;
      expect(select(rows, { ...B1(client), 'icmp.type': '8' })).toHaveLength(echoes);
      expect(select(rows, { ...B1(client), 'icmp.type': '0' })).toHaveLength(echoes);
      expect(new Set(speaks(rows, 'icmp').map((row) => row['icmp.checksum.status']))).toEqual(new Set(['1']));
    });
  });

  describe('runs that fail', () => {
    const causes = (rows: readonly Row[]): Set<string> =>
      new Set(select(rows, { 'frame.p2p_dir': '1' }).map((row) => row['q931.cause_value']).filter((cause) => cause !== ''));
    const fault = (more: Partial<Record<'busy' | 'noAnswer' | 'noResponse', readonly string[]>>) => ({
      faults: { busy: [], noAnswer: [], noResponse: [], ...more },
    });

    it('a wrong secret: Failure with its text, Terminate-Request, normal clearing', () => {
      const rows = dissect(framesOf({ users: ['R2 password OTHER'] }, {}));
      expect(new Set(column(rows, { 'chap.code': '4' }, 'chap.message'))).toEqual(new Set(['MD/DES compare failed']));
      expect(speaks(select(rows, { 'ppp.code': '5' }), 'lcp').length).toBeGreaterThan(0);
      expect(causes(rows)).toEqual(new Set(['16']));
      expect(speaks(rows, 'ipcp')).toEqual([]);
    });

    it('an unknown name', () => {
      const rows = dissect(framesOf({ users: [] }, {}));
      expect(new Set(column(rows, { 'chap.code': '4' }, 'chap.message'))).toEqual(new Set(['Authentication failure']));
    });

    it.each([
      ['busy', fault({ busy: ['5557777'] }), '17'],
      ['no user responding', fault({ noResponse: ['5557777'] }), '18'],
    ])('%s', (_what, faults, cause) => {
      const rows = dissect(framesOf({}, {}, faults));
      expect(causes(rows)).toEqual(new Set([cause]));
      expect(speaks(rows, 'ppp')).toEqual([]);
    });

    it('nobody answers: ALERTING, then cause 19', () => {
      const rows = dissect(framesOf({}, { more: ['dialer wait-for-carrier-time 90'] }, fault({ noAnswer: ['5557777'] })));
      expect(column(rows, { 'q931.message_type': '0x01' }, 'frame.interface_name')).toContain('R2-BRI0-D');
      expect(causes(rows)).toEqual(new Set(['19']));
    });

    it('an unallocated number', () => {
      expect(causes(dissect(framesOf({}, { maps: ['ip 172.12.12.1 name R1 broadcast 5550000'] })))).toEqual(new Set(['1']));
    });

    it('no PPP at one end: PPP that nobody answers', () => {
      const frames = framesOf({ encapsulation: 'hdlc' }, {});
      const rows = dissect(frames);
      expect(speaks(select(rows, { 'ppp.code': '1' }), 'lcp').length).toBeGreaterThan(0);
      expect(speaks(select(rows, { 'ppp.code': '2' }), 'lcp')).toEqual([]);
    });

    it('no PPP at either end: IP in Cisco HDLC', () => {
      const rows = dissect(framesOf({ encapsulation: 'hdlc' }, { encapsulation: 'hdlc' }, {}, (world) => {
        expect(ping(world, 'R2', SERVER)).toBe('!!!!!');
      }));
      expect(speaks(speaks(rows, 'chdlc'), 'icmp').length).toBeGreaterThan(10);
    });

    it('no proof demanded and none given, no callback asked for', () => {
      const rows = dissect(framesOf({ without: ['ppp authentication', 'dialer callback-secure'] }, { without: ['ppp authentication', 'ppp callback'] }));
      expect(speaks(rows, 'chap')).toEqual([]);
      expect(speaks(rows, 'ipcp').length).toBeGreaterThan(0);
    });

    it('callback asked for and rejected', () => {
      const rows = dissect(framesOf({ without: ['ppp callback', 'dialer callback-secure'] }, {}));
      const rejected = rows.filter((row) => row['lcp.opt.operation'] !== '' && row['ppp.code'] === '4');
      expect(rejected.length).toBeGreaterThan(0);
    });

    it('PAP in place of CHAP', () => {
      const pap = (name: string) => ({
        without: ['ppp authentication chap'],
        more: ['ppp authentication pap', `ppp pap sent-username ${name} password CCIE`],
      });
      const rows = speaks(dissect(framesOf(pap('R1'), pap('R2'))), 'pap');
      expect(new Set(rows.map((row) => row['pap.peer_id']).filter((name) => name !== ''))).toEqual(new Set(['R1', 'R2']));
    });

    it('lost and repeated frames', () => {
      const world = callbackWorld();
      const frames = capture(world);
      const bri = world.routers.get('R2')?.isdnPort('BRI0');
      let sent = 0;
      const lossy = (octets: Uint8Array) => ((sent += 1) % 3 === 0 ? undefined : octets);
      for (const port of [bri?.d, bri?.channels[0]?.port]) if (port !== undefined) port.fault = lossy;
      ping(world, 'R2', SERVER);
      wait(world, 60);
      expect(dissect(frames).length).toBeGreaterThan(100);
    });
  });

  it('SPIDs, valid and not', () => {
    const spid = (spids: readonly string[]) => ({ more: spids.map((value, index) => `isdn spid${index + 1} ${value}`) });
    const lines = [
      lineOf('R1', ['5557777'], { spids: { required: true, valid: ['55577770101'] } }),
      lineOf('R2', ['5558888'], { spids: { required: true, valid: ['55588880101', '55588890101'] } }),
    ];
    const world = worldOf(labOf({ R1: serverConfig(spid(['55577770101'])), R2: clientConfig(spid(['55588880101', '99999990101'])) }, lines));
    const frames = capture(world);
    world.settle();
    ping(world, 'R2', SERVER);
    wait(world, 30);
    // Three SPIDs, each answered by an endpoint identifier or a cause.
    const rows = select(dissect(frames), { 'q931.message_type': '0x7b' });
    expect(rows).toHaveLength(6);
    expect(rows.filter((row) => row['q931.cause_value'] !== '')).toHaveLength(1);
  });

  it('a LAN: ARP both ways, echoes through the router, and what cannot be reached', () => {
    const lan = (address: string) => `interface Ethernet0\n ip address ${address} 255.255.255.0\n no shutdown\nexit\n`;
    const world = worldOf(
      labOf(
        {
          R1: `${serverConfig()}${lan('10.1.0.1')}ip route 10.2.0.0 255.255.255.0 172.12.12.2\n`,
          R2: `${clientConfig()}${lan('10.2.0.1')}ip route 10.1.0.0 255.255.255.0 172.12.12.1\n`,
        },
        LINES,
        {
          lans: [
            { name: 'lan1', members: [{ router: 'R1', interface: 'Ethernet0' }], hosts: [{ name: 'pc1', address: '10.1.0.10', mask: '255.255.255.0', gateway: '10.1.0.1' }] },
            { name: 'lan2', members: [{ router: 'R2', interface: 'Ethernet0' }], hosts: [] },
          ],
        },
      ),
    );
    keepLawful(world);
    const frames = capture(world);
    world.settle();
    expect(ping(world, 'R1', '10.1.0.10')).toBe('.!!!!');
    ping(world, 'R2', '10.1.0.10');
    wait(world, 20);
    expect(ping(world, 'R2', '10.1.0.10')).toBe('!!!!!');
    // No such host on R1's LAN.
    expect(ping(world, 'R2', '10.1.0.99', 3)).toMatch(/^[.U]{3}$/);
    const rows = dissect(frames);
    const lan1: Where = { 'frame.interface_name': 'lan1' };
    expect(column(rows, { ...lan1, 'arp.opcode': '1' }, 'arp.dst.proto_ipv4')).toEqual(expect.arrayContaining(['10.1.0.10', '10.1.0.99']));
    expect(column(rows, { ...lan1, 'arp.opcode': '2' }, 'arp.src.proto_ipv4')).toContain('10.1.0.10');
    expect(column(rows, { ...lan1, 'icmp.type': '8', 'ip.src': '172.12.12.2' }, 'ip.ttl')).toEqual(Array(5).fill('254'));
    expect(rows.filter((row) => row['icmp.type'].startsWith('3')).length).toBeGreaterThan(0);
  });
});
