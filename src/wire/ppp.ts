// PPP encapsulation (RFC 1661 §2) in HDLC-like framing on a synchronous line (RFC 1662): address, control, protocol,
// information. The FCS belongs to hdlc.ts.

export const PPP_PROTOCOL = {
  ip: 0x0021,
  cdp: 0x0207,
  multilink: 0x003d,
  ipcp: 0x8021,
  cdpcp: 0x8207,
  ccp: 0x80fd,
  lcp: 0xc021,
  pap: 0xc023,
  chap: 0xc223,
  cbcp: 0xc029,
} as const;

export interface PppPacket {
  /** Protocol number, always expanded to 16 bits. */
  readonly protocol: number;
  readonly information: Uint8Array;
}
