// Dialogues of several questions, written as one generator: it yields a question and gets the answer. The questions that
// come again and again (yes or no, a number in a range, anything but nothing) and what is said to wrong answers.

import type { Exec } from '../types.ts';

export interface Asked {
  readonly prompt: string;
  readonly echo?: boolean;
  /** What is said to `?`; then it is asked again. */
  readonly help?: readonly string[];
}

export type Dialogue<Result = void> = Generator<Asked, Result, string>;

/** Runs the dialogue; Ctrl-C at any question ends it with `cancelled`. */
export function converse(exec: Pick<Exec, 'ask' | 'printAll'>, dialogue: Dialogue, cancelled: () => void = () => undefined): void {
  const goOn = (answer: string): void => {
    const { done, value } = dialogue.next(answer);
    if (done !== true && value) ask(value);
  };
  const ask = (asked: Asked): void => {
    exec.ask(asked.prompt, asked.echo !== false, (typed) => {
      if (typed === undefined) cancelled();
      else if (asked.help && typed.trim() === '?') {
        exec.printAll(asked.help);
        ask(asked);
      } else goOn(typed);
    });
  };
  goOn('');
}

/** Until it is yes or no, in full or shortened; nothing is the default, where there is one. */
export function* yesOrNo(exec: Pick<Exec, 'print'>, prompt: string, byDefault?: boolean, help?: readonly string[]): Dialogue<boolean> {
  for (;;) {
    const answer = (yield { prompt, ...(help ? { help } : {}) }).trim().toLowerCase();
    if (answer === '' && byDefault !== undefined) return byDefault;
    if (answer !== '' && 'yes'.startsWith(answer)) return true;
    if (answer !== '' && 'no'.startsWith(answer)) return false;
    exec.print("% Please answer 'yes' or 'no'.");
  }
}

/** Until it is a number in the range; nothing is the default. */
export function* numberWithin(exec: Pick<Exec, 'print'>, prompt: string, byDefault: number, least: number, most: number): Dialogue<number> {
  for (;;) {
    const answer = (yield { prompt: `${prompt} [${byDefault}]: ` }).trim();
    if (answer === '') return byDefault;
    const number = Number(answer);
    if (/^\d+$/.test(answer) && number >= least && number <= most) return number;
    exec.print(`% A decimal number between ${least} and ${most}.`);
  }
}

/** Until something is typed. */
export function* required(exec: Pick<Exec, 'print'>, prompt: string, help?: readonly string[]): Dialogue<string> {
  for (;;) {
    const answer = (yield { prompt, ...(help ? { help } : {}) }).trim();
    if (answer !== '') return answer;
    exec.print('% No defaulting allowed');
  }
}
