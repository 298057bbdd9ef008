// A multilink bundle (RFC 1990) as a pure step: links join and leave, what is sent is divided over them, what arrives is put
// together, and one network session runs above all. The first link opens it and the last one closes it; with mandatory
// links it waits for so many. Which links belong here was decided before (join.ts); that a link is lost with half a packet
// costs that packet and nothing else.

import { unreachable } from '../../../base/assert.ts';
import type { Instant } from '../../../base/time.ts';
import { concatOctets, uint16At } from '../../../base/octets.ts';
import { CONTROL_CODE, CONTROL_PACKET, type ControlPacket } from '../../../wire/control-packet.ts';
import { packetOfFragments } from '../../../wire/multilink.ts';
import { PPP_PROTOCOL, type PppPacket } from '../../../wire/ppp.ts';
import { allocationRejected, allocationTimeout, closeAllocation, newAllocation, openAllocation, receiveAllocation, tellBap } from '../bap/allocation.ts';
import { compressionLost } from '../ccp.ts';
import { controlTrace } from '../control-trace.ts';
import { closeNetwork, NETWORK_OVERDUE, networkOverdue, networkRejected, networkTimeout, newNetwork, openNetwork, receiveNetwork, withPeerAddress } from '../network.ts';
import type { PppAction } from '../session-types.ts';
import { copyNetwork, type NetworkWork } from '../state.ts';
import { enqueue, hasRoom, NO_OUTPUT, outputTimeout, pump } from './output.ts';
import { firstReceived, linkLeft, lostFragmentTimeout, NO_INPUT, receiveFragment } from './reassembly.ts';
import { copyBundle, trace, type BundleState, type Turn } from './state.ts';
import type { BundleAction, BundleEvent, BundlePolicy, BundleTimerName, LinkId, LinkOffer } from './types.ts';

/** `random` is where chance begins, of which bandwidth allocation needs some. */
export function createBundle(policy: BundlePolicy, name: string, random = 0): BundleState {
  return {
    policy,
    name,
    terms: undefined,
    links: [],
    output: NO_OUTPUT,
    input: NO_INPUT,
    counters: { lost: 0, reordered: 0, discarded: 0, lostReceived: 0 },
    network: newNetwork(policy),
    networkOpen: false,
    lcpIdentifier: 0,
    allocation: newAllocation(policy, random),
  };
}

export function step(state: BundleState, event: BundleEvent, now: Instant): readonly [BundleState, readonly BundleAction[]] {
  const turn: Turn = { state: copyBundle(state), now, actions: [] };
  perform(turn, event);
  return [turn.state, turn.actions];
}

function perform(turn: Turn, event: BundleEvent): void {
  switch (event.type) {
    case 'configure':
      setPolicy(turn, withPeerAddress(event.policy, turn.state.policy.peerAddress));
      if (event.policy.bap !== undefined) tellBap(turn, { type: 'configure', policy: event.policy.bap });
      return openOrClose(turn);
    case 'peer-address':
      return setPolicy(turn, withPeerAddress(turn.state.policy, event.address));
    case 'join':
      return join(turn, event.offer);
    case 'leave':
      return leave(turn, event.link);
    case 'fragment':
      for (const octets of receiveFragment(turn, event.link, event.octets)) receiveOctets(turn, octets);
      return;
    case 'whole':
      return receive(turn, event.packet);
    case 'send':
      return sendIp(turn, event.datagram);
    case 'compressed':
      return sendWhole(turn, event.packet);
    case 'decompressed':
      return receiveDecompressed(turn, event.packet, event.lengthOctets);
    case 'compression-lost':
      return ofNetwork(turn, compressionLost);
    case 'retry':
      return retry(turn);
    case 'bap':
      return tellBap(turn, event.event);
    case 'timer':
      return timeout(turn, event.timer);
    default:
      unreachable(event);
  }
}

// ---- links

function join(turn: Turn, { link: id, bitsPerSecond, peerMru, numbers, ...terms }: LinkOffer): void {
  const { state, now } = turn;
  if (state.links.some((link) => link.id === id)) return;
  state.terms ??= terms;
  const received = firstReceived(state.input);
  state.links = [...state.links, { id, bitsPerSecond, peerMru, since: now, freeAt: now, usedAt: 0, received, anyReceived: false, strays: 0, stray: 0 }];
  trace(turn, { type: 'mlp.linkAdded', link: id, links: state.links.length, name: state.name });
  tellBap(turn, { type: 'joined', link: { id, ...numbers } });
  openOrClose(turn);
  pump(turn);
}

function leave(turn: Turn, id: LinkId): void {
  const { state } = turn;
  if (!state.links.some((link) => link.id === id)) return;
  state.links = state.links.filter((link) => link.id !== id);
  trace(turn, { type: 'mlp.linkRemoved', link: id, links: state.links.length, name: state.name });
  tellBap(turn, { type: 'left', link: id });
  for (const octets of linkLeft(turn)) receiveOctets(turn, octets);
  openOrClose(turn);
  if (state.links.length > 0) return pump(turn);
  // What was on its way is gone with the last link; numbers begin at zero when there is one again.
  if (state.output.timerRunning) turn.actions.push({ type: 'stop', timer: 'output' });
  if (state.input.timerRunning) turn.actions.push({ type: 'stop', timer: 'lost-fragment' });
  state.output = NO_OUTPUT;
  state.input = NO_INPUT;
  state.terms = undefined;
}

function openOrClose(turn: Turn): void {
  const { state } = turn;
  const open = state.links.length > 0 && state.links.length >= state.policy.mandatoryLinks;
  if (open === state.networkOpen) return;
  state.networkOpen = open;
  const mrru = state.terms?.peerMrru ?? 0;
  if (!open) {
    closeAllocation(turn);
    return ofNetwork(turn, closeNetwork);
  }
  trace(turn, { type: 'ppp.phase', phase: 'UP' });
  ofNetwork(turn, (work) => openNetwork(work, mrru));
  openAllocation(turn, mrru);
}

// ---- the network session

function retry(turn: Turn): void {
  const { networkOpen, network, terms } = turn.state;
  if (!networkOpen || network.ipcp.state !== 'Stopped') return;
  ofNetwork(turn, closeNetwork);
  ofNetwork(turn, (work) => openNetwork(work, terms?.peerMrru ?? 0));
}

function setPolicy(turn: Turn, policy: BundlePolicy): void {
  turn.state.policy = policy;
  turn.state.network = { ...turn.state.network, policy };
}

/** Runs the network session's part of a step: what it sends goes over the bundle. */
function ofNetwork<Result>(turn: Turn, run: (work: NetworkWork) => Result): Result {
  const session = copyNetwork(turn.state.network);
  const work: NetworkWork = { session, outlet: undefined, actions: undefined, heard: true };
  const result = run(work);
  turn.state.network = session;
  for (const action of work.actions ?? []) carryOut(turn, action);
  return result;
}

function carryOut(turn: Turn, action: PppAction): void {
  switch (action.type) {
    case 'send':
      enqueue(turn, action.packet);
      return;
    case 'start':
    case 'stop':
    case 'peer-address-wanted':
    case 'ip-up':
    case 'ip-down':
    case 'ip-failed':
    case 'receive-ip':
    case 'compression':
    case 'compression-reset':
    case 'trace':
      turn.actions.push(action);
      return;
    default: // A network session says nothing of a link.
  }
}

function sendIp(turn: Turn, datagram: Uint8Array): void {
  const { network, terms } = turn.state;
  const refuse = (reason: 'not-open' | 'too-long' | 'queue-full') => void turn.actions.push({ type: 'drop', octets: datagram.length, reason });
  if (network.ipcp.state !== 'Open') return refuse('not-open');
  // §5.1.1: the peer has no room for more.
  if (datagram.length > (terms?.peerMrru ?? 0)) return refuse('too-long');
  if (!hasRoom(turn)) return refuse('queue-full');
  const packet = { protocol: PPP_PROTOCOL.ip, information: datagram };
  if (network.ccp?.state === 'Open' && network.compression?.send === true) turn.actions.push({ type: 'compress', packet });
  else sendWhole(turn, packet);
}

function sendWhole(turn: Turn, packet: PppPacket): void {
  trace(turn, { type: 'ppp.packet', direction: 'O', protocol: packet.protocol, lengthOctets: packet.information.length + 2 });
  enqueue(turn, packet);
}

// ---- what arrives

function receiveOctets(turn: Turn, octets: Uint8Array): void {
  // §4.1: a null fragment only carries a number.
  if (octets.length === 0) return;
  const packet = packetOfFragments(octets);
  if (!packet.ok) trace(turn, { type: 'mlp.discarded', what: `what the fragments give is no packet: ${packet.error.message}` });
  else if (packet.value.information.length > (turn.state.terms?.mrru ?? 0)) {
    trace(turn, { type: 'mlp.discarded', what: `a packet of ${packet.value.information.length} octets is longer than our MRRU` });
  } else receive(turn, packet.value);
}

function receive(turn: Turn, packet: PppPacket): void {
  const { protocol, information } = packet;
  const { ccp, compression } = turn.state.network;
  if (protocol === PPP_PROTOCOL.compressed && ccp?.state === 'Open' && compression?.receive === true) return void turn.actions.push({ type: 'decompress', octets: information });
  trace(turn, { type: 'ppp.packet', direction: 'I', protocol, lengthOctets: information.length + 2 });
  if (protocol === PPP_PROTOCOL.ip && turn.state.network.ipcp.state === 'Open') {
    turn.actions.push({ type: 'receive-ip', datagram: information });
  } else if (protocol === PPP_PROTOCOL.lcp) receiveLcp(turn, information);
  else if (!receiveAllocation(turn, packet) && !ofNetwork(turn, (work) => receiveNetwork(work, packet))) {
    const data = concatOctets(Uint8Array.of(protocol >>> 8, protocol & 0xff), information.subarray(0, (turn.state.terms?.peerMrru ?? 0) - 6));
    sendLcp(turn, CONTROL_CODE.ProtocolReject, nextIdentifier(turn), data);
  }
}

function receiveDecompressed(turn: Turn, { protocol, information }: PppPacket, lengthOctets: number): void {
  trace(turn, { type: 'ppp.packet', direction: 'I', protocol: PPP_PROTOCOL.compressed, lengthOctets });
  if (protocol === PPP_PROTOCOL.ip && turn.state.network.ipcp.state === 'Open') turn.actions.push({ type: 'receive-ip', datagram: information });
  else trace(turn, { type: 'ppp.unexpected', what: `protocol 0x${protocol.toString(16).padStart(4, '0')} compressed over a bundle` });
}

/** §2: of LCP only what negotiates nothing goes over a bundle; there is no magic number on it. */
function receiveLcp(turn: Turn, octets: Uint8Array): void {
  const parsed = CONTROL_PACKET.parse(octets);
  if (!parsed.ok) return trace(turn, { type: 'ppp.unexpected', what: `malformed LCP packet: ${parsed.error.message}` });
  const packet = parsed.value;
  trace(turn, controlTrace('I', 'LCP', 'Open', packet, octets));
  switch (packet.code) {
    case CONTROL_CODE.ProtocolReject:
      if (packet.data.length < 2) return;
      allocationRejected(turn, uint16At(packet.data, 0));
      return ofNetwork(turn, (work) => networkRejected(work, uint16At(packet.data, 0)));
    case CONTROL_CODE.EchoRequest:
      return answerEcho(turn, packet);
    case CONTROL_CODE.EchoReply:
    case CONTROL_CODE.DiscardRequest:
      return;
    default:
      trace(turn, { type: 'ppp.unexpected', what: `LCP code ${packet.code} over the bundle` });
  }
}

function answerEcho(turn: Turn, { identifier, data }: ControlPacket): void {
  if (data.length >= 4) sendLcp(turn, CONTROL_CODE.EchoReply, identifier, concatOctets(new Uint8Array(4), data.subarray(4)));
}

function nextIdentifier(turn: Turn): number {
  turn.state.lcpIdentifier = (turn.state.lcpIdentifier + 1) & 0xff;
  return turn.state.lcpIdentifier;
}

function sendLcp(turn: Turn, code: number, identifier: number, data: Uint8Array): void {
  const packet: ControlPacket = { code, identifier, data };
  const octets = CONTROL_PACKET.serialize(packet);
  trace(turn, controlTrace('O', 'LCP', 'Open', packet, octets));
  enqueue(turn, { protocol: PPP_PROTOCOL.lcp, information: octets });
}

// ---- time

function timeout(turn: Turn, timer: BundleTimerName): void {
  if (timer === 'output' && turn.state.output.timerRunning) outputTimeout(turn);
  else if (timer === 'lost-fragment' && turn.state.input.timerRunning) {
    for (const octets of lostFragmentTimeout(turn)) receiveOctets(turn, octets);
  } else if (timer === 'IPCP-restart' || timer === 'CCP-restart') ofNetwork(turn, (work) => networkTimeout(work, timer));
  else if (timer === 'ncp' && turn.state.networkOpen) {
    if (ofNetwork(turn, networkOverdue)) turn.actions.push({ type: 'close', reason: NETWORK_OVERDUE });
  } else if (!allocationTimeout(turn, timer)) trace(turn, { type: 'ppp.unexpected', what: `timer ${timer} of a bundle` });
}
