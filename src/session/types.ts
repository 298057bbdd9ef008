// What the parts of a session share: its states, and what an EXEC handler may ask of the session that runs it. A handler
// reads the router, asks it for something, prints lines, and asks questions; it never sees an octet or a key.

import type { Grammar } from '../grammar/grammar.ts';
import type { Arguments } from '../grammar/types.ts';
import type { LineTerminal } from '../network/router/ports/line-terminal.ts';
import type { RouterControl } from '../network/router/control.ts';
import type { RemoteConnections } from './lines/remote-connections.ts';

/**
 * What a session waits for: a command line; an answer to a question; a line of banner text; a key at ` --More-- `;
 * nothing, because a command runs; whatever another host waits for; Return, because nobody is logged in.
 */
export type SessionState = 'prompt' | 'question' | 'text' | 'more' | 'running' | 'connected' | 'closed';

export interface SessionLine {
  readonly kind: 'con' | 'aux' | 'tty' | 'vty';
  readonly number: number;
}

/** Settings of the terminal, changed by `terminal ...` until the session ends. */
export interface TerminalSettings {
  length: number;
  width: number;
  historySize: number;
  /** Enhanced editing. */
  editing: boolean;
  /** Help shows what needs more privilege too. */
  fullHelp: boolean;
  /** The octet that stops a command and leaves a connection; undefined: none. */
  escapeCharacter: number | undefined;
}

/** A command that takes virtual time. */
export interface RunningCommand {
  /** Text on the screen at once, where the cursor is. */
  write(text: string): void;
  /** Ends the cursor's line if anything stands on it. */
  freshLine(): void;
  /** From now on keys are `keys`'s, which says how many of the octets it took (at least one); `prompt` is the far line. */
  connect(keys: (octets: Uint8Array) => number, prompt: () => string): void;
  /** The command is over; the prompt comes back. */
  done(): void;
}

/** What a handler works with. */
export interface Exec {
  readonly router: RouterControl;
  readonly grammar: Grammar;
  readonly line: SessionLine;
  readonly terminal: TerminalSettings;
  /** The name under which somebody logged in; empty without login. */
  readonly user: string;
  /** Where the line is reached from: an address; empty on the console. */
  readonly location: string;
  /** The line as somebody who called its modem has it. */
  readonly called: LineTerminal | undefined;
  /** Whether messages come to this virtual terminal (`terminal monitor`). */
  monitoring: boolean;
  readonly privilege: number;
  readonly execHistory: readonly string[];
  /** Connections to other hosts that were opened here. */
  readonly remotes: RemoteConnections;
  /** Virtual milliseconds since the last key. */
  readonly idleMs: number;
  /** Whether the running configuration has changed since it was loaded or saved. */
  readonly modified: boolean;
  /** Lines through filter and pager. */
  print(...lines: readonly string[]): void;
  printAll(lines: readonly string[]): void;
  /** Asks a question; undefined when it was cancelled. Without echo for passwords. */
  ask(prompt: string, echo: boolean, answered: (answer: string | undefined) => void): void;
  /** `Password: `, which nobody may leave open; undefined when it was cancelled, or not answered in time. */
  askPassword(answered: (answer: string | undefined) => void): void;
  /** `[confirm]`: one key, Return or `y` accepts. */
  confirm(prompt: string, answered: (accepted: boolean) => void): void;
  /** Lines until Ctrl-Z; undefined after Ctrl-C. */
  compose(composed: (lines: readonly string[] | undefined) => void): void;
  /** The command goes on while virtual time passes; `abort` is called when the user stops it. */
  run(abort: () => void): RunningCommand;
  setPrivilege(level: number): void;
  /** Asks who it is; who cannot say is thrown out. */
  logIn(): void;
  /** Enters configuration mode. */
  configure(): void;
  /** One mode up; out of the session from EXEC. */
  leave(): void;
  /** Back to EXEC. */
  end(): void;
  /** The running configuration is the startup configuration now. */
  saved(): void;
}

export type Handler = (exec: Exec, args: Arguments) => void;
