// The keepalives of Cisco HDLC, as publicly described: each end numbers what it sends and repeats the last number that it has
// seen of the other. An end whose last three were not seen takes the line protocol down; one that is seen again takes it up. An
// end that hears its own numbers is looped, which it tells by drawing a new number and hearing that as well. A pure step: chance is a
// seed in the state. Requests for an address are answered with the next one of the subnet, as SLARP has it.

import { unreachable } from '../../base/assert.ts';
import { networkOf, type Ipv4Address } from '../../base/ipv4.ts';
import { SLARP_RELIABILITY, type SlarpPacket } from '../../wire/cisco-hdlc.ts';
import type { TimerAction, TimerDefinition } from '../machine.ts';

export const SLARP_TIMERS = {
  keepalive: { defaultMs: 10_000, spec: 'IOS keepalive', meaning: 'time of the next keepalive' },
} as const satisfies Record<string, TimerDefinition>;

export const STATES = ['closed', 'up', 'down'] as const;
export const EVENTS = ['open', 'close', 'configure', 'packet', 'timer'] as const satisfies readonly SlarpEvent['type'][];

/** Keepalives in a row that the other end has not seen. */
const MISSED_LIMIT = 3;
/** Times that our own number came back, a new one each time. */
const LOOPED_AFTER = 3;

export interface SlarpPolicy {
  /** 0 sends none and asks for none: the line protocol is up with the line. */
  readonly keepaliveSeconds: number;
  readonly address?: Ipv4Address;
  readonly mask?: Ipv4Address;
}

export interface SlarpState {
  readonly name: (typeof STATES)[number];
  readonly policy: SlarpPolicy;
  /** Number of our last keepalive. */
  readonly mySequence: number;
  /** The last of ours that the other end says it has seen. */
  readonly mineSeen: number;
  /** It was seen since the last one was sent. */
  readonly seenLately: boolean;
  /** The last of the other end's that we have seen; 0 is none. */
  readonly yourSequence: number;
  readonly echoes: number;
  readonly looped: boolean;
  readonly seed: number;
}

export type SlarpEvent =
  /** The line is there; the number to begin with, by chance. */
  | { readonly type: 'open'; readonly sequence: number }
  | { readonly type: 'close' }
  | { readonly type: 'configure'; readonly policy: SlarpPolicy }
  | { readonly type: 'packet'; readonly packet: SlarpPacket }
  | { readonly type: 'timer'; readonly timer: 'keepalive' };

export type SlarpTrace =
  /** `Serial0: HDLC myseq 5, mineseen 5*, yourseen 7, line up`, after each keepalive. */
  | { readonly type: 'slarp.keepalive'; readonly mySequence: number; readonly mineSeen: number; readonly seenLately: boolean; readonly yourSequence: number; readonly up: boolean; readonly looped: boolean }
  | { readonly type: 'slarp.lost'; readonly missed: number }
  | { readonly type: 'slarp.looped' }
  | { readonly type: 'slarp.unexpected'; readonly what: string };

export type SlarpAction =
  | { readonly type: 'send'; readonly packet: SlarpPacket }
  | TimerAction<'keepalive'>
  /** The line protocol. */
  | { readonly type: 'protocol'; readonly up: boolean }
  | { readonly type: 'trace'; readonly event: SlarpTrace };

export function createSlarp(policy: SlarpPolicy): SlarpState {
  return { name: 'closed', policy, mySequence: 0, mineSeen: 0, seenLately: false, yourSequence: 0, echoes: 0, looped: false, seed: 0 };
}

export function step(state: SlarpState, event: SlarpEvent): readonly [SlarpState, readonly SlarpAction[]] {
  switch (event.type) {
    case 'open':
      return state.name === 'closed' ? open(state, event.sequence) : unexpected(state, 'open on an open line');
    case 'close':
      return state.name === 'closed' ? [state, []] : close(state);
    case 'configure':
      return configure(state, event.policy);
    case 'packet':
      return state.name === 'closed' ? unexpected(state, 'packet on a closed line') : receive(state, event.packet);
    case 'timer':
      return state.name === 'closed' || state.policy.keepaliveSeconds === 0 ? unexpected(state, 'timer') : beat(state);
    default:
      return unreachable(event);
  }
}

const NOTHING: readonly SlarpAction[] = [];

function unexpected(state: SlarpState, what: string): readonly [SlarpState, readonly SlarpAction[]] {
  return [state, [{ type: 'trace', event: { type: 'slarp.unexpected', what } }]];
}

/** The line protocol comes with the line, and has to be kept by keepalives. */
function open(state: SlarpState, sequence: number): readonly [SlarpState, readonly SlarpAction[]] {
  const opened: SlarpState = { ...state, name: 'up', mySequence: sequence, mineSeen: sequence, seenLately: false, yourSequence: 0, echoes: 0, looped: false, seed: sequence };
  const up: SlarpAction = { type: 'protocol', up: true };
  if (state.policy.keepaliveSeconds === 0) return [opened, [up]];
  return [opened, [up, start(state.policy)]];
}

function close(state: SlarpState): readonly [SlarpState, readonly SlarpAction[]] {
  const stop: readonly SlarpAction[] = state.policy.keepaliveSeconds === 0 ? NOTHING : [{ type: 'stop', timer: 'keepalive' }];
  return [{ ...state, name: 'closed', looped: false }, [...stop, { type: 'protocol', up: false }]];
}

function configure(state: SlarpState, policy: SlarpPolicy): readonly [SlarpState, readonly SlarpAction[]] {
  const before = state.policy.keepaliveSeconds;
  const changed = { ...state, policy };
  if (state.name === 'closed' || before === policy.keepaliveSeconds) return [changed, NOTHING];
  const actions: SlarpAction[] = [];
  if (policy.keepaliveSeconds > 0) actions.push(start(policy));
  else actions.push({ type: 'stop', timer: 'keepalive' });
  // Nobody is asked any more: the line is as good as its carrier.
  if (policy.keepaliveSeconds === 0 && state.name === 'down') actions.push({ type: 'protocol', up: true });
  const name = policy.keepaliveSeconds === 0 ? 'up' : state.name;
  return [{ ...changed, name, mineSeen: policy.keepaliveSeconds === 0 ? state.mineSeen : state.mySequence }, actions];
}

function start({ keepaliveSeconds }: SlarpPolicy): SlarpAction {
  return { type: 'start', timer: 'keepalive', ms: keepaliveSeconds * 1000 };
}

/** How many of ours, the last ones, were not seen. */
function missed({ mySequence, mineSeen }: SlarpState): number {
  return (mySequence - mineSeen) >>> 0;
}

function beat(state: SlarpState): readonly [SlarpState, readonly SlarpAction[]] {
  const actions: SlarpAction[] = [];
  const lost = missed(state);
  let name = state.name;
  if (name === 'up' && lost >= MISSED_LIMIT) {
    name = 'down';
    actions.push({ type: 'trace', event: { type: 'slarp.lost', missed: lost } }, { type: 'protocol', up: false });
  }
  const mySequence = (state.mySequence + 1) >>> 0;
  const { yourSequence, mineSeen, seenLately, looped } = state;
  actions.push({ type: 'send', packet: { kind: 'keepalive', mySequence, yourSequence, reliability: SLARP_RELIABILITY, rest: NO_OCTETS } });
  const told = { mySequence, mineSeen, seenLately, yourSequence, up: name === 'up', looped };
  actions.push({ type: 'trace', event: { type: 'slarp.keepalive', ...told } }, start(state.policy));
  return [{ ...state, name, mySequence, seenLately: false }, actions];
}

const NO_OCTETS = new Uint8Array(0);

function receive(state: SlarpState, packet: SlarpPacket): readonly [SlarpState, readonly SlarpAction[]] {
  if (packet.kind === 'addressRequest') return [state, answer(state.policy)];
  if (packet.kind !== 'keepalive') return [state, NOTHING];
  if (state.policy.keepaliveSeconds === 0) return [{ ...state, yourSequence: packet.mySequence }, NOTHING];
  if (packet.mySequence === state.mySequence) return hearOurselves(state, packet.mySequence);
  const actions: SlarpAction[] = [];
  const heard: SlarpState = { ...state, yourSequence: packet.mySequence, echoes: 0, looped: false };
  const seen = (state.mySequence - packet.yourSequence) >>> 0;
  // Only a number that we have lately sent says that we were heard; 0 is none, and an old one may be of another time.
  if (packet.yourSequence === 0 || seen >= MISSED_LIMIT) return [heard, actions];
  if (state.name === 'down') actions.push({ type: 'protocol', up: true });
  return [{ ...heard, name: 'up', mineSeen: packet.yourSequence, seenLately: true }, actions];
}

/** By chance both ends may have come to the same number: a new one tells. */
function hearOurselves(state: SlarpState, sequence: number): readonly [SlarpState, readonly SlarpAction[]] {
  const echoes = state.echoes + 1;
  const looped = state.looped || echoes >= LOOPED_AFTER;
  const actions: SlarpAction[] = looped && !state.looped ? [{ type: 'trace', event: { type: 'slarp.looped' } }] : [];
  if (state.name === 'down') actions.push({ type: 'protocol', up: true });
  const seed = (Math.imul(state.seed, 1_664_525) + 1_013_904_223) >>> 0;
  const mySequence = (seed >>> 8) + 1;
  return [{ ...state, name: 'up', yourSequence: sequence, mySequence, mineSeen: mySequence, seenLately: true, echoes, looped, seed }, actions];
}

/** Of the two addresses of a line the other one: the asker's is 1 where ours is 2, and 2 where ours is 1. */
function answer({ address, mask }: SlarpPolicy): readonly SlarpAction[] {
  if (address === undefined || mask === undefined) return NOTHING;
  const host = address - networkOf(address, mask);
  if (host !== 1 && host !== 2) return NOTHING;
  return [{ type: 'send', packet: { kind: 'addressReply', address, mask, rest: RELIABILITY } }];
}

const RELIABILITY = Uint8Array.of(0xff, 0xff);
