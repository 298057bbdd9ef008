import { expect, it } from 'vitest';
import { configurationPrompt, execPrompt } from '../../../src/session/typing/prompt-text.ts';
import { consoleWith } from '../../support/console.ts';

// The first two are in the command reference, behind `hostname`.
it.each([
  ['Router', '(config-service-profile)', 'Router(config-service-profil)#'],
  ['Basement-rtr2', '(config-service-profile)', 'Basement-rtr2(config-service)#'],
  ['R1', '(config)', 'R1(config)#'],
  ['R1', '(config-keychain-key)', 'R1(config-keychain-key)#'],
  ['a-host-with-a-name-that-is-long', '(config)', 'a-host-with-a-name-t(config)#'],
  ['a-host-with-a-name-that-is-long', '(config-if)', 'a-host-with-a-name-t(config-if)#'],
])('%s in %s', (hostname, mode, prompt) => {
  expect(configurationPrompt(hostname, mode)).toBe(prompt);
});

it('keeps the whole name in EXEC', () => {
  expect(execPrompt('a-host-with-a-name-that-is-long', 1)).toBe('a-host-with-a-name-that-is-long>');
  expect(execPrompt('R1', 15)).toBe('R1#');
});

it('says where the session stands', () => {
  const console = consoleWith('hostname Basement-rtr2\n');
  console.type('configure terminal\rmap-class dialer X\r');
  expect(console.session.prompt).toBe('Basement-rtr2(config-map-cla)#');
  console.type('interface bri 0\r');
  expect(console.session.prompt).toBe('Basement-rtr2(config-if)#');
});
