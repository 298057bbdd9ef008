// A console of a device that is no router: a prompt with a line editor and a history, commands that take their time,
// questions, and messages that break in, as at a router's; what the lines mean is the device's (its owner). Nobody logs in.

import type { History } from '../terminal/history.ts';
import { History as LineHistory } from '../terminal/history.ts';
import type { ConversationOwner, PromptKey } from './typing/activity.ts';
import { Conversation, type Question } from './typing/conversation.ts';
import type { RunningCommand, SessionState } from './types.ts';

/** Ctrl-C stops what runs: there is no Ctrl-Shift-6 on such a device. */
const INTERRUPT = 0x03;
/** Messages that may wait for the prompt. */
const MESSAGES_HELD = 100;

export interface PlainConsoleOwner {
  prompt(): string;
  line(text: string): void;
  /** What `?` lists behind a text. */
  help(text: string): readonly string[];
  /** The text as Tab completes it. */
  complete(text: string): string;
  /** Return was pressed where nobody sat: the greeting, or why nobody can sit there. */
  opened(): { readonly lines: readonly string[]; readonly stays: boolean };
}

export class PlainConsole implements ConversationOwner {
  readonly #conversation: Conversation;
  readonly #owner: PlainConsoleOwner;
  readonly #history = new LineHistory();
  loggedOut: (() => void) | undefined;

  constructor(owner: PlainConsoleOwner, output: (octets: Uint8Array) => void) {
    this.#owner = owner;
    // Nothing here fills a screen.
    this.#conversation = new Conversation(this, output, 0);
    this.#conversation.escapeCharacter = INTERRUPT;
  }

  // ---- as the lab sees it

  input(octets: Uint8Array): void {
    this.#conversation.input(octets);
  }

  get state(): SessionState {
    return this.#conversation.state;
  }

  get prompt(): string {
    return this.#conversation.prompt;
  }

  get pendingText(): string {
    return this.#conversation.pendingText;
  }

  get escapeCharacter(): number {
    return INTERRUPT;
  }

  resize(columns: number): void {
    if (columns > 0) this.#conversation.editor.width = columns;
  }

  // ---- for its owner

  print(lines: readonly string[]): void {
    this.#conversation.pager.print(lines);
  }

  ask(prompt: string, echo: boolean, answered: (answer: string | undefined) => void): Question {
    return this.#conversation.ask(prompt, echo, answered);
  }

  /** The command goes on until it says that it is done; `abort` is called at Ctrl-C. */
  run(abort: () => void): RunningCommand {
    return this.#conversation.run(abort);
  }

  /** Something happened while nobody waited for it. */
  message(text: string): void {
    this.#conversation.message(text, MESSAGES_HELD);
  }

  /** Nobody sits there any more. */
  close(notice: readonly string[]): void {
    this.#conversation.close(notice);
    this.#history.clear();
    this.loggedOut?.();
  }

  // ---- of the conversation

  promptText(): string {
    return this.#owner.prompt();
  }

  history(): History {
    return this.#history;
  }

  line(text: string): void {
    this.#history.add(text);
    this.#owner.line(text);
  }

  promptKey(key: PromptKey): void {
    const { screen, editor } = this.#conversation;
    const typed = editor.text.slice(0, editor.cursor);
    if (key === 'ctrl-c' || key === 'ctrl-z') {
      screen.write(key === 'ctrl-c' ? '^C' : '^Z');
      editor.finish();
      return;
    }
    screen.write(key === 'help' ? '?\r\n' : '\r\n');
    if (key === 'help') this.print(this.#owner.help(typed));
    else editor.complete(this.#owner.complete(typed));
    this.#conversation.keepLine();
  }

  opened(): void {
    const { lines, stays } = this.#owner.opened();
    if (stays) this.print(lines);
    else this.#conversation.close(lines);
  }

  isOver(): boolean {
    return false;
  }
}
