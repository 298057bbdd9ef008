// What EXEC commands ask a router to do to its interfaces, calls and counters: `clear`, `isdn call`, `isdn disconnect`.

import type { Ipv4Address } from '../../base/ipv4.ts';
import type { TraceEvent } from '../trace.ts';
import type { LinkChannel } from './ports/link-channel.ts';
import type { Machinery } from './machinery.ts';

export class ExecActions {
  readonly #machinery: Machinery;
  readonly #record: (event: TraceEvent, interfaceName: string) => void;

  constructor(machinery: Machinery, record: (event: TraceEvent, interfaceName: string) => void) {
    this.#machinery = machinery;
    this.#record = record;
  }

  clearCounters(interfaceName: string | undefined): void {
    const { hardware, bundles } = this.#machinery;
    if (interfaceName !== undefined) return (hardware.runtime(interfaceName) ?? bundles.get(interfaceName)?.runtime)?.clearCounters();
    for (const runtime of hardware.runtimes()) runtime.clearCounters();
    for (const bundle of bundles.virtual()) bundle.runtime.clearCounters();
  }

  clearDialer(interfaceName: string | undefined): void {
    this.#machinery.dialers.clearStatistics(interfaceName);
  }

  /** Calls on the interface are hung up. */
  clearInterface(interfaceName: string): void {
    const { hardware, bundles } = this.#machinery;
    const bundle = bundles.get(interfaceName);
    (hardware.runtime(interfaceName) ?? bundle?.runtime)?.countReset();
    hardware.serials.get(interfaceName)?.reset();
    const channels = hardware.ports.get(interfaceName)?.channels ?? bundle?.members ?? [hardware.channel(interfaceName)];
    for (const channel of channels) if (channel !== undefined) this.#hangUp(channel);
    for (const channel of bundle?.members ?? []) hardware.serials.get(channel.name)?.reset();
  }

  clearArpCache(): void {
    for (const port of this.#machinery.hardware.ethernets.values()) port.clearArp();
  }

  clearRoute(destination: Ipv4Address | undefined): void {
    this.#machinery.routes.rip?.clear(destination);
  }

  clearAccessListCounters(list: number | string | undefined): void {
    this.#machinery.settings.clearAccessListCounters(list);
  }

  /** The reason when no call could be tried. */
  isdnCall(interfaceName: string, number: string, speed: 56 | 64): string | undefined {
    const { hardware, dialers } = this.#machinery;
    const port = hardware.isdnPort(interfaceName);
    const group = port === undefined ? undefined : dialers.of(port);
    if (port === undefined || group === undefined) return 'not an ISDN interface';
    if (!port.usable || port.freeChannels === 0) {
      const why = port.usable ? 'no-channel' : 'line-down';
      this.#record({ type: 'dialer.failed', number, call: '', cause: 0, why }, interfaceName);
      return port.usable ? 'no free B channel' : 'layer 2 is not up';
    }
    group.tell({ type: 'dial', number, speed, interface: interfaceName });
    return undefined;
  }

  isdnDisconnect(interfaceName: string, which: number | 'all'): void {
    for (const channel of this.#machinery.hardware.isdnPort(interfaceName)?.channels ?? []) {
      if (which === 'all' || which === channel.number) this.#hangUp(channel);
    }
  }

  #hangUp(channel: LinkChannel): void {
    this.#machinery.groupOf(channel)?.hangUp(channel);
  }
}
