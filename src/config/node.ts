// The readers' side of a configuration: what the store (store.ts) looks like to the model, to the network and to views.
// A node is one block of a running configuration: the global one, an interface's, a line's, a map class's.

import type { Matter } from '../grammar/types.ts';

/** An argument's value: numbers for `<a-b>`, lower-case choice words, else the text as stored. */
export type ArgumentValue = string | number;
export type Arguments = Readonly<Record<string, ArgumentValue>>;

/** A line that is stored and shown, and on which nothing acts although the real router would. */
export interface KeptLine {
  /** The path of its block. */
  readonly block: string;
  /** The line above it: `interface BRI0`; empty for a global one. */
  readonly place: string;
  readonly text: string;
  /** The grammar's line. */
  readonly command: string;
  readonly matters: Matter;
  /** What happens in its place. */
  readonly instead?: string;
}

export interface ConfigNode {
  /** Grows with every change in this node or below it. */
  readonly version: number;
  /** What `sets` (or a `keeps` without keys) stored at the path, default not filled in. */
  value(path: string): Arguments | undefined;
  /** What `flag` stored: true or false when it differs from the default, else undefined. */
  flag(path: string): boolean | undefined;
  /** What `adds` stored under the path, in order of entry. */
  entries(path: string): readonly Arguments[];
  /** Blocks that `enters` made under the path (`interfaces`), by key (`BRI0`), in order of entry. */
  children(path: string): readonly { readonly key: string; readonly node: ConfigNode }[];
  child(path: string, key: string): ConfigNode | undefined;
}

/** What a line changed: the network reacts to these, never to lines. */
export interface ConfigChange {
  /** `''` for the global block, else path and key of the block: `interfaces[BRI0]`. */
  readonly block: string;
  /** The path within the block: `dialer.maps`; empty when the whole block was made or removed. */
  readonly path: string;
}
