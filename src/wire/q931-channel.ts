// Channel identification on a primary rate interface (ITU-T Q.931 §4.5.13, Figures 4-18 and 4-19): the interface implicit,
// B channels named by number or by a map of the slots. An interface identifier, other channel types and the D channel are
// not dissected. On a 1544 kbit/s interface channel 1 is the map's lowest bit, on a 2048 kbit/s one slot 0 is.

import { octetAt } from '../base/octets.ts';

export interface PrimaryChannels {
  readonly channels: readonly number[] | 'none' | 'any';
  readonly exclusive: boolean;
  /** Slots of the map; absent where channels are named by number. */
  readonly map?: 24 | 32;
}

const EXTENSION = 0x80;
/** Octet 3: implicit interface other than basic; octet 3.2: ITU-T coding, B-channel units by number, or by map. */
const PRIMARY = 0x20;
const EXCLUSIVE = 0x08;
const SELECTION = { none: 0, indicated: 1, any: 3 } as const;
const BY_NUMBER = 0x83;
const BY_MAP = 0x93;

export function parsePrimaryChannels(contents: Uint8Array): PrimaryChannels | undefined {
  const first = octetAt(contents, 0);
  if ((first & 0xf4) !== (EXTENSION | PRIMARY)) return undefined;
  const exclusive = (first & EXCLUSIVE) !== 0;
  const selection = first & 3;
  if (selection !== SELECTION.indicated) {
    if (contents.length !== 1 || selection === 2) return undefined;
    return { channels: selection === SELECTION.any ? 'any' : 'none', exclusive };
  }
  switch (octetAt(contents, 1)) {
    case BY_NUMBER:
      return numbered(contents, exclusive);
    case BY_MAP:
      return mapped(contents, exclusive);
    default:
      return undefined;
  }
}

/** Bit 8 of the last channel number is 1, of those before it 0. */
function numbered(contents: Uint8Array, exclusive: boolean): PrimaryChannels | undefined {
  const channels: number[] = [];
  for (let at = 2; at < contents.length; at += 1) {
    const octet = octetAt(contents, at);
    const isLast = at === contents.length - 1;
    if ((octet & EXTENSION) === 0 ? isLast : !isLast) return undefined;
    channels.push(octet & 0x7f);
  }
  return channels.length === 0 ? undefined : { channels, exclusive };
}

function mapped(contents: Uint8Array, exclusive: boolean): PrimaryChannels | undefined {
  const map = (contents.length - 2) * 8;
  if (map !== 24 && map !== 32) return undefined;
  const channels: number[] = [];
  for (let bit = 0; bit < map; bit += 1) {
    if (octetAt(contents, contents.length - 1 - (bit >> 3)) & (1 << (bit & 7))) channels.push(bit + lowest(map));
  }
  return { channels, exclusive, map };
}

const lowest = (map: 24 | 32): number => (map === 24 ? 1 : 0);

export function primaryChannelsLength({ channels, map }: PrimaryChannels): number {
  if (typeof channels === 'string') return 1;
  return 2 + (map === undefined ? channels.length : map / 8);
}

export function writePrimaryChannels(octets: Uint8Array, start: number, element: PrimaryChannels): number {
  const { channels, exclusive, map } = element;
  const end = start + primaryChannelsLength(element);
  const selection = typeof channels === 'string' ? SELECTION[channels] : SELECTION.indicated;
  octets[start] = EXTENSION | PRIMARY | (exclusive ? EXCLUSIVE : 0) | selection;
  if (typeof channels === 'string') return end;
  octets[start + 1] = map === undefined ? BY_NUMBER : BY_MAP;
  if (map === undefined) {
    channels.forEach((channel, index) => (octets[start + 2 + index] = channel | (index === channels.length - 1 ? EXTENSION : 0)));
    return end;
  }
  for (const channel of channels) {
    const bit = channel - lowest(map);
    const at = end - 1 - (bit >> 3);
    octets[at] = octetAt(octets, at) | (1 << (bit & 7));
  }
  return end;
}
