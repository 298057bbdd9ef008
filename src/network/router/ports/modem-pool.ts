// The modems of an access server and the calls of its primary accesses: a voice call that comes in is handed to a free modem
// (`isdn incoming-voice modem`), and a modem that dials has its call on the first access with a free channel, as a voice call.
// What the modems say to each other is theirs.

import { LateMap } from '../../../base/late-map.ts';
import type { Instant } from '../../../base/time.ts';
import type { Cancel, Clock } from '../../../engine/clock.ts';
import type { TraceEvent } from '../../trace.ts';
import type { PortCall, DialPort } from './dial-port.ts';
import type { Hardware } from '../hardware.ts';
import { IsdnCall } from './isdn-calls.ts';
import { IsdnPort } from './isdn-port.ts';
import { InternalModem, type TrunkCall } from './internal-modem.ts';
import type { BChannel } from './b-channel.ts';
import type { CallHistoryEntry } from '../readings.ts';
import type { RouterSettings } from '../router-settings.ts';

/** Q.850: user busy; no circuit available; requested channel not available; incompatible destination. */
const USER_BUSY = 17;
const CHANNEL_UNAVAILABLE = 44;
const INCOMPATIBLE = 88;
/** As of every call on an access (call-log.ts). */
const CONNECT_LOG_MS = 6000;

export interface ModemPoolOwner {
  readonly clock: Clock;
  readonly settings: RouterSettings;
  readonly hardware: Hardware;
  record(event: TraceEvent, interfaceName: string): void;
  callLogged(entry: CallHistoryEntry): void;
}

interface ActiveCall {
  readonly call: PortCall;
  readonly modem: InternalModem;
  readonly begunAt: Instant;
  connectedAt: Instant | undefined;
  cancelLog: Cancel | undefined;
}

/** One modem, for `show modem`. */
export interface ModemReading {
  readonly line: number;
  readonly inUse: boolean;
  readonly incoming: number;
  readonly incomingFailed: number;
  readonly outgoing: number;
  readonly outgoingFailed: number;
  readonly noAnswer: number;
  readonly busyMs: number;
}

export class ModemPool {
  readonly #owner: ModemPoolOwner;
  /** By the port's name for the call. */
  readonly #calls = new LateMap<string, ActiveCall>();
  #placed = 0;

  constructor(owner: ModemPoolOwner) {
    this.#owner = owner;
  }

  /** A call is offered on an access: true when it is a voice call and taken for one, which is dealt with here. */
  offered(port: DialPort, call: PortCall): boolean {
    if (!(port instanceof IsdnPort) || !(call instanceof IsdnCall) || call.setup.bearer !== 'speech') return false;
    const { settings } = this.#owner;
    const { incomingVoice } = settings.interface(port.name)?.isdn ?? {};
    if (incomingVoice === 'data') return false;
    if (incomingVoice !== 'modem') {
      this.#refuse(port, call, 'no-incoming-voice', INCOMPATIBLE);
      return true;
    }
    const modem = this.#freeModem();
    const channel = port.channelFor(call);
    if (modem === undefined || channel === undefined) {
      this.#refuse(port, call, modem === undefined ? 'no-modem' : 'no-channel', modem === undefined ? USER_BUSY : CHANNEL_UNAVAILABLE);
      return true;
    }
    channel.call = call.id;
    modem.trunk = { port, call, channel, answered: false };
    this.#begin(call, modem);
    this.#owner.record({ type: 'modem.assigned', line: modem.line, channel: channel.name, outgoing: false, ...numberOf(call.callingNumber) }, port.name);
    modem.modem.line.ring();
    return true;
  }

  #refuse(port: IsdnPort, call: IsdnCall, because: 'no-incoming-voice' | 'no-modem' | 'no-channel', cause: number): void {
    this.#owner.record({ type: 'modem.refused', because, ...numberOf(call.callingNumber) }, port.name);
    port.reject(call, cause);
  }

  /** The lowest line that takes calls and that nobody has. */
  #freeModem(): InternalModem | undefined {
    return this.#owner.hardware.internalModems.find((modem) => {
      const port = this.#owner.hardware.asyncPort(modem.line);
      return port?.modem === modem.modem && port.answers && port.isFree && !modem.isBusy;
    });
  }

  /** A modem dials: on the first access that has a channel for it. */
  place(modem: InternalModem, number: string): TrunkCall | undefined {
    for (const port of this.#owner.hardware.isdnPorts()) {
      if (port.kind !== 'pri' || !port.usable || port.freeChannels === 0) continue;
      this.#placed += 1;
      const call = port.placeCall(`modem-${modem.line}-${this.#placed}`, number, { speed: 64, voice: true });
      if (call === undefined) continue;
      this.#begin(call, modem);
      return { port, call, channel: undefined, answered: false };
    }
    this.#owner.record({ type: 'modem.noTrunk', line: modem.line, number }, `Async${modem.line}`);
    return undefined;
  }

  #begin(call: PortCall, modem: InternalModem): void {
    this.#calls.set(call.id, { call, modem, begunAt: this.#owner.clock.now, connectedAt: undefined, cancelLog: undefined });
  }

  channelGiven(port: DialPort, call: PortCall): void {
    const channel = this.#calls.has(call.id) ? channelOf(port, call) : undefined;
    if (channel !== undefined) channel.call = call.id;
  }

  connected(port: DialPort, call: PortCall): void {
    const active = this.#calls.get(call.id);
    const channel = active === undefined ? undefined : channelOf(port, call);
    if (active === undefined || channel === undefined) return;
    const { modem } = active;
    const { clock, record } = this.#owner;
    channel.call = call.id;
    active.connectedAt = clock.now;
    modem.counters[call.outgoing ? 'outgoing' : 'incoming'] += 1;
    if (call.outgoing) record({ type: 'modem.assigned', line: modem.line, channel: channel.name, outgoing: true, ...numberOf(call.calledNumber) }, port.name);
    active.cancelLog = clock.after(CONNECT_LOG_MS, () => record({ type: 'isdn.connect', number: farNumber(call) }, channel.name));
    modem.connected(channel);
  }

  disconnected(call: PortCall): void {
    const active = this.#calls.get(call.id);
    if (active === undefined) return;
    active.modem.over();
    active.modem.modem.line.lost();
  }

  released(port: DialPort, call: PortCall, cause: number): void {
    const active = this.#calls.get(call.id);
    if (active === undefined) return;
    this.#calls.delete(call.id);
    const { modem, begunAt, connectedAt } = active;
    const { clock, record } = this.#owner;
    const channel = port.channels.find((each) => each.call === call.id);
    active.cancelLog?.();
    if (channel !== undefined) channel.call = undefined;
    this.#count(modem, call, connectedAt !== undefined, cause, clock.now - begunAt);
    if (connectedAt !== undefined) this.#owner.callLogged(entryOf(active, connectedAt, clock.now));
    const lastedMs = connectedAt === undefined ? 0 : clock.now - connectedAt;
    if (channel !== undefined && lastedMs >= CONNECT_LOG_MS) record({ type: 'isdn.disconnect', number: farNumber(call), seconds: Math.round(lastedMs / 1000) }, channel.name);
    if (modem.trunk?.call.id !== call.id) return;
    modem.over();
    // A modem that dialled hears why; one that was called hears that nobody is there any more.
    if (call.outgoing && connectedAt === undefined) modem.modem.line.hears(cause === USER_BUSY ? 'busy' : 'reorder');
    else modem.modem.line.lost();
  }

  #count({ counters }: InternalModem, call: PortCall, connected: boolean, cause: number, ms: number): void {
    counters.busyMs += ms;
    if (connected) return;
    counters[call.outgoing ? 'outgoingFailed' : 'incomingFailed'] += 1;
    if (cause === 18 || cause === 19) counters.noAnswer += 1;
  }

  /** The router goes down. */
  forget(): void {
    for (const { cancelLog, modem } of this.#calls.values()) {
      cancelLog?.();
      modem.over();
    }
    this.#calls.clear();
  }

  activeCalls(): readonly CallHistoryEntry[] {
    return [...this.#calls.values()].flatMap((active) => (active.connectedAt === undefined ? [] : [entryOf(active, active.connectedAt, undefined)]));
  }

  readings(): readonly ModemReading[] {
    const busy = new Map([...this.#calls.values()].map(({ modem, begunAt }) => [modem, this.#owner.clock.now - begunAt]));
    return this.#owner.hardware.internalModems.map((modem) => ({ line: modem.line, inUse: modem.isBusy, ...modem.counters, busyMs: modem.counters.busyMs + (busy.get(modem) ?? 0) }));
  }
}

function entryOf({ call }: ActiveCall, connectedAt: Instant, endedAt: Instant | undefined): CallHistoryEntry {
  const { outgoing, calledNumber, callingNumber = '' } = call;
  return { isdn: true, outgoing, callingNumber: outgoing ? '' : callingNumber, calledNumber, remoteName: '', connectedAt, endedAt, idleLeftMs: undefined, idleMs: undefined, units: 0 };
}

function channelOf(port: DialPort, call: PortCall): BChannel | undefined {
  return port instanceof IsdnPort ? port.channels.find(({ number }) => number === call.channel) : undefined;
}

function farNumber({ outgoing, calledNumber, callingNumber }: PortCall): string {
  return (outgoing ? calledNumber : callingNumber) ?? '';
}

function numberOf(number: string | undefined): { readonly number?: string } {
  return number === undefined ? {} : { number };
}
