// IOS interface names: the long form (BRI0, BRI0:1, Ethernet0/0, Dialer1) names an interface everywhere in the program;
// the short form (BR0:1, Et0/0, Di1) is only for debug lines. Parsing accepts any abbreviation with or without a blank.

/** A long name in canonical spelling, such as `BRI0` or `Serial0/0`. */
export type InterfaceName = string;

/** Type words in the order in which a running configuration prints them, with the short form that debug lines use. */
export const INTERFACE_TYPES = [
  { type: 'Loopback', short: 'Lo', words: ['loopback'] },
  { type: 'FastEthernet', short: 'Fa', words: ['fastethernet'] },
  { type: 'Ethernet', short: 'Et', words: ['ethernet'] },
  { type: 'TokenRing', short: 'To', words: ['tokenring'] },
  { type: 'Serial', short: 'Se', words: ['serial'] },
  { type: 'BRI', short: 'BR', words: ['bri'] },
  { type: 'Async', short: 'As', words: ['async'] },
  { type: 'Group-Async', short: 'Gr', words: ['group-async'] },
  { type: 'Multilink', short: 'Mu', words: ['multilink'] },
  { type: 'Virtual-Template', short: 'Vt', words: ['virtual-template', 'vt'] },
  { type: 'Virtual-Access', short: 'Vi', words: ['virtual-access'] },
  { type: 'Dialer', short: 'Di', words: ['dialer'] },
  { type: 'Tunnel', short: 'Tu', words: ['tunnel'] },
  { type: 'Null', short: 'Nu', words: ['null'] },
] as const;

export type InterfaceType = (typeof INTERFACE_TYPES)[number]['type'];

/** What commands an interface has: its type's, or those of a D channel (`Serial0:23`). */
export type InterfaceKind = InterfaceType | 'D-channel';

export const INTERFACE_KINDS: readonly InterfaceKind[] = [...INTERFACE_TYPES.map(({ type }) => type), 'D-channel'];

export interface InterfaceNameParts {
  readonly type: InterfaceType;
  /** `0`, `0/0`, `1`. */
  readonly unit: string;
  /** Behind a colon: the B channel. */
  readonly channel?: number;
  /** Behind a dot: the sub-interface. */
  readonly sub?: number;
}

const NAME = /^([A-Za-z][A-Za-z-]*?)\s*(\d+(?:\/\d+)*)(?::(\d+))?(?:\.(\d+))?$/;

/** The types whose word begins with the letters typed (case is ignored); an exact word wins. */
export function matchInterfaceType(letters: string): readonly InterfaceType[] {
  const lower = letters.toLowerCase();
  const matches = INTERFACE_TYPES.filter((entry) => entry.words.some((word) => word.startsWith(lower)));
  const exact = matches.filter((entry) => entry.words.some((word) => word === lower));
  return (exact.length > 0 ? exact : matches).map((entry) => entry.type);
}

/** Parts of a name in any spelling that names exactly one type, else undefined. */
export function parseInterfaceName(text: string): InterfaceNameParts | undefined {
  const match = NAME.exec(text.trim());
  if (!match) return undefined;
  const [type, ...others] = matchInterfaceType(match[1] ?? '');
  if (type === undefined || others.length > 0) return undefined;
  return {
    type,
    unit: match[2] ?? '0',
    ...(match[3] === undefined ? {} : { channel: Number(match[3]) }),
    ...(match[4] === undefined ? {} : { sub: Number(match[4]) }),
  };
}

export function formatInterfaceName(parts: InterfaceNameParts): InterfaceName {
  const channel = parts.channel === undefined ? '' : `:${parts.channel}`;
  const sub = parts.sub === undefined ? '' : `.${parts.sub}`;
  return `${parts.type}${parts.unit}${channel}${sub}`;
}

/** `BRI0:1` to `BR0:1`: the form of debug lines. */
export function shortInterfaceName(name: InterfaceName): string {
  const parts = parseInterfaceName(name);
  if (!parts) return name;
  const entry = INTERFACE_TYPES.find((candidate) => candidate.type === parts.type);
  return (entry?.short ?? '') + formatInterfaceName(parts).slice(parts.type.length);
}

/** Order of interfaces in a running configuration: by type as above, then by numbers. */
export function compareInterfaceNames(a: InterfaceName, b: InterfaceName): number {
  const left = parseInterfaceName(a);
  const right = parseInterfaceName(b);
  if (!left || !right) return a < b ? -1 : a > b ? 1 : 0;
  const rank = (type: InterfaceType) => INTERFACE_TYPES.findIndex((entry) => entry.type === type);
  if (left.type !== right.type) return rank(left.type) - rank(right.type);
  const numbers = (parts: InterfaceNameParts) => [...parts.unit.split('/').map(Number), parts.channel ?? -1, parts.sub ?? -1];
  const x = numbers(left);
  const y = numbers(right);
  for (let i = 0; i < Math.max(x.length, y.length); i += 1) {
    const difference = (x[i] ?? -1) - (y[i] ?? -1);
    if (difference !== 0) return difference;
  }
  return 0;
}

/** A serial interface of its own, and not one of a controller's slots. */
export function isSerialName(name: InterfaceName): boolean {
  return name.startsWith('Serial') && !name.includes(':');
}
