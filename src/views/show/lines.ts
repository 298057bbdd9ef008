// The terminal lines of a router and who is on them: `show line`, `show users [all]`. The session knows the lines; PPP peers
// that dialled in are read from the router. Columns as in published 12.x captures; those of PPP peers are ours.

import { formatIpv4, type Ipv4Address } from '../../base/ipv4.ts';
import { shortInterfaceName } from '../../base/interface-name.ts';
import { clockTime, type DurationMs, type Instant } from '../../base/time.ts';
import type { RouterReader } from '../../network/router/readings.ts';
import type { DialerCall } from '../../protocols/dialer/types.ts';
import { left, right } from './columns.ts';

/** One line, as the session knows it. */
export interface TerminalLine {
  /** Among all lines of the router. */
  readonly number: number;
  readonly kind: 'con' | 'aux' | 'tty' | 'vty';
  /** Among those of its kind. */
  readonly unit: number;
  /** Whoever asks is on it. */
  readonly current: boolean;
  readonly occupant?: LineUser;
  /** Connections to it since boot. */
  readonly uses: number;
  /** Of a line with hardware of its own: `9600/9600`. */
  readonly speed?: string;
  /** A call of its modem has it: it is an interface now, and nobody's terminal. */
  readonly carries?: boolean;
  readonly carriesSince?: Instant;
  readonly modem?: string;
  readonly rotary?: string;
  readonly accessOut?: string;
  readonly accessIn?: string;
}

export interface LineUser {
  /** Empty without login. */
  readonly user: string;
  readonly since: Instant;
  readonly idleMs: DurationMs;
  readonly location: string;
  /** Hosts that he is connected to from there. */
  readonly hosts: readonly string[];
}

const TYPES: Readonly<Record<TerminalLine['kind'], string>> = { con: 'CTY', aux: 'AUX', tty: 'TTY', vty: 'VTY' };

export function showLines(lines: readonly TerminalLine[]): readonly string[] {
  return ['   Tty Typ     Tx/Rx    A Modem  Roty AccO AccI   Uses   Noise  Overruns   Int', ...lines.map(lineRow), ''];
}

function lineRow({ number, kind, occupant, carries, uses, speed, modem, rotary, accessOut, accessIn }: TerminalLine): string {
  return [
    `${carries === true ? 'A' : occupant === undefined ? ' ' : '*'}${right(number, 5)} ${TYPES[kind]}`,
    (speed ?? '').length > 12 ? ` ${speed}` : `${right(speed ?? '', 12)}  `,
    `-${right(modem ?? '-', 5)}`,
    right(rotary ?? '-', 7),
    right(accessOut ?? '-', 5),
    right(accessIn ?? '-', 5),
    right(uses, 7),
    '       0     0/0       -',
  ].join('');
}

/** Lines in use, or all of them; then PPP peers that are connected. */
export function showUsers(router: RouterReader, lines: readonly TerminalLine[], all: boolean): readonly string[] {
  return [
    '    Line       User       Host(s)              Idle       Location',
    ...lines.filter(({ occupant, carries }) => all || occupant !== undefined || carries === true).flatMap((line) => (line.carries === true ? interfaceRow(router, line) : userRows(line))),
    '',
    '  Interface  User      Mode                     Idle Peer Address',
    ...pppCallers(router).map(callerRow),
  ];
}

/** A link of a bundle is idle with the others: it says whose it is. */
function callerRow({ interface: name, user, mode, bundle, idleMs, address }: PppCaller): string {
  const kind = mode === 'Bundle' ? 'Virtual PPP (Bundle)' : `${mode} PPP`;
  const peer = bundle === undefined ? `${clockTime(idleMs)} ${address === undefined ? '' : formatIpv4(address)}` : `${left('-', 8)} Bundle: ${shortInterfaceName(bundle)}`;
  return `  ${left(shortInterfaceName(name), 11)}${left(user, 10)}${left(kind, 21)}${peer}`;
}

/** A line that is an interface now: whose packets it carries. */
function interfaceRow(router: RouterReader, { number, kind, unit }: TerminalLine): readonly string[] {
  const caller = pppCallers(router).find(({ interface: name }) => name === `Async${number}`);
  const peer = caller?.address === undefined ? '' : `PPP: ${formatIpv4(caller.address)}`;
  return [`${left(` ${right(number, 3)} ${kind} ${unit}`, 15)}${left(caller?.user ?? '', 11)}${left('Async interface', 21)}${clockTime(caller?.idleMs ?? 0)}   ${peer}`];
}

function userRows({ number, kind, unit, current, occupant }: TerminalLine): readonly string[] {
  const head = left(`${current ? '*' : ' '}${right(number, 3)} ${kind} ${unit}`, 15);
  if (occupant === undefined) return [`${head}${' '.repeat(32)}00:00:00   `];
  const { user, hosts, idleMs, location } = occupant;
  const [host = 'idle', ...others] = hosts;
  const more = others.map((other) => `${' '.repeat(26)}${left(other, 21)}${clockTime(idleMs)}   `);
  return [`${head}${left(user, 11)}${left(host, 21)}${clockTime(idleMs)}   ${location}`, ...more];
}

/** A PPP peer whose call carries packets. */
export interface PppCaller {
  /** `BRI0:1`. */
  readonly interface: string;
  /** The name that it authenticated with; empty without. */
  readonly user: string;
  readonly mode: 'Sync' | 'Async' | 'Bundle';
  /** The bundle that the link is a member of. */
  readonly bundle: string | undefined;
  readonly address: Ipv4Address | undefined;
  readonly since: Instant;
  readonly idleMs: DurationMs;
  readonly idleTimeoutMs: DurationMs;
  /** Absent where no idle timer runs. */
  readonly idleLeftMs: DurationMs | undefined;
  readonly call: DialerCall;
  /** `BRI0`, `Dialer1`. */
  readonly dialingInterface: string;
}

/** Bundles first, with the call of their first link; then the links of each dialing interface. */
export function pppCallers(router: RouterReader): readonly PppCaller[] {
  const links = linkCallers(router);
  const bundles = router.bundles().flatMap(({ interface: name, bundleName, since, peerAddress }): readonly PppCaller[] => {
    const link = links.find(({ bundle }) => bundle === name);
    return link === undefined ? [] : [{ ...link, interface: name, user: bundleName, mode: 'Bundle', bundle: undefined, address: peerAddress, since }];
  });
  return [...bundles, ...links];
}

function linkCallers(router: RouterReader): readonly PppCaller[] {
  return router.dialers().flatMap((dialer) => {
    return dialer.calls.flatMap((call): readonly PppCaller[] => {
      const { channel, phase, peerName, peerAddress, connectedAt } = call;
      if (phase !== 'data link layer up' || channel === undefined || !dialer.policy.ppp) return [];
      const idleLeftMs = dialer.idleLeftMs(call.id);
      // Where no idle time counts, no dialer looks which packets are interesting.
      const { idleMs: sinceMs = 0, timeoutMs: idleTimeoutMs = 0 } = dialer.idleness(call.id) ?? {};
      const idleMs = idleTimeoutMs === 0 ? 0 : sinceMs;
      return [
        {
          interface: channel,
          user: peerName ?? '',
          mode: router.interface(channel)?.kind === 'async' ? 'Async' : 'Sync',
          bundle: call.bundle,
          address: peerAddress,
          since: connectedAt ?? router.now,
          idleMs,
          idleTimeoutMs,
          idleLeftMs,
          call,
          dialingInterface: dialer.interface,
        },
      ];
    });
  });
}
