// Aliases, moved privilege levels, ranges, sub-interfaces, default interface, and the forms of show running-config.

import { describe, expect, it } from 'vitest';
import { consoleWith } from '../../support/console.ts';

const lines = (text: string): readonly string[] => text.split('\r\n').slice(1, -1);

describe('alias', () => {
  it('stands for its command in its mode', () => {
    const console = consoleWith('hostname R1\nalias exec sp show privilege\nalias configure hn hostname\nalias interface d description\n');
    expect(lines(console.type('sp\r'))).toEqual(['Current privilege level is 15']);
    console.type('configure terminal\rhn R9\rinterface bri 0\rd the line\rend\r');
    expect(console.type('show running-config interface bri 0\r')).toContain(' description the line');
    expect(console.session.prompt).toBe('R9#');
    expect(console.type('show aliases exec\r')).toMatch(/Exec mode aliases:\r\n {2}h {21}help\r\n[^]*\r\n {2}w {21}where\r\n {2}sp {20}show privilege\r\n/);
    console.type('configure terminal\rno alias exec sp\rend\r');
    expect(console.type('sp\r')).not.toContain('Current privilege');
  });
});

describe('the aliases that every router has', () => {
  it('stand for their commands', () => {
    const console = consoleWith();
    expect(lines(console.type('s priv\r'))).toEqual(['Current privilege level is 15']);
    expect(lines(console.type('un all\r'))).toEqual(['All possible debugging has been turned off']);
    expect(console.type('w\r')).toContain('% No connections open');
    expect(console.type('h\r')).toContain('Help may be requested');
    console.type('lo\r');
    expect(console.session.state).toBe('closed');
  });

  // The first list is in the command reference, behind `alias`.
  it.each([
    ['lo?', '*lo=logout  lock        login       logout'],
    [' lo?', 'logout'],
    ['s?', '*s=show  send     setup    show     slip     systat'],
    ['s pri?', 'privilege'],
    ['show?', 'show'],
    ['zi?', '*zip="show ip interface brief"'],
    ['zip?', '*zip="show ip interface brief"'],
    ['z?', '*z=where                        *zip="show ip interface brief"'],
  ])('%s', (typed, expected) => {
    const console = consoleWith('alias exec zip show ip interface brief\nalias exec z where\n');
    const [, first = ''] = console.type(typed).split('\r\n');
    expect(first.trimEnd()).toBe(expected);
  });

  it('let Tab complete what stands behind them', () => {
    const console = consoleWith();
    expect(console.type('s pri\t')).toMatch(/\r\nR1#s privilege $/);
    expect(console.type('\x15logo\t')).toMatch(/\r\nR1#logout $/);
  });

  it('give way to configured ones', () => {
    const console = consoleWith('hostname R1\nalias exec s show privilege\n');
    expect(lines(console.type('s\r'))).toEqual(['Current privilege level is 15']);
    expect(console.type('show aliases\r').match(/ s {21}/g)).toHaveLength(1);
  });
});

describe('privilege', () => {
  it('moves a command down with what stands behind it', () => {
    const console = consoleWith('hostname R1\nprivilege exec level 1 clear counters\nno ip domain-lookup\n');
    console.type('disable\r');
    expect(console.type('clear counters bri 0\r')).not.toContain('% ');
    expect(console.session.prompt).toContain('[confirm]');
  });

  it('moves a command up, and its first words with it', () => {
    const console = consoleWith('hostname R1\nprivilege exec level 7 show version\nno ip domain-lookup\n');
    console.type('disable\r');
    expect(console.type('show clock\r')).toContain('%');
    console.type('enable\rconfigure terminal\rprivilege exec level 1 show\rend\rdisable\r');
    expect(console.type('show clock\r')).toContain('UTC');
    expect(console.type('show version\r')).toContain('Invalid input');
  });
});

describe('several interfaces at once', () => {
  it('takes a line for each of a range', () => {
    const console = consoleWith();
    console.type('configure terminal\rinterface range serial 0 - 1 , loopback 3\r');
    expect(console.session.prompt).toBe('R1(config-if-range)#');
    console.type('description all\rexit\r');
    expect(console.session.prompt).toBe('R1(config)#');
    console.type('end\r');
    for (const name of ['serial 0', 'serial 1', 'loopback 3']) expect(console.type(`show running-config interface ${name}\r`)).toContain(' description all');
    expect(console.type('configure terminal\rinterface range serial 0 - 9\r')).toContain('% Invalid interface range');
  });

  it('keeps sub-interfaces', () => {
    const console = consoleWith();
    console.type('configure terminal\rinterface bri 0.1 point-to-point\r');
    expect(console.session.prompt).toBe('R1(config-subif)#');
    console.type('ip address 10.0.0.1 255.255.255.0\rend\r');
    expect(console.type('show running-config interface bri 0.1\r')).toContain('interface BRI0.1 point-to-point\r\n ip address 10.0.0.1 255.255.255.0\r\n');
    expect(console.type('show ip interface brief\r')).not.toContain('BRI0.1');
  });

  it('gives an interface its defaults', () => {
    const console = consoleWith('hostname R1\ninterface BRI0\n description x\n');
    expect(lines(console.type('configure terminal\rdefault interface bri 0\r')).slice(-3)).toEqual([
      'Building configuration...', '', 'Interface BRI0 set to default configuration',
    ]);
    expect(console.type('end\rshow running-config interface bri 0\r')).not.toContain('description');
  });
});

describe('show running-config', () => {
  it('numbers lines, and shows map classes alone', () => {
    const console = consoleWith('hostname R1\nmap-class dialer A\n dialer idle-timeout 60\nmap-class dialer B\n');
    expect(console.type('show running-config linenum\r')).toMatch(/\r\n {4}1 : !\r\n {4}2 : version 12\.2\r\n/);
    expect(lines(console.type('show running-config map-class dialer A\r')).slice(3)).toEqual(['!', 'map-class dialer A', ' dialer idle-timeout 60', '!', 'end', '']);
    expect(console.type('show running-config map-class\r')).toContain('map-class dialer B');
  });

  it('has the global switch type in every BRI block', () => {
    const console = consoleWith('hostname R1\nisdn switch-type basic-net3\n');
    expect(console.type('show running-config interface bri 0\r')).toContain(' isdn switch-type basic-net3');
  });
});

describe('help', () => {
  it('shows on an interface what its type has', () => {
    const console = consoleWith();
    console.type('configure terminal\rinterface bri 0\r');
    const physical = console.type('dialer ?');
    expect(physical).toContain('pool-member');
    expect(physical).not.toContain('remote-name');
    console.type('\x15interface dialer 1\r');
    expect(console.type('dialer ?')).toContain('remote-name');
  });
});

describe('show access-lists', () => {
  it('shows extended and named lists', () => {
    const console = consoleWith('hostname R1\naccess-list 101 permit tcp any any eq telnet\nip access-list standard OFFICE\n permit 10.0.0.0 0.0.0.255\n');
    expect(console.type('show access-lists\r')).toContain('Extended IP access list 101\r\n    permit tcp any any eq telnet\r\n');
    expect(lines(console.type('show access-lists OFFICE\r'))).toEqual(['Standard IP access list OFFICE', '    permit 10.0.0.0, wildcard bits 0.0.0.255']);
  });
});
