// Virtual terminals: which lines there are, who is on them, how they begin and end.

import { expect, test } from 'vitest';
import type { SessionOptions } from '../../../src/session/session.ts';
import { vtyLinesOf } from '../../../src/session/lines/vty-lines.ts';
import { consoleOf, consoleWith, type TestConsole } from '../../support/console.ts';
import { must } from '../../../src/base/assert.ts';

const CONFIG = 'hostname R1\nusername ann privilege 15 password sesame\nline vty 0 4\n login local\n';

function vtyOf(console: TestConsole, options: Partial<SessionOptions> = {}): TestConsole {
  return consoleOf(console.world, 'R1', { line: { kind: 'vty', number: 0 }, location: '10.0.0.2', ...options });
}

test('the lowest free line that is configured is taken, until there is none', () => {
  const router = must(consoleWith('hostname R1\nline vty 0 2\n no login\n').world.routers.get('R1'), 'R1');
  const lines = vtyLinesOf(router);
  const taken = [lines.take('telnet'), lines.take('telnet'), lines.take('telnet')];
  expect(taken).toEqual([0, 1, 2]);
  while (lines.take('telnet') !== undefined);
  lines.give(1);
  expect(lines.take('telnet')).toBe(1);
  expect(lines.take('telnet')).toBeUndefined();
});

test('login local asks for name and password; privilege 15 starts enabled; exit ends the connection', () => {
  const vty = vtyOf(consoleWith(CONFIG));
  let ended = 0;
  vty.session.loggedOut = () => (ended += 1);
  vty.session.open();
  expect(vty.wait(0)).toBe('\r\n\r\nUser Access Verification\r\n\r\nUsername: ');
  expect(vty.session.prompt).toBe('Username: ');
  expect(vty.type('ann\r')).toBe('ann\r\nPassword: ');
  expect(vty.type('sesame\r')).toBe('\r\nR1#');
  expect(ended).toBe(0);
  vty.type('exit\r');
  expect(ended).toBe(1);
  expect(vty.session.state).toBe('closed');
});

test('a line with login and no password is closed at once', () => {
  const vty = vtyOf(consoleWith('hostname R1\nline vty 0 4\n login\n'));
  let ended = 0;
  vty.session.loggedOut = () => (ended += 1);
  vty.session.open();
  expect(ended).toBe(1);
});

test('three wrong passwords end the connection', () => {
  const vty = vtyOf(consoleWith(CONFIG));
  let ended = 0;
  vty.session.loggedOut = () => (ended += 1);
  vty.session.open();
  for (let i = 0; i < 3; i += 1) vty.type('ann\rwrong\r');
  expect(ended).toBe(1);
});

test('who has logged in already is not asked, and stands in show users and CONFIG_I', () => {
  const console = consoleWith(CONFIG);
  const vty = vtyOf(console, { user: { user: 'ann', privilege: 15 } });
  vty.session.open();
  expect(vty.session.prompt).toBe('R1#');
  expect(vty.type('show users\r').split('\r\n').slice(3, 5)).toEqual([
    '   0 con 0                idle                 00:00:00   ',
    '*  2 vty 0     ann        idle                 00:00:00   10.0.0.2',
  ]);
  console.keys('');
  vty.type('configure terminal\rend\r');
  expect(console.wait(1)).toMatch(/%SYS-5-CONFIG_I: Configured from console by ann on vty0 \(10\.0\.0\.2\)/);
  vty.type('exit\r');
  expect(console.type('show users\r')).not.toContain('vty 0');
});

test('messages come to a virtual terminal from terminal monitor on, and not before', () => {
  const console = consoleWith(CONFIG);
  const vty = vtyOf(console, { user: { user: 'ann', privilege: 15 } });
  vty.session.open();
  vty.type('configure terminal\rend\r');
  expect(vty.wait(1)).toBe('');
  expect(vty.type('terminal monitor\r')).toBe('terminal monitor\r\nR1#');
  expect(vty.type('configure terminal\rend\r')).toContain('%SYS-5-CONFIG_I');
  vty.type('terminal no monitor\r');
  expect(vty.type('configure terminal\rend\r')).not.toContain('%SYS-5-CONFIG_I');
});

test('enable without any password is refused on a virtual terminal', () => {
  const vty = vtyOf(consoleWith('hostname R1\nline vty 0 4\n no login\n'));
  vty.session.open();
  vty.wait(0);
  expect(vty.type('enable\r')).toBe('enable\r\n% No password set\r\nR1>');
});

test('a reload throws everybody out', () => {
  const console = consoleWith(CONFIG);
  const vty = vtyOf(console, { user: { user: 'ann', privilege: 15 } });
  let ended = 0;
  vty.session.loggedOut = () => (ended += 1);
  vty.session.open();
  must(console.world.routers.get('R1'), 'R1').reload();
  expect(ended).toBe(1);
});

test('a window of unknown size leaves the settings alone', () => {
  const vty = vtyOf(consoleWith(CONFIG), { user: { user: 'ann', privilege: 15 } });
  vty.session.open();
  vty.session.resize(0, 0);
  expect(vty.type('show terminal\r')).toContain('Width: 80 columns');
  vty.session.resize(132, 0);
  expect(vty.type('show terminal\r')).toContain('Width: 132 columns');
});
