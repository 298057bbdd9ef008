// `show logging`: where messages go and how many went there, then the buffer. Head lines as in 12.2 mainline, without
// the later releases' XML and filters (output-formats §7.9).

import { formatIpv4 } from '../../base/ipv4.ts';
import type { RouterControl } from '../../network/router/control.ts';
import { routerLogOf } from '../router-log.ts';

const SEVERITIES = ['emergencies', 'alerts', 'critical', 'errors', 'warnings', 'notifications', 'informational', 'debugging'] as const;

export function showLogging(router: RouterControl): readonly string[] {
  const log = routerLogOf(router);
  const { console, monitor, trap, servers, buffered, consoleOnly } = log.settings;
  const { counts } = log;
  return [
    `Syslog logging: ${consoleOnly === true ? 'disabled' : 'enabled'} (${log.servers.dropped} messages dropped, 0 flushes, 0 overruns)`,
    destination('Console', console, `${counts.console} messages logged`),
    destination('Monitor', monitor, `${counts.monitor} messages logged`),
    destination('Buffer', buffered?.level, `${counts.buffered} messages logged`),
    destination('Trap', trap, `${counts.trapLines} message lines logged`),
    ...(servers?.hosts ?? []).map((host) => `        Logging to ${formatIpv4(host)}, ${log.servers.linesTo(host)} message lines logged`),
    ...(buffered === undefined ? [] : ['', `Log Buffer (${buffered.sizeOctets} bytes):`, '', ...log.buffer.flatMap((text) => text.split('\n'))]),
  ];
}

function destination(name: string, level: number | undefined, logged: string): string {
  return `    ${name} logging: ${level === undefined ? 'disabled' : `level ${SEVERITIES[level] ?? level}, ${logged}`}`;
}
