// The grammar files themselves: they load, real configurations match line by line, damaged lines are refused at the
// right column, and what a line stores is what the typed settings read.

import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { compileGrammar, instantiate, type Grammar } from '../../../src/grammar/compile.ts';
import { help } from '../../../src/grammar/complete.ts';
import { formatGrammarError, loadGrammars } from '../../../src/grammar/load.ts';
import { match } from '../../../src/grammar/match.ts';
import type { MatchContext, MatchResult } from '../../../src/grammar/types.ts';

const folder = new URL('../../../grammars/', import.meta.url);
const files = readdirSync(folder)
  .filter((name) => name.endsWith('.cli'))
  .map((name) => ({ name, text: readFileSync(new URL(name, folder), 'utf8') }));
const loaded = loadGrammars(files);
const context: MatchContext = { privilege: 15, interfaceExists: (name) => !/^(TokenRing|FastEthernet)/.test(name) };

function grammar(): Grammar {
  if (!loaded.ok) throw new Error(loaded.error.map(formatGrammarError).join('\n'));
  return instantiate(compileGrammar(loaded.value));
}

const one = grammar();

/** The lines of a configuration that are refused, with why, as `LINE: invalid 14`. */
function refused(text: string): readonly string[] {
  const problems: string[] = [];
  let mode = 'config';
  for (const line of text.split('\n')) {
    if (line.trim() === '' || line.trim().startsWith('!')) continue;
    const result = match(one, mode, line, context);
    if (result.kind !== 'command') {
      problems.push(`${line}: ${result.kind}${result.kind === 'invalid' ? ` ${result.column}` : ''}`);
      continue;
    }
    mode = result.command.effect.verb === 'enters' && result.form === 'plain' ? result.command.effect.mode : result.mode;
  }
  return problems;
}

function read(mode: string, line: string): MatchResult {
  return match(one, mode, line, context);
}

function args(mode: string, line: string): Readonly<Record<string, string | number>> {
  const result = read(mode, line);
  if (result.kind !== 'command') throw new Error(`${line}: ${result.kind}`);
  return result.args;
}

function path(mode: string, line: string): string {
  const result = read(mode, line);
  if (result.kind !== 'command') return result.kind;
  const { effect } = result.command;
  return `${result.form} ${effect.verb === 'runs' ? effect.handler : effect.path}`;
}

const ATLANTA = `
interface bri 0
 ip address 10.1.1.7 255.255.255.0
 encapsulation ppp
 dialer callback-secure
 dialer enable-timeout 2
 dialer map ip 10.1.1.8 name atlanta class dial1 81012345678901
 dialer-group 1
 ppp callback accept
 ppp authentication chap
!
map-class dialer dial1
 dialer callback-server username
`;

const DALLAS = `
interface bri 0
 ip address 10.1.1.8 255.255.255.0
 encapsulation ppp
 dialer map ip 10.1.1.7 name dallas 81012345678902
 dialer-group 1
 ppp callback request
 ppp authentication chap
`;

const BRYANT_SERVER = `
username R2 password CCIE
interface BRI0
ip address
encapsulation ppp
dialer callback-secure
dialer map ip name R2 class CALL_R2_BACK broadcast 5558888
dialer-group 1
isdn switch-type basic-ni
ppp callback accept
ppp authentication chap
map-class dialer CALL_R2_BACK
dialer callback-server username
`;

const BRYANT_CLIENT = `
username R1 password CCIE
interface BRI0
ip address
encapsulation ppp
dialer map ip name R1 broadcast 5557777
dialer-group 1
isdn switch-type basic-ni
ppp callback request
ppp authentication chap
`;

/** The patterns and samples of the command reference: callback, DDR, an asynchronous line. */
const SAMPLES = `
interface BRI0
 dialer in-band
 dialer in-band odd-parity
 dialer hold-queue 10 timeout 30
 dialer idle-timeout 300 either
 dialer load-threshold 128 either
 dialer map ip 10.0.0.2 name SERVER broadcast 5551000
 dialer map ip 10.0.0.3 name CLIENT class CALLBACK broadcast 5552000
 dialer map ip 10.0.0.4 broadcast speed 56 name OTHER 5553000:12
 dialer map ipx 2.0000.0c00.1111 name OTHER 5553000
 dialer rotary-group 1
 dialer pool-member 1 priority 100 max-link 1
 isdn fast-rollover-delay 5
 isdn spid1 91955512340101 5551234
 isdn spid2 91955512350101
 isdn caller 555xxxx callback
 isdn switch-type basic-ni1
 ppp callback request
 ppp authentication chap pap callin optional
 ppp authentication pap chap ms-chap if-needed dialins callin
 ppp chap hostname router
 ppp chap password 7 0822455D0A16
 ppp pap sent-username me password 0 secret
 ppp multilink
 no ppp multilink fragment disable
line aux 0
 script dialer DIAL
 modem InOut
 transport input all
 stopbits 1
 speed 38400
 flowcontrol hardware
map-class dialer CALLBACK
 dialer callback-server
 dialer isdn speed 56
 dialer idle-timeout 60
`;

const BRANCH_ROUTER = `
version 12.0
service timestamps debug datetime msec localtime show-timezone
no service timestamps log uptime
service password-encryption
no service udp-small-servers
!
hostname branch-12
!
boot-start-marker
boot-end-marker
!
logging buffered 16384 debugging
no logging console
enable secret 5 $1$mERr$hx5rVt7rPNoS4wqbXKX7m0
enable password cisco
!
username central privilege 15 password 7 0822455D0A16
username dialback callback-dialstring 5551234 password 0 two words
clock timezone CET 1
ip subnet-zero
no ip finger
no ip domain-lookup
ip domain-name example.net
ip host central 2001 10.0.0.1 10.0.0.2
ip name-server 10.0.0.53 10.0.0.54
isdn switch-type basic-net3
isdn tei-negotiation first-call
!
interface Loopback0
 description the router itself
 ip address 192.168.255.12 255.255.255.255
 no ip directed-broadcast
!
interface Ethernet0
 ip address 192.168.12.1 255.255.255.0
 ip address 192.168.13.1 255.255.255.0 secondary
 no ip redirects
 no ip proxy-arp
 no ip mroute-cache
 no ip route-cache cef
 no keepalive
 no cdp enable
!
interface Serial0
 bandwidth 64
 ip unnumbered Loopback0
 encapsulation frame-relay
 load-interval 30
 clock rate 64000
 no fair-queue
 fair-queue 64 256 0
 backup interface BRI0
 backup delay 10 never
 hold-queue 100 out
 shutdown
!
interface Dialer1
 ip address negotiated
 dialer remote-name central
 dialer pool 1
 peer default ip address pool dialins
!
router rip
 version 2
 network 192.168.12.0
 passive-interface BRI0
 no auto-summary
!
router ospf 1
 log-adjacency-changes
 network 10.0.0.0 0.255.255.255 area 0
!
ip classless
ip route 0.0.0.0 0.0.0.0 BRI0 10.0.0.1 200
ip route 10.5.0.0 255.255.0.0 10.0.0.1 permanent
no ip http server
!
logging trap warnings
logging 10.0.0.9
access-list 1 remark the branch
access-list 1 permit 192.168.12.0 0.0.0.255 log
access-list 1 deny any
access-list 101 deny icmp any any
access-list 101 permit ip any any
dialer-list 1 protocol ip list 101
dialer-list 1 protocol ipx deny
snmp-server community public RO
no snmp-server
cdp run
no cdp run
banner motd only text here
line con 0
 exec-timeout 0 0
 logging synchronous
 transport preferred none
line aux 0
 no exec
line vty 0 4
 access-class 1 in
 password 7 0822455D0A16
 login
 login local
 history size 20
 transport input telnet ssh
ntp server 10.0.0.1
end
`;

describe('the grammar files', () => {
  it('load without a mistake', () => {
    expect(loaded.ok ? [] : loaded.error.map(formatGrammarError)).toEqual([]);
  });

  it.each([
    ['the callback server of the guide', ATLANTA],
    ['the callback client of the guide', DALLAS],
    ['the samples of the command reference', SAMPLES],
    ['a branch router of 12.x', BRANCH_ROUTER],
  ])('take every line of %s', (_, text) => {
    expect(refused(text)).toEqual([]);
  });

  it('refuse exactly the lines that the web page damaged', () => {
    expect(refused(BRYANT_SERVER)).toEqual([
      'ip address: incomplete',
      'dialer map ip name R2 class CALL_R2_BACK broadcast 5558888: invalid 14',
    ]);
    expect(refused(BRYANT_CLIENT)).toEqual(['ip address: incomplete', 'dialer map ip name R1 broadcast 5557777: invalid 14']);
  });

  it('store what the typed settings read', () => {
    expect(args('config-if', 'dialer map ip 10.1.1.8 name atlanta class dial1 81012345678901')).toEqual({
      proto: 'ip',
      nextHop: '10.1.1.8',
      peer: 'atlanta',
      mapClass: 'dial1',
      number: '81012345678901',
    });
    expect(args('config-if', 'dialer map ip 10.1.1.8 broadcast speed 56 5551234')).toMatchObject({ broadcast: 1, rate: '56', number: '5551234' });
    expect(args('config-if', 'ppp authentication pap chap callin')).toEqual({ protocols: 'pap chap', callin: 1 });
    expect(args('config-if', 'ppp pap sent-username me password 0 a b')).toEqual({ username: 'me', encryption: '0', password: 'a b' });
    expect(args('config', 'isdn switch-type basic-ni1')).toEqual({ type: 'basic-ni' });
    expect(args('config', 'access-list 1 permit any')).toEqual({ list: 1, action: 'permit', any: 1 });
    expect(args('config', 'access-list 1 deny host 10.0.0.1')).toEqual({ list: 1, action: 'deny', host: '10.0.0.1' });
    expect(args('config', 'dialer-list 2 protocol ip list 7')).toEqual({ group: 2, proto: 'ip', list: 7 });
    expect(args('config', 'ip route 10.0.0.0 255.0.0.0 bri 0')).toEqual({ prefix: '10.0.0.0', mask: '255.0.0.0', interface: 'BRI0' });
    expect(args('config', 'service timestamps log datetime show-timezone msec')).toEqual({ form: 'datetime', msec: 1, showTimezone: 1 });
    expect(args('config', 'username R1 privilege 15 secret 5 $1$a$b')).toEqual({ name: 'R1', privilege: 15, secretEncryption: '5', secret: '$1$a$b' });
    expect(args('config', 'line console 0')).toEqual({ type: 'con', number: 0 });
    expect(args('config-line', 'login local')).toEqual({ local: 1 });
    expect(args('config-map-class', 'dialer callback-server dialstring')).toEqual({ dialstring: 1 });
  });

  it('switch off by `no` what has an off state of its own', () => {
    expect(path('config', 'no service timestamps debug')).toBe('no service.timestamps.debugOn');
    expect(path('config', 'no service timestamps debug uptime')).toBe('no service.timestamps.debugOn');
    expect(path('config', 'no service timestamps log datetime msec')).toBe('no service.timestamps.logOn');
    expect(path('config', 'no logging console')).toBe('no logging.consoleOn');
    expect(path('config-if', 'no keepalive')).toBe('no keepaliveOn');
    expect(path('config-if', 'no ip address')).toBe('no ip.address');
    expect(path('config-if', 'no ip address 10.0.0.1 255.0.0.0')).toBe('no ip.address');
    expect(path('config-if', 'no dialer map ip 10.0.0.1')).toBe('no dialer.maps');
    expect(path('config', 'no access-list 1')).toBe('no accessLists');
    expect(path('config', 'no access-list 1 permit any')).toBe('no accessLists');
    expect(path('config', 'no dialer-list 1')).toBe('no dialer.lists');
    expect(path('config', 'no username R1')).toBe('no users');
  });

  it.each([
    ['ping 10.0.0.1', 'plain ping'],
    ['ping ip 10.0.0.1 repeat 10 size 1500 source lo0', 'plain ping'],
    ['ping', 'plain ping'],
    ['configure', 'plain configure'],
    ['reload in 5', 'plain reload.in'],
    ['reload can', 'plain reload.cancel'],
    ['term no edit', 'plain terminal.noEditing'],
    ['sh ip int br', 'plain show.ipInterfaceBrief'],
    ['sh isdn st', 'plain show.isdnStatus'],
    ['sh run int bri 0', 'plain show.runningConfig'],
    ['sh int b0:1', 'plain show.interfaces'],
    ['sh int bri 0 1 2', 'plain show.interfaces'],
    ['show dialer', 'plain show.dialer'],
    ['sh dialer map', 'plain show.dialerMaps'],
    ['debug dialer', 'plain debug.dialer'],
    ['undebug all', 'no debug.all'],
    ['u all', 'no debug.all'],
    ['no debug ppp negotiation', 'no debug.ppp'],
    ['wr', 'plain copy.memory'],
    ['wr t', 'plain show.runningConfig'],
    ['copy run start', 'plain copy.runningStartup'],
    ['isdn call int bri0 5551234 speed 56', 'plain isdn.call'],
    ['isdn test disconnect interface bri 0 b1', 'plain isdn.disconnect'],
    ['clock set 12:00:00 1 mar 1993', 'plain clock.set'],
    ['clock set 12:00:00 mar 1 1993', 'plain clock.set'],
    ['terminal no monitor', 'plain terminal.noMonitor'],
    ['term len 0', 'plain terminal.length'],
    ['conf t', 'plain configure.terminal'],
    ['erase start', 'plain erase.startup'],
    ['show', 'subcommands'],
    ['disa', 'plain disable'],
    ['c', 'ambiguous'],
  ])('take in EXEC: %s', (line, what) => {
    expect(path('exec', line)).toBe(what);
  });

  it('list the switch types without their old names', () => {
    const list = help(one, 'config', 'isdn switch-type basic-n', context);
    expect(list).toEqual({ kind: 'words', words: ['basic-net3', 'basic-ni'] });
  });

  it('keep from user EXEC what needs privilege', () => {
    const user: MatchContext = { ...context, privilege: 1 };
    for (const line of ['show running-config', 'debug dialer', 'clear dialer', 'configure terminal', 'reload', 'write', 'isdn call interface bri 0 1']) {
      expect(match(one, 'exec', line, user).kind, line).not.toBe('command');
    }
    for (const line of ['show dialer', 'show version', 'ping 10.0.0.1', 'enable', 'show isdn status']) {
      expect(match(one, 'exec', line, user).kind, line).toBe('command');
    }
  });
});
