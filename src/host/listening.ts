// Listening on ports: a server on the port asked for, its connections counted against a limit that all servers of the
// program share, and all of it closed at once.

import { createServer, type Socket } from 'node:net';
import { LabError } from '../lab/lab-error.ts';

/** At most so many connections at once, over all servers. */
export class ConnectionLimit {
  readonly most: number;
  #open = 0;

  constructor(most: number) {
    this.most = most;
  }

  get open(): number {
    return this.#open;
  }

  /** Counts the connection until it closes; refuses it with a line when there are too many. */
  admits(socket: Socket): boolean {
    // Clients that vanish are no mistake of anybody here; `close` follows.
    socket.on('error', () => undefined);
    if (this.#open >= this.most) {
      socket.end(`% Too many connections: ${this.most} are open\r\n`);
      socket.resume();
      setTimeout(() => socket.destroy(), REFUSAL_MS).unref();
      return false;
    }
    this.#open += 1;
    socket.on('close', () => (this.#open -= 1));
    return true;
  }
}

/** How long a refused client may take to read why. */
const REFUSAL_MS = 1_000;
/** A vanished client is noticed after about this long without traffic. */
const KEEP_ALIVE_MS = 60_000;

/** Ports count up from the first; 0 stays the system's choice. */
export function nth(first: number, index: number): number {
  if (first === 0) return 0;
  if (first + index > 65_535) throw new LabError(`there are not enough ports from ${first} on: each device has its own`);
  return first + index;
}

export interface ListenOptions {
  readonly host: string;
  /** 0 lets the system choose. */
  readonly port: number;
  readonly limit: ConnectionLimit;
  readonly connected: (socket: Socket) => void;
  /** How another port is chosen, if not by the consoles' options. */
  readonly chosenBy?: string;
}

export interface OpenPort {
  readonly port: number;
  /** Stops listening and drops every connection. */
  close(): void;
}

export function listen({ host, port, limit, connected, chosenBy = '--port and --ssh-port choose others' }: ListenOptions): Promise<OpenPort> {
  const sockets = new Set<Socket>();
  const server = createServer({ allowHalfOpen: true, noDelay: true, keepAlive: true, keepAliveInitialDelay: KEEP_ALIVE_MS }, (socket) => {
    if (!limit.admits(socket)) return;
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
    connected(socket);
  });
  return new Promise((resolve, reject) => {
    server.on('error', (error) => reject(new LabError(`cannot listen on ${host} port ${port}: ${listenTrouble(error, chosenBy)}`)));
    server.listen(port, host, () => {
      const address = server.address();
      resolve({
        port: typeof address === 'object' && address !== null ? address.port : port,
        close() {
          server.close();
          for (const socket of sockets) socket.destroy();
        },
      });
    });
  });
}

const REASONS: Readonly<Record<string, string>> = {
  EADDRINUSE: 'another program has it',
  EACCES: 'it may not be used',
  EADDRNOTAVAIL: 'this machine does not have that address',
  ENOTFOUND: 'there is no such host',
};

function listenTrouble(error: Error, chosenBy: string): string {
  const code = 'code' in error ? String(error.code) : '';
  const reason = REASONS[code] ?? error.message;
  return code === 'EADDRINUSE' ? `${reason}; ${chosenBy}` : reason;
}
