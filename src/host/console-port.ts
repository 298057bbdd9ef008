// The console of one router as a port that several clients share: each sees all that the console shows, whoever types.
// A client that comes finds the live prompt, or, where nobody is logged in, what Return brings. Leaving EXEC ends the
// connection of the client that typed last; the others see the page that says the console is available.

import type { Duplex } from 'node:stream';
import { fromText } from '../base/octets.ts';
import type { LabConsole } from '../lab/console.ts';
import { liveText } from './live-text.ts';
import { TerminalFeed, type FeedOptions } from './terminal-feed.ts';

export class ConsolePort {
  readonly name: string;
  readonly #console: LabConsole;
  readonly #perform: FeedOptions['perform'];
  readonly #feeds = new Set<TerminalFeed>();
  #typer: TerminalFeed | undefined;

  constructor(console: LabConsole, perform: FeedOptions['perform']) {
    this.name = console.name;
    this.#console = console;
    this.#perform = perform;
    console.watcher = (octets) => {
      for (const feed of this.#feeds) feed.show(octets);
    };
    console.session.loggedOut = () => {
      const leaving = this.#typer;
      this.#typer = undefined;
      // Behind what the session has yet to show.
      if (leaving) setImmediate(() => leaving.end());
    };
  }

  /** A client comes; nothing is shown before `welcome`. */
  attach(stream: Duplex, encode: FeedOptions['encode']): TerminalFeed {
    const { session } = this.#console;
    const feed: TerminalFeed = new TerminalFeed({
      stream,
      encode,
      perform: this.#perform,
      cutOff: () => stream.destroy(),
      keyboard: {
        input: (octets) => {
          this.#typer = feed;
          session.input(octets);
        },
        get busy() {
          return session.state === 'running';
        },
        get escapeCharacter() {
          return session.escapeCharacter;
        },
      },
    });
    return feed;
  }

  welcome(feed: TerminalFeed): void {
    this.#feeds.add(feed);
    this.#perform(() => {
      if (this.#console.session.state === 'closed') this.#console.pressReturn();
      else feed.show(fromText(`\r\n${liveText(this.#console)}`));
    });
  }

  detach(feed: TerminalFeed): void {
    this.#feeds.delete(feed);
    if (this.#typer === feed) this.#typer = undefined;
    feed.close();
  }

  resize(columns: number, rows: number): void {
    this.#perform(() => this.#console.session.resize?.(columns, rows));
  }

  /** A command may be over: what was typed meanwhile goes on. */
  pump(): void {
    for (const feed of this.#feeds) feed.pump();
  }
}
