// The interfaces that a router's model has, as they run: Ethernets, ports that place and take calls with their channels,
// and the state of those that need no port of their own (serial lines, and the logical ones that a configuration makes).

import { must } from '../../base/assert.ts';
import { parseInterfaceName } from '../../base/interface-name.ts';
import type { Clock } from '../../engine/clock.ts';
import type { TraceEvent } from '../trace.ts';
import { createBriPort } from './bri-port.ts';
import type { DialPort, DialPortOwner } from './dial-port.ts';
import { EthernetPort, type EthernetOwner } from './ethernet-port.ts';
import { InterfaceRuntime } from './interface-runtime.ts';
import { IsdnPort } from './isdn-port.ts';
import type { LinkChannel, LinkChannelOwner } from './link-channel.ts';
import type { HardwareModel } from './readings.ts';

export interface HardwareOwner {
  readonly clock: Clock;
  readonly ethernet: EthernetOwner;
  readonly channel: LinkChannelOwner;
  readonly port: DialPortOwner;
  record(event: TraceEvent, interfaceName: string): void;
  /** An interface's state or line protocol changed. */
  changed(): void;
}

export class Hardware {
  readonly ethernets = new Map<string, EthernetPort>();
  /** By the name of the interface that is configured. */
  readonly ports = new Map<string, DialPort>();
  readonly #owner: HardwareOwner;
  readonly #runtimes = new Map<string, InterfaceRuntime>();
  readonly #channels = new Map<string, { readonly channel: LinkChannel; readonly port: DialPort }>();

  constructor(owner: HardwareOwner, model: HardwareModel, routerIndex: number) {
    this.#owner = owner;
    for (const name of model.interfaces) {
      switch (parseInterfaceName(name)?.type) {
        case 'Ethernet':
        case 'FastEthernet':
          this.#addEthernet(name, routerIndex);
          break;
        case 'BRI':
          this.#addPort(createBriPort(owner.port, owner.channel, name, this.isdnPorts().length));
          break;
        default:
          this.add(name);
      }
    }
  }

  #addEthernet(name: string, routerIndex: number): void {
    // Locally administered, by router and unit.
    const address = Uint8Array.of(0x02, 0x00, 0x0c, (routerIndex >> 8) & 255, routerIndex & 255, this.ethernets.size);
    const port = new EthernetPort(this.#owner.ethernet, name, address);
    port.runtime.changed = () => this.#owner.changed();
    this.ethernets.set(name, port);
  }

  #addPort(port: DialPort): void {
    this.ports.set(port.name, port);
    port.runtime.changed = () => this.#owner.changed();
    for (const channel of port.channels) this.#channels.set(channel.name, { channel, port });
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
    return (
      this.#runtimes.get(name) ?? this.ethernets.get(name)?.runtime ?? this.ports.get(name)?.runtime ?? this.channel(name)?.runtime
    );
  }

  /** `BRI0:1`. */
  channel(name: string): LinkChannel | undefined {
    return this.#channels.get(name)?.channel;
  }

  portOf(channel: LinkChannel): DialPort {
    return must(this.#channels.get(channel.name), 'a channel belongs to a port').port;
  }

  isdnPort(name: string): IsdnPort | undefined {
    const port = this.ports.get(name);
    return port instanceof IsdnPort ? port : undefined;
  }

  isdnPorts(): readonly IsdnPort[] {
    return [...this.ports.values()].filter((port) => port instanceof IsdnPort);
  }

  *runtimes(): Generator<InterfaceRuntime> {
    yield* this.#runtimes.values();
    for (const port of this.ethernets.values()) yield port.runtime;
    for (const port of this.ports.values()) {
      yield port.runtime;
      for (const channel of port.channels) if (channel.runtime !== port.runtime) yield channel.runtime;
    }
  }
}

/** `0200.0c00.0100`. */
export function formatHardware(octets: Uint8Array): string {
  const hex = [...octets].map((octet) => octet.toString(16).padStart(2, '0')).join('');
  return `${hex.slice(0, 4)}.${hex.slice(4, 8)}.${hex.slice(8)}`;
}
