// Passwords in every place that has one: their types as typed and as shown, `service password-encryption` before and after,
// strings of published configurations, and what can be opened with them.

import { describe, expect, it, test } from 'vitest';
import { must } from '../../../src/base/assert.ts';
import { users } from '../../../src/config/model.ts';
import { printRunningConfig } from '../../../src/config/running-config.ts';
import { decodeType7 } from '../../../src/config/secrets.ts';
import { consoleWith, type TestConsole } from '../../support/console.ts';

/** Where they stand, and whether type 0 shows its digit. */
const PLACES: readonly { readonly enter?: string; readonly line: string; readonly digit?: true }[] = [
  { line: 'enable password' },
  { line: 'enable password level 7' },
  { line: 'username ann password', digit: true },
  { line: 'username ann privilege 15 password', digit: true },
  { enter: 'interface BRI0', line: 'ppp chap password', digit: true },
  { enter: 'interface BRI0', line: 'ppp pap sent-username R9 password', digit: true },
  { enter: 'line con 0', line: 'password' },
  { enter: 'line vty 0 4', line: 'password' },
  { line: 'radius-server key' },
  { line: 'radius-server host 10.0.0.1 auth-port 1645 acct-port 1646 key' },
  { line: 'tacacs-server key' },
  { line: 'tacacs-server host 10.0.0.1 key' },
  { enter: 'key chain KEYS\rkey 1', line: 'key-string' },
];

function configuring(): TestConsole {
  const console = consoleWith();
  console.type('configure terminal\r');
  return console;
}

const shown = ({ world }: TestConsole): readonly string[] => printRunningConfig(must(world.routers.get('R1'), 'R1').config).map((line) => line.trim());

describe.each(PLACES)('$enter $line', ({ enter = '!', line, digit }) => {
  const clear = digit === true ? `${line} 0 two words` : `${line} two words`;

  it.each([`${line} two words`, `${line} 0 two words`])('%s is shown clear', (typed) => {
    const console = configuring();
    console.type(`${enter}\r${typed}\r`);
    expect(shown(console)).toContain(clear);
  });

  it('is hidden by the service, before and after it was typed', () => {
    for (const lines of [[enter, clear, 'service password-encryption'], ['service password-encryption', enter, clear]]) {
      const console = configuring();
      console.type(`${lines.join('\r')}\r`);
      expect(shown(console)).not.toContain(clear);
      const hidden = must(shown(console).find((one) => one.startsWith(`${line} 7 `)), `${line} 7`);
      expect(decodeType7(hidden.split(' ').at(-1) ?? '')?.clear).toBe('two words');
      // What is hidden stays so; what is typed from now on is clear.
      console.type('no service password-encryption\r');
      expect(shown(console)).toContain(hidden);
      console.type(`${enter}\r${clear}\r`);
      expect(shown(console)).toContain(clear);
    }
  });

  it('takes type 7 as it is', () => {
    const console = configuring();
    console.type(`${enter}\r${line} 7 13061E010803\r`);
    expect(shown(console)).toContain(`${line} 7 13061E010803`);
    expect(console.type(`${line} 7 13061E01080\r`)).toContain('Invalid encrypted password: 13061E01080');
  });
});

/** All stand for `cisco` in published configurations. */
test.each(['02050D480809', '045802150C2E', '060506324F41', '094F471A1A0A', '0822455D0A16', '110A1016141D', '13061E010803', '1511021F0725', '00071A150754', '121A0C041104', '14141B180F0B'])('%s is read', (text) => {
  expect(decodeType7(text)?.clear).toBe('cisco');
});

test('secrets of another router open this one', () => {
  const console = configuring();
  console.type(
    'enable secret 5 $1$mERr$hx5rVt7rPNoS4wqbXKX7m0\rusername ann privilege 15 secret 5 $1$mERr$hx5rVt7rPNoS4wqbXKX7m0\rusername bob password 7 13061E010803\rline con 0\rlogin local\rend\rexit\r',
  );
  expect(console.type('\rbob\rcisco\r')).toMatch(/R1>$/);
  expect(console.type('enable\rcisco\r')).toMatch(/R1#$/);
  console.type('exit\r');
  expect(console.type('\rann\rwrong\rann\rcisco\r')).toMatch(/R1#$/);
  expect(users(must(console.world.routers.get('R1'), 'R1').config).get('bob')?.password).toBe('cisco');
});

test('levels have passwords of their own', () => {
  const console = configuring();
  console.type('enable secret level 7 seven\renable password level 5 five\renable secret fifteen\rend\rdisable\r');
  expect(console.type('enable 7\rfifteen\rseven\r')).toMatch(/R1#$/);
  expect(console.type('show privilege\r')).toContain('Current privilege level is 7');
  console.type('disable\r');
  expect(console.type('enable 5\rfive\r')).toMatch(/R1#$/);
  console.type('disable\r');
  expect(console.type('enable\rseven\rfifteen\r')).toMatch(/R1#$/);
});
