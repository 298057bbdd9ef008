// The connect and disconnect messages that IOS logs of ISDN calls: a connection is logged a while after it was made, or when
// the call is released if that is sooner; of a call that was so short no disconnection is logged.

import { TimerBank } from '../../timer-bank.ts';
import type { Party } from './call-history.ts';
import { isIsdn } from '../ports/dial-port.ts';
import type { ActiveCall, DialingOwner } from './dialing-owner.ts';

/** `%ISDN-6-CONNECT` comes this long after the connection, or at release if that is sooner. */
const CONNECT_LOG_MS = 6000;

export class CallLog {
  readonly #owner: Pick<DialingOwner, 'clock' | 'record'>;
  readonly #partyOf: (call: ActiveCall) => Party;
  readonly #timers: TimerBank<ActiveCall>;

  constructor(owner: Pick<DialingOwner, 'clock' | 'record'>, partyOf: (call: ActiveCall) => Party) {
    this.#owner = owner;
    this.#partyOf = partyOf;
    this.#timers = new TimerBank(owner.clock, (call) => this.#logConnect(call));
  }

  /** The call is connected: it will be logged, unless it is already. */
  expect(call: ActiveCall): void {
    if (call.connectedAt === undefined || call.connectLogged) return;
    this.#timers.start(call, Math.max(0, call.connectedAt + CONNECT_LOG_MS - this.#owner.clock.now));
  }

  forget(call: ActiveCall): void {
    this.#timers.stop(call);
  }

  stop(): void {
    this.#timers.stopAll();
  }

  /** Connect is logged at the latest when the call goes. */
  hangUp(call: ActiveCall): void {
    if (call.connectedAt === undefined || call.connectLogged) return;
    this.#timers.stop(call);
    this.#logConnect(call);
  }

  /** A call released before its connect message was due logs no disconnect. */
  ended(call: ActiveCall): void {
    const lastedMs = call.connectedAt === undefined ? 0 : this.#owner.clock.now - call.connectedAt;
    if (lastedMs < CONNECT_LOG_MS || call.channel === undefined || !isIsdn(call.port)) return;
    const { number, name } = this.#partyOf(call);
    this.#owner.record({ type: 'isdn.disconnect', number, name, seconds: Math.round(lastedMs / 1000) }, call.channel.name);
  }

  #logConnect(call: ActiveCall): void {
    if (call.channel === undefined || call.connectLogged) return;
    call.connectLogged = true;
    if (!isIsdn(call.port)) return;
    const { number, name } = this.#partyOf(call);
    this.#owner.record({ type: 'isdn.connect', number, name }, call.channel.name);
  }
}
