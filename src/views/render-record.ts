// From a trace record to the lines that a console shows of it: a system message, or debug lines if the switch of their
// topic is on. This is the one place that every trace event passes on its way to text.

import type { RouterReader } from '../network/router/readings.ts';
import type { TraceRecord } from '../network/trace.ts';
import { aaaDebug } from './debug/aaa.ts';
import { backupDebug } from './debug/backup.ts';
import { bapDebug } from './debug/bap.ts';
import { callbackDebug } from './debug/callback.ts';
import { dialerDebug } from './debug/dialer.ts';
import { ipDebug } from './debug/ip.ts';
import { modemDebug } from './debug/modem.ts';
import { multilinkDebug } from './debug/multilink.ts';
import { pppDebug } from './debug/ppp.ts';
import { q921Debug } from './debug/q921.ts';
import { q931Debug } from './debug/q931.ts';
import { serialDebug } from './debug/serial.ts';
import { radiusDebug } from './debug/radius.ts';
import { routingDebug } from './debug/routing.ts';
import { tacacsDebug } from './debug/tacacs.ts';
import { stamp, syslogMessage } from './syslog.ts';

export interface RenderedLine {
  /** 7 for debug lines. */
  readonly severity: number;
  readonly debug: boolean;
  /** With its stamp; several lines of one message are parted by a line feed. */
  readonly text: string;
}

/** Empty for a record that nobody asked to see. */
export function renderRecord(record: TraceRecord, router: RouterReader): readonly RenderedLine[] {
  const message = syslogMessage(record, router);
  if (message !== undefined) {
    return [{ severity: message.severity, debug: false, text: stamp(record.at, 'log', router) + message.text }];
  }
  if (router.debugging.size === 0) return [];
  const lines = debugLines(record, router);
  if (lines.length === 0) return [];
  const prefix = stamp(record.at, 'debug', router);
  return lines.map((line) => ({ severity: 7, debug: true, text: prefix + line }));
}

function debugLines(record: TraceRecord, router: RouterReader): readonly string[] {
  const { type } = record.event;
  if (type.startsWith('dialer.')) return [...dialerDebug(record, router), ...callbackDebug(record, router)];
  if (type.startsWith('ppp.cbcp')) return callbackDebug(record, router);
  if (type.startsWith('ppp.') || type === 'ip.route' || type === 'ip.ownAddress') return pppDebug(record, router);
  if (type === 'ip.packet' || type === 'icmp.message' || type === 'arp.packet') return ipDebug(record, router);
  if (type.startsWith('aaa.')) return aaaDebug(record, router);
  if (type.startsWith('radius.')) return radiusDebug(record, router);
  if (type.startsWith('tacacs.')) return tacacsDebug(record, router);
  if (type.startsWith('mlp.')) return multilinkDebug(record, router);
  if (type.startsWith('bap.')) return bapDebug(record, router);
  if (type.startsWith('q921.')) return q921Debug(record, router);
  if (type.startsWith('q931.')) return q931Debug(record, router);
  if (type.startsWith('backup.')) return backupDebug(record, router);
  if (type.startsWith('chat.') || type.startsWith('modem.') || type.startsWith('line.')) return modemDebug(record, router);
  if (type.startsWith('slarp.') || type.startsWith('v25bis.')) return serialDebug(record, router);
  if (type.startsWith('rip.') || type.startsWith('routing.')) return routingDebug(record, router);
  return [];
}
