// An interface as views read it: settings, state, address in force and counters put together.

import { parseInterfaceName } from '../../base/interface-name.ts';
import type { InterfaceSettings } from '../../config/model.ts';
import type { BChannel } from './b-channel.ts';
import type { EthernetPort } from './ethernet-port.ts';
import { formatHardware } from './hardware.ts';
import type { InterfaceRuntime } from './interface-runtime.ts';
import type { ArpReading, InterfaceReading } from './readings.ts';

export function readInterface(
  settings: InterfaceSettings,
  runtime: InterfaceRuntime,
  more: { readonly ethernet: EthernetPort | undefined; readonly dialing: boolean; readonly fromStartup: boolean },
): InterfaceReading {
  const { address, name } = settings;
  const spoofing = more.dialing && runtime.state === 'up';
  return {
    name,
    kind: interfaceKind(name),
    settings,
    state: runtime.state,
    protocolUp: runtime.protocolUp || spoofing,
    spoofing,
    address:
      address === undefined ? undefined : { address: address.address, mask: address.mask, method: more.fromStartup ? 'NVRAM' : 'manual' },
    hardwareAddress: more.ethernet === undefined ? undefined : formatHardware(more.ethernet.hardwareAddress),
    ppp: undefined,
    idleLeftMs: undefined,
    // Rates are worked out only for whoever looks at them.
    get counters() {
      return runtime.counters;
    },
  };
}

/** A B channel has the settings of its dialing interface, without the address. */
export function readChannel(channel: BChannel, leader: InterfaceSettings, idleLeftMs: number | undefined): InterfaceReading {
  const { address: _address, ...settings } = leader;
  const { runtime, pppStates: ppp } = channel;
  return {
    name: channel.name,
    kind: 'b-channel',
    settings,
    state: runtime.state,
    protocolUp: runtime.protocolUp,
    spoofing: false,
    address: undefined,
    hardwareAddress: undefined,
    ppp,
    idleLeftMs,
    get counters() {
      return runtime.counters;
    },
  };
}

export function readArpOf(port: EthernetPort, settings: InterfaceSettings | undefined, now: number): readonly ArpReading[] {
  const own = settings?.address;
  const hardwareAddress = formatHardware(port.hardwareAddress);
  const self: ArpReading[] = own === undefined ? [] : [{ address: own.address, hardwareAddress, interface: port.name }];
  const learnt = port.arpEntries().map((entry) => ({
    address: entry.address,
    hardwareAddress: formatHardware(entry.hardware),
    ageMs: now - entry.heardAt,
    interface: port.name,
  }));
  return [...self, ...learnt];
}

const kinds = new Map<string, InterfaceReading['kind']>();

function interfaceKind(name: string): InterfaceReading['kind'] {
  let kind = kinds.get(name);
  if (kind === undefined) kinds.set(name, (kind = kindOf(name)));
  return kind;
}

function kindOf(name: string): InterfaceReading['kind'] {
  switch (parseInterfaceName(name)?.type) {
    case 'Ethernet':
    case 'FastEthernet':
      return 'ethernet';
    case 'BRI':
      return 'bri';
    case 'Loopback':
      return 'loopback';
    case 'Null':
      return 'null';
    case 'Serial':
      return 'serial';
    default:
      return 'dialer';
  }
}
