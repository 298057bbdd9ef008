// A typed bus: publishers hand events to subscribers in the order of subscription, at once and synchronously.

export type Unsubscribe = () => void;

/** How many listen to any of several buses: where nobody does, what is only heard need not be said. */
export class Audience {
  #size = 0;

  get isThere(): boolean {
    return this.#size > 0;
  }

  changed(by: 1 | -1): void {
    this.#size += by;
  }
}

export class Bus<T> {
  readonly #subscribers: ((event: T) => void)[] = [];
  readonly #audience: Audience | undefined;

  constructor(audience?: Audience) {
    this.#audience = audience;
  }

  subscribe(receive: (event: T) => void): Unsubscribe {
    this.#subscribers.push(receive);
    this.#audience?.changed(1);
    return () => {
      const index = this.#subscribers.indexOf(receive);
      if (index < 0) return;
      this.#subscribers.splice(index, 1);
      this.#audience?.changed(-1);
    };
  }

  /** Whether anybody subscribes: an event that nobody hears need not be made. */
  get heard(): boolean {
    return this.#subscribers.length > 0;
  }

  publish(event: T): void {
    for (const receive of this.#subscribers) receive(event);
  }
}
