// The D channel of one ISDN interface, user side: its data links (Q.921), SPIDs where it has them, and its calls (Q.931),
// which take turns through one turnstile. A basic and a primary access share it; how they differ is its profile.

import type { Clock } from '../../../engine/clock.ts';
import type { RandomStream } from '../../../engine/random.ts';
import type { Access, CallSetup } from '../../../protocols/q931/types.ts';
import { Q931_CODEC, findElement, type Q931Message } from '../../../wire/q931.ts';
import type { Port } from '../../channel.ts';
import { Turnstile } from '../../turnstile.ts';
import type { TraceEvent } from '../../trace.ts';
import type { InterfaceRuntime } from './interface-runtime.ts';
import { IsdnCalls, type IsdnCall, type IsdnCallEvents } from './isdn-calls.ts';
import { IsdnLinks, type IsdnLinksProfile } from './isdn-links.ts';
import { IsdnSpids, type ConfiguredSpid } from './isdn-spids.ts';
import type { IsdnReading } from '../readings.ts';

/** Q.850: destination out of order, for calls that are lost with layer 1. */
const OUT_OF_ORDER = 27;

/** How layer 2 is to be, from when layer 1 comes up. */
export interface DChannelProfile extends IsdnLinksProfile {
  readonly spids: readonly ConfiguredSpid[];
}

export interface DChannelOwner {
  readonly clock: Clock;
  readonly random: RandomStream;
  readonly runtime: InterfaceRuntime;
  readonly events: IsdnCallEvents;
  readonly record: (event: TraceEvent) => void;
  /** Somebody hears what is recorded, now. */
  readonly heard: () => boolean;
  availability(): void;
}

export class IsdnDChannel {
  readonly port: Port;
  readonly calls: IsdnCalls;
  readonly #record: (event: TraceEvent) => void;
  readonly #links: IsdnLinks;
  readonly #spids: IsdnSpids;
  /** Layer 1 is going. */
  #going = false;

  constructor(owner: DChannelOwner, name: string, port: Port, access: Access) {
    this.port = port;
    const { clock, random, runtime, events } = owner;
    const { record } = owner;
    const availability = () => {
      if (this.#usable().length > 0 || !this.#coming) this.calls.serveWaiting(() => this.#chooseLink());
      owner.availability();
    };
    const send = (ces: number, message: Q931Message) => this.#links.send(ces, Q931_CODEC.serialize(message));
    const turnstile = new Turnstile();
    this.#record = record;
    this.#spids = new IsdnSpids({ clock, turnstile, record, send, availability });
    this.calls = new IsdnCalls({ clock, turnstile, events, record, send }, name, access);
    this.#links = new IsdnLinks(
      {
        clock,
        random,
        turnstile,
        runtime,
        record,
        heard: owner.heard,
        availability,
        calledEndpoint: (information) => this.#calledEndpoint(information),
        linkUp: (ces) => this.#spids.linkUp(ces),
        linkBegun: (ces) => this.calls.enquire(ces),
        linkDown: (ces) => {
          this.#spids.linkDown(ces);
          this.calls.linkDown(ces);
        },
        information: (ces, octets) => this.#message(ces, octets),
      },
      port,
    );
  }

  start(profile: DChannelProfile): void {
    this.#spids.configure(profile.spids);
    this.#links.start(profile);
  }

  /** Layer 1 goes: calls are lost, links are gone. */
  stop(): void {
    // Whoever waits for a channel that comes free now has no line to dial by.
    this.#going = true;
    this.calls.loseAll(OUT_OF_ORDER);
    this.#going = false;
    this.#spids.stop();
    this.#links.stop();
    this.port.unjoin();
  }

  get usable(): boolean {
    return !this.#going && (this.#usable().length > 0 || this.#coming || this.#links.asleep);
  }

  /** Nothing is on its way to the network. */
  get settled(): boolean {
    return this.port.waiting === 0 && this.#links.settled;
  }

  /** Sets up a call on an endpoint that has none, else on any. It waits for one that is on its way; undefined when no endpoint can. */
  place(id: string, setup: CallSetup, speed: 56 | 64): IsdnCall | undefined {
    if (this.#going) return undefined;
    if (this.#links.asleep) this.#links.wake();
    const ces = this.#chooseLink();
    return ces === undefined && !this.#coming ? undefined : this.calls.place(id, ces, setup, speed);
  }

  #chooseLink(): number | undefined {
    const usable = this.#usable();
    const busy = new Set(this.calls.list().map((call) => call.ces));
    return usable.find((candidate) => !busy.has(candidate)) ?? usable[0];
  }

  /** Layer 1 has come up, and layer 2 (or what the network thinks of a SPID) is due: Q.931 §5.1 has the link established first. */
  get #coming(): boolean {
    return this.#links.coming || this.#spids.pending;
  }

  reading(spids: readonly ConfiguredSpid[]): Pick<IsdnReading, 'links' | 'spids' | 'calls'> {
    return { links: this.#links.reading(), spids: this.#spids.reading(spids), calls: this.calls.reading() };
  }

  #usable(): readonly number[] {
    return this.#links.up().filter((ces) => this.#spids.permits(ces));
  }

  #calledEndpoint(information: Uint8Array): number | undefined {
    const message = Q931_CODEC.parse(information);
    return message.ok ? this.#spids.endpointOf(findElement(message.value, 'calledPartyNumber')?.digits) : undefined;
  }

  #message(ces: number, information: Uint8Array): void {
    const parsed = Q931_CODEC.parse(information);
    if (!parsed.ok) {
      this.#record({ type: 'frame.bad', channel: 'D', reason: parsed.error.message });
      return;
    }
    const message = parsed.value;
    if (message.callReference.length > 0) {
      this.calls.message(ces, message);
      return;
    }
    this.#record({ type: 'q931.message', direction: 'RX', message });
    this.#spids.message(ces, message);
  }
}
