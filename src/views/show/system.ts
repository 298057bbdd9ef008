// `show version`, `show clock` and `show debugging`. `show version` has IOS's shape, so that programs find
// what they look for, and says whose software this is.

import { topicOf } from '../debug/switches.ts';
import { twoDigits, type CalendarTime, type DurationMs } from '../../base/time.ts';
import { parseInterfaceName } from '../../base/interface-name.ts';
import { formatConfigRegister } from '../../config/config-register.ts';
import type { RouterReader } from '../../network/router/readings.ts';
import { localTime, summerPeriod, type LocalTime } from '../local-time.ts';
import { clockMark, imageName, softwareLines } from '../syslog.ts';

export function showVersion(router: RouterReader): readonly string[] {
  const { model } = router;
  return [
    ...softwareLines(router),
    'ringback: an independent emulation; no vendor software is inside',
    '',
    'ROM: System Bootstrap, ringback',
    '',
    `${router.hostname} uptime is ${uptimeText(router.now - router.bootedAt)}`,
    `System returned to ROM by ${router.restartReason === 'reload' ? 'reload' : 'power-on'}`,
    ...restartedLine(router),
    `System image file is "flash:${imageName(router)}"`,
    '',
    `${model.processor} with ${model.memory} bytes of memory.`,
    'Processor board ID 00000000, with hardware revision 00000000',
    'Bridging software.',
    ...hardwareLines(router),
    '32K bytes of non-volatile configuration memory.',
    '8192K bytes of processor board System flash (Read ONLY)',
    '',
    registerLine(router),
    '',
  ];
}

function registerLine({ configRegister: { inForce, atNextReload } }: RouterReader): string {
  const then = atNextReload === inForce ? '' : ` (will be ${formatConfigRegister(atNextReload)} at next reload)`;
  return `Configuration register is ${formatConfigRegister(inForce)}${then}`;
}

/** Known once the time has been set. */
function restartedLine(router: RouterReader): readonly string[] {
  if (!router.clockSet) return [];
  const { time, zone } = localTime(router.clockBaseUnixMs + router.bootedAt, router.config);
  return [`System restarted at ${hours(time)} ${zone} ${date(time)}`];
}

function hardwareLines({ model }: RouterReader): readonly string[] {
  const count = (type: string) => model.interfaces.filter((name) => parseInterfaceName(name)?.type === type).length;
  const ethernet = count('Ethernet');
  const fast = count('FastEthernet');
  const serial = count('Serial');
  const bri = count('BRI');
  const trunks = (type: string) => (model.controllers ?? []).filter((name) => name.startsWith(type)).length;
  return [
    ...(bri === 0 ? [] : ['Basic Rate ISDN software, Version 1.1.']),
    ...((model.controllers ?? []).length === 0 ? [] : ['Primary Rate ISDN software, Version 1.1.']),
    ...(ethernet === 0 ? [] : [`${ethernet} Ethernet/IEEE 802.3 interface(s)`]),
    ...(fast === 0 ? [] : [`${fast} FastEthernet/IEEE 802.3 interface(s)`]),
    ...(serial === 0 ? [] : [`${serial} Serial network interface(s)`]),
    ...(bri === 0 ? [] : [`${bri} ISDN Basic Rate interface(s)`]),
    ...['T1', 'E1'].flatMap((type) => (trunks(type) === 0 ? [] : [`${trunks(type)} Channelized ${type}/PRI port(s)`])),
  ];
}

const MINUTES_A_YEAR = 365 * 1440;

/** `2 hours, 15 minutes`; IOS leaves seconds out. */
function uptimeText(ms: DurationMs): string {
  const minutes = Math.floor(ms / 60_000);
  const parts: string[] = [];
  const add = (value: number, word: string) => {
    if (value > 0) parts.push(`${value} ${word}${value === 1 ? '' : 's'}`);
  };
  add(Math.floor(minutes / MINUTES_A_YEAR), 'year');
  add(Math.floor((minutes % MINUTES_A_YEAR) / 10_080), 'week');
  add(Math.floor((minutes % MINUTES_A_YEAR) / 1440) % 7, 'day');
  add(Math.floor(minutes / 60) % 24, 'hour');
  if (minutes % 60 > 0 || parts.length === 0) parts.push(`${minutes % 60} minute${minutes % 60 === 1 ? '' : 's'}`);
  return parts.join(', ');
}

export function showClock(router: RouterReader): readonly string[] {
  const { time, zone } = localTime(router.clockBaseUnixMs + router.now, router.config);
  const msec = String(Math.floor(time.millisecond)).padStart(3, '0');
  return [`${clockMark(router)}${hours(time)}.${msec} ${zone} ${date(time)}`];
}

/** With where the time is from, and when summer time begins and ends. */
export function showClockDetail(router: RouterReader): readonly string[] {
  const summer = summerPeriod(router.clockBaseUnixMs + router.now, router.config);
  const moment = ({ time, zone }: LocalTime): string => `${hours(time)} ${zone} ${date(time)}`;
  return [
    ...showClock(router),
    router.clockSet ? 'Time source is user configuration' : 'No time source',
    ...(summer === undefined ? [] : [`Summer time starts ${moment(summer.begins)}`, `Summer time ends ${moment(summer.ends)}`]),
  ];
}

const hours = (time: CalendarTime): string => `${twoDigits(time.hour)}:${twoDigits(time.minute)}:${twoDigits(time.second)}`;

const date = (time: CalendarTime): string => `${time.weekday} ${time.monthName} ${time.day} ${time.year}`;

/** Each switch's section and the words that turning it on prints. */
export const DEBUG_TOPICS: Readonly<Record<string, { readonly section: string; readonly text: string }>> = {
  'aaa.authentication': { section: 'General OS:', text: 'AAA Authentication debugging is on' },
  'aaa.authorization': { section: 'General OS:', text: 'AAA Authorization debugging is on' },
  'aaa.accounting': { section: 'General OS:', text: 'AAA Accounting debugging is on' },
  tacacs: { section: 'General OS:', text: 'TACACS access control debugging is on' },
  radius: { section: 'General OS:', text: 'Radius protocol debugging is on' },
  backup: { section: 'Backup:', text: 'Backup events debugging is on' },
  callback: { section: 'Callback:', text: 'Callback activity debugging is on' },
  chat: { section: 'Chat scripts:', text: 'Chat scripts activity debugging is on' },
  modem: { section: 'Modem control:', text: 'Modem control/process activation debugging is on' },
  compress: { section: 'COMPRESS:', text: 'COMPRESS debugging is on' },
  'dialer.events': { section: 'Dial on demand:', text: 'Dial on demand events debugging is on' },
  'dialer.packets': { section: 'Dial on demand:', text: 'Dial on demand packets debugging is on' },
  'arp': { section: 'ARP:', text: 'ARP packet debugging is on' },
  'ip.icmp': { section: 'Generic IP:', text: 'ICMP packet debugging is on' },
  'ip.packet': { section: 'Generic IP:', text: 'IP packet debugging is on' },
  'ip.packet.detail': { section: 'Generic IP:', text: 'IP packet debugging is on (detailed)' },
  'ip.rip': { section: 'IP routing:', text: 'RIP protocol debugging is on' },
  'ip.rip.events': { section: 'IP routing:', text: 'RIP event debugging is on' },
  'ip.routing': { section: 'IP routing:', text: 'IP routing debugging is on' },
  'isdn.q921': { section: 'ISDN:', text: 'ISDN Q921 packets debugging is on' },
  'isdn.q931': { section: 'ISDN:', text: 'ISDN Q931 packets debugging is on' },
  'isdn.events': { section: 'ISDN:', text: 'ISDN events debugging is on' },
  'ppp.authentication': { section: 'PPP:', text: 'PPP authentication debugging is on' },
  'ppp.bap': { section: 'PPP:', text: 'PPP BAP debugging is on' },
  'ppp.bap.error': { section: 'PPP:', text: 'PPP BAP errors debugging is on' },
  'ppp.bap.event': { section: 'PPP:', text: 'PPP BAP events debugging is on' },
  'ppp.bap.negotiation': { section: 'PPP:', text: 'PPP BAP negotiation debugging is on' },
  'ppp.cbcp': { section: 'PPP:', text: 'PPP Callback Control Protocol negotiation debugging is on' },
  'ppp.error': { section: 'PPP:', text: 'PPP protocol errors debugging is on' },
  'ppp.multilink.events': { section: 'PPP:', text: 'Multilink events debugging is on' },
  'ppp.multilink.fragments': { section: 'PPP:', text: 'Multilink fragments debugging is on' },
  'ppp.negotiation': { section: 'PPP:', text: 'PPP protocol negotiation debugging is on' },
  'ppp.packet': { section: 'PPP:', text: 'PPP packet display debugging is on' },
  'serial.interface': { section: 'Serial network interface:', text: 'Serial network interface debugging is on' },
};

export function showDebugging(router: RouterReader): readonly string[] {
  const lines: string[] = [];
  let section = '';
  for (const [topic, words] of Object.entries(DEBUG_TOPICS)) {
    const of = [...router.debugging].filter((name) => topicOf(name) === topic);
    if (of.length === 0) continue;
    if (words.section !== section) {
      section = words.section;
      lines.push(section);
    }
    for (const name of of) lines.push(`  ${words.text}${name === topic ? '' : ` (${name.slice(topic.length + 1)})`}`);
  }
  return lines;
}
