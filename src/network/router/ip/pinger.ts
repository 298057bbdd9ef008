// A ping of this router as it runs: the machine's echo requests sent as datagrams, and what ICMP says handed to it. To the
// limited broadcast address a request goes out of every interface.

import type { Ipv4Address } from '../../../base/ipv4.ts';
import type { Clock } from '../../../engine/clock.ts';
import { createPing, readPing, step, type PingAction, type PingEvent, type PingState } from '../../../protocols/ip/ping.ts';
import { readRecordRoute, recordRouteOption } from '../../../protocols/ip/record-route.ts';
import { ICMP, type IcmpMessage } from '../../../wire/icmp.ts';
import { IP_PROTOCOL } from '../../../wire/ipv4.ts';
import { MachineRun, type Untimed } from '../../machine-run.ts';
import type { TraceEvent } from '../../trace.ts';
import type { PingObserver, PingRequest } from '../control.ts';
import type { OwnPacket } from './ip-stack.ts';

export interface PingerOwner {
  readonly clock: Clock;
  record(event: TraceEvent): void;
  sourceFor(destination: Ipv4Address): Ipv4Address | undefined;
  /** One of the router's own, if it has any. */
  anyAddress(): Ipv4Address | undefined;
  /** A network's or everybody's. */
  isBroadcast(destination: Ipv4Address): boolean;
  send(packet: OwnPacket): void;
  ended(pinger: Pinger): void;
}

const NO_OCTETS = new Uint8Array(0);

export class Pinger {
  readonly #owner: PingerOwner;
  readonly #request: PingRequest;
  readonly #observer: PingObserver;
  readonly #options: Uint8Array;
  readonly #ping: MachineRun<PingState, PingEvent, Untimed<PingAction>, 'reply'>;

  constructor(owner: PingerOwner, identifier: number, request: PingRequest, observer: PingObserver) {
    const { repeat, sizeOctets, timeoutSeconds, sweep, pattern, validates, recordHops, destination } = request;
    this.#owner = owner;
    this.#request = request;
    this.#observer = observer;
    this.#options = recordHops === undefined ? NO_OCTETS : recordRouteOption(recordHops);
    const ping = createPing({
      identifier,
      repeat,
      sizeOctets,
      timeoutMs: timeoutSeconds * 1000,
      optionOctets: this.#options.length,
      broadcast: owner.isBroadcast(destination),
      sweep,
      pattern,
      validates,
    });
    this.#ping = new MachineRun(owner.clock, ping, {
      step: (state, event) => step(state, event, owner.clock.now),
      perform: (action) => this.#perform(action),
      expired: () => ({ type: 'timer' }),
    });
  }

  start(): void {
    const { destination } = this.#request;
    const source = this.#request.source ?? this.#owner.sourceFor(destination);
    this.#owner.record({ type: 'ping.started', destination, source });
    this.#ping.tell({ type: 'start' });
  }

  abort(): void {
    this.#ping.tell({ type: 'abort' });
  }

  icmpArrives(message: IcmpMessage, from: Ipv4Address, options: Uint8Array): void {
    this.#ping.tell({ type: 'message', message, from, options });
  }

  #perform(action: Untimed<PingAction>): void {
    switch (action.type) {
      case 'send':
        this.#send(action.message);
        return;
      case 'mark':
        this.#mark(action);
        return;
      case 'reply':
        this.#observer.reply?.(action.request, action.from, action.roundTripMs);
        return;
      case 'done': {
        this.#owner.ended(this);
        const { sent, received } = readPing(this.#ping.state);
        this.#owner.record({ type: 'ping.ended', destination: this.#request.destination, sent, received });
        this.#observer.done(action.result);
      }
    }
  }

  #mark({ mark, detail }: Extract<PingAction, { type: 'mark' }>): void {
    const { request, sizeOctets, roundTripMs, options } = detail;
    this.#observer.mark(mark, { request, sizeOctets, roundTripMs, recorded: options === undefined ? undefined : readRecordRoute(options) });
  }

  #send(message: IcmpMessage): void {
    const { destination, dontFragment, typeOfService = 0 } = this.#request;
    // Where no route leads it is sent all the same, and found to be unroutable.
    const source = this.#request.source ?? this.#owner.sourceFor(destination) ?? this.#owner.anyAddress() ?? 0;
    const payload = ICMP.serialize(message);
    const packet: OwnPacket = { protocol: IP_PROTOCOL.icmp, source, destination, dontFragment, typeOfService, options: this.#options, payload };
    // Sent in an event of its own, so that a reply within the same instant finds the ping waiting for it.
    this.#owner.clock.after(0, () => this.#owner.send(packet));
  }
}
