// A lab on telnet ports inside the test's own process, and a raw client for them. Time follows the wall clock, as `serve`
// has it; everything listens on 127.0.0.1 only.

import { connect, type Socket } from 'node:net';
import { ConsolePort } from '../../src/host/console-port.ts';
import { ConnectionLimit, type OpenPort } from '../../src/host/listening.ts';
import { Pace } from '../../src/host/pace.ts';
import { openTelnetServer } from '../../src/host/telnet-server.ts';
import { LabConsole } from '../../src/lab/console.ts';
import { Session } from '../../src/session/session.ts';
import { must } from '../../src/base/assert.ts';
import { GRAMMAR, labOf, worldOf } from './lab.ts';

export interface ServedRouter {
  readonly port: number;
  readonly limit: ConnectionLimit;
  readonly console: LabConsole;
  readonly failures: readonly unknown[];
  close(): void;
}

export async function serveRouter(config: string, { connections = 64, speed = 1 } = {}): Promise<ServedRouter> {
  const world = worldOf(labOf({ R1: config }, []));
  world.settle();
  const router = must(world.routers.get('R1'), 'R1');
  const console = new LabConsole('R1', (_name, output) => new Session({ router, grammar: GRAMMAR, output }));
  const failures: unknown[] = [];
  const pace = new Pace(world.clock, speed, () => port.pump());
  pace.onFailure = (error) => failures.push(error);
  const port = new ConsolePort(console, (run) => {
    try {
      pace.catchUp();
      run();
      pace.plan();
    } catch (error) {
      failures.push(error);
    }
  });
  const limit = new ConnectionLimit(connections);
  const open: OpenPort = await openTelnetServer(port, { host: '127.0.0.1', port: 0, limit });
  pace.start();
  return {
    port: open.port,
    limit,
    console,
    failures,
    close() {
      pace.stop();
      open.close();
    },
  };
}

/** A TCP client that says nothing of its own. */
export class RawClient {
  readonly socket: Socket;
  text = '';
  closed = false;
  #heard: (() => void)[] = [];

  constructor(port: number) {
    this.socket = connect({ port, host: '127.0.0.1', noDelay: true });
    this.socket.on('data', (octets: Uint8Array) => {
      this.text += Buffer.from(octets).toString('latin1');
      this.#wake();
    });
    this.socket.on('error', () => undefined);
    this.socket.on('close', () => {
      this.closed = true;
      this.#wake();
    });
  }

  send(text: string): void {
    this.socket.write(Buffer.from(text, 'latin1'));
  }

  /** What came up to the end of the first match, which is taken away; fails when it does not come. */
  async until(pattern: RegExp, milliseconds = 10_000): Promise<string> {
    const deadline = Date.now() + milliseconds;
    for (;;) {
      const match = pattern.exec(this.text);
      if (match) {
        const end = match.index + match[0].length;
        const taken = this.text.slice(0, end);
        this.text = this.text.slice(end);
        return taken;
      }
      if (this.closed || Date.now() > deadline) throw new Error(`${String(pattern)} did not come; got ${JSON.stringify(this.text.slice(-500))}`);
      await this.#change(deadline - Date.now());
    }
  }

  /** Until the server has ended the connection. */
  async untilClosed(milliseconds = 10_000): Promise<void> {
    const deadline = Date.now() + milliseconds;
    while (!this.closed) {
      if (Date.now() > deadline) throw new Error('the connection is still open');
      await this.#change(deadline - Date.now());
    }
  }

  end(): void {
    this.socket.destroy();
  }

  #change(milliseconds: number): Promise<void> {
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, Math.max(0, milliseconds));
      this.#heard.push(() => {
        clearTimeout(timer);
        resolve();
      });
    });
  }

  #wake(): void {
    const heard = this.#heard;
    this.#heard = [];
    for (const resolve of heard) resolve();
  }
}

/** Until the condition holds. */
export async function eventually(condition: () => boolean, what: string, milliseconds = 10_000): Promise<void> {
  const deadline = Date.now() + milliseconds;
  while (!condition()) {
    if (Date.now() > deadline) throw new Error(`it did not come to this: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}
