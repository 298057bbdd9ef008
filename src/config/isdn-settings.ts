// How an ISDN interface goes about its calls where Q.931 leaves it to the terminal: what goes into SETUP, what comes before
// CONNECT, how long it waits, at which speed it takes a call, and when it asks for its TEI.

import { number, text } from './reading.ts';
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

export const PLAIN_CALLS: IsdnCallSettings = { sendsAlerting: false, sendingComplete: false, voiceSpeed: 64, notEndToEndSpeed: 64 };

export function isdnCallSettings(node: ConfigNode): IsdnCallSettings {
  const timers = new Map(node.entries('isdn.timers').map((args) => [text(args, 'timer'), number(args, 'milliseconds')]));
  const [t306Ms, t310Ms] = [timers.get('T306'), timers.get('T310')];
  return {
    sendsAlerting: node.flag('isdn.sendAlerting') === true,
    sendingComplete: node.flag('isdn.sendingComplete') === true,
    voiceSpeed: number(node.value('isdn.incomingVoice'), 'rate') === 56 ? 56 : 64,
    notEndToEndSpeed: number(node.value('isdn.notEndToEnd'), 'rate') === 56 ? 56 : 64,
    ...(t306Ms === undefined ? {} : { t306Ms }),
    ...(t310Ms === undefined ? {} : { t310Ms }),
  };
}
