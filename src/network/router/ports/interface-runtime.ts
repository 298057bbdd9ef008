// One interface as it runs: its state and line protocol with the lag that IOS shows between the two, and its counters.
// It says what changed as trace events; what a change means to routing or to the dialer is told to its owner.

import type { Cancel, Clock } from '../../../engine/clock.ts';
import type { Instant } from '../../../base/time.ts';
import type { InterfaceState, TraceEvent } from '../../trace.ts';
import type { InterfaceCounters } from '../readings.ts';
import { clearMeter, meteredInAll, meterFrame, newMeter, readMeter, restartMeter, type TrafficMeter } from './traffic-meter.ts';

/** `%LINEPROTO-5-UPDOWN` follows `%LINK-3-UPDOWN` by about a second, up and down (published captures). */
export const LINE_PROTOCOL_LAG_MS = 1000;

/** Default of `load-interval`. */
const LOAD_INTERVAL_MS = 300_000;

const FULLY_RELIABLE = 255;

/** What is rare; frames are metered. */
const zero = () => ({ broadcastsInput: 0, inputErrors: 0, crc: 0, outputErrors: 0, outputDrops: 0, interfaceResets: 0, carrierTransitions: 0 });

/** What waits to go out by an interface, as far as its line knows. */
export interface OutputQueue {
  readonly waiting?: number;
  queueLimit?: number;
}

/** What went over an interface, whatever `clear counters` forgets. */
export interface TrafficCount {
  readonly inputOctets: number;
  readonly outputOctets: number;
  readonly inputPackets: number;
  readonly outputPackets: number;
  /** Received, their FCS being wrong. */
  readonly badFrames: number;
}

export class InterfaceRuntime {
  readonly name: string;
  readonly #clock: Clock;
  readonly #record: (event: TraceEvent, interfaceName: string) => void;
  #state: InterfaceState = 'administratively down';
  #protocolUp = false;
  #lag: Cancel | undefined;
  #count = zero();
  #clearedAt: Instant | undefined;
  // Absent until there is something to count.
  #input: TrafficMeter | undefined;
  #output: TrafficMeter | undefined;
  #bad: TrafficMeter | undefined;
  /** Where frames wait for the line; absent where none do. */
  queue: OutputQueue | undefined;
  #hasQueued = false;
  /** `load-interval`: over what rates and reliability are averaged. */
  loadIntervalMs = LOAD_INTERVAL_MS;
  /** Called when the state or the line protocol changed. */
  changed: () => void = () => {};

  constructor(name: string, clock: Clock, record: (event: TraceEvent, interfaceName: string) => void) {
    this.name = name;
    this.#clock = clock;
    this.#record = record;
  }

  get state(): InterfaceState {
    return this.#state;
  }

  get protocolUp(): boolean {
    return this.#protocolUp;
  }

  /** Moves to the state and tells of it; the line protocol falls with it, a second later. */
  setState(to: InterfaceState): void {
    if (to === this.#state) return;
    const wasUp = this.#state === 'up';
    this.#state = to;
    if (wasUp !== (to === 'up')) this.#count.carrierTransitions += 1;
    this.#record({ type: 'link.changed', to }, this.name);
    if (to !== 'up') this.setProtocol(false);
    this.changed();
  }

  /** A dialing interface that is enabled tells its state even if it was that before; its line protocol is spoofed. */
  announce(to: 'up' | 'down'): void {
    this.#state = to;
    this.#record({ type: 'link.changed', to }, this.name);
    this.changed();
  }

  /** Without a word: how an interface stands when the router boots, having counted nothing. */
  initialise(state: InterfaceState, protocolUp: boolean): void {
    this.#lag?.();
    this.#lag = undefined;
    this.#state = state;
    this.#protocolUp = protocolUp;
    this.#count = zero();
    this.#hasQueued = false;
    this.#clearedAt = undefined;
    if (this.#input !== undefined) restartMeter(this.#input);
    if (this.#output !== undefined) restartMeter(this.#output);
    this.#bad = undefined;
  }

  /** The line protocol comes or goes after its lag; one that comes and goes within the lag is never told of. */
  setProtocol(up: boolean, lagMs = LINE_PROTOCOL_LAG_MS): void {
    this.#lag?.();
    this.#lag = undefined;
    if (up === this.#protocolUp) return;
    this.#lag = this.#clock.after(lagMs, () => {
      this.#lag = undefined;
      this.#protocolUp = up;
      this.#record({ type: 'lineProtocol.changed', to: up ? 'up' : 'down' }, this.name);
      this.changed();
    });
  }

  countInput(octets: number, broadcast = false): void {
    meterFrame((this.#input ??= newMeter()), this.#clock.now, octets, this.loadIntervalMs);
    if (broadcast) this.#count.broadcastsInput += 1;
  }

  countOutput(octets: number): void {
    meterFrame((this.#output ??= newMeter()), this.#clock.now, octets, this.loadIntervalMs);
    // Behind one that is going out already.
    if ((this.queue?.waiting ?? 0) > 1) this.#hasQueued = true;
  }

  countBadFrame(): void {
    this.#count.inputErrors += 1;
    this.#count.crc += 1;
    meterFrame((this.#bad ??= newMeter()), this.#clock.now, 0, this.loadIntervalMs);
  }

  countDrop(): void {
    this.#count.outputDrops += 1;
  }

  countReset(): void {
    this.#count.interfaceResets += 1;
  }

  clearCounters(): void {
    this.#count = zero();
    if (this.#input !== undefined) clearMeter(this.#input);
    if (this.#output !== undefined) clearMeter(this.#output);
    this.#hasQueued = false;
    this.#clearedAt = this.#clock.now;
  }

  get passed(): TrafficCount {
    const input = meteredInAll(this.#input);
    const output = meteredInAll(this.#output);
    return { inputOctets: input.octets, outputOctets: output.octets, inputPackets: input.packets, outputPackets: output.packets, badFrames: meteredInAll(this.#bad).packets };
  }

  get counters(): InterfaceCounters {
    const now = this.#clock.now;
    const input = readMeter(this.#input, now, this.loadIntervalMs);
    const output = readMeter(this.#output, now, this.loadIntervalMs);
    const bad = readMeter(this.#bad, now, this.loadIntervalMs).packetRate;
    const all = bad + input.packetRate;
    return {
      ...this.#count,
      packetsInput: input.packets,
      bytesInput: input.octets,
      packetsOutput: output.packets,
      bytesOutput: output.octets,
      ...(input.last === undefined ? {} : { lastInput: input.last }),
      ...(output.last === undefined ? {} : { lastOutput: output.last }),
      ...(this.#clearedAt === undefined ? {} : { clearedAt: this.#clearedAt }),
      inputBitRate: input.bitRate,
      inputPacketRate: input.packetRate,
      outputBitRate: output.bitRate,
      outputPacketRate: output.packetRate,
      outputQueued: Math.max(0, (this.queue?.waiting ?? 0) - 1),
      hasQueued: this.#hasQueued,
      reliability: bad === 0 ? FULLY_RELIABLE : Math.max(1, Math.round((FULLY_RELIABLE * input.packetRate) / all)),
    };
  }
}
