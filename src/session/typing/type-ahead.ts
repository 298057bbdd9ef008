// What is typed while a command runs: kept, in order, until something reads keys again. Far more than a configuration
// pasted at once is kept; what goes beyond is lost, as a terminal server's buffer loses it.

const MOST_OCTETS = 8 << 20;

export class TypeAhead {
  #queue: Uint8Array[] = [];
  #octets = 0;
  #handingOut = false;

  /** Keeps a copy. What comes back while it is handed out goes in front again. */
  keep(octets: Uint8Array): void {
    if (octets.length === 0) return;
    if (this.#handingOut) this.#queue.unshift(octets.slice());
    else if (this.#octets + octets.length <= MOST_OCTETS) this.#queue.push(octets.slice());
    else return;
    this.#octets += octets.length;
  }

  /** True while what was kept is being typed. */
  get handingOut(): boolean {
    return this.#handingOut;
  }

  /** Hands out what was kept, chunk by chunk, as long as somebody takes it. */
  handOut(takes: () => boolean, type: (octets: Uint8Array) => void): void {
    if (this.#handingOut || this.#queue.length === 0) return;
    this.#handingOut = true;
    while (takes()) {
      const octets = this.#queue.shift();
      if (!octets) break;
      this.#octets -= octets.length;
      type(octets);
    }
    this.#handingOut = false;
  }

  clear(): void {
    this.#queue = [];
    this.#octets = 0;
  }
}
