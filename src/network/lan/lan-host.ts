// A host on a LAN: its address answers ARP and pings, and it sends to its gateway what is not on its subnet. By itself it
// listens at no port, unless it is a name server; a server of the lab serves what comes for it by UDP and TCP. Switched off, it is not there at all.

import { networkOf, parseIpv4, type Ipv4Address } from '../../base/ipv4.ts';
import type { Clock } from '../../engine/clock.ts';
import { fragmentsOf } from '../../protocols/ip/fragment.ts';
import { UNREACHABLE, unreachableAbout } from '../../protocols/ip/icmp-responder.ts';
import { ARP, ETHERNET, ETHERTYPE } from '../../wire/ethernet.ts';
import { ICMP, type IcmpMessage } from '../../wire/icmp.ts';
import { IP_PROTOCOL, IPV4, type Ipv4Packet } from '../../wire/ipv4.ts';
import { DNS_PORT } from '../../wire/dns.ts';
import { parseUdp, serializeUdp } from '../../wire/udp.ts';
import type { LabHost } from '../lab-description.ts';
import type { LanStation } from './lan.ts';
import { answerName, nameTable, type NameTable } from './name-server.ts';
import { Reassembler } from '../router/dialing/reassembler.ts';

const ETHERNET_MTU = 1500;
const BROADCAST = Uint8Array.of(255, 255, 255, 255, 255, 255);
const TIME_TO_LIVE = 255;
const WAITING_KEPT = 10;
const EVERYBODY = 0xffffffff;

/** Whoever serves a host's ports. */
export interface HostService {
  receiveTcp(packet: Ipv4Packet): void;
  /** False if nobody listens at its port. */
  receiveUdp(packet: Ipv4Packet): boolean;
  icmpArrives(message: IcmpMessage): void;
}

export class LanHost implements LanStation {
  readonly hardwareAddress: Uint8Array;
  readonly address: Ipv4Address;
  powered = true;
  service: HostService | undefined;
  readonly #mask: Ipv4Address;
  readonly #gateway: Ipv4Address | undefined;
  readonly #send: (octets: Uint8Array) => void;
  readonly #neighbours = new Map<Ipv4Address, Uint8Array>();
  /** Datagrams for a neighbour that is asked for its hardware address. */
  readonly #waiting = new Map<Ipv4Address, readonly Uint8Array[]>();
  readonly #reassembler: Reassembler;
  readonly #names: NameTable | undefined;
  #identification = 0;

  constructor(clock: Clock, host: LabHost, hardwareAddress: Uint8Array, send: (octets: Uint8Array) => void) {
    this.hardwareAddress = hardwareAddress;
    this.address = parseIpv4(host.address) ?? 0;
    this.#mask = parseIpv4(host.mask) ?? 0;
    this.#gateway = host.gateway === undefined ? undefined : parseIpv4(host.gateway);
    this.#send = send;
    this.#names = host.names === undefined ? undefined : nameTable(host.names);
    this.#reassembler = new Reassembler({ clock, whole: (packet) => this.#receiveWhole(packet), expired: () => undefined });
  }

  receive(octets: Uint8Array): void {
    if (!this.powered) return;
    const frame = ETHERNET.parse(octets);
    if (!frame.ok) return;
    if (frame.value.etherType === ETHERTYPE.arp) this.#receiveArp(frame.value.payload);
    else if (frame.value.etherType === ETHERTYPE.ipv4) this.#receiveIp(frame.value.payload);
  }

  /** A datagram of its own. */
  sendIp(protocol: number, destination: Ipv4Address, payload: Uint8Array): void {
    this.#identification = (this.#identification + 1) & 0xffff;
    this.#sendPacket({
      typeOfService: 0, identification: this.#identification, dontFragment: false, moreFragments: false, fragmentOffset: 0, timeToLive: TIME_TO_LIVE,
      protocol, source: this.address, destination, options: new Uint8Array(0), payload,
    });
  }

  #answersName(packet: Ipv4Packet): boolean {
    const datagram = this.#names === undefined ? undefined : parseUdp(packet.payload, packet.source, packet.destination);
    if (this.#names === undefined || datagram?.ok !== true || datagram.value.destinationPort !== DNS_PORT) return false;
    const data = answerName(datagram.value.data, this.#names);
    if (data === undefined) return false;
    const answer = { sourcePort: DNS_PORT, destinationPort: datagram.value.sourcePort, data };
    this.sendIp(IP_PROTOCOL.udp, packet.source, serializeUdp(answer, this.address, packet.source));
    return true;
  }

  #sendFrame(destination: Uint8Array, etherType: number, payload: Uint8Array): void {
    this.#send(ETHERNET.serialize({ destination, source: this.hardwareAddress, etherType, payload }));
  }

  #sendPacket(packet: Ipv4Packet): void {
    if (!this.powered) return;
    for (const datagram of fragmentsOf(IPV4.serialize(packet), ETHERNET_MTU) ?? []) this.#sendDatagram(packet.destination, datagram);
  }

  #sendDatagram(destination: Ipv4Address, datagram: Uint8Array): void {
    const local = networkOf(destination, this.#mask) === networkOf(this.address, this.#mask);
    const nextHop = local ? destination : this.#gateway;
    if (nextHop === undefined) return;
    const known = this.#neighbours.get(nextHop);
    if (known !== undefined) return this.#sendFrame(known, ETHERTYPE.ipv4, datagram);
    this.#waiting.set(nextHop, [...(this.#waiting.get(nextHop) ?? []), datagram].slice(-WAITING_KEPT));
    this.#sendFrame(BROADCAST, ETHERTYPE.arp, this.#arp('request', new Uint8Array(6), nextHop));
  }

  #arp(operation: 'request' | 'reply', targetHardware: Uint8Array, targetProtocol: Ipv4Address): Uint8Array {
    return ARP.serialize({ operation, senderHardware: this.hardwareAddress, senderProtocol: this.address, targetHardware, targetProtocol });
  }

  #receiveArp(octets: Uint8Array): void {
    const arp = ARP.parse(octets);
    if (!arp.ok || arp.value.targetProtocol !== this.address) return;
    const { senderHardware, senderProtocol, operation } = arp.value;
    this.#neighbours.set(senderProtocol, senderHardware);
    const held = this.#waiting.get(senderProtocol) ?? [];
    this.#waiting.delete(senderProtocol);
    for (const datagram of held) this.#sendFrame(senderHardware, ETHERTYPE.ipv4, datagram);
    if (operation === 'request') this.#sendFrame(senderHardware, ETHERTYPE.arp, this.#arp('reply', senderHardware, senderProtocol));
  }

  #receiveIp(octets: Uint8Array): void {
    const packet = IPV4.parse(octets);
    if (!packet.ok) return;
    const { destination } = packet.value;
    // Whoever knows no name server asks everybody.
    if (destination !== this.address && !(destination === EVERYBODY && this.#names !== undefined)) return;
    if (packet.value.moreFragments || packet.value.fragmentOffset > 0) this.#reassembler.take(packet.value, '');
    else this.#receiveWhole(packet.value);
  }

  #receiveWhole(packet: Ipv4Packet): void {
    if (packet.protocol === IP_PROTOCOL.tcp) return this.service?.receiveTcp(packet);
    const reply = { ...packet, protocol: IP_PROTOCOL.icmp, source: this.address, destination: packet.source, timeToLive: TIME_TO_LIVE };
    if (packet.protocol === IP_PROTOCOL.udp) {
      if (this.service?.receiveUdp(packet) === true || this.#answersName(packet)) return;
      if (packet.destination !== this.address) return;
      const message = unreachableAbout(IPV4.serialize(packet), UNREACHABLE.port);
      if (message !== undefined) this.#sendPacket({ ...reply, payload: ICMP.serialize(message) });
      return;
    }
    if (packet.protocol !== IP_PROTOCOL.icmp || packet.destination !== this.address) return;
    const message = ICMP.parse(packet.payload);
    if (!message.ok) return;
    if (message.value.kind === 'echoRequest') this.#sendPacket({ ...reply, payload: ICMP.serialize({ ...message.value, kind: 'echoReply' }) });
    else this.service?.icmpArrives(message.value);
  }
}
