// Lines: how long somebody may stay, what runs by itself, what a window's size does, and who is told what.

import { describe, expect, it } from 'vitest';
import { serveVtys } from '../../../src/session/lines/vty-server.ts';
import type { World } from '../../../src/network/world.ts';
import { consoleOf, consoleWith, type TestConsole } from '../../support/console.ts';
import { GRAMMAR, labOf, worldOf } from '../../support/lab.ts';

const QUIET = 'hostname R1\nno logging console\n';

describe('a line', () => {
  it('ends a session after its time, whatever is done there, and warns before', () => {
    const console = consoleWith(`${QUIET}line con 0\n absolute-timeout 5\n logout-warning 30\n`);
    console.wait(260);
    console.type('show clock\r');
    expect(console.wait(9)).toBe('');
    expect(console.wait(2)).toContain('* Line timeout expires in 30 seconds');
    expect(console.wait(30)).toMatch(/\* Line timeout expired[^]*R1 con0 is now available/);
    expect(console.type('\r')).toMatch(/R1>$/);
    expect(console.wait(299)).toContain('30 seconds');
    console.type('exit\r');
    console.type('\r');
    expect(console.wait(5)).toBe('');
  });

  it('runs its command, and the session is over', () => {
    const config = `${QUIET}username a password 0 a\nusername b password 0 b\nusername b nohangup\nusername b autocommand show privilege\nline con 0\n autocommand show clock\n login local\n`;
    const console = consoleOf(worldOf(labOf({ R1: config }, [])));
    expect(console.type('\ra\ra\r')).toMatch(/UTC Mon Mar 1 1993\r\n[^]*R1 con0 is now available/);
    expect(console.type('\rb\rb\r')).toMatch(/Current privilege level is 1\r\nR1>$/);
  });

  it('locks, and only its password opens it', () => {
    const console = consoleWith(`${QUIET}line con 0\n lockable\n exec-timeout 1 0\n`);
    expect(console.type('lock\rx\rx\r')).toMatch(/ {32}Locked\r\n\r\nPassword: $/);
    expect(console.type('\x03')).toMatch(/Password: $/);
    expect(console.type('y\r')).toMatch(/Password: $/);
    expect(console.type('x\r')).toMatch(/R1#$/);
    console.type('lock\rx\rx\r');
    expect(console.wait(61)).toContain('R1 con0 is now available');
  });

  it('lets somebody become another user', () => {
    const console = consoleWith(`${QUIET}username ann privilege 5 password 0 sesame\n`);
    expect(console.type('login\rann\rwrong\r')).toMatch(/Username: ann\r\nPassword: \r\n% Login invalid\r\n\r\nUsername: $/);
    expect(console.type('ann\rsesame\r')).toMatch(/R1#$/);
    expect(console.type('show privilege\r')).toContain('level is 5');
    expect(console.type('show users\r')).toContain('*  0 con 0     ann');
    expect(console.type('login\rx\rx\rx\rx\rx\rx\r')).toContain('R1 con0 is now available');
  });

  it('is cleared, the console too', () => {
    const console = consoleWith(QUIET);
    expect(console.type('clear line 0\ry')).toMatch(/\[confirm\]y\r\n \[OK\]\r\n[^]*R1 con0 is now available/);
  });
});

describe('the escape character', () => {
  it('stops commands, and the old one does not', () => {
    const console = consoleWith(`${QUIET}line con 0\n escape-character 24\n`);
    console.keys('nosuch\r');
    expect(console.keys('\x1e')).toBe('');
    expect(console.keys('\x18')).toContain('% Name lookup aborted');
  });
});

function twoRouters(vty: string): World {
  const lan = { name: 'lan', members: ['R1', 'R2'].map((router) => ({ router, interface: 'Ethernet0' })), hosts: [] };
  const config = (name: string, last: number): string => `hostname ${name}\nno logging console\ninterface Ethernet0\n ip address 10.0.0.${last} 255.255.255.0\n no shutdown\n`;
  const world = worldOf(labOf({ R1: config('R1', 1), R2: `${config('R2', 2)}line vty 0 4\n no login\n${vty}` }, [], { lans: [lan] }));
  for (const router of world.routers.values()) serveVtys({ router, grammar: GRAMMAR });
  world.settle();
  return world;
}

/** A console of R1 that has opened a terminal on R2. */
function onR2(vty: string): TestConsole {
  const console = consoleOf(twoRouters(vty), 'R1', { terminalLength: 40 });
  console.type('\r');
  console.session.resize(100, 30);
  console.type('telnet 10.0.0.2\r');
  console.wait(2);
  return console;
}

const far = (console: TestConsole, keys: string): string => console.type(keys) + console.wait(2);

describe('a window', () => {
  it('is that of the terminal to which telnet was opened, and follows it', () => {
    const console = onR2('');
    expect(far(console, 'show terminal\r')).toContain('Length: 40 lines, Width: 100 columns');
    console.session.resize(120, 50);
    expect(far(console, 'show terminal\r')).toContain('Width: 120 columns');
  });

  it('does not change what the line was told', () => {
    expect(far(onR2(' length 33\n width 70\n'), 'show terminal\r')).toContain('Length: 33 lines, Width: 70 columns');
  });
});

describe('messages', () => {
  it('come to a line that monitors by itself', () => {
    const console = onR2(' monitor\n privilege level 15\n');
    expect(far(console, 'configure terminal\r') + far(console, 'end\r')).toContain('%SYS-5-CONFIG_I');
  });
});
