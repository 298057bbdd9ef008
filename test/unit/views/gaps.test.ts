// What a lab lacks, read from configurations: nothing where a lab works, and for each piece that is taken out of one that
// works, that piece and no other.

import { describe, expect, it } from 'vitest';
import { createConfig } from '../../../src/config/store.ts';
import { loadConfiguration } from '../../../src/config/load-text.ts';
import type { LabDescription } from '../../../src/network/lab-description.ts';
import { findGaps, gapText } from '../../../src/views/gaps.ts';
import { context } from '../../support/grammar.ts';
import { fixture, GRAMMAR, labNamed, labOf, lineOf } from '../../support/lab.ts';

function gapsOf(lab: LabDescription): readonly string[] {
  const routers = new Map(
    lab.routers.map(({ name, config: text }) => {
      const config = createConfig(GRAMMAR);
      loadConfiguration(config, text, context());
      return [name, { name, config }] as const;
    }),
  );
  return findGaps(routers, lab).map(gapText);
}

const R1 = fixture('configs', 'bryant-r1-completed.cfg');
const R2 = fixture('configs', 'bryant-r2-completed.cfg');
const LINES = [lineOf('R1', ['5557777']), lineOf('R2', ['5558888'])];

const without = (config: string, line: string): string => config.split('\n').filter((each) => each !== line).join('\n');

describe('a lab that works', () => {
  it.each(['callback-bryant', 'callback-atlanta-dallas', 'aaa-local', 'aaa-radius', 'aaa-tacacs'])('%s lacks nothing', (name) => {
    expect(gapsOf(labNamed(name))).toEqual([]);
  });

  it('lacks nothing with a Dialer interface and two BRIs', () => {
    const dialer = R1.replace('interface BRI0', 'interface BRI0\nencapsulation ppp\ndialer rotary-group 1\nisdn switch-type basic-ni\ninterface Dialer1\ndialer in-band').replace('dialer-group 1\n\nisdn switch-type basic-ni', 'dialer-group 1');
    expect(gapsOf(labOf({ R1: dialer, R2 }, LINES))).toEqual([]);
  });

  it('lacks a member of the pool of a profile, and of a rotary group', () => {
    const profiles = labNamed('dialer-profiles');
    const east = { ...profiles, routers: profiles.routers.map((each) => ({ ...each, config: each.config.replaceAll(/^ dialer pool-member 1$/gm, '') })) };
    expect(gapsOf(east)).toEqual(expect.arrayContaining(profiles.routers.map(({ name }) => `${name}, interface BRI0: add "dialer pool-member 1"`)));
    // The BRI cannot have the address of the profile as well.
    expect(gapsOf(east).filter((gap) => gap.includes('ip address'))).toEqual([]);
  });

  it('lacks a client that waits as long as its server takes', () => {
    const waits = (line: string) => R2.replace('dialer-group 1', `dialer-group 1\n${line}`);
    expect(gapsOf(labOf({ R1, R2: waits('dialer hold-queue 5 timeout 15') }, LINES))).toEqual([
      'R2, interface BRI0: change "dialer hold-queue 5 timeout 15" to "dialer hold-queue 5 timeout 30"',
    ]);
    expect(gapsOf(labOf({ R1, R2: waits('dialer hold-queue 5 timeout 16') }, LINES))).toEqual([]);
    const slow = R1.replace('dialer callback-server username', 'dialer callback-server username\ndialer enable-timeout 70');
    expect(gapsOf(labOf({ R1: slow, R2 }, LINES))).toEqual(['R2, interface BRI0: add "dialer hold-queue 10 timeout 85"']);
  });

  it('lacks nothing beside a router that takes no part', () => {
    expect(gapsOf(labOf({ R1, R2, R3: 'hostname R3\ninterface Ethernet0\n ip address 10.0.0.1 255.0.0.0\n' }, LINES))).toEqual([]);
  });
});

describe('method lists of AAA', () => {
  it.each([
    ['a list that nobody has made', ['interface BRI0', 'ppp authentication chap DIALIN'], ['R1: add "aaa authentication ppp DIALIN local"']],
    ['a group without servers', ['aaa authentication ppp default group tacacs+'], ['R1: add "tacacs-server host ADDRESS key SECRET"']],
    ['a group that nobody has made', ['aaa authentication ppp default group OURS'], ['R1: add "aaa group server radius OURS"']],
    ['and local users behind it', ['aaa authentication ppp default group OURS local'], []],
    ['no list at all, which is local users', [], []],
  ])('%s', (_what, lines, expected) => {
    expect(gapsOf(labOf({ R1: `${R1}\naaa new-model\n${lines.join('\n')}\n`, R2 }, LINES))).toEqual(expected);
  });
});

describe('what is taken out is what is missing', () => {
  it.each([
    ['R1', 'hostname R1', 'R1: add "hostname R1"'],
    ['R2', 'hostname R2', 'R2: add "hostname R2"'],
    ['R1', 'username R2 password CCIE', 'R1: add "username R2 password SECRET"', 'R2: change "username R1 password ..." to "username R1 password SECRET"'],
    ['R2', 'username R1 password CCIE', 'R2: add "username R1 password SECRET"', 'R1: change "username R2 password ..." to "username R2 password SECRET"'],
    ['R1', 'ip address 172.12.12.1 255.255.255.0', 'R1, interface BRI0: add "ip address 172.12.12.1 255.255.255.0"'],
    ['R2', 'encapsulation ppp', 'R2, interface BRI0: add "encapsulation ppp"'],
    ['R1', 'encapsulation ppp', 'R1, interface BRI0: add "encapsulation ppp"'],
    ['R1', 'dialer-group 1', 'R1, interface BRI0: add "dialer-group 1"'],
    ['R2', 'dialer-group 1', 'R2, interface BRI0: add "dialer-group 1"'],
    ['R2', 'dialer-list 1 protocol ip permit', 'R2: add "dialer-list 1 protocol ip permit"'],
    ['R1', 'isdn switch-type basic-ni', 'R1, interface BRI0: add "isdn switch-type basic-ni"'],
    ['R2', 'ppp callback request', 'R2, interface BRI0: add "ppp callback request"'],
    ['R1', 'ppp callback accept', 'R1, interface BRI0: add "ppp callback accept"'],
    ['R1', 'ppp authentication chap', 'R1, interface BRI0: add "ppp authentication chap"'],
    ['R1', 'dialer map ip 172.12.12.2 name R2 class CALL_R2_BACK broadcast 5558888', 'R1, interface BRI0: add "dialer map ip 172.12.12.2 name R2 class CALL_R2_BACK 5558888"'],
    ['R2', 'dialer map ip 172.12.12.1 name R1 broadcast 5557777', 'R2, interface BRI0: add "dialer map ip 172.12.12.1 name R1 5557777"'],
    ['R1', 'dialer callback-server username', 'R1, map-class dialer CALL_R2_BACK: add "dialer callback-server username"'],
  ])('%s without "%s"', (router, line, ...gaps) => {
    const configs = { R1: router === 'R1' ? without(R1, line) : R1, R2: router === 'R2' ? without(R2, line) : R2 };
    expect(gapsOf(labOf(configs, LINES))).toEqual(gaps);
  });
});

describe('what is wrong is what is to be changed', () => {
  it.each([
    ['R2', 'hostname R2', 'hostname Rtwo', 'R2: change "hostname Rtwo" to "hostname R2"'],
    ['R2', 'isdn switch-type basic-ni', 'isdn switch-type basic-net3', 'R2, interface BRI0: change "isdn switch-type basic-net3" to "isdn switch-type basic-ni"'],
    ['R2', 'username R1 password CCIE', 'username R1 password CCNA', 'R2: change "username R1 password ..." to "username R1 password SECRET"', 'R1: change "username R2 password ..." to "username R2 password SECRET"'],
    ['R2', 'dialer map ip 172.12.12.1 name R1 broadcast 5557777', 'dialer map ip 172.12.12.1 name R1 broadcast 5557770', 'R2, interface BRI0: change "dialer map ip 172.12.12.1 name R1 broadcast 5557770" to "dialer map ip 172.12.12.1 name R1 broadcast 5557777"'],
    ['R2', 'dialer map ip 172.12.12.1 name R1 broadcast 5557777', 'dialer map ip 172.12.12.1 name Rone broadcast 5557777', 'R2, interface BRI0: change "dialer map ip 172.12.12.1 name Rone broadcast 5557777" to "dialer map ip 172.12.12.1 name R1 broadcast 5557777"'],
    ['R1', 'map-class dialer CALL_R2_BACK', 'map-class dialer CALL_BACK', 'R1, interface BRI0: change "dialer map ip 172.12.12.2 name R2 class CALL_R2_BACK broadcast 5558888" to "dialer map ip 172.12.12.2 name R2 class CALL_BACK broadcast 5558888"'],
    ['R2', 'interface BRI0', 'interface BRI0\nshutdown', 'R2, interface BRI0: remove "shutdown"'],
  ])('%s with %s as %s', (router, line, wrong, ...gaps) => {
    const change = (config: string) => config.split('\n').map((each) => (each === line ? wrong : each)).join('\n');
    const configs = { R1: router === 'R1' ? change(R1) : R1, R2: router === 'R2' ? change(R2) : R2 };
    expect(gapsOf(labOf(configs, LINES))).toEqual(gaps);
  });

  it('wants nothing sent by PAP where CHAP comes next', () => {
    const caller = without(R2, 'ppp authentication chap');
    const called = (...protocols: readonly string[]) => R1.replace('ppp authentication chap', `ppp authentication ${protocols.join(' ')}`);
    expect(gapsOf(labOf({ R1: called('pap', 'chap'), R2: caller }, LINES))).not.toContain('R2, interface BRI0: add "ppp pap sent-username R2 password SECRET"');
    expect(gapsOf(labOf({ R1: called('pap'), R2: caller }, LINES))).toContain('R2, interface BRI0: add "ppp pap sent-username R2 password SECRET"');
  });

  it('names the SPIDs that a line requires', () => {
    const lines = [lineOf('R1', ['5557777']), lineOf('R2', ['5558888'], { spids: { required: true, valid: ['555888801', '555888802'] } })];
    expect(gapsOf(labOf({ R1, R2 }, lines))).toEqual([
      'R2, interface BRI0: add "isdn spid1 555888801"',
      'R2, interface BRI0: add "isdn spid2 555888802"',
    ]);
  });
});
