// The SPIDs of a basic access (National ISDN): each endpoint that has one is initialised when its data link comes up, and
// places no calls until the network has accepted it.

import { LateMap } from '../../../base/late-map.ts';
import type { Clock } from '../../../engine/clock.ts';
import { createSpid, step as stepSpid, type SpidAction, type SpidEvent, type SpidState } from '../../../protocols/q931/spid.ts';
import type { Q931Message } from '../../../wire/q931.ts';
import { TimerBank } from '../../timer-bank.ts';
import type { TraceEvent } from '../../trace.ts';
import type { Turnstile } from '../../turnstile.ts';
import type { IsdnReading } from '../readings.ts';

export interface ConfiguredSpid {
  readonly ces: number;
  readonly spid: string;
  readonly ldn?: string;
}

export interface IsdnSpidsOwner {
  readonly clock: Clock;
  readonly turnstile: Turnstile;
  record(event: TraceEvent): void;
  send(ces: number, message: Q931Message): void;
  availability(): void;
}

interface Initialisation {
  readonly ces: number;
  state: SpidState;
  readonly timer: TimerBank<'TSPID'>;
}

export class IsdnSpids {
  readonly #owner: IsdnSpidsOwner;
  readonly #running = new LateMap<number, Initialisation>();
  #configured: readonly ConfiguredSpid[] = [];

  constructor(owner: IsdnSpidsOwner) {
    this.#owner = owner;
  }

  configure(configured: readonly ConfiguredSpid[]): void {
    this.#configured = configured;
  }

  stop(): void {
    for (const { timer } of this.#running.values()) timer.stopAll();
    this.#running.clear();
  }

  /** An endpoint without a SPID needs no permission. */
  permits(ces: number): boolean {
    const running = this.#running.get(ces);
    return running === undefined || running.state.outcome === 'valid';
  }

  /** The network has still to say what it thinks of one. */
  get pending(): boolean {
    return [...this.#running.values()].some(({ state }) => state.outcome === 'sent');
  }

  /** The endpoint whose directory number ends the called one. */
  endpointOf(calledNumber: string | undefined): number | undefined {
    if (calledNumber === undefined) return undefined;
    return this.#configured.find(({ ldn }) => ldn !== undefined && calledNumber.endsWith(ldn))?.ces;
  }

  linkUp(ces: number): void {
    const configured = this.#configured.find((candidate) => candidate.ces === ces);
    if (configured === undefined) return;
    const state = createSpid(ces, configured.spid);
    const before = this.#running.get(ces);
    const timer = before?.timer ?? new TimerBank<'TSPID'>(this.#owner.clock, () => this.#step(ces, { type: 'timer', timer: 'TSPID' }));
    this.#running.set(ces, { ces, state, timer });
    this.#step(ces, { type: 'start' });
  }

  linkDown(ces: number): void {
    this.#step(ces, { type: 'DL-RELEASE indication' });
  }

  message(ces: number, message: Q931Message): void {
    this.#step(ces, { type: 'message', message });
  }

  reading(spids: readonly ConfiguredSpid[]): IsdnReading['spids'] {
    return spids.map((configured) => {
      const state = this.#running.get(configured.ces)?.state;
      return {
        ...configured,
        state: state?.outcome ?? 'not-sent',
        ...(state?.usid === undefined ? {} : { usid: state.usid }),
        ...(state?.tid === undefined ? {} : { tid: state.tid }),
      };
    });
  }

  #step(ces: number, event: SpidEvent): void {
    this.#owner.turnstile.pass(() => this.#stepNow(ces, event));
  }

  #stepNow(ces: number, event: SpidEvent): void {
    const running = this.#running.get(ces);
    if (running === undefined) return;
    const before = running.state.outcome;
    const [state, actions] = stepSpid(running.state, event);
    running.state = state;
    for (const action of actions) this.#perform(running, action);
    if (before !== state.outcome) this.#owner.availability();
  }

  #perform({ ces, timer }: Initialisation, action: SpidAction): void {
    if (action.type === 'send') this.#owner.send(ces, action.message);
    else if (action.type === 'start') timer.start('TSPID', action.ms);
    else if (action.type === 'stop') timer.stop('TSPID');
    else this.#owner.record(action.event);
  }
}
