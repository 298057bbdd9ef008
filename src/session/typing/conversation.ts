// The conversation on one terminal: it reads keys, hands out what they mean at the moment (activity-keys.ts), pages output,
// asks questions, waits while a command runs, and lets messages break in. It knows no command and no router: its owner
// answers lines.

import { DEFAULT_ESCAPE } from '../../config/escape-character.ts';
import { KeyReader } from '../../terminal/keys.ts';
import { LineEditor } from '../../terminal/line-editor.ts';
import { MORE_PROMPT, Pager } from '../../terminal/pager.ts';
import { Screen } from '../../terminal/screen.ts';
import { ActivityKeys } from './activity-keys.ts';
import { stateOf, type Activity, type ConversationOwner } from './activity.ts';
import { TypeAhead } from './type-ahead.ts';
import { HeldMessages, type HeldMessage } from './held-messages.ts';
import type { RunningCommand, SessionState } from '../types.ts';

/** A question that is being asked. */
export interface Question {
  /** Takes it back, unless it has been answered: `run` says what happens instead. */
  withdraw(run: () => void): void;
}

export class Conversation {
  readonly screen: Screen;
  readonly editor: LineEditor;
  readonly pager: Pager;
  /** The octet that stops a running command; undefined: nothing does. */
  escapeCharacter: number | undefined = DEFAULT_ESCAPE;
  readonly #owner: ConversationOwner;
  readonly #reader = new KeyReader();
  readonly #keys: ActivityKeys;
  readonly #typedAhead = new TypeAhead();
  #activity: Activity = { kind: 'closed' };
  /** What comes when the output so far has been seen: a question, a running command. */
  #next: Activity | undefined;
  /** The prompt comes back with the line that is being typed. */
  #keepsLine = false;
  /** Messages that came while a line was being answered: they follow the prompt. */
  readonly #held = new HeldMessages();
  #depth = 0;
  /** Counts what has been answered. */
  #turn = 0;

  constructor(owner: ConversationOwner, output: (octets: Uint8Array) => void, length: number) {
    this.#owner = owner;
    this.screen = new Screen(output);
    this.editor = new LineEditor(this.screen);
    this.pager = new Pager(this.screen, length);
    this.#keys = new ActivityKeys({
      owner,
      screen: this.screen,
      editor: this.editor,
      pager: this.pager,
      activity: () => this.#activity,
      searching: (sign) => (this.#activity = { kind: 'search', sign }),
      answer: (work) => this.#answer(work),
      proceed: () => this.#proceed(),
    });
  }

  get state(): SessionState {
    return stateOf(this.#activity);
  }

  /** The live prompt or question. */
  get prompt(): string {
    const activity = this.#activity;
    if (activity.kind === 'prompt' || activity.kind === 'question' || activity.kind === 'search') return this.editor.prompt;
    if (activity.kind === 'confirm') return activity.prompt;
    if (activity.kind === 'connected') return activity.prompt();
    return activity.kind === 'more' ? MORE_PROMPT : '';
  }

  get pendingText(): string {
    const { kind } = this.#activity;
    return kind === 'prompt' || kind === 'question' || kind === 'text' || kind === 'compose' || kind === 'search' ? this.editor.text : '';
  }

  input(octets: Uint8Array): void {
    this.perform(() => {
      this.#keys.pause();
      this.#take(octets);
    });
  }

  /** Runs something that may print; what it printed goes out in one piece. */
  perform(run: () => void): void {
    this.#depth += 1;
    try {
      run();
    } finally {
      this.#depth -= 1;
      if (this.#depth === 0) this.screen.flush();
    }
  }

  /** As if Return had been pressed where nobody is logged in. */
  begin(): void {
    this.perform(() => this.#answer(() => this.#owner.opened()));
  }

  ask(prompt: string, echo: boolean, answered: (answer: string | undefined) => void): Question {
    const question: Activity = { kind: 'question', prompt, echo, answered };
    this.#next = question;
    return {
      withdraw: (run) => {
        if (this.#activity !== question) return;
        this.perform(() => {
          this.editor.finish();
          this.#answer(run);
        });
      },
    };
  }

  /** Begins a dialogue where nobody is logged in. */
  start(work: () => void): void {
    this.perform(() => this.#answer(work));
  }

  confirm(prompt: string, answered: (accepted: boolean) => void): void {
    this.#next = { kind: 'confirm', prompt, answered };
  }

  /** Collects lines of text without a prompt. */
  collect(line: (text: string) => 'more' | 'done'): void {
    this.#next = { kind: 'text', line };
  }

  /** Collects lines until Ctrl-Z; undefined after Ctrl-C. */
  compose(composed: (lines: readonly string[] | undefined) => void): void {
    this.#next = { kind: 'compose', lines: [], composed };
  }

  run(abort: () => void): RunningCommand {
    const running: Activity = { kind: 'running', abort };
    this.#next = running;
    let current: Activity = running;
    return {
      write: (text) => this.perform(() => this.screen.write(text)),
      freshLine: () => this.perform(() => this.screen.freshLine()),
      connect: (keys, prompt) => {
        const before = current;
        current = { kind: 'connected', keys, prompt };
        if (this.#next === before) this.#next = current;
        else if (this.#activity === before) {
          this.#activity = current;
          this.perform(() => this.#drain());
        }
      },
      done: () => {
        if (this.#next === current) this.#next = undefined;
        else if (this.#activity === current) this.perform(() => this.#proceed());
      },
    };
  }

  /** The line that is being typed stays when the prompt comes back. */
  keepLine(): void {
    this.#keepsLine = true;
  }

  /** The conversation is over until somebody presses Return. */
  close(notice: readonly string[]): void {
    this.perform(() => {
      this.#activity = { kind: 'closed' };
      this.#next = undefined;
      this.#keepsLine = false;
      this.#typedAhead.clear();
      this.pager.restart();
      this.editor.begin('');
      this.#releaseHeld();
      this.screen.freshLine();
      this.screen.write(notice.map((line) => `${line}\r\n`).join(''));
    });
  }

  /**
   * A message breaks in: it begins on a line of its own and leaves the cursor at its end, so that what comes next is
   * glued to it, as on the box. With a limit (logging synchronous) it waits for the prompt, of which a new one stands below.
   */
  message(text: string, limit: number | undefined): void {
    const message = { text, limit };
    this.perform(() => {
      if (!this.#held.take(message, this.#activity.kind)) this.#breakIn([message]);
    });
  }

  /** Lets the owner answer, then goes on with whatever comes next. */
  #answer(work: () => void): void {
    this.#activity = { kind: 'answering' };
    this.pager.restart();
    this.#turn += 1;
    const turn = this.#turn;
    work();
    // A reload may have begun the dialogue of another boot meanwhile.
    if (turn === this.#turn) this.#proceed();
  }

  #proceed(): void {
    if (this.#activity.kind === 'closed') return;
    if (this.pager.waiting) {
      this.#activity = { kind: 'more' };
      return;
    }
    const next = this.#next;
    this.#next = undefined;
    if (next) this.#begin(next);
    else if (this.#owner.isOver()) return;
    else {
      // Asked for first: reading the router may bring about messages, which are to follow the prompt.
      const prompt = this.#keepsLine ? undefined : this.#owner.promptText();
      this.#activity = { kind: 'prompt' };
      this.screen.freshLine();
      if (prompt === undefined) this.editor.redisplay();
      else this.editor.begin(prompt);
    }
    this.#keepsLine = false;
    this.#releaseHeld();
    this.#drain();
  }

  #begin(activity: Activity): void {
    this.#activity = activity;
    if (activity.kind === 'running' || activity.kind === 'connected') return;
    this.screen.freshLine();
    if (activity.kind === 'question') this.editor.begin(activity.prompt, activity.echo);
    else if (activity.kind === 'confirm') this.screen.write(activity.prompt);
    else this.editor.begin('');
  }

  #breakIn(messages: readonly HeldMessage[]): void {
    const { screen } = this;
    const { kind } = this.#activity;
    for (const { text } of messages) {
      screen.freshLine();
      screen.write(text);
      if (kind === 'more') screen.write(`\r\n${MORE_PROMPT}`);
    }
    const redraws = messages.at(-1)?.limit !== undefined && (kind === 'prompt' || kind === 'question' || kind === 'search');
    if (!redraws) return;
    screen.write('\r\n');
    this.editor.redisplay();
  }

  #releaseHeld(): void {
    const messages = this.#held.release(this.#activity.kind);
    if (messages.length > 0) this.#breakIn(messages);
  }

  #take(octets: Uint8Array): void {
    let at = 0;
    while (at < octets.length) {
      if (this.#activity.kind === 'running') {
        const rest = octets.subarray(at);
        if (this.#typedAhead.handingOut) this.#typedAhead.keep(rest);
        else this.#takeWhileRunning(rest);
        return;
      }
      if (this.#activity.kind === 'connected') {
        at += Math.max(1, this.#activity.keys(octets.subarray(at)));
        continue;
      }
      const { kind } = this.#activity;
      // One character answers here, and what is behind it may be another thing's: a run would be lost.
      const single = kind === 'confirm' || kind === 'more';
      at = this.#reader.read(single ? octets.subarray(0, at + 1) : octets, at, this.#keys);
    }
  }

  /** While a command runs only the escape character acts; the rest waits. */
  #takeWhileRunning(octets: Uint8Array): void {
    const stop = this.escapeCharacter === undefined ? -1 : octets.indexOf(this.escapeCharacter);
    this.#typedAhead.keep(stop < 0 ? octets : octets.subarray(0, stop));
    if (stop < 0) return;
    const activity = this.#activity;
    if (activity.kind === 'running') activity.abort();
    if (stop + 1 < octets.length) this.#take(octets.subarray(stop + 1));
  }

  #drain(): void {
    this.#typedAhead.handOut(() => this.#activity.kind !== 'running', (octets) => this.#take(octets));
  }
}
