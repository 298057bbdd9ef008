// Octet-stuffed framing for asynchronous lines (RFC 1662 §4, §7.1): flags between frames, an escape octet before what could
// be taken for a flag, an escape, or a control character that the peer's character map (ACCM) names. Frames are those of
// hdlc.ts, FCS and all. Parity and start and stop bits are the line's.

const FLAG = 0x7e;
const ESCAPE = 0x7d;
const ESCAPE_BIT = 0x20;

/** §7.1: before negotiation all thirty-two control characters are escaped; so is every LCP frame of codes 1 to 7 (§4.2). */
export const DEFAULT_ACCM = 0xffffffff;
/** No frame is longer: an MRU of 16,384 with its header and FCS. What exceeds it is line noise. */
const LONGEST_FRAME_OCTETS = 16_392;

/** The frame, FCS and all, between two flags. Bit n of the map escapes character n. */
export function stuffFrame(frame: Uint8Array, accm: number): Uint8Array {
  const octets: number[] = [FLAG];
  for (const octet of frame) {
    if (mustEscape(octet, accm)) octets.push(ESCAPE, octet ^ ESCAPE_BIT);
    else octets.push(octet);
  }
  octets.push(FLAG);
  return Uint8Array.from(octets);
}

function mustEscape(octet: number, accm: number): boolean {
  if (octet === FLAG || octet === ESCAPE) return true;
  return octet < 0x20 && ((accm >>> octet) & 1) === 1;
}

/** A receiver between two chunks of the stream. */
export interface AsyncReceiver {
  readonly octets: readonly number[];
  /** The last octet was an escape. */
  readonly escaped: boolean;
  /** Something went wrong with the frame under way: it is dropped up to its flag. */
  readonly broken: boolean;
  /** No flag has come yet: what there is before the first (words of a terminal, noise) is no frame. */
  readonly hunting?: boolean;
}

export const NEW_RECEIVER: AsyncReceiver = { octets: [], escaped: false, broken: false };

/** At the beginning of a call. */
export const HUNTING_RECEIVER: AsyncReceiver = { ...NEW_RECEIVER, hunting: true };

export interface Received {
  readonly receiver: AsyncReceiver;
  readonly frames: readonly Uint8Array[];
  /** Frames that were aborted (§4.3) or too long. */
  readonly aborted: number;
}

/** Takes the next octets of the stream. Control characters in our map that come unescaped were put in on the way and are removed (§4.2). */
export function unstuff(receiver: AsyncReceiver, chunk: Uint8Array, accm: number): Received {
  let octets = [...receiver.octets];
  let { escaped, broken, hunting = false } = receiver;
  const frames: Uint8Array[] = [];
  let aborted = 0;
  for (const octet of chunk) {
    if (hunting && octet !== FLAG) continue;
    if (octet === FLAG) {
      hunting = false;
      // §4.3: an escape followed by a flag aborts the frame. Nothing between two flags is nothing.
      if (escaped || broken) aborted += octets.length > 0 || broken ? 1 : 0;
      else if (octets.length > 0) frames.push(Uint8Array.from(octets));
      octets = [];
      escaped = false;
      broken = false;
    } else if (broken || (octet < 0x20 && ((accm >>> octet) & 1) === 1)) {
      continue;
    } else if (octet === ESCAPE) {
      escaped = true;
    } else {
      octets.push(escaped ? octet ^ ESCAPE_BIT : octet);
      escaped = false;
      if (octets.length > LONGEST_FRAME_OCTETS) {
        octets = [];
        broken = true;
      }
    }
  }
  return { receiver: { octets, escaped, broken, ...(hunting ? { hunting } : {}) }, frames, aborted };
}
