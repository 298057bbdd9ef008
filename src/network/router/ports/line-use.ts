// A terminal line while its modem has a carrier and no interface has the line: it waits for what the caller begins to speak
// (`autoselect`), or is somebody's terminal. Frames make an interface of it. What is said at the terminal is the session's.

import type { AsyncLineSettings } from '../../../config/async-settings.ts';
import type { LineNumber } from '../../../config/line-numbers.ts';
import type { Cancel, Clock } from '../../../engine/clock.ts';
import { hasReturn, NEW_SELECTOR, select, type Selected, type Selector } from '../../../protocols/line/autoselect.ts';
import type { LineTrace } from '../../trace.ts';
import type { LineAccept, LineCallback, LineChoice, LineRefusal, LineSession, LineTerminal } from './line-terminal.ts';

export interface LineUseOwner {
  readonly clock: Clock;
  readonly line: LineNumber;
  readonly interface: string;
  readonly settings: AsyncLineSettings;
  readonly accept: LineAccept | undefined;
  /** The modem takes no more for now. */
  readonly full: boolean;
  record(event: LineTrace): void;
  transmit(octets: Uint8Array): void;
  /** The line becomes an interface, which hears these octets first; or why it does not. */
  begin(choice: LineChoice, octets: Uint8Array, by: 'autoselect' | 'exec'): LineRefusal | undefined;
  callBack(callback: LineCallback): void;
  hangUp(): void;
}

/** Nobody waits longer for a first character, where `autoselect timeout` says nothing (the command reference's sample). */
const AUTOSELECT_SECONDS = 120;
const PUMP_MS = 50;

type Phase = 'waiting' | 'login' | 'terminal' | 'over';

export class LineUse implements LineTerminal {
  readonly knownUser: string | undefined;
  readonly calledBack: boolean;
  readonly #owner: LineUseOwner;
  #phase: Phase = 'waiting';
  #selector: Selector = NEW_SELECTOR;
  #session: LineSession | undefined;
  #cancelWait: Cancel | undefined;
  #waiting: Uint8Array[] = [];
  #cancelPump: Cancel | undefined;
  #isDeaf = false;

  constructor(owner: LineUseOwner, calledBack: { readonly user: string | undefined } | undefined) {
    this.#owner = owner;
    this.calledBack = calledBack !== undefined;
    this.knownUser = calledBack?.user;
  }

  get line(): LineNumber {
    return this.#owner.line;
  }

  get interface(): string {
    return this.#owner.interface;
  }

  get unsentOctets(): number {
    return this.#waiting.reduce((sum, { length }) => sum + length, 0);
  }

  /** The carrier is there. */
  start(): void {
    const { exec, autoselect } = this.#owner.settings;
    const selects = autoselect.ppp || autoselect.slip;
    if (exec && (!selects || autoselect.duringLogin)) this.#open();
    else if (selects) this.#await();
    else this.#deaf('no-exec');
  }

  #await(): void {
    const { clock, settings, record } = this.#owner;
    record({ type: 'line.autoselect', what: 'started' });
    this.#cancelWait = clock.after((settings.autoselect.timeoutSeconds ?? AUTOSELECT_SECONDS) * 1000, () => {
      record({ type: 'line.autoselect', what: 'failed' });
      this.#owner.hangUp();
    });
  }

  #open(): void {
    this.#cancelWait?.();
    this.#phase = 'login';
    this.#owner.record({ type: 'line.exec' });
    this.#session = this.#owner.accept?.(this);
    this.#session?.opened();
  }

  hear(octets: Uint8Array): void {
    if (this.#phase === 'over') return;
    const { autoselect } = this.#owner.settings;
    const selects = this.#phase !== 'terminal' && (autoselect.ppp || autoselect.slip);
    const { selector, samples, selected } = select(this.#selector, octets, selects ? autoselect : { ppp: true, slip: false });
    this.#selector = selector;
    if (!selects) return this.#hearTerminal(octets, selected);
    for (const sample of samples) this.#owner.record({ type: 'line.autoselect', what: 'sample', sample });
    for (const each of selected) this.#take(each);
  }

  /** Nobody looks for frames here; that somebody sends them is noticed all the same. */
  #hearTerminal(octets: Uint8Array, selected: readonly Selected[]): void {
    if (selected.some(({ kind }) => kind === 'ppp')) this.#deaf(this.#session === undefined ? 'no-exec' : 'no-autoselect');
    this.#session?.data(octets);
  }

  #take(selected: Selected): void {
    if (selected.kind !== 'terminal') {
      this.#owner.record({ type: 'line.autoselect', what: 'selected', protocol: selected.kind });
      const refusal = this.#begin({ protocol: selected.kind }, selected.octets, 'autoselect');
      if (refusal !== undefined) this.#deaf(refusal === 'busy' ? 'no-interface' : refusal);
    } else if (this.#phase !== 'waiting') this.#session?.data(selected.octets);
    else if (hasReturn(selected.octets) && this.#owner.settings.exec) this.#open();
  }

  #deaf(because: Extract<LineTrace, { type: 'line.deaf' }>['because']): void {
    if (this.#isDeaf) return;
    this.#isDeaf = true;
    this.#owner.record({ type: 'line.deaf', because });
  }

  #begin(choice: LineChoice, octets: Uint8Array, by: 'autoselect' | 'exec'): LineRefusal | undefined {
    const refusal = this.#owner.begin(choice, octets, by);
    if (refusal === undefined) this.over();
    return refusal;
  }

  /** Neither waits nor is a terminal any more. */
  over(): void {
    if (this.#phase === 'over') return;
    this.#phase = 'over';
    this.#cancelWait?.();
    this.#cancelPump?.();
    this.#waiting = [];
    this.#session?.ended();
    this.#session = undefined;
  }

  // ---- what the session asks

  send(octets: Uint8Array): void {
    if (this.#phase === 'over') return;
    this.#waiting.push(octets);
    this.#pump();
  }

  #pump(): void {
    this.#cancelPump?.();
    this.#cancelPump = undefined;
    while (this.#waiting.length > 0 && !this.#owner.full) this.#owner.transmit(this.#waiting.shift() ?? new Uint8Array(0));
    if (this.#waiting.length > 0) this.#cancelPump = this.#owner.clock.after(PUMP_MS, () => this.#pump());
  }

  loggedIn(user: string): void {
    if (this.#phase !== 'login') return;
    this.#phase = 'terminal';
    this.#owner.record({ type: 'line.login', outcome: 'in', ...(user === '' ? {} : { user }) });
  }

  begin(choice: LineChoice): LineRefusal | undefined {
    return this.#phase === 'over' ? 'busy' : this.#begin(choice, new Uint8Array(0), 'exec');
  }

  callBack(callback: LineCallback): void {
    if (this.#phase !== 'over') this.#owner.callBack(callback);
  }

  hangUp(): void {
    if (this.#phase !== 'over') this.#owner.hangUp();
  }
}
