// How an ISDN interface goes about its calls where Q.931 leaves it to the terminal: what goes into SETUP, what comes before
// CONNECT, how long it waits, at which speed it takes a call, and when it asks for its TEI.

import { number, present, text } from './reading.ts';
import type { ConfigNode } from './node.ts';

export interface IsdnCallSettings {
  /** `isdn send-alerting`. */
  readonly sendsAlerting: boolean;
  /** `isdn sending-complete`. */
  readonly sendingComplete: boolean;
  /** `isdn T306`: nothing starts this timer but a voice gateway that plays tones to a caller whom it clears. */
  readonly t306Ms?: number;
  /** `isdn T310`. */
  readonly t310Ms?: number;
  /** `isdn overlap-receiving`, T302: how long it is waited for each further digit of a called number. */
  readonly overlapMs?: number;
  /** `isdn subaddress`: goes with calls that are placed. */
  readonly subaddress?: string;
  /** `isdn incoming-voice data`: at what speed a voice call is that is taken for data. */
  readonly voiceSpeed: 56 | 64;
  /** `isdn not-end-to-end`: at what speed a call is that the network does not vouch for. */
  readonly notEndToEndSpeed: 56 | 64;
}

/** `isdn tei-negotiation`. */
export type TeiNegotiation = 'first-call' | 'powerup';

/** Of an interface, or the global one; undefined where the line is not there. */
export function teiNegotiation(node: ConfigNode): TeiNegotiation | undefined {
  const when = text(node.value('isdn.teiNegotiation'), 'when');
  return when === 'first-call' || when === 'powerup' ? when : undefined;
}

export interface NumberMapSettings {
  /** A regular expression. */
  readonly address: string;
  /** Octet 3 of a number (Q.931 Table 4-9). */
  readonly numberType: number;
  readonly plan: number;
}

const NUMBER_TYPES: ReadonlyMap<string | undefined, number> = new Map([
  ['unknown', 0], ['international', 1], ['national', 2], ['subscriber', 4], ['reserved/5', 5], ['abbreviated', 6],
]);

const PLANS: ReadonlyMap<string | undefined, number> = new Map([
  ['unknown', 0], ['isdn', 1], ['reserved/2', 2], ['data', 3], ['telex', 4], ['reserved/5', 5], ['national', 8], ['private', 9], ['reserved/10', 10],
  // Which Q.931 has no code for: this is GSM's (03.40 §9.1.2.5).
  ['ermes', 10], ['reserved/11', 11],
]);

/** What of an access is not as a terminal's usually is. */
export interface IsdnAccessSettings {
  /** `isdn static-tei`: no TEI is asked for. */
  readonly staticTei?: number;
  /** `isdn protocol-emulate network`: layers 2 and 3 are those of an exchange, and wait for a terminal. */
  readonly emulatesNetwork: boolean;
  /** `isdn layer1-emulate network`: the socket is one for terminals to be plugged into. */
  readonly emulatesLayer1: boolean;
  /** `isdn busy`: 0 is every channel. */
  readonly busy?: { readonly dsl: number; readonly channel: number };
  /** `isdn map address`: what kinds of numbers are called, by how they look. */
  readonly maps: readonly NumberMapSettings[];
  /** `isdn disconnect-cause`: what is told where a call is cleared for no other cause than that it is over. */
  readonly disconnectCause?: number;
}

export const PLAIN_ACCESS: IsdnAccessSettings = { maps: [], emulatesNetwork: false, emulatesLayer1: false };

/** Q.850: user busy; requested circuit or channel not available. */
const NAMED_CAUSES: ReadonlyMap<string | undefined, number> = new Map([['busy', 17], ['not-available', 44]]);

export function isdnAccessSettings(node: ConfigNode): IsdnAccessSettings {
  const busy = node.value('isdn.busy');
  const cause = node.value('isdn.disconnectCause');
  return present<IsdnAccessSettings>({
    staticTei: number(node.value('isdn.staticTei'), 'tei'),
    emulatesNetwork: text(node.value('isdn.protocolEmulate'), 'side') === 'network',
    emulatesLayer1: text(node.value('isdn.layer1Emulate'), 'side') === 'network',
    maps: node.entries('isdn.map').map((args) => ({ address: text(args, 'address') ?? '', numberType: NUMBER_TYPES.get(text(args, 'type')) ?? 0, plan: PLANS.get(text(args, 'plan')) ?? 0 })),
    busy: busy && { dsl: number(busy, 'dsl') ?? 0, channel: number(busy, 'channel') ?? 0 },
    disconnectCause: cause && (NAMED_CAUSES.get(text(cause, 'cause')) ?? number(cause, 'value')),
  });
}

/** Of the manual. */
export const USUAL_T302_MS = 10_000;

export const PLAIN_CALLS: IsdnCallSettings = { sendsAlerting: false, sendingComplete: false, voiceSpeed: 64, notEndToEndSpeed: 64 };

export function isdnCallSettings(node: ConfigNode): IsdnCallSettings {
  const timers = new Map(node.entries('isdn.timers').map((args) => [text(args, 'timer'), number(args, 'milliseconds')]));
  const overlap = node.value('isdn.overlapReceiving');
  const overlapMs = overlap && (number(overlap, 'milliseconds') ?? USUAL_T302_MS);
  const subaddress = text(node.value('isdn.subaddress'), 'subaddress');
  const [t306Ms, t310Ms] = [timers.get('T306'), timers.get('T310')];
  return {
    sendsAlerting: node.flag('isdn.sendAlerting') === true,
    sendingComplete: node.flag('isdn.sendingComplete') === true,
    voiceSpeed: number(node.value('isdn.incomingVoice'), 'rate') === 56 ? 56 : 64,
    notEndToEndSpeed: number(node.value('isdn.notEndToEnd'), 'rate') === 56 ? 56 : 64,
    ...(t306Ms === undefined ? {} : { t306Ms }),
    ...(t310Ms === undefined ? {} : { t310Ms }),
    ...(overlapMs === undefined ? {} : { overlapMs }),
    ...(subaddress === undefined ? {} : { subaddress }),
  };
}
