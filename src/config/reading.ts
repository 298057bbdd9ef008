// Reading the arguments that a configuration line stored: as text, number or address, absent ones as undefined, and
// records whose optional properties are absent. Used by the typed settings (model.ts, global-settings.ts) only.

import { parseIpv4, type Ipv4Address } from '../base/ipv4.ts';
import type { Arguments } from './node.ts';

export const text = (args: Arguments | undefined, name: string): string | undefined => {
  const value = args?.[name];
  return value === undefined ? undefined : String(value);
};

export const number = (args: Arguments | undefined, name: string): number | undefined => {
  const value = args?.[name];
  return value === undefined ? undefined : Number(value);
};

export const address = (args: Arguments | undefined, name: string): Ipv4Address | undefined => {
  const value = text(args, name);
  return value === undefined ? undefined : parseIpv4(value);
};

/** Only the properties that have a value: an optional property is absent, never undefined. */
export function present<T extends object>(values: { [K in keyof T]?: T[K] | undefined }): T {
  const result: Record<string, unknown> = {};
  for (const [key, value] of Object.entries(values)) if (value !== undefined) result[key] = value;
  // The copy is a record of one shape with others; one filled key by key becomes a hash table, of four times the weight.
  return { ...result } as T; // the caller names the type whose optional properties may be absent
}

/** What can be compared by its text: no maps, no sets. */
type Plain<T> = T extends ReadonlyMap<unknown, unknown> | ReadonlySet<unknown> | ((...of: never) => unknown) ? never : T extends object ? { [Key in keyof T]: Plain<T[Key]> } : T;

const SHARED_AT_MOST = 1000;
const shared = new Map<string, unknown>();

/** Equal settings are one value: most interfaces of most routers have nothing configured but a few lines. */
export function share<T>(value: T & Plain<T>): T {
  const key = JSON.stringify(value);
  const known = shared.get(key);
  if (known !== undefined) return known as T; // what has the same text is the same value, but for its type's name
  if (shared.size < SHARED_AT_MOST) shared.set(key, value);
  return value;
}
