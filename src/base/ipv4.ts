// IPv4 addresses and masks as unsigned 32-bit numbers, with their dotted-decimal texts (RFC 791, RFC 1812 §2.2.5).

/** An IPv4 address, 0 to 2^32 - 1. */
export type Ipv4Address = number;

/** `a.b.c.d` with decimal parts of 0 to 255, else undefined. */
export function parseIpv4(text: string): Ipv4Address | undefined {
  const match = /^(\d{1,3})\.(\d{1,3})\.(\d{1,3})\.(\d{1,3})$/.exec(text);
  if (!match) return undefined;
  let address = 0;
  for (let i = 1; i <= 4; i += 1) {
    const part = Number(match[i]);
    if (part > 255) return undefined;
    address = address * 256 + part;
  }
  return address;
}

export function formatIpv4(address: Ipv4Address): string {
  return `${address >>> 24}.${(address >>> 16) & 255}.${(address >>> 8) & 255}.${address & 255}`;
}

/** No single host's: this host (0), loopback (127), multicast and what lies beyond. */
export function isMartian(address: Ipv4Address): boolean {
  const first = address >>> 24;
  return first === 0 || first === 127 || first >= 224;
}

/** The mask's number of one bits if they are contiguous from the left, else undefined. */
export function prefixLength(mask: Ipv4Address): number | undefined {
  const inverted = ~mask >>> 0;
  if (((inverted + 1) & inverted) >>> 0 !== 0) return undefined;
  return Math.clz32(inverted);
}

export function maskOf(length: number): Ipv4Address {
  return length === 0 ? 0 : (0xffffffff << (32 - length)) >>> 0;
}

export function networkOf(address: Ipv4Address, mask: Ipv4Address): Ipv4Address {
  return (address & mask) >>> 0;
}

/** The mask of the address's class (A, B, C; else 32 ones), which `show ip route` groups by. */
export function classfulMask(address: Ipv4Address): Ipv4Address {
  if (address < 0x80000000) return maskOf(8);
  if (address < 0xc0000000) return maskOf(16);
  if (address < 0xe0000000) return maskOf(24);
  return maskOf(32);
}
