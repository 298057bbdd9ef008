import { describe, expect, it } from 'vitest';
import { loadConfiguration, refusedLines } from '../../../src/config/load-text.ts';
import { interfaceSettings } from '../../../src/config/model.ts';
import { printBlock, printConfiguration, printRunningConfig } from '../../../src/config/running-config.ts';
import { createConfig } from '../../../src/config/store.ts';
import { context, realGrammar } from '../../support/grammar.ts';

function booted(text: string) {
  const store = createConfig(realGrammar());
  store.initialise(['Ethernet0', 'Serial0', 'Serial1', 'BRI0'], { vtyLines: 5, hasAux: true });
  return { store, outcomes: loadConfiguration(store, text, context()) };
}

const ATLANTA = `interface bri 0
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

describe('a startup configuration', () => {
  it('is taken line by line, and its interfaces come up', () => {
    const { store, outcomes } = booted(ATLANTA);
    expect(refusedLines(outcomes)).toEqual([]);
    expect(outcomes).toHaveLength(13);
    const bri = interfaceSettings('BRI0', store.child('interfaces', 'BRI0') ?? expect.fail());
    expect(bri).toMatchObject({ shutdown: false, encapsulation: 'ppp', ppp: { callback: 'accept' }, dialer: { enableTimeoutSeconds: 2, callbackSecure: true } });
    expect(interfaceSettings('Serial0', store.child('interfaces', 'Serial0') ?? expect.fail()).shutdown).toBe(true);
    expect(store.loadedAtBoot('BRI0', 'ip.address')).toBe(true);
  });

  it('leaves an interface shut that says so, also when it is named twice', () => {
    const { store } = booted('interface BRI0\n shutdown\ninterface Serial0\ninterface BRI0\n');
    expect(store.child('interfaces', 'BRI0')?.flag('shutdown')).toBe(true);
  });

  it('does not raise interfaces when it is merged', () => {
    const { store } = booted('');
    loadConfiguration(store, ATLANTA, { ...context(), merge: true });
    expect(store.child('interfaces', 'BRI0')?.flag('shutdown')).toBe(true);
    expect(store.loadedAtBoot('BRI0', 'ip.address')).toBe(false);
  });

  it('says what is refused and why, and takes the rest', () => {
    const { store, outcomes } = booted('interface BRI0\nip address\n\nencapsulation ppp\ndialer map ip name R1 broadcast 5557777\r\nip address 1.0.0.0 255.0.0.0\nend\nnonsense');
    expect(refusedLines(outcomes)).toEqual([
      { line: 2, text: 'ip address', reason: '% Incomplete command.' },
      { line: 5, text: 'dialer map ip name R1 broadcast 5557777', column: 14, reason: "% Invalid input detected at '^' marker." },
      { line: 6, text: 'ip address 1.0.0.0 255.0.0.0', reason: 'Bad mask /8 for address 1.0.0.0' },
    ]);
    expect(printBlock(store, 'interfaces[BRI0]')).toContain(' encapsulation ppp');
  });

  it('takes banners over several lines', () => {
    const text = 'banner motd ^C\nKeep out\n no shutdown\n^C\nhostname R9\nbanner login #one line#\n';
    const { store, outcomes } = booted(text);
    expect(refusedLines(outcomes)).toEqual([]);
    expect(outcomes).toHaveLength(7);
    expect(store.entries('banners')).toEqual([
      { kind: 'motd', text: '\nKeep out\n no shutdown\n' },
      { kind: 'login', text: 'one line' },
    ]);
    expect(store.value('hostname')).toEqual({ name: 'R9' });
    expect(printRunningConfig(store)).toEqual(expect.arrayContaining(['banner motd ^C', 'Keep out', ' no shutdown', '^C', 'banner login ^Cone line^C']));
    expect(printConfiguration(booted(printConfiguration(store)).store)).toBe(printConfiguration(store));
  });

  it('climbs with exit', () => {
    const { store, outcomes } = booted('interface BRI0\n exit\nexit\nexit\ndescription x\n');
    expect(outcomes.map((outcome) => outcome.accepted)).toEqual([true, true, true, true, false, true]);
    expect(store.child('interfaces', 'BRI0')?.value('description')).toBeUndefined();
  });
});

describe('service timestamps', () => {
  const stamps = (text: string) => printRunningConfig(booted(text).store).filter((line) => line.includes('timestamps'));

  it.each([
    ['', ['service timestamps debug uptime', 'service timestamps log uptime']],
    ['no service timestamps', ['no service timestamps debug', 'no service timestamps log']],
    ['no service timestamps\nservice timestamps', ['service timestamps debug uptime', 'no service timestamps log']],
    ['service timestamps log datetime msec localtime show-timezone', ['service timestamps debug uptime', 'service timestamps log datetime msec localtime show-timezone']],
    ['service timestamps debug datetime\nno service timestamps debug', ['no service timestamps debug', 'service timestamps log uptime']],
    ['service timestamps debug datetime year\nservice timestamps debug', ['service timestamps debug uptime', 'service timestamps log uptime']],
  ])('%j', (text, expected) => {
    expect(stamps(text)).toEqual(expected);
  });
});

describe('the printed configuration', () => {
  it('has the shape of show running-config', () => {
    const { store } = booted(`hostname R1\nusername R2 password CCIE\nisdn switch-type basic-ni\n${ATLANTA}dialer-list 1 protocol ip permit\nip route 0.0.0.0 0.0.0.0 10.1.1.8\n`);
    expect(printRunningConfig(store)).toEqual(`!
version 12.2
service timestamps debug uptime
service timestamps log uptime
no service password-encryption
!
hostname R1
!
username R2 password 0 CCIE
!
ip subnet-zero
!
isdn switch-type basic-ni
!
interface Ethernet0
 no ip address
 shutdown
!
interface Serial0
 no ip address
 shutdown
!
interface Serial1
 no ip address
 shutdown
!
interface BRI0
 ip address 10.1.1.7 255.255.255.0
 encapsulation ppp
 dialer callback-secure
 dialer enable-timeout 2
 dialer map ip 10.1.1.8 name atlanta class dial1 81012345678901
 dialer-group 1
 isdn switch-type basic-ni
 ppp callback accept
 ppp authentication chap
!
ip classless
ip route 0.0.0.0 0.0.0.0 10.1.1.8
no ip http server
!
map-class dialer dial1
 dialer callback-server username
!
dialer-list 1 protocol ip permit
!
line con 0
line aux 0
line vty 0 4
 login
!
end`.split('\n'));
  });
});
