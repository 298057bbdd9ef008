// What a router says in its RADIUS requests (RFC 2865 §4.1, RFC 2866 §4.1): which attributes, in the order in which IOS of the
// day has them, as its manuals' accounting records and debug transcripts show. The challenge of CHAP is the Request Authenticator itself where it is of
// sixteen octets (RFC 2865 §5.3), else an attribute.

import { concatOctets, octetAt, octetsBetween } from '../../../base/octets.ts';
import { RADIUS_ATTRIBUTE_OCTETS, type RadiusAttribute } from '../../../wire/radius.ts';
import {
  ACCT_AUTHENTIC, ACCT_STATUS_TYPE, ACCT_TERMINATE_CAUSE, FRAMED_PROTOCOL, integerAttribute, MS_CHAP_CHALLENGE, MS_CHAP_RESPONSE, microsoftAttribute,
  NAS_PORT_TYPE, RADIUS_ATTRIBUTE, SERVICE_TYPE, textAttribute,
} from '../../../wire/radius-attributes.ts';
import type { Ipv4Address } from '../../../base/ipv4.ts';
import type { AaaAccounting, AaaAuthentication, AaaMethodKind, AaaPlace, AaaTerminateCause } from '../types.ts';
import { hidePassword } from './secret.ts';

/** RFC 2865 does not know "enable": IOS asks for a user of this name, with the level in it. */
export const ENABLE_USER = '$enab15$';

const CHALLENGE_OCTETS = 16;
const A = RADIUS_ATTRIBUTE;

const PORT_TYPES: Readonly<Record<AaaPlace['portType'], number>> = {
  async: NAS_PORT_TYPE.async,
  sync: NAS_PORT_TYPE.sync,
  'isdn-sync': NAS_PORT_TYPE.isdn,
  virtual: NAS_PORT_TYPE.virtual,
};

const CAUSES: Readonly<Record<AaaTerminateCause, number>> = {
  'user-request': ACCT_TERMINATE_CAUSE.userRequest,
  'lost-carrier': ACCT_TERMINATE_CAUSE.lostCarrier,
  'lost-service': ACCT_TERMINATE_CAUSE.lostService,
  'idle-timeout': ACCT_TERMINATE_CAUSE.idleTimeout,
  'session-timeout': ACCT_TERMINATE_CAUSE.sessionTimeout,
  'admin-reset': ACCT_TERMINATE_CAUSE.adminReset,
  'admin-reboot': ACCT_TERMINATE_CAUSE.adminReboot,
  'port-error': ACCT_TERMINATE_CAUSE.portError,
  'nas-error': ACCT_TERMINATE_CAUSE.nasError,
  'nas-request': ACCT_TERMINATE_CAUSE.nasRequest,
  'nas-reboot': ACCT_TERMINATE_CAUSE.nasReboot,
  callback: ACCT_TERMINATE_CAUSE.callback,
  'user-error': ACCT_TERMINATE_CAUSE.userError,
};

/** What becomes of a user's words: hidden with the secret of the server that they go to. */
export interface Hiding {
  readonly secret: string;
  readonly authenticator: Uint8Array;
}

/** The Request Authenticator that the proof wants to be, or undefined where any will do. */
export function wantedAuthenticator({ proof }: AaaAuthentication): Uint8Array | undefined {
  return proof.kind === 'chap' && proof.challenge.length === CHALLENGE_OCTETS ? proof.challenge : undefined;
}

/** `words`: what the user typed; `state`: of an Access-Challenge that is answered. */
export function accessAttributes(request: AaaAuthentication, { user, password, state }: { readonly user: string; readonly password: string | undefined; readonly state: Uint8Array | undefined }, hiding: Hiding): readonly RadiusAttribute[] {
  return [
    ...placeAttributes(request.where),
    textAttribute(A.userName, cut(user)),
    ...stationAttributes(request.where),
    ...proofAttributes(request, password, hiding),
    ...serviceAttributes(request.service),
    ...(state === undefined ? [] : [{ type: A.state, value: state }]),
  ];
}

function proofAttributes({ proof }: AaaAuthentication, password: string | undefined, { secret, authenticator }: Hiding): readonly RadiusAttribute[] {
  if (proof.kind === 'ms-chap') return microsoftAttributes(proof);
  if (proof.kind !== 'chap') return [{ type: A.userPassword, value: hidePassword(password ?? '', secret, authenticator) }];
  const response = { type: A.chapPassword, value: concatOctets(Uint8Array.of(proof.identifier), proof.response) };
  return proof.challenge.length === CHALLENGE_OCTETS ? [response] : [response, { type: A.chapChallenge, value: proof.challenge.slice(0, RADIUS_ATTRIBUTE_OCTETS) }];
}

/** RFC 2548 §2.1: the challenge, and the Response with its parts in another order than on the link. */
function microsoftAttributes({ identifier, challenge, response }: Extract<AaaAuthentication['proof'], { kind: 'ms-chap' }>): readonly RadiusAttribute[] {
  const flag = response.length - 1;
  return [
    microsoftAttribute(MS_CHAP_CHALLENGE, challenge),
    microsoftAttribute(MS_CHAP_RESPONSE, concatOctets(Uint8Array.of(identifier, octetAt(response, flag)), octetsBetween(response, 0, flag))),
  ];
}

/** Of a plain login nothing is said (IOS: only with `radius-server attribute 6 on-for-login-auth`). */
function serviceAttributes(service: AaaAuthentication['service']): readonly RadiusAttribute[] {
  switch (service) {
    case 'ppp':
      return [integerAttribute(A.serviceType, SERVICE_TYPE.framed), integerAttribute(A.framedProtocol, FRAMED_PROTOCOL.ppp)];
    case 'enable':
      return [integerAttribute(A.serviceType, SERVICE_TYPE.administrative)];
    case 'outbound':
      return [integerAttribute(A.serviceType, SERVICE_TYPE.outbound)];
    case 'login':
      return [];
  }
}

/** `delaySeconds`: how long the record has been on its way when this packet leaves. */
export function accountingAttributes(request: AaaAccounting, delaySeconds: number): readonly RadiusAttribute[] {
  const { where, record, service, terminateCause } = request;
  return [
    ...placeAttributes(where),
    textAttribute(A.userName, cut(request.user)),
    ...stationAttributes(where),
    integerAttribute(A.acctStatusType, record === 'start' ? ACCT_STATUS_TYPE.start : record === 'stop' ? ACCT_STATUS_TYPE.stop : ACCT_STATUS_TYPE.interim),
    integerAttribute(A.acctAuthentic, authenticOf(request.authenticatedBy)),
    integerAttribute(A.serviceType, service === 'ppp' ? SERVICE_TYPE.framed : SERVICE_TYPE.nasPrompt),
    textAttribute(A.acctSessionId, cut(request.sessionId)),
    ...(service === 'ppp' ? [integerAttribute(A.framedProtocol, FRAMED_PROTOCOL.ppp)] : []),
    ...whole(A.framedIpAddress, request.address),
    ...whole(A.acctTerminateCause, terminateCause === undefined ? undefined : CAUSES[terminateCause]),
    ...whole(A.acctInputOctets, request.inputOctets),
    ...whole(A.acctOutputOctets, request.outputOctets),
    ...whole(A.acctInputPackets, request.inputPackets),
    ...whole(A.acctOutputPackets, request.outputPackets),
    ...whole(A.acctSessionTime, request.elapsedSeconds),
    integerAttribute(A.acctDelayTime, delaySeconds),
  ];
}

function authenticOf(method: AaaMethodKind): number {
  return method === 'radius' ? ACCT_AUTHENTIC.radius : method === 'tacacs+' ? ACCT_AUTHENTIC.remote : ACCT_AUTHENTIC.local;
}

function placeAttributes({ nasAddress, portNumber, portType }: AaaPlace): readonly RadiusAttribute[] {
  return [...whole(A.nasIpAddress, nasAddress), integerAttribute(A.nasPort, portNumber), integerAttribute(A.nasPortType, PORT_TYPES[portType])];
}

function stationAttributes({ calledNumber, callingNumber }: AaaPlace): readonly RadiusAttribute[] {
  return [
    ...(calledNumber === undefined ? [] : [textAttribute(A.calledStationId, cut(calledNumber))]),
    ...(callingNumber === undefined ? [] : [textAttribute(A.callingStationId, cut(callingNumber))]),
  ];
}

function whole(type: number, value: number | Ipv4Address | undefined): readonly RadiusAttribute[] {
  // RFC 2866 §5: counters are of 32 bits, and begin anew.
  return value === undefined ? [] : [integerAttribute(type, Math.trunc(value) % 0x1_0000_0000)];
}

const cut = (text: string): string => text.slice(0, RADIUS_ATTRIBUTE_OCTETS);
