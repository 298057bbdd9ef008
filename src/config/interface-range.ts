// `interface range`: the interfaces that its text names, and the place in which lines go to all of them. The text is a
// type with numbers, a hyphen before the last one, and several such parts with commas: `bri 0 - 1 , loopback 3`.

import { formatInterfaceName, parseInterfaceName } from '../base/interface-name.ts';

const PLACE = 'range ';

/** The block path of a place that stands for several blocks. */
export function rangePlace(paths: readonly string[]): string {
  return PLACE + paths.join(' ');
}

/** The blocks of such a place; undefined for an ordinary one. */
export function blocksOfPlace(path: string): readonly string[] | undefined {
  return path.startsWith(PLACE) ? path.slice(PLACE.length).split(' ') : undefined;
}

/** More interfaces than a range may name at once. */
const MOST = 64;

/** Names of the interfaces, in order; undefined if the text is no range. */
export function interfacesOfRange(text: string): readonly string[] | undefined {
  const names: string[] = [];
  for (const part of text.split(',')) {
    const [from = '', to, ...rest] = part.split('-').map((piece) => piece.trim());
    // A type such as Group-Async has a hyphen of its own.
    const first = parseInterfaceName(to !== undefined && /^[a-z]+$/i.test(from) ? `${from}-${to}` : from);
    const last = to !== undefined && /^[a-z]+$/i.test(from) ? rest[0] : to;
    if (!first || first.channel !== undefined || first.sub !== undefined) return undefined;
    const units = first.unit.split('/');
    const low = Number(units.at(-1));
    const high = last === undefined ? low : Number(last.split('/').at(-1));
    if (!Number.isInteger(high) || high < low || high - low >= MOST) return undefined;
    for (let unit = low; unit <= high; unit += 1) {
      names.push(formatInterfaceName({ type: first.type, unit: [...units.slice(0, -1), unit].join('/') }));
    }
  }
  return names.length === 0 || names.length > MOST ? undefined : [...new Set(names)];
}
