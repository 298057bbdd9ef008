// `debug radius`: packets to and from RADIUS servers with their attributes, in the form of the sample of the 12.2 debug command
// reference. Passwords are stars: what is secret is not in the trace.

import { formatIpv4 } from '../../base/ipv4.ts';
import type { RouterReader } from '../../network/router/readings.ts';
import type { TraceRecord } from '../../network/trace.ts';
import type { RadiusAttributeText } from '../../protocols/aaa/trace.ts';

export function radiusDebug({ event }: TraceRecord, router: RouterReader): readonly string[] {
  if (!router.debugging.has('radius')) return [];
  switch (event.type) {
    case 'radius.sent':
      if (event.attempt > 0) return [`RADIUS: Retransmit id ${event.identifier}`];
      return [
        `RADIUS: Initial Transmit ${event.from} id ${event.identifier} ${formatIpv4(event.server)}:${event.port}, ${event.code}, len ${event.lengthOctets}`,
        ...event.attributes.flatMap(attributeLines),
      ];
    case 'radius.received':
      return [
        `RADIUS: Received from id ${event.identifier} ${formatIpv4(event.server)}:${event.port}, ${event.code}, len ${event.lengthOctets}`,
        ...event.attributes.flatMap(attributeLines),
      ];
    case 'radius.dropped':
      return [DROPPED[event.why].replace('ID', String(event.identifier))];
    case 'radius.noResponse':
      return [`RADIUS: No response for id ${event.identifier}`];
    default:
      return [];
  }
}

const DROPPED = {
  'wrong-authenticator': 'RADIUS: Reply for ID fails decrypt',
  'unknown-identifier': 'RADIUS: Response for non-existent request ident',
  'unknown-server': 'RADIUS: Response from unknown server',
  malformed: 'RADIUS: Response (ID) is malformed',
} as const;

function attributeLines({ name, code, lengthOctets, text, vendor }: RadiusAttributeText): readonly string[] {
  const line = (indent: string, title: string, number: number, length: number, value: string): string =>
    `RADIUS:  ${indent}${title.padEnd(20 - indent.length)}${`[${number}]`.padEnd(6)}${String(length).padEnd(4)}${value}`.trimEnd();
  if (vendor === undefined) return [line('', name, code, lengthOctets, text)];
  return [line('', name, code, lengthOctets, ''), line(' ', vendor.name, vendor.type, vendor.lengthOctets, text)];
}
