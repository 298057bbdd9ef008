// The delete buffer of the line editor: the ten newest cuts, recalled by Ctrl-Y and, in turn, by Esc Y.

const KEPT = 10;

export class CutBuffer {
  readonly #cuts: string[] = [];
  #at = 0;

  add(text: string): void {
    if (text === '') return;
    this.#cuts.unshift(text);
    if (this.#cuts.length > KEPT) this.#cuts.pop();
  }

  /** The newest cut. */
  recall(): string {
    this.#at = 0;
    return this.#cuts[0] ?? '';
  }

  /** The one before the one recalled last; after the oldest the newest again. */
  recallNext(): string {
    if (this.#cuts.length === 0) return '';
    this.#at = (this.#at + 1) % this.#cuts.length;
    return this.#cuts[this.#at] ?? '';
  }
}
