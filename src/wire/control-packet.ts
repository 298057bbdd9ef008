// The packet format that LCP and every NCP share (RFC 1661 §5): code, identifier, length, data. Options (§6) are
// type, length, data. LCP's and IPCP's option values are in lcp.ts and ipcp.ts; here they are raw, so that an unknown
// option can be sent back in a Configure-Reject octet for octet.

export const CONTROL_CODE = {
  ConfigureRequest: 1,
  ConfigureAck: 2,
  ConfigureNak: 3,
  ConfigureReject: 4,
  TerminateRequest: 5,
  TerminateAck: 6,
  CodeReject: 7,
  ProtocolReject: 8,
  EchoRequest: 9,
  EchoReply: 10,
  DiscardRequest: 11,
} as const;

export type ControlCodeName = keyof typeof CONTROL_CODE;

/** One option of a Configure packet: its data without the type and length octets. */
export interface RawOption {
  readonly type: number;
  readonly data: Uint8Array;
}

/** A parsed control packet; `code` stays a number, for an unknown one must be answered with Code-Reject. */
export interface ControlPacket {
  readonly code: number;
  readonly identifier: number;
  /** Everything behind the length field, padding removed. */
  readonly data: Uint8Array;
}
