// One interface as it runs: its state and line protocol with the lag that IOS shows between the two, and its counters.
// It says what changed as trace events; what a change means to routing or to the dialer is told to its owner.

import type { Cancel, Clock } from '../../../engine/clock.ts';
import type { Instant } from '../../../base/time.ts';
import type { InterfaceState, TraceEvent } from '../../trace.ts';
import type { InterfaceCounters } from '../readings.ts';

/** `%LINEPROTO-5-UPDOWN` follows `%LINK-3-UPDOWN` by about a second, up and down (published captures). */
export const LINE_PROTOCOL_LAG_MS = 1000;

/** Default of `load-interval`. */
const LOAD_INTERVAL_MS = 300_000;

/** An exponentially weighted average with the load interval as its time constant, brought up to date when read or added to. */
class Rate {
  #bits = 0;
  #packets = 0;
  #at: Instant = 0;

  add(now: Instant, octets: number, intervalMs: number): void {
    this.#decay(now, intervalMs);
    this.#bits += (octets * 8000) / intervalMs;
    this.#packets += 1000 / intervalMs;
  }

  read(now: Instant, intervalMs: number): { readonly bits: number; readonly packets: number } {
    this.#decay(now, intervalMs);
    return { bits: this.#bits, packets: this.#packets };
  }

  #decay(now: Instant, intervalMs: number): void {
    if (now <= this.#at) return;
    const kept = Math.exp((this.#at - now) / intervalMs);
    this.#bits *= kept;
    this.#packets *= kept;
    this.#at = now;
  }
}

const NO_RATE = { bits: 0, packets: 0 } as const;
const NOTHING_PASSED: TrafficCount = { inputOctets: 0, outputOctets: 0, inputPackets: 0, outputPackets: 0 };
const FULLY_RELIABLE = 255;

const zero = () => ({
  packetsInput: 0, bytesInput: 0, broadcastsInput: 0, inputErrors: 0, crc: 0,
  packetsOutput: 0, bytesOutput: 0, outputErrors: 0, outputDrops: 0, interfaceResets: 0, carrierTransitions: 0,
});

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
}

export class InterfaceRuntime {
  readonly name: string;
  readonly #clock: Clock;
  readonly #record: (event: TraceEvent, interfaceName: string) => void;
  #state: InterfaceState = 'administratively down';
  #protocolUp = false;
  #passed: { -readonly [Key in keyof TrafficCount]: TrafficCount[Key] } | undefined;
  #lag: Cancel | undefined;
  #count = zero();
  #lastInput: Instant | undefined;
  #lastOutput: Instant | undefined;
  #clearedAt: Instant | undefined;
  // Absent until there is something to count.
  #input: Rate | undefined;
  #output: Rate | undefined;
  #bad: Rate | undefined;
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
    this.#lastInput = undefined;
    this.#lastOutput = undefined;
    this.#clearedAt = undefined;
    this.#input = undefined;
    this.#output = undefined;
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
    const passed = (this.#passed ??= { ...NOTHING_PASSED });
    passed.inputPackets += 1;
    passed.inputOctets += octets;
    this.#count.packetsInput += 1;
    this.#count.bytesInput += octets;
    if (broadcast) this.#count.broadcastsInput += 1;
    this.#lastInput = this.#clock.now;
    (this.#input ??= new Rate()).add(this.#clock.now, octets, this.loadIntervalMs);
  }

  countOutput(octets: number): void {
    const passed = (this.#passed ??= { ...NOTHING_PASSED });
    passed.outputPackets += 1;
    passed.outputOctets += octets;
    this.#count.packetsOutput += 1;
    this.#count.bytesOutput += octets;
    this.#lastOutput = this.#clock.now;
    (this.#output ??= new Rate()).add(this.#clock.now, octets, this.loadIntervalMs);
    // Behind one that is going out already.
    if ((this.queue?.waiting ?? 0) > 1) this.#hasQueued = true;
  }

  countBadFrame(): void {
    this.#count.inputErrors += 1;
    this.#count.crc += 1;
    (this.#bad ??= new Rate()).add(this.#clock.now, 0, this.loadIntervalMs);
  }

  countDrop(): void {
    this.#count.outputDrops += 1;
  }

  countReset(): void {
    this.#count.interfaceResets += 1;
  }

  clearCounters(): void {
    this.#count = zero();
    this.#hasQueued = false;
    this.#clearedAt = this.#clock.now;
  }

  get passed(): TrafficCount {
    return { ...(this.#passed ?? NOTHING_PASSED) };
  }

  get counters(): InterfaceCounters {
    const now = this.#clock.now;
    const input = this.#input?.read(now, this.loadIntervalMs) ?? NO_RATE;
    const output = this.#output?.read(now, this.loadIntervalMs) ?? NO_RATE;
    const bad = this.#bad?.read(now, this.loadIntervalMs).packets ?? 0;
    const all = bad + input.packets;
    return {
      ...this.#count,
      ...(this.#lastInput === undefined ? {} : { lastInput: this.#lastInput }),
      ...(this.#lastOutput === undefined ? {} : { lastOutput: this.#lastOutput }),
      ...(this.#clearedAt === undefined ? {} : { clearedAt: this.#clearedAt }),
      inputBitRate: input.bits,
      inputPacketRate: input.packets,
      outputBitRate: output.bits,
      outputPacketRate: output.packets,
      outputQueued: Math.max(0, (this.queue?.waiting ?? 0) - 1),
      hasQueued: this.#hasQueued,
      reliability: bad === 0 ? FULLY_RELIABLE : Math.max(1, Math.round((FULLY_RELIABLE * input.packets) / all)),
    };
  }
}
