// A traceroute of this router as it runs: the machine's probes sent as UDP, and what ICMP says handed to it.

import type { Ipv4Address } from '../../../base/ipv4.ts';
import { createTraceroute, step, type TracerouteAction, type TracerouteEvent, type TracerouteState } from '../../../protocols/ip/traceroute.ts';
import type { IcmpMessage } from '../../../wire/icmp.ts';
import type { Clock } from '../../../engine/clock.ts';
import { MachineRun, type Untimed } from '../../machine-run.ts';
import type { TracerouteObserver, TracerouteRequest } from '../control.ts';
import type { Transport } from './transport.ts';

/** What a probe carries: 28 octets of headers make a datagram of 60. */
const DATA = new Uint8Array(32);

export interface TracerOwner {
  readonly clock: Clock;
  readonly transport: Transport;
  sourceFor(destination: Ipv4Address): Ipv4Address | undefined;
  ended(tracer: Tracer): void;
}

export class Tracer {
  readonly #owner: TracerOwner;
  readonly #request: TracerouteRequest;
  readonly #observer: TracerouteObserver;
  readonly #sourcePort: number;
  readonly #traceroute: MachineRun<TracerouteState, TracerouteEvent, Untimed<TracerouteAction>, 'reply'>;

  constructor(owner: TracerOwner, request: TracerouteRequest, observer: TracerouteObserver) {
    const { port, probes, timeoutSeconds, minTimeToLive, maxTimeToLive } = request;
    this.#owner = owner;
    this.#request = request;
    this.#observer = observer;
    this.#sourcePort = owner.transport.udp.freePort();
    const traceroute = createTraceroute({ sourcePort: this.#sourcePort, port, probes, timeoutMs: timeoutSeconds * 1000, minTimeToLive, maxTimeToLive });
    this.#traceroute = new MachineRun(owner.clock, traceroute, {
      step: (state, event) => step(state, event, owner.clock.now),
      perform: (action) => this.#perform(action),
      expired: () => ({ type: 'timer' }),
    });
  }

  start(): void {
    this.#traceroute.tell({ type: 'start' });
  }

  abort(): void {
    this.#traceroute.tell({ type: 'abort' });
  }

  icmpArrives(message: IcmpMessage, from: Ipv4Address): void {
    this.#traceroute.tell({ type: 'message', message, from });
  }

  #perform(action: Untimed<TracerouteAction>): void {
    switch (action.type) {
      case 'send':
        this.#send(action.timeToLive, action.destinationPort);
        return;
      case 'result':
        this.#observer.probe(action.result);
        return;
      case 'done':
        this.#owner.ended(this);
        this.#observer.done();
    }
  }

  #send(timeToLive: number, destinationPort: number): void {
    const { destination } = this.#request;
    const source = this.#request.source ?? this.#owner.sourceFor(destination);
    // Nothing leads there: the probe is lost, and its time runs out.
    if (source === undefined) return;
    const datagram = { sourcePort: this.#sourcePort, destinationPort, data: DATA };
    this.#owner.clock.after(0, () => this.#owner.transport.sendUdp(datagram, source, destination, timeToLive));
  }
}
