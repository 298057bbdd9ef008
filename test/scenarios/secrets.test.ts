// No password and no key of a lab comes out where it is explained, traced or drawn: not in `why`, not in what `up` says is
// missing, not in the trace as a program reads it, not in a timeline. Each secret is a word of its own, and is used, rightly
// and wrongly, where it can be: at consoles, over calls, by servers.

import { describe, expect, it } from 'vitest';
import { assembleLab, type OpenedLab } from '../../src/app/assemble.ts';
import { toHex, fromText } from '../../src/base/octets.ts';
import { traceLine } from '../../src/host/trace-file.ts';
import { parseLabFile } from '../../src/lab/lab-file.ts';
import { HARDWARE_MODELS } from '../../src/network/router/models.ts';
import { aaaLog } from '../../src/views/aaa-log.ts';
import { explain } from '../../src/views/explain.ts';
import { codeOf } from '../support/why.ts';
import { findGaps, gapsText } from '../../src/views/gaps.ts';
import { timelineSvg, timelineText } from '../../src/views/timeline.ts';
import { capture, GRAMMAR, ping, wait } from '../support/lab.ts';
import { typed } from '../support/aaa-lab.ts';

/** Every one of them is in a configuration or a lab file, or is typed. */
const WORDS = {
  user: 'qxuser', otherUser: 'qxother', local: 'qxlocal', digest: 'qxdigest', chap: 'qxchap', pap: 'qxpap', enable: 'qxenable', enableSecret: 'qxsecret',
  console: 'qxconsole', terminal: 'qxterminal', radius: 'qxradius', tacacs: 'qxtacacs', otherKey: 'qxkey', pc: 'qxpc', server: 'qxserver', sent: 'qxsent', enabling: 'qxenab', wrong: 'qxwrong',
} as const;

interface Watched {
  readonly lab: OpenedLab;
  readonly trace: readonly string[];
  /** The octets of all frames. */
  frames(): string;
}

function open(text: string): Watched {
  const { description } = parseLabFile(text, { file: 'secrets.yaml', models: HARDWARE_MODELS, readFile: () => '' });
  const lab = assembleLab({ description, grammar: GRAMMAR, run: { seed: 1, pcap: undefined, trace: undefined }, late: {}, withoutPager: true });
  const trace: string[] = [];
  lab.world.trace.subscribe((record) => void trace.push(traceLine(record)));
  const frames = capture(lab.world);
  lab.run.start();
  return { lab, trace, frames: () => frames.map(({ octets }) => toHex(octets)).join('\n') };
}

function why({ lab: { world } }: Watched, name: string): readonly string[] {
  return explain({ records: world.recorder.events, routers: world.routers, lab: world.lab }, name);
}

/** What there is to read about the lab, but for its consoles. */
function told(watched: Watched): string {
  const { world } = watched.lab;
  const drawn = { lab: world.lab, records: world.recorder.events, now: world.clock.now, incomplete: false };
  const names = [...world.routers.keys(), ...world.pcs.keys()];
  return [
    ...names.flatMap((name) => why(watched, name)), ...gapsText(findGaps(world.routers, world.lab)), ...watched.trace,
    ...timelineText(drawn, 200), timelineSvg(drawn), ...aaaLog(world.aaaServers),
  ].join('\n');
}

function expectNoSecret(watched: Watched): void {
  const text = told(watched);
  const shown = Object.values(WORDS).filter((word) => text.includes(word) || text.includes(toHex(fromText(word))));
  expect(shown, text.split('\n').filter((line) => shown.some((word) => line.includes(word) || line.includes(toHex(fromText(word))))).slice(0, 3).join('\n')).toEqual([]);
}

// ---- two routers

interface Ends {
  readonly auth: 'chap' | 'pap';
  readonly users1?: readonly string[];
  readonly users2?: readonly string[];
  readonly more2?: readonly string[];
}

function twoRouters({ auth, users1 = [`username R2 password ${WORDS.user}`], users2 = [`username R1 password ${WORDS.user}`], more2 = [] }: Ends): string {
  const router = (name: string, own: string, to: string, users: readonly string[], more: readonly string[]): string =>
    [
      `hostname ${name}`, `enable secret ${WORDS.enableSecret}`, `enable password ${WORDS.enable}`, ...users, `username ann secret ${WORDS.digest}`, `username bob password ${WORDS.local}`,
      'isdn switch-type basic-ni', 'interface BRI0', ` ip address 172.12.12.${own} 255.255.255.0`, ' encapsulation ppp', ` dialer map ip 172.12.12.${to} name R${to} 555${to}`, ' dialer-group 1', ...more,
      'dialer-list 1 protocol ip permit', 'line con 0', ` password ${WORDS.console}`, ' login local', 'line vty 0 4', ` password ${WORDS.terminal}`, ' login', 'end', '',
    ].join('\n');
  return `title: Secrets
routers:
  R1: { startup: ${JSON.stringify(router('R1', '1', '2', users1, [` ppp authentication ${auth}`]))} }
  R2: { startup: ${JSON.stringify(router('R2', '2', '1', users2, more2))} }
telephone:
  switch-type: basic-ni
  lines:
    - { line: R1 BRI0, numbers: [5551] }
    - { line: R2 BRI0, numbers: [5552] }
`;
}

const sent = (name: string, password: string): string => ` ppp pap sent-username ${name} password ${password}`;

describe('between two routers', () => {
  it.each<readonly [string, Ends, string]>([
    ['the right password', { auth: 'chap' }, 'OK-CALL'],
    ['the right password, in a line of which a part is kept', { auth: 'chap', users1: [`username R2 user-maxlinks 1 password ${WORDS.user}`] }, 'OK-CALL'],
    ['two passwords', { auth: 'chap', users2: [`username R1 password ${WORDS.otherUser}`] }, 'WRONG-SECRET'],
    ['no user for the caller', { auth: 'chap', users1: [] }, 'NO-USERNAME'],
    ['no user for the called router', { auth: 'chap', users2: [] }, 'NO-USERNAME'],
    ['another password for all', { auth: 'chap', users2: [], more2: [` ppp chap password ${WORDS.chap}`] }, 'WRONG-SECRET'],
    ['the right one by PAP', { auth: 'pap', more2: [sent('R2', WORDS.user)] }, 'OK-CALL'],
    ['another one by PAP', { auth: 'pap', more2: [sent('R2', WORDS.pap)] }, 'WRONG-SECRET'],
    ['another name by PAP', { auth: 'pap', more2: [sent('joe', WORDS.pap)] }, 'HOSTNAME'],
    ['a name by PAP that is the only one', { auth: 'pap', users1: [], more2: [sent('joe', WORDS.pap)] }, 'NO-USERNAME'],
    ['none by PAP', { auth: 'pap' }, 'AUTH-PROTOCOL'],
  ])('%s', (_what, ends, code) => {
    const watched = open(twoRouters(ends));
    const { world } = watched.lab;
    world.settle();
    for (const line of ['', 'ann', WORDS.wrong, 'bob', WORDS.local, 'enable', WORDS.wrong, WORDS.enableSecret, 'debug ip packet detail']) typed(watched.lab, 'R2', line);
    ping(world, 'R2', '172.12.12.1');
    // What is typed at a prompt is looked up as a host's name; so is a password that nobody asked for.
    for (const line of code === 'OK-CALL' ? ['telnet 172.12.12.1', WORDS.wrong, WORDS.terminal, 'enable', WORDS.enableSecret] : []) {
      typed(watched.lab, 'R2', line);
      wait(world, 5);
    }
    expect(codeOf(why(watched, 'R2')), why(watched, 'R2').join('\n')).toBe(code);
    expect(watched.frames().includes(toHex(fromText(WORDS.terminal))), 'so does Telnet').toBe(code === 'OK-CALL');
    const passes = ends.auth === 'pap' && ends.more2 !== undefined;
    expect(watched.frames().includes(toHex(fromText(ends.more2?.join().includes(WORDS.pap) === true ? WORDS.pap : WORDS.user))), 'PAP sends it as it is').toBe(passes);
    expectNoSecret(watched);
  });
});

// ---- servers, and a PC

interface Served {
  readonly protocol: 'radius' | 'tacacs+';
  readonly auth: 'chap' | 'pap';
  readonly key?: string;
  readonly pc?: string;
  readonly user?: string;
}

function served({ protocol, auth, key, pc = WORDS.pc, user = 'eve' }: Served): string {
  const own = protocol === 'radius' ? WORDS.radius : WORDS.tacacs;
  const nas = [
    'hostname nas', `enable secret ${WORDS.enableSecret}`, 'aaa new-model', ...['login', 'ppp'].map((what) => `aaa authentication ${what} default group ${protocol} local`),
    `aaa authentication enable default group ${protocol} enable`, `aaa authorization network default group ${protocol} none`, `aaa accounting network default start-stop group ${protocol}`,
    `username local password ${WORDS.local}`, 'isdn switch-type basic-ni', 'interface Ethernet0', ' ip address 10.1.1.1 255.255.255.0',
    'interface BRI0', ' ip address 172.20.1.1 255.255.255.0', ' encapsulation ppp', ' dialer-group 1', ` ppp authentication ${auth}`, 'dialer-list 1 protocol ip permit',
    `${protocol === 'radius' ? 'radius' : 'tacacs'}-server host 10.1.1.5 key ${key ?? own}`, 'line con 0', ` password ${WORDS.console}`, 'end', '',
  ].join('\n');
  return `title: Secrets of servers
routers:
  nas: { startup: ${JSON.stringify(nas)} }
pcs:
  PC1: { system: windows-2000, number: 5551, user: ${user}, password: ${pc}, callback: never, address: 172.20.1.9 }
telephone:
  switch-type: basic-ni
  lines:
    - { line: nas BRI0, numbers: [5551] }
    - { line: PC1 ISDN, numbers: [5552] }
lans:
  lan1: { members: [nas Ethernet0] }
aaa-servers:
  AAA1:
    lan: lan1
    address: 10.1.1.5/24
    protocols: ${protocol}
    key: ${own}
    users:
      eve: { password: ${WORDS.pc}, callback: 5552, send-secret: ${WORDS.sent} }
      ann: { password: ${WORDS.server} }
      $enab15$: { password: ${WORDS.enabling} }
`;
}

describe('with servers', () => {
  const rows = (['radius', 'tacacs+'] as const).flatMap((protocol): readonly Served[] => [
    { protocol, auth: 'chap' }, { protocol, auth: 'pap' }, { protocol, auth: 'pap', pc: WORDS.wrong }, { protocol, auth: 'pap', user: 'nobody' }, { protocol, auth: 'pap', key: WORDS.otherKey },
  ]);
  it.each(rows)('$protocol, $auth, key $key, PC $user $pc', (row) => {
    const watched = open(served(row));
    const { world } = watched.lab;
    world.settle();
    typed(watched.lab, 'PC1', 'dial');
    wait(world, 120);
    for (const line of ['', 'ann', WORDS.wrong, 'ann', WORDS.server, 'enable', WORDS.wrong, 'enable', WORDS.enabling, `test aaa group ${row.protocol} ann ${WORDS.server} legacy`]) {
      typed(watched.lab, 'nas', line);
      wait(world, 40);
    }
    expect(why(watched, 'nas').length).toBeGreaterThan(5);
    expect(watched.trace.some((line) => line.includes('"type":"aaa.begun"'))).toBe(true);
    expect(watched.frames().includes(toHex(fromText(row.pc ?? WORDS.pc))), 'PAP sends it as it is').toBe(row.auth === 'pap');
    expectNoSecret(watched);
  });
});

describe('at a terminal line', () => {
  it('what is typed over a modem', () => {
    const nas = [
      'hostname nas', `enable secret ${WORDS.enableSecret}`, `username ann password ${WORDS.user}`, 'interface Loopback0', ' ip address 10.1.1.1 255.255.255.0',
      'interface Async1', ' ip unnumbered Loopback0', ' encapsulation ppp', ' async mode interactive', ' peer default ip address 10.1.1.9', ' ppp authentication pap',
      'line 1', ' login local', ' modem InOut', ' autoselect ppp', ' transport input all', ' speed 38400', ' flowcontrol hardware', 'end', '',
    ].join('\n');
    const watched = open(`title: Secrets typed over a modem
routers:
  nas: { model: 2511, startup: ${JSON.stringify(nas)} }
pcs:
  PC1: { system: windows-98, number: 5551111, user: ann, password: ${WORDS.pc} }
telephone:
  lines:
    - { line: nas Async1, numbers: [5551111] }
    - { line: PC1 Modem, numbers: [5553333] }
`);
    const { world } = watched.lab;
    world.settle();
    for (const line of ['terminal', 'ATDT5551111', '', 'ann', WORDS.wrong, 'ann', WORDS.user, 'enable', WORDS.enableSecret, 'ppp']) {
      typed(watched.lab, 'PC1', line);
      wait(world, line === 'ppp' ? 1 : 20);
    }
    expect(watched.trace.some((line) => line.includes('"outcome":"in"'))).toBe(true);
    watched.lab.run.findConsole('PC1')?.session.input(Uint8Array.of(0x1c));
    typed(watched.lab, 'PC1', 'ppp');
    wait(world, 60);
    expect(codeOf(why(watched, 'PC1')), why(watched, 'PC1').join('\n')).toBe('WRONG-SECRET');
    expectNoSecret(watched);
  });
});
