// Which attempt `why` explains: the newest in which the router had a part, its own or one that was made to it. A return call
// belongs to the call that it answers. What was never dialled is an attempt as well, as far as something was to be sent:
// packets that were not interesting, that no map or no route led anywhere, that found the line down.

import type { TraceEvent, TraceRecord } from '../../../network/trace.ts';
import { eventsOf, isUp, type CallSide, type TracedCall } from './calls.ts';
import { isFilteredBefore } from '../carried/filtered.ts';
import type { Plant } from '../plant.ts';
import { isToMany } from '../carried/updates.ts';

export type Episode =
  | { readonly kind: 'none' }
  /** Nothing was dialled; the record says why. */
  | { readonly kind: 'undialled'; readonly client: string; readonly record: TraceRecord; readonly start: number }
  | {
      readonly kind: 'call';
      /** Who called first, and who was called; undefined when it is no router of the lab or nobody. */
      readonly client: string | undefined;
      readonly server: string | undefined;
      readonly call: TracedCall;
      readonly returnCall: TracedCall | undefined;
      /** Position of the first record that belongs to it: the ping or packet that caused it. */
      readonly start: number;
    };

export function findEpisode(records: readonly TraceRecord[], calls: readonly TracedCall[], plant: Plant, router: string): Episode {
  const found = newestCall(calls, plant, router);
  const call = found === undefined ? undefined : (firstTry(found.call, calls, records) ?? found.call);
  const undialledAt = newestUndialled(records, router);
  const record = records[undialledAt];
  if (record !== undefined && undialledAt > (found?.index ?? -1) && !isOnCallSince(calls, undialledAt, records, router) && !(call !== undefined && isAfterFailure(record, call, calls))) {
    return { kind: 'undialled', client: router, record, start: record.event.type === 'dialer.watchNoMap' ? undialledAt : causeOf(records, undialledAt, router) };
  }
  if (call === undefined) return { kind: 'none' };
  const client = call.caller?.device;
  return {
    kind: 'call',
    client,
    server: call.callee?.device ?? call.judged?.device ?? plant.linesWith(call.number)[0]?.router,
    call,
    returnCall: returnOf(call, calls),
    start: client === undefined || PACKETLESS.has(call.reason) ? call.index : causeOf(records, call.index, client),
  };
}

/** What was tried last is a ping that went over a call which is up since before. */
function isOnCallSince(calls: readonly TracedCall[], undialledAt: number, records: readonly TraceRecord[], router: string): boolean {
  const holds = ({ index, caller, callee }: TracedCall) => index < undialledAt && [caller, callee].some((side) => side?.device === router && side.releasedAt === undefined && isUp(side));
  if (!calls.some(holds)) return false;
  const pinged = records.findLastIndex(({ device, event }, index) => index > undialledAt && device === router && event.type === 'ping.started');
  const ping = records[pinged]?.event;
  if (ping?.type !== 'ping.started') return false;
  return records.some(({ device, event }, index) => index > pinged && device === router && event.type === 'dialer.packet' && event.destination === ping.destination);
}

/** No channel is free since the line is not ready again: what became of the call before tells more. */
function isAfterFailure({ at, device, event }: TraceRecord, { caller, failed }: TracedCall, calls: readonly TracedCall[]): boolean {
  if (event.type !== 'dialer.noDial' || event.because !== 'no-channel' || caller?.device !== device || caller.releasedAt === undefined) return false;
  const isHeld = (side: CallSide | undefined) => side?.device === device && (side.releasedAt ?? Infinity) > at;
  return (failed !== undefined || !isUp(caller)) && !calls.some((call) => call.at <= at && (isHeld(call.caller) || isHeld(call.callee)));
}

/** Calls that no packet wanted. */
const PACKETLESS: ReadonlySet<string> = new Set(['watch', 'persistent', 'pc', 'hand']);

/** Within that time a stranger's call took the channel that the router's own was for. */
const GLARE_MS = 100;

function newestCall(calls: readonly TracedCall[], plant: Plant, router: string): { readonly call: TracedCall; readonly index: number } | undefined {
  const call = calls.findLast(
    ({ caller, callee, number }) => caller?.device === router || callee?.device === router || (number !== '' && plant.hasNumber(router, number)),
  );
  if (call === undefined) return undefined;
  const owed = owedBefore(call, calls);
  if (owed !== undefined) return { call: owed, index: call.index };
  // Two calls met on one line: the router takes the one that came for its own.
  const met = call.caller?.device !== router && call.callee === undefined ? calls.findLast((own) => own.caller?.device === router && isOthers(own.caller)) : undefined;
  const collided = call.reason === 'hand' || (call.caller === undefined && call.number === '') ? calls.findLast((own) => own.caller?.device === router && own.failed !== undefined && Math.abs(call.at - own.at) <= GLARE_MS) : undefined;
  if (met !== undefined || collided !== undefined) return { call: met ?? collided ?? call, index: call.index };
  return { call: call.reason === 'callback' ? (answeredBy(call, calls) ?? call) : call, index: call.index };
}

/** It was refused since its caller is owed a return call already: what became of that tells more. */
function owedBefore({ index, judged }: TracedCall, calls: readonly TracedCall[]): TracedCall | undefined {
  if (judged?.event.because !== 'callback-pending') return undefined;
  const { device, event } = judged;
  return calls.findLast((first) => first.index < index && first.judged?.event.because === 'call-back' && first.judged.device === device && first.judged.event.name === event.name);
}

function isOthers(side: CallSide): boolean {
  return side.releasedAt === undefined && eventsOf(side, 'dialer.otherPeer').length > 0;
}

/** The call that a return call answers: the last one, where its caller asked again. */
function answeredBy(returning: TracedCall, calls: readonly TracedCall[]): TracedCall | undefined {
  return calls.findLast((call) => answers(returning, call));
}

function answers({ index, reason, caller, asked = [] }: TracedCall, first: TracedCall): boolean {
  if (reason !== 'callback' || first.index >= index) return false;
  const { callee, judged } = first;
  if (judged?.event.because === 'call-back') return judged.device === caller?.device && judged.event.refused !== undefined && asked.includes(judged.event.refused);
  return callee !== undefined && callee.device === caller?.device && asked.includes(callee.call);
}

function returnOf(first: TracedCall, calls: readonly TracedCall[]): TracedCall | undefined {
  return calls.find((call) => answers(call, first));
}

/** One try of a ping is still under way, and the one before it ended without success: that one tells more. */
function firstTry(call: TracedCall, calls: readonly TracedCall[], records: readonly TraceRecord[]): TracedCall | undefined {
  const { caller } = call;
  if (caller === undefined || call.failed !== undefined || caller.releasedAt !== undefined || isUp(caller)) return undefined;
  const before = calls.findLast((other) => other.index < call.index && other.caller?.device === caller.device && other.number === call.number);
  if (before === undefined || before.reason !== call.reason || isUp(before.caller)) return undefined;
  return causeOf(records, call.index, caller.device) <= before.index ? before : undefined;
}

/** The ping in which the record falls, if one runs then; else the record itself, with the packet just before it. */
function causeOf(records: readonly TraceRecord[], index: number, device: string): number {
  let packet = index;
  for (let i = index - 1; i >= 0; i -= 1) {
    const record = records[i];
    if (record?.device !== device) continue;
    const { type } = record.event;
    if (type === 'ping.started' || (type === 'dns.query' && record.at === records[index]?.at)) return i;
    if (type === 'ping.ended' || type === 'dns.failed') return packet;
    if (type === 'dialer.packet' && packet === index) packet = i;
  }
  return packet;
}

/** -1 when there is none, or a ping was answered since. */
function newestUndialled(records: readonly TraceRecord[], router: string): number {
  const answered = new Map<number, number>();
  records.forEach(({ device, event }, index) => {
    if (device === router && event.type === 'ping.ended' && event.received > 0) answered.set(event.destination, index);
  });
  return records.findLastIndex((record, index) => {
    const { device, event } = record;
    if (device !== router) return false;
    if ('destination' in event && (answered.get(event.destination) ?? -1) > index) return false;
    if (isFilteredBefore(record)) return true;
    if (event.type === 'ip.undeliverable') return event.because === 'no-route' || event.because === 'interface-down' || event.because === 'no-source';
    if (event.type === 'dialer.failed') return event.call === '';
    if (event.type === 'dialer.watchNoMap') return true;
    if (event.type === 'dialer.noDial' && event.because === 'no-channel' && isHeldByOthers(records, index, device, event.nextHop)) return false;
    return event.type === 'dialer.noDial' && DECISIVE.has(event.because) && !isUnasked(event);
  });
}

/** Calls that were to reach the same next hop and reached somebody else have the channels: those calls tell more. */
function isHeldByOthers(records: readonly TraceRecord[], index: number, device: string, nextHop: number): boolean {
  const reached = records.findLast((record, at) => at < index && record.device === device && record.event.type === 'dialer.otherPeer' && record.event.nextHop === nextHop)?.event;
  if (reached?.type !== 'dialer.otherPeer') return false;
  return !records.some((record, at) => at < index && record.device === device && record.event.type === 'dialer.released' && record.event.call === reached.call);
}

/** The other reasons belong to a call that is on its way already. */
const DECISIVE: ReadonlySet<string> = new Set(['not-interesting', 'no-group', 'no-map', 'no-number', 'no-channel', 'call-limit', 'line-down', 'redial-disabled', 'no-profile', 'profile-without-number', 'aaa-error']);

/** Routing updates that are not to dial do not: that is no attempt. */
export function isUnasked(event: TraceEvent): boolean {
  if (event.type === 'dialer.packet') return !event.interesting && isToMany(event.destination);
  return event.type === 'dialer.noDial' && UNASKED.has(event.because) && isToMany(event.destination);
}

const UNASKED: ReadonlySet<string> = new Set(['not-interesting', 'no-group', 'no-map', 'no-number']);
