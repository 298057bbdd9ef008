// `show logging`: where messages go and how many went there, then the buffer. Head lines as in 12.2 mainline, without
// the later releases' XML and filters (output-formats §7.9).

import type { RouterControl } from '../network/router/control.ts';
import { routerLogOf } from './router-log.ts';

const SEVERITIES = ['emergencies', 'alerts', 'critical', 'errors', 'warnings', 'notifications', 'informational', 'debugging'] as const;

export function showLogging(router: RouterControl): readonly string[] {
  const log = routerLogOf(router);
  const { console, monitor, buffered } = log.settings;
  const { counts } = log;
  return [
    `Syslog logging: ${log.settings.consoleOnly === true ? 'disabled' : 'enabled'} (0 messages dropped, 0 flushes, 0 overruns)`,
    destination('Console', console, counts.console),
    destination('Monitor', monitor, counts.monitor),
    destination('Buffer', buffered?.level, counts.buffered),
    `    Trap logging: level informational, ${counts.trapLines} message lines logged`,
    ...(buffered === undefined ? [] : ['', `Log Buffer (${buffered.sizeOctets} bytes):`, '', ...log.buffer.flatMap((text) => text.split('\n'))]),
  ];
}

function destination(name: string, level: number | undefined, messages: number): string {
  if (level === undefined) return `    ${name} logging: disabled`;
  return `    ${name} logging: level ${SEVERITIES[level] ?? level}, ${messages} messages logged`;
}
