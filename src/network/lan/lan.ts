// A LAN of the lab: an Ethernet on which every frame reaches every station but its sender, and the hosts on it
// (lan-host.ts). Frames are Ethernet II octets (wire/ethernet.ts), as on any other line.

import type { Clock } from '../../engine/clock.ts';
import { equalOctets } from '../../base/octets.ts';
import { ETHERNET } from '../../wire/ethernet.ts';
import { ETHERNET_CHANNEL, type Tap } from '../channel.ts';
import type { LabLan } from '../lab-description.ts';
import { LanHost } from './lan-host.ts';

export interface LanStation {
  readonly hardwareAddress: Uint8Array;
  receive(octets: Uint8Array): void;
}

export class Lan {
  readonly name: string;
  readonly #clock: Clock;
  readonly #stations: LanStation[] = [];
  readonly #hosts = new Map<string, LanHost>();
  /** Hears each frame once. */
  tap: Tap | undefined;

  constructor(clock: Clock, description: LabLan) {
    this.name = description.name;
    this.#clock = clock;
    description.hosts.forEach((host, index) => {
      const station = new LanHost(clock, host, lanHostAddress(index), (octets) => this.send(octets));
      this.#hosts.set(host.name, station);
      this.attach(station);
    });
  }

  host(name: string): LanHost | undefined {
    return this.#hosts.get(name);
  }

  attach(station: LanStation): void {
    this.#stations.push(station);
  }

  detach(station: LanStation): void {
    const index = this.#stations.indexOf(station);
    if (index >= 0) this.#stations.splice(index, 1);
  }

  send(octets: Uint8Array): void {
    this.tap?.('sent', octets);
    const frame = ETHERNET.parse(octets);
    if (!frame.ok) return;
    const { destination, source } = frame.value;
    // IEEE 802: the first bit on the line says that more than one station is meant.
    const toAll = ((destination[0] ?? 0) & 1) === 1;
    const sendMs = (Math.max(64, octets.length) * 8000) / ETHERNET_CHANNEL.bitsPerSecond + ETHERNET_CHANNEL.delayMs;
    for (const station of this.#stations) {
      if (equalOctets(station.hardwareAddress, source)) continue;
      if (!toAll && !equalOctets(station.hardwareAddress, destination)) continue;
      this.#clock.after(sendMs, () => station.receive(octets));
    }
  }
}

/** The hardware address of a LAN's host, by its place among the hosts: locally administered. */
export function lanHostAddress(index: number): Uint8Array {
  return Uint8Array.of(0x02, 0x00, 0x5e, 0x00, (index >> 8) & 255, index & 255);
}
