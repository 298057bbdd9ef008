// Cisco HDLC on a serial line: datagrams in its frames, and the keepalives of SLARP that decide about the line protocol. What
// is no Cisco HDLC (a peer that speaks PPP) is counted and dropped.

import { CISCO_HDLC, CISCO_HDLC_TYPE, SLARP } from '../../../wire/cisco-hdlc.ts';
import { addFcs, checkFcs } from '../../../wire/hdlc.ts';
import type { Clock } from '../../../engine/clock.ts';
import type { RandomStream } from '../../../engine/random.ts';
import { createSlarp, step, type SlarpAction, type SlarpEvent, type SlarpPolicy, type SlarpState } from '../../../protocols/slarp/keepalive.ts';
import { TimerBank } from '../../timer-bank.ts';
import type { TraceEvent } from '../../trace.ts';
import type { FrameLine } from './framed-link.ts';
import type { InterfaceRuntime } from './interface-runtime.ts';

export interface HdlcOwner {
  readonly clock: Clock;
  readonly random: RandomStream;
  record(event: TraceEvent, interfaceName: string): void;
  receiveIp(interfaceName: string, datagram: Uint8Array): void;
}

/** Sequence numbers begin somewhere below. */
const FIRST_SEQUENCE_BELOW = 1_000_000;

export class HdlcLine {
  readonly #owner: HdlcOwner;
  readonly #line: Pick<FrameLine, 'send'>;
  readonly #runtime: InterfaceRuntime;
  readonly #timers: TimerBank<'keepalive'>;
  #state: SlarpState;

  constructor(owner: HdlcOwner, line: Pick<FrameLine, 'send'>, runtime: InterfaceRuntime) {
    this.#owner = owner;
    this.#line = line;
    this.#runtime = runtime;
    this.#timers = new TimerBank(owner.clock, (timer) => this.#tell({ type: 'timer', timer }));
    this.#state = createSlarp({ keepaliveSeconds: 10 });
  }

  get isOpen(): boolean {
    return this.#state.name !== 'closed';
  }

  get looped(): boolean {
    return this.#state.looped;
  }

  configure(policy: SlarpPolicy): void {
    this.#tell({ type: 'configure', policy });
  }

  open(): void {
    this.#tell({ type: 'open', sequence: 1 + this.#owner.random.below(FIRST_SEQUENCE_BELOW) });
  }

  close(): void {
    this.#tell({ type: 'close' });
  }

  sendIp(datagram: Uint8Array, broadcast: boolean): boolean {
    return this.#send(CISCO_HDLC_TYPE.ip, datagram, broadcast);
  }

  receive(octets: Uint8Array): void {
    const checked = checkFcs(octets);
    if (!checked.ok) {
      this.#runtime.countBadFrame();
      this.#owner.record({ type: 'frame.bad', channel: 'serial', reason: checked.error.message }, this.#runtime.name);
      return;
    }
    const frame = CISCO_HDLC.parse(checked.value);
    this.#runtime.countInput(checked.value.length, frame.ok && frame.value.broadcast);
    if (!frame.ok) return this.#ignore(`${frame.error.message}: the other end has another encapsulation`);
    const { etherType, payload } = frame.value;
    if (etherType === CISCO_HDLC_TYPE.ip) this.#owner.receiveIp(this.#runtime.name, payload);
    else if (etherType === CISCO_HDLC_TYPE.slarp) this.#receiveSlarp(payload);
    else this.#ignore(`Ethertype 0x${etherType.toString(16).padStart(4, '0')}`);
  }

  #receiveSlarp(payload: Uint8Array): void {
    const packet = SLARP.parse(payload);
    if (packet.ok) this.#tell({ type: 'packet', packet: packet.value });
    else this.#ignore(`SLARP: ${packet.error.message}`);
  }

  #ignore(reason: string): void {
    this.#owner.record({ type: 'frame.ignored', reason }, this.#runtime.name);
  }

  #tell(event: SlarpEvent): void {
    const [state, actions] = step(this.#state, event);
    this.#state = state;
    for (const action of actions) this.#perform(action);
  }

  #perform(action: SlarpAction): void {
    switch (action.type) {
      case 'send':
        this.#send(CISCO_HDLC_TYPE.slarp, SLARP.serialize(action.packet), true);
        return;
      case 'start':
        this.#timers.start(action.timer, action.ms);
        return;
      case 'stop':
        this.#timers.stop(action.timer);
        return;
      case 'protocol':
        this.#runtime.setProtocol(action.up);
        return;
      case 'trace':
        this.#owner.record(action.event, this.#runtime.name);
    }
  }

  #send(etherType: number, payload: Uint8Array, broadcast: boolean): boolean {
    const frame = addFcs(CISCO_HDLC.serialize({ broadcast, etherType, payload }));
    const taken = this.#line.send(frame);
    if (taken) this.#runtime.countOutput(frame.length - 2);
    else this.#runtime.countDrop();
    return taken;
  }
}
