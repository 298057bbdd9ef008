// A serial line between two routers, with its signals: each end says whether it is ready (DTR of a DTE; DSR, DCD and CTS of a
// DCE), and sees whether the other one is. Back to back one end is the DCE and gives the clock that its `clock rate` says; on
// a leased line the telephone company gives it to both, which are DTEs. Without a clock no bit moves, though both are ready.

import { must } from '../base/assert.ts';
import { Port } from './channel.ts';
import type { LabSerialLink } from './lab-description.ts';

/** Of a leased line that nothing else is said of. */
export const LEASED_LINE_BITS_PER_SECOND = 64_000;

export type SerialCable = 'DTE' | 'DCE';

export interface SerialSignals {
  /** The other end is ready. */
  readonly carrier: boolean;
  readonly clocked: boolean;
}

/** What an interface plugs into. */
export interface SerialSocket {
  readonly cable: SerialCable;
  /** The interface is ready or not; a DCE gives that clock. */
  drive(ready: boolean, clockRate: number | undefined): void;
  readonly signals: SerialSignals;
}

/** An interface as the cable sees it. */
export interface SerialPlug {
  readonly port: Port;
  plug(socket: SerialSocket): void;
  signalsChanged(): void;
}

interface End {
  readonly plug: SerialPlug;
  ready: boolean;
  clockRate: number | undefined;
}

const endOf = (plug: SerialPlug): End => ({ plug, ready: false, clockRate: undefined });

export class SerialLink {
  readonly #ends: readonly [End, End];
  /** Index of the end that gives the clock; undefined on a leased line. */
  readonly #dce: 0 | 1 | undefined;
  readonly #leasedRate: number;
  #cut = false;

  constructor({ clockedBy, bitsPerSecond }: Pick<LabSerialLink, 'clockedBy' | 'bitsPerSecond'>, a: SerialPlug, b: SerialPlug) {
    this.#dce = clockedBy === 'network' ? undefined : clockedBy;
    this.#leasedRate = bitsPerSecond ?? LEASED_LINE_BITS_PER_SECOND;
    this.#ends = [endOf(a), endOf(b)];
    this.#ends.forEach((end, index) => end.plug.plug(this.#socket(end, index)));
  }

  /** The line is cut, or mended. */
  cut(isCut: boolean): void {
    if (this.#cut === isCut) return;
    this.#cut = isCut;
    this.#changed();
  }

  get isCut(): boolean {
    return this.#cut;
  }

  #socket(end: End, index: number): SerialSocket {
    const signals = (): SerialSignals => ({ carrier: this.#carrierOf(index), clocked: this.#rate() !== undefined });
    return {
      cable: this.#dce === index ? 'DCE' : 'DTE',
      drive: (ready, clockRate) => {
        if (end.ready === ready && end.clockRate === clockRate) return;
        end.ready = ready;
        end.clockRate = clockRate;
        this.#changed();
      },
      get signals() {
        return signals();
      },
    };
  }

  #carrierOf(index: number): boolean {
    return !this.#cut && must(this.#ends[1 - index], 'a line has two ends').ready;
  }

  #rate(): number | undefined {
    if (this.#dce === undefined) return this.#leasedRate;
    return this.#ends[this.#dce].clockRate;
  }

  #changed(): void {
    const [a, b] = this.#ends;
    const rate = this.#rate();
    if (rate !== undefined) for (const end of this.#ends) end.plug.port.bitsPerSecond = rate;
    const through = !this.#cut && a.ready && b.ready && rate !== undefined;
    if (!through) a.plug.port.unjoin();
    else if (a.plug.port.peer !== b.plug.port) Port.join(a.plug.port, b.plug.port);
    for (const end of this.#ends) end.plug.signalsChanged();
  }
}
