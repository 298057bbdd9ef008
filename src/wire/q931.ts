// Q.931 messages and information elements (ITU-T Q.931 §4). An element that is not dissected here is kept raw, in its
// place, so that an exchange forwards what it does not understand. Codeset shifts are kept as raw elements.

export const Q931_MESSAGE = {
  ALERTING: 0x01,
  CALL_PROCEEDING: 0x02,
  PROGRESS: 0x03,
  SETUP: 0x05,
  CONNECT: 0x07,
  SETUP_ACKNOWLEDGE: 0x0d,
  CONNECT_ACKNOWLEDGE: 0x0f,
  DISCONNECT: 0x45,
  RESTART: 0x46,
  RELEASE: 0x4d,
  RESTART_ACKNOWLEDGE: 0x4e,
  RELEASE_COMPLETE: 0x5a,
  SEGMENT: 0x60,
  NOTIFY: 0x6e,
  STATUS_ENQUIRY: 0x75,
  INFORMATION: 0x7b,
  STATUS: 0x7d,
} as const;

export type Q931MessageName = keyof typeof Q931_MESSAGE;

/** Length 0 is the dummy call reference (value 0). The flag is 0 from the side that chose the value, 1 towards it. */
export interface CallReference {
  readonly length: 0 | 1 | 2;
  readonly flag: 0 | 1;
  readonly value: number;
}

export interface NumberElement {
  /** Type of number, 0 unknown, 2 national, 4 subscriber (§4.5.8). */
  readonly numberType: number;
  /** Numbering plan, 1 E.164, 0 unknown. */
  readonly plan: number;
  readonly digits: string;
  /** Octet 3a of a calling party number: presentation (0..3) and screening (0..3) indicators. */
  readonly presentation?: number;
  readonly screening?: number;
}

export type InformationElement =
  /** The contents octets whole (0x8890 is unrestricted 64 kbit/s); dissected by bearerRate(). */
  | { readonly kind: 'bearerCapability'; readonly contents: Uint8Array }
  /** Basic rate: channel 1 or 2, 3 any, 0 none (§4.5.13). Other interfaces' elements stay raw. */
  | { readonly kind: 'channelIdentification'; readonly channel: 0 | 1 | 2 | 3; readonly exclusive: boolean }
  | ({ readonly kind: 'callingPartyNumber' } & NumberElement)
  | ({ readonly kind: 'calledPartyNumber' } & NumberElement)
  | { readonly kind: 'keypadFacility'; readonly digits: string }
  /** Location 0 user, 1 private local, 2 public local, ... (Q.850 §2.2.3); cause value of Q.850 Table 1. */
  | { readonly kind: 'cause'; readonly location: number; readonly value: number; readonly diagnostics: Uint8Array }
  | { readonly kind: 'callState'; readonly value: number }
  | { readonly kind: 'progressIndicator'; readonly location: number; readonly description: number }
  | { readonly kind: 'display'; readonly text: string }
  | { readonly kind: 'spid'; readonly spid: string }
  /** National ISDN endpoint identifier: user service identifier and terminal identifier. */
  | { readonly kind: 'endpointIdentifier'; readonly usid: number; readonly tid: number; readonly interpreter: boolean }
  | { readonly kind: 'sendingComplete' }
  /** One octet (identifier 0x80 and above) or identifier, length, contents. */
  | { readonly kind: 'raw'; readonly identifier: number; readonly contents: Uint8Array };

export interface Q931Message {
  readonly callReference: CallReference;
  /** A value of Q931_MESSAGE, or any other octet. */
  readonly messageType: number;
  readonly elements: readonly InformationElement[];
}
