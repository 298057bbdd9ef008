// An Ethernet interface: frames to and from a LAN, with ARP for the neighbours on it. What an IP datagram means is the
// IP stack's.

import type { Ipv4Address } from '../../../base/ipv4.ts';
import type { Clock } from '../../../engine/clock.ts';
import { createArp, ETHERNET_BROADCAST, readArp, readIncomplete, step, type ArpAction, type ArpEntry, type ArpEvent, type ArpState } from '../../../protocols/ip/arp.ts';
import { ARP, ETHERNET, ETHERTYPE, type ArpPacket } from '../../../wire/ethernet.ts';
import type { Lan, LanStation } from '../../lan/lan.ts';
import { TimerBank } from '../../timer-bank.ts';
import type { TraceEvent } from '../../trace.ts';
import { InterfaceRuntime } from './interface-runtime.ts';

/** Without its check sequence; shorter ones are padded on the wire. */
const SHORTEST_FRAME_OCTETS = 60;

export interface EthernetOwner {
  readonly clock: Clock;
  readonly record: (event: TraceEvent, interfaceName: string) => void;
  receiveIp(interfaceName: string, datagram: Uint8Array): void;
  /** Whether a neighbour that asks for the address is to be answered for it, since it is reached through this router. */
  proxies(interfaceName: string, address: Ipv4Address): boolean;
  /** A datagram whose neighbour did not answer. */
  undeliverable(datagram: Uint8Array, interfaceName: string): void;
  /** A datagram was dropped for want of its neighbour's hardware address. */
  encapsulationFailed(datagram: Uint8Array, interfaceName: string): void;
}

export class EthernetPort implements LanStation {
  readonly name: string;
  readonly hardwareAddress: Uint8Array;
  readonly runtime: InterfaceRuntime;
  readonly #owner: EthernetOwner;
  readonly #timers: TimerBank<string>;
  #arp: ArpState;
  #lan: Lan | undefined;

  constructor(owner: EthernetOwner, name: string, hardwareAddress: Uint8Array) {
    this.#owner = owner;
    this.name = name;
    this.hardwareAddress = hardwareAddress;
    this.runtime = new InterfaceRuntime(name, owner.clock, owner.record);
    this.#timers = new TimerBank(owner.clock, (timer) => this.#step({ type: 'timer', timer }));
    this.#arp = createArp(hardwareAddress);
  }

  get attached(): boolean {
    return this.#lan !== undefined;
  }

  plug(lan: Lan): void {
    this.#lan = lan;
    lan.attach(this);
  }

  configure(address: Ipv4Address | undefined): void {
    this.#step({ type: 'configure', ...(address === undefined ? {} : { address }) });
  }

  arpEntries(): readonly (ArpEntry & { readonly address: Ipv4Address })[] {
    return readArp(this.#arp, this.#owner.clock.now);
  }

  arpIncomplete(): readonly Ipv4Address[] {
    return readIncomplete(this.#arp);
  }

  clearArp(): void {
    this.#step({ type: 'clear' });
  }

  sendIp(datagram: Uint8Array, nextHop: Ipv4Address, broadcast: boolean): void {
    if (broadcast) this.#transmit(groupHardware(nextHop), ETHERTYPE.ipv4, datagram);
    else this.#step({ type: 'resolve', nextHop, datagram });
  }

  receive(octets: Uint8Array): void {
    if (this.runtime.state !== 'up') return;
    const frame = ETHERNET.parse(octets);
    if (!frame.ok) {
      this.runtime.countBadFrame();
      this.#owner.record({ type: 'frame.bad', channel: 'LAN', reason: frame.error.message }, this.name);
      return;
    }
    this.runtime.countInput(Math.max(SHORTEST_FRAME_OCTETS, octets.length), ((frame.value.destination[0] ?? 0) & 1) === 1);
    if (frame.value.etherType === ETHERTYPE.ipv4) this.#owner.receiveIp(this.name, frame.value.payload);
    else if (frame.value.etherType === ETHERTYPE.arp) {
      const packet = ARP.parse(frame.value.payload);
      if (!packet.ok) return;
      this.#owner.record({ type: 'arp.packet', direction: 'received', packet: packet.value }, this.name);
      this.#step({ type: 'packet', packet: packet.value, proxied: this.#proxied(packet.value) });
    }
  }

  /** RFC 1027; nobody is answered for its own address. */
  #proxied({ operation, senderProtocol, targetProtocol }: ArpPacket): boolean {
    if (operation !== 'request' || senderProtocol === 0 || senderProtocol === targetProtocol) return false;
    return targetProtocol !== this.#arp.address && this.#arp.address !== undefined && this.#owner.proxies(this.name, targetProtocol);
  }

  #step(event: ArpEvent): void {
    const [state, actions] = step(this.#arp, event, this.#owner.clock.now);
    this.#arp = state;
    for (const action of actions) this.#perform(action);
  }

  #perform(action: ArpAction): void {
    switch (action.type) {
      case 'send':
        this.#owner.record({ type: 'arp.packet', direction: 'sent', packet: action.packet }, this.name);
        this.#transmit(action.destination, ETHERTYPE.arp, ARP.serialize(action.packet));
        return;
      case 'transmit':
        this.#transmit(action.destination, ETHERTYPE.ipv4, action.datagram);
        return;
      case 'drop':
        // Whoever sent what was lost while the neighbour was asked for is not told: the next one goes through.
        this.#owner.encapsulationFailed(action.datagram, this.name);
        if (action.reason !== 'resolving') this.#owner.undeliverable(action.datagram, this.name);
        return;
      case 'start':
        this.#timers.start(action.timer, action.ms);
        return;
      case 'stop':
        this.#timers.stop(action.timer);
    }
  }

  #transmit(destination: Uint8Array, etherType: number, payload: Uint8Array): void {
    if (this.#lan === undefined || this.runtime.state !== 'up') {
      this.runtime.countDrop();
      return;
    }
    const frame = ETHERNET.serialize({ destination, source: this.hardwareAddress, etherType, payload });
    this.runtime.countOutput(Math.max(SHORTEST_FRAME_OCTETS, frame.length));
    this.#lan.send(frame);
  }
}

const FIRST_GROUP: Ipv4Address = 0xe0000000;
const LAST_GROUP: Ipv4Address = 0xefffffff;

/** RFC 1112 §6.4: a group's hardware address ends with its last 23 bits; any other broadcast goes to all. */
function groupHardware(destination: Ipv4Address): Uint8Array {
  if (destination < FIRST_GROUP || destination > LAST_GROUP) return ETHERNET_BROADCAST;
  return Uint8Array.of(0x01, 0x00, 0x5e, (destination >>> 16) & 0x7f, (destination >>> 8) & 0xff, destination & 0xff);
}
