// The door of a lab's gateways: sockets to hosts beyond it, in a thread of their own, so that the engine, which never waits by
// itself, can be held until an answer is there. While one is due, virtual time runs no faster than the wall clock; what
// comes enters as an event at the virtual instant that the wall clock has reached. An answer that does not come within its
// patience is no longer waited for.

import { performance } from 'node:perf_hooks';
import type { MessagePort, Worker } from 'node:worker_threads';
import type { Instant } from '../base/time.ts';
import type { Clock } from '../engine/clock.ts';
import type { Gateway, OutsideDoor, OutsideEvent } from '../network/lan/gateway.ts';
import { outsideThread, type FromThread, type ToThread } from './outside-thread.ts';

/** Longer than any usual timeout of a client: virtual time, which is wall time while somebody waits. */
const PATIENCE_MS = 10_000;

function keyOf(gateway: string, number: number): string {
  return `${gateway} ${number}`;
}

export class Outside implements OutsideDoor {
  readonly #clock: Clock;
  readonly #gateways = new Map<string, Gateway>();
  /**
   * What is waited for, by gateway and number, with the instants at which one gives up: for a flow one for each datagram,
   * since answers come one by one; for a connection one.
   */
  readonly #due = new Map<string, readonly Instant[]>();
  readonly #arrived: FromThread[] = [];
  readonly #bell = new Int32Array(new SharedArrayBuffer(4));
  #thread: { readonly worker: Worker; readonly port: MessagePort; readonly receive: () => FromThread | undefined } | undefined;
  #anchor = { wallMs: 0, virtualMs: 0 };
  /** Told when waiting begins and ends. */
  onDue: ((due: boolean) => void) | undefined;
  /** Told when something came while nobody held time. */
  onArrival: (() => void) | undefined;

  constructor(clock: Clock, gateways: Iterable<Gateway>) {
    this.#clock = clock;
    for (const gateway of gateways) {
      gateway.door = this;
      this.#gateways.set(gateway.name, gateway);
    }
    clock.holdBefore = (next) => this.#hold(next);
  }

  datagram(gateway: Gateway, number: number, port: number, octets: Uint8Array): void {
    this.#await(gateway, number, this.#due.get(keyOf(gateway.name, number)));
    this.#post({ type: 'datagram', gateway: gateway.name, number, to: gateway.to, port, octets });
  }

  open(gateway: Gateway, number: number, port: number): void {
    this.#await(gateway, number);
    this.#post({ type: 'open', gateway: gateway.name, number, to: gateway.to, port });
  }

  write(gateway: Gateway, number: number, octets: Uint8Array): void {
    this.#await(gateway, number);
    this.#post({ type: 'write', gateway: gateway.name, number, octets });
  }

  close(gateway: Gateway, number: number): void {
    this.#settle(keyOf(gateway.name, number), []);
    this.#post({ type: 'close', gateway: gateway.name, number });
  }

  /** The lab is over. */
  end(): void {
    this.#clock.holdBefore = undefined;
    for (const gateway of this.#gateways.values()) gateway.door = undefined;
    this.#thread?.port.close();
    void this.#thread?.worker.terminate();
    this.#thread = undefined;
  }

  /** `before`: what else is waited for there. */
  #await(gateway: Gateway, number: number, before: readonly Instant[] = []): void {
    if (this.#due.size === 0) {
      this.#anchor = { wallMs: performance.now(), virtualMs: this.#clock.now };
      this.onDue?.(true);
    }
    this.#due.set(keyOf(gateway.name, number), [...before, this.#clock.now + PATIENCE_MS]);
  }

  /** That is still waited for. */
  #settle(key: string, left: readonly Instant[]): void {
    if (left.length > 0) this.#due.set(key, left);
    else if (this.#due.delete(key) && this.#due.size === 0) this.onDue?.(false);
  }

  /** True when something has come that is due at `next` or before. */
  #hold(next: Instant): boolean {
    for (;;) {
      const rung = Atomics.load(this.#bell, 0);
      const reached = this.#reached(next);
      if (this.#deliver(reached)) return true;
      if (this.#due.size === 0 || reached >= next) return false;
      Atomics.wait(this.#bell, 0, rung, Math.max(1, Math.ceil(next - reached)));
    }
  }

  /** How far virtual time may have come: with the wall while somebody is waited for. */
  #reached(next: Instant): Instant {
    if (this.#due.size === 0) return next;
    const reached = this.#anchor.virtualMs + performance.now() - this.#anchor.wallMs;
    for (const [key, instants] of this.#due) {
      const left = instants.filter((until) => until > reached);
      if (left.length < instants.length) this.#settle(key, left);
    }
    return this.#due.size === 0 ? next : Math.min(next, Math.max(this.#clock.now, reached));
  }

  /** Puts what came on the clock, at that instant. */
  #deliver(at: Instant): boolean {
    for (let message = this.#thread?.receive(); message !== undefined; message = this.#thread?.receive()) this.#arrived.push(message);
    const messages = this.#arrived.splice(0);
    // Where nobody was waited for it comes now.
    const delayMs = this.#due.size === 0 ? 0 : Math.max(0, at - this.#clock.now);
    for (const { gateway: name, ...event } of messages) {
      const gateway = this.#gateways.get(name);
      if (gateway === undefined) continue;
      const key = keyOf(name, 'flow' in event ? event.flow : event.connection);
      // Nobody is at the port: no other answer will come from there.
      this.#settle(key, event.type === 'datagram' ? (this.#due.get(key) ?? []).slice(1) : []);
      // Typed arrays cross threads as they are.
      this.#clock.schedule(delayMs, (arrived: OutsideEvent) => gateway.arrived(arrived), event);
    }
    return messages.length > 0;
  }

  #post(message: ToThread): void {
    this.#thread ??= this.#start();
    this.#thread.port.postMessage(message);
  }

  #start() {
    // Only labs with gateways need threads.
    const { MessageChannel, Worker, receiveMessageOnPort } = process.getBuiltinModule('node:worker_threads');
    const { port1, port2 } = new MessageChannel();
    // The thread has a context of its own: it is given the text of one function, which refers to nothing outside it.
    const text = `const { workerData } = require('node:worker_threads');(${outsideThread.toString()})(workerData, require('node:dgram'), require('node:net'));`;
    const worker = new Worker(text, { eval: true, workerData: { port: port2, bell: this.#bell }, transferList: [port2] });
    worker.unref();
    port1.on('message', (message: FromThread) => {
      this.#arrived.push(message);
      this.onArrival?.();
    });
    port1.unref();
    return { worker, port: port1, receive: (): FromThread | undefined => receiveMessageOnPort(port1)?.message as FromThread | undefined }; // the thread sends nothing else
  }
}
