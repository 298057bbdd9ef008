// What compresses the datagrams of a PPP link and what takes them apart again: both keep a history, which must be the same at
// both ends, so that a packet that is lost makes all that follow unreadable until both begin anew (RFC 1962 §5.2). A history is
// far too large to be copied for every packet: these are things that change, owned by whoever owns the line.

export interface Compressor {
  /** Undefined where it would grow: then it goes as it is, and the history knows nothing of it. */
  compress(octets: Uint8Array): Uint8Array | undefined;
  reset(): void;
}

export interface Decompressor {
  /** Undefined where something before it is missing, or it makes no sense. */
  decompress(octets: Uint8Array): Uint8Array | undefined;
  reset(): void;
}
