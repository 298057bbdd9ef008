// Syslog messages: which trace events are system messages, with facility, severity and mnemonic as IOS names them, and
// the stamp that `service timestamps` puts before a line. Text only: who gets to see it is decided by the session.

import { shortInterfaceName } from '../base/interface-name.ts';
import { formatIpv4 } from '../base/ipv4.ts';
import { calendar, twoDigits, uptimeStamp, type Instant } from '../base/time.ts';
import { timestamps } from '../config/model.ts';
import { localTime } from './local-time.ts';
import type { RouterReader } from '../network/router/readings.ts';
import type { TraceRecord } from '../network/trace.ts';

export interface SyslogMessage {
  /** 0 emergencies to 7 debugging. */
  readonly severity: number;
  /** `%LINK-3-UPDOWN: Interface BRI0:1, changed state to up`, further lines behind a line feed. */
  readonly text: string;
}

/** The message of a record, or undefined when it is none. */
export function syslogMessage(record: TraceRecord, router: RouterReader): SyslogMessage | undefined {
  const { event } = record;
  const name = record.interface ?? '';
  switch (event.type) {
    case 'link.changed':
      return event.to === 'administratively down' || event.to === 'standby mode'
        ? message('LINK', 5, 'CHANGED', `Interface ${name}, changed state to ${event.to}`)
        : message('LINK', 3, 'UPDOWN', `Interface ${name}, changed state to ${event.to}`);
    case 'lineProtocol.changed':
      return message('LINEPROTO', 5, 'UPDOWN', `Line protocol on Interface ${name}, changed state to ${event.to}`);
    case 'controller.changed':
      return message('CONTROLLER', 5, 'UPDOWN', `Controller ${event.controller}, changed state to ${event.to}`);
    case 'isdn.connect':
      return message('ISDN', 6, 'CONNECT', `Interface ${name} is now connected to ${party(event)}`);
    case 'isdn.disconnect':
      return message('ISDN', 6, 'DISCONNECT', `Interface ${name}  disconnected from ${party(event)}, call lasted ${event.seconds} seconds`);
    case 'isdn.layer2': {
      const mnemonic = event.to === 'up' ? 'LAYER2UP' : 'LAYER2DOWN';
      return message('ISDN', 6, mnemonic, `Layer 2 for Interface ${shortInterfaceName(name)}, TEI ${event.tei} changed to ${event.to}`);
    }
    case 'dialer.bound':
    case 'mlp.bound':
      return message('DIALER', 6, 'BIND', `Interface ${shortInterfaceName(name)} bound to profile ${shortInterfaceName(event.profile)}`);
    case 'dialer.unbound':
    case 'mlp.unbound':
      return message('DIALER', 6, 'UNBIND', `Interface ${shortInterfaceName(name)} unbound from profile ${shortInterfaceName(event.profile)}`);
    case 'sys.configured':
      return message('SYS', 5, 'CONFIG_I', `Configured from ${event.from} by ${event.by}`);
    case 'sys.restart':
      return message('SYS', 5, 'RESTART', `System restarted --\n${softwareLines(router).join('\n')}`);
    case 'sys.reload':
      return message('SYS', 5, 'RELOAD', `Reload requested by ${event.by}. Reload Reason: ${event.reason ?? 'Reload command'}.`);
    case 'sys.nvramInitialized':
      return message('SYS', 7, 'NV_BLOCK_INIT', 'Initialized the geometry of nvram');
    case 'radius.server': {
      const server = `RADIUS server ${formatIpv4(event.server)}:${event.ports[0]},${event.ports[1]}`;
      return event.state === 'dead' ? message('RADIUS', 4, 'RADIUS_DEAD', `${server} is not responding.`) : message('RADIUS', 4, 'RADIUS_ALIVE', `${server} has returned.`);
    }
    case 'radius.allDead':
      return message('RADIUS', 3, 'ALLDEADSERVER', `Group ${event.group}: No active radius servers found. Id ${event.identifier}.`);
    case 'clear.counters':
      return message('CLEAR', 5, 'COUNTERS', `Clear counter on ${event.what} by ${event.by}`);
    default:
      return undefined;
  }
}

/** The shape of IOS's words, which programs look for, and an image name that says whose it is. */
export function softwareLines(router: RouterReader): readonly string[] {
  const family = `C${router.model.name.slice(0, 2)}00`;
  return [
    'Cisco Internetwork Operating System Software, emulated',
    `IOS (tm) ${family.slice(1)} Software (${family}-RINGBACK-L), Version 12.2(0), RELEASE SOFTWARE (fc1)`,
  ];
}

/** Of the system image, which is nobody's but ours. */
export function imageName({ model }: RouterReader): string {
  return `c${model.name.slice(0, 2)}00-ringback-l`;
}

function message(facility: string, severity: number, mnemonic: string, text: string): SyslogMessage {
  return { severity, text: `%${facility}-${severity}-${mnemonic}: ${text}` };
}

function party(event: { readonly number: string; readonly name?: string | undefined }): string {
  return `${event.number} ${event.name ?? 'unknown'}`.trim();
}

/** The stamp in front of a line, with its colon and blank; empty when stamps are off. */
export function stamp(at: Instant, kind: 'log' | 'debug', router: RouterReader): string {
  const settings = timestamps(router.config, kind);
  if (settings.form === 'off') return '';
  if (settings.form === 'uptime') return `${uptimeStamp(at - router.bootedAt)}: `;
  const unixMs = router.clockBaseUnixMs + at;
  const { time, zone: zoneName } = settings.localtime ? localTime(unixMs, router.config) : { time: calendar(unixMs), zone: 'UTC' };
  const day = String(time.day).padStart(2, ' ');
  const clock = `${twoDigits(time.hour)}:${twoDigits(time.minute)}:${twoDigits(time.second)}`;
  const msec = settings.msec ? `.${String(Math.floor(time.millisecond)).padStart(3, '0')}` : '';
  const zone = settings.showTimezone ? ` ${zoneName}` : '';
  return `${clockMark(router)}${time.monthName} ${day} ${settings.year ? `${time.year} ` : ''}${clock}${msec}${zone}: `;
}

/** `*` where the time was never set; `.` where it was, and a server that is to keep it right has not been heard of. */
export function clockMark({ clockSet, config }: RouterReader): '*' | '.' | '' {
  if (!clockSet) return '*';
  return config.entries('ntp').some((args) => args['what'] === 'server') ? '.' : '';
}
