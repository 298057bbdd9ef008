// Maps and sets that take room once something is put into them. An empty Map weighs as much as a record of twenty fields, a
// router has dozens that stay empty, and there are worlds of ten thousand routers.

/** Stands for a map that nothing is ever put into. */
export const NO_ENTRIES: ReadonlyMap<never, never> = new Map<never, never>();

/** Up to so many entries are looked through one by one, which is quicker than a Map that is emptied and filled with every call. */
const FEW = 8;

/** As a Map, in the order of entry; what is put in while somebody goes through it is not met. */
export class LateMap<K, V> {
  #keys: K[] | undefined;
  #values: V[] | undefined;
  /** Instead of the two, once there were many. */
  #map: Map<K, V> | undefined;

  get size(): number {
    return this.#map?.size ?? this.#keys?.length ?? 0;
  }

  get(key: K): V | undefined {
    if (this.#map !== undefined) return this.#map.get(key);
    const index = this.#indexOf(key);
    return index < 0 ? undefined : this.#values?.[index];
  }

  has(key: K): boolean {
    return this.#map === undefined ? this.#indexOf(key) >= 0 : this.#map.has(key);
  }

  set(key: K, value: V): this {
    if (this.#map !== undefined) {
      this.#map.set(key, value);
      return this;
    }
    const keys = (this.#keys ??= []);
    const values = (this.#values ??= []);
    const index = this.#indexOf(key);
    if (index >= 0) values[index] = value;
    else if (keys.length < FEW) {
      keys.push(key);
      values.push(value);
    } else {
      this.#map = new Map<K, V>();
      for (let each = 0; each < keys.length; each += 1) this.#map.set(keys[each] as K, values[each] as V); // they are as long
      this.#map.set(key, value);
      this.#keys = undefined;
      this.#values = undefined;
    }
    return this;
  }

  delete(key: K): boolean {
    if (this.#map !== undefined) return this.#map.delete(key);
    const keys = this.#keys;
    const values = this.#values;
    const index = this.#indexOf(key);
    if (keys === undefined || values === undefined || index < 0) return false;
    for (let each = index + 1; each < keys.length; each += 1) {
      keys[each - 1] = keys[each] as K; // within both
      values[each - 1] = values[each] as V;
    }
    keys.pop();
    values.pop();
    return true;
  }

  clear(): void {
    this.#keys = undefined;
    this.#values = undefined;
    this.#map = undefined;
  }

  *keys(): IterableIterator<K> {
    // One that is taken out meanwhile is not met any more.
    for (const key of this.#map?.keys() ?? this.#keys?.slice() ?? []) if (this.has(key)) yield key;
  }

  *values(): IterableIterator<V> {
    for (const key of this.#map?.keys() ?? this.#keys?.slice() ?? []) if (this.has(key)) yield this.get(key) as V;
  }

  *[Symbol.iterator](): IterableIterator<[K, V]> {
    for (const key of this.#map?.keys() ?? this.#keys?.slice() ?? []) if (this.has(key)) yield [key, this.get(key) as V];
  }

  find(is: (value: V) => boolean): V | undefined {
    if (this.#map === undefined) return this.#values?.find(is);
    for (const value of this.#map.values()) if (is(value)) return value;
    return undefined;
  }

  count(counts: (value: V) => boolean): number {
    let count = 0;
    if (this.#map !== undefined) for (const value of this.#map.values()) count += counts(value) ? 1 : 0;
    else if (this.#values !== undefined) for (const value of this.#values) count += counts(value) ? 1 : 0;
    return count;
  }

  #indexOf(key: K): number {
    const keys = this.#keys;
    if (keys === undefined) return -1;
    for (let index = 0; index < keys.length; index += 1) if (keys[index] === key) return index;
    return -1;
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
