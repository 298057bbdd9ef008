// What the grammar declares as kept, nothing acts on: no source reads its path. What is read is simulated, and says so.

import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { commandsOf, isSimulated } from '../../src/grammar/grammar.ts';
import { match } from '../../src/grammar/match.ts';
import { keptMatter } from '../../src/config/kept-lines.ts';
import { context, realGrammar } from '../support/grammar.ts';

const SRC = join(import.meta.dirname, '..', '..', 'src');

const READ_ALL_THE_SAME: ReadonlySet<string> = new Set([
  // What the configuration itself answers with: overlaps, interfaces that a controller makes.
  'ip.secondary', 'channelGroups',
  // Shown by `show line`, `show terminal` and `show hosts`, as they show every setting.
  'fullHelp', 'terminalType', 'modem.mode', 'speed', 'ip.domainName', 'ntp',
  // Whose names they have: no callback by Microsoft's protocol is for other protocols than IP.
  'dialer.otherMaps', 'dialer.bridgeMaps',
  // The name of a debug switch as well.
  'ip.routing',
]);

it('is read by nobody', () => {
  const commands = commandsOf(realGrammar());
  const pathOf = (command: (typeof commands)[number]): string => ('path' in command.effect ? command.effect.path : '');
  const simulated = new Set(commands.filter(isSimulated).map(pathOf));
  const kept = new Set(commands.filter((command) => !isSimulated(command)).map(pathOf).filter((path) => !simulated.has(path)));
  const sources = readdirSync(SRC, { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('.ts') && !/config\/(normal-form|validate|choice-warnings|irregular|apply)\.ts$/.test(file));
  const wrong: string[] = [];
  for (const file of sources) {
    const text = readFileSync(join(SRC, file), 'utf8');
    for (const [, path = ''] of text.matchAll(/\b(?:value|flag|entries|children|has)\(\s*'([A-Za-z0-9.]+)'/g)) {
      if (kept.has(path) && !READ_ALL_THE_SAME.has(path)) wrong.push(`${file}: ${path}`);
    }
  }
  expect([...new Set(wrong)].sort()).toEqual([]);
});

/** Every configuration command of the two founding documents, and of the paths that a call and a callback go. */
const FOUNDING: Readonly<Record<string, readonly string[]>> = {
  config: [
    'hostname R1', 'username R2 password 0 CCIE', 'username R2 callback-dialstring 5551234', 'interface BRI0', 'interface Dialer1', 'isdn switch-type basic-ni', 'map-class dialer CALLBACK',
    'dialer-list 1 protocol ip permit', 'dialer-list 1 protocol ip list 101', 'ip route 0.0.0.0 0.0.0.0 172.12.12.1', 'access-list 101 permit ip any any', 'access-list 1 permit any',
  ],
  'config-if': [
    'ip address 172.12.12.1 255.255.255.0', 'encapsulation ppp', 'shutdown', 'dialer in-band', 'dialer in-band no-parity', 'dialer map ip 172.12.12.2 name R2 class CALLBACK broadcast 5558888',
    'dialer map ip 172.12.12.2 name R2 speed 56 5558888', 'dialer string 5558888', 'dialer string 5558888 class CALLBACK', 'dialer-group 1', 'dialer rotary-group 1', 'dialer priority 1',
    'dialer idle-timeout 60', 'dialer idle-timeout 60 inbound', 'dialer fast-idle 10', 'dialer enable-timeout 2', 'dialer wait-for-carrier-time 20', 'dialer hold-queue 10 timeout 30',
    'dialer callback-secure', 'dialer caller 5551234', 'dialer remote-name R2', 'dialer pool 1', 'dialer pool-member 1', 'ppp callback accept', 'ppp callback request', 'ppp authentication chap',
    'ppp authentication pap', 'ppp authentication chap callin', 'ppp chap hostname R9', 'ppp chap password 0 x', 'ppp chap refuse', 'ppp chap refuse callin', 'ppp chap wait',
    'ppp pap sent-username R9 password 0 x', 'ppp pap refuse', 'ppp pap refuse callin', 'ppp multilink', 'ppp timeout retry 3', 'ppp timeout authentication 5', 'ppp max-configure 5',
    'isdn switch-type basic-ni', 'isdn spid1 51055512340001 5551234', 'isdn spid2 51055512350001', 'isdn caller 5551234', 'isdn caller 5551234 exact', 'isdn calling-number 5551234', 'isdn fast-rollover-delay 5',
  ],
  'config-map-class': [
    'dialer callback-server', 'dialer callback-server username', 'dialer callback-server dialstring', 'dialer idle-timeout 60', 'dialer idle-timeout 60 either', 'dialer fast-idle 10',
    'dialer enable-timeout 2', 'dialer wait-for-carrier-time 20', 'dialer isdn speed 56',
  ],
};

it.each(Object.entries(FOUNDING).flatMap(([mode, lines]) => lines.map((line) => [mode, line] as const)))('%s: %s has its effect', (mode, line) => {
  const matched = match(realGrammar(), mode, line, context());
  if (matched.kind !== 'command') expect.fail(JSON.stringify(matched));
  expect(keptMatter(matched.command, matched.args)).toBeUndefined();
  expect(isSimulated(matched.command)).toBe(true);
});
