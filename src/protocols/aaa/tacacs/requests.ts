// What a router says in its TACACS+ requests (RFC 8907 §5.1, §6.1, §7.1): bodies in the clear. PAP and CHAP are one exchange of
// minor version 1; a dialogue (`ascii`) is of version 0. Arguments of accounting records are those of IOS's own examples:
// task_id, timezone, service, protocol, addr, and at the end times and counters.

import { concatOctets, fromText } from '../../../base/octets.ts';
import { formatIpv4 } from '../../../base/ipv4.ts';
import { TACACS_MINOR_VERSION, TACACS_TYPE } from '../../../wire/tacacs.ts';
import {
  ACCT_FLAG, ACCT_REQUEST, AUTHEN_ACTION, AUTHEN_CONTINUE, AUTHEN_METHOD, AUTHEN_SERVICE, AUTHEN_START, AUTHEN_TYPE, AUTHOR_REQUEST,
} from '../../../wire/tacacs-bodies.ts';
import { pairText } from '../pairs.ts';
import type { AaaAccounting, AaaAuthentication, AaaAuthorization, AaaMethodKind, AaaPair, AaaPlace, AaaRequest } from '../types.ts';

/** The first packet of a session. */
export interface FirstPacket {
  readonly type: number;
  readonly minorVersion: number;
  readonly body: Uint8Array;
  readonly pairs: readonly AaaPair[];
}

const LONGEST_TEXT_OCTETS = 255;

const METHODS: Readonly<Record<AaaMethodKind, number>> = {
  radius: AUTHEN_METHOD.radius,
  'tacacs+': AUTHEN_METHOD.tacacs,
  local: AUTHEN_METHOD.local,
  enable: AUTHEN_METHOD.enable,
  line: AUTHEN_METHOD.line,
  none: AUTHEN_METHOD.none,
};

export function firstPacket(request: AaaRequest): FirstPacket {
  switch (request.kind) {
    case 'authentication':
      return startOf(request);
    case 'authorization':
      return {
        type: TACACS_TYPE.authorization,
        minorVersion: TACACS_MINOR_VERSION.usual,
        body: AUTHOR_REQUEST.serialize({ ...askingOf(request), arguments: argumentsOf(request.pairs) }),
        pairs: request.pairs,
      };
    case 'accounting': {
      const pairs = accountingPairs(request);
      return {
        type: TACACS_TYPE.accounting,
        minorVersion: TACACS_MINOR_VERSION.usual,
        body: ACCT_REQUEST.serialize({ flags: recordFlags(request.record), ...askingOf(request), arguments: argumentsOf(pairs) }),
        pairs,
      };
    }
  }
}

function startOf({ user = '', proof, service, privilege, where }: AaaAuthentication): FirstPacket {
  const data = dataOf(proof);
  return {
    type: TACACS_TYPE.authentication,
    minorVersion: proof.kind === 'ascii' ? TACACS_MINOR_VERSION.usual : TACACS_MINOR_VERSION.one,
    body: AUTHEN_START.serialize({
      action: AUTHEN_ACTION.login,
      privilege,
      authenType: AUTHEN_TYPE[proof.kind],
      service: service === 'outbound' ? AUTHEN_SERVICE.none : AUTHEN_SERVICE[service],
      user: cut(user),
      port: cut(where.port),
      remoteAddress: cut(remoteAddressOf(where)),
      data: data.slice(0, LONGEST_TEXT_OCTETS),
    }),
    pairs: [],
  };
}

function dataOf(proof: AaaAuthentication['proof']): Uint8Array {
  if (proof.kind === 'pap') return fromText(cut(proof.password));
  return proof.kind === 'ascii' ? new Uint8Array(0) : concatOctets(Uint8Array.of(proof.identifier), proof.challenge, proof.response);
}

/** What a user typed, whatever it was that was asked for. */
export function continueBody(text: string): Uint8Array {
  return AUTHEN_CONTINUE.serialize({ flags: 0, message: text.slice(0, 0xffff), data: new Uint8Array(0) });
}

function askingOf({ authenticatedBy, authenType, privilege, service, user, where }: AaaAuthorization | AaaAccounting) {
  return {
    method: METHODS[authenticatedBy],
    privilege,
    authenType: AUTHEN_TYPE[authenType],
    service: service === 'ppp' ? AUTHEN_SERVICE.ppp : AUTHEN_SERVICE.login,
    user: cut(user),
    port: cut(where.port),
    remoteAddress: cut(remoteAddressOf(where)),
  };
}

/** `5551234/5551000`: who called, and whom he called, as far as they are known; `async` where nothing is. */
export function remoteAddressOf({ callingNumber, calledNumber }: AaaPlace): string {
  if (callingNumber === undefined && calledNumber === undefined) return 'async';
  return calledNumber === undefined ? (callingNumber ?? '') : `${callingNumber ?? ''}/${calledNumber}`;
}

function recordFlags(record: AaaAccounting['record']): number {
  return record === 'start' ? ACCT_FLAG.start : record === 'stop' ? ACCT_FLAG.stop : ACCT_FLAG.watchdog;
}

export function accountingPairs(request: AaaAccounting): readonly AaaPair[] {
  const { sessionId, service, address, inputOctets, outputOctets, inputPackets, outputPackets, elapsedSeconds, startedUnixSeconds } = request;
  const texts: readonly (readonly [string, string | number | undefined])[] = [
    ['task_id', Number.parseInt(sessionId, 16)],
    ['start_time', startedUnixSeconds],
    ['timezone', 'UTC'],
    ['service', service],
    ['protocol', address === undefined ? undefined : 'ip'],
    ['addr', address === undefined ? undefined : formatIpv4(address)],
    ['bytes_in', inputOctets],
    ['bytes_out', outputOctets],
    ['paks_in', inputPackets],
    ['paks_out', outputPackets],
    ['elapsed_time', elapsedSeconds === undefined ? undefined : Math.trunc(elapsedSeconds)],
  ];
  return texts.flatMap(([name, value]) => (value === undefined ? [] : [{ name, value: String(value), mandatory: true }]));
}

function argumentsOf(pairs: readonly AaaPair[]): readonly string[] {
  return pairs.slice(0, LONGEST_TEXT_OCTETS).map((pair) => cut(pairText(pair)));
}

const cut = (text: string): string => text.slice(0, LONGEST_TEXT_OCTETS);
