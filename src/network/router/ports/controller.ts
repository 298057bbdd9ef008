// A T1 or E1 controller: the physical interface of a primary access, with a port for each time slot, whether it is used or not.
// It is up where the signal on the wire has the framing that it was configured for; what its slots carry, and that calls are
// made on them, is the business of the PRI that its `pri-group` makes (pri-port.ts).

import { dSlotOf, type ControllerSettings } from '../../../config/controller-settings.ts';
import type { Cancel, Clock } from '../../../engine/clock.ts';
import type { Instant } from '../../../base/time.ts';
import { B_CHANNEL, Port, PRIMARY_D_CHANNEL } from '../../channel.ts';
import type { TrunkSignal } from '../../lab-description.ts';
import type { InterfaceState, TraceEvent } from '../../trace.ts';
import type { AccessLine } from './isdn-port.ts';
import type { ControllerAlarm, ControllerReading, ControllerTrouble } from '../readings.ts';

/** How long the framer looks for the frame before it says that it has found it. */
const SYNCHRONISATION_MS = 1000;
/** `show controllers` looks back as far. */
const MEMORY_MS = 24 * 3_600_000;

export interface ControllerOwner {
  readonly clock: Clock;
  record(event: TraceEvent): void;
}

export class Controller {
  /** `T1 0`, `E1 1/0`. */
  readonly name: string;
  readonly type: 'T1' | 'E1';
  /** `0`, `1/0`: that of the serial interfaces which its groups make. */
  readonly unit: string;
  readonly slots: ReadonlyMap<number, Port>;
  /** Hears when the carrier came or went, or when the line was plugged in. */
  carrierChanged: () => void = () => {};
  readonly #owner: ControllerOwner;
  #settings: ControllerSettings | undefined;
  #isCut = false;
  #socket: { readonly line: AccessLine; readonly signal: TrunkSignal } | undefined;
  #state: InterfaceState = 'administratively down';
  #alarm: ControllerAlarm = 'none';
  #pending: Cancel | undefined;
  /** When something was wrong, the latest last; an open span has no end. */
  #troubles: { readonly from: Instant; to: Instant | undefined; readonly trouble: ControllerTrouble }[] = [];
  #bootedAt: Instant = 0;

  constructor(owner: ControllerOwner, name: string) {
    this.#owner = owner;
    this.name = name;
    const [type, unit = '0'] = name.split(' ');
    this.type = type === 'E1' ? 'E1' : 'T1';
    this.unit = unit;
    const slots = new Map<number, Port>();
    const last = this.type === 'T1' ? 24 : 31;
    for (let slot = 1; slot <= last; slot += 1) slots.set(slot, new Port(owner.clock, slot === dSlotOf(this.type) ? PRIMARY_D_CHANNEL : B_CHANNEL));
    this.slots = slots;
  }

  plug(line: AccessLine, signal: TrunkSignal): void {
    this.#socket = { line, signal };
  }

  /** The line that is plugged in is cut, or is whole again. */
  cut(isCut: boolean): void {
    this.#isCut = isCut;
    if (this.#settings !== undefined) this.apply(this.#settings);
  }

  get isUp(): boolean {
    return this.#state === 'up';
  }

  /** What the slots are joined to, while the signal makes sense: with the wrong line code, zeros are read as something else. */
  get line(): AccessLine | undefined {
    return this.isUp && !this.#miscoded ? this.#socket?.line : undefined;
  }

  get #miscoded(): boolean {
    return this.#settings?.lineCode !== this.#socket?.signal.lineCode;
  }

  /** The router boots: nothing is up, and nothing is said. */
  initialise(): void {
    this.#pending?.();
    this.#pending = undefined;
    this.#settings = undefined;
    this.#state = 'administratively down';
    this.#alarm = 'none';
    this.#troubles = [];
    this.#bootedAt = this.#owner.clock.now;
  }

  /** Takes the same settings twice without effect. */
  apply(settings: ControllerSettings): void {
    const before = this.#settings;
    this.#settings = settings;
    const wanted = this.#wanted(settings);
    if (wanted.state !== 'up') {
      this.#pending?.();
      this.#pending = undefined;
      this.#enter(wanted.state, wanted.alarm);
    } else if (this.#state !== 'up' && this.#pending === undefined) {
      this.#pending = this.#owner.clock.after(SYNCHRONISATION_MS, () => {
        this.#pending = undefined;
        this.#enter('up', 'none');
      });
    } else if (before?.lineCode !== settings.lineCode) {
      this.#note();
      this.carrierChanged();
    }
  }

  #wanted(settings: ControllerSettings): { readonly state: InterfaceState; readonly alarm: ControllerAlarm } {
    if (settings.shutdown) return { state: 'administratively down', alarm: 'none' };
    if (this.#socket === undefined || this.#isCut) return { state: 'down', alarm: 'loss of signal' };
    if (this.#socket.signal.framing !== settings.framing) return { state: 'down', alarm: 'loss of frame' };
    return { state: 'up', alarm: 'none' };
  }

  #enter(state: InterfaceState, alarm: ControllerAlarm): void {
    if (state === this.#state && alarm === this.#alarm) return;
    const told = state !== this.#state;
    this.#state = state;
    this.#alarm = alarm;
    this.#note();
    if (told) this.#owner.record({ type: 'controller.changed', controller: this.name, to: state });
    this.carrierChanged();
  }

  /** What is wrong from now on. */
  #note(): void {
    const { now } = this.#owner.clock;
    const trouble: ControllerTrouble | undefined = this.isUp ? (this.#miscoded ? 'line code' : undefined) : this.#alarm === 'none' ? 'shut' : this.#alarm;
    const last = this.#troubles.at(-1);
    if (last !== undefined) last.to ??= now;
    if (trouble !== undefined) this.#troubles.push({ from: now, to: undefined, trouble });
  }

  reading(): ControllerReading {
    const { now } = this.#owner.clock;
    const settings = this.#settings;
    const since = Math.max(this.#bootedAt, now - MEMORY_MS);
    return {
      name: this.name,
      type: this.type,
      unit: this.unit,
      state: this.#state,
      alarm: this.#alarm,
      ...(settings === undefined ? {} : { settings }),
      countedSince: since,
      troubles: this.#troubles
        .filter(({ to }) => (to ?? now) > since)
        .map(({ from, to, trouble }) => ({ from: Math.max(from, since), to: to ?? now, trouble })),
    };
  }
}
