// What a TACACS+ server's reply means for the question that it answers (RFC 8907 §5.2, §6.2, §7.2). A body whose parts are not as
// long as it says, or whose status nobody knows, was made with another key: undefined.

import { TACACS_TYPE, type TacacsPacket } from '../../../wire/tacacs.ts';
import { ACCT_REPLY, ACCT_STATUS, AUTHEN_REPLY, AUTHEN_STATUS, AUTHOR_RESPONSE, AUTHOR_STATUS, REPLY_FLAG_NO_ECHO, type AuthenReply } from '../../../wire/tacacs-bodies.ts';
import { attributesOfPairs, parsePair } from '../pairs.ts';
import type { TacacsTrace } from '../trace.ts';
import { NO_ATTRIBUTES, type AaaPair, type AaaReply } from '../types.ts';
import { openPacket } from './pad.ts';
import type { Session, Trouble } from './state.ts';

export interface ReadReply {
  readonly kind: Extract<TacacsTrace, { type: 'tacacs.received' }>['kind'];
  readonly status: string;
  readonly pairs: readonly AaaPair[];
  readonly outcome:
    | { readonly type: 'reply'; readonly reply: AaaReply }
    | { readonly type: 'trouble'; readonly trouble: Trouble }
    /** A word that is known already. */
    | { readonly type: 'send'; readonly text: string; readonly password: boolean };
}

const AUTHEN_NAMES: Readonly<Record<number, string>> = {
  [AUTHEN_STATUS.pass]: 'PASS',
  [AUTHEN_STATUS.fail]: 'FAIL',
  [AUTHEN_STATUS.getData]: 'GETDATA',
  [AUTHEN_STATUS.getUser]: 'GETUSER',
  [AUTHEN_STATUS.getPass]: 'GETPASS',
  [AUTHEN_STATUS.restart]: 'RESTART',
  [AUTHEN_STATUS.error]: 'ERROR',
  [AUTHEN_STATUS.follow]: 'FOLLOW',
};

const AUTHOR_NAMES: Readonly<Record<number, string>> = {
  [AUTHOR_STATUS.passAdd]: 'PASS_ADD',
  [AUTHOR_STATUS.passReplace]: 'PASS_REPL',
  [AUTHOR_STATUS.fail]: 'FAIL',
  [AUTHOR_STATUS.error]: 'ERROR',
  [AUTHOR_STATUS.follow]: 'FOLLOW',
};

const ACCT_NAMES: Readonly<Record<number, string>> = {
  [ACCT_STATUS.success]: 'SUCCESS',
  [ACCT_STATUS.error]: 'ERROR',
  [ACCT_STATUS.follow]: 'FOLLOW',
};

export function readReply(session: Session, packet: TacacsPacket, key: string | undefined): ReadReply | undefined {
  const body = openPacket(packet, key);
  if (body === undefined) return undefined;
  switch (packet.type) {
    case TACACS_TYPE.authentication:
      return authentication(session, body);
    case TACACS_TYPE.authorization:
      return authorization(body);
    case TACACS_TYPE.accounting:
      return accounting(body);
    default:
      return undefined;
  }
}

function authentication(session: Session, body: Uint8Array): ReadReply | undefined {
  const parsed = AUTHEN_REPLY.parse(body);
  if (!parsed.ok) return undefined;
  const status = AUTHEN_NAMES[parsed.value.status];
  return status === undefined ? undefined : { kind: 'AUTHEN', status, pairs: [], outcome: authenticationOutcome(session, parsed.value) };
}

function authenticationOutcome({ request, passwordSent }: Session, { status, flags, message }: AuthenReply): ReadReply['outcome'] {
  const shown = message === '' ? {} : { message };
  const proof = request.kind === 'authentication' && request.proof.kind === 'ascii' ? request.proof : undefined;
  const ask = (what: 'user' | 'password' | 'data'): ReadReply['outcome'] => {
    // PAP and CHAP have said all that they have to say.
    if (proof === undefined) return troubleOf(message);
    return { type: 'reply', reply: { type: 'ask', what, prompt: message, echo: (flags & REPLY_FLAG_NO_ECHO) === 0 } };
  };
  switch (status) {
    case AUTHEN_STATUS.pass:
      return { type: 'reply', reply: { type: 'pass', attributes: NO_ATTRIBUTES, ...shown } };
    case AUTHEN_STATUS.fail:
    case AUTHEN_STATUS.follow:
      return { type: 'reply', reply: { type: 'fail', ...shown } };
    case AUTHEN_STATUS.getUser:
      return proof !== undefined && request.user !== undefined ? { type: 'send', text: request.user, password: false } : ask('user');
    case AUTHEN_STATUS.getPass:
      return proof?.password !== undefined && !passwordSent ? { type: 'send', text: proof.password, password: true } : ask('password');
    case AUTHEN_STATUS.getData:
      return ask('data');
    default:
      return troubleOf(message);
  }
}

function authorization(body: Uint8Array): ReadReply | undefined {
  const parsed = AUTHOR_RESPONSE.parse(body);
  if (!parsed.ok) return undefined;
  const { status: code, message, arguments: texts } = parsed.value;
  const status = AUTHOR_NAMES[code];
  if (status === undefined) return undefined;
  const pairs = texts.flatMap((text) => parsePair(text) ?? []);
  const shown = message === '' ? {} : { message };
  switch (code) {
    case AUTHOR_STATUS.passAdd:
    case AUTHOR_STATUS.passReplace: {
      const attributes = { ...attributesOfPairs(pairs), pairsReplace: code === AUTHOR_STATUS.passReplace };
      return { kind: 'AUTHOR', status, pairs, outcome: { type: 'reply', reply: { type: 'pass', attributes, ...shown } } };
    }
    case AUTHOR_STATUS.error:
      return { kind: 'AUTHOR', status, pairs, outcome: troubleOf(message) };
    default:
      return { kind: 'AUTHOR', status, pairs, outcome: { type: 'reply', reply: { type: 'fail', ...shown } } };
  }
}

function accounting(body: Uint8Array): ReadReply | undefined {
  const parsed = ACCT_REPLY.parse(body);
  if (!parsed.ok) return undefined;
  const status = ACCT_NAMES[parsed.value.status];
  if (status === undefined) return undefined;
  const taken = parsed.value.status === ACCT_STATUS.success;
  return { kind: 'ACCT', status, pairs: [], outcome: taken ? { type: 'reply', reply: { type: 'pass', attributes: NO_ATTRIBUTES } } : troubleOf(parsed.value.message) };
}

function troubleOf(message: string): ReadReply['outcome'] {
  return { type: 'trouble', trouble: { why: 'server-error', ...(message === '' ? {} : { detail: message }) } };
}
