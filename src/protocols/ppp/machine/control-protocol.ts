// One control protocol at work (RFC 1661 §4.3, §4.4, §5): turns the packets that arrive and the restart timer into events
// of the automaton, and carries out the actions of its cells. LCP and IPCP are ControlProtocol values, which differ in
// their options, in what happens when the layer comes up or goes down, and in LCP's additional codes.

import { equalOctets, octetAt } from '../../../base/octets.ts';
import type { Codec } from '../../../wire/codec.ts';
import { CONTROL_CODE, CONTROL_PACKET, type ControlPacket } from '../../../wire/control-packet.ts';
import { controlTrace } from '../control-trace.ts';
import type { NetworkPolicy, PppTimerName } from '../session-types.ts';
import { send, startTimer, stopTimer, trace, unexpected, type ControlLayer, type Work } from '../state.ts';
import type { ControlProtocolName, ControlStateName } from '../trace.ts';
import { runsRestartTimer, transition, type AutomatonAction, type AutomatonEvent, type Cell } from './automaton.ts';

/** What is thought of an option of the peer's: fine, refused, or to be asked for with this value instead. */
export type Judgement<Option> = 'ack' | 'reject' | Option;

/** A reply to options. */
export type Verdict = 'ack' | 'nak' | 'reject';

/** As traces have it. */
export const VERDICT_WORDS = { ack: 'acknowledged', nak: 'naked', reject: 'rejected' } as const satisfies Record<Verdict, string>;

/** What a control protocol needs to know of the session that runs it. */
export interface Negotiating {
  readonly policy: Pick<NetworkPolicy, 'timers' | 'maxConfigure' | 'maxTerminate' | 'maxFailure'>;
}

export interface ControlProtocol<Option, State extends Negotiating> {
  readonly name: ControlProtocolName;
  readonly number: number;
  readonly timer: PppTimerName;
  readonly options: Codec<readonly Option[]>;
  /** The highest code that this protocol knows. */
  readonly lastCode: number;
  layer(work: Work<State>): ControlLayer;
  /** The longest packet that the peer takes. */
  peerMru(work: Work<State>): number;
  /** The options that we ask for now. */
  request(work: Work<State>): readonly Option[];
  judge(work: Work<State>, option: Option): Judgement<Option>;
  /** Our reply to these options of the peer's leaves now. */
  replied(work: Work<State>, verdict: Verdict, options: readonly Option[]): void;
  /** The peer's reply to our request. `false`: without what was refused this layer must not come up. */
  acknowledged(work: Work<State>): void;
  naked(work: Work<State>, suggestions: readonly Option[]): boolean;
  rejected(work: Work<State>, options: readonly Option[]): boolean;
  /** Codes beyond Code-Reject, which are for the Opened state only. */
  additional(work: Work<State>, packet: ControlPacket): void;
  /** This-Layer-Down, on the way to that state, before anything is sent. */
  down(work: Work<State>, to: ControlStateName): void;
  up(work: Work<State>): void;
  finished(work: Work<State>, from: ControlStateName): void;
  /** After every change of state. */
  moved(work: Work<State>, to: ControlStateName): void;
}

/** What the options of a request have earned, and which of them. */
interface Reply<Option> {
  readonly code: number;
  readonly data: Uint8Array;
  readonly verdict: Verdict;
  readonly options: readonly Option[];
}

/** What an event is about: the packet that caused it, and the reply to it. */
interface Cause<Option> {
  readonly packet: ControlPacket;
  readonly octets: Uint8Array;
  readonly reply: Reply<Option> | undefined;
}

export function happen<Option, State extends Negotiating>(
  work: Work<State>,
  protocol: ControlProtocol<Option, State>,
  event: AutomatonEvent,
  cause?: Cause<Option>,
): void {
  const layer = protocol.layer(work);
  const from = layer.state;
  const cell = transition(from, event);
  if (cell === undefined) {
    unexpected(work, `${protocol.name} ${event} in ${from}`);
    return;
  }
  const { actions, next } = cell;
  if (cell.goesDown) protocol.down(work, next);
  for (const action of actions) perform(work, protocol, action, cell, cause);
  if (layer.timerRunning && !runsRestartTimer(next)) {
    layer.timerRunning = false;
    stopTimer(work, protocol.timer);
  }
  if (next !== from) {
    layer.state = next;
    trace(work, { type: 'ppp.state', protocol: protocol.name, from, to: next });
    protocol.moved(work, next);
  }
  if (cell.comesUp) protocol.up(work);
  else if (cell.finishes) protocol.finished(work, from);
}

/** The restart timer ran out. */
export function restartTimeout<Option, State extends Negotiating>(work: Work<State>, protocol: ControlProtocol<Option, State>): void {
  const layer = protocol.layer(work);
  if (!layer.timerRunning) {
    unexpected(work, `${protocol.timer} ran out in ${layer.state}`);
    return;
  }
  trace(work, { type: 'ppp.timeout', timer: protocol.timer, protocol: protocol.name, state: layer.state });
  happen(work, protocol, layer.restarts > 0 ? 'TO+' : 'TO-');
}

export function receiveControl<Option, State extends Negotiating>(work: Work<State>, protocol: ControlProtocol<Option, State>, octets: Uint8Array): void {
  const parsed = CONTROL_PACKET.parse(octets);
  if (!parsed.ok) {
    unexpected(work, `malformed ${protocol.name} packet: ${parsed.error.message}`);
    return;
  }
  const packet = parsed.value;
  const layer = protocol.layer(work);
  trace(work, controlTrace('I', protocol.name, layer.state, packet, octets));
  switch (packet.code) {
    case CONTROL_CODE.ConfigureRequest:
      receiveRequest(work, protocol, packet, octets);
      return;
    case CONTROL_CODE.ConfigureAck:
      // §5.2: the Identifier and the options must be those of our last request, else it is discarded silently. A reply
      // that came once is not expected again: a duplicate would count as a crossed connection in the Opened state.
      if (packet.identifier !== layer.requestIdentifier || !equalOctets(packet.data, layer.request)) {
        unexpected(work, `${protocol.name} Configure-Ack that does not match`);
        return;
      }
      layer.requestIdentifier = -1;
      protocol.acknowledged(work);
      happen(work, protocol, 'RCA');
      return;
    case CONTROL_CODE.ConfigureNak:
    case CONTROL_CODE.ConfigureReject:
      receiveRefusal(work, protocol, packet);
      return;
    case CONTROL_CODE.TerminateRequest:
      happen(work, protocol, 'RTR', { packet, octets, reply: undefined });
      return;
    case CONTROL_CODE.TerminateAck:
      happen(work, protocol, 'RTA');
      return;
    case CONTROL_CODE.CodeReject:
      // §4.3: the rejection of a code without which nothing works is catastrophic, that of another one is not.
      happen(work, protocol, isBasicCode(octetAt(packet.data, 0)) ? 'RXJ-' : 'RXJ+');
      return;
    default:
      if (packet.code < CONTROL_CODE.ConfigureRequest || packet.code > protocol.lastCode) {
        happen(work, protocol, 'RUC', { packet, octets, reply: undefined });
      } else protocol.additional(work, packet);
  }
}

/** Sends a packet of a control protocol, with its trace. */
export function sendControl<Option, State extends Negotiating>(work: Work<State>, protocol: ControlProtocol<Option, State>, packet: ControlPacket): void {
  const octets = CONTROL_PACKET.serialize(packet);
  trace(work, controlTrace('O', protocol.name, protocol.layer(work).state, packet, octets));
  send(work, { protocol: protocol.number, information: octets });
}

export function nextIdentifier(layer: ControlLayer): number {
  layer.identifier = (layer.identifier + 1) & 0xff;
  return layer.identifier;
}

const NO_DATA = new Uint8Array(0);

function perform<Option, State extends Negotiating>(
  work: Work<State>,
  protocol: ControlProtocol<Option, State>,
  action: AutomatonAction,
  cell: Cell,
  cause: Cause<Option> | undefined,
): void {
  const layer = protocol.layer(work);
  const policy = work.session.policy;
  switch (action) {
    case 'irc':
      layer.restarts = cell.terminates ? policy.maxTerminate : policy.maxConfigure;
      return;
    case 'zrc':
      // §4.4: gives the peer one timeout to receive our Terminate-Ack before the line goes.
      layer.restarts = 0;
      startRestartTimer(work, protocol, layer);
      return;
    case 'scr':
      layer.restarts -= 1;
      layer.requestIdentifier = nextIdentifier(layer);
      layer.request = protocol.options.serialize(protocol.request(work));
      startRestartTimer(work, protocol, layer);
      sendControl(work, protocol, {
        code: CONTROL_CODE.ConfigureRequest,
        identifier: layer.requestIdentifier,
        data: layer.request,
      });
      return;
    case 'sca':
    case 'scn': {
      if (cause?.reply === undefined) return;
      const { code, data, verdict, options } = cause.reply;
      layer.failures = verdict === 'ack' ? 0 : verdict === 'nak' ? layer.failures + 1 : layer.failures;
      sendControl(work, protocol, { code, identifier: cause.packet.identifier, data });
      protocol.replied(work, verdict, options);
      return;
    }
    case 'str':
      layer.restarts -= 1;
      startRestartTimer(work, protocol, layer);
      sendControl(work, protocol, { code: CONTROL_CODE.TerminateRequest, identifier: nextIdentifier(layer), data: NO_DATA });
      return;
    case 'sta':
      // §5.5: the Identifier of the request; one sent to put right a peer that is out of step has a number of its own.
      sendControl(work, protocol, {
        code: CONTROL_CODE.TerminateAck,
        identifier: cause?.packet.code === CONTROL_CODE.TerminateRequest ? cause.packet.identifier : nextIdentifier(layer),
        data: NO_DATA,
      });
      return;
    case 'scj':
      if (cause === undefined) return;
      sendControl(work, protocol, {
        code: CONTROL_CODE.CodeReject,
        identifier: nextIdentifier(layer),
        // §5.6: the rejected packet is cut to the peer's MRU.
        data: cause.octets.subarray(0, protocol.peerMru(work) - 4),
      });
      return;
    case 'ser': // The additional codes answer for themselves.
    case 'tlu': // The layer's own turn comes before or after the sending: see happen.
    case 'tld':
    case 'tls':
    case 'tlf':
      return;
  }
}

function startRestartTimer<Option, State extends Negotiating>(work: Work<State>, protocol: ControlProtocol<Option, State>, layer: ControlLayer): void {
  layer.timerRunning = true;
  startTimer(work, protocol.timer, work.session.policy.timers.restartMs);
}

function receiveRequest<Option, State extends Negotiating>(work: Work<State>, protocol: ControlProtocol<Option, State>, packet: ControlPacket, octets: Uint8Array): void {
  const parsed = protocol.options.parse(packet.data);
  if (!parsed.ok) {
    unexpected(work, `malformed ${protocol.name} options: ${parsed.error.message}`);
    return;
  }
  const options = parsed.value;
  const rejected: Option[] = [];
  const naked: Option[] = [];
  const suggestions: Option[] = [];
  for (const option of options) {
    const judgement = protocol.judge(work, option);
    if (judgement === 'ack') continue;
    if (judgement === 'reject') rejected.push(option);
    else {
      naked.push(option);
      suggestions.push(judgement);
    }
  }
  // §4.6 Max-Failure: negotiation does not converge, so what we would rather have otherwise is refused altogether.
  const givesUp = protocol.layer(work).failures >= work.session.policy.maxFailure;
  if (rejected.length > 0 || (naked.length > 0 && givesUp)) {
    const refused = givesUp ? [...rejected, ...naked] : rejected;
    const data = protocol.options.serialize(refused);
    const reply: Reply<Option> = { code: CONTROL_CODE.ConfigureReject, data, verdict: 'reject', options: refused };
    happen(work, protocol, 'RCR-', { packet, octets, reply });
  } else if (naked.length > 0) {
    const data = protocol.options.serialize(suggestions);
    const reply: Reply<Option> = { code: CONTROL_CODE.ConfigureNak, data, verdict: 'nak', options: naked };
    happen(work, protocol, 'RCR-', { packet, octets, reply });
  } else {
    const reply: Reply<Option> = { code: CONTROL_CODE.ConfigureAck, data: packet.data, verdict: 'ack', options };
    happen(work, protocol, 'RCR+', { packet, octets, reply });
  }
}

function receiveRefusal<Option, State extends Negotiating>(work: Work<State>, protocol: ControlProtocol<Option, State>, packet: ControlPacket): void {
  const layer = protocol.layer(work);
  const parsed = protocol.options.parse(packet.data);
  // §5.3, §5.4: the Identifier must match that of the last request.
  const foreign = packet.code === CONTROL_CODE.ConfigureReject && !isSubset(packet.data, layer.request);
  if (packet.identifier !== layer.requestIdentifier || !parsed.ok || foreign) {
    unexpected(work, `${protocol.name} Configure-${packet.code === CONTROL_CODE.ConfigureNak ? 'Nak' : 'Reject'} that does not match`);
    return;
  }
  layer.requestIdentifier = -1;
  const goesOn =
    packet.code === CONTROL_CODE.ConfigureNak
      ? protocol.naked(work, parsed.value)
      : protocol.rejected(work, parsed.value);
  happen(work, protocol, goesOn ? 'RCN' : 'Close');
}

/**
 * §5.4: what is rejected are options of our request, unchanged and in its order. One that we did not send would be
 * rejected for ever, as the request would never change.
 */
function isSubset(rejected: Uint8Array, request: Uint8Array): boolean {
  let from = 0;
  for (let at = 0; at < rejected.length; at += lengthAt(rejected, at)) {
    const option = rejected.subarray(at, at + lengthAt(rejected, at));
    while (from < request.length && !equalOctets(option, request.subarray(from, from + lengthAt(request, from)))) {
      from += lengthAt(request, from);
    }
    if (from >= request.length) return false;
    from += lengthAt(request, from);
  }
  return true;
}

/** Octets of the option there, its type and length included. */
function lengthAt(options: Uint8Array, at: number): number {
  return Math.max(2, octetAt(options, at + 1));
}

function isBasicCode(code: number): boolean {
  return code >= CONTROL_CODE.ConfigureRequest && code <= CONTROL_CODE.CodeReject;
}
