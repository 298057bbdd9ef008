// The bodies of TACACS+ packets in the clear (RFC 8907 §5, §6, §7). Every body says how long each of its parts is, and must be
// exactly as long as all of them: after a wrong key it hardly ever is, which is how a receiver notices. Texts are
// octets of ISO 8859-1; an argument is `name=value` or, where it may be ignored, `name*value`.

import { concatOctets, fromText, octetAt, octetsBetween, toText, uint16At } from '../base/octets.ts';
import { ok } from '../base/result.ts';
import { malformed, type Codec } from './codec.ts';

export const AUTHEN_ACTION = { login: 1, changePassword: 2, sendAuth: 4 } as const;
export const AUTHEN_TYPE = { none: 0, ascii: 1, pap: 2, chap: 3, arap: 4, 'ms-chap': 5 } as const;
export const AUTHEN_SERVICE = { none: 0, login: 1, enable: 2, ppp: 3, arap: 4, pt: 5, rcmd: 6, x25: 7, nasi: 8 } as const;
export const AUTHEN_STATUS = { pass: 1, fail: 2, getData: 3, getUser: 4, getPass: 5, restart: 6, error: 7, follow: 0x21 } as const;
export const AUTHEN_METHOD = { notSet: 0, none: 1, kerberos5: 2, line: 3, enable: 4, local: 5, tacacs: 6, guest: 8, radius: 16, kerberos4: 17, rcmd: 32 } as const;
export const AUTHOR_STATUS = { passAdd: 1, passReplace: 2, fail: 0x10, error: 0x11, follow: 0x21 } as const;
export const ACCT_FLAG = { start: 2, stop: 4, watchdog: 8 } as const;
export const ACCT_STATUS = { success: 1, error: 2, follow: 0x21 } as const;
/** Of a reply: what is typed is not to be shown. */
export const REPLY_FLAG_NO_ECHO = 1;
/** Of a CONTINUE: the user gave up. */
export const CONTINUE_FLAG_ABORT = 1;

/** Who asks and from where, in every request of a client. Each text and argument is at most 255 octets long. */
interface Asking {
  readonly privilege: number;
  readonly authenType: number;
  readonly service: number;
  readonly user: string;
  /** The client's port: `tty2`, `BRI0:1`. */
  readonly port: string;
  /** Of the user: his calling number or address. */
  readonly remoteAddress: string;
}

export interface AuthenStart extends Asking {
  readonly action: number;
  /** For PAP the password; for CHAP identifier, challenge and response. */
  readonly data: Uint8Array;
}

export interface AuthenReply {
  readonly status: number;
  readonly flags: number;
  /** To be shown to the user. */
  readonly message: string;
  readonly data: Uint8Array;
}

export interface AuthenContinue {
  readonly flags: number;
  /** What the user typed. */
  readonly message: string;
  readonly data: Uint8Array;
}

export interface AuthorRequest extends Asking {
  /** How the user was authenticated. */
  readonly method: number;
  readonly arguments: readonly string[];
}

export interface AuthorResponse {
  readonly status: number;
  readonly message: string;
  readonly data: string;
  readonly arguments: readonly string[];
}

export interface AcctRequest extends AuthorRequest {
  readonly flags: number;
}

export interface AcctReply {
  readonly status: number;
  readonly message: string;
  readonly data: string;
}

export const AUTHEN_START: Codec<AuthenStart> = {
  parse(octets) {
    const parts = cut(octets, 8, [octetAt(octets, 4), octetAt(octets, 5), octetAt(octets, 6), octetAt(octets, 7)]);
    if (parts === undefined) return wrongLength(octets);
    const [user, port, remoteAddress, data] = parts;
    return ok({
      action: octetAt(octets, 0),
      privilege: octetAt(octets, 1),
      authenType: octetAt(octets, 2),
      service: octetAt(octets, 3),
      user: toText(user),
      port: toText(port),
      remoteAddress: toText(remoteAddress),
      data,
    });
  },
  serialize({ action, privilege, authenType, service, user, port, remoteAddress, data }) {
    const header = Uint8Array.of(action, privilege, authenType, service, user.length, port.length, remoteAddress.length, data.length);
    return concatOctets(header, fromText(user + port + remoteAddress), data);
  },
};

export const AUTHEN_REPLY: Codec<AuthenReply> = {
  parse(octets) {
    const parts = cut(octets, 6, [uint16At(octets, 2), uint16At(octets, 4)]);
    if (parts === undefined) return wrongLength(octets);
    return ok({ status: octetAt(octets, 0), flags: octetAt(octets, 1), message: toText(parts[0]), data: parts[1] });
  },
  serialize: ({ status, flags, message, data }) => concatOctets(Uint8Array.of(status, flags), pair(message.length, data.length), fromText(message), data),
};

export const AUTHEN_CONTINUE: Codec<AuthenContinue> = {
  parse(octets) {
    const parts = cut(octets, 5, [uint16At(octets, 0), uint16At(octets, 2)]);
    if (parts === undefined) return wrongLength(octets);
    return ok({ flags: octetAt(octets, 4), message: toText(parts[0]), data: parts[1] });
  },
  serialize: ({ flags, message, data }) => concatOctets(pair(message.length, data.length), Uint8Array.of(flags), fromText(message), data),
};

export const AUTHOR_REQUEST: Codec<AuthorRequest> = {
  parse(octets) {
    const asked = readRequest(octets);
    return asked === undefined ? wrongLength(octets) : ok(asked);
  },
  serialize: writeRequest,
};

export const AUTHOR_RESPONSE: Codec<AuthorResponse> = {
  parse(octets) {
    const count = octetAt(octets, 1);
    const lengths = [...octets.subarray(6, 6 + count)];
    const parts = cut(octets, 6 + count, [uint16At(octets, 2), uint16At(octets, 4), ...lengths]);
    if (parts === undefined) return wrongLength(octets);
    const [message, data, ...rest] = parts;
    return ok({ status: octetAt(octets, 0), message: toText(message), data: toText(data), arguments: rest.map(toText) });
  },
  serialize({ status, message, data, arguments: list }) {
    const header = concatOctets(Uint8Array.of(status, list.length), pair(message.length, data.length), lengthsOf(list));
    return concatOctets(header, fromText(message + data + list.join('')));
  },
};

export const ACCT_REQUEST: Codec<AcctRequest> = {
  parse(octets) {
    const asked = octets.length === 0 ? undefined : readRequest(octets.subarray(1));
    return asked === undefined ? wrongLength(octets) : ok({ flags: octetAt(octets, 0), ...asked });
  },
  serialize: ({ flags, ...asked }) => concatOctets(Uint8Array.of(flags), writeRequest(asked)),
};

export const ACCT_REPLY: Codec<AcctReply> = {
  parse(octets) {
    const parts = cut(octets, 5, [uint16At(octets, 0), uint16At(octets, 2)]);
    if (parts === undefined) return wrongLength(octets);
    return ok({ status: octetAt(octets, 4), message: toText(parts[0]), data: toText(parts[1]) });
  },
  serialize: ({ status, message, data }) => concatOctets(pair(message.length, data.length), Uint8Array.of(status), fromText(message + data)),
};

function readRequest(octets: Uint8Array): AuthorRequest | undefined {
  const count = octetAt(octets, 7);
  const parts = cut(octets, 8 + count, [octetAt(octets, 4), octetAt(octets, 5), octetAt(octets, 6), ...octets.subarray(8, 8 + count)]);
  if (parts === undefined) return undefined;
  const [user, port, remoteAddress, ...rest] = parts;
  return {
    method: octetAt(octets, 0),
    privilege: octetAt(octets, 1),
    authenType: octetAt(octets, 2),
    service: octetAt(octets, 3),
    user: toText(user),
    port: toText(port),
    remoteAddress: toText(remoteAddress),
    arguments: rest.map(toText),
  };
}

function writeRequest({ method, privilege, authenType, service, user, port, remoteAddress, arguments: list }: AuthorRequest): Uint8Array {
  const header = Uint8Array.of(method, privilege, authenType, service, user.length, port.length, remoteAddress.length, list.length);
  return concatOctets(header, lengthsOf(list), fromText(user + port + remoteAddress + list.join('')));
}

const lengthsOf = (list: readonly string[]): Uint8Array => Uint8Array.from(list.map((text) => text.length));

function pair(first: number, second: number): Uint8Array {
  return Uint8Array.of(first >>> 8, first & 255, second >>> 8, second & 255);
}

/** The parts behind the header, each of its length; undefined unless they are all that there is. */
function cut<const Lengths extends readonly number[]>(octets: Uint8Array, header: number, lengths: Lengths): PartsOf<Lengths> | undefined {
  if (octets.length < header) return undefined;
  let at = header;
  const parts = lengths.map((length) => octetsBetween(octets, at, (at += length)));
  // map() forgets that there are as many as before.
  return at === octets.length ? (parts as unknown as PartsOf<Lengths>) : undefined;
}

type PartsOf<Lengths extends readonly number[]> = { readonly [Index in keyof Lengths]: Uint8Array };

const wrongLength = (octets: Uint8Array) => malformed(octets.length, 'its parts are not as long as it says');
