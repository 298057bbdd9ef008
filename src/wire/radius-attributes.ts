// The attributes of RADIUS by number (RFC 2865 §5, RFC 2866 §5, RFC 2869 §5), with the kind of each one's value, and what
// values of enumerated ones are called. For whoever builds, reads or prints a packet; attributes that are not here are
// octets.

import { concatOctets, fromText, octetAt, setUint32, toText, uint32At } from '../base/octets.ts';
import type { Ipv4Address } from '../base/ipv4.ts';
import { RADIUS_VENDOR, type RadiusAttribute, type RadiusPacket } from './radius.ts';

export type RadiusValueKind = 'text' | 'octets' | 'integer' | 'address' | 'hidden' | 'vendor';

export interface RadiusAttributeDefinition {
  readonly name: string;
  readonly kind: RadiusValueKind;
}

export const RADIUS_ATTRIBUTE = {
  userName: 1,
  userPassword: 2,
  chapPassword: 3,
  nasIpAddress: 4,
  nasPort: 5,
  serviceType: 6,
  framedProtocol: 7,
  framedIpAddress: 8,
  framedIpNetmask: 9,
  framedRouting: 10,
  filterId: 11,
  framedMtu: 12,
  framedCompression: 13,
  loginIpHost: 14,
  loginService: 15,
  replyMessage: 18,
  callbackNumber: 19,
  callbackId: 20,
  framedRoute: 22,
  state: 24,
  class: 25,
  vendorSpecific: 26,
  sessionTimeout: 27,
  idleTimeout: 28,
  calledStationId: 30,
  callingStationId: 31,
  nasIdentifier: 32,
  proxyState: 33,
  acctStatusType: 40,
  acctDelayTime: 41,
  acctInputOctets: 42,
  acctOutputOctets: 43,
  acctSessionId: 44,
  acctAuthentic: 45,
  acctSessionTime: 46,
  acctInputPackets: 47,
  acctOutputPackets: 48,
  acctTerminateCause: 49,
  acctMultiSessionId: 50,
  acctLinkCount: 51,
  chapChallenge: 60,
  nasPortType: 61,
  portLimit: 62,
  messageAuthenticator: 80,
  framedPool: 88,
} as const;

type AttributeName = keyof typeof RADIUS_ATTRIBUTE;

const DEFINITIONS: Readonly<Record<AttributeName, readonly [name: string, kind: RadiusValueKind]>> = {
  userName: ['User-Name', 'text'],
  userPassword: ['User-Password', 'hidden'],
  chapPassword: ['CHAP-Password', 'hidden'],
  nasIpAddress: ['NAS-IP-Address', 'address'],
  nasPort: ['NAS-Port', 'integer'],
  serviceType: ['Service-Type', 'integer'],
  framedProtocol: ['Framed-Protocol', 'integer'],
  framedIpAddress: ['Framed-IP-Address', 'address'],
  framedIpNetmask: ['Framed-IP-Netmask', 'address'],
  framedRouting: ['Framed-Routing', 'integer'],
  filterId: ['Filter-Id', 'text'],
  framedMtu: ['Framed-MTU', 'integer'],
  framedCompression: ['Framed-Compression', 'integer'],
  loginIpHost: ['Login-IP-Host', 'address'],
  loginService: ['Login-Service', 'integer'],
  replyMessage: ['Reply-Message', 'text'],
  callbackNumber: ['Callback-Number', 'text'],
  callbackId: ['Callback-Id', 'text'],
  framedRoute: ['Framed-Route', 'text'],
  state: ['State', 'octets'],
  class: ['Class', 'octets'],
  vendorSpecific: ['Vendor-Specific', 'vendor'],
  sessionTimeout: ['Session-Timeout', 'integer'],
  idleTimeout: ['Idle-Timeout', 'integer'],
  calledStationId: ['Called-Station-Id', 'text'],
  callingStationId: ['Calling-Station-Id', 'text'],
  nasIdentifier: ['NAS-Identifier', 'text'],
  proxyState: ['Proxy-State', 'octets'],
  acctStatusType: ['Acct-Status-Type', 'integer'],
  acctDelayTime: ['Acct-Delay-Time', 'integer'],
  acctInputOctets: ['Acct-Input-Octets', 'integer'],
  acctOutputOctets: ['Acct-Output-Octets', 'integer'],
  acctSessionId: ['Acct-Session-Id', 'text'],
  acctAuthentic: ['Acct-Authentic', 'integer'],
  acctSessionTime: ['Acct-Session-Time', 'integer'],
  acctInputPackets: ['Acct-Input-Packets', 'integer'],
  acctOutputPackets: ['Acct-Output-Packets', 'integer'],
  acctTerminateCause: ['Acct-Terminate-Cause', 'integer'],
  acctMultiSessionId: ['Acct-Multi-Session-Id', 'text'],
  acctLinkCount: ['Acct-Link-Count', 'integer'],
  chapChallenge: ['CHAP-Challenge', 'octets'],
  nasPortType: ['NAS-Port-Type', 'integer'],
  portLimit: ['Port-Limit', 'integer'],
  messageAuthenticator: ['Message-Authenticator', 'octets'],
  framedPool: ['Framed-Pool', 'text'],
};

const BY_NUMBER: ReadonlyMap<number, RadiusAttributeDefinition> = new Map(
  // Object.keys forgets that the keys are the names of the table.
  (Object.keys(RADIUS_ATTRIBUTE) as AttributeName[]).map((key) => [RADIUS_ATTRIBUTE[key], { name: DEFINITIONS[key][0], kind: DEFINITIONS[key][1] }]),
);

export function radiusAttributeDefinition(type: number): RadiusAttributeDefinition | undefined {
  return BY_NUMBER.get(type);
}

/** The number of an attribute by its name in RFC 2865's spelling, whatever its letters' case. */
export function radiusAttributeNumber(name: string): number | undefined {
  for (const [type, definition] of BY_NUMBER) if (definition.name.toLowerCase() === name.toLowerCase()) return type;
  return undefined;
}

export const SERVICE_TYPE = {
  login: 1,
  framed: 2,
  callbackLogin: 3,
  callbackFramed: 4,
  outbound: 5,
  administrative: 6,
  nasPrompt: 7,
  authenticateOnly: 8,
  callbackNasPrompt: 9,
} as const;

export const FRAMED_PROTOCOL = { ppp: 1, slip: 2, arap: 3 } as const;

/** RFC 2865 §5.41. */
export const NAS_PORT_TYPE = { async: 0, sync: 1, isdn: 2, isdnV120: 3, isdnV110: 4, virtual: 5 } as const;

/** RFC 2866 §5.1. */
export const ACCT_STATUS_TYPE = { start: 1, stop: 2, interim: 3, accountingOn: 7, accountingOff: 8 } as const;

/** RFC 2866 §5.6. */
export const ACCT_AUTHENTIC = { radius: 1, local: 2, remote: 3 } as const;

/** RFC 2866 §5.10. */
export const ACCT_TERMINATE_CAUSE = {
  userRequest: 1,
  lostCarrier: 2,
  lostService: 3,
  idleTimeout: 4,
  sessionTimeout: 5,
  adminReset: 6,
  adminReboot: 7,
  portError: 8,
  nasError: 9,
  nasRequest: 10,
  nasReboot: 11,
  portUnneeded: 12,
  portPreempted: 13,
  portSuspended: 14,
  serviceUnavailable: 15,
  callback: 16,
  userError: 17,
  hostRequest: 18,
} as const;

/** Values that have names, as the RFCs and dictionaries spell them. */
const VALUE_NAMES: ReadonlyMap<number, Readonly<Record<number, string>>> = new Map<number, Readonly<Record<number, string>>>([
  [
    RADIUS_ATTRIBUTE.serviceType,
    {
      1: 'Login-User',
      2: 'Framed-User',
      3: 'Callback-Login-User',
      4: 'Callback-Framed-User',
      5: 'Outbound-User',
      6: 'Administrative-User',
      7: 'NAS-Prompt-User',
      8: 'Authenticate-Only',
      9: 'Callback-NAS-Prompt',
    },
  ],
  [RADIUS_ATTRIBUTE.framedProtocol, { 1: 'PPP', 2: 'SLIP', 3: 'ARAP' }],
  [RADIUS_ATTRIBUTE.nasPortType, { 0: 'Async', 1: 'Sync', 2: 'ISDN', 3: 'ISDN-V120', 4: 'ISDN-V110', 5: 'Virtual' }],
  [RADIUS_ATTRIBUTE.acctStatusType, { 1: 'Start', 2: 'Stop', 3: 'Interim-Update', 7: 'Accounting-On', 8: 'Accounting-Off' }],
  [RADIUS_ATTRIBUTE.acctAuthentic, { 1: 'RADIUS', 2: 'Local', 3: 'Remote' }],
  [
    RADIUS_ATTRIBUTE.acctTerminateCause,
    {
      1: 'User-Request', 2: 'Lost-Carrier', 3: 'Lost-Service', 4: 'Idle-Timeout', 5: 'Session-Timeout', 6: 'Admin-Reset', 7: 'Admin-Reboot',
      8: 'Port-Error', 9: 'NAS-Error', 10: 'NAS-Request', 11: 'NAS-Reboot', 12: 'Port-Unneeded', 13: 'Port-Preempted', 14: 'Port-Suspended',
      15: 'Service-Unavailable', 16: 'Callback', 17: 'User-Error', 18: 'Host-Request',
    },
  ],
]);

export function radiusValueName(type: number, value: number): string | undefined {
  return VALUE_NAMES.get(type)?.[value];
}

/** The number that stands for a name in an attribute's value: `Framed-User`, with or without what dictionaries hang on to it. */
export function radiusValueNumber(type: number, name: string): number | undefined {
  const plain = (text: string): string => text.toLowerCase().replace(/-user$/, '');
  const found = Object.entries(VALUE_NAMES.get(type) ?? {}).find(([, known]) => plain(known) === plain(name));
  return found === undefined ? undefined : Number(found[0]);
}

/** RFC 2865 §5.26: the vendor's number among enterprises, and its one attribute that carries `protocol:attribute=value`. */
export const CISCO_VENDOR = 9;
export const CISCO_AV_PAIR = 1;

/** RFC 2548 §2.1. */
export const MICROSOFT_VENDOR = 311;
export const MS_CHAP_RESPONSE = 1;
export const MS_CHAP_CHALLENGE = 11;

export function textAttribute(type: number, text: string): RadiusAttribute {
  return { type, value: fromText(text) };
}

export function integerAttribute(type: number, number: number): RadiusAttribute {
  const value = new Uint8Array(4);
  setUint32(value, 0, number);
  return { type, value };
}

export function ciscoPair(pair: string): RadiusAttribute {
  const value = RADIUS_VENDOR.serialize({ vendor: CISCO_VENDOR, attributes: [textAttribute(CISCO_AV_PAIR, pair)] });
  return { type: RADIUS_ATTRIBUTE.vendorSpecific, value };
}

export function microsoftAttribute(type: number, octets: Uint8Array): RadiusAttribute {
  const value = RADIUS_VENDOR.serialize({ vendor: MICROSOFT_VENDOR, attributes: [{ type, value: octets }] });
  return { type: RADIUS_ATTRIBUTE.vendorSpecific, value };
}

type Attributes = Pick<RadiusPacket, 'attributes'>;

/** The first of that type. */
export function attributeOf({ attributes }: Attributes, type: number): Uint8Array | undefined {
  return attributes.find((attribute) => attribute.type === type)?.value;
}

export function textOf(packet: Attributes, type: number): string | undefined {
  const value = attributeOf(packet, type);
  return value === undefined ? undefined : toText(value);
}

/** Undefined where it is absent or is no integer. */
export function integerOf(packet: Attributes, type: number): number | undefined {
  const value = attributeOf(packet, type);
  return value?.length === 4 ? uint32At(value, 0) : undefined;
}

export function addressOf(packet: Attributes, type: number): Ipv4Address | undefined {
  return integerOf(packet, type);
}

/** The Cisco AV pairs of a packet, in its order. */
export function ciscoPairs({ attributes }: Attributes): readonly string[] {
  return attributes.flatMap(({ type, value }) => {
    if (type !== RADIUS_ATTRIBUTE.vendorSpecific) return [];
    const parsed = RADIUS_VENDOR.parse(value);
    if (!parsed.ok || parsed.value.vendor !== CISCO_VENDOR) return [];
    return parsed.value.attributes.filter((pair) => pair.type === CISCO_AV_PAIR).map((pair) => toText(pair.value));
  });
}

/** What RFC 2548 §2.1 has of MS-CHAP: the challenge, and the response as it was on the link. */
export function msChapOf(packet: Attributes): { readonly challenge: Uint8Array; readonly response: Uint8Array } | undefined {
  const [challenge, answer] = [microsoftValue(packet, MS_CHAP_CHALLENGE), microsoftValue(packet, MS_CHAP_RESPONSE)];
  if (challenge === undefined || answer?.length !== 50) return undefined;
  return { challenge, response: concatOctets(answer.slice(2), answer.slice(1, 2)) };
}

function microsoftValue({ attributes }: Attributes, wanted: number): Uint8Array | undefined {
  for (const { type, value } of attributes) {
    const parsed = type === RADIUS_ATTRIBUTE.vendorSpecific ? RADIUS_VENDOR.parse(value) : undefined;
    if (parsed?.ok !== true || parsed.value.vendor !== MICROSOFT_VENDOR) continue;
    const found = parsed.value.attributes.find((attribute) => attribute.type === wanted);
    if (found !== undefined) return found.value;
  }
  return undefined;
}

/** CHAP-Password (§5.3): the identifier of the response, and its sixteen octets. */
export function chapPasswordOf(packet: Attributes): { readonly identifier: number; readonly response: Uint8Array } | undefined {
  const value = attributeOf(packet, RADIUS_ATTRIBUTE.chapPassword);
  return value?.length === 17 ? { identifier: octetAt(value, 0), response: value.slice(1) } : undefined;
}
