// One line of an extended access list: the form in which it is stored (hosts and `any` spelled as words, known protocols
// and ports by their names), and what it means to the judge of packets, in numbers. Precedence and type of service are
// stored and not judged.

import { formatIpv4, networkOf, parseIpv4, type Ipv4Address } from '../base/ipv4.ts';
import type { Arguments, ArgumentValue } from './node.ts';
import { number, present, text } from './reading.ts';

/** Ports that an entry accepts, both ends of the range included; `not` accepts all others. */
export interface PortMatch {
  readonly op: 'eq' | 'gt' | 'lt' | 'neq' | 'range';
  readonly first: number;
  readonly last: number;
}

export interface ExtendedEntry {
  readonly action: 'permit' | 'deny';
  /** IANA protocol number; absent for `ip`: all. */
  readonly protocol?: number;
  readonly source: Ipv4Address;
  readonly sourceWildcard: Ipv4Address;
  readonly sourcePorts?: PortMatch;
  readonly destination: Ipv4Address;
  readonly destinationWildcard: Ipv4Address;
  readonly destinationPorts?: PortMatch;
  readonly icmpType?: number;
  readonly icmpCode?: number;
  readonly established: boolean;
}

const ALL_ONES = 0xffffffff;

/** The arguments as stored. */
export function normalExtendedEntry(args: Arguments): Arguments {
  if (args['action'] === undefined) return args;
  const normal: Record<string, ArgumentValue> = { ...args };
  for (const end of ['source', 'destination'] as const) {
    const address = parseIpv4(String(args[end] ?? ''));
    const wildcard = parseIpv4(String(args[`${end}Wildcard`] ?? ''));
    if (address !== undefined && wildcard !== undefined) {
      delete normal[end];
      delete normal[`${end}Wildcard`];
      if (wildcard === ALL_ONES) normal[`${end}Any`] = 'any';
      else if (wildcard === 0) normal[`${end}Host`] = formatIpv4(address);
      else {
        normal[end] = formatIpv4(networkOf(address, ~wildcard >>> 0));
        normal[`${end}Wildcard`] = formatIpv4(wildcard);
      }
    }
    for (const port of [`${end}Port`, `${end}Last`] as const) {
      const typed = args[port];
      const name = typeof typed === 'number' ? nameOf(portsOf(args['proto']), typed) : undefined;
      if (name !== undefined) normal[port] = name;
    }
  }
  const { proto } = args;
  if (typeof proto === 'number') {
    const name = nameOf(PROTOCOLS, proto);
    if (name !== undefined && name !== 'tcp' && name !== 'udp' && name !== 'icmp') normal['proto'] = name;
  }
  return normal;
}

export function extendedEntry(args: Arguments): ExtendedEntry {
  const icmp = text(args, 'icmp');
  const [type, code] = icmp === undefined ? [number(args, 'icmpType'), number(args, 'icmpCode')] : (ICMP_MESSAGES[icmp] ?? []);
  const source = end(args, 'source');
  const destination = end(args, 'destination');
  return present<ExtendedEntry>({
    action: text(args, 'action') === 'permit' ? 'permit' : 'deny',
    protocol: typeof args['proto'] === 'number' ? args['proto'] || undefined : PROTOCOLS[text(args, 'proto') ?? 'ip'],
    source: source.address,
    sourceWildcard: source.wildcard,
    sourcePorts: ports(args, 'source'),
    destination: destination.address,
    destinationWildcard: destination.wildcard,
    destinationPorts: ports(args, 'destination'),
    icmpType: type,
    icmpCode: code,
    established: args['established'] !== undefined,
  });
}

/** `permit tcp host 10.0.0.1 any eq telnet`: the entry as `show access-lists` writes it. */
export function entryText(args: Arguments): string {
  const words = [text(args, 'action') ?? '', text(args, 'proto') ?? 'ip'];
  for (const which of ['source', 'destination'] as const) {
    const host = text(args, `${which}Host`);
    const address = text(args, which);
    words.push(host !== undefined ? `host ${host}` : address !== undefined ? `${address} ${text(args, `${which}Wildcard`) ?? ''}` : 'any');
    const op = text(args, `${which}Op`);
    if (op !== undefined) words.push(op, text(args, `${which}Port`) ?? '');
    const last = text(args, `${which}Last`);
    if (last !== undefined) words.push(last);
  }
  for (const name of ['icmp', 'icmpType', 'icmpCode'] as const) {
    const value = text(args, name);
    if (value !== undefined) words.push(value);
  }
  if (args['established'] !== undefined) words.push('established');
  for (const name of ['precedence', 'tos'] as const) {
    const value = text(args, name);
    if (value !== undefined) words.push(name, value);
  }
  const log = text(args, 'log');
  if (log !== undefined) words.push(log === '1' ? 'log' : log);
  return words.join(' ');
}

function end(args: Arguments, which: 'source' | 'destination'): { readonly address: Ipv4Address; readonly wildcard: Ipv4Address } {
  const host = parseIpv4(text(args, `${which}Host`) ?? '');
  if (host !== undefined) return { address: host, wildcard: 0 };
  const address = parseIpv4(text(args, which) ?? '');
  const wildcard = parseIpv4(text(args, `${which}Wildcard`) ?? '');
  return address === undefined || wildcard === undefined ? { address: 0, wildcard: ALL_ONES } : { address, wildcard };
}

function ports(args: Arguments, which: 'source' | 'destination'): PortMatch | undefined {
  const op = text(args, `${which}Op`);
  if (op !== 'eq' && op !== 'gt' && op !== 'lt' && op !== 'neq' && op !== 'range') return undefined;
  const table = portsOf(args['proto']);
  const port = (name: string): number => {
    const value = args[name];
    return typeof value === 'number' ? value : (table[value ?? ''] ?? 0);
  };
  const first = port(`${which}Port`);
  return { op, first, last: op === 'range' ? port(`${which}Last`) : first };
}

type Names = Readonly<Record<string, number>>;

function nameOf(names: Names, wanted: number): string | undefined {
  return Object.keys(names).find((name) => names[name] === wanted);
}

function portsOf(protocol: ArgumentValue | undefined): Names {
  return protocol === 'udp' || protocol === 17 ? UDP_PORTS : TCP_PORTS;
}

/** `ip` is any protocol. */
const PROTOCOLS: Names = { icmp: 1, igmp: 2, ipinip: 4, tcp: 6, igrp: 9, udp: 17, gre: 47, esp: 50, ahp: 51, eigrp: 88, ospf: 89, nos: 94, pcp: 108 };

const TCP_PORTS: Names = {
  bgp: 179, chargen: 19, cmd: 514, daytime: 13, discard: 9, domain: 53, echo: 7, exec: 512, finger: 79, ftp: 21,
  'ftp-data': 20, gopher: 70, hostname: 101, ident: 113, irc: 194, klogin: 543, kshell: 544, login: 513, lpd: 515,
  nntp: 119, 'pim-auto-rp': 496, pop2: 109, pop3: 110, smtp: 25, sunrpc: 111, syslog: 514, tacacs: 49, talk: 517,
  telnet: 23, time: 37, uucp: 540, whois: 43, www: 80,
};

const UDP_PORTS: Names = {
  biff: 512, bootpc: 68, bootps: 67, discard: 9, dnsix: 195, domain: 53, echo: 7, isakmp: 500, 'mobile-ip': 434,
  nameserver: 42, 'netbios-dgm': 138, 'netbios-ns': 137, 'netbios-ss': 139, ntp: 123, 'pim-auto-rp': 496, rip: 520,
  snmp: 161, snmptrap: 162, sunrpc: 111, syslog: 514, tacacs: 49, talk: 517, tftp: 69, time: 37, who: 513, xdmcp: 177,
};

/** Type and, where the name says it, code (RFC 792, 950, 1256, 1393). */
const ICMP_MESSAGES: Readonly<Record<string, readonly [number] | readonly [number, number]>> = {
  'administratively-prohibited': [3, 13],
  'alternate-address': [6],
  'conversion-error': [31],
  'dod-host-prohibited': [3, 10],
  'dod-net-prohibited': [3, 9],
  echo: [8],
  'echo-reply': [0],
  'general-parameter-problem': [12, 0],
  'host-isolated': [3, 8],
  'host-precedence-unreachable': [3, 14],
  'host-redirect': [5, 1],
  'host-tos-redirect': [5, 3],
  'host-tos-unreachable': [3, 12],
  'host-unknown': [3, 7],
  'host-unreachable': [3, 1],
  'information-reply': [16],
  'information-request': [15],
  'mask-reply': [18],
  'mask-request': [17],
  'mobile-redirect': [32],
  'net-redirect': [5, 0],
  'net-tos-redirect': [5, 2],
  'net-tos-unreachable': [3, 11],
  'net-unreachable': [3, 0],
  'network-unknown': [3, 6],
  'no-room-for-option': [12, 2],
  'option-missing': [12, 1],
  'packet-too-big': [3, 4],
  'parameter-problem': [12],
  'port-unreachable': [3, 3],
  'precedence-unreachable': [3, 15],
  'protocol-unreachable': [3, 2],
  'reassembly-timeout': [11, 1],
  redirect: [5],
  'router-advertisement': [9],
  'router-solicitation': [10],
  'source-quench': [4],
  'source-route-failed': [3, 5],
  'time-exceeded': [11],
  'timestamp-reply': [14],
  'timestamp-request': [13],
  traceroute: [30],
  'ttl-exceeded': [11, 0],
  unreachable: [3],
};
