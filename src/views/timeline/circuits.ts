// To which call of the exchange a record belongs. On a D channel a call has its own reference, which the exchange's records
// do not name: it is bound to the next call that the exchange has for that line. On a B channel it is the call that was
// joined there last. Both are known from the trace alone.

import type { Instant } from '../../base/time.ts';
import type { CallEnd } from '../../network/exchange/call-record.ts';
import type { TraceEvent } from '../../network/trace.ts';
import type { Q931Message } from '../../wire/q931.ts';
import { Q931_MESSAGE } from '../../wire/q931.ts';
import type { LadderCall } from './ladder.ts';

/** A call as one D channel names it. */
export interface Reference {
  circuit: number | undefined;
  readonly line: string;
  readonly fromTerminal: boolean;
}

type ExchangeCall = Extract<TraceEvent, { type: 'exchange.call' }>;
type ExchangeRecord = Extract<TraceEvent, { type: 'exchange.callRecord' }>;

interface Circuit {
  call: LadderCall;
  readonly channels: readonly { readonly channel: string; readonly device: string }[];
}

export class Circuits {
  readonly #circuits = new Map<number, Circuit>();
  /** By line, side and value. */
  readonly #references = new Map<string, Reference>();
  /** References that the exchange has not yet spoken of, oldest first. */
  #unbound: Reference[] = [];
  /** Calls offered to a line whose SETUP has not yet arrived there. */
  #offered: { readonly line: string; readonly circuit: number }[] = [];
  readonly #byChannel = new Map<string, number>();
  /** By device and link; by device and bundle, the links in the order in which they joined. */
  readonly #bundleOf = new Map<string, string>();
  readonly #linksOf = new Map<string, readonly string[]>();

  calls(): readonly LadderCall[] {
    return [...this.#circuits.values()].map(({ call }) => call);
  }

  /** The reference of a message on a router's D channel. */
  ofMessage(device: string, interfaceName: string, direction: 'TX' | 'RX', { callReference, messageType }: Q931Message): Reference | undefined {
    if (callReference.length === 0) return undefined;
    const line = `${device} ${interfaceName}`;
    const fromTerminal = (direction === 'TX') === (callReference.flag === 0);
    const key = `${line} ${fromTerminal ? 'terminal' : 'network'} ${callReference.value}`;
    const known = this.#references.get(key);
    if (known !== undefined && messageType !== Q931_MESSAGE.SETUP) return known;
    // A repeated SETUP is the same call as long as nobody has ended it.
    if (known !== undefined && !this.#isOver(known)) return known;
    const reference: Reference = { circuit: undefined, line, fromTerminal };
    this.#references.set(key, reference);
    if (messageType !== Q931_MESSAGE.SETUP) return reference;
    if (fromTerminal) this.#unbound.push(reference);
    else {
      const index = this.#offered.findIndex((offer) => offer.line === line);
      const [offer] = index < 0 ? [] : this.#offered.splice(index, 1);
      reference.circuit = offer?.circuit;
    }
    return reference;
  }

  /** The call on a B channel, and who is at its other end. */
  onChannel(device: string, channel: string): { readonly circuit: number; readonly peer: string; readonly peerChannel: string | undefined } | undefined {
    const circuit = this.#byChannel.get(`${device} ${channel}`);
    const ends = circuit === undefined ? undefined : this.#circuits.get(circuit)?.channels;
    const other = ends?.find((end) => end.device !== device || end.channel !== channel);
    return circuit === undefined ? undefined : { circuit, peer: other?.device ?? 'exchange', peerChannel: other?.channel };
  }

  /** A link joined a multilink bundle of its router, which has so many now. */
  bundled(device: string, bundle: string, link: string, links: number): void {
    const key = `${device} ${bundle}`;
    this.#bundleOf.set(`${device} ${link}`, bundle);
    this.#linksOf.set(key, links === 1 ? [link] : [...(this.#linksOf.get(key) ?? []), link]);
  }

  /** A link has left. Of a bundle that has none left something may still be said. */
  unbundled(device: string, bundle: string, link: string, links: number): void {
    const key = `${device} ${bundle}`;
    if (links > 0) this.#linksOf.set(key, (this.#linksOf.get(key) ?? []).filter((each) => each !== link));
  }

  /** As of a channel, of a bundle: by its oldest link. */
  ofBundle(device: string, bundle: string): ReturnType<Circuits['onChannel']> {
    const [link] = this.#linksOf.get(`${device} ${bundle}`) ?? [];
    const joined = link === undefined ? undefined : this.onChannel(device, link);
    if (joined?.peerChannel === undefined) return joined;
    // The peer may not yet have made one, to which this end says something already.
    return { ...joined, peerChannel: this.#bundleOf.get(`${joined.peer} ${joined.peerChannel}`) ?? joined.peerChannel };
  }

  routed(event: ExchangeCall, at: Instant): void {
    const { circuit, caller, callee, outcome } = event;
    this.#see(event, at);
    if (outcome === 'hunted') this.#offered = this.#offered.filter((offer) => offer.circuit !== circuit);
    if (outcome === 'offered' && callee !== undefined) this.#offered.push({ line: lineOf(callee), circuit });
    if (outcome !== 'answered' || callee === undefined) return;
    const channels = [caller, callee].flatMap((end) => (end.channel === undefined ? [] : [{ device: end.router, channel: channelName(end, end.channel) }]));
    this.#update(circuit, { answeredAt: at }, channels);
    for (const { device, channel } of channels) this.#byChannel.set(`${device} ${channel}`, circuit);
  }

  recorded(event: ExchangeRecord, at: Instant): void {
    this.#see(event, at);
    this.#update(event.circuit, { endedAt: at, cause: event.cause });
    this.#offered = this.#offered.filter((offer) => offer.circuit !== event.circuit);
  }

  #see({ circuit, caller, callee, called }: ExchangeCall | ExchangeRecord, at: Instant): void {
    if (!this.#circuits.has(circuit)) {
      const call: LadderCall = { circuit, from: caller.router, to: called, number: called, at, answeredAt: undefined, endedAt: undefined, cause: undefined };
      this.#circuits.set(circuit, { call, channels: [] });
      const index = this.#unbound.findIndex((reference) => reference.line === lineOf(caller));
      const [reference] = index < 0 ? [] : this.#unbound.splice(index, 1);
      if (reference !== undefined) reference.circuit = circuit;
    }
    if (callee !== undefined) this.#update(circuit, { to: callee.router });
  }

  #update(circuit: number, change: Partial<LadderCall>, channels?: Circuit['channels']): void {
    const known = this.#circuits.get(circuit);
    if (known === undefined) return;
    this.#circuits.set(circuit, { call: { ...known.call, ...change }, channels: channels ?? known.channels });
  }

  #isOver({ circuit }: Reference): boolean {
    return circuit !== undefined && this.#circuits.get(circuit)?.call.endedAt !== undefined;
  }
}

function lineOf({ router, interface: name }: CallEnd): string {
  return `${router} ${name}`;
}

/** A PC's basic access. */
const PC_ISDN = 'ISDN';

/** The interface that a B channel is on its router; a line with a modem is its own channel. */
function channelName({ interface: name }: CallEnd, channel: number): string {
  const [unit = name, slot] = name.split(':');
  // A primary access numbers its interfaces from 0, and its time slots from 1.
  if (slot !== undefined) return `${unit}:${channel - 1}`;
  return unit.startsWith('BRI') || unit === PC_ISDN ? `${unit}:${channel}` : unit;
}
