// A method list at work: one question (who is it, what may he do, take this record) walks through the methods in their order
// until one of them says yes or no. Only an error leads to the next method (a user whom the router itself does not know is one); a no is a no. Where somebody sits at a terminal, the
// walk asks for the words that a method needs, once: the next method gets those that were typed. Which groups there are, how
// servers are spoken to and what the router's own users are is its owner's business.

import {
  NO_ATTRIBUTES,
  type AaaAttributes, type AaaError, type AaaMethodKind, type AaaReply, type AaaRequest,
} from './types.ts';
import type { AaaDenial, AaaTrace, AaaWhat } from './trace.ts';

export type WalkMethod =
  /** `protocol` is undefined where there is no such group. */
  | { readonly kind: 'group'; readonly group: string; readonly protocol: 'radius' | 'tacacs+' | undefined }
  | { readonly kind: OwnMethod | 'none' | 'if-needed' | 'if-authenticated' | 'krb5' };

/** What the router decides by its own configuration. */
export type OwnMethod = 'local' | 'local-case' | 'enable' | 'line';

export interface WalkPlan {
  readonly id: number;
  readonly request: AaaRequest;
  /** As the interface or line names it; '' where it names none. */
  readonly list: string;
  /** Undefined: the named list does not exist. */
  readonly methods: readonly WalkMethod[] | undefined;
  /** What the list in force is called in `debug`: `default`, its name, or why there is none. */
  readonly found: string;
  /** Somebody can be asked. */
  readonly prompts?: { readonly user: string; readonly password: string };
  /** `if-needed`, `if-authenticated`: by what the user is known already. */
  readonly known?: AaaMethodKind;
  /** Authorization by RADIUS: what came with its Access-Accept. */
  readonly granted?: AaaAttributes;
}

export interface Walk {
  readonly plan: WalkPlan;
  /** Index of the method at work. */
  readonly at: number;
  readonly user: string | undefined;
  readonly password: string | undefined;
  readonly waits: 'begin' | 'user' | 'password' | 'data' | 'reply' | 'over';
  /** The last error, which is the reason if all end so. */
  readonly error: AaaError | undefined;
}

export type WalkEvent =
  | { readonly type: 'begin' }
  /** Of a group, or of the router's own check. */
  | { readonly type: 'reply'; readonly reply: AaaReply; readonly reason?: AaaDenial }
  /** Somebody typed what was asked for. */
  | { readonly type: 'answer'; readonly text: string };

export type WalkAction =
  | { readonly type: 'ask-group'; readonly group: string; readonly protocol: 'radius' | 'tacacs+'; readonly request: AaaRequest }
  | { readonly type: 'answer-group'; readonly text: string }
  /** Answered by `reply`, with `ask` for words that are missing. */
  | { readonly type: 'check'; readonly method: OwnMethod; readonly request: AaaRequest }
  | { readonly type: 'prompt'; readonly prompt: string; readonly echo: boolean; readonly what: 'user' | 'password' | 'data' }
  | Decided
  | { readonly type: 'trace'; readonly event: AaaTrace };

export interface Decided {
  readonly type: 'decided';
  readonly outcome: 'pass' | 'fail' | 'error';
  readonly user: string;
  readonly method: AaaMethodKind | undefined;
  readonly attributes: AaaAttributes;
  readonly reason?: AaaDenial;
  /** What the server wants to be shown. */
  readonly message?: string;
}

export const WALK_STATES = ['begin', 'user', 'password', 'data', 'reply', 'over'] as const satisfies readonly Walk['waits'][];
export const WALK_EVENTS = ['begin', 'reply', 'answer'] as const satisfies readonly WalkEvent['type'][];

export function createWalk(plan: WalkPlan): Walk {
  const { request } = plan;
  const password = request.kind === 'authentication' && request.proof.kind === 'ascii' ? request.proof.password : undefined;
  return { plan, at: -1, user: request.user, password, waits: 'begin', error: undefined };
}

export function step(walk: Walk, event: WalkEvent): readonly [Walk, readonly WalkAction[]] {
  const turn: Turn = { walk, actions: [] };
  if (event.type === 'begin' && walk.waits === 'begin') begin(turn);
  else if (event.type === 'reply' && walk.waits === 'reply') replied(turn, event.reply, event.reason);
  else if (event.type === 'answer' && (walk.waits === 'user' || walk.waits === 'password' || walk.waits === 'data')) answered(turn, walk.waits, event.text);
  return [turn.walk, turn.actions];
}

interface Turn {
  walk: Walk;
  readonly actions: WalkAction[];
}

function begin(turn: Turn): void {
  const { plan } = turn.walk;
  const { id, request, list, methods, found } = plan;
  const more =
    request.kind === 'authorization' ? { pairs: request.pairs } : request.kind === 'authentication' ? { proof: request.proof.kind, privilege: request.privilege } : {};
  const { port, callingNumber, calledNumber } = request.where;
  const remote = callingNumber ?? calledNumber ?? 'async';
  const { user, service } = request;
  trace(turn, { type: 'aaa.begun', id, what: request.kind, user, port, remote, list, service, ...more });
  trace(turn, { type: 'aaa.list', id, what: request.kind, list: methods === undefined ? undefined : found });
  if (methods === undefined) decide(turn, 'fail', undefined, NO_ATTRIBUTES, 'no-list');
  else next(turn);
}

/** The first method, or the one after that which ended in an error. */
function next(turn: Turn): void {
  const at = turn.walk.at + 1;
  const method = turn.walk.plan.methods?.[at];
  if (method === undefined) {
    decide(turn, 'error', undefined, NO_ATTRIBUTES, turn.walk.error ?? 'no-servers');
    return;
  }
  turn.walk = { ...turn.walk, at };
  // Passed over where nobody is known yet: what follows is for them.
  if (method.kind === 'if-needed') {
    if (turn.walk.plan.known === undefined) next(turn);
    else decide(turn, 'pass', turn.walk.plan.known, NO_ATTRIBUTES);
    return;
  }
  const { id, request } = turn.walk.plan;
  const name = method.kind === 'group' ? (method.protocol ?? method.group) : method.kind;
  trace(turn, { type: 'aaa.method', id, what: request.kind, method: name, ...(method.kind === 'group' ? { group: method.group } : {}) });
  work(turn, method);
}

/** The method does what it can with the words that are there. */
function work(turn: Turn, method: WalkMethod): void {
  const { plan } = turn.walk;
  switch (method.kind) {
    case 'none':
      return passed(turn, 'none', NO_ATTRIBUTES);
    case 'if-authenticated':
      if (plan.known !== undefined && plan.known !== 'none') return passed(turn, plan.known, NO_ATTRIBUTES);
      return refused(turn, 'rejected');
    case 'if-needed':
      return next(turn);
    case 'krb5':
      return failed(turn, 'unsupported');
    case 'group':
      return askGroup(turn, method);
    default:
      turn.walk = { ...turn.walk, waits: 'reply' };
      turn.actions.push({ type: 'check', method: method.kind, request: requestNow(turn.walk) });
  }
}

function askGroup(turn: Turn, { group, protocol }: Extract<WalkMethod, { kind: 'group' }>): void {
  const { plan } = turn.walk;
  if (protocol === undefined) return failed(turn, 'no-servers');
  if (protocol === 'radius' && plan.request.kind === 'authorization' && plan.request.service !== 'outbound') {
    // RFC 2865: what is granted comes with the Access-Accept, and only with that.
    return plan.granted === undefined ? failed(turn, 'unsupported') : passed(turn, 'radius', plan.granted);
  }
  // A RADIUS server has both words at once.
  if (protocol === 'radius' && asksWords(turn.walk)) {
    if (turn.walk.user === undefined && plan.request.kind === 'authentication' && plan.request.service !== 'enable') return ask(turn, 'user');
    if (turn.walk.password === undefined) return ask(turn, 'password');
  }
  turn.walk = { ...turn.walk, waits: 'reply' };
  turn.actions.push({ type: 'ask-group', group, protocol, request: requestNow(turn.walk) });
}

function asksWords({ plan }: Walk): boolean {
  return plan.request.kind === 'authentication' && plan.request.proof.kind === 'ascii';
}

/** The request with the words that were typed meanwhile. */
function requestNow({ plan: { request }, user, password }: Walk): AaaRequest {
  if (request.kind !== 'authentication' || request.proof.kind !== 'ascii') return request;
  return { ...request, ...(user === undefined ? {} : { user }), proof: { kind: 'ascii', ...(password === undefined ? {} : { password }) } };
}

// ---- replies

function replied(turn: Turn, reply: AaaReply, reason: AaaDenial | undefined): void {
  const method = turn.walk.plan.methods?.[turn.walk.at];
  switch (reply.type) {
    case 'pass':
      return passed(turn, kindOf(method), reply.attributes, reply.message);
    case 'fail':
      return refused(turn, reason ?? 'rejected', reply.message);
    case 'error':
      return failed(turn, reply.why);
    case 'ask':
      return asked(turn, method, reply);
  }
}

/** Somebody wants a word: it is known from an earlier method, or is asked for. */
function asked(turn: Turn, method: WalkMethod | undefined, { what, prompt, echo }: Extract<AaaReply, { type: 'ask' }>): void {
  const { walk } = turn;
  const known = what === 'user' ? walk.user : what === 'password' ? walk.password : undefined;
  const server = method?.kind === 'group';
  if (known !== undefined && server) {
    turn.actions.push({ type: 'answer-group', text: known });
    return;
  }
  if (walk.plan.prompts === undefined) return failed(turn, 'unsupported');
  ask(turn, what, server ? { prompt, echo } : undefined);
}

function ask(turn: Turn, what: 'user' | 'password' | 'data', own?: { readonly prompt: string; readonly echo: boolean }): void {
  const { prompts } = turn.walk.plan;
  if (prompts === undefined) return failed(turn, 'unsupported');
  status(turn, what === 'user' ? 'get-user' : what === 'password' ? 'get-password' : 'get-data');
  turn.walk = { ...turn.walk, waits: what };
  const prompt = own?.prompt ?? (what === 'user' ? prompts.user : prompts.password);
  turn.actions.push({ type: 'prompt', prompt, echo: own?.echo ?? what === 'user', what });
}

function answered(turn: Turn, what: 'user' | 'password' | 'data', text: string): void {
  const { walk } = turn;
  const method = walk.plan.methods?.[walk.at];
  // An empty name is no name.
  if (what === 'user' && text === '') return ask(turn, 'user');
  trace(turn, { type: 'aaa.continued', id: walk.plan.id, user: walk.user });
  turn.walk = { ...walk, waits: 'reply', ...(what === 'user' ? { user: text } : what === 'password' ? { password: text } : {}) };
  const begun = method?.kind === 'group' && (method.protocol === 'tacacs+' || what === 'data');
  if (begun) turn.actions.push({ type: 'answer-group', text });
  else if (method !== undefined) work(turn, method);
}

function passed(turn: Turn, method: AaaMethodKind, attributes: AaaAttributes, message?: string): void {
  status(turn, 'pass', undefined, attributes.pairsReplace);
  decide(turn, 'pass', method, attributes, undefined, message);
}

function refused(turn: Turn, reason: AaaDenial, message?: string): void {
  // The local users say nothing of somebody whom they do not know, as long as another method can.
  if (reason === 'unknown-user' && turn.walk.plan.methods?.[turn.walk.at + 1] !== undefined) return failed(turn, 'unsupported');
  status(turn, 'fail');
  decide(turn, 'fail', kindOf(turn.walk.plan.methods?.[turn.walk.at]), NO_ATTRIBUTES, reason, message);
}

function failed(turn: Turn, why: AaaError): void {
  status(turn, 'error', why);
  turn.walk = { ...turn.walk, error: why };
  next(turn);
}

function decide(turn: Turn, outcome: Decided['outcome'], method: AaaMethodKind | undefined, attributes: AaaAttributes, reason?: AaaDenial, message?: string): void {
  const { plan, user = '' } = turn.walk;
  const { request } = plan;
  const why = { ...(reason === undefined ? {} : { reason }) };
  turn.walk = { ...turn.walk, waits: 'over' };
  trace(turn, {
    type: 'aaa.decided', id: plan.id, what: request.kind, outcome, user, method: method ?? '', service: request.service, port: request.where.port, pairs: attributes.pairs, ...why,
  });
  turn.actions.push({ type: 'decided', outcome, user, method, attributes, ...why, ...(message === undefined ? {} : { message }) });
}

// ---- traces

function status(turn: Turn, what: Extract<AaaTrace, { type: 'aaa.status' }>['status'], why?: AaaError, replaces?: boolean): void {
  const { plan, at } = turn.walk;
  const method = plan.methods?.[at];
  const kind: AaaWhat = plan.request.kind;
  const name = method === undefined ? '' : method.kind === 'group' ? (method.protocol ?? method.group) : method.kind;
  trace(turn, {
    type: 'aaa.status', id: plan.id, what: kind, method: name, status: what,
    ...(why === undefined ? {} : { why }), ...(replaces === undefined ? {} : { replaces }),
  });
}

function trace(turn: Turn, event: AaaTrace): void {
  turn.actions.push({ type: 'trace', event });
}

function kindOf(method: WalkMethod | undefined): AaaMethodKind {
  switch (method?.kind) {
    case 'group':
      return method.protocol ?? 'none';
    case 'local': case 'local-case':
      return 'local';
    case 'enable': case 'line':
      return method.kind;
    default:
      return 'none';
  }
}
