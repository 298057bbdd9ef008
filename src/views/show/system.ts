// `show version`, `show users`, `show clock` and `show debugging`. `show version` has IOS's shape, so that programs find
// what they look for, and says whose software this is.

import { clockTime, twoDigits, type DurationMs } from '../../base/time.ts';
import { formatIpv4 } from '../../base/ipv4.ts';
import { parseInterfaceName } from '../../base/interface-name.ts';
import type { RouterReader } from '../../network/router/readings.ts';
import { localTime } from '../local-time.ts';
import { softwareLines } from '../syslog.ts';
import { left, right } from './columns.ts';

export function showVersion(router: RouterReader): readonly string[] {
  const { model } = router;
  const family = `C${model.name.slice(0, 2)}00`;
  return [
    ...softwareLines(router),
    'ringback: an independent emulation; no vendor software is inside',
    '',
    'ROM: System Bootstrap, ringback',
    '',
    `${router.hostname} uptime is ${uptimeText(router.now - router.bootedAt)}`,
    `System returned to ROM by ${router.restartReason === 'reload' ? 'reload' : 'power-on'}`,
    `System image file is "flash:${family.toLowerCase()}-ringback-l"`,
    '',
    `${model.processor} with ${model.memory} bytes of memory.`,
    'Processor board ID 00000000, with hardware revision 00000000',
    'Bridging software.',
    ...hardwareLines(router),
    '32K bytes of non-volatile configuration memory.',
    '8192K bytes of processor board System flash (Read ONLY)',
    '',
    'Configuration register is 0x2102',
    '',
  ];
}

function hardwareLines({ model }: RouterReader): readonly string[] {
  const count = (type: string) => model.interfaces.filter((name) => parseInterfaceName(name)?.type === type).length;
  const ethernet = count('Ethernet');
  const serial = count('Serial');
  const bri = count('BRI');
  return [
    ...(bri === 0 ? [] : ['Basic Rate ISDN software, Version 1.1.']),
    ...(ethernet === 0 ? [] : [`${ethernet} Ethernet/IEEE 802.3 interface(s)`]),
    ...(serial === 0 ? [] : [`${serial} Serial network interface(s)`]),
    ...(bri === 0 ? [] : [`${bri} ISDN Basic Rate interface(s)`]),
  ];
}

/** `2 hours, 15 minutes`; IOS leaves seconds out. */
function uptimeText(ms: DurationMs): string {
  const minutes = Math.floor(ms / 60_000);
  const parts: string[] = [];
  const add = (value: number, word: string) => {
    if (value > 0) parts.push(`${value} ${word}${value === 1 ? '' : 's'}`);
  };
  add(Math.floor(minutes / 10_080), 'week');
  add(Math.floor(minutes / 1440) % 7, 'day');
  add(Math.floor(minutes / 60) % 24, 'hour');
  if (minutes % 60 > 0 || parts.length === 0) parts.push(`${minutes % 60} minute${minutes % 60 === 1 ? '' : 's'}`);
  return parts.join(', ');
}

export function showClock(router: RouterReader): readonly string[] {
  const { time, zone } = localTime(router.clockBaseUnixMs + router.now, router.config);
  const msec = String(Math.floor(time.millisecond)).padStart(3, '0');
  const clock = `${twoDigits(time.hour)}:${twoDigits(time.minute)}:${twoDigits(time.second)}.${msec}`;
  return [`${router.clockSet ? '' : '*'}${clock} ${zone} ${time.weekday} ${time.monthName} ${time.day} ${time.year}`];
}

/** A terminal line in use, as the session knows it. */
export interface LineInUse {
  /** `0 con 0`, `2 vty 0`. */
  readonly line: string;
  readonly user: string;
  readonly idleMs: DurationMs;
  readonly location: string;
  /** Where somebody on the line is connected to. */
  readonly hosts?: readonly string[];
  readonly current: boolean;
}

/** Lines, then dialled-in PPP peers. */
export function showUsers(router: RouterReader, lines: readonly LineInUse[]): readonly string[] {
  const rows = lines.map(({ line, user, idleMs, location, hosts, current }) => {
    const [number = '', ...rest] = line.split(' ');
    const head = `${current ? '*' : ' '}${right(number, 3)} ${rest.join(' ')}`;
    return `${left(head, 15)}${left(user, 11)}${left(hosts?.[0] ?? 'idle', 21)}${clockTime(idleMs)}   ${location}`;
  });
  return [
    '    Line       User       Host(s)              Idle       Location',
    ...rows,
    '',
    '  Interface  User      Mode                     Idle Peer Address',
    ...pppRows(router),
  ];
}

function pppRows(router: RouterReader): readonly string[] {
  const rows: string[] = [];
  for (const dialer of router.dialers()) {
    for (const call of dialer.calls) {
      if (call.phase !== 'data link layer up' || call.channel === undefined) continue;
      const peer = call.peerAddress === undefined ? '' : formatIpv4(call.peerAddress);
      const idle = dialer.policy.idleTimeoutSeconds * 1000 - (dialer.idleLeftMs(call.id) ?? dialer.policy.idleTimeoutSeconds * 1000);
      rows.push(`  ${left(call.channel.replace(/^BRI/, 'BR'), 11)}${left(call.peerName ?? '', 10)}${left('Sync PPP', 21)}${clockTime(Math.max(0, idle))} ${peer}`);
    }
  }
  return rows;
}

/** Each switch's section and the words that turning it on prints. */
export const DEBUG_TOPICS: Readonly<Record<string, { readonly section: string; readonly text: string }>> = {
  'dialer.events': { section: 'Dial on demand:', text: 'Dial on demand events debugging is on' },
  'dialer.packets': { section: 'Dial on demand:', text: 'Dial on demand packets debugging is on' },
  'ip.rip': { section: 'IP routing:', text: 'RIP protocol debugging is on' },
  'ip.rip.events': { section: 'IP routing:', text: 'RIP event debugging is on' },
  'ip.routing': { section: 'IP routing:', text: 'IP routing debugging is on' },
  'isdn.q921': { section: 'ISDN:', text: 'ISDN Q921 packets debugging is on' },
  'isdn.q931': { section: 'ISDN:', text: 'ISDN Q931 packets debugging is on' },
  'isdn.events': { section: 'ISDN:', text: 'ISDN events debugging is on' },
  'ppp.authentication': { section: 'PPP:', text: 'PPP authentication debugging is on' },
  'ppp.error': { section: 'PPP:', text: 'PPP protocol errors debugging is on' },
  'ppp.negotiation': { section: 'PPP:', text: 'PPP protocol negotiation debugging is on' },
  'ppp.packet': { section: 'PPP:', text: 'PPP packet display debugging is on' },
};

export function showDebugging(router: RouterReader): readonly string[] {
  const lines: string[] = [];
  let section = '';
  for (const [topic, words] of Object.entries(DEBUG_TOPICS)) {
    if (!router.debugging.has(topic)) continue;
    if (words.section !== section) {
      section = words.section;
      lines.push(section);
    }
    lines.push(`  ${words.text}`);
  }
  return lines;
}
