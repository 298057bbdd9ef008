// The calls of one dialing group: what there is of each beside what the dialer knows, port and channel and since when it is
// connected, from the first attempt until nothing of it is left on its port. What is logged of a call and what goes into the
// history is seen to here, and that PPP, IP and the channel's state end with it. Why a call begins or ends is not known here.

import { LateMap } from '../../../base/late-map.ts';
import { isIsdn, type DialPort } from '../ports/dial-port.ts';
import type { LinkChannel } from '../ports/link-channel.ts';
import type { CallHistoryEntry } from '../readings.ts';
import { historyEntry, partyOf } from './call-history.ts';
import { CallLog } from './call-log.ts';
import type { DialingGroup } from './dialing-group.ts';
import type { ActiveCall, DialingOwner, FellowDialers } from './dialing-owner.ts';

export class GroupCalls {
  readonly #owner: DialingOwner;
  readonly #dialers: FellowDialers;
  readonly #group: DialingGroup;
  readonly #log: CallLog;
  readonly #calls = new LateMap<string, ActiveCall>();

  constructor(owner: DialingOwner, dialers: FellowDialers, group: DialingGroup) {
    this.#owner = owner;
    this.#dialers = dialers;
    this.#group = group;
    this.#log = new CallLog(owner, (call) => partyOf(call, group.state));
  }

  // ---- which there are

  keep(call: ActiveCall): void {
    this.#calls.set(call.id, call);
    this.#dialers.callBegun(this.#group, call.id);
  }

  drop(call: ActiveCall): void {
    this.#calls.delete(call.id);
    this.#dialers.callOver(this.#group, call.id);
  }

  get(id: string): ActiveCall | undefined {
    return this.#calls.get(id);
  }

  on(channel: LinkChannel): ActiveCall | undefined {
    return channel.call === undefined ? undefined : this.#calls.get(channel.call);
  }

  /** How many are on the port, those that have no channel yet among them. */
  count(port: DialPort): number {
    return this.#calls.count((call) => call.port === port);
  }

  all(): Iterable<ActiveCall> {
    return this.#calls.values();
  }

  channels(): readonly LinkChannel[] {
    return [...this.#calls.values()].flatMap(({ channel }) => (channel === undefined ? [] : [channel]));
  }

  // ---- what becomes of each

  connected(call: ActiveCall, channel: LinkChannel): void {
    call.connectedAt = this.#owner.clock.now;
    this.#log.expect(call);
    channel.runtime.setState('up');
    this.#bound(call, channel);
  }

  /** It is another group's from now on. */
  handOver(call: ActiveCall): void {
    this.drop(call);
    this.#log.forget(call);
  }

  /** It was another group's. */
  adopt(call: ActiveCall, channel: LinkChannel): void {
    this.keep(call);
    this.#log.expect(call);
    this.#bound(call, channel);
  }

  #bound(call: ActiveCall, channel: LinkChannel): void {
    if (!this.#group.isProfile) return;
    const by = call.boundBy ?? 'dialling';
    this.#owner.record({ type: 'dialer.bound', channel: channel.name, call: call.id, profile: this.#group.interface, by }, channel.name);
  }

  release(call: ActiveCall, cause: number): void {
    if (call.portCall === undefined) return;
    this.#log.hangUp(call);
    call.channel?.close();
    call.port.release(call.portCall, cause);
  }

  /** Its channel carries nothing any more; `lost`: by nobody's doing. */
  end(call: ActiveCall, lost: boolean): void {
    const { channel } = call;
    if (call.ended || channel === undefined) return;
    call.ended = true;
    if (call.connectedAt !== undefined) {
      this.#log.hangUp(call);
      if (isIsdn(call.port)) this.#dialers.logCall(historyEntry(call, this.#group.state, this.#owner.clock.now, this.#owner.clock.now));
      this.#log.ended(call);
    }
    channel.close();
    this.#owner.callEnded(channel, lost);
    this.ipDown(channel);
    if (this.#group.isProfile && call.connectedAt !== undefined) {
      this.#owner.record({ type: 'dialer.unbound', channel: channel.name, call: call.id, profile: this.#group.interface }, channel.name);
    }
    if (channel.runtime.state === 'up') channel.runtime.setState('down');
  }

  ipDown(channel: LinkChannel): void {
    channel.runtime.setProtocol(false);
    this.#owner.ipDown(this.#group, channel);
  }

  /** The group is gone: what was to be logged is not. */
  stop(): void {
    this.#log.stop();
  }

  active(): readonly CallHistoryEntry[] {
    const entries: CallHistoryEntry[] = [];
    for (const call of this.#calls.values()) {
      if (call.connectedAt !== undefined && !call.ended) entries.push(historyEntry(call, this.#group.state, this.#owner.clock.now, undefined));
    }
    return entries;
  }
}
