// One end of a telnet connection, sans-IO: octets of the connection in, data and events out (RFC 854, RFC 855). Options
// are negotiated by the rules of RFC 1143 without its queue: what is known is agreed to once, what is unknown is refused,
// and an acknowledgement is never acknowledged. It knows ECHO (857), SUPPRESS-GO-AHEAD (858), TERMINAL-TYPE (1091) and
// NAWS (1073); it does not know LINEMODE, ENCRYPT or BINARY.

export const TELNET_OPTION = { echo: 1, suppressGoAhead: 3, terminalType: 24, windowSize: 31 } as const;

const IAC = 255;
const DONT = 254;
const DO = 253;
const WONT = 252;
const WILL = 251;
const SB = 250;
const ERASE_LINE = 248;
const ERASE_CHARACTER = 247;
const ARE_YOU_THERE = 246;
const ABORT_OUTPUT = 245;
const INTERRUPT_PROCESS = 244;
const BREAK = 243;
const SE = 240;

/** IAC NOP, which asks and does nothing. */
export const NO_OPERATION: Uint8Array = Uint8Array.of(IAC, 241);

/** Of TERMINAL-TYPE (RFC 1091). */
const IS = 0;
const SEND = 1;

const CR = 0x0d;
const LF = 0x0a;
const NUL = 0;

/** Commands that a user sends by name (RFC 854, page 14). */
export const TELNET_COMMAND = {
  break: BREAK,
  interruptProcess: INTERRUPT_PROCESS,
  eraseCharacter: ERASE_CHARACTER,
  abortOutput: ABORT_OUTPUT,
  areYouThere: ARE_YOU_THERE,
  eraseLine: ERASE_LINE,
} as const;

export type TelnetCommand = keyof typeof TELNET_COMMAND;

/** Subnegotiations are short; what is longer is garbage and dropped. */
const LONGEST_SUBNEGOTIATION = 256;

export interface TelnetSink {
  /** Data without commands; a view of what was received, where nothing had to be taken out. */
  data(octets: Uint8Array): void;
  /** To be sent as it is. */
  send(octets: Uint8Array): void;
  /** Columns and rows of the window; zero is unknown (RFC 1073). */
  window?(columns: number, rows: number): void;
  terminalType?(name: string): void;
  /** What this end says of its own terminal, where it performs the options for it. */
  readonly own?: OwnTerminal;
}

export interface OwnTerminal {
  readonly type: string;
  /** Columns and rows as they are now; zero is unknown. */
  window(): readonly [columns: number, rows: number];
}

export interface TelnetOptions {
  /** Options that this end performs and offers by `open`. */
  readonly local: readonly number[];
  /** Options that the other end may perform, and is asked for by `open`. */
  readonly remote: readonly number[];
}

/** What a terminal wants: the server echoes, and may ask what the terminal is and how large. */
export const TERMINAL_CLIENT: TelnetOptions = {
  local: [TELNET_OPTION.terminalType, TELNET_OPTION.windowSize],
  remote: [TELNET_OPTION.echo, TELNET_OPTION.suppressGoAhead],
};

/** What a server of consoles wants: it echoes, nobody waits for go-aheads, and it would like to know the terminal. */
export const CONSOLE_SERVER: TelnetOptions = {
  local: [TELNET_OPTION.echo, TELNET_OPTION.suppressGoAhead],
  remote: [TELNET_OPTION.terminalType, TELNET_OPTION.windowSize],
};

/** Keys that stand for commands of the network virtual terminal. */
const KEYS: Readonly<Record<number, number>> = { [INTERRUPT_PROCESS]: 0x03, [BREAK]: 0x1e, [ERASE_CHARACTER]: 0x7f, [ERASE_LINE]: 0x15 };

type Agreement = 'no' | 'asked' | 'yes';
type Place = 'data' | 'iac' | 'option' | 'sub' | 'sub-iac';

export class TelnetEnd {
  readonly #options: TelnetOptions;
  readonly #sink: TelnetSink;
  readonly #local = new Map<number, Agreement>();
  readonly #remote = new Map<number, Agreement>();
  #place: Place = 'data';
  #verb = 0;
  #sub: number[] = [];

  constructor(options: TelnetOptions, sink: TelnetSink) {
    this.#options = options;
    this.#sink = sink;
  }

  /** Whether this end performs an option that the other end has agreed to. */
  performs(option: number): boolean {
    return this.#local.get(option) === 'yes';
  }

  /** Offers and asks for every option. */
  open(): void {
    const { local, remote } = this.#options;
    for (const option of local) this.#local.set(option, 'asked');
    for (const option of remote) this.#remote.set(option, 'asked');
    this.#sink.send(Uint8Array.from([...local.flatMap((option) => [IAC, WILL, option]), ...remote.flatMap((option) => [IAC, DO, option])]));
  }

  command(name: TelnetCommand): void {
    this.#sink.send(Uint8Array.of(IAC, TELNET_COMMAND[name]));
  }

  /** The window of this end has another size: the other end is told, if it wanted to know. */
  resized(): void {
    if (this.performs(TELNET_OPTION.windowSize)) this.#sayWindow();
  }

  /** Any octets, cut anywhere. */
  receive(octets: Uint8Array): void {
    let from = 0;
    for (let at = 0; at < octets.length; at += 1) {
      const octet = octets[at] ?? 0;
      if (this.#place === 'data') {
        if (octet !== IAC) continue;
        if (at > from) this.#sink.data(octets.subarray(from, at));
        this.#place = 'iac';
      } else {
        // An escaped 255 and a key that a command stands for come out in their place.
        const data = this.#command(octet);
        if (data !== undefined) this.#sink.data(Uint8Array.of(data));
      }
      from = at + 1;
    }
    if (from < octets.length) this.#sink.data(octets.subarray(from));
  }

  /** Data to send: 255 is doubled, and a carriage return that ends no line gets its NUL (RFC 854, page 11). */
  encode(octets: Uint8Array): Uint8Array {
    let extra = 0;
    for (let at = 0; at < octets.length; at += 1) if (needsMore(octets, at)) extra += 1;
    if (extra === 0) return octets;
    const encoded = new Uint8Array(octets.length + extra);
    let to = 0;
    for (let at = 0; at < octets.length; at += 1) {
      const octet = octets[at] ?? 0;
      encoded[to++] = octet;
      if (needsMore(octets, at)) encoded[to++] = octet === IAC ? IAC : NUL;
    }
    return encoded;
  }

  /** One octet behind IAC; the data that it stands for. */
  #command(octet: number): number | undefined {
    switch (this.#place) {
      case 'iac':
        this.#place = 'data';
        if (octet === IAC) return IAC;
        if (octet >= WILL && octet <= DONT) {
          this.#verb = octet;
          this.#place = 'option';
        } else if (octet === SB) {
          this.#sub = [];
          this.#place = 'sub';
        } else if (octet === ARE_YOU_THERE) this.#sink.send(this.encode(Uint8Array.from('\r\n[Yes]\r\n', (c) => c.charCodeAt(0))));
        return KEYS[octet];
      case 'option':
        this.#place = 'data';
        this.#negotiate(this.#verb, octet);
        return undefined;
      case 'sub':
        if (octet === IAC) this.#place = 'sub-iac';
        else this.#keep(octet);
        return undefined;
      default:
        if (octet === IAC) {
          this.#place = 'sub';
          this.#keep(IAC);
          return undefined;
        }
        this.#place = 'data';
        if (octet === SE) {
          this.#subnegotiated();
          return undefined;
        }
        // A command in the middle of a subnegotiation: it was cut off, and the command counts.
        this.#place = 'iac';
        return this.#command(octet);
    }
  }

  #keep(octet: number): void {
    if (this.#sub.length <= LONGEST_SUBNEGOTIATION) this.#sub.push(octet);
  }

  #negotiate(verb: number, option: number): void {
    const aboutUs = verb === DO || verb === DONT;
    const table = aboutUs ? this.#local : this.#remote;
    const before = table.get(option) ?? 'no';
    const positive = verb === DO || verb === WILL;
    if (!positive) {
      table.set(option, 'no');
      if (before === 'yes') this.#say(aboutUs ? WONT : DONT, option);
      return;
    }
    if (before === 'yes') return;
    const known = (aboutUs ? this.#options.local : this.#options.remote).includes(option) || (!aboutUs && option === TELNET_OPTION.suppressGoAhead);
    if (!known) {
      this.#say(aboutUs ? WONT : DONT, option);
      return;
    }
    table.set(option, 'yes');
    if (before === 'no') this.#say(aboutUs ? WILL : DO, option);
    // The client says its terminal's name (RFC 1091).
    if (aboutUs && option === TELNET_OPTION.windowSize) this.#sayWindow();
    if (!aboutUs && option === TELNET_OPTION.terminalType) this.#sink.send(Uint8Array.of(IAC, SB, option, SEND, IAC, SE));
  }

  #say(verb: number, option: number): void {
    this.#sink.send(Uint8Array.of(IAC, verb, option));
  }

  #sayWindow(): void {
    const [columns, rows] = this.#sink.own?.window() ?? [0, 0];
    this.#subnegotiate(TELNET_OPTION.windowSize, [columns >>> 8, columns & 0xff, rows >>> 8, rows & 0xff]);
  }

  #subnegotiate(option: number, octets: readonly number[]): void {
    this.#sink.send(Uint8Array.from([IAC, SB, option, ...octets.flatMap((octet) => (octet === IAC ? [IAC, IAC] : [octet])), IAC, SE]));
  }

  #subnegotiated(): void {
    const [option, ...rest] = this.#sub;
    this.#sub = [];
    if (rest.length >= LONGEST_SUBNEGOTIATION) return;
    if (option === TELNET_OPTION.windowSize && rest.length === 4) {
      const [a = 0, b = 0, c = 0, d = 0] = rest;
      this.#sink.window?.(a * 256 + b, c * 256 + d);
    } else if (option === TELNET_OPTION.terminalType && rest[0] === IS) {
      this.#sink.terminalType?.(String.fromCharCode(...rest.slice(1)));
    } else if (option === TELNET_OPTION.terminalType && rest[0] === SEND && this.performs(option)) {
      this.#subnegotiate(option, [IS, ...Array.from(this.#sink.own?.type ?? 'UNKNOWN', (character) => character.charCodeAt(0))]);
    }
  }
}

function needsMore(octets: Uint8Array, at: number): boolean {
  const octet = octets[at];
  return octet === IAC || (octet === CR && octets[at + 1] !== LF);
}
