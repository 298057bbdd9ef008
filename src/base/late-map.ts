// Maps and sets that take room once something is put into them. An empty Map weighs as much as a record of twenty fields, a
// router has dozens that stay empty, and there are worlds of ten thousand routers.

/** Stands for a map that nothing is ever put into. */
export const NO_ENTRIES: ReadonlyMap<never, never> = new Map<never, never>();

/** Up to so many entries are looked through one by one, which is quicker than a Map that is emptied and filled with every call. */
const FEW = 8;
const NOTHING: readonly never[] = [];

/** As a Map, in the order of entry; what is put in while somebody goes through it is not met. */
export class LateMap<K, V> implements ReadonlyMap<K, V> {
  /** Keys and values in turn, in an array that is no longer than it must be; a Map once there were many. */
  #entries: Map<K, V> | readonly (K | V)[] = NOTHING;

  constructor(entries?: Iterable<readonly [K, V]>) {
    if (entries !== undefined) for (const [key, value] of entries) this.set(key, value);
  }

  get size(): number {
    const entries = this.#entries;
    return entries instanceof Map ? entries.size : entries.length >> 1;
  }

  get(key: K): V | undefined {
    const entries = this.#entries;
    if (entries instanceof Map) return entries.get(key);
    for (let index = 0; index < entries.length; index += 2) if (entries[index] === key) return entries[index + 1] as V;
    return undefined;
  }

  has(key: K): boolean {
    const entries = this.#entries;
    return entries instanceof Map ? entries.has(key) : indexOf(entries, key) >= 0;
  }

  set(key: K, value: V): this {
    const entries = this.#entries;
    if (entries instanceof Map) {
      entries.set(key, value);
      return this;
    }
    const index = indexOf(entries, key);
    if (index >= 0) this.#entries = entries.with(index + 1, value);
    else if (entries.length < 2 * FEW) this.#entries = entries.length === 0 ? [key, value] : entries.concat([key, value]);
    else this.#entries = new Map<K, V>(this).set(key, value);
    return this;
  }

  delete(key: K): boolean {
    const entries = this.#entries;
    if (entries instanceof Map) return entries.delete(key);
    const index = indexOf(entries, key);
    if (index < 0) return false;
    this.#entries = entries.length === 2 ? NOTHING : entries.toSpliced(index, 2);
    return true;
  }

  clear(): void {
    this.#entries = NOTHING;
  }

  *keys(): IterableIterator<K> {
    for (const [key] of this) yield key;
  }

  *values(): IterableIterator<V> {
    const entries = this.#entries;
    if (entries instanceof Map) yield* entries.values();
    else for (let index = 0; index < entries.length; index += 2) if (this.#stillHas(entries, index)) yield this.get(entries[index] as K) as V;
  }

  *[Symbol.iterator](): IterableIterator<[K, V]> {
    const entries = this.#entries;
    if (entries instanceof Map) yield* entries;
    else for (let index = 0; index < entries.length; index += 2) if (this.#stillHas(entries, index)) yield [entries[index] as K, this.get(entries[index] as K) as V];
  }

  /** What is taken out while somebody goes through it is not met any more. */
  #stillHas(entries: readonly (K | V)[], index: number): boolean {
    return entries === this.#entries || this.has(entries[index] as K);
  }

  entries(): IterableIterator<[K, V]> {
    return this[Symbol.iterator]();
  }

  forEach(callback: (value: V, key: K, map: ReadonlyMap<K, V>) => void): void {
    const entries = this.#entries;
    if (entries instanceof Map) entries.forEach((value, key) => callback(value, key, this));
    else for (let index = 0; index < entries.length; index += 2) if (this.#stillHas(entries, index)) callback(this.get(entries[index] as K) as V, entries[index] as K, this);
  }

  find(is: (value: V) => boolean): V | undefined {
    const entries = this.#entries;
    if (entries instanceof Map) {
      for (const value of entries.values()) if (is(value)) return value;
    } else for (let index = 1; index < entries.length; index += 2) if (is(entries[index] as V)) return entries[index] as V;
    return undefined;
  }

  count(counts: (value: V) => boolean): number {
    let count = 0;
    this.forEach((value) => (count += counts(value) ? 1 : 0));
    return count;
  }
}

/** Of a key, among keys and values in turn; -1 when it is not there. */
function indexOf(entries: readonly unknown[], key: unknown): number {
  for (let index = 0; index < entries.length; index += 2) if (entries[index] === key) return index;
  return -1;
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
