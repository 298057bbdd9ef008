// `show aaa servers`, `show radius statistics`, `show tacacs`: what the router's clients of RADIUS and TACACS+ have counted, server by
// server, in the form of IOS as far as published samples show it; lines of queues that are not kept here are left out. And
// `show aaa user all`, the sessions that are accounted for.

import { formatIpv4 } from '../../base/ipv4.ts';
import type { RouterReader } from '../../network/router/readings.ts';
import { clockTime } from '../../base/time.ts';

type Server = ReturnType<RouterReader['aaaReading']>['radius'][number];
type Counters = Server['authentication'];

export function showAaaServers(router: RouterReader): readonly string[] {
  const { radius, tacacs } = router.aaaReading();
  const lines: string[] = [];
  radius.forEach((server, index) => {
    const [auth, acct] = server.ports;
    lines.push('', `RADIUS: id ${index + 1}, priority ${index + 1}, host ${formatIpv4(server.address)}, auth-port ${auth}, acct-port ${acct}`, ...serverLines(server, router));
  });
  tacacs.forEach((server, index) => {
    lines.push('', `TACACS+: id ${index + 1}, priority ${index + 1}, host ${formatIpv4(server.address)}, port ${server.ports[0]}`, ...serverLines(server, router));
  });
  return lines;
}

function serverLines(server: Server, router: RouterReader): readonly string[] {
  const seconds = Math.floor((router.now - server.stateSince) / 1000);
  return [
    `     State: current ${server.state === 'up' ? 'UP' : 'DEAD'}, duration ${seconds}s`,
    ...purposeLines('Authen', server.authentication),
    ...purposeLines('Author', server.authorization),
    ...purposeLines('Account', server.accounting),
  ];
}

function purposeLines(label: string, counters: Counters): readonly string[] {
  const { requests, timeouts, accepts, rejects, unexpected, errors, badAuthenticators } = counters;
  return [
    `     ${label}: request ${requests}, timeouts ${timeouts}`,
    `             Response: unexpected ${unexpected}, server error ${errors}, incorrect ${badAuthenticators}, time ${average(counters)}ms`,
    `             Transaction: success ${accepts}, failure ${rejects}`,
  ];
}

const answers = ({ accepts, rejects, challenges }: Counters): number => accepts + rejects + challenges;

function average(counters: Counters): number {
  return answers(counters) === 0 ? 0 : Math.round(counters.responseMs / answers(counters));
}

export function showRadiusStatistics(router: RouterReader): readonly string[] {
  const { radius } = router.aaaReading();
  const auth = sumOf(radius.map((server) => server.authentication));
  const acct = sumOf(radius.map((server) => server.accounting));
  const both = sumOf([auth, acct]);
  const row = (label: string, value: (counters: Counters) => number): string =>
    `${`${label}:`.padStart(29)}${[auth, acct, both].map((counters) => String(value(counters)).padStart(11)).join('')}`;
  return [
    `${' '.repeat(29)}${['Auth.', 'Acct.', 'Both'].map((word) => word.padStart(11)).join('')}`,
    row('Total responses seen', answers),
    row('Packets with responses', answers),
    row('Packets without responses', ({ timeouts }) => timeouts),
    row('Average response delay(ms)', average),
    row('Number of Radius timeouts', ({ timeouts }) => timeouts),
  ];
}

function sumOf(all: readonly Counters[]): Counters {
  const sum = (pick: (counters: Counters) => number): number => all.reduce((total, counters) => total + pick(counters), 0);
  return {
    requests: sum(({ requests }) => requests), timeouts: sum(({ timeouts }) => timeouts), retransmissions: sum(({ retransmissions }) => retransmissions),
    accepts: sum(({ accepts }) => accepts), rejects: sum(({ rejects }) => rejects), challenges: sum(({ challenges }) => challenges),
    unexpected: sum(({ unexpected }) => unexpected), badAuthenticators: sum(({ badAuthenticators }) => badAuthenticators), errors: sum(({ errors }) => errors),
    responseMs: sum(({ responseMs }) => responseMs),
  };
}

export function showTacacs(router: RouterReader): readonly string[] {
  return router.aaaReading().tacacs.flatMap((server) => {
    const all = sumOf([server.authentication, server.authorization, server.accounting]);
    const row = (label: string, value: number): string => `${`${label}:`.padStart(26)}${String(value).padStart(11)}`;
    return [
      `Tacacs+ Server            :  ${formatIpv4(server.address)}/${server.ports[0]}`,
      row('Socket opens', server.opens),
      row('Socket closes', server.closes),
      row('Socket aborts', server.aborts),
      row('Socket errors', server.errors),
      row('Socket Timeouts', all.timeouts),
      row('Failed Connect Attempts', server.errors),
      row('Total Packets Sent', server.packetsOut),
      row('Total Packets Recv', server.packetsIn),
    ];
  });
}

/** Our own table: the box's is a dump of its memory. */
export function showAaaUsers(router: RouterReader, _which: string | undefined): readonly string[] {
  const { sessions } = router.aaaReading();
  return [
    'Session  Service  User             Port             Active',
    ...sessions.map(({ id, service, user, port, startedAt }) => `${id.padEnd(9)}${service.padEnd(9)}${user.padEnd(17)}${port.padEnd(17)}${clockTime(router.now - startedAt)}`),
  ];
}
