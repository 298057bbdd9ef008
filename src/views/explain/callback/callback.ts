// What became of a call that went through: the callback that was asked for or not, accepted or not, decided upon by the
// called router, and made; or an ordinary call. The called router's decision is one trace event with its reason.

import { allowedByServer } from '../link/aaa.ts';
import { uptimeStamp, type Instant } from '../../../base/time.ts';
import { mapClasses, users, type DialerMapSettings, type InterfaceSettings } from '../../../config/model.ts';
import type { TraceEvent, TraceRecord } from '../../../network/trace.ts';
import { explainFailure, explainReturnFailure } from '../unconnected/call-failed.ts';
import { endText } from '../attempt/call-end.ts';
import { eventsOf, isUp, type CallSide, type TracedCall } from '../attempt/calls.ts';
import { addToInterface, hostnameChange, mapChange, newMapLine, removeFromInterface, type Change } from '../cures/changes.ts';
import type { CauseCode } from '../codes.ts';
import { diagnosis, type Circumstances, type Diagnosis } from '../diagnosis.ts';
import type { Episode } from '../attempt/episode.ts';
import { explainCallLimit } from '../undialled/call-limit.ts';
import { callersProve, makeCallersProve } from '../cures/callers-prove.ts';
import { explainJudged } from '../unconnected/caller-id.ts';
import { lateReturn } from './late-return.ts';
import { explainLink, explainNetwork } from '../link/link.ts';
import { explainMicrosoft } from './microsoft.ts';
import { multilinkText } from '../link/multilink.ts';
import { explainNoProfile } from '../link/no-profile.ts';
import { explainOtherPeer } from '../link/other-peer.ts';
import { explainOrdinary } from '../carried/ordinary.ts';
import { explainReturned } from './returned.ts';

type CallEpisode = Extract<Episode, { kind: 'call' }>;
type Decision = Extract<TraceEvent, { type: 'dialer.callbackDecision' }>;

export function explainCall(episode: CallEpisode, circumstances: Circumstances): Diagnosis {
  const found = explainMade(episode, circumstances);
  if (episode.call.reason !== 'load' || found.code.startsWith('OK-')) return found;
  return { ...found, sentence: `on the call for another link, ${found.sentence}` };
}

function explainMade(episode: CallEpisode, circumstances: Circumstances): Diagnosis {
  const { call } = episode;
  const { caller, callee } = call;
  if (call.judged !== undefined && call.judged.event.because !== 'callback-secure') return explainJudged(episode, call.judged, circumstances);
  if (caller !== undefined && call.failed !== undefined) {
    return call.reason === 'callback' ? explainReturnFailure(call, caller, circumstances) : explainFailure(call, caller, circumstances);
  }
  const fault = explainLink(call, circumstances);
  if (fault !== undefined) return fault;
  const stranger = eventsOf(callee, 'dialer.noProfile').at(-1);
  if (stranger?.full !== undefined && callee !== undefined) return explainCallLimit(callee.device, stranger.full, 'in', `it hung up on ${stranger.name ?? 'the caller'}`, circumstances);
  if (stranger !== undefined && callee !== undefined) return explainNoProfile(call, callee, stranger.name, circumstances);
  const other = explainOtherPeer(call, circumstances);
  if (other !== undefined) return other;
  const decision = eventsOf(callee, 'dialer.callbackDecision').at(-1);
  if (decision !== undefined && callee !== undefined) return explainDecision(episode, callee, decision, circumstances);
  return isUp(caller) || isUp(callee) ? explainOrdinary(episode.call, circumstances) : (unanswered(episode, circumstances) ?? underWay(call, circumstances));
}

/** The call was to stay: it carries packets, or it will, or it cannot. */
function stayed(episode: CallEpisode, circumstances: Circumstances): Diagnosis {
  const { call } = episode;
  return isUp(call.caller) || isUp(call.callee) ? explainOrdinary(episode.call, circumstances) : underWay(call, circumstances);
}

function underWay(call: TracedCall, circumstances: Circumstances): Diagnosis {
  const who = call.caller?.device ?? call.callee?.device ?? 'a router';
  const network = explainNetwork(call, circumstances);
  if (network !== undefined) return network;
  const over = call.caller?.releasedAt !== undefined || call.callee?.releasedAt !== undefined;
  if (over) return diagnosis('CALL-FAILED', `the call of ${who} to ${call.number} ended before its link was up`);
  return diagnosis('CALL-IN-PROGRESS', `${who} is calling ${call.number}`);
}

/** Only the client's end is known, and it waited for a return call. */
function unanswered({ call }: CallEpisode, { records }: Circumstances): Diagnosis | undefined {
  const { caller } = call;
  if (caller === undefined || eventsOf(caller, 'dialer.callbackNegotiated').length === 0) return undefined;
  const expired = records.some(({ at, device, event }) => at >= call.at && device === caller.device && event.type === 'dialer.callbackExpired');
  return expired
    ? diagnosis('CALLBACK-EXPIRED', `${caller.device} was promised a return call, and none came`)
    : diagnosis('CALLBACK-PENDING', `${caller.device} waits for the return call`);
}

// ---- the called router's decision

function explainDecision(episode: CallEpisode, callee: CallSide, decision: Decision, circumstances: Circumstances): Diagnosis {
  const microsoft = decision.microsoft === true ? explainMicrosoft(episode.call, callee, decision, circumstances) : undefined;
  if (microsoft !== undefined) return microsoft;
  switch (decision.because) {
    case 'authorised':
    case 'initiated':
      return explainReturn(episode, callee, decision, circumstances);
    case 'not-requested':
    case 'not-requested-secure':
      return explainNotAgreed(episode, callee, decision, circumstances);
    case 'return-call':
    case 'client':
      return stayed(episode, circumstances);
    case 'microsoft':
    case 'declined':
    case 'not-ip':
      return stayed(episode, circumstances);
    default:
      return explainRefusal(episode, callee, decision, decision.because, circumstances);
  }
}

/** No callback was negotiated: the caller did not ask, or the called router rejected the option. */
function explainNotAgreed(episode: CallEpisode, callee: CallSide, decision: Decision, circumstances: Circumstances): Diagnosis {
  const { plant } = circumstances;
  const { call } = episode;
  const client = call.caller?.device ?? 'the caller';
  const server = callee.device;
  const secure = decision.outcome === 'hang-up';
  const settings = plant.dialing(server, callee.dialing);
  const outcome = secure ? `${server}, being set to callback security, hung up` : 'the call is an ordinary one';
  const asked =
    eventsOf(call.caller, 'ppp.callbackOption').some(({ role }) => role === 'client') ||
    eventsOf(callee, 'ppp.callbackOption').some(({ role }) => role === 'server');
  if (asked && settings?.ppp.callback === 'accept' && !callersProve(settings)) {
    const because = `${server} does not authenticate its callers, and rejected the callback option of ${client}`;
    return diagnosis(secure ? 'NO-AUTHENTICATION-SECURE' : 'NO-AUTHENTICATION', `${because}: ${outcome}`, makeCallersProve(server, settings));
  }
  if (asked) {
    // Windows asks whether or not its user thinks of callback: what is wrong besides is worth more.
    const besides = call.reason === 'pc' && !secure ? stayed(episode, circumstances) : undefined;
    if (besides !== undefined && !besides.code.startsWith('OK-')) return besides;
    return diagnosis(
      secure ? 'NOT-ACCEPTED-SECURE' : 'NOT-ACCEPTED',
      `${server} rejected the callback option of ${client}: ${outcome}`,
      // Where a profile has it, it is missing on the interface that answered before the caller's name was known.
      settings && addToInterface(server, settings.ppp.callback === 'accept' ? callee.interface : settings.name, 'ppp callback accept'),
    );
  }
  if (!secure && (settings?.ppp.callback !== 'accept' || call.reason === 'callback')) {
    return (call.reason === 'callback' ? wrongName(episode, callee, circumstances) : undefined) ?? stayed(episode, circumstances);
  }
  const own = call.caller && plant.dialing(call.caller.device, call.caller.dialing);
  return diagnosis(
    secure ? 'NOT-REQUESTED-SECURE' : 'NOT-REQUESTED',
    `${client} did not ask ${server} for callback: ${outcome}`,
    own && addToInterface(client, own.name, 'ppp callback request'),
  );
}

type Refusal = Exclude<Decision['because'], 'authorised' | 'not-requested' | 'not-requested-secure' | 'return-call' | 'client' | 'initiated' | 'microsoft' | 'declined' | 'not-ip'>;

const REFUSALS: Readonly<Record<Refusal, { readonly code: CauseCode; readonly secure: CauseCode }>> = {
  'no-name': { code: 'NO-AUTHENTICATION', secure: 'NO-AUTHENTICATION-SECURE' },
  'no-map': { code: 'CALLER-UNKNOWN', secure: 'CALLER-UNKNOWN-SECURE' },
  'no-class': { code: 'NO-CLASS', secure: 'NO-CLASS-SECURE' },
  'class-undefined': { code: 'CLASS-UNDEFINED', secure: 'CLASS-UNDEFINED-SECURE' },
  'class-without-callback-server': { code: 'CLASS-NOT-SERVER', secure: 'CLASS-NOT-SERVER-SECURE' },
  'no-number': { code: 'NO-CALLBACK-NUMBER', secure: 'NO-CALLBACK-NUMBER-SECURE' },
};

const NO_NUMBER_OF_AAA = { code: 'AAA-NO-NUMBER', secure: 'AAA-NO-NUMBER-SECURE' } as const;

/** Callback was negotiated in LCP, and the called router knows nobody whom it should call back. */
function explainRefusal({ call }: CallEpisode, callee: CallSide, decision: Decision, because: Refusal, circumstances: Circumstances): Diagnosis {
  const server = callee.device;
  const name = decision.name ?? '';
  const secure = decision.outcome === 'hang-up';
  const byAaa = because === 'no-number' && allowedByServer(callee);
  const { code, secure: secureCode } = byAaa ? NO_NUMBER_OF_AAA : REFUSALS[because];
  const reason = {
    'no-name': `${server} does not authenticate its callers`,
    'no-map': `${server} has no dialer map for the name ${name}`,
    'no-class': `the dialer map of ${server} for ${name} has no class`,
    'class-undefined': `the class ${decision.mapClass ?? ''} of the dialer map of ${server} for ${name} does not exist`,
    'class-without-callback-server': `the class ${decision.mapClass ?? ''} of ${server} has no "dialer callback-server"`,
    'no-number': `${byAaa ? `the AAA server lets ${name} in without a number to call back, and ` : ''}the dialer map of ${server} for ${name} has no number`,
  }[because];
  const outcome = secure ? `${server}, being set to callback security, hung up and calls nobody back` : `${server} let the call stay and calls nobody back`;
  return diagnosis(secure ? secureCode : code, `${reason}: ${outcome}`, ...refusalChanges(call, callee, decision, because, circumstances));
}

function refusalChanges(call: TracedCall, callee: CallSide, decision: Decision, because: Refusal, { plant }: Circumstances): readonly Change[] {
  const server = callee.device;
  const settings = plant.dialing(server, callee.dialing);
  if (settings === undefined) return [];
  const name = decision.name ?? '';
  const map = settings.dialer.maps.find((each) => each.name === name);
  const client = call.caller?.device;
  const number = client === undefined ? undefined : plant.numberOf(client, plant.dialing(client, call.caller?.dialing ?? '')?.name);
  switch (because) {
    case 'no-name':
      return [makeCallersProve(server, settings)];
    case 'no-map':
      return mapForCaller(server, settings, name, client, number, plant);
    case 'no-class':
      return classForMap(server, settings, map, plant);
    case 'class-undefined':
      return classUndefined(server, settings, map, decision.mapClass ?? '', plant);
    case 'class-without-callback-server':
      return [callbackServer(server, decision.mapClass ?? '')];
    case 'no-number':
      return map === undefined ? [] : [mapChange(server, settings.name, map, { number: number ?? 'NUMBER' })];
  }
}

type PlantOf = Circumstances['plant'];

/** A map that means the caller but has another name for it is corrected; else there is one to add. */
function mapForCaller(server: string, settings: InterfaceSettings, name: string, client: string | undefined, number: string | undefined, plant: PlantOf): readonly Change[] {
  const meant = client === undefined ? undefined : settings.dialer.maps.find((each) => plant.mapTarget(each) === client);
  const mapClass = meant?.mapClass ?? serverClass(server, plant);
  const named = { name, ...(mapClass === undefined ? {} : { mapClass }) };
  if (meant !== undefined) return [mapChange(server, settings.name, meant, named)];
  const address = client === undefined ? undefined : plant.dialingInterfaces(client).find((each) => each.address !== undefined)?.address?.address;
  return [addToInterface(server, settings.name, newMapLine(address, name, number, mapClass ?? 'CLASS'))];
}

/** A class with `dialer callback-server` that is there already. */
export function serverClass(router: string, plant: PlantOf): string | undefined {
  const config = plant.routers.get(router)?.config;
  if (config === undefined) return undefined;
  for (const mapClass of mapClasses(config).values()) if (mapClass.callbackServer !== undefined) return mapClass.name;
  return undefined;
}

export function classForMap(server: string, settings: InterfaceSettings, map: DialerMapSettings | undefined, plant: PlantOf): readonly Change[] {
  if (map === undefined) return [];
  const there = serverClass(server, plant);
  const mapClass = there ?? `CALL_${map.name ?? 'PEER'}_BACK`;
  const change = mapChange(server, settings.name, map, { mapClass });
  return there === undefined ? [change, callbackServer(server, mapClass)] : [change];
}

/** The map's class is misspelt if another one is made for callback; else it is missing. */
export function classUndefined(server: string, settings: InterfaceSettings, map: DialerMapSettings | undefined, wanted: string, plant: PlantOf): readonly Change[] {
  const there = serverClass(server, plant);
  if (there !== undefined && map !== undefined) return [mapChange(server, settings.name, map, { mapClass: there })];
  return [callbackServer(server, wanted)];
}

export function callbackServer(router: string, mapClass: string): Change {
  return { router, block: `map-class dialer ${mapClass}`, verb: 'add', line: 'dialer callback-server username' };
}

// ---- the return call

function explainReturn(episode: CallEpisode, callee: CallSide, decision: Decision, circumstances: Circumstances): Diagnosis {
  const { returnCall } = episode;
  const server = callee.device;
  const client = episode.client ?? decision.name ?? 'the caller';
  if (returnCall === undefined) return withoutReturnCall(episode, callee, decision, client, circumstances);
  const { caller } = returnCall;
  if (caller !== undefined && returnCall.failed !== undefined) return explainReturnFailure(returnCall, caller, circumstances);
  const fault = explainLink(returnCall, circumstances);
  if (fault !== undefined) return { ...fault, sentence: `on the return call, ${fault.sentence}` };
  const answered = returnCall.callee;
  const recognised = answered === undefined || eventsOf(answered, 'dialer.callbackDecision').some(({ because }) => because === 'return-call');
  const asked = eventsOf(answered, 'dialer.callbackDecision').length > 0;
  const misnamed = asked && !recognised && answered !== undefined ? wrongName({ ...episode, call: returnCall }, answered, circumstances) : undefined;
  if (misnamed !== undefined) return misnamed;
  if (isUp(caller)) return explainReturned(episode.call, returnCall, circumstances) ?? calledBack(server, client, returnCall, circumstances);
  const failure = failureOf(server, decision, callee, circumstances);
  if (failure !== undefined) return diagnosis('RETURN-FAILED', `the return call of ${server} to ${client} failed, and there is no retry: ${failure}`);
  if (caller?.releasedAt !== undefined) return explainNetwork(returnCall, circumstances) ?? diagnosis('RETURN-FAILED', `the return call of ${server} ended before its link was up`);
  return diagnosis('CALL-IN-PROGRESS', `${server} is calling ${client} back`);
}

function calledBack(server: string, client: string, call: TracedCall, circumstances: Circumstances): Diagnosis {
  const how = multilinkText(call, circumstances) ?? 'a call';
  return diagnosis('OK-CALLBACK', `${server} called ${client} back at ${uptimeStamp(call.at)}, ${how}${endText(call)}`);
}

function withoutReturnCall({ call }: CallEpisode, callee: CallSide, decision: Decision, client: string, circumstances: Circumstances): Diagnosis {
  const { now } = circumstances;
  const server = callee.device;
  const why = failureOf(server, decision, callee, circumstances);
  if (why === 'no-channel') return diagnosis('RETURN-NO-CHANNEL', `${server} had no free B channel to call ${client} back, and there is no retry`);
  if (why === 'call-limit') return explainCallLimit(server, callee.dialing, 'out', `${client} was not called back, and there is no retry`, circumstances, 'RETURN-NO-CHANNEL');
  if (why === 'no-line') return noLine(callee, decision.name ?? '', client, circumstances);
  if (why === 'line-down') {
    const { sentence, changes } = explainFailure({ ...call, failed: { cause: 0, why } }, callee, circumstances);
    return diagnosis('RETURN-FAILED', `${server} could not call ${client} back, and there is no retry: ${sentence}`, ...changes);
  }
  if (why === 'map removed') return mapGone(callee, decision, client, circumstances);
  if (why !== undefined) return diagnosis('RETURN-FAILED', `${server} could not call ${client} back, and there is no retry: ${why}`);
  const forgot = forgottenText(server, callee, circumstances);
  if (forgot !== undefined) return diagnosis('CALLBACK-EXPIRED', `${server} had agreed to call ${client} back, and ${forgot} before it did`);
  const starting = startingOf(server, decision, callee, circumstances);
  const from = callee.releasedAt ?? callee.connectedAt ?? call.at;
  const due = from + (starting?.afterMs ?? 0);
  if (starting !== undefined && due > now) {
    return diagnosis('CALLBACK-PENDING', `${server} calls ${client} back at ${uptimeStamp(due)}, in ${Math.ceil((due - now) / 1000)} seconds`);
  }
  if (callee.releasedAt === undefined) return diagnosis('CALLBACK-PENDING', `${server} is hanging up, to call ${client} back`);
  return diagnosis('CALLBACK-EXPIRED', `${server} had agreed to call ${client} back, and did not`);
}

/** What is owed is in memory alone. */
function forgottenText(server: string, { connectedAt = 0 }: CallSide, { records }: Circumstances): string | undefined {
  const lost = records.find(({ at, device, event }) => at >= connectedAt && device === server && ((event.type === 'sys.power' && event.to === 'off') || event.type === 'sys.reload'));
  return lost && `was ${lost.event.type === 'sys.power' ? 'switched off' : 'reloaded'} at ${uptimeStamp(lost.at)}`;
}

/** Between the first call and the return call. */
function mapGone({ device: server, dialing }: CallSide, { name = '', number }: Decision, client: string, { plant }: Circumstances): Diagnosis {
  const settings = plant.dialing(server, dialing);
  const sentence = `${server} could not call ${client} back, and there is no retry: it has no dialer map of ${name} any more`;
  return diagnosis('RETURN-FAILED', sentence, ...(settings === undefined ? [] : mapForCaller(server, settings, name, client, number, plant)));
}

/** `callback-line` or `callback-rotary` of the user names other lines. */
function noLine({ device, dialing, interface: port }: CallSide, name: string, client: string, { plant }: Circumstances): Diagnosis {
  const config = plant.routers.get(device)?.config;
  const user = config === undefined ? undefined : users(config).get(name);
  const { callbackLines: lines, callbackRotary } = user ?? {};
  const bound = lines === undefined ? callbackRotary === undefined ? undefined : `callback-rotary ${callbackRotary}` : `callback-line ${lines.first}${lines.last === lines.first ? '' : ` ${lines.last}`}`;
  const own = /^Async(\d+)$/.exec(port)?.[1];
  const line = bound === undefined ? undefined : `username ${name} ${bound}`;
  const to = own === undefined ? `username ${name} callback-rotary 0` : `username ${name} callback-line ${own}`;
  const sentence = `none of the lines through which ${device} may call ${client} back is one of its ${dialing}, and there is no retry`;
  return diagnosis('RETURN-NO-LINE', sentence, line === undefined ? undefined : { router: device, verb: 'change', line, to });
}

function startingOf(server: string, decision: Decision, callee: CallSide, { records }: Circumstances): Extract<TraceEvent, { type: 'dialer.callbackServerStarting' }> | undefined {
  const from = callee.connectedAt ?? 0;
  for (const { at, device, event } of records) {
    if (at >= from && device === server && event.type === 'dialer.callbackServerStarting' && event.name === decision.name) return event;
  }
  return undefined;
}

/** What the called router said of a return call that it gave up. */
function failureOf(server: string, decision: Decision, callee: CallSide, { records }: Circumstances): string | undefined {
  const from = callee.connectedAt ?? 0;
  for (const { at, device, event } of records) {
    if (at >= from && device === server && event.type === 'dialer.callbackFailed' && event.name === decision.name) return event.why;
  }
  return undefined;
}

/** The client did not know the return call for what it was: its caller proved another name than the first one had. Undefined where it waited for none any more. */
function wrongName({ call }: CallEpisode, callee: CallSide, { plant, records }: Circumstances): Diagnosis | undefined {
  const client = callee.device;
  const server = call.caller?.device ?? 'the caller';
  const proven = eventsOf(callee, 'dialer.callbackDecision').at(-1)?.name;
  const created = records.findLast(({ device, event }) => device === client && event.type === 'dialer.callbackClientCreated')?.event;
  const awaited = created?.type === 'dialer.callbackClientCreated' ? created.name : undefined;
  const late = lateReturn(call, callee, server, proven, { plant, records });
  if (late !== undefined) return late;
  if (proven !== undefined && proven === awaited) return undefined;
  if (hasServed(client, callee.connectedAt ?? call.at, records)) return undefined;
  const sentence = `${server} called back as ${proven ?? 'nobody'}, and ${client} waits for ${awaited ?? 'another name'}`;
  const settings = plant.dialing(client, callee.dialing);
  if (proven === undefined) return diagnosis('RETURN-NAME', sentence, settings && authenticateCaller(client, settings));
  const config = plant.routers.get(server)?.config;
  return diagnosis('RETURN-NAME', sentence, config !== undefined && awaited !== undefined ? hostnameChange(server, config, awaited) : undefined);
}

/** Something that the client's dialer sent since then was answered: by whatever name the call came, it does what it was wanted for. */
function hasServed(client: string, from: Instant, records: readonly TraceRecord[]): boolean {
  const since = records.filter(({ at, device }) => at >= from && device === client);
  const sent = new Set(since.flatMap(({ event }) => (event.type === 'dialer.packet' ? [event.destination] : [])));
  return since.some(({ event }) => event.type === 'ping.ended' && event.received > 0 && sent.has(event.destination));
}

function authenticateCaller(client: string, settings: InterfaceSettings): Change {
  return callersProve(settings) || settings.ppp.authenticateOn.includes('callback')
    ? removeFromInterface(client, settings.name, 'ppp chap refuse')
    : makeCallersProve(client, settings);
}
