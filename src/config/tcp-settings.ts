// What a configuration says of the router's own TCP connections: how long their opening is tried, what they hold for a
// reader, whether idle ones are kept alive, and from which interface telnet goes out.

import type { ConfigNode } from './node.ts';
import { number, text } from './reading.ts';

export interface TcpSettings {
  /** `ip tcp synwait-time`. */
  readonly synWaitMs: number;
  /** `ip tcp window-size`. */
  readonly windowOctets: number;
  /** `service tcp-keepalives-in` and `-out`. */
  readonly keepalives: { readonly in: boolean; readonly out: boolean };
}

export const DEFAULT_TCP: TcpSettings = { synWaitMs: 30_000, windowOctets: 4128, keepalives: { in: false, out: false } };

export function tcpSettings(root: ConfigNode): TcpSettings {
  const seconds = number(root.value('ip.tcpSynwait'), 'seconds');
  return {
    synWaitMs: seconds === undefined ? DEFAULT_TCP.synWaitMs : seconds * 1000,
    windowOctets: number(root.value('ip.tcpWindow'), 'octets') ?? DEFAULT_TCP.windowOctets,
    keepalives: { in: root.flag('service.tcpKeepalivesIn') === true, out: root.flag('service.tcpKeepalivesOut') === true },
  };
}

/** `ip telnet source-interface`. */
export function telnetSource(root: ConfigNode): string | undefined {
  return text(root.value('ip.telnetSource'), 'interface');
}
