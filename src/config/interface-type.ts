// The type of an interface by its long name, without parsing the whole name; and its kind, by which it has commands.

import { INTERFACE_TYPES, type InterfaceKind } from '../base/interface-name.ts';
import { blocksOfPlace } from './interface-range.ts';

/** `BRI` of `BRI0/0`; undefined for what is no interface. */
export function interfaceTypeOf(name: string): string | undefined {
  const digits = name.search(/\d/);
  return digits > 0 ? name.slice(0, digits) : undefined;
}

/** The kind of the interface that a block path such as `interfaces[BRI0]` is; of several, the first's. */
export function interfaceKindOfPlace(place: string): InterfaceKind | undefined {
  const path = blocksOfPlace(place)?.[0] ?? place;
  if (!path.startsWith(BLOCK)) return undefined;
  const type = interfaceTypeOf(path.slice(BLOCK.length));
  if (type === 'Serial' && path.includes(':')) return 'D-channel';
  return INTERFACE_TYPES.find((entry) => entry.type === type)?.type;
}

const BLOCK = 'interfaces[';
