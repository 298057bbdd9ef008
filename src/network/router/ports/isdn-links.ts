// Layer 2 of a D channel at the user side: a data link (Q.921) for each connection endpoint, kept up as long as layer 1
// is, from then on or from the first call on. Frames carry an FCS-16, as HDLC has it. On a basic access an endpoint asks for its TEI; on a primary access there is one
// endpoint with the TEI 0.

import type { Clock } from '../../../engine/clock.ts';
import type { RandomStream } from '../../../engine/random.ts';
import { isSettled } from '../../../protocols/q921/data-link-state.ts';
import type { DataLinkStateName, Q921Primitive } from '../../../protocols/q921/types.ts';
import { checkFcs } from '../../../wire/hdlc.ts';
import { LAPD_FRAME, type LapdFrame } from '../../../wire/q921.ts';
import type { FrameHearer, Port } from '../../channel.ts';
import { LapdLink } from '../../lapd-link.ts';
import { TimerBank } from '../../timer-bank.ts';
import type { TraceEvent } from '../../trace.ts';
import type { Turnstile } from '../../turnstile.ts';
import type { InterfaceRuntime } from './interface-runtime.ts';

/** Q.921 leaves it to the terminal when to try again after a link was lost. */
const REESTABLISH_MS = 10_000;

export interface IsdnLinksProfile {
  readonly endpoints: readonly { readonly ces: number; readonly tei?: number }[];
  readonly keepaliveMs: number;
  /** k of Q.921 §5.9.5. */
  readonly window: number;
  /** No TEI is asked for before somebody has something to say to the network (`isdn tei-negotiation first-call`). */
  readonly atFirstCall?: boolean;
}

export interface IsdnLinksOwner {
  readonly clock: Clock;
  readonly random: RandomStream;
  readonly turnstile: Turnstile;
  /** Counts the frames of the D channel. */
  readonly runtime: Pick<InterfaceRuntime, 'countInput' | 'countOutput' | 'countBadFrame'>;
  readonly record: (event: TraceEvent) => void;
  /** Somebody hears what is recorded, now. */
  readonly heard: () => boolean;
  /** The endpoint that a broadcast message is for, where it says so. */
  calledEndpoint(information: Uint8Array): number | undefined;
  linkUp(ces: number): void;
  /** It is up, and what was under way on the one before it is lost; layer 3 has not always asked for that. */
  linkBegun(ces: number): void;
  linkDown(ces: number): void;
  information(ces: number, octets: Uint8Array): void;
  availability(): void;
}

export class IsdnLinks implements FrameHearer {
  readonly #owner: IsdnLinksOwner;
  readonly #d: Port;
  readonly #retry: TimerBank<'reestablish'>;
  #endpoints: readonly Endpoint[] = [];
  #awake = false;

  constructor(owner: IsdnLinksOwner, d: Port) {
    this.#owner = owner;
    this.#d = d;
    d.hearer = this;
    this.#retry = new TimerBank(owner.clock, () => this.#establish());
  }

  start(profile: IsdnLinksProfile): void {
    this.#endpoints = profile.endpoints.map((endpoint) => new Endpoint(this.#owner, this.#d, this.#retry, endpoint, profile));
    this.#awake = false;
    if (profile.atFirstCall !== true) this.wake();
  }

  /** Establishes what waited for the first call. */
  wake(): void {
    if (this.#awake) return;
    this.#awake = true;
    this.#establish();
  }

  stop(): void {
    for (const endpoint of this.#endpoints) {
      endpoint.end();
      endpoint.layer2('down');
    }
    this.#endpoints = [];
    this.#awake = false;
    this.#retry.stopAll();
  }

  /** The endpoints whose link is established, in their order. */
  up(): readonly number[] {
    return this.#endpoints.filter((endpoint) => endpoint.isUp).map(({ ces }) => ces);
  }

  /** One is being established, the first time since layer 1 is there. */
  get coming(): boolean {
    return this.#awake && this.#endpoints.some(({ tried }) => !tried);
  }

  /** Layer 1 is there, and the first call will have the links established. */
  get asleep(): boolean {
    return !this.#awake && this.#endpoints.length > 0;
  }

  /** Whatever was said to the network has been heard. */
  get settled(): boolean {
    return this.#endpoints.every(({ machine }) => isSettled(machine));
  }

  send(ces: number, information: Uint8Array): void {
    this.wake();
    this.#endpoints.find((candidate) => candidate.ces === ces)?.tell({ type: 'DL-DATA request', information });
  }

  reading(): readonly { readonly ces: number; readonly tei?: number; readonly state: DataLinkStateName }[] {
    return this.#endpoints.map(({ ces, machine }) => ({ ces, ...(machine.tei === undefined ? {} : { tei: machine.tei }), state: machine.state }));
  }

  #establish(): void {
    for (const endpoint of this.#endpoints) {
      if (!endpoint.isUp) endpoint.tell({ type: 'DL-ESTABLISH request' });
    }
  }

  hear(octets: Uint8Array): void {
    const checked = checkFcs(octets);
    const frame = checked.ok ? LAPD_FRAME.parse(checked.value) : checked;
    if (!frame.ok) {
      this.#owner.runtime.countBadFrame();
      this.#owner.record({ type: 'frame.bad', channel: 'D', reason: frame.error.message });
      return;
    }
    this.#owner.runtime.countInput(octets.length - 2);
    for (const endpoint of this.#hearers(frame.value)) endpoint.tell({ type: 'frame', frame: frame.value });
  }

  /** A broadcast SETUP is for one endpoint only: the one whose directory number was called, else the first. */
  #hearers(frame: LapdFrame): readonly Endpoint[] {
    if (this.#endpoints.length < 2 || frame.kind !== 'UI' || frame.sapi !== 0 || frame.tei !== 127) return this.#endpoints;
    const ces = this.#owner.calledEndpoint(frame.information);
    const named = this.#endpoints.find((endpoint) => endpoint.ces === ces);
    const first = named ?? this.#endpoints.find((endpoint) => endpoint.isUp) ?? this.#endpoints[0];
    return first === undefined ? [] : [first];
  }
}

class Endpoint extends LapdLink {
  readonly ces: number;
  readonly trace: (event: TraceEvent) => void;
  readonly #owner: IsdnLinksOwner;
  readonly #retry: TimerBank<'reestablish'>;
  /** The TEI with which layer 2 was told to be up: only then is its end worth a word. */
  #upWithTei: number | undefined;
  /** Its first establishment has come to an end, good or bad. */
  tried = false;
  #triedNow = false;
  #hasBeenUp = false;

  constructor(owner: IsdnLinksOwner, d: Port, retry: TimerBank<'reestablish'>, { ces, tei }: IsdnLinksProfile['endpoints'][number], { keepaliveMs, window }: IsdnLinksProfile) {
    super(owner.clock, owner.turnstile, d, { side: 'user', ces, ...(tei === undefined ? {} : { tei }), seed: owner.random.uint32(), window, keepaliveMs });
    this.ces = ces;
    this.trace = owner.record;
    this.#owner = owner;
    this.#retry = retry;
  }

  protected heard(): boolean {
    return this.#owner.heard();
  }

  protected override sent(octets: number): void {
    this.#owner.runtime.countOutput(octets);
  }

  protected told(primitive: Q921Primitive): void {
    switch (primitive.type) {
      case 'DL-ESTABLISH confirm':
      case 'DL-ESTABLISH indication':
        this.#concluded('up');
        this.#owner.linkUp(this.ces);
        return;
      case 'DL-RELEASE indication':
      case 'DL-RELEASE confirm':
        this.#concluded('down');
        this.#owner.linkDown(this.ces);
        this.#retry.start('reestablish', REESTABLISH_MS);
        return;
      default:
        this.#owner.information(this.ces, primitive.information);
    }
  }

  protected stepped(wasUp: boolean, hasBegun: boolean): void {
    // Before the first time there was no link on which a call could have been lost.
    if (hasBegun && this.#hasBeenUp) this.#owner.linkBegun(this.ces);
    this.#hasBeenUp ||= hasBegun;
    if (wasUp === this.isUp && !this.#triedNow) return;
    this.#triedNow = false;
    this.#owner.availability();
  }

  #concluded(to: 'up' | 'down'): void {
    this.#triedNow = !this.tried;
    this.tried = true;
    this.layer2(to);
  }

  /** A link that never came up does not go down, and one that is reset comes up no second time. */
  layer2(to: 'up' | 'down'): void {
    const tei = to === 'up' ? this.machine.tei : this.#upWithTei;
    if (tei === undefined || (this.#upWithTei !== undefined) === (to === 'up')) return;
    this.#upWithTei = to === 'up' ? tei : undefined;
    this.#owner.record({ type: 'isdn.layer2', tei, to });
  }
}
