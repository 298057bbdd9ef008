// Why a call that went through carries nothing: one end without PPP, LCP that does not open, authentication that fails,
// IPCP that does not open. Both ends' traces are there; the end that saw the cause is believed before the one that saw
// the consequence.

import type { Instant } from '../../../base/time.ts';
import { users } from '../../../config/model.ts';
import type { ConfigNode } from '../../../config/node.ts';
import type { TraceEvent } from '../../../network/trace.ts';
import { explainRequired } from './allocation.ts';
import { explainAaa } from './aaa.ts';
import { explainNotAuthorised, explainRejected, NOT_AUTHORISED_FOR } from './aaa-refused.ts';
import { explainAuthTimeout } from './auth-timeout.ts';
import { isPc } from '../unconnected/call-failed.ts';
import { addToInterface, changeInInterface, hostnameChange, removeFromInterface, typeAtPc, type Change } from '../cures/changes.ts';
import { eventsOf, isUp, runsPpp, type CallSide, type TracedCall } from '../attempt/calls.ts';
import { diagnosis, type Circumstances, type Diagnosis } from '../diagnosis.ts';
import { NETWORK_OVERDUE } from '../../../protocols/ppp/network.ts';
import type { AuthName } from '../../../protocols/ppp/trace.ts';
import { calledFaults } from '../undialled/line-down.ts';
import { explainRefusedLink } from './multilink.ts';
import type { Plant } from '../plant.ts';
import { addressChange } from '../cures/missing-lines.ts';
import { poorQuality } from './quality.ts';
import { explainSpeed } from './speed.ts';
import { sameSecret, SECRET, userSecret, type SecretEnd } from '../cures/shared-secrets.ts';

type AuthFailed = Extract<TraceEvent, { type: 'ppp.authFailed' }>;

/** Undefined when nothing is wrong with the link, as far as it has come. */
export function explainLink(call: TracedCall, circumstances: Circumstances): Diagnosis | undefined {
  const { plant } = circumstances;
  const sides = [call.caller, call.callee].filter((side) => side?.connectedAt !== undefined);
  return withoutPpp(call, plant) ?? authentication(sides, circumstances) ?? unauthorised(sides, circumstances) ?? explainRefusedLink(call, plant) ?? explainRequired(call, plant) ?? explainSpeed(call, circumstances) ?? poorQuality(sides, `the call to ${call.number}`, circumstances) ?? lcp(call, sides, circumstances);
}

function withoutPpp({ caller, callee }: TracedCall, plant: Plant): Diagnosis | undefined {
  if (caller?.connectedAt === undefined || callee?.connectedAt === undefined) return undefined;
  if (runsPpp(caller) === runsPpp(callee)) return undefined;
  const { device, dialing: name } = runsPpp(caller) ? callee : caller;
  const other = runsPpp(caller) ? caller.device : callee.device;
  const leader = plant.dialing(device, name)?.name ?? name;
  return diagnosis(
    'NO-PPP',
    `${leader} of ${device} speaks ${(runsPpp(caller) ? callee : caller).interface.startsWith('Async') ? 'SLIP' : 'HDLC'} on the call, and ${other} speaks PPP`,
    addToInterface(device, leader, 'encapsulation ppp'),
  );
}

// ---- authentication

/** What is a cause by itself comes before what may follow from the other end's. */
const AUTH_ORDER: readonly AuthFailed['reason'][] = [
  'own-name', 'no-secret-for-peer', 'unknown-name', 'wrong-secret', 'no-list', 'no-server', 'rejected', 'not-authorised', 'protocol-refused', 'refused-by-peer', 'timeout',
];

interface AuthFailure {
  readonly side: CallSide;
  readonly event: AuthFailed;
}

/** Where both ends of a call are known, or of a serial line. */
export function authentication(sides: readonly (CallSide | undefined)[], known: Known): Diagnosis | undefined {
  const failures = sides.flatMap((side) => (side === undefined ? [] : failuresOf(side).map((event): AuthFailure => ({ side, event }))));
  const [worst] = failures.sort((a, b) => AUTH_ORDER.indexOf(a.event.reason) - AUTH_ORDER.indexOf(b.event.reason));
  if (worst === undefined) return undefined;
  const peer = sides.find((side) => side !== undefined && side !== worst.side);
  return authFailure(worst, peer, known);
}

type Known = Pick<Circumstances, 'plant' | 'records'>;

/** The link was let open, and what it is for was not allowed. */
function unauthorised(sides: readonly (CallSide | undefined)[], known: Known): Diagnosis | undefined {
  for (const side of sides) {
    if (side === undefined || !eventsOf(side, 'ppp.closed').some(({ reason }) => NOT_AUTHORISED_FOR.some((words) => words === reason))) continue;
    return explainNotAuthorised(side, eventsOf(side, 'aaa.decided').at(-1)?.user ?? 'its peer', known);
  }
  return undefined;
}

/** Not those after which `ppp max-bad-auth` let the peer try again, and it did prove itself. */
function failuresOf(side: CallSide): readonly AuthFailed[] {
  const failures = eventsOf(side, 'ppp.authFailed');
  if (failures.length === 0) return failures;
  const proven = side.records.findLastIndex(({ event }) => event.type === 'ppp.authenticated');
  return side.records.slice(proven + 1).flatMap(({ event }) => (event.type === 'ppp.authFailed' ? [event] : []));
}

function authFailure({ side, event }: AuthFailure, peer: CallSide | undefined, known: Known): Diagnosis {
  const { plant } = known;
  const { device } = side;
  const other = peer?.device ?? 'the peer';
  const { protocol, name } = event;
  switch (event.reason) {
    case 'own-name':
      return diagnosis(
        'SAME-HOSTNAME',
        `${device} and ${other} both call themselves ${name}, and a router does not answer a challenge of its own name`,
        ...renames(side, peer, plant),
      );
    case 'no-secret-for-peer':
      return unknownName(side, peer, name, `${other} challenged ${device} by the name ${name}, and ${device} has no password for ${name}`, protocol, plant);
    case 'unknown-name':
      return unknownName(side, peer, name, `${other} proved itself to ${device} as ${name}, and ${device} has no password for ${name}`, protocol, plant);
    case 'wrong-secret':
      return diagnosis(
        'WRONG-SECRET',
        `the ${protocol} password of ${name} is not the one that ${device} has for it`,
        ...secretChanges(side, peer, name, protocol, plant),
      );
    case 'protocol-refused':
      return diagnosis('AUTH-PROTOCOL', `${device} demands ${protocol} of ${other}, which refuses it`, ...protocolChanges(side, peer, protocol, plant));
    case 'refused-by-peer':
      return diagnosis('WRONG-SECRET', `${other} refused what ${device} answered by ${protocol}`);
    case 'no-list': case 'no-server':
      return explainAaa(side, event.reason, plant);
    case 'not-authorised':
      return explainNotAuthorised(side, name, known);
    case 'rejected': {
      const ends = peer !== undefined && plant.routers.has(peer.device) ? { judging: endOf(side, peer, plant), proving: endOf(peer, side, plant) } : undefined;
      return explainRejected({ side, peer, name, protocol, ends }, known);
    }
    case 'timeout':
      return explainAuthTimeout(side, peer, protocol, known);
  }
}

/** The name that a router's own maps and users have for its peer. */
function expectedName(side: CallSide, peer: CallSide | undefined, plant: Plant): string | undefined {
  return peer === undefined ? undefined : plant.mapTo(side.device, peer.device)?.map.name;
}

function unknownName(side: CallSide, peer: CallSide | undefined, name: string, sentence: string, protocol: AuthName, plant: Plant): Diagnosis {
  const { device } = side;
  const config = plant.routers.get(device)?.config;
  const expected = expectedName(side, peer, plant);
  const knows = config !== undefined && expected !== undefined && users(config).get(expected)?.password !== undefined;
  const peerConfig = peer === undefined ? undefined : plant.routers.get(peer.device)?.config;
  if (knows && expected !== name && peer !== undefined && peerConfig !== undefined) {
    const says = `${peer.device} calls itself ${name}, and ${device} knows it as ${expected}`;
    return diagnosis('HOSTNAME', says, ...nameChanges(side, peer, peerConfig, expected, protocol, plant));
  }
  return diagnosis('NO-USERNAME', sentence, ...userChanges(side, peer, name, protocol, plant));
}

function nameChanges(side: CallSide, peer: CallSide, config: ConfigNode, expected: string, protocol: AuthName, plant: Plant): readonly Change[] {
  const settings = plant.dialing(peer.device, peer.dialing);
  if (protocol === 'PAP') return sameSecret(endOf(side, peer, plant), { ...endOf(peer, side, plant), sendsAs: expected }, 'PAP', plant, side.device);
  const own = settings?.ppp.chapHostname;
  if (settings === undefined || own === undefined) return [hostnameChange(peer.device, config, expected)];
  return [changeInInterface(peer.device, settings.name, `ppp chap hostname ${own}`, `ppp chap hostname ${expected}`)];
}

function userChanges(side: CallSide, peer: CallSide | undefined, name: string, protocol: AuthName, plant: Plant): readonly Change[] {
  const { device } = side;
  if (peer !== undefined && plant.routers.has(peer.device)) return sameSecret(endOf(side, peer, plant), { ...endOf(peer, side, plant), name }, protocol, plant, device);
  const changes = userSecret(device, name, plant);
  const isNew = peer !== undefined && isPc(peer.device, plant) && changes.some(({ inPlace }) => inPlace !== true);
  return isNew ? [...changes, typeAtPc(peer.device, `set password ${SECRET}`)] : changes;
}

/** By what name the other end means it, else by what it calls itself. */
function endOf(side: CallSide, other: CallSide, plant: Plant): SecretEnd {
  const settings = plant.dialing(side.device, side.dialing);
  return { router: side.device, settings, name: expectedName(other, side, plant) ?? plant.chapName(side.device, settings) };
}

function secretChanges(side: CallSide, peer: CallSide | undefined, name: string, protocol: AuthName, plant: Plant): readonly Change[] {
  // A PC keeps its password to itself.
  if (peer !== undefined && isPc(peer.device, plant)) return [typeAtPc(peer.device, 'set password')];
  if (peer === undefined || !plant.routers.has(peer.device)) return [];
  return sameSecret(endOf(side, peer, plant), { ...endOf(peer, side, plant), name }, protocol, plant, side.device);
}

function protocolChanges(side: CallSide, peer: CallSide | undefined, protocol: AuthName, plant: Plant): readonly Change[] {
  if (peer === undefined) return [];
  if (isPc(peer.device, plant) && protocol === 'PAP') return [typeAtPc(peer.device, 'set encrypted-password off')];
  const settings = plant.dialing(peer.device, peer.dialing);
  if (settings === undefined) return [];
  const { ppp, name } = settings;
  const [always, callin] = { CHAP: [ppp.chapRefuse, ppp.chapRefuseCallin], 'MS-CHAP': [ppp.msChapRefuse], PAP: [ppp.papRefuse, ppp.papRefuseCallin] }[protocol];
  if (always === true || callin === true) return [removeFromInterface(peer.device, name, `ppp ${protocol.toLowerCase()} refuse${callin === true ? ' callin' : ''}`)];
  if (protocol !== 'PAP') return [];
  return sameSecret(endOf(side, peer, plant), { ...endOf(peer, side, plant), name: plant.chapName(peer.device, settings) }, 'PAP', plant);
}

/** Each router that its peer's map calls something else than it calls itself. */
function renames(side: CallSide, peer: CallSide | undefined, plant: Plant): readonly Change[] {
  if (peer === undefined) return [];
  const changes: Change[] = [];
  for (const [one, other] of [[side, peer], [peer, side]] as const) {
    const expected = expectedName(other, one, plant);
    const config = plant.routers.get(one.device)?.config;
    if (config === undefined || expected === undefined) continue;
    if (plant.chapName(one.device, plant.dialing(one.device, one.dialing)) !== expected) changes.push(hostnameChange(one.device, config, expected));
  }
  return changes;
}

// ---- the control protocols

/** The link closed before authentication was over, and nothing failed in it that anybody names. */
function lcp(call: TracedCall, sides: readonly (CallSide | undefined)[], circumstances: Circumstances): Diagnosis | undefined {
  const opened = sides.some((side) => eventsOf(side, 'ppp.authenticated').length > 0);
  const closed = sides.flatMap((side) => eventsOf(side, 'ppp.closed')).find(({ reason }) => reason !== 'line down');
  if (opened || closed === undefined) return undefined;
  const faults = call.callee === undefined ? calledFaults(call, circumstances) : [];
  if (faults[0] !== undefined) {
    const sentence = `${call.caller?.device ?? 'the caller'} called ${call.number}, where a modem answered and nobody spoke PPP: ${faults[0].sentence}`;
    return diagnosis('LCP-FAILED', sentence, ...faults.flatMap(({ changes }) => changes));
  }
  const ends = [call.caller, call.callee].flatMap((side) => side?.device ?? []).join(' and ');
  return diagnosis('LCP-FAILED', `PPP between ${ends} over the call to ${call.number} was closed: ${closed.reason}`);
}

/** IPCP has had time enough for all its Configure-Requests. */
const IPCP_PATIENCE_MS = 30_000;

/** The call was to stay, authentication being over, and IP never passed over it. */
export function explainNetwork(call: TracedCall, { plant, now }: Circumstances): Diagnosis | undefined {
  const sides = [call.caller, call.callee].filter((side) => side !== undefined);
  if (sides.some((side) => isUp(side)) || !sides.some((side) => eventsOf(side, 'ppp.authenticated').length > 0 && gaveUp(side, now))) return undefined;
  const changes = sides.flatMap((side) => {
    const settings = plant.dialing(side.device, side.dialing);
    return settings === undefined || settings.negotiates === true || plant.address(side.device, settings) !== undefined ? [] : addressChange(side.device, settings, plant);
  });
  const impatient = sides.find((side) => eventsOf(side, 'ppp.closed').some(({ reason }) => reason === NETWORK_OVERDUE));
  const limit = impatient && plant.dialing(impatient.device, impatient.dialing);
  const within = impatient === undefined ? '' : ` within the ${limit?.ppp.ncpSeconds ?? 0} seconds that ${impatient.device} gives it`;
  if (changes.length === 0 && impatient !== undefined && limit?.ppp.ncpSeconds !== undefined) changes.push(removeFromInterface(impatient.device, limit.name, `ppp timeout ncp ${limit.ppp.ncpSeconds}`));
  return diagnosis('IPCP-FAILED', `${sides.map(({ device }) => device).join(' and ')} were connected and authenticated, and IPCP did not open${within}`, ...changes);
}

function gaveUp(side: CallSide, now: Instant): boolean {
  if (side.releasedAt !== undefined || now - (side.connectedAt ?? now) > IPCP_PATIENCE_MS) return true;
  return eventsOf(side, 'ppp.state').some(({ protocol, to }) => protocol === 'IPCP' && (to === 'Stopped' || to === 'Closed'));
}
