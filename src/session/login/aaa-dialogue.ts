// A dialogue in which AAA asks the questions: it goes on as soon as whoever is asked (the router's users, a server) has answered,
// at once or after virtual time, in which nothing that is typed is lost. What was asked and how often is the caller's.

import type { AaaDialogue, LoginDecision } from '../../network/router/aaa/aaa-lines.ts';
import type { RunningCommand } from '../types.ts';

/** What a dialogue needs of a conversation. */
export interface DialogueDesk {
  /** Asks a question that must be answered in time: else `asked` gets undefined. */
  ask(prompt: string, echo: boolean, asked: (answer: string | undefined) => void): void;
  write(text: string): void;
  run(abort: () => void): RunningCommand;
}

export interface Asked {
  answer(text: string): void;
  cancel(): void;
}

/**
 * Runs one dialogue. `first` is called before the router's own first question. Returns how to give it up.
 */
export function askByAaa(
  desk: DialogueDesk,
  begin: (dialogue: AaaDialogue) => Asked,
  first: () => void,
  done: (decision: LoginDecision | undefined, wasAsked: boolean) => void,
): () => void {
  const waiting = new Waiting(desk);
  let announced = false;
  let wasAsked = false;
  let asked: Asked | undefined;
  const dialogue: AaaDialogue = {
    prompt: (prompt, echo, server) =>
      waiting.over(() => {
        if (!server && !announced) first();
        announced = true;
        wasAsked = true;
        desk.ask(lastLine(desk, prompt), echo, (answer) => {
          if (answer === undefined) {
            asked?.cancel();
            done(undefined, true);
            return;
          }
          waiting.until(() => asked?.answer(answer));
        });
      }),
    decided: (decision) => waiting.over(() => done(decision, wasAsked)),
  };
  waiting.until(() => {
    asked = begin(dialogue);
  });
  return () => asked?.cancel();
}

/** A server's prompt may have lines in front of it. */
function lastLine(desk: DialogueDesk, prompt: string): string {
  const lines = prompt.split(/\r?\n/);
  const last = lines.pop() ?? '';
  if (lines.length > 0) desk.write(lines.map((line) => `${line}\r\n`).join(''));
  return last;
}

/** The time between a question and what follows from its answer: nothing at all, or a while in which the terminal waits. */
export class Waiting {
  readonly #desk: Pick<DialogueDesk, 'run'>;
  #running: RunningCommand | undefined;
  #pending = false;

  constructor(desk: Pick<DialogueDesk, 'run'>) {
    this.#desk = desk;
  }

  /** Does something of which `over` tells the end, now or later. */
  until(work: () => void): void {
    this.#pending = true;
    work();
    if (this.#pending) this.#running = this.#desk.run(() => undefined);
  }

  over(then: () => void): void {
    this.#pending = false;
    const running = this.#running;
    this.#running = undefined;
    then();
    running?.done();
  }
}
