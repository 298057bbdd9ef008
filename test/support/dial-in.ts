// An access server with a modem and a basic access, and PCs that dial in to it, on virtual time.

import { must } from '../../src/base/assert.ts';
import { parseIpv4 } from '../../src/base/ipv4.ts';
import { USUAL_MODEM, type LabDescription, type LabPc, type TelephoneLine } from '../../src/network/lab-description.ts';
import type { HostPingAnswer } from '../../src/network/pc/host-ping.ts';
import type { Pc } from '../../src/network/pc/pc.ts';
import type { World } from '../../src/network/world.ts';
import { events, labOf, lineOf, worldOf } from './lab.ts';

export const MODEM_NUMBER = '5551111';
export const ISDN_NUMBER = '5552222';

/** `more` stands on the asynchronous interface and on the basic access. */
export function serverConfig(more: readonly string[] = [], global: readonly string[] = []): string {
  return [
    'hostname nas', 'isdn switch-type basic-ni', 'username ann password secret', ...global,
    'interface Loopback0', ' ip address 10.1.1.1 255.255.255.0',
    'interface BRI0', ' ip unnumbered Loopback0', ' encapsulation ppp', ...more,
    'interface Async1', ' ip unnumbered Loopback0', ' encapsulation ppp', ' async mode dedicated', ' dialer in-band', ...more,
    'line aux 0', ' modem InOut', ' speed 38400', 'end',
  ].join('\n');
}

export interface DialIn {
  readonly world: World;
  readonly pc: Pc;
}

/** One PC, `PC1`, by modem unless it is said otherwise. */
export function dialIn(config: string, settings: Partial<LabPc['settings']> & { readonly by?: 'Modem' | 'ISDN'; readonly system?: LabPc['system'] } = {}, more: Partial<LabDescription> = {}): DialIn {
  const { by = 'Modem', system = 'windows-2000', ...rest } = settings;
  const description: LabPc = {
    name: 'PC1',
    system,
    settings: {
      number: by === 'Modem' ? MODEM_NUMBER : ISDN_NUMBER, user: 'ann', password: 'secret', callback: { kind: 'ask' }, encryptedPassword: false,
      redialAttempts: 0, redialSeconds: 60, address: must(parseIpv4('10.1.1.9'), 'an address'), ...rest,
    },
  };
  const lines: readonly TelephoneLine[] = [
    analog('nas', 'Async1', MODEM_NUMBER),
    lineOf('nas', [ISDN_NUMBER]),
    by === 'Modem' ? analog('PC1', 'Modem', '5553333') : lineOf('PC1', ['5553333'], { interface: 'ISDN' }),
  ];
  const world = worldOf(labOf({ nas: config }, lines, { pcs: [description], ...more }));
  world.settle();
  return { world, pc: must(world.pcs.get('PC1'), 'the PC') };
}

export function analog(router: string, interfaceName: string, number: string): TelephoneLine {
  return { kind: 'analog', router, interface: interfaceName, numbers: [number], callingNumber: number, modem: USUAL_MODEM };
}

/** What the PC's ping is answered. */
export function pingFrom({ world, pc }: DialIn, to: string): readonly HostPingAnswer['kind'][] {
  const answers: HostPingAnswer['kind'][] = [];
  let done = false;
  pc.ping(must(parseIpv4(to), to), { answered: ({ kind }) => void answers.push(kind), done: () => (done = true) });
  while (!done && world.clock.step());
  return answers;
}

/** How the PC's calls failed, in their order. */
export function failures(world: World): readonly string[] {
  return events(world, 'pc.failed').map(({ event }) => event.why);
}
