// `autoselect` on a terminal line: what a caller begins to speak is seen from his first characters. A frame of PPP begins with a
// flag, address and control field, of which the latter is escaped until LCP has agreed otherwise (RFC 1662 §3.1, §4.2); a
// datagram of SLIP with END (RFC 1055). Return asks for a terminal. ARAP is not known here.

const FLAG = 0x7e;
const END = 0xc0;
const RETURN = 0x0d;
/** Flag, address, control: escaped as LCP always has it, or as it is. */
const PPP_BEGINS: readonly (readonly number[])[] = [[FLAG, 0xff, 0x7d, 0x23], [FLAG, 0xff, 0x03]];

export interface Selector {
  /** What may become the beginning of a frame. */
  readonly held: readonly number[];
}

export const NEW_SELECTOR: Selector = { held: [] };

export type Selected =
  | { readonly kind: 'ppp' | 'slip'; readonly octets: Uint8Array }
  /** Return, or characters for whoever reads here. */
  | { readonly kind: 'terminal'; readonly octets: Uint8Array };

export interface Selection {
  readonly selector: Selector;
  /** Each sample that might be a frame, as it grew. */
  readonly samples: readonly Uint8Array[];
  /** In their order; behind `ppp` or `slip` nothing follows, for its octets have the rest. */
  readonly selected: readonly Selected[];
}

/** Which of the two are looked for; what is not is a character like others. */
export interface SelectedProtocols {
  readonly ppp: boolean;
  readonly slip: boolean;
}

export function select({ held }: Selector, octets: Uint8Array, wanted: SelectedProtocols): Selection {
  const samples: Uint8Array[] = [];
  const selected: Selected[] = [];
  let sample = [...held];
  let plain: number[] = [];
  const release = (): void => {
    if (plain.length > 0) selected.push({ kind: 'terminal', octets: Uint8Array.from(plain) });
    plain = [];
  };
  for (let at = 0; at < octets.length; at += 1) {
    const octet = octets[at] ?? 0;
    if (wanted.slip && octet === END) {
      release();
      selected.push({ kind: 'slip', octets: octets.slice(at) });
      return { selector: NEW_SELECTOR, samples, selected };
    }
    const grown = [...sample, octet];
    if (wanted.ppp && begins(grown)) {
      sample = grown;
      samples.push(Uint8Array.from(grown));
      if (!isWhole(grown)) continue;
      release();
      selected.push({ kind: 'ppp', octets: Uint8Array.from([...grown, ...octets.subarray(at + 1)]) });
      return { selector: NEW_SELECTOR, samples, selected };
    }
    plain.push(...sample);
    sample = [];
    // A second flag may begin the frame that the first did not.
    if (wanted.ppp && octet === FLAG) {
      sample = [octet];
      samples.push(Uint8Array.of(octet));
    } else plain.push(octet);
  }
  release();
  return { selector: { held: sample }, samples, selected };
}

export function hasReturn(octets: Uint8Array): boolean {
  return octets.includes(RETURN);
}

function begins(sample: readonly number[]): boolean {
  return PPP_BEGINS.some((pattern) => sample.length <= pattern.length && sample.every((octet, index) => octet === pattern[index]));
}

function isWhole(sample: readonly number[]): boolean {
  return PPP_BEGINS.some((pattern) => pattern.length === sample.length && sample.every((octet, index) => octet === pattern[index]));
}
