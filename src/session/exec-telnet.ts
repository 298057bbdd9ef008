// `telnet`, `connect` and their like: a terminal on another host over the router's own packets, put aside by Ctrl-Shift-6
// and x, taken up again by `resume`, ended by `disconnect` or by the far host (cli-behaviour §3.1). What crosses the line
// is the router's; here are the words and the keys.

import { formatIpv4, parseIpv4, type Ipv4Address } from '../base/ipv4.ts';
import { toText } from '../base/octets.ts';
import { hostTable } from '../config/model.ts';
import type { Arguments } from '../grammar/types.ts';
import type { RemoteTerminal } from '../network/router/telnet.ts';
import { numberOf, textOf } from './exec-show.ts';
import { lookUp } from './name-lookup.ts';
import { lineAfter, type RemoteConnection } from './remote-connections.ts';
import type { Exec, Handler, RunningCommand } from './types.ts';

const TELNET_PORT = 23;

const FAILURES: Readonly<Record<string, string>> = {
  refused: '% Connection refused by remote host',
  reset: '% Connection reset by user',
  timeout: '% Connection timed out; remote host not responding',
  unreachable: '% Destination unreachable; gateway or host down',
};

export const telnetHandlers: Readonly<Record<string, Handler>> = {
  telnet: (exec, args) => telnet(exec, textOf(args, 'target') ?? '', args),
  resume: (exec, args) => resume(exec, numberOf(args, 'connection')),
  disconnect: (exec, args) => disconnect(exec, numberOf(args, 'connection')),
  'show.sessions': (exec) => exec.printAll(sessionLines(exec)),
};

/** A first word that is no command, but a host: true if it is one, and is called. */
export function callHost(exec: Exec, words: readonly string[]): boolean {
  const [target = '', port, ...rest] = words;
  if (/^\d{1,2}$/.test(target) && port === undefined && exec.remotes.find(Number(target))) {
    resume(exec, Number(target));
    return true;
  }
  if (rest.length > 0 || (port !== undefined && !/^\d{1,5}$/.test(port)) || addressOf(exec, target) === undefined) return false;
  telnet(exec, target, port === undefined ? {} : { port: Number(port) });
  return true;
}

function addressOf(exec: Exec, target: string): Ipv4Address | undefined {
  return parseIpv4(target) ?? hostTable(exec.router.config).get(target.toLowerCase());
}

function telnet(exec: Exec, target: string, args: Arguments): void {
  const destination = addressOf(exec, target);
  if (destination === undefined) {
    lookUp(exec, target, '% Bad IP address or host name');
    return;
  }
  const port = numberOf(args, 'port') ?? TELNET_PORT;
  const interfaceName = textOf(args, 'sourceInterface');
  const source = interfaceName === undefined ? undefined : exec.router.interface(interfaceName)?.address?.address;
  if (interfaceName !== undefined && source === undefined) {
    exec.print('% Invalid source interface - IP not enabled or interface is down');
    return;
  }
  new Call(exec, target, destination).place(port, source);
}

/** One connection, from its opening to its end. */
class Call {
  readonly #exec: Exec;
  readonly #host: string;
  readonly #destination: Ipv4Address;
  #running: RunningCommand | undefined;
  #connection: RemoteConnection | undefined;
  #terminal: RemoteTerminal | undefined;
  #isEscaped = false;

  constructor(exec: Exec, host: string, destination: Ipv4Address) {
    this.#exec = exec;
    this.#host = host;
    this.#destination = destination;
  }

  place(port: number, source: Ipv4Address | undefined): void {
    const exec = this.#exec;
    const address = formatIpv4(this.#destination);
    const named = address === this.#host ? `${address}${port === TELNET_PORT ? '' : `, ${port}`} ` : `${this.#host} (${address}${port === TELNET_PORT ? '' : `, ${port}`})`;
    const running = exec.run(() => {
      this.#terminal?.abort();
      this.#fail('');
    });
    this.#running = running;
    running.write(`Trying ${named}... `);
    const request = { destination: this.#destination, port, ...(source === undefined ? {} : { source }) };
    this.#terminal = exec.router.openTelnet(request, {
      opened: () => this.#opened(),
      data: (octets) => this.#data(octets),
      ended: (reason) => this.#ended(reason),
    });
    if (this.#terminal === undefined) this.#fail(FAILURES['unreachable'] ?? '');
  }

  #opened(): void {
    const { router, remotes } = this.#exec;
    if (this.#terminal === undefined) return;
    const connection = remotes.add(this.#host, this.#destination, this.#terminal, router.now);
    this.#connection = connection;
    calls.set(connection, this);
    this.#running?.write('Open\r\n');
    this.#attend();
  }

  /** The keys are the far host's. */
  #attend(): void {
    this.#isEscaped = false;
    this.#running?.connect((octets) => this.#keys(octets), () => this.#connection?.line ?? '');
  }

  /** How many octets were for the far host or for the escape character. */
  #keys(octets: Uint8Array): number {
    const connection = this.#connection;
    if (connection === undefined) return octets.length;
    connection.usedAt = this.#exec.router.now;
    if (this.#isEscaped) {
      this.#isEscaped = false;
      this.#escaped(octets[0] ?? 0, connection);
      return 1;
    }
    const { escapeCharacter } = this.#exec.terminal;
    const escape = escapeCharacter === undefined ? -1 : octets.indexOf(escapeCharacter);
    const end = escape < 0 ? octets.length : escape;
    if (end > 0) connection.terminal.send(octets.slice(0, end));
    this.#isEscaped = escape >= 0;
    return escape < 0 ? end : end + 1;
  }

  /** The key behind the escape character; twice sends it, and any but these does nothing. */
  #escaped(key: number, connection: RemoteConnection): void {
    const character = String.fromCharCode(key).toLowerCase();
    if (key === this.#exec.terminal.escapeCharacter) connection.terminal.send(Uint8Array.of(key));
    else if (character === 'x') {
      connection.terminal.pause();
      this.#leave();
    } else if (character === '?') this.#running?.write(ESCAPE_HELP.map((line) => `\r\n${line}`).join(''));
  }

  resume(): void {
    const connection = this.#connection;
    if (connection === undefined) return;
    this.#exec.remotes.use(connection);
    this.#running = this.#exec.run(() => undefined);
    this.#running.write(`[Resuming connection ${connection.number} to ${connection.host} ... ]\r\n`);
    this.#attend();
    connection.terminal.resume();
  }

  #data(octets: Uint8Array): void {
    const connection = this.#connection;
    if (connection === undefined) return;
    const text = toText(octets);
    connection.usedAt = this.#exec.router.now;
    connection.line = lineAfter(connection.line, text);
    this.#running?.write(text);
  }

  #ended(reason: string): void {
    const connection = this.#connection;
    if (connection === undefined) {
      this.#fail(FAILURES[reason] ?? '');
      return;
    }
    this.#connection = undefined;
    this.#exec.remotes.remove(connection);
    if (this.#running === undefined) return;
    this.#running.freshLine();
    this.#running.write(`\r\n[Connection to ${connection.host} closed by foreign host]\r\n`);
    this.#leave();
  }

  /** It was never open. */
  #fail(message: string): void {
    const running = this.#running;
    if (running === undefined) return;
    running.freshLine();
    if (message !== '') running.write(`${message}\r\n\r\n`);
    this.#leave();
  }

  #leave(): void {
    const running = this.#running;
    this.#running = undefined;
    running?.freshLine();
    running?.done();
  }
}

const calls = new WeakMap<RemoteConnection, Call>();

const ESCAPE_HELP = ['[Special telnet escape help]', '^^X suspends the session', '^^^ sends the escape character', ''];

/** Without a number: the one that was used last. */
export function resume(exec: Exec, number: number | undefined): void {
  const connection = chosen(exec, number);
  if (connection) calls.get(connection)?.resume();
}

function disconnect(exec: Exec, number: number | undefined): void {
  const connection = chosen(exec, number);
  if (!connection) return;
  exec.confirm(`Closing connection to ${connection.host} [confirm]`, (accepted) => {
    if (!accepted) return;
    exec.remotes.remove(connection);
    // Nobody reads the far host's last words.
    connection.terminal.resume();
    connection.terminal.close();
  });
}

function chosen(exec: Exec, number: number | undefined): RemoteConnection | undefined {
  const { remotes } = exec;
  const connection = number === undefined ? remotes.current : remotes.find(number);
  if (connection) return connection;
  exec.print(remotes.all.length === 0 ? '% No connections open' : `% ${number ?? ''} is not an open connection`);
  return undefined;
}

function sessionLines({ remotes, router }: Exec): readonly string[] {
  if (remotes.all.length === 0) return ['% No connections open'];
  return [
    'Conn Host                Address             Byte  Idle Conn Name',
    ...remotes.all.map((connection) => {
      const idleMinutes = Math.floor((router.now - connection.usedAt) / 60_000);
      const mark = connection === remotes.current ? '*' : ' ';
      const host = connection.host.padEnd(19);
      return `${mark}${String(connection.number).padStart(3)} ${host} ${formatIpv4(connection.address).padEnd(19)} ${'0'.padStart(4)} ${String(idleMinutes).padStart(5)} ${connection.host}`;
    }),
    '',
  ];
}
