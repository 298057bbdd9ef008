// A name server on a host of the lab (RFC 1035 §6): it has authority for the names that it was given, says that others do not
// exist, and asks nobody.

import { parseIpv4, type Ipv4Address } from '../../base/ipv4.ts';
import { DNS, DNS_CLASS_INTERNET, DNS_RCODE, DNS_TYPE, type DnsMessage } from '../../wire/dns.ts';

const TIME_TO_LIVE_SECONDS = 3600;
const QUERY = 0;

export type NameTable = ReadonlyMap<string, Ipv4Address>;

export function nameTable(names: Readonly<Record<string, string>>): NameTable {
  return new Map(Object.entries(names).flatMap(([name, address]) => {
    const parsed = parseIpv4(address);
    return parsed === undefined ? [] : [[name.toLowerCase(), parsed] as const];
  }));
}

/** The response to a query; undefined to what is none. */
export function answerName(octets: Uint8Array, names: NameTable): Uint8Array | undefined {
  const query = DNS.parse(octets);
  if (!query.ok || query.value.response) return undefined;
  return DNS.serialize(responseTo(query.value, names));
}

function responseTo(query: DnsMessage, names: NameTable): DnsMessage {
  const response = { ...query, response: true, authoritative: true, truncated: false, recursionAvailable: false, answers: [], authorities: [], additionals: [] };
  const [question, more] = query.questions;
  if (query.opcode !== QUERY) return { ...response, rcode: DNS_RCODE.notImplemented };
  if (question === undefined || more !== undefined) return { ...response, rcode: DNS_RCODE.formatError };
  const address = question.class === DNS_CLASS_INTERNET ? names.get(question.name.toLowerCase()) : undefined;
  if (address === undefined) return { ...response, rcode: DNS_RCODE.nameError };
  if (question.type !== DNS_TYPE.A) return { ...response, rcode: DNS_RCODE.noError };
  return { ...response, rcode: DNS_RCODE.noError, answers: [{ ...question, timeToLiveSeconds: TIME_TO_LIVE_SECONDS, data: { kind: 'address', address } }] };
}
