// Which trace records are worth a note beside a ladder, in whose words and in which tone. What messages tell already is not
// told again; a line's layer 2 is a matter of course until it is lost.

import type { TraceRecord } from '../../network/trace.ts';
import { evidenceText } from '../explain/attempt/evidence-text.ts';
import type { Tone } from './ladder.ts';

export interface NoteWords {
  readonly text: string;
  readonly tone: Tone;
}

/** Undefined for a record without a note. */
export function noteOf(record: TraceRecord): NoteWords | undefined {
  const tone = toneOf(record);
  if (tone === undefined) return undefined;
  const text = ownWords(record) ?? evidenceText(record);
  return text === undefined ? undefined : { text, tone };
}

function toneOf({ event, interface: name = '' }: TraceRecord): Tone | undefined {
  switch (event.type) {
    case 'link.changed':
      // B channels come and go with their calls.
      return name.includes(':') ? undefined : event.to === 'up' ? 'plain' : 'trouble';
    case 'lineProtocol.changed':
      return !name.startsWith('Serial') || name.includes(':') ? undefined : event.to === 'up' ? 'plain' : 'trouble';
    case 'controller.changed':
      return event.to === 'up' ? 'plain' : 'trouble';
    case 'ping.started':
    case 'outside.terminal':
    case 'sys.configured':
    case 'sys.restart':
    case 'fault.off':
    case 'dialer.attempt':
    case 'dialer.protocolUp':
    case 'dialer.callbackBeginning':
    case 'dialer.queued':
    case 'dialer.flushed':
    case 'pc.dialing':
    case 'pc.connected':
    case 'pc.answering':
    case 'pc.asking':
    case 'pc.redialing':
      return 'plain';
    case 'aaa.status':
      return event.status === 'error' ? 'trouble' : undefined;
    case 'aaa.decided':
      return event.outcome === 'pass' ? 'plain' : undefined;
    case 'radius.server':
      return event.state === 'dead' ? 'trouble' : 'plain';
    case 'ppp.closed':
      return event.reason === 'callback agreed' ? undefined : event.reason === 'load below threshold' ? 'plain' : 'trouble';
    case 'ping.ended':
      return event.received === event.sent ? 'plain' : 'trouble';
    case 'dialer.callbackDecision':
    case 'dialer.callbackNegotiated':
    case 'dialer.callbackClientCreated':
    case 'dialer.callbackReceived':
    case 'dialer.callbackServerStarting':
    case 'dialer.idle':
    case 'pc.answered':
    case 'pc.waiting':
      return 'decision';
    case 'sys.power':
      return event.to === 'on' ? 'plain' : 'trouble';
    case 'isdn.layer2':
      return event.to === 'up' ? 'plain' : 'trouble';
    case 'q931.spid':
      return event.outcome === 'not-valid' ? 'trouble' : undefined;
    case 'exchange.call':
      return event.outcome === 'refused' || event.outcome === 'hunted' ? 'trouble' : undefined;
    case 'sys.reload':
    case 'fault.on':
    case 'fault.frame':
    case 'ip.undeliverable':
    case 'frame.ignored':
    case 'frame.bad':
    case 'ppp.authFailed':
    case 'ppp.cbcpFailed':
    case 'exchange.switchType':
    case 'dialer.failed':
    case 'slarp.lost':
    case 'slarp.looped':
    case 'dialer.noProfile':
    case 'dialer.otherPeer':
    case 'dialer.callbackExpired':
    case 'dialer.callbackFailed':
    case 'dialer.noDial':
    case 'dialer.dropped':
    case 'pc.failed':
      return 'trouble';
    default:
      return undefined;
  }
}

const OUTSIDE_WORDS = {
  came: (modem: string) => `a program outside takes ${modem}`,
  left: (modem: string) => `the program outside leaves ${modem}`,
  refused: (modem: string) => `another program outside is turned away from ${modem}`,
} as const;

/** Where the evidence of an explanation has no words. */
function ownWords({ device, interface: name = '', event }: TraceRecord): string | undefined {
  switch (event.type) {
    case 'outside.terminal':
      return OUTSIDE_WORDS[event.what](device);
    case 'fault.on':
      return `the fault "${event.fault}" is on`;
    case 'link.changed':
      return `${name} of ${device} is ${event.to}`;
    case 'lineProtocol.changed':
      return `the line protocol of ${name} of ${device} is ${event.to}`;
    case 'controller.changed':
      return `controller ${event.controller} of ${device} is ${event.to}`;
    case 'slarp.lost':
      return `${device} hears nothing on ${name}: ${event.missed} keepalives were not answered`;
    case 'slarp.looped':
      return `${device} hears itself on ${name}: the line is looped`;
    case 'sys.configured':
      return `${device} is configured from ${event.by}`;
    case 'sys.restart':
      return `${device} has started`;
    case 'sys.reload':
      return `${device} is reloaded`;
    case 'sys.power':
      return `${device} is switched ${event.to}`;
    case 'frame.bad':
      return `${device === 'exchange' ? 'the exchange' : `${device}, ${name},`} drops a bad frame: ${event.reason}`;
    default:
      return undefined;
  }
}
