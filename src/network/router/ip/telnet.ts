// Telnet over TCP as a router's sessions use it: a terminal here on a line of another router, and the callers on a line
// of this one. The negotiation is wire/telnet.ts; a session sees what is typed and shown.

import type { Ipv4Address } from '../../../base/ipv4.ts';
import type { TcpEnd } from '../../../protocols/tcp/types.ts';
import { CONSOLE_SERVER, TelnetEnd, TERMINAL_CLIENT, type OwnTerminal, type TelnetCommand, type TelnetOptions } from '../../../wire/telnet.ts';
import type { TcpConnection, TcpObserver, TcpStream, Transport } from './transport.ts';

export interface TelnetRequest {
  readonly destination: Ipv4Address;
  readonly port: number;
  readonly source?: Ipv4Address;
  /** What the far end may learn of the terminal here. */
  readonly terminal: OwnTerminal;
}

/** The far end of a terminal connection. */
export interface RemoteTerminal extends TcpStream {
  command(name: TelnetCommand): void;
  /** The window here has another size. */
  resized(): void;
}

export interface TerminalObserver {
  opened(): void;
  data(octets: Uint8Array): void;
  /** Columns and rows of the far window, where it tells. */
  window?(columns: number, rows: number): void;
  /** The connection is over; once, and the last. */
  ended(reason: TcpEnd): void;
}

export type TerminalAccept = (from: Ipv4Address, terminal: RemoteTerminal) => TerminalObserver | undefined;

const NUL = 0;

/** Undefined where no route leads there. */
export function openTelnet(transport: Transport, request: TelnetRequest, observer: TerminalObserver): RemoteTerminal | undefined {
  let end: TelnetEnd | undefined;
  let connection: TcpConnection | undefined;
  const tcp = terminalEnd(observer, TERMINAL_CLIENT, () => connection, (made) => (end = made), request.terminal);
  connection = transport.openTcp(request.destination, request.port, request.source, tcp);
  return connection === undefined ? undefined : terminalOn(connection, () => end);
}

/** Returns how to stop. */
export function listenTelnet(transport: Transport, port: number, accept: TerminalAccept): () => void {
  return transport.listenTcp(port, (connection) => {
    let end: TelnetEnd | undefined;
    const observer = accept(connection.remote.address, terminalOn(connection, () => end));
    return observer === undefined ? undefined : terminalEnd(observer, CONSOLE_SERVER, () => connection, (made) => (end = made), undefined);
  });
}

function terminalOn(connection: TcpConnection, end: () => TelnetEnd | undefined): RemoteTerminal {
  return {
    send: (octets) => connection.send(end()?.encode(octets) ?? octets),
    close: () => connection.close(),
    abort: () => connection.abort(),
    pause: () => connection.pause(),
    resume: () => connection.resume(),
    get unreadOctets() {
      return connection.unreadOctets;
    },
    get unsentOctets() {
      return connection.unsentOctets;
    },
    command: (name) => end()?.command(name),
    resized: () => end()?.resized(),
  };
}

function terminalEnd(
  observer: TerminalObserver,
  options: TelnetOptions,
  connection: () => TcpConnection | undefined,
  made: (end: TelnetEnd) => void,
  own: OwnTerminal | undefined,
): TcpObserver {
  let over = false;
  const end = new TelnetEnd(options, {
    data: (octets) => observer.data(octets.includes(NUL) ? octets.filter((octet) => octet !== NUL) : octets),
    send: (octets) => connection()?.send(octets),
    window: (columns, rows) => observer.window?.(columns, rows),
    ...(own === undefined ? {} : { own }),
  });
  made(end);
  const ended = (reason: TcpEnd): void => {
    if (over) return;
    over = true;
    observer.ended(reason);
  };
  return {
    opened() {
      // The server speaks first of options; a terminal answers.
      if (own === undefined) end.open();
      observer.opened();
    },
    data: (octets) => end.receive(octets),
    peerClosed() {
      // A terminal that is closed at the other end is closed at this one, too.
      connection()?.close();
      ended('closed');
    },
    ended,
  };
}
