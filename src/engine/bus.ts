// A typed bus: publishers hand events to subscribers in the order of subscription, at once and synchronously.

export type Unsubscribe = () => void;

export class Bus<T> {
  readonly #subscribers: ((event: T) => void)[] = [];

  subscribe(receive: (event: T) => void): Unsubscribe {
    this.#subscribers.push(receive);
    return () => {
      const index = this.#subscribers.indexOf(receive);
      if (index >= 0) this.#subscribers.splice(index, 1);
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
