// What one PPP session keeps: that of the link (LCP, authentication, callback) and that of the network protocols (IPCP). The
// two are types of their own, since a bundle of links has one network session above many links; a session of one link has
// both in one record. A step works on the session (a Work) through the functions below; whether that is the owner's own or a
// copy is said by who begins it. Chance is a seed inside the state, so that a step is a function of its arguments alone.

import type { Ipv4Address } from '../../base/ipv4.ts';
import type { EndpointDiscriminator } from '../../wire/endpoint-discriminator.ts';
import type { IpcpOption } from '../../wire/ipcp.ts';
import { isControlProtocol, type PppPacket } from '../../wire/ppp.ts';
import type { CompressionState } from './ccp.ts';
import type { CallbackControl } from './callback-control.ts';
import type { QualityState } from './quality.ts';
import type { AuthProtocol, FieldCompression, NetworkPolicy, PeerProof, PppAction, PppOutlet, PppPhase, PppPolicy, PppTimerName } from './session-types.ts';
import type { AuthName, ControlStateName, PppTrace } from './trace.ts';

/** One run of the automaton: its state and counters (RFC 1661 §4.2, §4.6). */
export interface ControlLayer {
  state: ControlStateName;
  /** The restart counter: transmissions left. */
  restarts: number;
  timerRunning: boolean;
  /** Of the last packet that we numbered ourselves. */
  identifier: number;
  /** Of the Configure-Request that waits for its reply, -1 when none does. */
  requestIdentifier: number;
  /** The options of that request, as sent. */
  request: Uint8Array;
  /** Configure-Naks sent without a Configure-Ack between them (Max-Failure). */
  failures: number;
}

export interface LinkOptions {
  /** What we still ask for: 0 is not asked for. */
  mru: number;
  accm: number | undefined;
  magic: number;
  /** Of Link-Quality-Reports, in hundredths of a second; 0 is not asked for. */
  qualityPeriod: number;
  /** The protocols that we may still demand of the peer, the first being asked for. */
  demands: readonly AuthProtocol[];
  /** Fields that the peer is offered to leave out. */
  compressions: readonly FieldCompression[];
  /** The operation of option 13 (RFC 1570 §2.3). */
  callback: number | undefined;
  mrru: number;
  discriminator: EndpointDiscriminator | undefined;
  /** What the peer acknowledged. */
  demanded: AuthProtocol | undefined;
  callbackRequested: number | undefined;
  /** 0: it did not acknowledge that we do multilink. */
  mrruAgreed: number;
  /** What we acknowledged. */
  peerMru: number;
  peerAccm: number | undefined;
  peerCompressions: readonly FieldCompression[];
  peerDemand: AuthProtocol | undefined;
  /** Of the reports that the peer wants; undefined is none, 0 in answer to its own. */
  peerQualityPeriod: number | undefined;
  peerCallback: { readonly operation: number; readonly message: Uint8Array } | undefined;
  /** 0: it does not do multilink. */
  peerMrru: number;
  peerDiscriminator: EndpointDiscriminator | undefined;
  peerShortSequence: boolean;
  /** RFC 2125 §8: the number of ours that is asked for and the one that was acknowledged, 0 when none; the peer's. */
  numbers: { asked: number; own: number; peer: number } | undefined;
  /** Configure-Requests that carried our own magic number. */
  loops: number;
}

export interface IpOptions {
  /** The address that we ask for, 0 to be given one. */
  address: Ipv4Address;
  asked: boolean;
  peerAddress: Ipv4Address;
  /** Those that we ask for, with what we were given so far; empty when we ask for none. */
  nameServers: readonly Extract<IpcpOption, { kind: 'nameServer' }>[];
}

export interface AuthState {
  peerProven: boolean;
  selfProven: boolean;
  peerName: string | undefined;
  /** CHAP: of our last challenge. */
  challengeIdentifier: number;
  challenge: Uint8Array | undefined;
  /** The answer that we gave to the peer's proof, which a repetition gets again. */
  answer: { readonly identifier: number; readonly success: boolean; readonly message: string } | undefined;
  /** The peer's proof, about which a verdict is awaited; the identifier is that of the last copy of it. */
  pending: { readonly protocol: AuthName; readonly identifier: number; readonly name: string } | undefined;
  /** CHAP: the peer's challenge, held until the caller has proved itself. */
  held: { readonly identifier: number; readonly value: Uint8Array; readonly name: string } | undefined;
  /** CHAP: the peer's challenge that we answered last. */
  answered: { readonly identifier: number; readonly value: Uint8Array; readonly name: string } | undefined;
  /** CHAP: our response without an answer yet, for repetition; -1 when none. */
  responseIdentifier: number;
  response: Uint8Array | undefined;
  challengerName: string;
  /** PAP: of our last Authenticate-Request. */
  papIdentifier: number;
  /** The peer refused us: it will terminate, or let us try again. */
  refused: boolean;
  /** How often the peer failed to prove itself. */
  failures: number;
  /** PAP: our name and password wait until the caller has proved itself. */
  papHeld: boolean;
}

/** The session of a link: everything that belongs to one line. */
export interface LinkState {
  readonly policy: PppPolicy;
  phase: PppPhase;
  lcp: ControlLayer;
  link: LinkOptions;
  auth: AuthState;
  random: number;
  /** Microsoft's callback control, once the peer is authenticated and both ends agreed on it. */
  cbcp: CallbackControl | undefined;
  echoIdentifier: number;
  echoMisses: number;
  /** While reports of the link's quality are sent. */
  quality: QualityState | undefined;
  /** Why the session ends, as soon as something decided that. */
  closeReason: string | undefined;
}

/** The session of the network protocols, over one link or over a bundle. */
export interface NetworkState {
  readonly policy: NetworkPolicy;
  ipcp: ControlLayer;
  ip: IpOptions;
  /** Where compression is configured. */
  ccp: ControlLayer | undefined;
  compression: CompressionState | undefined;
  /** The longest packet that the peer takes over what lies below. */
  peerMru: number;
}

export interface SessionState extends LinkState, NetworkState {
  policy: PppPolicy;
}

export type PppSession = { readonly [Key in keyof SessionState]: Readonly<SessionState[Key]> };

/** A step in progress: the session that it changes, and what is to be done. */
export interface Work<State = SessionState> {
  readonly session: State;
  /** Takes packets, timers and what is told, as long as nothing waits in `actions`. */
  readonly outlet: PppOutlet | undefined;
  /** What the layers above are asked or told, and whatever comes behind that: in this order, when the step is done. Absent until there is something. */
  actions: PppAction[] | undefined;
  /** Whether anybody hears of packets and phases while they pass. */
  readonly heard: boolean;
}

export type LinkWork = Work<LinkState>;
export type NetworkWork = Work<NetworkState>;

export function copySession(session: PppSession): SessionState {
  return {
    ...session,
    lcp: { ...session.lcp },
    link: { ...session.link },
    ipcp: { ...session.ipcp },
    ip: { ...session.ip },
    ccp: session.ccp && { ...session.ccp },
    compression: session.compression && { ...session.compression },
    auth: { ...session.auth },
    quality: session.quality && { ...session.quality },
  };
}

/** The same for a network session alone. */
export function copyNetwork({ policy, ipcp, ip, ccp, compression, peerMru }: { readonly [Key in keyof NetworkState]: Readonly<NetworkState[Key]> }): NetworkState {
  return { policy, ipcp: { ...ipcp }, ip: { ...ip }, ccp: ccp && { ...ccp }, compression: compression && { ...compression }, peerMru };
}

export function newControlLayer(): ControlLayer {
  return {
    state: 'Initial',
    restarts: 0,
    timerRunning: false,
    identifier: 0,
    requestIdentifier: -1,
    request: new Uint8Array(0),
    failures: 0,
  };
}

export function newAuthState(): AuthState {
  return {
    peerProven: false,
    selfProven: false,
    peerName: undefined,
    challengeIdentifier: 0,
    challenge: undefined,
    answer: undefined,
    pending: undefined,
    held: undefined,
    answered: undefined,
    responseIdentifier: -1,
    response: undefined,
    challengerName: '',
    papIdentifier: 0,
    refused: false,
    failures: 0,
    papHeld: false,
  };
}

/** When the step is done, and behind this everything else. */
export function later(work: Work<unknown>, action: PppAction): void {
  (work.actions ??= []).push(action);
}

export function trace(work: Work<unknown>, event: PppTrace): void {
  if (work.actions === undefined && work.outlet !== undefined) work.outlet.trace?.(event);
  else later(work, { type: 'trace', event });
}

export function unexpected(work: Work<unknown>, what: string): void {
  trace(work, { type: 'ppp.unexpected', what });
}

/** Whether the peer is who it says is asked; what it sends again meanwhile is the same proof, and the limit is not for the wait. */
export function askVerdict(work: LinkWork, pending: NonNullable<AuthState['pending']>, proof: PeerProof): void {
  const { auth } = work.session;
  const asked = auth.pending !== undefined;
  auth.pending = pending;
  if (asked) return;
  stopTimer(work, 'authentication');
  later(work, { type: 'authenticate', name: pending.name, proof });
}

/** The peer has not proved itself; true where `ppp max-bad-auth` lets it try again, for which it has its time anew. [ours] Of CHAP it is challenged again at once. */
export function mayTryAgain(work: LinkWork, failure: Pick<Extract<PppTrace, { type: 'ppp.authFailed' }>, 'protocol' | 'reason' | 'name'>): boolean {
  const { auth, policy } = work.session;
  auth.failures += 1;
  const left = (policy.maxBadAuth ?? 1) - auth.failures;
  trace(work, { type: 'ppp.authFailed', side: 'local', ...failure, ...(left > 0 ? { triesLeft: left } : {}) });
  if (left > 0) startTimer(work, 'authentication', policy.timers.authenticationMs);
  else work.session.closeReason = 'authentication failed';
  return left > 0;
}

/** Sends a PPP packet; what it carries is traced by whoever made it, just before. */
export function send(work: Work<unknown>, packet: PppPacket): void {
  if (work.heard || !isControlProtocol(packet.protocol)) trace(work, { type: 'ppp.packet', direction: 'O', protocol: packet.protocol, lengthOctets: packet.information.length + 2 });
  if (work.actions === undefined && work.outlet !== undefined) work.outlet.send(packet);
  else later(work, { type: 'send', packet });
}

export function startTimer(work: Work<unknown>, timer: PppTimerName, ms: number): void {
  if (work.actions === undefined && work.outlet !== undefined) work.outlet.start(timer, ms);
  else later(work, { type: 'start', timer, ms });
}

export function stopTimer(work: Work<unknown>, timer: PppTimerName): void {
  if (work.actions === undefined && work.outlet !== undefined) work.outlet.stop(timer);
  else later(work, { type: 'stop', timer });
}

export function enterPhase(work: LinkWork, phase: PppPhase, by?: 'this end' | 'the peer' | 'both'): void {
  if (work.session.phase === phase) return;
  work.session.phase = phase;
  if (work.heard) trace(work, by === undefined ? { type: 'ppp.phase', phase } : { type: 'ppp.phase', phase, by });
}

/** The next of the session's own random numbers, 0 to 2^32 - 1 (splitmix32). */
export function draw(work: LinkWork): number {
  const session = work.session;
  session.random = (session.random + 0x9e3779b9) >>> 0;
  let z = session.random;
  z = Math.imul(z ^ (z >>> 16), 0x85ebca6b);
  z = Math.imul(z ^ (z >>> 13), 0xc2b2ae35);
  return (z ^ (z >>> 16)) >>> 0;
}

/** A number for a magic number, which must not be zero (RFC 1661 §6.4). */
export function drawMagic(work: LinkWork): number {
  return draw(work) || 1;
}
