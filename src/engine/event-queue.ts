// A priority queue by (instant, order): a heap of four branches whose keys stand in arrays of their own, so that the four
// children that are compared lie side by side in memory; among ten thousand routers that is most of what an event costs.
// It knows nothing of cancelling: what is in it stays until it is first, or until keepOnly() drops it.

import type { Instant } from '../base/time.ts';

const BRANCHES = 4;

export class EventQueue<T> {
  readonly #instants: Instant[] = [];
  readonly #orders: number[] = [];
  readonly #items: T[] = [];

  get size(): number {
    return this.#items.length;
  }

  get first(): T | undefined {
    return this.#items[0];
  }

  push(at: Instant, order: number, item: T): void {
    const instants = this.#instants;
    const orders = this.#orders;
    const items = this.#items;
    let index = items.length;
    instants.push(at);
    orders.push(order);
    items.push(item);
    // The indices here and below are within the arrays.
    while (index > 0) {
      const parent = (index - 1) >> 2;
      const above = instants[parent] as Instant;
      if (above < at || (above === at && (orders[parent] as number) < order)) break;
      instants[index] = above;
      orders[index] = orders[parent] as number;
      items[index] = items[parent] as T;
      index = parent;
    }
    instants[index] = at;
    orders[index] = order;
    items[index] = item;
  }

  /** Takes the first away; there is one. */
  dropFirst(): void {
    const at = this.#instants.pop();
    const order = this.#orders.pop();
    const item = this.#items.pop();
    if (at === undefined || order === undefined || this.#items.length === 0) return;
    this.#sink(0, at, order, item as T);
  }

  /** The first has another, later key from now on; there is one. */
  delayFirst(at: Instant, order: number): void {
    this.#sink(0, at, order, this.#items[0] as T);
  }

  /** Drops the others; each is asked about once. */
  keepOnly(keeps: (item: T) => boolean): void {
    const instants = this.#instants;
    const orders = this.#orders;
    const items = this.#items;
    let kept = 0;
    for (let index = 0; index < items.length; index += 1) {
      const item = items[index] as T;
      if (!keeps(item)) continue;
      instants[kept] = instants[index] as Instant;
      orders[kept] = orders[index] as number;
      items[kept] = item;
      kept += 1;
    }
    instants.length = kept;
    orders.length = kept;
    items.length = kept;
    for (let index = (kept - 2) >> 2; index >= 0; index -= 1) this.#sink(index, instants[index] as Instant, orders[index] as number, items[index] as T);
  }

  #sink(start: number, at: Instant, order: number, item: T): void {
    const instants = this.#instants;
    const orders = this.#orders;
    const items = this.#items;
    const size = items.length;
    let index = start;
    for (;;) {
      const child = BRANCHES * index + 1;
      if (child >= size) break;
      let least = child;
      let leastAt = instants[child] as Instant;
      const end = child + BRANCHES < size ? child + BRANCHES : size;
      for (let other = child + 1; other < end; other += 1) {
        const otherAt = instants[other] as Instant;
        if (otherAt < leastAt || (otherAt === leastAt && (orders[other] as number) < (orders[least] as number))) {
          least = other;
          leastAt = otherAt;
        }
      }
      if (at < leastAt || (at === leastAt && order < (orders[least] as number))) break;
      instants[index] = leastAt;
      orders[index] = orders[least] as number;
      items[index] = items[least] as T;
      index = least;
    }
    instants[index] = at;
    orders[index] = order;
    items[index] = item;
  }
}
