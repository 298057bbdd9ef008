// The calls that a stretch of trace records tells of: who called whom, what each end's dialer and PPP said of it, how the
// exchange routed it, how it ended. The two ends name a call each in its own way; they are matched by the number that was
// called. An end that is no router of the lab is missing.

import { numberIn } from '../../../base/dial-string.ts';
import { BY_DTR } from '../../../config/dialer-settings.ts';
import type { Instant } from '../../../base/time.ts';
import type { TraceEvent, TraceRecord } from '../../../network/trace.ts';
import type { DialUpTrace } from '../../../protocols/dialup/trace.ts';
import { isOfPc } from '../../pc-words.ts';
import type { Plant } from '../plant.ts';

export interface CallSide {
  readonly device: string;
  /** The dialer's name for the call, unique on this device. */
  readonly call: string;
  /** The interface with the line: a BRI. */
  readonly interface: string;
  /** The interface that the call belongs to: the profile that it was bound to, else that same one. */
  dialing: string;
  channel: string | undefined;
  connectedAt: Instant | undefined;
  releasedAt: Instant | undefined;
  /** What its dialer and its PPP said of the call. */
  readonly records: TraceRecord[];
}

export interface TracedCall {
  /** Position of its first record. */
  readonly index: number;
  readonly at: Instant;
  number: string;
  reason: 'packet' | 'callback' | 'exec' | 'load' | 'watch' | 'persistent'
    /** Somebody at a PC dialled. */
    | 'pc'
    /** Somebody typed at a modem: no dialer knows of it, and the exchange tells. */
    | 'hand'
    | 'unknown';
  /** Of a return call: the calls that it answers, as the dialer of its caller names them. */
  readonly asked?: readonly string[];
  /** The name in the map that was dialled. */
  readonly name: string | undefined;
  caller: CallSide | undefined;
  callee: CallSide | undefined;
  failed: { readonly cause: number; readonly why: 'cause' | 'carrier' | 'no-channel' | 'line-down' } | undefined;
  readonly exchange: TraceRecord[];
  /** What the called router made of the calling number, before it answered. */
  judged: { readonly device: string; readonly record: TraceRecord; readonly event: EventOf<'dialer.callerJudged'> } | undefined;
}

type EventOf<Type extends TraceEvent['type']> = Extract<TraceEvent, { type: Type }>;

export function readCalls(records: readonly TraceRecord[], plant: Plant): readonly TracedCall[] {
  const reader = new CallReader(plant);
  records.forEach((record, index) => reader.read(record, index));
  return reader.calls;
}

/** What a PC's call is called: it has no other. */
const PC_CALL = 'pc';

class CallReader {
  readonly calls: TracedCall[] = [];
  readonly #plant: Plant;
  /** Calls that may still get another end, newest last. */
  #open: TracedCall[] = [];
  /** By device and the dialer's name. */
  readonly #sides = new Map<string, CallSide>();
  readonly #callOf = new Map<CallSide, TracedCall>();
  /** By device and channel: PPP's records are the channel's. */
  readonly #channels = new Map<string, CallSide>();
  /** PPP begins before the dialer is told that the call is connected. */
  readonly #early = new Map<string, TraceRecord[]>();
  /** A profile's call is bound before its dialer is told that it is connected. */
  readonly #bound = new Map<string, { readonly profile: string; readonly record: TraceRecord }>();
  /** By device and bundle: the calls whose links it has. What its PPP says is said of them all. */
  readonly #bundles = new Map<string, readonly CallSide[]>();
  /** By device, as the exchange has it: what was dialled by hand says no number. */
  readonly #lastCalled = new Map<string, string>();
  /** By the exchange's own number. */
  readonly #circuits = new Map<number, TracedCall>();
  #dialing: { readonly record: TraceRecord; readonly index: number } | undefined;

  constructor(plant: Plant) {
    this.#plant = plant;
  }

  read(record: TraceRecord, index: number): void {
    const { event, device } = record;
    switch (event.type) {
      case 'dialer.dialing':
        this.#dialing = { record, index };
        return;
      case 'dialer.attempt':
        this.#attempt(record, event, index);
        return;
      case 'dialer.connected':
        this.#connected(record, event, index);
        return;
      case 'dialer.bound': {
        const side = this.#sides.get(key(device, event.call));
        if (side === undefined) this.#bound.set(key(device, event.call), { profile: event.profile, record });
        else {
          side.dialing = event.profile;
          side.records.push(record);
        }
        return;
      }
      case 'dialer.bundled':
        this.#bundled(record, event);
        return;
      case 'exchange.call':
        this.#routed(record, event, index);
        return;
      case 'dialer.callerJudged':
        this.#judged(record, event);
        return;
      case 'dialer.failed': {
        const side = this.#sides.get(key(device, event.call));
        const call = side && this.#callOf.get(side);
        if (side === undefined || call === undefined) return;
        call.failed = { cause: event.cause, why: event.why };
        side.records.push(record);
        return;
      }
      default:
        if (isOfPc(event)) this.#ofPc(record, event, index);
        else if (isOfChannel(event)) this.#onChannel(record);
        else if ('call' in event) this.#ofCall(record, event.call);
    }
  }

  /** A PC has no dialer, and one call at a time: its dial-up client tells of it. */
  #ofPc(record: TraceRecord, event: DialUpTrace, index: number): void {
    const { at, device, interface: channel = '' } = record;
    if (event.type === 'pc.dialing' || event.type === 'pc.continuing') {
      const caller = newSide(device, PC_CALL, channel);
      caller.records.push(record);
      const number = event.type === 'pc.dialing' ? event.number : (this.#lastCalled.get(device) ?? '');
      if (event.type === 'pc.continuing' && this.#begunThere(caller, number)) return;
      this.#add({ index, at, number, reason: 'pc', name: undefined, caller, callee: undefined, failed: undefined, exchange: [], judged: undefined });
      return;
    }
    const answers = event.type === 'pc.verifying' && event.returning;
    const side = answers ? this.#answered(record, { call: PC_CALL, channel, number: '' }, index) : this.#sides.get(key(device, PC_CALL));
    if (side === undefined) return;
    if (event.type === 'pc.verifying') this.#through(side, record, channel);
    else side.records.push(record);
    if (event.type === 'pc.failed' && event.during === 'dialing') this.#pcFailed(side);
    if (event.type !== 'pc.listening' && event.type !== 'pc.disconnected') return;
    this.#released(side, at);
    this.#sides.delete(key(device, PC_CALL));
  }

  /** The called line has gone over to PPP already: it is that call. */
  #begunThere(caller: CallSide, number: string): boolean {
    const call =
      this.#open.findLast(({ reason, caller: known }) => reason === 'hand' && known?.device === caller.device && known.releasedAt === undefined) ??
      this.#open.findLast(({ caller: known, callee }) => known === undefined && callee !== undefined && callee.releasedAt === undefined && this.#plant.hasNumber(callee.device, number));
    if (call === undefined) return false;
    call.caller = caller;
    call.number = number;
    call.reason = 'pc';
    this.#sides.set(key(caller.device, caller.call), caller);
    this.#callOf.set(caller, call);
    return true;
  }

  #pcFailed(side: CallSide): void {
    const call = this.#callOf.get(side);
    const told = call?.exchange.at(-1)?.event;
    if (call !== undefined) call.failed = { cause: told?.type === 'exchange.call' && told.outcome === 'refused' ? told.cause : 0, why: 'cause' };
  }

  #attempt(record: TraceRecord, event: EventOf<'dialer.attempt'>, index: number): void {
    const dialing = this.#dialing?.record.device === record.device && 'call' in this.#dialing.record.event && this.#dialing.record.event.call === event.call ? this.#dialing : undefined;
    this.#dialing = undefined;
    const caller = newSide(record.device, event.call, event.interface);
    if (event.profile !== undefined) caller.dialing = event.profile;
    if (dialing !== undefined) caller.records.push(dialing.record);
    caller.records.push(record);
    const { reason, name, asked } = event;
    const number = event.number === BY_DTR ? (this.#plant.storedNumber(record.device, event.interface) ?? BY_DTR) : event.number;
    const answers = asked === undefined ? {} : { asked: asked.map(({ call }) => call) };
    this.#add({ index: dialing?.index ?? index, at: record.at, number, reason, name, ...answers, caller, callee: undefined, failed: undefined, exchange: [], judged: undefined });
  }

  #add(call: TracedCall): void {
    this.calls.push(call);
    this.#open.push(call);
    for (const side of [call.caller, call.callee]) {
      if (side === undefined) continue;
      this.#sides.set(key(side.device, side.call), side);
      this.#callOf.set(side, call);
    }
  }

  #connected(record: TraceRecord, event: EventOf<'dialer.connected'>, index: number): void {
    const { device } = record;
    const side = event.outgoing ? this.#sides.get(key(device, event.call)) : this.#answered(record, event, index);
    if (side === undefined) return;
    this.#through(side, record, event.channel);
  }

  #through(side: CallSide, record: TraceRecord, channelName: string): void {
    side.channel = channelName;
    side.connectedAt = record.at;
    const channel = key(record.device, channelName);
    side.records.push(...(this.#early.get(channel) ?? []), record);
    this.#early.delete(channel);
    this.#channels.set(channel, side);
  }

  #answered(record: TraceRecord, event: Pick<EventOf<'dialer.connected'>, 'call' | 'channel' | 'number'>, index: number): CallSide {
    const { device } = record;
    const side = newSide(device, event.call, this.#plant.portOf(device, event.channel));
    const bound = this.#bound.get(key(device, event.call));
    if (bound !== undefined) {
      side.dialing = bound.profile;
      side.records.push(bound.record);
    }
    const fitting = this.#open.filter(
      (call) => call.callee === undefined && call.failed === undefined && call.caller?.device !== device && this.#plant.hasNumber(device, call.number),
    );
    const sameCaller = (call: TracedCall) => this.#plant.callingNumbers(call.caller?.device ?? '').includes(event.number);
    const call = fitting.findLast(sameCaller) ?? fitting.at(-1);
    if (call === undefined) {
      this.#add({ index, at: record.at, number: '', reason: 'unknown', name: undefined, caller: undefined, callee: side, failed: undefined, exchange: [], judged: undefined });
      return side;
    }
    call.callee = side;
    this.#sides.set(key(device, event.call), side);
    this.#callOf.set(side, call);
    return side;
  }

  #judged(record: TraceRecord, event: EventOf<'dialer.callerJudged'>): void {
    const { device } = record;
    const call = this.#open.findLast((open) => open.callee === undefined && open.failed === undefined && this.#plant.hasNumber(device, open.number));
    if (call !== undefined) call.judged = { device, record, event };
  }

  #routed(record: TraceRecord, event: EventOf<'exchange.call'>, index: number): void {
    const { circuit, caller, outcome } = event;
    this.#lastCalled.set(caller.router, event.called);
    const call = this.#circuits.get(circuit) ?? this.#dialled(event) ?? (outcome === 'offered' || outcome === 'refused' ? this.#byHand(record, event, index) : undefined);
    if (call === undefined) return;
    this.#circuits.set(circuit, call);
    call.exchange.push(record);
    if (call.reason !== 'hand' || call.caller === undefined) return;
    if (outcome === 'refused') call.failed = { cause: event.cause, why: 'cause' };
    if (outcome === 'refused' || outcome === 'cleared') this.#released(call.caller, record.at);
  }

  /** What a dialer or a PC has begun, and the exchange had nothing to do with yet. */
  #dialled({ called, calling, caller: { router } }: EventOf<'exchange.call'>): TracedCall | undefined {
    const fitting = this.#open.filter((call) => numberIn(call.number) === called && call.exchange.length === 0 && (call.caller === undefined || call.caller.device === router));
    const sameCaller = (call: TracedCall) => this.#plant.callingNumbers(call.caller?.device ?? '').includes(calling);
    return fitting.findLast(sameCaller) ?? fitting.at(-1);
  }

  #byHand({ at }: TraceRecord, { circuit, called, caller: { router, interface: name } }: EventOf<'exchange.call'>, index: number): TracedCall {
    const call: TracedCall = { index, at, number: called, reason: 'hand', name: undefined, caller: newSide(router, `circuit ${circuit}`, name), callee: undefined, failed: undefined, exchange: [], judged: undefined };
    this.#add(call);
    return call;
  }

  #onChannel(record: TraceRecord): void {
    const channel = key(record.device, record.interface ?? '');
    const side = this.#channels.get(channel);
    const sides = side === undefined ? (this.#bundles.get(channel) ?? []) : [side];
    for (const each of sides) each.records.push(record);
    if (sides.length > 0) return;
    const early = this.#early.get(channel);
    if (early === undefined) this.#early.set(channel, [record]);
    else early.push(record);
  }

  #bundled(record: TraceRecord, { call, bundle }: EventOf<'dialer.bundled'>): void {
    const side = this.#sides.get(key(record.device, call));
    if (side === undefined) return;
    const name = key(record.device, bundle);
    const early = this.#early.get(name)?.filter(({ at }) => at >= (side.connectedAt ?? at));
    side.records.push(record, ...(early ?? []));
    this.#early.delete(name);
    this.#bundles.set(name, [...(this.#bundles.get(name) ?? []), side]);
  }

  #ofCall(record: TraceRecord, id: string): void {
    const side = this.#sides.get(key(record.device, id));
    if (side === undefined) return;
    side.records.push(record);
    if (record.event.type === 'dialer.released') this.#released(side, record.at);
  }

  #released(side: CallSide, at: Instant): void {
    side.releasedAt = at;
    if (side.channel !== undefined) this.#channels.delete(key(side.device, side.channel));
    for (const { bundle } of eventsOf(side, 'dialer.bundled')) this.#leave(key(side.device, bundle), side);
    this.#open = this.#open.filter(({ caller, callee }) => !isOver(caller) || !isOver(callee));
  }

  #leave(bundle: string, side: CallSide): void {
    const rest = (this.#bundles.get(bundle) ?? []).filter((each) => each !== side);
    if (rest.length > 0) this.#bundles.set(bundle, rest);
    else this.#bundles.delete(bundle);
  }
}

function isOfChannel({ type }: TraceEvent): boolean {
  return type.startsWith('ppp.') || type.startsWith('aaa.') || type.startsWith('radius.') || type.startsWith('tacacs.') || type === 'frame.ignored' || type === 'isdn.adapted' || type === 'mlp.linkRefused';
}

/** An end that never was is over as well. */
function isOver(side: CallSide | undefined): boolean {
  return side === undefined || side.releasedAt !== undefined;
}

export function newSide(device: string, call: string, interfaceName: string): CallSide {
  return { device, call, interface: interfaceName, dialing: interfaceName, channel: undefined, connectedAt: undefined, releasedAt: undefined, records: [] };
}

function key(device: string, what: string): string {
  return `${device} ${what}`;
}

/** The events of one type that a side told. */
export function eventsOf<Type extends TraceEvent['type']>(side: CallSide | undefined, type: Type): readonly EventOf<Type>[] {
  const found: EventOf<Type>[] = [];
  // The compiler does not narrow a union by a generic literal: the comparison is what the cast says.
  for (const { event } of side?.records ?? []) if (event.type === type) found.push(event as EventOf<Type>);
  return found;
}

export function runsPpp(side: CallSide): boolean {
  return side.records.some(({ event }) => event.type.startsWith('ppp.'));
}

/** IP passes over the bundle already when another link joins it. */
export function isUp(side: CallSide | undefined): boolean {
  return eventsOf(side, 'pc.connected').length > 0 || eventsOf(side, 'dialer.protocolUp').length > 0 || eventsOf(side, 'dialer.bundled').some(({ links }) => links > 1);
}
