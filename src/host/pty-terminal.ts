// A modem on a pseudo-terminal: what opens it is the terminal equipment, and DTR is whether somebody has it open. The
// pseudo-terminal is held by python3 (pty-helper.ts), so that nothing has to be compiled for Node; where there is none, it
// is said, and a TCP port behind socat does the same.

import { spawn, type ChildProcess } from 'node:child_process';
import { Duplex } from 'node:stream';
import { must } from '../base/assert.ts';
import { LabError } from '../lab/lab-error.ts';
import type { ModemPort } from './modem-port.ts';
import { PTY_HELPER } from './pty-helper.ts';

export interface OpenPty {
  /** `/dev/pts/3`. */
  readonly path: string;
  close(): void;
}

const HEADER_OCTETS = 3;
const MOST_OCTETS = 0xffff;

/** Opens one, with a symbolic link of that name if one is wanted. */
export function openPty(port: ModemPort, link: string | undefined): Promise<OpenPty> {
  const helper = spawn('python3', ['-c', PTY_HELPER, ...(link === undefined ? [] : [link])], { stdio: ['pipe', 'pipe', 'inherit'] });
  const wish = `--modem pty${link === undefined ? '' : `:${link}`}`;
  return new Promise((resolve, reject) => {
    const terminal = new PtyTerminal(port, helper);
    const refuse = (why: string): void => reject(new LabError(`${wish}: ${why}`));
    helper.on('error', () => refuse('it needs python3, which is not here; "socat PTY,link=NAME,raw,echo=0 TCP:127.0.0.1:PORT" in front of --modem PORT does the same'));
    helper.on('exit', () => {
      refuse('python3 could not open a pseudo-terminal');
      terminal.gone();
    });
    terminal.failed = refuse;
    terminal.named = (path) => resolve({ path, close: () => terminal.close() });
  });
}

class PtyTerminal {
  readonly #port: ModemPort;
  readonly #helper: ChildProcess;
  #heard: Buffer = Buffer.alloc(0);
  #stream: Duplex | undefined;
  named: (path: string) => void = () => {};
  failed: (why: string) => void = () => {};

  constructor(port: ModemPort, helper: ChildProcess) {
    this.#port = port;
    this.#helper = helper;
    helper.stdout?.on('data', (octets: Buffer) => this.#hear(octets));
    // A helper that has ended takes nothing more; its exit says so.
    helper.stdin?.on('error', () => undefined);
    port.modem.carrier = (on) => {
      if (!on) this.#say('H');
    };
  }

  /** It ends by itself when it hears nothing more, and takes the link away. */
  close(): void {
    this.gone();
    this.#helper.stdin?.end();
  }

  gone(): void {
    this.#stream?.destroy();
    this.#stream = undefined;
  }

  #hear(octets: Buffer): void {
    this.#heard = Buffer.concat([this.#heard, octets]);
    while (this.#heard.length >= HEADER_OCTETS) {
      const end = HEADER_OCTETS + this.#heard.readUInt16BE(1);
      if (this.#heard.length < end) return;
      const kind = String.fromCharCode(this.#heard[0] ?? 0);
      const body = this.#heard.subarray(HEADER_OCTETS, end);
      this.#heard = this.#heard.subarray(end);
      this.#told(kind, body);
    }
  }

  #told(kind: string, body: Buffer): void {
    switch (kind) {
      case 'N':
        return this.named(body.toString());
      case 'E':
        return this.failed(body.toString());
      case 'O': {
        const stream = this.#opened();
        this.#stream = stream;
        // Whoever had it before has gone by then.
        setImmediate(() => {
          if (!stream.destroyed) this.#port.attach(stream);
        });
        return;
      }
      case 'C':
        return this.gone();
      case 'D':
        if (this.#stream?.push(body) === false) this.#helper.stdout?.pause();
        return;
      default:
    }
  }

  #opened(): Duplex {
    const helper = this.#helper;
    return new Duplex({
      read: () => void helper.stdout?.resume(),
      write: (octets: Buffer, _encoding, done) => {
        const stdin = must(helper.stdin, 'the helper has a standard input');
        for (let at = 0; at < octets.length; at += MOST_OCTETS) this.#say('D', octets.subarray(at, at + MOST_OCTETS));
        if (stdin.writableNeedDrain) stdin.once('drain', () => done());
        else done();
      },
    });
  }

  #say(kind: 'D' | 'H', body: Uint8Array = new Uint8Array(0)): void {
    const header = Buffer.from([kind.charCodeAt(0), body.length >> 8, body.length & 0xff]);
    this.#helper.stdin?.write(Buffer.concat([header, body]));
  }
}
