// Lines that are stored and shown only are told where they would matter: by `check` with their numbers, by `why` for the
// routers and the interfaces of the call.

import { expect, it } from 'vitest';
import { configReading } from '../../../src/app/assemble.ts';
import { matterText } from '../../../src/config/kept-lines.ts';
import { explain } from '../../../src/views/explain.ts';
import { callbackWorld } from '../../support/configs.ts';
import { GRAMMAR, ping, wait } from '../../support/lab.ts';

const kept = (text: string): readonly string[] => configReading(GRAMMAR).load(text, '2503').kept.map(({ line, text: own, matters }) => `${line} ${own.trim()} (${matters})`);

it('names what the real router would act on, and nothing else', () => {
  expect(kept('interface BRI0\n dialer map ipx 2.1 name R2 5551\n ppp mtu adaptive\n no fair-queue\nno cdp run\nrouter ospf 1\n network 10.0.0.0 0.0.0.255 area 0\nno ip classless\n')).toEqual([
    '2 dialer map ipx 2.1 name R2 5551 (calls)',
    '3 ppp mtu adaptive (links)',
    '6 router ospf 1 (routes)',
    '8 no ip classless (routes)',
  ]);
});

it('forgets what a later line takes back, and what is the default', () => {
  expect(kept('interface BRI0\n ppp mtu adaptive\n isdn not-end-to-end 64\n dialer map ipx 2.1 name R2 5551\ninterface BRI0\n no ppp mtu adaptive\nip classless\n')).toEqual(['4 dialer map ipx 2.1 name R2 5551 (calls)']);
});

it('names arguments of simulated lines', () => {
  expect(kept('username R2 dnis password 0 x\nusername R3 password 0 x\nip route 10.0.0.0 255.0.0.0 172.12.12.2 permanent\n')).toEqual([
    '1 username R2 dnis password 0 x (calls)',
    '3 ip route 10.0.0.0 255.0.0.0 172.12.12.2 permanent (routes)',
  ]);
});

it('is said of the call that is explained', () => {
  const world = callbackWorld({ more: ['dialer map ipx 2.1 name R2 5551'], global: ['service password-encryption', 'username R2 user-maxlinks 1 password CCIE', 'interface Ethernet0', ' ip helper-address 10.0.0.1', 'line vty 0 4', ' autoselect ppp'] }, { more: ['ppp mtu adaptive'] });
  ping(world, 'R2', '172.12.12.1');
  wait(world, 30);
  const lines = explain({ records: world.recorder.events, routers: world.routers, lab: world.lab }, 'R2');
  const at = lines.indexOf('Kept and not simulated, with what they would matter to:');
  expect(lines.slice(at + 1, lines.indexOf('Evidence:'))).toEqual(['  R2, interface BRI0: ppp mtu adaptive (links; the MTU stays as it is configured)', '  R1: username R2 user-maxlinks 1 password ... (calls)', '  R1, interface BRI0: dialer map ipx 2.1 name R2 5551 (calls)']);
});

it('is not said where nothing is kept', () => {
  const world = callbackWorld();
  ping(world, 'R2', '172.12.12.1');
  expect(explain({ records: world.recorder.events, routers: world.routers, lab: world.lab }, 'R2').join('\n')).not.toContain('Kept');
});

it('tells what happens in place of what is not simulated', () => {
  const told = (text: string): readonly string[] => configReading(GRAMMAR).load(text, '2503').kept.map((line) => matterText(line));
  expect(told('isdn switch-type basic-1tr6\ninterface BRI0\n isdn switch-type vn3\n isdn autodetect\n')).toEqual([
    'calls; Q.931 is spoken as with basic-net3', 'calls; Q.931 is spoken as with basic-net3', 'calls; switch type and SPIDs are those that are configured',
  ]);
  expect(told('interface Dialer1\n dialer dns\n dialer vpdn\n dialer reserved-links 1 1\nmap-class dialer X\n dialer preemption level flash\ndialer dnis group SALES\n number 5551234\n')).toEqual([
    'calls; profiles to dial out by are asked for by the next hop and the name of its route', 'calls; there are no tunnels to dial through',
    'calls; no call is cleared for one that matters more', 'calls; there are no resource pools that ask for it',
  ]);
});

it('is said by "why" of an interface that waits to be told its switch type', () => {
  const world = callbackWorld({}, { without: ['isdn switch-type'], more: ['isdn autodetect'] });
  ping(world, 'R2', '172.12.12.1', 1);
  const lines = explain({ records: world.recorder.events, routers: world.routers, lab: world.lab }, 'R2');
  expect(lines[0]).toBe('Cause: NO-SWITCH-TYPE - BRI0 of R2 has no switch type, and its line is basic-ni');
  expect(lines).toContain('  R2, interface BRI0: isdn autodetect (calls; switch type and SPIDs are those that are configured)');
});
