// A LAN of the lab: an Ethernet on which every frame reaches every station but its sender, and the hosts on it, which
// answer ARP and pings, listen at no port, and know one gateway. Frames are Ethernet II octets (wire/ethernet.ts), as on any other line.

import type { Clock } from '../engine/clock.ts';
import { equalOctets } from '../base/octets.ts';
import { networkOf, parseIpv4, type Ipv4Address } from '../base/ipv4.ts';
import { ARP, ETHERNET, ETHERTYPE } from '../wire/ethernet.ts';
import { ICMP } from '../wire/icmp.ts';
import { IP_PROTOCOL, IPV4, type Ipv4Packet } from '../wire/ipv4.ts';
import { fragmentsOf } from '../protocols/ip/fragment.ts';
import { UNREACHABLE, unreachableAbout } from '../protocols/ip/icmp-responder.ts';
import { ETHERNET_CHANNEL, type Tap } from './channel.ts';
import type { LabHost, LabLan } from './lab-description.ts';
import { Reassembler } from './router/reassembler.ts';

const ETHERNET_MTU = 1500;
const BROADCAST = Uint8Array.of(255, 255, 255, 255, 255, 255);

export interface LanStation {
  readonly hardwareAddress: Uint8Array;
  receive(octets: Uint8Array): void;
}

export class Lan {
  readonly name: string;
  readonly #clock: Clock;
  readonly #stations: LanStation[] = [];
  /** Hears each frame once. */
  tap: Tap | undefined;

  constructor(clock: Clock, description: LabLan) {
    this.name = description.name;
    this.#clock = clock;
    description.hosts.forEach((host, index) => this.attach(lanHost(clock, host, index, (octets) => this.send(octets))));
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

/** A host: its address answers; whatever else it hears it ignores. It sends to its gateway what is not on its subnet. */
function lanHost(clock: Clock, host: LabHost, index: number, send: (octets: Uint8Array) => void): LanStation {
  const hardwareAddress = lanHostAddress(index);
  const own = parseIpv4(host.address) ?? 0;
  const mask = parseIpv4(host.mask) ?? 0;
  const gateway = host.gateway === undefined ? undefined : parseIpv4(host.gateway);
  const neighbours = new Map<Ipv4Address, Uint8Array>();
  const waiting = new Map<Ipv4Address, Uint8Array>();

  const sendFrame = (destination: Uint8Array, etherType: number, payload: Uint8Array): void => {
    send(ETHERNET.serialize({ destination, source: hardwareAddress, etherType, payload }));
  };
  const sendIp = (packet: Ipv4Packet): void => {
    for (const datagram of fragmentsOf(IPV4.serialize(packet), ETHERNET_MTU) ?? []) sendDatagram(packet.destination, datagram);
  };
  const sendDatagram = (destination: Ipv4Address, datagram: Uint8Array): void => {
    const local = networkOf(destination, mask) === networkOf(own, mask);
    const nextHop = local ? destination : gateway;
    if (nextHop === undefined) return;
    const known = neighbours.get(nextHop);
    if (known !== undefined) return sendFrame(known, ETHERTYPE.ipv4, datagram);
    waiting.set(nextHop, datagram);
    const request = ARP.serialize({
      operation: 'request',
      senderHardware: hardwareAddress,
      senderProtocol: own,
      targetHardware: new Uint8Array(6),
      targetProtocol: nextHop,
    });
    sendFrame(BROADCAST, ETHERTYPE.arp, request);
  };
  const receiveArp = (octets: Uint8Array): void => {
    const arp = ARP.parse(octets);
    if (!arp.ok || arp.value.targetProtocol !== own) return;
    const { senderHardware, senderProtocol, operation } = arp.value;
    neighbours.set(senderProtocol, senderHardware);
    const held = waiting.get(senderProtocol);
    waiting.delete(senderProtocol);
    if (held !== undefined) sendFrame(senderHardware, ETHERTYPE.ipv4, held);
    if (operation !== 'request') return;
    const reply = ARP.serialize({
      operation: 'reply',
      senderHardware: hardwareAddress,
      senderProtocol: own,
      targetHardware: senderHardware,
      targetProtocol: senderProtocol,
    });
    sendFrame(senderHardware, ETHERTYPE.arp, reply);
  };
  const receiveIp = (octets: Uint8Array): void => {
    const packet = IPV4.parse(octets);
    if (!packet.ok || packet.value.destination !== own) return;
    if (packet.value.moreFragments || packet.value.fragmentOffset > 0) reassembler.take(packet.value, '');
    else receiveWhole(packet.value);
  };
  const receiveWhole = (packet: Ipv4Packet): void => {
    const reply = { ...packet, protocol: IP_PROTOCOL.icmp, source: own, destination: packet.source, timeToLive: 255 };
    if (packet.protocol === IP_PROTOCOL.udp) {
      const message = unreachableAbout(IPV4.serialize(packet), UNREACHABLE.port);
      if (message !== undefined) sendIp({ ...reply, payload: ICMP.serialize(message) });
      return;
    }
    if (packet.protocol !== IP_PROTOCOL.icmp) return;
    const message = ICMP.parse(packet.payload);
    if (message.ok && message.value.kind === 'echoRequest') sendIp({ ...reply, payload: ICMP.serialize({ ...message.value, kind: 'echoReply' }) });
  };
  const reassembler = new Reassembler({ clock, whole: receiveWhole, expired: () => undefined });
  return {
    hardwareAddress,
    receive(octets) {
      const frame = ETHERNET.parse(octets);
      if (!frame.ok) return;
      if (frame.value.etherType === ETHERTYPE.arp) receiveArp(frame.value.payload);
      else if (frame.value.etherType === ETHERTYPE.ipv4) receiveIp(frame.value.payload);
    },
  };
}
