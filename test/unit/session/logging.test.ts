// Where messages go: levels of each destination, true counts, what `logging synchronous` holds back and loses, and the
// datagrams that syslog servers get.

import { describe, expect, it } from 'vitest';
import { must } from '../../../src/base/assert.ts';
import { toText } from '../../../src/base/octets.ts';
import { ETHERNET } from '../../../src/wire/ethernet.ts';
import { IP_PROTOCOL, IPV4 } from '../../../src/wire/ipv4.ts';
import { consoleOf, consoleWith, type TestConsole } from '../../support/console.ts';
import { capture, labOf, worldOf } from '../../support/lab.ts';

const note = (console: TestConsole, times = 1): void => {
  for (let i = 0; i < times; i += 1) must(console.world.routers.get('R1'), 'R1').record({ type: 'link.changed', to: 'up' }, 'BRI0:1');
};

const TEXT = '%LINK-3-UPDOWN: Interface BRI0:1, changed state to up';

describe('show logging', () => {
  it('counts what each destination was sent', () => {
    const console = consoleWith('hostname R1\nlogging console 2\nlogging buffered warnings\nlogging trap critical\n');
    note(console, 3);
    const shown = console.type('show logging\r');
    expect(shown).toContain('Syslog logging: enabled (0 messages dropped, 0 flushes, 0 overruns)\r\n');
    expect(shown).toContain('    Console logging: level critical, 0 messages logged\r\n');
    expect(shown).toContain('    Monitor logging: level debugging, 0 messages logged\r\n');
    expect(shown).toContain('    Buffer logging: level warnings, 3 messages logged\r\n');
    expect(shown).toContain('    Trap logging: level critical, 0 message lines logged\r\n');
  });

  it('counts for terminals while one shows messages, and no longer', () => {
    const console = consoleWith('hostname R1\nline vty 0 4\n no login\n');
    const vty = consoleOf(console.world, 'R1', { line: { kind: 'vty', number: 0 } });
    vty.session.open();
    note(console, 2);
    expect(vty.wait(0)).not.toContain(TEXT);
    vty.type('terminal monitor\r');
    note(console, 3);
    expect(vty.wait(0).split(TEXT)).toHaveLength(4);
    vty.type('terminal no monitor\r');
    note(console, 4);
    expect(vty.wait(0)).not.toContain(TEXT);
    expect(console.type('show logging\r')).toContain('Monitor logging: level debugging, 3 messages logged');
    expect(console.type('terminal monitor\r')).toContain('% Console already monitors');
  });

  it('with logging off knows the console only', () => {
    const console = consoleWith('hostname R1\nno logging on\nlogging buffered\n');
    note(console);
    const shown = console.type('show logging\r');
    expect(shown).toContain('Syslog logging: disabled');
    expect(shown).toContain('    Console logging: level debugging, 1 messages logged\r\n    Monitor logging: disabled\r\n    Buffer logging: disabled\r\n    Trap logging: disabled\r\n');
  });
});

describe('logging synchronous', () => {
  const synchronous = (more = ''): TestConsole => consoleWith(`hostname R1\nline con 0\n logging synchronous${more}\n`);

  it('holds messages back until a command is over, then shows the prompt again', () => {
    const console = synchronous();
    console.keys('ping 10.0.0.9\r');
    console.wait(3);
    note(console);
    expect(console.wait(0)).toBe('');
    const rest = console.wait(8);
    expect(rest).toContain('\r\nSuccess rate is 0 percent (0/5)\r\nR1#\r\n');
    expect(rest.endsWith(`${TEXT}\r\nR1#`)).toBe(true);
  });

  it('holds them back while output is paged', () => {
    const console = synchronous();
    console.type('terminal length 3\r');
    console.keys('show terminal\r');
    note(console);
    expect(console.keys('')).toBe('');
    const rest = console.keys('q');
    expect(rest).toContain(`${TEXT}\r\nR1#`);
  });

  it('loses what is beyond the limit, and says how many', () => {
    const console = synchronous(' limit 3');
    console.keys('ping 10.0.0.9\r');
    note(console, 10);
    const shown = console.wait(11);
    expect(shown.split(TEXT)).toHaveLength(4);
    expect(shown).toMatch(/%SYS-3-MSGLOST 7 messages due to overflow\r\nR1#$/);
  });

  it.each([
    [' level 3', true],
    [' level 2', false],
    [' level all', true],
  ])('%s lets severe messages break in: %s', (level, breaksIn) => {
    const console = synchronous(level);
    console.keys('ping 10.0.0.9\r');
    note(console);
    expect(console.keys('').includes(TEXT)).toBe(breaksIn);
  });
});

describe('syslog servers', () => {
  const office = (more: string): TestConsole => {
    const lans = [{ name: 'office', members: [{ router: 'R1', interface: 'Ethernet0' }], hosts: [{ name: 'pc', address: '10.1.1.9', mask: '255.255.255.0' }] }];
    const world = worldOf(labOf({ R1: `hostname R1\ninterface Ethernet0\n ip address 10.1.1.1 255.255.255.0\n${more}` }, [], { lans }));
    world.settle();
    const console = consoleOf(world);
    console.type('\renable\rping 10.1.1.9\r');
    return console;
  };

  /** What UDP carries to port 514 while `work` runs and shortly after. */
  const datagrams = (console: TestConsole, work: () => void): readonly string[] => {
    const frames = capture(console.world);
    work();
    console.wait(1);
    return frames.flatMap(({ octets }) => {
      const frame = ETHERNET.parse(octets);
      const packet = frame.ok ? IPV4.parse(frame.value.payload) : undefined;
      if (!packet?.ok || packet.value.protocol !== IP_PROTOCOL.udp) return [];
      return [toText(packet.value.payload.subarray(8))];
    });
  };

  it('get each message line in a datagram, with priority and count', () => {
    const console = office('logging 10.1.1.9\n');
    const before = Number(/Logging to 10.1.1.9, (\d+) message/.exec(console.type('show logging\r'))?.[1]);
    const sent = datagrams(console, () => note(console, 2));
    expect(sent).toHaveLength(2);
    expect(sent[0]).toMatch(/^<187>\d+: 00:00:\d\d: %LINK-3-UPDOWN: Interface BRI0:1, changed state to up$/);
    const [first, second] = sent.map((text) => Number(/>(\d+):/.exec(text)?.[1]));
    expect(second).toBe((first ?? 0) + 1);
    expect(console.type('show logging\r')).toContain(`        Logging to 10.1.1.9, ${before + 2} message lines logged\r\n`);
  });

  it.each([
    ['logging trap critical\nlogging 10.1.1.9\n', 0, ''],
    ['logging facility local0\nlogging 10.1.1.9\n', 1, '<131>'],
    ['no logging on\nlogging 10.1.1.9\n', 0, ''],
  ])('%j', (more, count, priority) => {
    const console = office(more);
    const sent = datagrams(console, () => note(console));
    expect(sent).toHaveLength(count);
    for (const text of sent) expect(text.startsWith(priority)).toBe(true);
  });

  it('do not get what cannot wait, and it is counted', () => {
    const console = office('logging 10.1.1.9\n');
    const sent = datagrams(console, () => note(console, 300));
    expect(sent.length).toBeLessThanOrEqual(100);
    expect(console.type('show logging\r')).toContain('(200 messages dropped,');
  });
});
