// The methods that a router decides by its own configuration: its users (`local`, `local-case`), the enable secret, and the
// password of the line. A method that has nothing to decide by (no enable secret, no line password) is an error, and leads
// to the next one; a wrong word is a no.

import { verifyType5 } from '../../../config/secrets.ts';
import type { EnableSettings, UserSettings } from '../../../config/model.ts';
import { judgeMsChapResponse, judgeResponse } from '../../../protocols/ppp/chap.ts';
import { judgePassword } from '../../../protocols/ppp/pap.ts';
import type { AaaDenial } from '../../../protocols/aaa/trace.ts';
import { NO_ATTRIBUTES, type AaaAttributes, type AaaAuthentication, type AaaPair, type AaaReply, type AaaRequest } from '../../../protocols/aaa/types.ts';
import type { OwnMethod } from '../../../protocols/aaa/method-list.ts';

export interface OwnKnowledge {
  readonly users: ReadonlyMap<string, UserSettings>;
  /** Of the level that is asked for. */
  readonly enable: EnableSettings;
  readonly linePassword: string | undefined;
  /** The console gets the highest level for nothing where there is no secret. */
  readonly onConsole: boolean;
}

export interface OwnReply {
  readonly reply: AaaReply;
  readonly reason?: AaaDenial;
}

const PASS: OwnReply = { reply: { type: 'pass', attributes: NO_ATTRIBUTES } };
const UNABLE: OwnReply = { reply: { type: 'error', why: 'unsupported' } };
const ASK_USER: OwnReply = { reply: { type: 'ask', what: 'user', prompt: 'Username: ', echo: true } };
const ASK_PASSWORD: OwnReply = { reply: { type: 'ask', what: 'password', prompt: 'Password: ', echo: false } };

export function ownReply(method: OwnMethod, request: AaaRequest, known: OwnKnowledge): OwnReply {
  if (request.kind === 'accounting') return UNABLE;
  if (request.kind === 'authorization') {
    const user = userOf(known.users, request.user, method);
    return user === undefined ? refused('unknown-user') : { reply: { type: 'pass', attributes: request.service === 'ppp' ? networkAttributes(user) : execAttributes(user) } };
  }
  switch (method) {
    case 'local':
    case 'local-case':
      return localReply(method, request, known);
    case 'enable':
      return enableReply(request, known);
    case 'line':
      return known.linePassword === undefined ? UNABLE : wordReply(request, (word) => word === known.linePassword);
  }
}

/** `local` does not mind in which case the name is typed; a name that is written so exactly comes first. */
export function userOf(users: ReadonlyMap<string, UserSettings>, name: string, method: OwnMethod): UserSettings | undefined {
  const exact = users.get(name);
  if (exact !== undefined || method === 'local-case') return exact;
  const lower = name.toLowerCase();
  for (const [key, user] of users) if (key.toLowerCase() === lower) return user;
  return undefined;
}

function localReply(method: OwnMethod, { user: name, proof }: AaaAuthentication, { users }: OwnKnowledge): OwnReply {
  if (name === undefined) return ASK_USER;
  const user = userOf(users, name, method);
  if (proof.kind === 'chap') {
    return verdict(judgeResponse(user?.password, proof.identifier, proof.challenge, proof.response));
  }
  if (proof.kind === 'ms-chap') return verdict(judgeMsChapResponse(user?.password, proof.challenge, proof.response));
  if (proof.kind === 'pap') {
    if (user?.secret !== undefined) return verifyType5(proof.password, user.secret) ? PASS : refused('wrong-password');
    return verdict(judgePassword(user?.password, proof.password));
  }
  if (user?.noPassword === true) return PASS;
  const { password } = proof;
  // Whoever is not known is asked all the same.
  if (password === undefined) return ASK_PASSWORD;
  if (user === undefined) return refused('unknown-user');
  const right = user.secret === undefined ? user.password === password : verifyType5(password, user.secret);
  return right ? PASS : refused('wrong-password');
}

function verdict(judged: ReturnType<typeof judgeResponse>): OwnReply {
  if (judged.accepted) return PASS;
  return refused(judged.reason === 'unknown-name' ? 'unknown-user' : 'wrong-password');
}

function enableReply(request: AaaAuthentication, { enable: { secret, password }, onConsole }: OwnKnowledge): OwnReply {
  if (secret !== undefined) return wordReply(request, (word) => verifyType5(word, secret));
  if (password !== undefined) return wordReply(request, (word) => word === password);
  return onConsole && request.service === 'enable' ? PASS : UNABLE;
}

function wordReply({ proof }: AaaAuthentication, matches: (word: string) => boolean): OwnReply {
  if (proof.kind === 'chap' || proof.kind === 'ms-chap') return UNABLE;
  if (proof.password === undefined) return ASK_PASSWORD;
  return matches(proof.password) ? PASS : refused('wrong-password');
}

function refused(reason: AaaDenial): OwnReply {
  return { reply: { type: 'fail' }, reason };
}

// ---- what a local user may do

function networkAttributes({ callbackDialstring }: UserSettings): AaaAttributes {
  const pairs: AaaPair[] = [];
  if (callbackDialstring !== undefined) pairs.push({ name: 'callback-dialstring', value: callbackDialstring, mandatory: true });
  return { ...(callbackDialstring === undefined ? {} : { callbackDialString: callbackDialstring }), pairs };
}

function execAttributes({ privilege, autocommand }: UserSettings): AaaAttributes {
  const pairs: AaaPair[] = [{ name: 'priv-lvl', value: String(privilege), mandatory: true }];
  if (autocommand !== undefined) pairs.push({ name: 'autocmd', value: autocommand, mandatory: true });
  return { privilegeLevel: privilege, ...(autocommand === undefined ? {} : { autoCommand: autocommand }), pairs };
}
