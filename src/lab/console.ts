// The console of one router or PC as a lab sees it: a session with a screen behind it. What the session shows goes to
// whoever looks, else it waits on the screen. Whether a console is ready for a line is read from the session's state;
// a command that waits for the network (a ping) is not.

import { fromText } from '../base/octets.ts';
import { newestLines, ScreenText } from './screen-text.ts';

/**
 * What a session waits for: a command line at a prompt; an answer to a question (`Password:`, `[confirm]`); a line of
 * banner text; a key at `--More--`; nothing, because a command runs; whatever another host waits for; Return, because nobody is logged in.
 */
export type ConsoleState = 'prompt' | 'question' | 'text' | 'more' | 'running' | 'connected' | 'closed';

/** What a lab needs of a session on a console. */
export interface ConsoleSession {
  input(octets: Uint8Array): void;
  readonly state: ConsoleState;
  /** The live prompt: `R2#`, `Password: `, ` --More-- `. */
  readonly prompt: string;
  /** What is typed behind it and not sent. */
  readonly pendingText: string;
  /** The octet that stops a running command, if there is one. */
  readonly escapeCharacter?: number | undefined;
  /** The size of the window in which it is shown, where there is one. */
  resize?(columns: number, rows: number): void;
  /** Called when somebody has left EXEC. */
  loggedOut?: (() => void) | undefined;
}

/** Opens a session whose octets go to `show`. */
export type OpenSession = (deviceName: string, show: (octets: Uint8Array) => void) => ConsoleSession;

const RETURN = Uint8Array.of(0x0d);

export class LabConsole {
  readonly name: string;
  readonly session: ConsoleSession;
  readonly screen = new ScreenText();
  /** Gets what the console shows, at once, while it is in view on a terminal. */
  watcher: ((octets: Uint8Array) => void) | undefined;

  constructor(name: string, open: OpenSession) {
    this.name = name;
    this.session = open(name, (octets) => {
      this.screen.write(octets);
      this.watcher?.(octets);
    });
  }

  /** Ready for somebody to type. */
  get ready(): boolean {
    return this.session.state !== 'running';
  }

  /** Prompt and half-typed text as they stand. */
  get liveLine(): string {
    if (this.session.state === 'question' && /password|secret/i.test(this.session.prompt)) return this.session.prompt;
    return this.session.prompt + this.session.pendingText;
  }

  type(text: string): void {
    this.session.input(fromText(text));
  }

  pressReturn(): void {
    this.session.input(RETURN);
  }

  /** What it showed since somebody last looked: its newest lines, without the live one. */
  takeNews(): readonly string[] {
    const live = this.session.prompt;
    return newestLines(this.screen.takeLines()).filter((line) => live === '' || line !== live.trimEnd());
  }
}
