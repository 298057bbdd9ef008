// One block of a configuration: the global one, an interface's, a line's. It holds what commands stored, each with the
// command that stored it (so that it can be printed), and counts its changes. Rules of storing stand in apply.ts.

import { LateMap } from '../base/late-map.ts';
import type { Arguments, Command } from '../grammar/types.ts';
import type { ConfigNode } from './node.ts';

/** What one configuration line left behind. */
export interface Stored {
  readonly command: Command;
  readonly args: Arguments;
  /** It came with the startup configuration. */
  readonly atBoot: boolean;
}

const NONE: readonly never[] = [];

export class Block implements ConfigNode {
  readonly mode: string;
  readonly parent: Block | undefined;
  /** `''`, `interfaces[BRI0]`. */
  readonly path: string;
  readonly key: string;
  /** The line that enters it. */
  header: Stored | undefined;
  version = 0;
  // Made when first needed: most blocks of most routers are nearly empty.
  values: LateMap<string, Stored> | undefined;
  flags: LateMap<string, boolean> | undefined;
  /** By path, then by the keys' text, in order of entry. */
  lists: LateMap<string, LateMap<string, Stored>> | undefined;
  blocks: LateMap<string, LateMap<string, Block>> | undefined;

  constructor(mode: string, parent: Block | undefined, path: string, key: string, header: Stored | undefined) {
    this.mode = mode;
    this.parent = parent;
    this.path = path;
    this.key = key;
    this.header = header;
  }

  value(path: string): Arguments | undefined {
    return this.values?.get(path)?.args;
  }

  flag(path: string): boolean | undefined {
    return this.flags?.get(path);
  }

  entries(path: string): readonly Arguments[] {
    const list = this.lists?.get(path);
    return list ? Array.from(list.values(), (entry) => entry.args) : NONE;
  }

  children(path: string): readonly { readonly key: string; readonly node: Block }[] {
    const blocks = this.blocks?.get(path);
    return blocks ? Array.from(blocks, ([key, node]) => ({ key, node })) : NONE;
  }

  child(path: string, key: string): Block | undefined {
    return this.blocks?.get(path)?.get(key);
  }

  /** Whether anything is stored at the path: a value, a flag, entries or blocks. */
  has(path: string): boolean {
    return (
      this.values?.has(path) === true ||
      this.flags?.has(path) === true ||
      (this.lists?.get(path)?.size ?? 0) > 0 ||
      (this.blocks?.get(path)?.size ?? 0) > 0
    );
  }

  setValue(path: string, stored: Stored): void {
    (this.values ??= new LateMap()).set(path, stored);
  }

  setFlag(path: string, on: boolean): void {
    (this.flags ??= new LateMap()).set(path, on);
  }

  /** The list at the path, made if there is none. */
  list(path: string): LateMap<string, Stored> {
    this.lists ??= new LateMap();
    let list = this.lists.get(path);
    if (!list) this.lists.set(path, (list = new LateMap()));
    return list;
  }

  /** Puts a block below this one, or replaces it. */
  setChild(path: string, key: string, mode: string, header: Stored): Block {
    this.blocks ??= new LateMap();
    let blocks = this.blocks.get(path);
    if (!blocks) this.blocks.set(path, (blocks = new LateMap()));
    const own = `${path}[${key}]`;
    const block = new Block(mode, this, this.path === '' ? own : `${this.path}.${own}`, key, header);
    blocks.set(key, block);
    return block;
  }

  /** Forgets what is at the path; true if there was anything. */
  forget(path: string): boolean {
    const had = this.has(path);
    this.values?.delete(path);
    this.flags?.delete(path);
    this.lists?.delete(path);
    this.blocks?.delete(path);
    return had;
  }

  /** Forgets all contents. */
  clear(): void {
    this.values = undefined;
    this.flags = undefined;
    this.lists = undefined;
    this.blocks = undefined;
  }

  /** Takes over another block's contents: what was stored once is never changed, so that both may hold it. */
  copyFrom(other: Block): void {
    this.values = other.values && new LateMap(other.values);
    this.flags = other.flags && new LateMap(other.flags);
    this.lists = other.lists && new LateMap(Array.from(other.lists, ([path, list]) => [path, new LateMap(list)]));
  }

  /** Counts a change here and in all blocks around it. */
  touch(): void {
    for (let block: Block | undefined = this; block; block = block.parent) block.version += 1;
  }
}
