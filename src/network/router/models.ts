// The hardware models that a lab may use: which interfaces each has, in hardware order, and what `show version` says of
// it. The figures are those of the public data sheets; no software of a vendor is in them.

import { parseInterfaceName } from '../../base/interface-name.ts';
import { auxLine } from '../../config/line-numbers.ts';
import type { HardwareModel } from './readings.ts';

const vty = { vtyLines: 5, hasAux: true } as const;

const CHIPS_2500 = { Ethernet: 'Lance', Serial: 'HD64570', BRI: 'BRI' } as const;
const CHIPS_2600 = { Ethernet: 'AmdP2', FastEthernet: 'AmdFE', Serial: 'PowerQUICC Serial', BRI: 'PQUICC BRI with U interface' } as const;

/** Smallest first: wiring inference takes the first that has every interface a configuration names. */
export const HARDWARE_MODELS: readonly HardwareModel[] = [
  { name: '2503', interfaces: ['Ethernet0', 'Serial0', 'Serial1', 'BRI0'], processor: 'cisco 2500 (68030) processor (revision D)', memory: '16384K/2048K', chips: CHIPS_2500, ...vty },
  { name: '1604', interfaces: ['Ethernet0', 'BRI0', 'BRI1'], processor: 'cisco 1604 (68360) processor (revision C)', memory: '13824K/4608K', chips: { Ethernet: 'QUICC Ethernet', BRI: 'QUICC BRI with U interface' }, ...vty, hasAux: false },
  {
    name: '1721',
    interfaces: ['FastEthernet0', 'Serial0', 'BRI0'],
    processor: 'cisco 1721 (MPC860P) processor (revision 0x100)',
    memory: '29492K/3276K',
    chips: { FastEthernet: 'PQUICC_FEC', Serial: 'PowerQUICC Serial', BRI: 'PQUICC BRI with U interface' },
    ...vty,
  },
  {
    name: '2520',
    interfaces: ['Ethernet0', 'Serial0', 'Serial1', 'Serial2', 'Serial3', 'BRI0'],
    processor: 'cisco 2520 (68030) processor (revision E)',
    memory: '16384K/2048K',
    chips: CHIPS_2500,
    ...vty,
  },
  {
    name: '2611',
    interfaces: ['Ethernet0/0', 'Ethernet0/1', 'Serial0/0', 'Serial0/1', 'BRI0/0'],
    processor: 'cisco 2611 (MPC860) processor (revision 0x203)',
    memory: '49152K/16384K',
    chips: CHIPS_2600,
    ...vty,
    auxLine: 65,
  },
  {
    name: '2621',
    interfaces: ['FastEthernet0/0', 'FastEthernet0/1', 'Serial0/0', 'Serial0/1', 'BRI0/0'],
    processor: 'cisco 2621 (MPC860) processor (revision 0x102)',
    memory: '49152K/16384K',
    chips: CHIPS_2600,
    ...vty,
    auxLine: 65,
  },
  {
    name: '3640',
    interfaces: [
      'Ethernet0/0', 'Ethernet0/1', 'Serial0/0', 'Serial0/1', 'BRI1/0', 'BRI1/1', 'BRI1/2', 'BRI1/3',
      'BRI2/0', 'BRI2/1', 'BRI2/2', 'BRI2/3',
    ],
    processor: 'cisco 3640 (R4700) processor (revision 0x00)',
    memory: '98304K/32768K',
    chips: { Ethernet: 'AmdP2', Serial: 'QUICC Serial', BRI: 'BRI' },
    ...vty,
    auxLine: 129,
  },
  trunkRouter('2620', 'T1'),
  trunkRouter('2620-e1', 'E1'),
  trunkRouter('3640-t1', 'T1'),
  trunkRouter('3640-e1', 'E1'),
  {
    name: '4500',
    interfaces: [
      'Ethernet0', 'Ethernet1', 'Serial0', 'Serial1', 'BRI0', 'BRI1', 'BRI2', 'BRI3', 'BRI4', 'BRI5', 'BRI6', 'BRI7',
    ],
    processor: 'cisco 4500 (R4K) processor (revision D)',
    memory: '32768K/16384K',
    chips: { Ethernet: 'AmdP2', Serial: 'MK5025', BRI: 'BRI' },
    ...vty,
  },
  { name: '2511', interfaces: ['Ethernet0', 'Serial0', 'Serial1'], processor: 'cisco 2511 (68030) processor (revision D)', memory: '14336K/2048K', chips: CHIPS_2500, ...vty, ttyLines: 16 },
  accessServer('as5300', 'T1', 96),
  accessServer('as5300-e1', 'E1', 120),
];

/** A modular router with one or two trunks in a network module, and BRIs beside them. */
function trunkRouter(name: string, type: 'T1' | 'E1'): HardwareModel {
  if (name.startsWith('26')) {
    return {
      name,
      interfaces: ['FastEthernet0/0', 'Serial0/0', 'Serial0/1', 'BRI0/0'],
      controllers: [`${type} 1/0`],
      processor: 'cisco 2620 (MPC860) processor (revision 0x102)',
      memory: '49152K/16384K',
      chips: CHIPS_2600,
      ...vty,
      auxLine: 65,
    };
  }
  return {
    name,
    interfaces: ['Ethernet0/0', 'Ethernet0/1', 'Serial0/0', 'Serial0/1', 'BRI1/0', 'BRI1/1', 'BRI1/2', 'BRI1/3'],
    controllers: [`${type} 2/0`, `${type} 2/1`, `${type} 3/0`, `${type} 3/1`],
    processor: 'cisco 3640 (R4700) processor (revision 0x00)',
    memory: '98304K/32768K',
    chips: { Ethernet: 'AmdP2', Serial: 'QUICC Serial', BRI: 'BRI' },
    ...vty,
    auxLine: 129,
  };
}

/** Four controllers with a serial port each, and modems. */
function accessServer(name: string, type: 'T1' | 'E1', ttyLines: number): HardwareModel {
  const units = [0, 1, 2, 3];
  return {
    name,
    interfaces: ['Ethernet0', ...units.map((unit) => `Serial${unit}`), 'FastEthernet0'],
    controllers: units.map((unit) => `${type} ${unit}`),
    processor: 'cisco AS5300 (R4K) processor (revision A.32)',
    memory: '65536K/16384K',
    chips: { Ethernet: 'AmdP2', FastEthernet: 'DEC21140A', Serial: 'DSX1' },
    ...vty,
    ttyLines,
    internalModems: true,
  };
}

export const DEFAULT_MODEL = '2503';

export function hardwareModel(name: string): HardwareModel | undefined {
  return HARDWARE_MODELS.find((model) => model.name === name);
}

const LOGICAL: ReadonlySet<string> = new Set(['Loopback', 'Dialer', 'Null', 'Virtual-Template', 'Multilink', 'Tunnel']);

/** Whether there is, or may be made, an interface of the name: hardware, what a line may become, or what needs neither. */
export function modelHasInterface(model: Pick<HardwareModel, 'interfaces' | 'hasAux' | 'ttyLines' | 'auxLine'>, name: string): boolean {
  if (model.interfaces.includes(name)) return true;
  const parts = parseInterfaceName(name);
  if (parts === undefined || parts.channel !== undefined || parts.sub !== undefined) return false;
  if (LOGICAL.has(parts.type)) return true;
  const { ttyLines = 0, hasAux } = model;
  if (parts.type === 'Group-Async') return ttyLines > 0 || hasAux;
  const line = Number(parts.unit);
  return parts.type === 'Async' && ((line >= 1 && line <= ttyLines) || (hasAux && line === auxLine(model)));
}
