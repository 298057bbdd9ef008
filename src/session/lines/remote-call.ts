// One connection to another host, from `Trying` to its end: whose keys are whose, what the escape character does, how the
// connection is put aside and taken up again, and how long it may be idle (`session-timeout`). What crosses the line is the
// router's.

import { formatIpv4, type Ipv4Address } from '../../base/ipv4.ts';
import { toText } from '../../base/octets.ts';
import { printEscapeCharacter } from '../../config/escape-character.ts';
import type { Cancel } from '../../engine/clock.ts';
import type { RemoteTerminal } from '../../network/router/ip/telnet.ts';
import { lineConfiguration } from './line-configuration.ts';
import { lineAfter, type RemoteConnection } from './remote-connections.ts';
import type { Exec, RunningCommand } from '../types.ts';

const TELNET_PORT = 23;
/** What a terminal calls itself where its line does not (`terminal-type`). */
const TERMINAL_TYPE = 'UNKNOWN';

const FAILURES: Readonly<Record<string, string>> = {
  refused: '% Connection refused by remote host',
  reset: '% Connection reset by user',
  timeout: '% Connection timed out; remote host not responding',
  unreachable: '% Destination unreachable; gateway or host down',
};

const calls = new WeakMap<RemoteConnection, RemoteCall>();

/** The call behind an open connection. */
export function callOf(connection: RemoteConnection): RemoteCall | undefined {
  return calls.get(connection);
}

export class RemoteCall {
  readonly #exec: Exec;
  readonly #host: string;
  readonly #destination: Ipv4Address;
  #running: RunningCommand | undefined;
  #connection: RemoteConnection | undefined;
  #terminal: RemoteTerminal | undefined;
  #isEscaped = false;
  #cancelIdle: Cancel | undefined;

  constructor(exec: Exec, host: string, destination: Ipv4Address) {
    this.#exec = exec;
    this.#host = host;
    this.#destination = destination;
  }

  place(port: number, source: Ipv4Address | undefined): void {
    const exec = this.#exec;
    const address = formatIpv4(this.#destination);
    const withPort = port === TELNET_PORT ? '' : `, ${port}`;
    const running = exec.run(() => {
      this.#terminal?.abort();
      this.#fail('');
    });
    this.#running = running;
    const whither = address === this.#host ? `${address}${withPort} ` : `${this.#host} (${address}${withPort})`;
    const isHidden = exec.router.config.flag('service.hideTelnetAddresses') === true;
    running.write(isHidden ? `Trying ${address === this.#host ? '' : this.#host}... ` : `Trying ${whither}... `);
    const { terminal } = exec;
    const request = {
      destination: this.#destination,
      port,
      ...(source === undefined ? {} : { source }),
      terminal: { type: TERMINAL_TYPE, window: () => [terminal.width, terminal.length] as const },
    };
    this.#terminal = exec.router.openTelnet(request, {
      opened: () => this.#opened(),
      data: (octets) => this.#data(octets),
      ended: (reason) => this.#ended(reason),
    });
    if (this.#terminal === undefined) this.#fail(FAILURES['unreachable'] ?? '');
  }

  resume(): void {
    const connection = this.#connection;
    if (connection === undefined) return;
    this.#exec.remotes.use(connection);
    this.#running = this.#exec.run(() => undefined);
    this.#running.write(`[Resuming connection ${connection.number} to ${connection.name} ... ]\r\n`);
    this.#attend();
    connection.terminal.resume();
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
    this.#watchIdle();
  }

  /** How many octets were for the far host or for the escape character. */
  #keys(octets: Uint8Array): number {
    const connection = this.#connection;
    if (connection === undefined) return octets.length;
    connection.usedAt = this.#exec.router.now;
    this.#watchIdle();
    if (this.#isEscaped) {
      this.#isEscaped = false;
      this.#escaped(octets[0] ?? 0, connection);
      return 1;
    }
    const escape = octets.indexOf(this.#exec.terminal.escapeCharacter ?? -1);
    const end = escape < 0 ? octets.length : escape;
    if (end > 0) connection.terminal.send(octets.slice(0, end));
    this.#isEscaped = escape >= 0;
    return escape < 0 ? end : end + 1;
  }

  /** The key behind the escape character; twice sends it, and any but these does nothing. */
  #escaped(key: number, { terminal }: RemoteConnection): void {
    const escape = this.#exec.terminal.escapeCharacter;
    const command = COMMANDS[String.fromCharCode(key).toLowerCase()];
    if (key === escape) terminal.send(Uint8Array.of(key));
    else if (command !== undefined) terminal.command(command.name);
    else if (key === QUESTION_MARK) this.#running?.write(`\r\n${escapeHelp(escape).join('\r\n')}\r\n`);
    else if (key === 0x78 || key === 0x58) {
      terminal.pause();
      this.#running?.write('\r\n');
      this.#leave();
    }
  }

  #data(octets: Uint8Array): void {
    const connection = this.#connection;
    if (connection === undefined) return;
    const text = toText(octets);
    connection.usedAt = this.#exec.router.now;
    connection.line = lineAfter(connection.line, text);
    this.#running?.write(text);
    if (this.#idleLimit()?.output === true) this.#watchIdle();
  }

  #ended(reason: string): void {
    const connection = this.#connection;
    if (connection === undefined) {
      this.#fail(FAILURES[reason] ?? '');
      return;
    }
    this.#over(connection, `closed by foreign host`);
  }

  /** The connection is no more. */
  #over(connection: RemoteConnection, how: string): void {
    this.#connection = undefined;
    this.#exec.remotes.remove(connection);
    if (this.#running === undefined) return;
    this.#running.freshLine();
    this.#running.write(`\r\n[Connection to ${connection.host} ${how}]\r\n`);
    this.#leave();
  }

  #idleLimit(): { readonly ms: number; readonly output: boolean } | undefined {
    return lineConfiguration(this.#exec.router.config, this.#exec.line)?.sessionTimeout;
  }

  /** From now on, as long as the connection is in the foreground. */
  #watchIdle(): void {
    this.#cancelIdle?.();
    const limit = this.#idleLimit();
    if (limit === undefined) return;
    this.#cancelIdle = this.#exec.router.clock.after(limit.ms, () => {
      const connection = this.#connection;
      if (connection === undefined) return;
      connection.terminal.close();
      this.#over(connection, 'idle too long; timed out');
    });
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
    this.#cancelIdle?.();
    running?.freshLine();
    running?.done();
  }
}

const QUESTION_MARK = 0x3f;

/** Keys behind the escape character, as the command reference lists them. */
const COMMANDS: Readonly<Record<string, { readonly name: Parameters<RemoteTerminal['command']>[0]; readonly says: string }>> = {
  b: { name: 'break', says: 'BREAK' },
  c: { name: 'interruptProcess', says: 'IP' },
  h: { name: 'eraseCharacter', says: 'EC' },
  o: { name: 'abortOutput', says: 'AO' },
  t: { name: 'areYouThere', says: 'AYT' },
  u: { name: 'eraseLine', says: 'EL' },
};

function escapeHelp(escape: number | undefined): readonly string[] {
  // `^^x` without its `x`.
  const sign = printEscapeCharacter(escape).slice(0, -1);
  return [
    '[Special telnet escape help]',
    ...Object.entries(COMMANDS).map(([key, { says }]) => `${sign}${key.toUpperCase()}  sends telnet ${says}`),
  ];
}
