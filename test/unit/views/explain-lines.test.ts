// `why` of serial lines, of RIP, and of calls in their place: each mistake is put into a lab that works, and the code and the
// lines to change are compared. Then those lines are put in, and packets must pass.

import { describe, expect, it } from 'vitest';
import { must } from '../../../src/base/assert.ts';
import type { LabDescription, LabSerialLink } from '../../../src/network/lab-description.ts';
import type { World } from '../../../src/network/world.ts';
import { fixture, labOf, lineOf, ping, type, wait, worldOf } from '../../support/lab.ts';
import { changesOf, codeOf, edited, mend, why, type Edit } from '../../support/why.ts';

const LANS = ['R1', 'R2'].map((router) => ({ name: `lan ${router}`, members: [{ router, interface: 'Ethernet0' }], hosts: [] }));
const ENDS: LabSerialLink['ends'] = [{ router: 'R1', interface: 'Serial0' }, { router: 'R2', interface: 'Serial0' }];

type Lab = 'backup' | 'watch' | 'rip';

interface Row {
  readonly what: string;
  readonly code: string;
  readonly changes: readonly string[];
  readonly r1?: readonly Edit[];
  readonly r2?: readonly Edit[];
  readonly serial?: Partial<LabSerialLink> | 'none';
  /** What happens after the lab has settled; the default is a minute, and then a ping of R2's LAN. */
  readonly play?: (world: World) => void;
  readonly asked?: string;
  /** Nothing of the configurations mends it, or nothing is wrong. */
  readonly unmended?: true;
  /** As many seconds later packets pass. */
  readonly mendedAfter?: number;
}

function labOfRow({ r1 = [], r2 = [], serial = {} }: Row, folder: Lab): LabDescription {
  const config = (n: number, edits: readonly Edit[]): string => edited(fixture(...(folder === 'backup' ? ['labs', 'dial-backup', `r${n}.cfg`] : ['transcripts', 'routing', `${folder}-r${n}.cfg`])), edits).replace(/\nend\n/, '\n');
  return labOf({ R1: config(1, r1), R2: config(2, r2) }, [lineOf('R1', ['5557777']), lineOf('R2', ['5558888'])], {
    lans: LANS,
    serialLinks: serial === 'none' ? [] : [{ ends: ENDS, ...serial }],
  });
}

const DESTINATION = '192.168.2.1';
const pingIt = (world: World): void => void ping(world, 'R1', DESTINATION);
const aMinute = (world: World): void => void (wait(world, 60), pingIt(world));
const toPeer = (world: World): void => void ping(world, 'R1', '172.12.12.2');
const cut = (world: World): void => world.faults.set({ kind: 'cut', router: 'R2', interface: 'Serial0' });

function check(row: Row, folder: Lab): void {
  const lab = labOfRow(row, folder);
  const world = worldOf(lab);
  world.settle();
  (row.play ?? aMinute)(world);
  const told = why(world, row.asked ?? 'R1');
  expect({ code: codeOf(told), changes: changesOf(told) }, told.join('\n')).toEqual({ code: row.code, changes: row.changes });
  if (row.unmended) return;
  const mended = worldOf(mend(lab, row.changes));
  mended.settle();
  wait(mended, row.mendedAfter ?? 60);
  expect(ping(mended, 'R1', DESTINATION)).toMatch(/!!!$/);
}

const NO_BACKUP: readonly Edit[] = [[' backup interface BRI0', ''], [' backup delay 5 20', ''], [' network 172.12.0.0', '']];
const PPP: Edit = [' ip address 192.168.12.1 255.255.255.252', ' ip address 192.168.12.1 255.255.255.252\n encapsulation ppp\n ppp authentication chap'];
const PPP2: Edit = [' ip address 192.168.12.2 255.255.255.252', ' ip address 192.168.12.2 255.255.255.252\n encapsulation ppp'];
const onSerial2 = (line: string): Edit => [' ip address 192.168.12.2 255.255.255.252', ` ip address 192.168.12.2 255.255.255.252\n ${line}`];

describe('a serial line that is down', () => {
  const rows: readonly Row[] = [
    { what: 'has no cable', serial: 'none', code: 'NO-CABLE', changes: [], unmended: true },
    { what: 'is cut', play: (world) => { cut(world); wait(world, 30); pingIt(world); }, code: 'LINE-CUT', changes: [], unmended: true },
    { what: 'is shut at the far end', r2: [onSerial2('shutdown')], code: 'FAR-END-SHUT', changes: ['R2, interface Serial0: remove "shutdown"'] },
    { what: 'ends at a router that is off', play: (world) => { must(world.routers.get('R2'), 'R2').powerOff(); wait(world, 30); pingIt(world); }, code: 'FAR-END-SHUT', changes: [], unmended: true },
    { what: 'is looped at the far end', r2: [onSerial2('loopback')], play: (world) => wait(world, 60), code: 'LOOPBACK', changes: ['R2, interface Serial0: remove "loopback"'] },
    { what: 'has no clock', r1: [[' clock rate 64000', '']], serial: { clockedBy: 0 }, code: 'NO-CLOCK', changes: ['R1, interface Serial0: add "clock rate 64000"'] },
    { what: 'has no clock, at the end without the clock', r1: [[' clock rate 64000', '']], serial: { clockedBy: 0 }, play: (world) => wait(world, 60), asked: 'R2', code: 'NO-CLOCK', changes: ['R1, interface Serial0: add "clock rate 64000"'] },
    { what: 'has two encapsulations', r2: [PPP2], code: 'ENCAPSULATION', changes: ['R1, interface Serial0: add "encapsulation ppp"'] },
    { what: 'hears no keepalives', r2: [onSerial2('no keepalive')], play: (world) => { wait(world, 60); pingIt(world); }, code: 'KEEPALIVES', changes: ['R2, interface Serial0: change "no keepalive" to "keepalive 10"'] },
    { what: 'hears them too seldom', r2: [onSerial2('keepalive 120')], play: (world) => wait(world, 60), code: 'KEEPALIVES', changes: ['R2, interface Serial0: change "keepalive 120" to "keepalive 10"'] },
    { what: 'has a wrong password', r1: [PPP], r2: [PPP2, ['username R1 password CCIE', 'username R1 password CCNA']], play: (world) => { wait(world, 20); pingIt(world); }, code: 'WRONG-SECRET', changes: ['R1: change "username R2 password ..." to "username R2 password SECRET"', 'R2: change "username R1 password ..." to "username R1 password SECRET"'] },
    { what: 'has no name for the peer', r1: [PPP, ['username R2 password CCIE', '']], r2: [PPP2], play: (world) => { wait(world, 20); pingIt(world); }, code: 'NO-USERNAME', changes: ['R1: add "username R2 password SECRET"', 'R2: change "username R1 password ..." to "username R1 password SECRET"'] },
  ];
  it.each(rows)('$what', (row) => check({ ...row, r1: [...NO_BACKUP, ...(row.r1 ?? [])] }, 'backup'));
});

describe('RIP over a serial line', () => {
  const rows: readonly Row[] = [
    { what: 'a network is not told of', r2: [[' network 192.168.2.0', '']], code: 'RIP-NETWORK', changes: ['R2, router rip: add "network 192.168.2.0"'] },
    { what: 'the line is not covered there', r2: [[' network 192.168.12.0', '']], code: 'RIP-NETWORK', changes: ['R2, router rip: add "network 192.168.12.0"'] },
    { what: 'the line is not covered here', r1: [[' network 192.168.12.0', '']], code: 'RIP-NETWORK', changes: ['R1, router rip: add "network 192.168.12.0"'] },
    { what: 'only version 2 is taken', r1: [['router rip', 'router rip\n version 2']], code: 'RIP-VERSION', changes: ['R2, router rip: add "version 2"'] },
    { what: 'only version 1 is taken', r1: [['router rip', 'router rip\n version 1']], r2: [['router rip', 'router rip\n version 2']], code: 'RIP-VERSION', changes: ['R1, router rip: change "version 1" to "version 2"'] },
    {
      what: 'the network is in two pieces',
      r1: [[' ip address 10.1.1.1 255.255.255.0', ' ip address 192.168.2.129 255.255.255.128'], [' network 10.0.0.0', ' network 192.168.2.0']],
      r2: [[' ip address 192.168.2.1 255.255.255.0', ' ip address 192.168.2.1 255.255.255.128']],
      code: 'RIP-SUMMARY',
      changes: ['R2, router rip: add "version 2"', 'R2, router rip: add "no auto-summary"', 'R1, router rip: add "version 2"', 'R1, router rip: add "no auto-summary"'],
    },
    { what: 'the far end is passive', r2: [['router rip', 'router rip\n passive-interface Serial0']], code: 'RIP-PASSIVE', changes: ['R2, router rip: remove "passive-interface Serial0"'] },
  ];
  it.each(rows)('$what', (row) => check({ ...row, r1: [...NO_BACKUP, ...(row.r1 ?? [])] }, 'backup'));
});

describe('RIP over calls', () => {
  const UP = (world: World): void => { ping(world, 'R1', '172.12.12.2'); wait(world, 40); pingIt(world); };
  const LIST: Edit = ['dialer-list 1 protocol ip permit', 'access-list 101 deny udp any any eq rip\naccess-list 101 permit ip any any\ndialer-list 1 protocol ip list 101'];
  const rows: readonly Row[] = [
    { what: 'its updates dial', play: (world) => wait(world, 60), code: 'ROUTING-UPDATES', changes: ['R1, router rip: add "passive-interface BRI0"'], unmended: true },
    {
      what: 'its updates keep a call up',
      r2: [LIST, [' ip address 172.12.12.2 255.255.255.0', ' ip address 172.12.12.2 255.255.255.0\n dialer idle-timeout 86400']],
      play: (world) => { type(world, 'R1', 'no router rip'); wait(world, 300); toPeer(world); type(world, 'R1', 'router rip', ' network 172.12.0.0'); wait(world, 400); },
      code: 'ROUTING-UPDATES', changes: ['R1, router rip: add "passive-interface BRI0"'], unmended: true,
    },
    { what: 'a call for a ping is no call for updates', r1: [LIST], r2: [LIST], play: (world) => { ping(world, 'R1', '172.12.12.2'); wait(world, 400); }, code: 'OK-CALL', changes: [], unmended: true },
    { what: 'updates that are not interesting are nothing to explain', r1: [LIST], r2: [LIST], play: (world) => wait(world, 400), code: 'NOTHING-TRIED', changes: [], unmended: true },
    {
      what: 'the map lets no updates pass',
      r2: [[' dialer map ip 172.12.12.1 name R1 broadcast', ' dialer map ip 172.12.12.1 name R1']],
      play: UP,
      code: 'NO-BROADCAST',
      changes: ['R2, interface BRI0: change "dialer map ip 172.12.12.1 name R1" to "dialer map ip 172.12.12.1 name R1 broadcast"'],
    },
  ];
  it.each(rows)('$what', (row) => check(row, 'rip'));
});

describe('calls in place of something', () => {
  const STATIC: Edit = ['router rip', 'ip route 192.168.2.0 255.255.255.0 172.12.12.2\nrouter rip'];
  const rows: readonly (Row & { readonly lab?: 'backup' | 'watch' })[] = [
    { what: 'a backup interface stands by', r2: [[' network 172.12.0.0', '']], play: toPeer, code: 'INTERFACE-STANDBY', changes: ['R1, interface Serial0: remove "backup interface BRI0"'] },
    { what: 'a backup interface is never enabled', r1: [[' backup delay 5 20', ' backup delay never 20'], STATIC], play: (world) => { cut(world); wait(world, 300); toPeer(world); }, code: 'INTERFACE-STANDBY', changes: ['R1, interface Serial0: change "backup delay never 20" to "backup delay 10 20"'] },
    { what: 'a backup interface waits', r1: [[' backup delay 5 20', ' backup delay 200 20']], play: (world) => { type(world, 'R2', 'interface Serial0', ' shutdown'); wait(world, 60); toPeer(world); }, code: 'INTERFACE-STANDBY', changes: ['R2, interface Serial0: remove "shutdown"'], unmended: true },
    { what: 'a backup interface has dialled', play: (world) => { type(world, 'R2', 'interface Serial0', ' shutdown'); wait(world, 300); }, code: 'OK-BACKUP', changes: ['R2, interface Serial0: remove "shutdown"'], unmended: true },
    { what: 'the same, asked at the other end', play: (world) => { cut(world); wait(world, 300); }, asked: 'R2', code: 'OK-BACKUP', changes: [], unmended: true },
    { what: 'watched routes are lost', lab: 'watch', play: (world) => { cut(world); wait(world, 100); }, code: 'OK-BACKUP', changes: [], unmended: true },
    {
      what: 'watched routes are lost, and no map is for them', lab: 'watch', r1: [[' dialer map ip 192.168.2.0 name R2 broadcast 5558888', '']],
      play: (world) => { cut(world); wait(world, 100); }, code: 'WATCH-NO-MAP', changes: ['R1, interface BRI0: add "dialer map ip 192.168.2.0 name R2 broadcast 5558888"'],
    },
  ];
  it.each(rows)('$what', ({ lab = 'backup', ...row }) => check(row, lab));
});

it('all attempts to dial again failed, and what is wrong with them', () => {
  const router = (n: number, ...lines: readonly string[]): string =>
    [
      `hostname R${n}`, `username R${3 - n} password CCIE`, 'isdn switch-type basic-ni', 'interface BRI0', ' encapsulation ppp', ' dialer rotary-group 1', 'interface Dialer1',
      ` ip address 172.12.12.${n} 255.255.255.0`, ' encapsulation ppp', ' dialer in-band', ' dialer-group 1', ' ppp authentication chap', ...lines, 'dialer-list 1 protocol ip permit',
    ].join('\n');
  const map = 'dialer map ip 172.12.12.2 name R2';
  const configs = { R1: router(1, ` ${map} 5559999`, ' dialer redial interval 5 attempts 3 re-enable 600'), R2: router(2, ' dialer map ip 172.12.12.1 name R1') };
  const world = worldOf(labOf(configs, [lineOf('R1', ['5557777']), lineOf('R2', ['5558888'])]));
  world.settle();
  ping(world, 'R1', '172.12.12.2');
  wait(world, 60);
  ping(world, 'R1', '172.12.12.2');
  const told = why(world, 'R1');
  expect(told.slice(0, 2)).toEqual([
    'Cause: REDIAL-DISABLED - R1 dials nobody over Dialer1 before 00:10:30, since all 3 attempts failed: R1 dialled 5559999, and nobody has that number',
    `R1, interface Dialer1: change "${map} 5559999" to "${map} 5558888"`,
  ]);
});
