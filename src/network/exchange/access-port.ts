// The network side of one ISDN access: layer 1 with what the line was ordered with (switch type, channels, SPIDs), and the two
// layers above it put together. A call offered to a basic access goes out by UI to every terminal, and the first that answers
// gets it; a primary access has one terminal. Routing between lines is the exchange's.

import { assert } from '../../base/assert.ts';
import { LateSet } from '../../base/late-map.ts';
import type { Clock } from '../../engine/clock.ts';
import type { RandomStream } from '../../engine/random.ts';
import { answerSpid } from '../../protocols/q931/spid.ts';
import type { CallSetup } from '../../protocols/q931/types.ts';
import { Q931_CODEC, type Q931Message } from '../../wire/q931.ts';
import { AccessCalls, IsdnLeg } from './access-calls.ts';
import { AccessLinks } from './access-links.ts';
import { D_CHANNEL, PRIMARY_D_CHANNEL, Port, type FrameHearer } from '../channel.ts';
import type { IsdnLine } from '../lab-description.ts';
import type { Leg, LinePort, LinePortOwner } from './line-port.ts';
import { Turnstile } from '../turnstile.ts';

/** Q.850: destination out of order, for calls that are lost with layer 1. */
const OUT_OF_ORDER = 27;
/** Q.850: no circuit available; requested circuit not available. */
const NO_CIRCUIT = 34;
const CHANNEL_NOT_AVAILABLE = 44;
const BASIC_CHANNELS: readonly number[] = [1, 2];

export class AccessPort implements LinePort, FrameHearer {
  readonly line: IsdnLine;
  readonly d: Port;
  readonly #owner: LinePortOwner;
  readonly #links: AccessLinks;
  readonly #calls: AccessCalls;
  readonly #channels: readonly number[];
  /** TEIs whose SPID was found good. */
  readonly #initialised = new LateSet<number>();
  #b: ReadonlyMap<number, Port> = new Map();
  #active = false;

  constructor(clock: Clock, random: RandomStream, line: IsdnLine, owner: LinePortOwner) {
    this.#owner = owner;
    this.line = line;
    const access = line.kind === 'bri' ? 'basic' : 'primary';
    this.#channels = line.kind === 'bri' ? BASIC_CHANNELS : line.channels;
    this.d = new Port(clock, access === 'basic' ? D_CHANNEL : PRIMARY_D_CHANNEL);
    this.d.hearer = this;
    const turnstile = new Turnstile();
    this.#calls = new AccessCalls(
      {
        clock,
        turnstile,
        events: owner,
        send: (tei, message) => this.#send(tei, message),
        broadcast: (message) => this.#links.broadcast(Q931_CODEC.serialize(message)),
      },
      this,
      access,
    );
    this.#links = new AccessLinks(
      {
        clock,
        random,
        turnstile,
        badFrame: (reason) => this.#bad(`line ${line.numbers[0] ?? ''}: ${reason}`),
        hasCallsOfOthers: (tei) => this.#calls.list().some((leg) => leg.tei !== undefined && leg.tei !== tei),
        linkUp: (tei) => this.#calls.enquire(tei),
        linkDown: (tei) => this.#linkDown(tei),
        removed: (tei) => this.#linkDown(tei),
        information: (tei, octets) => this.#message(tei, octets),
      },
      this.d,
      access,
    );
  }

  /** A terminal of the line's own switch type is there; on a primary access its data link says whether it still is. */
  /** A frame came in on the D channel. */
  hear(octets: Uint8Array): void {
    if (this.#active) this.#links.receive(octets);
  }

  get active(): boolean {
    return this.#active && (this.line.kind === 'bri' || this.#links.isUp(0));
  }

  /** Its ends of calls, until nothing is left of them. */
  get legs(): readonly IsdnLeg[] {
    return this.#calls.list();
  }

  /** Nothing is on its way to the terminals. */
  get settled(): boolean {
    return this.d.waiting === 0 && this.#links.settled;
  }

  get freeChannel(): number | undefined {
    for (const channel of this.#channels) if (!this.#calls.has(channel)) return channel;
    return undefined;
  }

  /** Layer 1: a terminal came with its switch type, or it went. */
  activate(switchType: string | undefined, b: ReadonlyMap<number, Port>): void {
    this.#calls.endAll(OUT_OF_ORDER);
    this.#links.reset();
    this.#initialised.clear();
    this.#b = b;
    this.#active = switchType !== undefined && sameSwitch(switchType, this.line.switchType);
    if (switchType === undefined || this.#active) return;
    const { router, interface: name, numbers, switchType: expected } = this.line;
    this.#owner.record({ type: 'exchange.switchType', line: numbers[0] ?? '', router, interface: name, attached: switchType, expected });
  }

  // ---- what the exchange asks

  /** A line ordered with SPIDs lets only initialised terminals call out. */
  maySetUp(leg: Leg): boolean {
    const { tei } = own(leg);
    return !this.line.spids.required || (tei !== undefined && this.#initialised.has(tei));
  }

  proceed(leg: Leg): number | undefined {
    const setup = own(leg).machine.setup;
    const wanted = setup?.channel;
    const channel = typeof wanted === 'number' && this.#isFree(wanted) ? wanted : this.freeChannel;
    // Q.931 §5.1.2: an exclusive channel that is taken is no reason to give another one.
    if (setup?.exclusive === true && channel !== wanted) return CHANNEL_NOT_AVAILABLE;
    if (channel === undefined) return NO_CIRCUIT;
    this.#calls.proceed(own(leg), channel);
    return undefined;
  }

  #isFree(channel: number): boolean {
    return this.#channels.includes(channel) && !this.#calls.has(channel);
  }

  alert(leg: Leg): void {
    this.#calls.alert(own(leg));
  }

  connect(leg: Leg): void {
    this.#calls.connect(own(leg));
  }

  advise(leg: Leg, units: number): void {
    this.#calls.advise(own(leg), units);
  }

  clear(leg: Leg, cause: number): void {
    this.#calls.clear(own(leg), cause);
  }

  offer(setup: CallSetup): Leg {
    return this.#calls.offer(setup, this.freeChannel ?? 1, this.line.digitsAtOnce);
  }

  channelPort({ channel }: Leg): Port | undefined {
    return channel === undefined ? undefined : this.#b.get(channel);
  }

  // ---- towards the terminals

  #send(tei: number, message: Q931Message): void {
    this.#links.send(tei, Q931_CODEC.serialize(message));
  }

  #linkDown(tei: number): void {
    this.#initialised.delete(tei);
    this.#calls.linkDown(tei);
  }

  #message(tei: number, information: Uint8Array): void {
    const parsed = Q931_CODEC.parse(information);
    if (!parsed.ok) this.#bad(parsed.error.message);
    else if (parsed.value.callReference.length === 0) this.#spid(tei, parsed.value);
    else this.#calls.message(tei, parsed.value);
  }

  #spid(tei: number, message: Q931Message): void {
    const answer = answerSpid(message, this.line.spids.valid);
    if (answer === undefined) return;
    if (answer.valid) this.#initialised.add(tei);
    else this.#initialised.delete(tei);
    this.#owner.record({ type: 'exchange.spid', line: this.line.numbers[0] ?? '', spid: answer.spid, valid: answer.valid });
    this.#send(tei, answer.message);
  }

  #bad(reason: string): void {
    this.#owner.record({ type: 'frame.bad', channel: 'D', reason });
  }
}

function own(leg: Leg): IsdnLeg {
  assert(leg instanceof IsdnLeg, 'a leg is handled by the port that it is on');
  return leg;
}

/** `basic-ni1` is what older releases call `basic-ni`. */
function sameSwitch(a: string, b: string): boolean {
  const plain = (text: string) => text.replace(/^basic-ni1$/, 'basic-ni');
  return plain(a) === plain(b);
}
