// `debug ip packet [detail]`, `debug ip icmp` and `debug arp`, in the words of 12.x: where each datagram comes from and goes to
// and what becomes of it, the ICMP messages that this router sends and gets, and its ARP.

import { formatIpv4, type Ipv4Address } from '../../base/ipv4.ts';
import { octetAt, uint16At, uint32At } from '../../base/octets.ts';
import type { RouterReader } from '../../network/router/readings.ts';
import type { TraceEvent, TraceRecord } from '../../network/trace.ts';
import { formatHardware } from '../../wire/ethernet.ts';
import type { IcmpMessage } from '../../wire/icmp.ts';
import { IP_PROTOCOL, IPV4, type Ipv4Packet } from '../../wire/ipv4.ts';

type Packet = Extract<TraceEvent, { type: 'ip.packet' }>;
type Arp = Extract<TraceEvent, { type: 'arp.packet' }>;

export function ipDebug({ event, interface: name = '' }: TraceRecord, { debugging }: RouterReader): readonly string[] {
  switch (event.type) {
    case 'ip.packet':
      if (debugging.has('ip.packet.detail')) return packetLines(event, true);
      return debugging.has('ip.packet') ? packetLines(event, false) : [];
    case 'icmp.message':
      return debugging.has('ip.icmp') ? icmpLines(event) : [];
    case 'arp.packet':
      return debugging.has('arp') ? [arpLine(event, name)] : [];
    default:
      return [];
  }
}

const OUTCOMES: Readonly<Record<Packet['what'], string>> = {
  sending: 'sending',
  broadcast: 'sending broad/multicast',
  forward: 'forward',
  received: 'rcvd 3',
  unroutable: 'unroutable',
  denied: 'access denied',
  'encapsulation-failed': 'encapsulation failed',
};

function packetLines({ what, arrivedOn, leavesBy, nextHop, datagram }: Packet, detailed: boolean): readonly string[] {
  const parsed = IPV4.parse(datagram);
  if (!parsed.ok) return [];
  const packet = parsed.value;
  const to = what === 'received' ? arrivedOn : leavesBy;
  const source = `s=${formatIpv4(packet.source)} (${arrivedOn ?? 'local'})`;
  const destination = `d=${formatIpv4(packet.destination)}${to === undefined ? '' : ` (${to})`}`;
  const gateway = nextHop === undefined ? '' : `, g=${formatIpv4(nextHop)}`;
  const line = `IP: ${source}, ${destination}${gateway}, len ${datagram.length}, ${OUTCOMES[what]}`;
  const inside = detailed ? detailOf(packet) : undefined;
  return inside === undefined ? [line] : [line, `    ${inside}`];
}

const TCP_FLAGS = ['FIN', 'SYN', 'RST', 'PSH', 'ACK', 'URG'] as const;

function detailOf({ protocol, payload, fragmentOffset }: Ipv4Packet): string | undefined {
  if (fragmentOffset > 0) return undefined;
  if (protocol === IP_PROTOCOL.icmp) return `ICMP type=${octetAt(payload, 0)}, code=${octetAt(payload, 1)}`;
  if (protocol === IP_PROTOCOL.udp) return `UDP src=${uint16At(payload, 0)}, dst=${uint16At(payload, 2)}`;
  if (protocol !== IP_PROTOCOL.tcp) return undefined;
  const flags = TCP_FLAGS.filter((_, bit) => (octetAt(payload, 13) & (1 << bit)) !== 0).reverse();
  return `TCP src=${uint16At(payload, 0)}, dst=${uint16At(payload, 2)}, seq=${uint32At(payload, 4)}, ack=${uint32At(payload, 8)}, win=${uint16At(payload, 14)} ${flags.join(' ')}`;
}

const UNREACHABLE: Readonly<Record<number, string>> = {
  0: 'net unreachable',
  1: 'host unreachable',
  2: 'protocol unreachable',
  3: 'port unreachable',
  4: 'frag. needed and DF set unreachable',
  13: 'administratively prohibited unreachable',
};

function icmpLines({ direction, source, destination, message }: Extract<TraceEvent, { type: 'icmp.message' }>): readonly string[] {
  const sent = direction === 'sent';
  const way = sent ? `sent to ${formatIpv4(destination)}` : `rcv from ${formatIpv4(source)}`;
  switch (message.kind) {
    case 'echoReply':
      return [`ICMP: echo reply ${sent ? 'sent' : 'rcvd'}, src ${formatIpv4(source)}, dst ${formatIpv4(destination)}`];
    case 'destinationUnreachable':
      return [`ICMP: dst (${formatIpv4(quotedDestination(message))}) ${UNREACHABLE[message.code] ?? `unreachable (code ${message.code})`} ${way}`];
    case 'timeExceeded':
      return sent
        ? [`ICMP: time exceeded (time to live) ${way} (dest was ${formatIpv4(quotedDestination(message))})`]
        : [`ICMP: time exceeded rcvd from ${formatIpv4(source)}`];
    default:
      return [];
  }
}

function quotedDestination({ original }: Extract<IcmpMessage, { original: Uint8Array }>): Ipv4Address {
  return uint32At(original, 16);
}

function arpLine({ direction, packet }: Arp, name: string): string {
  const { operation, senderProtocol, senderHardware, targetProtocol, targetHardware } = packet;
  const what = `${direction === 'sent' ? 'sent' : 'rcvd'} ${operation === 'request' ? 'req' : 'rep'}`;
  const target = operation === 'request' && direction === 'received' ? name : `${formatHardware(targetHardware)} ${name}`;
  return `IP ARP: ${what} src ${formatIpv4(senderProtocol)} ${formatHardware(senderHardware)}, dst ${formatIpv4(targetProtocol)} ${target}`;
}
