// Fragments that arrive at this router, put together as they come (protocols/ip/reassembly.ts) with the timers that this takes.

import type { Clock } from '../../../engine/clock.ts';
import { createReassembly, step, type ReassemblyEvent, type ReassemblyState } from '../../../protocols/ip/reassembly.ts';
import type { Ipv4Packet } from '../../../wire/ipv4.ts';
import { TimerBank } from '../../timer-bank.ts';

export interface ReassemblerOwner {
  readonly clock: Clock;
  whole(packet: Ipv4Packet, arrivedOn: string): void;
  /** The rest of it did not come in time. */
  expired(first: Ipv4Packet): void;
}

export class Reassembler {
  readonly #owner: ReassemblerOwner;
  readonly #timers: TimerBank<string>;
  #state: ReassemblyState = createReassembly();

  constructor(owner: ReassemblerOwner) {
    this.#owner = owner;
    this.#timers = new TimerBank(owner.clock, (timer) => this.#tell({ type: 'timer', timer }, ''));
  }

  take(packet: Ipv4Packet, arrivedOn: string): void {
    this.#tell({ type: 'fragment', packet }, arrivedOn);
  }

  stop(): void {
    this.#timers.stopAll();
    this.#state = createReassembly();
  }

  #tell(event: ReassemblyEvent, arrivedOn: string): void {
    const [state, actions] = step(this.#state, event);
    this.#state = state;
    for (const action of actions) {
      if (action.type === 'start') this.#timers.start(action.timer, action.ms);
      else if (action.type === 'stop') this.#timers.stop(action.timer);
      else if (action.type === 'whole') this.#owner.whole(action.packet, arrivedOn);
      else if (action.first !== undefined) this.#owner.expired(action.first);
    }
  }
}
