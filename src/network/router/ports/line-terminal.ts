// The contract of a terminal line whose modem has a carrier: who sits at the far end of the call is somebody at a terminal, until
// PPP or SLIP begins and the line is an interface. A session is given the terminal; it sees characters, and no modem.

import type { Ipv4Address } from '../../../base/ipv4.ts';
import type { LineNumber } from '../../../config/line-numbers.ts';

export type LineProtocol = 'ppp' | 'slip';

/** Why the line does not become an interface. */
export type LineRefusal = 'no-interface' | 'no-mode' | 'busy';

/** What a user has chosen in EXEC, and is known as. */
export interface LineChoice {
  readonly protocol: LineProtocol;
  /** The name under which somebody logged in on the line. */
  readonly user?: string | undefined;
  /** `slip 10.1.1.9`: the address that the user brings. */
  readonly address?: Ipv4Address | undefined;
}

/** A return call that somebody at the terminal is owed (`service exec-callback`). */
export interface LineCallback {
  readonly user: string;
  readonly number: string;
}

export interface LineTerminal {
  readonly line: LineNumber;
  /** `Async5`, whether or not there is such an interface. */
  readonly interface: string;
  /** The user who was called back, and need not log in again (`nocallback-verify`). */
  readonly knownUser: string | undefined;
  /** Somebody is here because the router called him. */
  readonly calledBack: boolean;
  /** What the far end has not taken yet. */
  readonly unsentOctets: number;
  send(octets: Uint8Array): void;
  /** Nobody logs in any more: a frame is no reason to stop being a terminal now. */
  loggedIn(user: string): void;
  /** The line is an interface from now on, and the session over (`ended`); or why it is not. */
  begin(choice: LineChoice): LineRefusal | undefined;
  /** Hangs up, and calls back later. */
  callBack(callback: LineCallback): void;
  hangUp(): void;
}

/** A session on it. */
export interface LineSession {
  /** Banners and login come. */
  opened(): void;
  data(octets: Uint8Array): void;
  /** The carrier is gone, or the line is an interface now. */
  ended(): void;
}

export type LineAccept = (terminal: LineTerminal) => LineSession;

/** A connection from elsewhere to what is plugged into the line (reverse telnet): octets as they are. */
export interface ReverseLine {
  send(octets: Uint8Array): void;
  close(): void;
}

export interface ReverseObserver {
  data(octets: Uint8Array): void;
  ended(): void;
}
