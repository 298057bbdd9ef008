// `telnet`, `connect` and their like: a terminal on another host over the router's own packets, listed by `where`, taken up
// again by `resume`, named by `name-connection`, ended by `disconnect` or by the far host (cli-behaviour §3.1).

import { formatIpv4, type Ipv4Address } from '../../base/ipv4.ts';
import { telnetSource } from '../../config/tcp-settings.ts';
import type { Arguments } from '../../grammar/types.ts';
import { converse, type Dialogue } from '../typing/dialogue.ts';
import { numberOf, textOf } from './show.ts';
import { lineConfiguration } from '../lines/line-configuration.ts';
import { addressOf } from '../host-names.ts';
import { lookUp } from '../name-lookup.ts';
import { callOf, RemoteCall } from '../lines/remote-call.ts';
import type { RemoteConnection } from '../lines/remote-connections.ts';
import type { Exec, Handler } from '../types.ts';
import { letsThrough } from '../lines/vty-lines.ts';

const TELNET_PORT = 23;

export const telnetHandlers: Readonly<Record<string, Handler>> = {
  telnet: (exec, args) => {
    const target = textOf(args, 'target');
    if (target !== undefined) telnet(exec, target, args);
    else converse(exec, askHost(exec));
  },
  resume: (exec, args) => resume(exec, textOf(args, 'connection')),
  disconnect: (exec, args) => disconnect(exec, textOf(args, 'connection')),
  nameConnection: (exec) => converse(exec, nameConnection(exec)),
  'show.sessions': (exec) => exec.printAll(sessionLines(exec)),
};

/** A first word that is no command, but a host: true if it is one, and is called. */
export function callHost(exec: Exec, target: string, args: Arguments): boolean {
  const open = exec.remotes.find(target);
  // A host's name opens another connection to it; a number, or the name that somebody gave a connection, takes that up.
  if (args['port'] === undefined && open && (String(open.number) === target || open.name !== open.host)) {
    resume(exec, target);
    return true;
  }
  if (addressOf(exec, target) === undefined) return false;
  telnet(exec, target, args);
  return true;
}

function* askHost(exec: Exec): Dialogue {
  const target = (yield { prompt: 'Host: ' }).trim();
  if (target !== '') telnet(exec, target, {});
}

function telnet(exec: Exec, target: string, args: Arguments): void {
  const destination = addressOf(exec, target);
  if (destination === undefined) {
    lookUp(exec, target, '% Bad IP address or host name', (address) => telnetTo(exec, target, args, address));
    return;
  }
  telnetTo(exec, target, args, destination);
}

export function telnetTo(exec: Exec, target: string, args: Arguments, destination: Ipv4Address): void {
  if (!letsThrough(exec.router.config, exec.line, 'output', 'telnet')) {
    exec.print('% telnet connections not permitted from this terminal');
    return;
  }
  const list = lineConfiguration(exec.router.config, exec.line)?.accessClassOut;
  if (list !== undefined && !exec.router.permits(list, destination)) {
    exec.print('% Connections to that host not permitted from this terminal');
    return;
  }
  const port = numberOf(args, 'port') ?? TELNET_PORT;
  const asked = textOf(args, 'sourceInterface');
  const interfaceName = asked ?? telnetSource(exec.router.config);
  const source = interfaceName === undefined ? undefined : exec.router.interface(interfaceName)?.address?.address;
  if (asked !== undefined && source === undefined) {
    exec.print('% Invalid source interface - IP not enabled or interface is down');
    return;
  }
  new RemoteCall(exec, target, destination).place(port, source);
}

/** Without a number: the one that was used last. */
export function resume(exec: Exec, which: string | undefined): void {
  const connection = chosen(exec, which);
  if (connection) callOf(connection)?.resume();
}

function disconnect(exec: Exec, which: string | undefined): void {
  const connection = chosen(exec, which);
  if (!connection) return;
  exec.confirm(`Closing connection to ${connection.name} [confirm]`, (accepted) => {
    if (!accepted) return;
    exec.remotes.remove(connection);
    // Nobody reads the far host's last words.
    connection.terminal.resume();
    connection.terminal.close();
  });
}

function chosen(exec: Exec, which: string | undefined): RemoteConnection | undefined {
  const { remotes } = exec;
  const connection = which === undefined ? remotes.current : remotes.find(which);
  if (connection) return connection;
  exec.print(remotes.all.length === 0 ? '% No connections open' : `% ${which ?? ''} is not an open connection`);
  return undefined;
}

/** The dialogue of the command reference's sample; a name is kept in capitals. */
function* nameConnection(exec: Exec): Dialogue {
  const { remotes } = exec;
  if (remotes.all.length === 0) {
    exec.print('% No connections open');
    return;
  }
  const number = (yield { prompt: 'Connection number: ' }).trim();
  const connection = chosen(exec, number === '' ? undefined : number);
  if (!connection) return;
  const name = (yield { prompt: 'Enter logical name: ' }).trim().toUpperCase();
  if (name === '') return;
  exec.confirm(`Connection ${connection.number} to ${connection.host} will be named "${name}" [confirm]`, (accepted) => {
    if (accepted) connection.name = name;
  });
}

function sessionLines({ remotes, router }: Exec): readonly string[] {
  if (remotes.all.length === 0) return ['% No connections open'];
  return [
    'Conn Host                Address             Byte  Idle Conn Name',
    ...remotes.all.map((connection) => {
      const idleMinutes = Math.floor((router.now - connection.usedAt) / 60_000);
      const mark = connection === remotes.current ? '*' : ' ';
      const { number, host, address, terminal, name } = connection;
      const unread = String(terminal.unreadOctets).padStart(4);
      return `${mark}${String(number).padStart(3)} ${host.padEnd(19)} ${formatIpv4(address).padEnd(19)} ${unread} ${String(idleMinutes).padStart(5)} ${name}`;
    }),
    '',
  ];
}
