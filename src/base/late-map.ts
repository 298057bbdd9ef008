// Maps and sets that take room once something is put into them. An empty Map weighs as much as a record of twenty fields, a
// router has dozens that stay empty, and there are worlds of ten thousand routers.

/** Stands for a map that nothing is ever put into. */
export const NO_ENTRIES: ReadonlyMap<never, never> = new Map<never, never>();

export class LateMap<K, V> {
  #map: Map<K, V> | undefined;

  get size(): number {
    return this.#map === undefined ? 0 : this.#map.size;
  }

  get(key: K): V | undefined {
    return this.#map?.get(key);
  }

  has(key: K): boolean {
    return this.#map !== undefined && this.#map.has(key);
  }

  set(key: K, value: V): this {
    (this.#map ??= new Map<K, V>()).set(key, value);
    return this;
  }

  delete(key: K): boolean {
    return this.#map !== undefined && this.#map.delete(key);
  }

  clear(): void {
    this.#map?.clear();
  }

  keys(): IterableIterator<K> {
    return (this.#map ?? NO_ENTRIES).keys();
  }

  values(): IterableIterator<V> {
    return (this.#map ?? NO_ENTRIES).values();
  }

  [Symbol.iterator](): IterableIterator<[K, V]> {
    return (this.#map ?? NO_ENTRIES).entries();
  }
}

export class LateSet<T> {
  #set: Set<T> | undefined;

  get size(): number {
    return this.#set === undefined ? 0 : this.#set.size;
  }

  has(member: T): boolean {
    return this.#set !== undefined && this.#set.has(member);
  }

  add(member: T): this {
    (this.#set ??= new Set<T>()).add(member);
    return this;
  }

  delete(member: T): boolean {
    return this.#set !== undefined && this.#set.delete(member);
  }

  clear(): void {
    this.#set?.clear();
  }

  [Symbol.iterator](): IterableIterator<T> {
    return (this.#set ?? NO_ENTRIES).keys();
  }
}
