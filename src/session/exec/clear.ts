// Handlers that make the router do something to its running state: `clear`, `clock set`, `isdn call` and `isdn disconnect`.

import { parseIpv4 } from '../../base/ipv4.ts';
import { utcOfLocal } from '../../views/local-time.ts';
import { dayOfMonthExists, monthNumber, unixDay } from '../calendar-date.ts';
import { configuredBy } from '../configured-by.ts';
import { numberOf, textOf } from './show.ts';
import { routerLogOf } from '../router-log.ts';
import type { Exec, Handler } from '../types.ts';
import type { Arguments } from '../../grammar/types.ts';

export const clearHandlers: Readonly<Record<string, Handler>> = {
  'clear.accessListCounters': (exec, args) => exec.router.clearAccessListCounters(numberOf(args, 'list') ?? textOf(args, 'name')),
  'clear.arpCache': (exec) => exec.router.clearArpCache(),
  'clear.counters': clearCounters,
  'clear.dialer': (exec, args) => exec.router.clearDialer(textOf(args, 'name')),
  'clear.interface': (exec, args) => exec.router.clearInterface(textOf(args, 'name') ?? ''),
  'clear.ipRoute': clearIpRoute,
  'clear.logging': (exec) => {
    exec.confirm('Clear logging buffer [confirm]', (accepted) => {
      if (accepted) routerLogOf(exec.router).clear();
    });
  },
  'clock.set': setClock,
  'isdn.call': (exec, args) => {
    const speed = textOf(args, 'rate') === '56' ? 56 : 64;
    const reason = exec.router.isdnCall(textOf(args, 'name') ?? '', textOf(args, 'number') ?? '', speed);
    if (reason !== undefined) exec.print(`% No call placed: ${reason}`);
  },
  'isdn.disconnect': (exec, args) => {
    const channel = textOf(args, 'channel');
    exec.router.isdnDisconnect(textOf(args, 'name') ?? '', channel === 'b1' ? 1 : channel === 'b2' ? 2 : 'all');
  },
};

function clearCounters(exec: Exec, args: Arguments): void {
  const name = textOf(args, 'name');
  const where = name === undefined ? 'all interfaces' : 'this interface';
  exec.confirm(`Clear "show interface" counters on ${where} [confirm]`, (accepted) => {
    if (!accepted) return;
    exec.router.clearCounters(name);
    exec.router.record({ type: 'clear.counters', what: name === undefined ? where : `interface ${name}`, by: configuredBy(exec) });
  });
}

function clearIpRoute(exec: Exec, args: Arguments): void {
  const what = textOf(args, 'what') ?? '';
  const destination = parseIpv4(what);
  if (what === '*') exec.router.clearRoute(undefined);
  else if (destination === undefined) exec.print('%Invalid IP address');
  else exec.router.clearRoute(destination);
}

function setClock(exec: Exec, args: Arguments): void {
  const [hours = 0, minutes = 0, seconds = 0] = (textOf(args, 'time') ?? '').split(':').map(Number);
  const year = numberOf(args, 'year') ?? 1993;
  const month = monthNumber(textOf(args, 'month') ?? '');
  const day = numberOf(args, 'day') ?? 1;
  if (!dayOfMonthExists(year, month, day)) {
    exec.print('% Invalid day of the month');
    return;
  }
  const local = ((unixDay(year, month, day) * 24 + hours) * 60 + minutes) * 60_000 + seconds * 1000;
  exec.router.setClock(utcOfLocal(local, exec.router.config));
}
