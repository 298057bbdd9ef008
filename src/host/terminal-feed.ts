// Between one client's stream and the session that it types to, bounded in both directions. What the client sends waits in
// a short queue and is handed over in slices, so that a flood starves nobody; the stream is paused while the queue is
// full, while the client does not read what it is shown, and while a command runs that takes no keys. A client that
// lets too much pile up is cut off.

import type { Duplex } from 'node:stream';

/** The session behind the stream. */
export interface Keyboard {
  input(octets: Uint8Array): void;
  /** A command runs: only the key that stops it counts. */
  readonly busy: boolean;
  /** That key's octet, if there is one. */
  readonly escapeCharacter?: number | undefined;
}

export interface FeedOptions {
  readonly stream: Duplex;
  readonly keyboard: Keyboard;
  /** Runs something that moves the lab: time is brought up to the present before, and what it changed is saved behind. */
  readonly perform: (run: () => void) => void;
  /** What the stream carries for these octets. */
  readonly encode: (octets: Uint8Array) => Uint8Array;
  /** Ends the connection at once. */
  readonly cutOff: () => void;
  /** Those of a console, if nothing else is said. */
  readonly limits?: FeedLimits;
}

export interface FeedLimits {
  /** Handed over before others get their turn. */
  readonly sliceOctets: number;
  /** More than this that is not handed over pauses the client. */
  readonly queueOctets: number;
  /** More than this that the client has not read stops its typing. */
  readonly unreadOctets: number;
  /** More than this cuts it off: others go on printing. */
  readonly mostUnreadOctets: number;
}

const CONSOLE_LIMITS: FeedLimits = { sliceOctets: 1024, queueOctets: 64 * 1024, unreadOctets: 256 * 1024, mostUnreadOctets: 4 * 1024 * 1024 };
/** How long a client may take to read the end. */
const LAST_WORDS_MS = 5_000;

export class TerminalFeed {
  readonly #options: FeedOptions;
  readonly #limits: FeedLimits;
  #queue: Uint8Array[] = [];
  #queuedOctets = 0;
  #turn: NodeJS.Immediate | undefined;
  #paused = false;
  #finished = false;
  #closed = false;

  constructor(options: FeedOptions) {
    this.#options = options;
    this.#limits = options.limits ?? CONSOLE_LIMITS;
    options.stream.on('drain', () => this.pump());
  }

  /** The client is held back: it is not read from, and would not be seen to vanish. */
  get held(): boolean {
    return this.#paused;
  }

  /** Shows octets of the session. */
  show(octets: Uint8Array): void {
    this.send(this.#options.encode(octets));
  }

  /** Sends octets as they are. */
  send(octets: Uint8Array): void {
    const { stream, cutOff } = this.#options;
    if (this.#closed || stream.destroyed || stream.writableEnded) return;
    stream.write(octets);
    if (stream.writableLength <= this.#limits.mostUnreadOctets) return;
    this.close();
    cutOff();
  }

  /** Takes what the client typed. */
  type(octets: Uint8Array): void {
    if (this.#closed) return;
    this.#queue.push(octets);
    this.#queuedOctets += octets.length;
    if (this.#turn === undefined) this.pump();
    if (this.#queuedOctets > this.#limits.queueOctets && !this.#paused) {
      this.#paused = true;
      this.#options.stream.pause();
    }
  }

  /** The client sends nothing more: when all is answered, the connection is over. */
  finish(): void {
    this.#finished = true;
    this.pump();
  }

  /** Hands on one slice, if the session takes it; to be called as well when a command is over. */
  pump(): void {
    if (this.#closed || this.#turn !== undefined) return;
    const { stream, keyboard, perform } = this.#options;
    if (this.#queuedOctets > 0) {
      if (stream.writableLength > this.#limits.unreadOctets) return;
      if (keyboard.busy && !this.#holds(keyboard.escapeCharacter)) return;
      const slice = this.#takeSlice();
      perform(() => keyboard.input(slice));
      if (this.#closed) return;
      if (this.#paused && this.#queuedOctets < this.#limits.queueOctets / 2) {
        this.#paused = false;
        stream.resume();
      }
    }
    if (this.#queuedOctets > 0) {
      this.#turn = setImmediate(() => {
        this.#turn = undefined;
        this.pump();
      });
    } else if (this.#finished && !keyboard.busy) this.end();
  }

  /** Ends the connection behind what is still to be shown. */
  end(): void {
    if (this.#closed) return;
    this.close();
    this.#options.stream.end();
    setTimeout(() => this.#options.cutOff(), LAST_WORDS_MS).unref();
  }

  /** Nothing goes either way any more. */
  close(): void {
    this.#closed = true;
    this.#queue = [];
    this.#queuedOctets = 0;
    clearImmediate(this.#turn);
    // What still comes is read and forgotten: an unread stream never ends.
    this.#options.stream.resume();
  }

  #holds(octet: number | undefined): boolean {
    return octet !== undefined && this.#queue.some((octets) => octets.includes(octet));
  }

  #takeSlice(): Uint8Array {
    const first = this.#queue[0] ?? new Uint8Array(0);
    const slice = first.subarray(0, this.#limits.sliceOctets);
    if (slice.length === first.length) this.#queue.shift();
    else this.#queue[0] = first.subarray(this.#limits.sliceOctets);
    this.#queuedOctets -= slice.length;
    return slice;
  }
}
