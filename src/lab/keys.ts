// Names of keys in session scripts and the octets that a terminal sends for them.

const NAMED: Readonly<Record<string, readonly number[]>> = {
  return: [0x0d],
  enter: [0x0d],
  tab: [0x09],
  space: [0x20],
  backspace: [0x08],
  delete: [0x7f],
  esc: [0x1b],
  escape: [0x1b],
  up: [0x1b, 0x5b, 0x41],
  down: [0x1b, 0x5b, 0x42],
  right: [0x1b, 0x5b, 0x43],
  left: [0x1b, 0x5b, 0x44],
  'ctrl-shift-6': [0x1e],
  'ctrl-^': [0x1e],
  break: [0x1e],
};

/** `ctrl-c`, `esc-b`, `tab`, or a single character; undefined when it is no key. */
export function keyOctets(name: string): Uint8Array | undefined {
  const lower = name.toLowerCase();
  const named = NAMED[lower];
  if (named) return Uint8Array.from(named);
  const control = /^(?:ctrl-|c-|\^)([a-z[\\\]_@])$/.exec(lower);
  if (control) return Uint8Array.of((control[1] ?? '').toUpperCase().charCodeAt(0) & 0x1f);
  const meta = /^(?:esc-|alt-|m-)(.)$/.exec(name.replace(/^(esc|alt|m)-/i, (prefix) => prefix.toLowerCase()));
  if (meta) return Uint8Array.of(0x1b, (meta[1] ?? '').charCodeAt(0));
  return name.length === 1 && name >= ' ' && name <= '~' ? Uint8Array.of(name.charCodeAt(0)) : undefined;
}

/** Keys that stop a running command: a script may press them while one runs. */
export function isInterruptKey(name: string): boolean {
  const octets = keyOctets(name);
  return octets?.length === 1 && (octets[0] === 0x03 || octets[0] === 0x1e);
}
