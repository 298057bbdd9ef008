// One trace record as a line of evidence, in plain words that name the routers. Most records are not worth one.

import { accessEvidence, isOfAccess } from '../unconnected/access.ts';
import { aaaEvidence } from './aaa-evidence.ts';
import { BY_DTR } from '../../../config/dialer-settings.ts';
import { isSerialName } from '../../../base/interface-name.ts';
import { formatIpv4 } from '../../../base/ipv4.ts';
import type { TraceEvent, TraceRecord } from '../../../network/trace.ts';
import { causeText } from '../../cause-text.ts';
import { allocationEvidence } from './allocation-evidence.ts';
import { isOfPc, pcEvidence } from '../../pc-words.ts';
import { CALL_FAILURE_WORDS } from '../unconnected/v25bis-failed.ts';

/** Undefined for a record that is not worth a line. */
export function evidenceText({ device, interface: name = '', event }: TraceRecord): string | undefined {
  switch (event.type) {
    case 'ping.started':
      return `${device} pings ${formatIpv4(event.destination)}`;
    case 'ping.ended':
      return `the ping of ${formatIpv4(event.destination)} ended: ${event.received} of ${event.sent} answered`;
    case 'dns.query':
      return `${device} asks ${formatIpv4(event.server)} for the address of "${event.name}"`;
    case 'dns.answer':
      return `${formatIpv4(event.from)} tells ${device} ${event.address === undefined ? `that it has no address for "${event.name}"` : `that "${event.name}" is ${formatIpv4(event.address)}`}`;
    case 'dns.failed':
      return `${device} has not learnt who "${event.name}" is${event.because === 'no-answer' ? ': nobody answers' : ''}`;
    case 'ip.undeliverable':
      if (event.because === 'filtered') return `access list ${event.list ?? ''} of ${device} denies a packet to ${formatIpv4(event.destination)} (${name})`;
      if (event.because === 'martian') return `${device} ignores a packet of ${formatIpv4(event.source)}, which is nobody's address (${name})`;
      return `${device} cannot send to ${formatIpv4(event.destination)}: ${event.because === 'interface-down' && name.startsWith('Loopback') ? 'nobody is behind a loopback' : UNDELIVERABLE[event.because]}${name === '' ? '' : ` (${name})`}`;
    case 'frame.ignored':
      return `${device} ignores frames on ${name}: ${event.reason}`;
    case 'fault.on':
      return `the fault "${event.fault}" is on ("no fault ${event.name}" at the lab prompt ends it)`;
    case 'fault.off':
      return `the fault "${event.fault}" is over`;
    case 'fault.frame':
      return frameText(event);
    case 'sys.power':
      return `${device} is switched ${event.to}`;
    case 'lineProtocol.changed':
      return event.to === 'down' && isSerialName(name) ? `the line protocol of ${name} of ${device} is down` : undefined;
    case 'backup.secondary':
      return event.to === 'active' ? `${device}: ${event.secondary ?? 'the backup interface'} takes the place of ${name}` : undefined;
    case 'isdn.adapted':
      return `${device} runs the call at ${event.speed} kbit/s (${name})`;
    case 'isdn.layer2':
      return `layer 2 of ${name} of ${device} is ${event.to}`;
    case 'q931.spid':
      return event.outcome === 'not-valid' ? `the exchange refuses SPID ${event.spid} of ${device}` : undefined;
    case 'v25bis.notUnderstood':
      return `the modem on ${name} of ${device} does not understand it (${event.because})`;
    case 'v25bis.unreadable':
      return `${device} does not understand its modem on ${name} (${event.because})`;
    case 'v25bis.failed':
      return `the modem on ${name} of ${device} indicates CFI ${event.reason}, ${CALL_FAILURE_WORDS[event.reason]}`;
    default:
      if (isOfPc(event)) return pcEvidence(device, event);
      if (isOfAccess(event)) return accessEvidence(device, name, event);
      if (event.type.startsWith('bap.')) return allocationEvidence(device, event);
      if (event.type.startsWith('aaa') || event.type.startsWith('radius.')) return aaaEvidence(device, event);
      return event.type.startsWith('dialer.') ? ofDialer(device, name, event) : event.type.startsWith('exchange.') ? ofExchange(event) : ofPpp(device, event);
  }
}

function frameText({ router, interface: name, channel, sent, bits, fault }: Extract<TraceEvent, { type: 'fault.frame' }>): string {
  const frame = `a frame ${sent ? 'from' : 'to'} ${router}, ${name}${channel === '' ? '' : ` ${channel}`},`;
  return bits === 0 ? `${frame} is lost (${fault})` : `${frame} is damaged (${fault})`;
}

const UNDELIVERABLE: Readonly<Record<Extract<TraceEvent, { type: 'ip.undeliverable' }>['because'], string>> = {
  'no-route': 'no route',
  'interface-down': 'the interface that leads there is down',
  'no-arp': 'no answer to ARP',
  'no-source': 'no address of its own to send from',
  ttl: 'its time to live ran out',
  'encapsulation-failed': 'encapsulation failed',
  filtered: 'an access list denies it',
  'too-long': 'it is too long and must not be cut',
  martian: 'its sender has no address',
};

function ofExchange(event: TraceEvent): string | undefined {
  switch (event.type) {
    case 'exchange.call':
      switch (event.outcome) {
        case 'offered':
          return `the exchange offers the call of ${event.calling} to ${event.called}`;
        case 'hunted': {
          const where = event.callee === undefined ? 'the line' : `${event.callee.interface} of ${event.callee.router}`;
          return `${where} does not take the call (${causeText(event.cause)}), and the next line of the hunt group is rung`;
        }
        case 'answered':
          return `${event.called} answers`;
        case 'refused':
          return `the exchange refuses the call to ${event.called}: ${causeText(event.cause)}`;
        case 'cleared':
          return `the call to ${event.called} is cleared: ${causeText(event.cause)}`;
      }
      return undefined;
    case 'exchange.switchType':
      return `the line of ${event.interface} of ${event.router} is ${event.expected}, and ${event.attached} was attached to it`;
    default:
      return undefined;
  }
}

function ofPpp(device: string, event: TraceEvent): string | undefined {
  switch (event.type) {
    case 'ppp.callbackOption': {
      const asked = `the callback option, operation ${event.operation}`;
      if (event.outcome === 'requested') return `${device} asks for callback (LCP option 13, operation ${event.operation})`;
      // The end that answers tells it once; the other end would say the same again.
      return event.role === 'server' ? `${device} ${OPTION_ANSWERS[event.outcome]} ${asked}` : undefined;
    }
    case 'ppp.multilinkOption':
      // What follows from its being acknowledged is told.
      if (event.whose === 'ours' || event.outcome === 'acknowledged') return undefined;
      return `${device} ${OPTION_ANSWERS[event.outcome]} the peer's MRRU, ${event.mrru} octets (LCP option 17)`;
    case 'mlp.linkRefused':
      return `${device} does not let the link join its bundle with ${event.name}: ${REFUSED_LINKS[event.because]}`;
    case 'ppp.cbcpAgreed':
      // The end that offers tells it once.
      return event.role === 'server' ? `${device} and the caller agree by CBCP: ${choiceText(event.choice)}` : undefined;
    case 'ppp.cbcpFailed':
      return `${device}: CBCP failed, ${CBCP_FAILURES[event.because]}`;
    case 'ppp.cbcpDropped':
      return `${device} drops a CBCP packet: ${event.what}`;
    case 'ppp.authFailed':
      return `${device}: ${event.protocol} failed, ${AUTH_TEXTS[event.reason]}${event.name === '' ? '' : ` (${event.name})`}${event.triesLeft === undefined ? '' : `; it may try again, ${event.triesLeft} more`}`;
    case 'ppp.authenticated':
      return event.peerName === undefined ? `${device}: authentication is over, and the peer had to prove no name` : `${device} has authenticated ${event.peerName}`;
    case 'ppp.qualityFailed':
      return `${device}: ${event.arrivedPackets} of ${event.sentPackets} packets (${event.arrivedOctets} of ${event.sentOctets} octets) ${event.way === 'receive' ? 'came' : 'arrived at the other end'} between two reports`;
    case 'ppp.idle':
      return `${device}: no packet has passed for ${event.seconds} s (ppp timeout idle)`;
    case 'ppp.closed':
      return event.reason === 'line down' || event.reason === 'hung up by the dialer' ? undefined : `${device} closes PPP: ${event.reason}`;
    default:
      return undefined;
  }
}

function choiceText(choice: Extract<TraceEvent, { type: 'ppp.cbcpAgreed' }>['choice']): string {
  if (choice.kind === 'none') return 'no callback';
  const delay = `, not before ${choice.delaySeconds} s`;
  if (choice.kind === 'administrator') return `a callback to the number that is known${delay}`;
  return `a callback to ${choice.number}${delay}`;
}

const CBCP_FAILURES: Readonly<Record<Extract<TraceEvent, { type: 'ppp.cbcpFailed' }>['because'], string>> = {
  'no-response': 'the other end is silent',
  malformed: 'a packet makes no sense',
  'not-one-option': 'a response takes not one kind of callback',
  'not-offered': 'a kind of callback was taken that was not offered',
  'no-number': 'no number was given',
  'number-too-long': 'the number is too long',
  'number-invalid': 'the number cannot be dialled',
  'nothing-suitable': 'nothing is offered that the user wants',
  cancelled: 'the user gave up',
  'wrong-ack': 'what was acknowledged is not what was answered',
};

const OPTION_ANSWERS = {
  acknowledged: 'acknowledges',
  rejected: 'rejects',
  naked: 'would have another value of',
} as const;

const AUTH_TEXTS: Readonly<Record<Extract<TraceEvent, { type: 'ppp.authFailed' }>['reason'], string>> = {
  'unknown-name': 'no password for the name',
  'wrong-secret': 'the password is wrong',
  'no-secret-for-peer': 'no password to answer the challenge of that name',
  'refused-by-peer': 'the peer refused our answer',
  timeout: 'not finished in time',
  'protocol-refused': 'the peer refuses the protocol',
  'own-name': 'the challenge has our own name',
  rejected: 'the AAA server says no',
  'no-server': 'no AAA server can say',
  'no-list': 'the method list does not exist',
  'not-authorised': 'nothing is allowed to that name',
};

const REFUSED_LINKS: Readonly<Record<Extract<TraceEvent, { type: 'mlp.linkRefused' }>['because'], string>> = {
  mrru: 'its own MRRU is another one there',
  'peer-mrru': 'the peer\'s MRRU is another one there',
  'short-sequence': 'sequence numbers are of another length there',
  'too-many-links': 'it has as many links as it may have',
  'other-peer': 'it is that of another peer',
  shutdown: 'it is shut down',
};

function ofDialer(device: string, name: string, event: TraceEvent): string | undefined {
  switch (event.type) {
    case 'dialer.packet':
      return `${device}: a packet to ${formatIpv4(event.destination)} is ${event.interesting ? '' : 'not '}interesting (${event.reason})`;
    case 'dialer.attempt':
      if (event.number === BY_DTR) return `${device} raises DTR on ${name}, for its modem to dial`;
      return `${device} dials ${event.number}${event.name === undefined ? '' : event.mapped === false ? ` for ${event.name}` : `, ${event.profile === undefined ? "the map's number" : `the string of ${event.profile}`} for ${event.name},`} on ${name}`;
    case 'dialer.failed':
      return `${device}: the call${event.number === BY_DTR ? '' : ` to ${event.number}`} failed (${event.why === 'cause' ? causeText(event.cause) : FAILURES[event.why]})`;
    case 'dialer.protocolUp':
      return `${device}: IP passes over ${name}`;
    case 'dialer.bound':
      return `${device}: the call on ${name} belongs to ${event.profile}, by ${BOUND_BY[event.by]}`;
    case 'dialer.bundled':
      return `${device}: the call on ${name} is link ${event.links} of ${event.bundle}`;
    case 'dialer.overloaded':
      return `${device} wants another link to ${event.number}${event.threshold === undefined ? '' : `: the load is ${event.load} of 255, and the threshold ${event.threshold}`}`;
    case 'dialer.underloaded':
      return `${device} does without the link on ${name}: the load of the others would be ${event.load} of 255, and the threshold is ${event.threshold}`;
    case 'dialer.noLink':
      return `${device} cannot have another link to ${event.name ?? 'its peer'}: ${NO_LINK[event.because]}`;
    case 'dialer.noProfile':
      if (event.full !== undefined) return `${device}: the call is ${event.full}'s, by the name of the caller, ${event.name ?? ''}, and that has as many calls as it may have`;
      return `${device}: no dialer profile has the caller's name${event.name === undefined ? '' : `, ${event.name}`}`;
    case 'dialer.otherPeer':
      return `${device}: it is ${event.peerName} that is reached at ${event.number}${event.name === undefined ? '' : `, and not ${event.name}`}`;
    case 'dialer.charged':
      return undefined; // The exchange tells of it, on the bill.
    case 'dialer.idle':
      if (event.beforeUnit !== undefined) return `${device}: the call on ${name} is idle, and is ended before unit ${event.beforeUnit} is charged (dialer isdn short-hold)`;
      return `${device}: the call on ${name} has been idle${event.fast ? ', and somebody else is to be dialled' : ''}`;
    case 'dialer.watch':
      return event.primaryUp ? undefined : `${device}: the routes that watch list ${event.group} watches are gone`;
    case 'dialer.watchNoMap':
      return `${device}: no map has a number for what watch list ${event.group} watches`;
    case 'dialer.watchDisable':
      return `${device}: the primary line is back; the call stays ${event.seconds} s more`;
    case 'dialer.redial':
      return `${device}: attempt ${event.attempt} of ${event.attempts} to reach ${event.number} again comes after ${event.seconds} s`;
    case 'dialer.redialExhausted':
      return `${device}: all ${event.attempts} attempts failed; nobody is dialled there for ${event.seconds} s`;
    case 'dialer.noProtocol':
      return `${device}: the line protocol of ${name} did not come up in time`;
    case 'dialer.released':
      return `${device}: the call is over after ${Math.round(event.lastedMs / 1000)} s`;
    case 'dialer.callbackNegotiated':
      return `${device} hangs up, to be called back by ${event.name}`;
    case 'dialer.callbackClientCreated':
      return `${device} expects a return call of ${event.name}`;
    case 'dialer.callbackReceived':
      return `${device} recognises the return call of ${event.name}`;
    case 'dialer.callbackExpired':
      return `${device} gives up waiting for ${event.name}`;
    case 'dialer.callbackServerStarting':
      return `${device} will call ${event.name} back at ${event.number}, ${event.afterMs / 1000} s after hanging up`;
    case 'dialer.callerJudged':
      return `${device}: ${judgedText(event)}`;
    case 'dialer.callbackBeginning':
      return `${device} begins the return call to ${event.name}`;
    case 'dialer.callbackFailed':
      return `${device}: the return call to ${event.name} failed (${RETURN_FAILURES[event.why] ?? event.why}), and there is no retry`;
    case 'dialer.callbackDecision':
      return decision(device, event);
    case 'dialer.noDial':
      if (event.refused !== undefined) return `${device} fails to dial ${event.refused.number} at once: the line is down`;
      return `${device} does not dial for ${formatIpv4(event.destination)}: ${event.because === 'no-channel' && name.startsWith('Async') ? 'its line is not free' : NO_DIAL[event.because]}`;
    case 'dialer.queued':
      return `${device} holds a packet in its queue`;
    case 'dialer.dropped':
      // A packet for which nobody dials is dropped as a matter of course.
      return event.reason in NO_DIAL ? undefined : `${device} drops ${event.count === 1 ? 'a packet' : `${event.count} packets`} (${event.reason})`;
    case 'dialer.flushed':
      return `${device} sends ${event.count === 1 ? 'the packet' : `the ${event.count} packets`} that it held`;
    default:
      return undefined;
  }
}

const NO_LINK = {
  'no-channel': 'no free B channel',
  'line-down': 'the line is down',
  'no-number': 'no number to dial',
  'call-limit': 'there are as many calls as there may be',
  maximum: 'there are as many as there may be',
} as const;

const BOUND_BY = {
  dialling: 'having dialled it',
  'called-number': 'the number that was called',
  'caller-number': 'the number of the caller',
  'sole-profile': 'being the only profile of the pool',
  name: 'the name of the caller',
} as const;

function judgedText({ because, callingNumber = 'nobody known', number = '' }: Extract<TraceEvent, { type: 'dialer.callerJudged' }>): string {
  switch (because) {
    case 'not-listed':
      return `${callingNumber} is no caller that it lets in, and the call is rejected`;
    case 'no-number':
      return 'the call has no calling number, and is rejected';
    case 'call-back':
      return `the call of ${callingNumber} is rejected, and ${number} will be called back`;
    case 'callback-pending':
      return `the call of ${callingNumber} is rejected, and ${number} is being called back already`;
    case 'other-number':
      return `it answers no calls to ${number}, and does not take that of ${callingNumber}`;
    case 'no-map':
      return `the call of ${callingNumber} is rejected, to be called back, and no map has that number`;
    case 'call-limit':
      return `the call of ${callingNumber} is rejected, since there are as many calls as there may be`;
    case 'callback-secure':
      return `${callingNumber} would be called back by its number, were it not for callback security: the call is answered`;
  }
}

const FAILURES = {
  carrier: 'no carrier in time',
  'no-channel': 'no free B channel',
  'line-down': 'the line is down',
} as const;

const RETURN_FAILURES: Readonly<Record<string, string>> = {
  'no-channel': 'no free B channel',
  'line-down': 'the line is down',
  'call-limit': 'there are as many calls as there may be',
  'no-line': 'none of the lines that it may use is a member',
  'map removed': 'the map is gone',
};

const NO_DIAL: Readonly<Record<Extract<TraceEvent, { type: 'dialer.noDial' }>['because'], string>> = {
  'not-interesting': 'the packet is not interesting',
  'no-group': 'the interface is in no dialer group',
  'no-map': 'no map for the next hop',
  'no-number': 'there is no number to dial',
  'callback-pending': 'a callback is pending',
  'no-channel': 'no free B channel',
  'call-limit': 'there are as many calls as there may be',
  'line-down': 'the line is down',
  dialing: 'a call is on its way',
  'not-up': 'the call is not up yet',
  'redial-waiting': 'the next attempt is to come',
  'asking-aaa': 'AAA is asked how that is reached',
  'no-profile': 'AAA has no profile to dial out there',
  'profile-without-number': 'the profile of AAA has no number',
  'aaa-error': 'nobody could say how that is reached',
  'redial-disabled': 'all attempts failed, and the interface is disabled for a while',
};

function decision(device: string, event: Extract<TraceEvent, { type: 'dialer.callbackDecision' }>): string | undefined {
  const { name = 'the caller', mapClass, outcome, because, number = '', numberFrom } = event;
  const whose = numberFrom === undefined ? '' : `, ${numberFrom === 'map' && event.profile !== undefined ? `the string of ${event.profile}` : NUMBER_SOURCES[numberFrom]}`;
  const inClass = mapClass === undefined ? '' : `, map class ${mapClass}`;
  switch (because) {
    case 'client':
    case 'return-call':
      return undefined; // Told by what follows from it.
    case 'authorised':
    case 'initiated':
      return `${device} decides to call ${name} back at ${number}${whose}${inClass}${because === 'initiated' ? ', asked or not ("ppp callback initiate")' : ''}`;
    case 'microsoft':
      return `${device} negotiates with ${name} about callback: ${offerText(event)}`;
    default:
      return `${device} decides: ${OUTCOMES[outcome]}, ${REASONS[because]}${event.name === undefined ? '' : ` (${event.name}${inClass})`}`;
  }
}

/** Which source wins, and what those before it said. */
function offerText({ sources = [], number, numberFrom = 'peer' }: Extract<TraceEvent, { type: 'dialer.callbackDecision' }>): string {
  const silent = sources.filter(({ from, dialstring }) => from !== numberFrom && dialstring === undefined).map(({ from }) => `${SOURCE_NAMES[from]} says nothing`);
  const open = sources.find(({ dialstring }) => dialstring === '');
  const whose = number !== undefined ? `the number is ${number}, ${NUMBER_SOURCES[numberFrom]}` : open === undefined ? 'the caller may say a number' : `${SOURCE_NAMES[open.from]} leaves the number to the caller`;
  return [...silent, whose].join(', ');
}

const SOURCE_NAMES = { aaa: 'AAA', username: 'its "username"' } as const;

const NUMBER_SOURCES = {
  peer: 'the number that the caller sent',
  aaa: 'the callback-dialstring of AAA',
  username: "its user's callback-dialstring",
  map: "the map's number",
} as const;

const OUTCOMES = {
  'call-back': 'call back',
  'hang-up': 'hang up without a return call',
  'stay-up': 'let the call stay, no return call',
  ordinary: 'an ordinary call',
  negotiate: 'it negotiates by CBCP',
} as const;

const REASONS = {
  'not-requested': 'no callback was negotiated',
  'not-requested-secure': 'no callback was negotiated, and callback security is set',
  'no-name': 'the caller proved no name',
  'no-map': 'no map names the caller',
  'no-class': 'the map has no class',
  'class-undefined': 'the class does not exist',
  'class-without-callback-server': 'the class has no callback-server',
  'no-number': 'there is no number to dial',
  microsoft: 'the caller asked for Microsoft callback',
  'not-ip': 'the caller is known for other protocols than IP only',
  declined: 'no callback was agreed on by CBCP',
} as const;
