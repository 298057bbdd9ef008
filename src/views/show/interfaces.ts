// `show interfaces [X]` and `show ip interface brief`, in the form of 12.x captures: the trailing blanks of three lines
// are the real box's.

import { formatIpv4, prefixLength } from '../../base/ipv4.ts';
import { twoDigits, uptimeStamp, type DurationMs } from '../../base/time.ts';
import type { InterfaceReading, RouterReader } from '../../network/router/readings.ts';
import { left } from './columns.ts';

/** All interfaces; one of them; or B channels of a BRI, from `first` to `last`. */
export function showInterfaces(router: RouterReader, name?: string, first?: number, last?: number): readonly string[] {
  const wanted = (reading: InterfaceReading): boolean => {
    if (name === undefined) return true;
    if (first === undefined) return reading.name === name;
    const [bri, channel] = reading.name.split(':');
    return bri === name && channel !== undefined && Number(channel) >= first && Number(channel) <= (last ?? first);
  };
  return router.interfaces().filter(wanted).flatMap((reading) => interfaceBlock(router, reading));
}

function interfaceBlock(router: RouterReader, reading: InterfaceReading): readonly string[] {
  const { counters, settings } = reading;
  const protocol = reading.protocolUp ? 'up' : 'down';
  const spoofing = reading.spoofing && reading.protocolUp ? ' (spoofing)' : '';
  const dialer = reading.kind === 'dialer' && reading.spoofing ? ' (spoofing)' : '';
  const since = (at: number | undefined): string => (at === undefined ? 'never' : uptimeStamp(router.now - at));
  return [
    `${reading.name} is ${reading.state}${dialer}, line protocol is ${protocol}${spoofing}${spoofing === '' ? ' ' : ''}`,
    `  Hardware is ${hardware(reading)}`,
    ...(settings.description === undefined ? [] : [`  Description: ${settings.description}`]),
    ...addressLines(reading),
    `  MTU ${settings.mtu ?? 1500} bytes, BW ${bandwidth(reading)} Kbit, DLY ${delay(reading)} usec, `,
    `     reliability 255/255, txload ${load(reading, 'output')}/255, rxload ${load(reading, 'input')}/255`,
    ...encapsulationLines(reading),
    `  Last input ${since(counters.lastInput)}, output ${since(counters.lastOutput)}, output hang never`,
    `  Last clearing of "show interface" counters ${since(counters.clearedAt)}`,
    `  Input queue: 0/75/0/0 (size/max/drops/flushes); Total output drops: ${counters.outputDrops}`,
    ...queueLines(reading),
    `  5 minute input rate ${counters.inputBitRate} bits/sec, ${counters.inputPacketRate} packets/sec`,
    `  5 minute output rate ${counters.outputBitRate} bits/sec, ${counters.outputPacketRate} packets/sec`,
    `     ${counters.packetsInput} packets input, ${counters.bytesInput} bytes, 0 no buffer`,
    `     Received ${counters.broadcastsInput} broadcasts, 0 runts, 0 giants, 0 throttles`,
    `     ${counters.inputErrors} input errors, ${counters.crc} CRC, 0 frame, 0 overrun, 0 ignored, 0 abort`,
    `     ${counters.packetsOutput} packets output, ${counters.bytesOutput} bytes, 0 underruns`,
    `     ${counters.outputErrors} output errors, 0 collisions, ${counters.interfaceResets} interface resets`,
    '     0 output buffer failures, 0 output buffers swapped out',
    ...(reading.kind === 'ethernet' || reading.kind === 'loopback' ? [] : [`     ${counters.carrierTransitions} carrier transitions`]),
  ];
}

function hardware(reading: InterfaceReading): string {
  switch (reading.kind) {
    case 'ethernet':
      return `Lance, address is ${reading.hardwareAddress ?? ''} (bia ${reading.hardwareAddress ?? ''})`;
    case 'serial':
      return 'HD64570';
    case 'bri':
    case 'b-channel':
      return 'BRI';
    case 'loopback':
      return 'Loopback';
    default:
      return 'Unknown';
  }
}

function addressLines(reading: InterfaceReading): readonly string[] {
  const { address, settings } = reading;
  if (address !== undefined) return [`  Internet address is ${formatIpv4(address.address)}/${prefixLength(address.mask) ?? 0}`];
  if (settings.unnumbered === undefined || reading.kind === 'b-channel') return [];
  return [`  Interface is unnumbered. Using address of ${settings.unnumbered}`];
}

function bandwidth({ kind, settings }: InterfaceReading): number {
  if (settings.bandwidthKbit !== undefined) return settings.bandwidthKbit;
  switch (kind) {
    case 'ethernet':
      return 10_000;
    case 'serial':
      return 1544;
    case 'loopback':
      return 8_000_000;
    case 'dialer':
      return 56;
    default:
      return 64;
  }
}

function delay({ kind }: InterfaceReading): number {
  return kind === 'ethernet' ? 1000 : kind === 'loopback' ? 5000 : 20_000;
}

function load(reading: InterfaceReading, way: 'input' | 'output'): number {
  const bits = way === 'input' ? reading.counters.inputBitRate : reading.counters.outputBitRate;
  return Math.max(1, Math.min(255, Math.round((bits * 255) / (bandwidth(reading) * 1000))));
}

function encapsulationLines(reading: InterfaceReading): readonly string[] {
  const { kind, settings, ppp } = reading;
  if (kind === 'ethernet') return ['  Encapsulation ARPA, loopback not set, keepalive set (10 sec)', '  ARP type: ARPA, ARP Timeout 04:00:00'];
  if (kind === 'loopback') return ['  Encapsulation LOOPBACK, loopback not set'];
  const word = settings.encapsulation === 'ppp' ? 'PPP' : 'HDLC';
  if (kind === 'bri' || kind === 'dialer') return [`  Encapsulation ${word}, loopback not set`];
  const keepalive = settings.keepaliveSeconds === 0 ? 'keepalive not set' : `keepalive set (${settings.keepaliveSeconds} sec)`;
  const lines = [`  Encapsulation ${word}, loopback not set, ${keepalive}`];
  if (reading.idleLeftMs !== undefined) lines.push(`  Time to interface disconnect:  idle ${clockTime(reading.idleLeftMs)}`);
  if (word === 'PPP' && kind === 'b-channel') {
    lines.push(`  LCP ${ppp === undefined ? 'Closed' : ppp.lcp}`);
    lines.push(ppp?.ipcp === 'Open' ? '  Open: IPCP' : '  Closed: IPCP, CDPCP');
  }
  return lines;
}

function clockTime(ms: DurationMs): string {
  const seconds = Math.floor(ms / 1000);
  return `${twoDigits(Math.floor(seconds / 3600))}:${twoDigits(Math.floor(seconds / 60) % 60)}:${twoDigits(seconds % 60)}`;
}

function queueLines({ kind, counters }: InterfaceReading): readonly string[] {
  if (kind === 'ethernet' || kind === 'loopback') return ['  Queueing strategy: fifo', `  Output queue: 0/40, ${counters.outputDrops} drops`];
  return [
    '  Queueing strategy: weighted fair',
    `  Output queue: 0/1000/64/${counters.outputDrops} (size/max total/threshold/drops) `,
    '     Conversations  0/0/16 (active/max active/max total)',
    '     Reserved Conversations 0/0 (allocated/max allocated)',
  ];
}

/** Hardware order, as 12.x has it: by type as in a running configuration. */
export function showIpInterfaceBrief(router: RouterReader): readonly string[] {
  const lines = ['Interface                  IP-Address      OK? Method Status                Protocol'];
  for (const { name, address, state, protocolUp } of router.interfaces()) {
    const ip = address === undefined ? 'unassigned' : formatIpv4(address.address);
    const method = address === undefined ? 'unset' : address.method;
    lines.push(`${left(name, 27)}${left(ip, 16)}YES ${left(method, 7)}${left(state, 22)}${left(protocolUp ? 'up' : 'down', 4)}`);
  }
  return lines;
}
