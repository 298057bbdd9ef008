// The IP of a PC that dials in (RFC 791, 792): one address, given by PPP, and the link as the way to everywhere. It answers
// echo requests, pings, says that no port listens, and puts fragments together; it forwards nothing and speaks no TCP.

import type { Ipv4Address } from '../../base/ipv4.ts';
import type { Clock } from '../../engine/clock.ts';
import { fragmentsOf } from '../../protocols/ip/fragment.ts';
import { answerIcmp, UNREACHABLE, unreachableAbout } from '../../protocols/ip/icmp-responder.ts';
import { ICMP } from '../../wire/icmp.ts';
import { IP_PROTOCOL, IPV4, type Ipv4Packet } from '../../wire/ipv4.ts';
import { Reassembler } from '../router/dialing/reassembler.ts';
import { HostPing, type HostPingObserver } from './host-ping.ts';

const MTU = 1500;
/** Of Windows 98 and NT; 2000 has 128 as well. */
const TIME_TO_LIVE = 128;

export interface IpHostOwner {
  readonly clock: Clock;
  /** Over the link, if it is up. */
  send(datagram: Uint8Array): boolean;
}

export class IpHost {
  readonly #owner: IpHostOwner;
  readonly #reassembler: Reassembler;
  readonly #pings = new Set<HostPing>();
  #address: Ipv4Address = 0;
  #identification = 0;
  #pingsBegun = 0;

  constructor(owner: IpHostOwner) {
    this.#owner = owner;
    this.#reassembler = new Reassembler({ clock: owner.clock, whole: (packet) => this.#whole(packet), expired: () => undefined });
  }

  /** 0 while there is none. */
  get address(): Ipv4Address {
    return this.#address;
  }

  up(address: Ipv4Address): void {
    this.#address = address;
  }

  down(): void {
    this.#address = 0;
    this.#reassembler.stop();
  }

  /** What `ping` does there, four times with 32 octets. */
  ping(destination: Ipv4Address, observer: HostPingObserver): HostPing {
    this.#pingsBegun += 1;
    const ping = new HostPing(
      {
        clock: this.#owner.clock,
        send: (message) => this.#send(IP_PROTOCOL.icmp, this.#address, destination, ICMP.serialize(message)),
        ended: (ended) => void this.#pings.delete(ended),
      },
      this.#pingsBegun & 0xffff,
      observer,
    );
    this.#pings.add(ping);
    return ping;
  }

  receive(datagram: Uint8Array): void {
    const packet = IPV4.parse(datagram);
    if (!packet.ok || packet.value.destination !== this.#address) return;
    if (packet.value.moreFragments || packet.value.fragmentOffset > 0) this.#reassembler.take(packet.value, '');
    else this.#whole(packet.value);
  }

  #whole(packet: Ipv4Packet): void {
    if (packet.protocol === IP_PROTOCOL.icmp) return this.#icmp(packet);
    const code = packet.protocol === IP_PROTOCOL.udp ? UNREACHABLE.port : packet.protocol === IP_PROTOCOL.tcp ? undefined : UNREACHABLE.protocol;
    const message = code === undefined ? undefined : unreachableAbout(IPV4.serialize(packet), code);
    if (message !== undefined) this.#send(IP_PROTOCOL.icmp, packet.destination, packet.source, ICMP.serialize(message));
  }

  #icmp(packet: Ipv4Packet): void {
    const message = ICMP.parse(packet.payload);
    if (!message.ok) return;
    const answer = answerIcmp(message.value);
    if (answer !== undefined) this.#send(IP_PROTOCOL.icmp, packet.destination, packet.source, ICMP.serialize(answer));
    else for (const ping of [...this.#pings]) ping.arrives(message.value, packet);
  }

  #send(protocol: number, source: Ipv4Address, destination: Ipv4Address, payload: Uint8Array): boolean {
    this.#identification = (this.#identification + 1) & 0xffff;
    const packet: Ipv4Packet = {
      typeOfService: 0, identification: this.#identification, dontFragment: false, moreFragments: false, fragmentOffset: 0,
      timeToLive: TIME_TO_LIVE, protocol, source, destination, options: new Uint8Array(0), payload,
    };
    let sent = true;
    for (const fragment of fragmentsOf(IPV4.serialize(packet), MTU) ?? []) sent = this.#owner.send(fragment) && sent;
    return sent;
  }
}
