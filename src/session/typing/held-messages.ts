// Messages of the router that wait for their turn on a terminal. All wait while a line is being answered, within one
// instant: they follow its output. With `logging synchronous` those that are not severe enough wait also while a command
// runs or its output is being paged, until the prompt is back; beyond the line's limit they are lost, and counted.

import type { Activity } from './activity.ts';

export interface HeldMessage {
  readonly text: string;
  /** `logging synchronous`: how many may wait; undefined breaks in wherever it comes. */
  readonly limit: number | undefined;
}

export class HeldMessages {
  #waiting: HeldMessage[] = [];
  #lost = 0;

  /** Whether the message has to wait; if so it does. */
  take(message: HeldMessage, at: Activity['kind']): boolean {
    if (mayShow(message, at)) return false;
    const { limit } = message;
    if (limit !== undefined && this.#waiting.filter((one) => one.limit !== undefined).length >= limit) this.#lost += 1;
    else this.#waiting.push(message);
    return true;
  }

  /** Those whose turn it is, in the order in which they came. */
  release(at: Activity['kind']): readonly HeldMessage[] {
    if (this.#waiting.length === 0 && this.#lost === 0) return [];
    const now = this.#waiting.filter((message) => mayShow(message, at));
    this.#waiting = this.#waiting.filter((message) => !now.includes(message));
    if (this.#lost === 0 || !mayShow({ text: '', limit: 0 }, at)) return now;
    const lost = this.#lost;
    this.#lost = 0;
    return [...now, { text: `%SYS-3-MSGLOST ${lost} messages due to overflow`, limit: 0 }];
  }
}

function mayShow({ limit }: HeldMessage, at: Activity['kind']): boolean {
  if (at === 'answering') return false;
  return limit === undefined || !(at === 'running' || at === 'more' || at === 'search');
}
