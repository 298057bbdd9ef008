// Any number of PCs that dial in to one access server with four E1s, by ISDN or to its internal modems, are called back at the
// numbers that it has for their names, and hang up a moment after they are connected.

import { must } from '../../src/base/assert.ts';
import type { LabPc, PriLine } from '../../src/network/lab-description.ts';
import type { Pc } from '../../src/network/pc/pc.ts';
import type { World } from '../../src/network/world.ts';
import { analog } from './dial-in.ts';
import { labOf, lineOf, worldOf } from './lab.ts';

const SERVER = '5550000';
const E1S = [0, 1, 2, 3];
const CHANNELS = Array.from({ length: 31 }, (_, index) => index + 1).filter((slot) => slot !== 16);
/** They have seen what they came for. */
const STAY_MS = 2000;

export interface Crowd {
  readonly world: World;
  readonly pcs: readonly Pc[];
  /** How often each was connected by a return call. */
  readonly calledBack: Map<string, number>;
}

export function crowdOf(size: number, by: 'ISDN' | 'Modem' = 'ISDN'): Crowd {
  const numbers = Array.from({ length: size }, (_, index) => String(6_000_001 + index));
  const pcs = numbers.map((_, index): LabPc => ({
    name: `PC${index + 1}`,
    system: 'windows-2000',
    settings: { number: SERVER, user: `user${index + 1}`, password: 'secret', callback: { kind: 'ask' }, encryptedPassword: true, redialAttempts: 99, redialSeconds: 10 },
  }));
  const trunks = E1S.map((unit): PriLine => ({
    kind: 'pri-e1', router: 'nas', interface: `Serial${unit}:15`, numbers: [SERVER], callingNumber: SERVER, huntGroup: 'nas', switchType: 'primary-net5',
    spids: { required: false, valid: [] }, signal: { framing: 'crc4', lineCode: 'hdb3' }, channels: CHANNELS,
  }));
  const lines = numbers.map((number, index) => (by === 'ISDN' ? lineOf(`PC${index + 1}`, [number], { interface: 'ISDN', switchType: 'basic-net3' }) : analog(`PC${index + 1}`, 'Modem', number)));
  const lab = labOf({ nas: serverConfig(numbers) }, [...trunks, ...lines], { pcs });
  const world = worldOf({ ...lab, routers: lab.routers.map((router) => ({ ...router, model: 'as5300-e1' })) });
  world.settle();
  const calledBack = new Map<string, number>();
  const all = pcs.map(({ name }) => must(world.pcs.get(name), name));
  for (const pc of all) {
    pc.watch((event) => {
      if (event.type !== 'pc.connected') return;
      if (event.returning) calledBack.set(pc.name, (calledBack.get(pc.name) ?? 0) + 1);
      world.clock.after(STAY_MS, () => pc.hangUp());
    });
  }
  return { world, pcs: all, calledBack };
}

function serverConfig(numbers: readonly string[]): string {
  const rules = [' encapsulation ppp', ' dialer in-band', ' dialer-group 1', ' peer default ip address pool PCS', ' ppp callback accept', ' ppp authentication chap'];
  return [
    'hostname nas',
    'isdn switch-type primary-net5',
    ...numbers.map((number, index) => `username user${index + 1} callback-dialstring ${number} password secret`),
    'ip local pool PCS 10.8.0.2 10.8.3.254',
    ...E1S.flatMap((unit) => [`controller E1 ${unit}`, ' framing crc4', ' linecode hdb3', ' pri-group timeslots 1-31']),
    'interface Loopback0', ' ip address 10.8.0.1 255.255.252.0',
    ...E1S.flatMap((unit) => [`interface Serial${unit}:15`, ' encapsulation ppp', ' isdn incoming-voice modem', ' dialer rotary-group 1', ' no shutdown']),
    ...[1, 2].flatMap((unit) => [`interface Dialer${unit}`, ' ip unnumbered Loopback0', ...rules]),
    'interface Group-Async1', ' encapsulation ppp', ' async mode dedicated', ' dialer rotary-group 2', ' group-range 1 120',
    'dialer-list 1 protocol ip permit',
    'chat-script DIAL ABORT BUSY ABORT "NO CARRIER" TIMEOUT 60 "" "AT Z" OK "ATDT\\T" CONNECT \\c',
    'line 1 120', ' modem InOut', ' script dialer DIAL', ' speed 115200', ' flowcontrol hardware',
    'end',
  ].join('\n');
}

/** They all dial within a virtual minute, one after the other; the virtual time until each has been called back and has hung up. */
export function dialAll({ world, pcs }: Crowd, withinMs = 60_000): number {
  const from = world.clock.now;
  let waiting = pcs.length;
  const unwatch = pcs.map((pc) => pc.watch(({ type }) => void (waiting -= type === 'pc.disconnected' ? 1 : 0)));
  pcs.forEach((pc, index) => void world.clock.after((index * withinMs) / pcs.length, () => pc.dial()));
  while (waiting > 0 && world.clock.step());
  for (const each of unwatch) each();
  return world.clock.now - from;
}
