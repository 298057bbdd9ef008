// A chat script at work on a line: the script that the configuration has for it, run over what the modem says, until it succeeds, fails
// or is given up. Which script is wanted, and what success is good for, is the line's (async-port.ts).

import { fromText } from '../../../base/octets.ts';
import type { Clock } from '../../../engine/clock.ts';
import { createChat, step, type ChatAction, type ChatEvent, type ChatState, type ChatTimerName } from '../../../protocols/chat/chat.ts';
import { parseChatScript, type ChatStep } from '../../../protocols/chat/script.ts';
import { TimerBank } from '../../timer-bank.ts';
import type { TraceEvent } from '../../trace.ts';
import { Turnstile } from '../../turnstile.ts';

export interface ChatRunOwner {
  readonly clock: Clock;
  record(event: TraceEvent): void;
  send(octets: Uint8Array): void;
  finished(success: boolean, abortedBy: string | undefined): void;
}

export interface FoundScript {
  readonly name: string;
  readonly script: readonly ChatStep[];
}

export class ChatRun {
  readonly #owner: ChatRunOwner;
  readonly #timers: TimerBank<ChatTimerName>;
  readonly #turnstile = new Turnstile();
  #chat: ChatState | undefined;
  #abortedBy: string | undefined;

  constructor(owner: ChatRunOwner) {
    this.#owner = owner;
    this.#timers = new TimerBank(owner.clock, (timer) => this.tell({ type: 'timer', timer }));
  }

  get isRunning(): boolean {
    return this.#chat !== undefined;
  }

  /** The first chat script whose name the regular expression matches; that there is none, or none that can be read, is traced. */
  find(scripts: ReadonlyMap<string, string>, wanted: string | undefined): FoundScript | undefined {
    for (const [name, text] of wanted === undefined ? [] : scripts) {
      if (wanted === undefined || !matchesName(wanted, name)) continue;
      const script = parseChatScript(text);
      if (script.ok) return { name, script: script.value };
      this.#owner.record({ type: 'chat.malformed', script: name, why: script.error });
      return undefined;
    }
    this.#owner.record({ type: 'chat.none', ...(wanted === undefined ? {} : { wanted }) });
    return undefined;
  }

  /** It begins within this instant, unless it is given up before. */
  begin({ name, script }: FoundScript, number: string): void {
    const chat = createChat(name, script, number);
    this.#chat = chat;
    this.#abortedBy = undefined;
    this.#owner.clock.after(0, () => {
      if (this.#chat === chat) this.tell({ type: 'start' });
    });
  }

  tell(event: ChatEvent): void {
    // The modem echoes and answers while a send is still being performed.
    this.#turnstile.pass(() => {
      if (this.#chat === undefined) return;
      const [state, actions] = step(this.#chat, event);
      this.#chat = state;
      for (const action of actions) this.#perform(action);
    });
  }

  /** Nobody wants it any more. */
  stop(): void {
    this.#chat = undefined;
    this.#timers.stopAll();
  }

  #perform(action: ChatAction): void {
    switch (action.type) {
      case 'send':
        return this.#owner.send(fromText(action.text));
      case 'break':
        return;
      case 'start':
        return this.#timers.start(action.timer, action.ms);
      case 'stop':
        return this.#timers.stop(action.timer);
      case 'trace':
        if (action.event.type === 'chat.finished') this.#abortedBy = action.event.abortedBy;
        return this.#owner.record(action.event);
      case 'finished':
        this.#chat = undefined;
        this.#owner.finished(action.status === 'success', this.#abortedBy);
    }
  }
}

/** `.` and `*` of IOS's regular expressions are enough for names; an expression that is none matches by itself. */
function matchesName(expression: string, name: string): boolean {
  try {
    return new RegExp(expression).test(name);
  } catch {
    return expression === name;
  }
}
