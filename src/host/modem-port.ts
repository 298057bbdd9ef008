// A modem with its terminal outside: whoever holds the one stream to it is the terminal equipment, and types AT commands. What
// comes is raw octets, held back while the modem takes no more; a stream that ends drops DTR. A second one is told that
// the modem is busy. What the streams are made of is their maker's: TCP here, a pseudo-terminal in pty-terminal.ts.

import type { Duplex } from 'node:stream';
import { fromText } from '../base/octets.ts';
import { listen, type ListenOptions, type OpenPort } from './listening.ts';
import { TerminalFeed, type FeedLimits, type FeedOptions } from './terminal-feed.ts';

/** The modem, as its terminal knows it. */
export interface ModemCable {
  readonly name: string;
  readonly full: boolean;
  output: (octets: Uint8Array) => void;
  carrier: (on: boolean) => void;
  connect(): void;
  disconnect(): void;
  refused(): void;
  send(octets: Uint8Array): void;
}

/** Little waits before the modem, so that what is typed is not late; much may wait behind it before it is given up. */
const LIMITS: FeedLimits = { sliceOctets: 128, queueOctets: 4096, unreadOctets: 64 * 1024, mostUnreadOctets: 1024 * 1024 };
/** Who leaves and comes back at once may be heard to come first. */
const CHANGE_MS = 250;
/** How long one who is turned away may take to read why. */
const REFUSAL_MS = 1_000;

export class ModemPort {
  readonly modem: ModemCable;
  readonly #perform: FeedOptions['perform'];
  #feed: TerminalFeed | undefined;

  constructor(modem: ModemCable, perform: FeedOptions['perform']) {
    this.modem = modem;
    this.#perform = perform;
  }

  get taken(): boolean {
    return this.#feed !== undefined;
  }

  /** The stream is the terminal until it closes; false when there is one already. */
  attach(stream: Duplex): boolean {
    const { modem } = this;
    if (this.taken) {
      this.#perform(() => modem.refused());
      return false;
    }
    const feed = new TerminalFeed({
      stream,
      limits: LIMITS,
      encode: (octets) => octets,
      perform: this.#perform,
      cutOff: () => stream.destroy(),
      keyboard: {
        input: (octets) => modem.send(octets),
        get busy() {
          return modem.full;
        },
      },
    });
    this.#feed = feed;
    modem.output = (octets) => feed.show(octets);
    stream.on('data', (octets: Uint8Array) => feed.type(octets)); // no encoding is set: octets
    stream.on('end', () => feed.finish());
    stream.on('close', () => {
      feed.close();
      this.#feed = undefined;
      modem.output = () => {};
      this.#perform(() => modem.disconnect());
    });
    this.#perform(() => modem.connect());
    return true;
  }

  /** The modem may take more by now. */
  pump(): void {
    this.#feed?.pump();
  }
}

export function openModemServer(port: ModemPort, options: Omit<ListenOptions, 'connected'>): Promise<OpenPort> {
  return listen({
    ...options,
    connected(socket) {
      const decide = (): void => {
        if (socket.destroyed || port.attach(socket)) return;
        socket.end(Buffer.from(fromText(`\r\nBUSY\r\n% ${port.modem.name} has its terminal already\r\n`)));
        socket.resume();
        setTimeout(() => socket.destroy(), REFUSAL_MS).unref();
      };
      if (port.taken) setTimeout(decide, CHANGE_MS).unref();
      else decide();
    },
  });
}
