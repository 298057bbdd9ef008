// `show caller`, `show caller ip`, `show caller timeouts` and `show caller user NAME`: everybody who uses the router, at a terminal or as a PPP peer, with active and
// idle times, limits and counters. Words as in the dial command reference; columns are ours, in its manner.

import { formatIpv4, prefixLength } from '../../base/ipv4.ts';
import { shortInterfaceName } from '../../base/interface-name.ts';
import { clockTime, uptimeStamp } from '../../base/time.ts';
import type { InterfaceCounters, InterfaceReading, RouterReader } from '../../network/router/readings.ts';
import { left } from './columns.ts';
import { pppCallers, type LineUser, type PppCaller, type TerminalLine } from './lines.ts';

const NOBODY = '-';

export function showCallers(router: RouterReader, lines: readonly TerminalLine[]): readonly string[] {
  const row = (line: string, user: string, service: string, since: number, idleMs: number): string =>
    `  ${left(line, 13)}${left(orNobody(user), 19)}${left(service, 14)}${left(uptimeStamp(router.now - since), 10)}${uptimeStamp(idleMs)}`;
  return [
    '                                                Active    Idle',
    '  Line         User               Service       Time      Time',
    ...occupied(lines).map(({ line, occupant }) => row(line, occupant.user, 'TTY', occupant.since, occupant.idleMs)),
    ...pppCallers(router).flatMap((caller) => {
      // An asynchronous interface is told of as the line that it is, too.
      const line = lines.find(({ number, carriesSince }) => carriesSince !== undefined && caller.interface === `Async${number}`);
      const asLine = line?.carriesSince === undefined ? [] : [row(`${line.kind} ${line.unit}`, caller.user, 'Async', line.carriesSince, caller.idleMs)];
      return [...asLine, row(shortInterfaceName(caller.interface), caller.user, 'PPP', caller.since, caller.idleMs)];
    }),
  ];
}

/** PPP peers alone: who has an address, and between which numbers his call is. */
export function showCallerAddresses(router: RouterReader): readonly string[] {
  return [
    '  Line         User               IP Address      Local Number    Remote Number   <->',
    ...pppCallers(router).map(({ interface: name, user, address, call: { outgoing, number, connectedAt } }) => {
      const call = router.activeCalls().find((each) => each.outgoing === outgoing && each.connectedAt === connectedAt && number === (outgoing ? each.calledNumber : each.callingNumber));
      const own = outgoing ? call?.callingNumber : call?.calledNumber;
      return `  ${left(shortInterfaceName(name), 13)}${left(orNobody(user), 19)}${left(address === undefined ? NOBODY : formatIpv4(address), 16)}${left(orNobody(own), 16)}${left(orNobody(number), 16)}${outgoing ? 'out' : 'in'}`;
    }),
  ];
}

/** `execTimeoutMs` of a line is 0 where nobody is cut off. */
export function showCallerTimeouts(router: RouterReader, lines: readonly TerminalLine[], execTimeoutMs: (line: TerminalLine) => number): readonly string[] {
  const row = (line: string, user: string, limitMs: number, leftMs: number | undefined): string =>
    `  ${left(line, 13)}${left(orNobody(user), 19)}${left(NOBODY, 11)}${left(limitMs === 0 ? NOBODY : clockTime(limitMs), 10)}${limitMs === 0 || leftMs === undefined ? NOBODY : clockTime(leftMs)}`;
  return [
    '                                  Session    Idle      Disconnect',
    '  Line         User               Timeout    Timeout   User in',
    ...lines.flatMap((line) => {
      const { kind, unit, occupant } = line;
      const limitMs = execTimeoutMs(line);
      return occupant === undefined ? [] : [row(`${kind} ${unit}`, occupant.user, limitMs, Math.max(0, limitMs - occupant.idleMs))];
    }),
    ...pppCallers(router).map(({ interface: name, user, idleTimeoutMs, idleLeftMs }) => row(shortInterfaceName(name), user, idleTimeoutMs, idleLeftMs)),
  ];
}

function orNobody(text: string | undefined): string {
  return text === undefined || text === '' ? NOBODY : text;
}

function occupied(lines: readonly TerminalLine[]): readonly { readonly line: string; readonly occupant: LineUser }[] {
  return lines.flatMap(({ kind, unit, occupant }) => (occupant === undefined ? [] : [{ line: `${kind} ${unit}`, occupant }]));
}

/** What the named user has open here; nobody of that name: no lines. */
export function showCallerUser(router: RouterReader, lines: readonly TerminalLine[], name: string): readonly string[] {
  const isThat = (user: string): boolean => user.toLowerCase() === name.toLowerCase();
  return [
    ...occupied(lines)
      .filter(({ occupant }) => isThat(occupant.user))
      .flatMap(({ line, occupant }) => [...head(occupant.user, `line ${line}`, 'TTY', router.now - occupant.since, occupant.idleMs), '']),
    ...pppCallers(router)
      .filter(({ user }) => isThat(user))
      .flatMap((caller) => pppDetail(router, caller)),
  ];
}

function head(user: string, line: string, service: string, activeMs: number, idleMs: number): readonly string[] {
  return [`  User: ${user}, ${line}, service ${service}`, `        Active time ${uptimeStamp(activeMs)}, Idle time ${uptimeStamp(idleMs)}`];
}

function pppDetail(router: RouterReader, caller: PppCaller): readonly string[] {
  const { interface: name, address, call, dialingInterface, idleLeftMs, idleMs, idleTimeoutMs, since, user } = caller;
  const reading = router.interface(name);
  const local = router.interface(dialingInterface)?.address;
  const here = local === undefined ? 'unassigned' : `${formatIpv4(local.address)}/${prefixLength(local.mask) ?? 0}`;
  return [
    ...head(user, `line ${shortInterfaceName(name)}`, 'PPP', router.now - since, idleMs),
    '  Timeouts:            Absolute  Idle',
    `      Limits:          -         ${idleTimeoutMs === 0 ? NOBODY : clockTime(idleTimeoutMs)}`,
    `      Disconnect in:   -         ${idleLeftMs === undefined ? NOBODY : clockTime(idleLeftMs)}`,
    `  PPP: LCP ${reading?.ppp?.lcp ?? 'Closed'}, ${protocols(reading)}`,
    `  Dialer: Connected to ${call.number === '' ? '<unknown phone number>' : call.number}, ${call.outgoing ? 'outbound' : 'inbound'}`,
    `          Idle timer ${idleTimeoutMs / 1000} secs, idle ${Math.floor(idleMs / 1000)} secs`,
    `          Type is ${dialerType(router, call.interface)}, group ${dialingInterface}`,
    // A link of a bundle carries IP for the bundle.
    ...(caller.bundle === undefined ? [`  IP: Local ${here}, remote ${address === undefined ? 'unassigned' : formatIpv4(address)}`] : []),
    ...(reading === undefined ? [] : counterLines(reading.counters)),
    '',
  ];
}

/** What the call was made or taken on. */
function dialerType(router: RouterReader, port: string): string {
  const kind = router.interface(port)?.kind;
  return kind === 'async' ? 'IN-BAND ASYNC' : kind === 'serial' ? 'IN-BAND SYNC' : 'ISDN';
}

function protocols(reading: InterfaceReading | undefined): string {
  const ipcp = `IPCP ${reading?.ppp?.ipcp ?? 'Closed'}`;
  if (reading?.ppp?.multilink !== true) return ipcp;
  return reading.bundle === undefined ? `multilink Open, ${ipcp}` : 'multilink Open';
}

function counterLines(counters: InterfaceCounters): readonly string[] {
  return [
    `  Counts: ${counters.packetsInput} packets input, ${counters.bytesInput} bytes, 0 no buffer`,
    `          ${counters.inputErrors} input errors, ${counters.crc} CRC, 0 frame, 0 overrun`,
    `          ${counters.packetsOutput} packets output, ${counters.bytesOutput} bytes, 0 underruns`,
    `          ${counters.outputErrors} output errors, 0 collisions, ${counters.interfaceResets} interface resets`,
  ];
}
