// The interfaces that a router's model has, as they run: Ethernets, BRIs with their B channels, and the state of those
// that need no port of their own (D channels, serial lines, and the logical ones that a configuration makes).

import { must } from '../../base/assert.ts';
import { parseInterfaceName } from '../../base/interface-name.ts';
import type { Clock } from '../../engine/clock.ts';
import type { TraceEvent } from '../trace.ts';
import { BChannel, type BChannelOwner } from './b-channel.ts';
import { BriPort, type BriOwner } from './bri-port.ts';
import { EthernetPort, type EthernetOwner } from './ethernet-port.ts';
import { InterfaceRuntime } from './interface-runtime.ts';
import type { HardwareModel } from './readings.ts';

export interface HardwareOwner {
  readonly clock: Clock;
  readonly ethernet: EthernetOwner;
  readonly channel: BChannelOwner;
  readonly bri: BriOwner;
  record(event: TraceEvent, interfaceName: string): void;
  /** An interface's state or line protocol changed. */
  changed(): void;
}

export class Hardware {
  readonly ethernets = new Map<string, EthernetPort>();
  readonly bris = new Map<string, BriPort>();
  readonly #owner: HardwareOwner;
  readonly #runtimes = new Map<string, InterfaceRuntime>();

  constructor(owner: HardwareOwner, model: HardwareModel, routerIndex: number) {
    this.#owner = owner;
    for (const name of model.interfaces) {
      const type = parseInterfaceName(name)?.type;
      if (type === 'Ethernet' || type === 'FastEthernet') {
        // Locally administered, by router and unit.
        const address = Uint8Array.of(0x02, 0x00, 0x0c, (routerIndex >> 8) & 255, routerIndex & 255, this.ethernets.size);
        const port = new EthernetPort(owner.ethernet, name, address);
        port.runtime.changed = owner.changed;
        this.ethernets.set(name, port);
        continue;
      }
      if (type === 'BRI') {
        const b = [new BChannel(owner.channel, `${name}:1`, 1), new BChannel(owner.channel, `${name}:2`, 2)] as const;
        const port = new BriPort(owner.bri, name, this.bris.size, b);
        this.bris.set(name, port);
        port.runtime = this.add(name);
        continue;
      }
      this.add(name);
    }
  }

  /** The state of an interface that has no port. */
  add(name: string): InterfaceRuntime {
    const runtime = new InterfaceRuntime(name, this.#owner.clock, (event, interfaceName) => this.#owner.record(event, interfaceName));
    runtime.changed = () => this.#owner.changed();
    this.#runtimes.set(name, runtime);
    return runtime;
  }

  remove(name: string): void {
    this.#runtimes.get(name)?.setState('administratively down');
    this.#runtimes.delete(name);
  }

  runtime(name: string): InterfaceRuntime | undefined {
    return this.#runtimes.get(name) ?? this.ethernets.get(name)?.runtime ?? this.channel(name)?.runtime;
  }

  /** `BRI0:1`. */
  channel(name: string): BChannel | undefined {
    const [bri, number] = name.split(':');
    return number === undefined ? undefined : this.bris.get(bri ?? '')?.b[Number(number) - 1];
  }

  portOf(channel: BChannel): BriPort {
    return must(this.bris.get(channel.name.slice(0, channel.name.indexOf(':'))), 'a B channel belongs to a BRI');
  }

  *runtimes(): Generator<InterfaceRuntime> {
    yield* this.#runtimes.values();
    for (const port of this.ethernets.values()) yield port.runtime;
    for (const port of this.bris.values()) for (const channel of port.b) yield channel.runtime;
  }
}

/** `0200.0c00.0100`. */
export function formatHardware(octets: Uint8Array): string {
  const hex = [...octets].map((octet) => octet.toString(16).padStart(2, '0')).join('');
  return `${hex.slice(0, 4)}.${hex.slice(4, 8)}.${hex.slice(8)}`;
}
