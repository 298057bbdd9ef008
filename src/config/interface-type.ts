// The type of an interface by its long name, without parsing the whole name.

/** `BRI` of `BRI0/0`; undefined for what is no interface. */
export function interfaceTypeOf(name: string): string | undefined {
  const digits = name.search(/\d/);
  return digits > 0 ? name.slice(0, digits) : undefined;
}
