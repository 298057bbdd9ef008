// An analog subscriber line at the exchange: dial tone when the set is lifted, digits, ringing, the tones of success and
// failure, and a voice path to the other end. The set is a modem, or anything else with a hook. One call at a time.

import type { Cancel, Clock } from '../../engine/clock.ts';
import type { Tone } from '../../protocols/modem/line.ts';
import type { CallSetup } from '../../protocols/q931/types.ts';
import { Port, type ChannelRate } from '../channel.ts';
import type { AnalogLine, V25bisLine } from '../lab-description.ts';
import type { Leg, LinePort, LinePortOwner } from './line-port.ts';

/** A voice channel: what modems make of it is theirs, and slower. */
export const VOICE_CHANNEL: ChannelRate = { bitsPerSecond: 33_600, delayMs: 10 };

const DIAL_TONE_MS = 300;
/** Two seconds of ringing, four of silence. */
const RING_CADENCE_MS = 6000;
const BUSY = 17;

/** What stands at the subscriber's end. */
export interface TelephoneSet {
  /** The voice path's end. */
  readonly voice: Port;
  hears(tone: Tone): void;
  ring(): void;
  /** The other end has answered, or this end's answer was taken. */
  connected(): void;
  /** The other end is gone. */
  lost(): void;
}

/** The subscriber's end of the line. */
export interface Hook {
  lift(): void;
  dial(number: string): void;
  drop(): void;
}

interface AnalogLeg extends Leg {
  readonly fromTerminal: boolean;
  phase: 'setup' | 'ringing' | 'connected' | 'on hook' | 'cleared';
}

type OrderedLine = AnalogLine | V25bisLine;

export class AnalogPort implements LinePort, Hook {
  readonly line: OrderedLine;
  readonly #clock: Clock;
  readonly #owner: LinePortOwner;
  #set: TelephoneSet | undefined;
  #lifted = false;
  #cut = false;
  #leg: AnalogLeg | undefined;
  #pending: Cancel | undefined;

  constructor(clock: Clock, line: OrderedLine, owner: LinePortOwner) {
    this.#clock = clock;
    this.line = line;
    this.#owner = owner;
  }

  plug(set: TelephoneSet): void {
    this.#set = set;
  }

  /** The wires are cut, or mended: the exchange sees a set that hangs up, the set hears nothing any more. */
  cut(isCut: boolean): void {
    if (isCut === this.#cut) return;
    this.#cut = isCut;
    if (!isCut) return;
    const connected = this.#leg?.phase === 'connected';
    this.drop();
    this.#release();
    if (connected) this.#set?.lost();
  }

  // ---- the subscriber

  lift(): void {
    if (this.#lifted || this.#cut) return;
    if (this.#leg?.phase === 'on hook') this.#release();
    this.#lifted = true;
    const leg = this.#leg;
    if (leg !== undefined && !leg.fromTerminal && leg.phase === 'ringing') {
      this.#cancel();
      leg.phase = 'connected';
      this.#owner.answered(leg);
      this.#set?.connected();
      return;
    }
    this.#after(DIAL_TONE_MS, () => this.#set?.hears('dial'));
  }

  dial(number: string): void {
    if (!this.#lifted || this.#leg !== undefined) return;
    this.#cancel();
    const leg: AnalogLeg = { port: this, fromTerminal: true, channel: 1, circuit: undefined, phase: 'setup' };
    this.#leg = leg;
    const setup: CallSetup = { bearer: 'speech', calledNumber: number, keypad: false, channel: 1, exclusive: true };
    this.#owner.setup(leg, setup);
  }

  drop(): void {
    this.#lifted = false;
    const leg = this.#leg;
    if (leg?.phase === 'on hook') return;
    this.#cancel();
    if (leg?.phase !== 'connected') return this.#release();
    // Nothing overtakes on a pair of wires: what was said before still gets through.
    const quietInMs = this.#set?.voice.quietInMs ?? 0;
    if (quietInMs === 0) return this.#release();
    leg.phase = 'on hook';
    this.#after(quietInMs, () => this.#release());
  }

  /** The exchange takes it for hung up. */
  #release(): void {
    this.#cancel();
    const leg = this.#leg;
    this.#leg = undefined;
    if (leg !== undefined && leg.phase !== 'cleared') this.#owner.cleared(leg, 16);
  }

  // ---- readers

  get lifted(): boolean {
    return this.#lifted;
  }

  get leg(): Readonly<AnalogLeg> | undefined {
    return this.#leg;
  }

  // ---- the exchange

  get active(): boolean {
    return this.#set !== undefined && !this.#cut;
  }

  get freeChannel(): number | undefined {
    return this.#leg === undefined && !this.#lifted ? 1 : undefined;
  }

  maySetUp(): boolean {
    return true;
  }

  proceed(): undefined {
    return undefined;
  }

  alert(leg: Leg): void {
    if (leg === this.#leg) this.#set?.hears('ringback');
  }

  connect(leg: Leg): void {
    if (leg !== this.#leg || this.#leg === undefined) return;
    this.#leg.phase = 'connected';
    this.#set?.connected();
  }

  /** A set that is off the hook hears why; one that rings stops ringing. */
  clear(leg: Leg, cause: number): void {
    const own = this.#leg;
    if (leg !== own || own.phase === 'cleared') return;
    this.#cancel();
    const { phase } = own;
    own.phase = 'cleared';
    if (phase === 'on hook' || (!own.fromTerminal && phase === 'ringing')) {
      this.#leg = undefined;
      return;
    }
    if (phase === 'connected') this.#set?.lost();
    else this.#set?.hears(cause === BUSY ? 'busy' : 'reorder');
  }

  offer(_setup: CallSetup): Leg {
    const leg: AnalogLeg = { port: this, fromTerminal: false, channel: 1, circuit: undefined, phase: 'ringing' };
    this.#leg = leg;
    this.#after(0, () => {
      this.#owner.alerting(leg);
      this.#ring();
    });
    return leg;
  }

  channelPort(): Port | undefined {
    return this.#set?.voice;
  }

  #ring(): void {
    if (this.#leg?.phase !== 'ringing') return;
    this.#after(RING_CADENCE_MS, () => this.#ring());
    this.#set?.ring();
  }

  #after(ms: number, run: () => void): void {
    this.#cancel();
    this.#pending = this.#clock.after(ms, () => {
      this.#pending = undefined;
      run();
    });
  }

  #cancel(): void {
    this.#pending?.();
    this.#pending = undefined;
  }
}
