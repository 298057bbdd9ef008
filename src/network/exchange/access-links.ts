// Layer 2 of one ISDN line at the network side: TEI assignment, and a data link for each terminal endpoint (Q.921). Frames
// carry an FCS-16, as HDLC has it. On a primary access there is one link, of the TEI 0, and none is assigned.

import { LateMap } from '../../base/late-map.ts';
import type { Clock } from '../../engine/clock.ts';
import type { RandomStream } from '../../engine/random.ts';
import type { DataLinkOptions } from '../../protocols/q921/data-link.ts';
import { isSettled } from '../../protocols/q921/data-link-state.ts';
import { createTeiAssignment, FIRST_AUTOMATIC_TEI, step as stepTei, type TeiAssignment, type TeiAssignmentEvent } from '../../protocols/q921/tei-assignment.ts';
import { TEI_BROADCAST } from '../../protocols/q921/timers.ts';
import type { Q921Primitive } from '../../protocols/q921/types.ts';
import type { Access } from '../../protocols/q931/types.ts';
import { addFcs, checkFcs } from '../../wire/hdlc.ts';
import { LAPD_FRAME, type LapdFrame } from '../../wire/q921.ts';
import type { Port } from '../channel.ts';
import { LapdLink } from '../lapd-link.ts';
import { TimerBank } from '../timer-bank.ts';
import type { Turnstile } from '../turnstile.ts';

export interface AccessLinksOwner {
  readonly clock: Clock;
  readonly random: RandomStream;
  readonly turnstile: Turnstile;
  badFrame(reason: string): void;
  /** Terminals other than this one have calls. */
  hasCallsOfOthers(tei: number): boolean;
  /** The link came up, or began anew: what the terminal knows of its calls may be lost. */
  linkUp(tei: number): void;
  linkDown(tei: number): void;
  /** The TEI is taken back. */
  removed(tei: number): void;
  information(tei: number, octets: Uint8Array): void;
}

/** Q.921 §5.9.5: k of a primary access; T203, by which the exchange finds out that a line is dead. */
const PRIMARY: Partial<DataLinkOptions> = { window: 7, keepaliveMs: 30_000 };

export class AccessLinks {
  readonly #owner: AccessLinksOwner;
  readonly #d: Port;
  readonly #access: Access;
  readonly #links = new LateMap<number, NetworkLink>();
  readonly #teiTimers: TimerBank<'T201'>;
  #tei: TeiAssignment = createTeiAssignment();

  constructor(owner: AccessLinksOwner, d: Port, access: Access) {
    this.#owner = owner;
    this.#d = d;
    this.#access = access;
    this.#teiTimers = new TimerBank(owner.clock, (timer) => this.#manage({ type: 'timer', timer }));
  }

  /** Layer 1 came or went: nobody has a TEI any more. */
  reset(): void {
    for (const link of this.#links.values()) link.end();
    this.#links.clear();
    this.#teiTimers.stopAll();
    this.#tei = createTeiAssignment();
    if (this.#access === 'primary') this.#add(0, PRIMARY);
  }

  receive(octets: Uint8Array): void {
    const checked = checkFcs(octets);
    const frame = checked.ok ? LAPD_FRAME.parse(checked.value) : checked;
    if (!frame.ok) return this.#owner.badFrame(frame.error.message);
    if (frame.value.sapi === 63 && this.#access === 'basic') this.#manage({ type: 'frame', frame: frame.value });
    else this.#linkOf(frame.value)?.tell({ type: 'frame', frame: frame.value });
  }

  /** A terminal may have a TEI that nobody gave it (Q.921 §3.3.4.2): it is heard of when it establishes its link. */
  #linkOf({ kind, tei }: LapdFrame): NetworkLink | undefined {
    if (kind === 'SABME' && tei < FIRST_AUTOMATIC_TEI && this.#access === 'basic' && this.#links.get(tei) === undefined) this.#add(tei, {});
    return this.#links.get(tei);
  }

  isUp(tei: number): boolean {
    const link = this.#links.get(tei);
    return link !== undefined && link.isUp;
  }

  /** Whatever was said to the terminals has been heard. */
  get settled(): boolean {
    for (const { machine } of this.#links.values()) if (!isSettled(machine)) return false;
    return true;
  }

  send(tei: number, information: Uint8Array): void {
    this.#links.get(tei)?.tell({ type: 'DL-DATA request', information });
  }

  /** Q.931 §5.2.1: SETUP to a multipoint line goes by UI on the broadcast data link. */
  broadcast(information: Uint8Array): void {
    this.#sendFrame({ kind: 'UI', sapi: 0, commandResponse: 1, tei: TEI_BROADCAST, pollFinal: false, information });
  }

  #manage(event: TeiAssignmentEvent): void {
    const [state, actions] = stepTei(this.#tei, event);
    this.#tei = state;
    for (const action of actions) {
      if (action.type === 'send') this.#sendFrame(action.frame);
      else if (action.type === 'start') this.#teiTimers.start(action.timer, action.ms);
      else if (action.type === 'stop') this.#teiTimers.stop(action.timer);
      else if (action.type === 'assigned') this.#assigned(action.tei);
      else this.#remove(action.tei);
    }
  }

  /** A terminal that comes anew may be one that has left calls behind under another TEI: those are checked (Q.921 §5.3.3). */
  #assigned(tei: number): void {
    this.#add(tei, {});
    if (this.#owner.hasCallsOfOthers(tei)) this.#manage({ type: 'check request', tei: TEI_BROADCAST });
  }

  #remove(tei: number): void {
    const link = this.#links.get(tei);
    if (link === undefined) return;
    link.end();
    this.#links.delete(tei);
    this.#owner.removed(tei);
  }

  #add(tei: number, options: Partial<DataLinkOptions>): void {
    this.#links.get(tei)?.end();
    this.#links.set(tei, new NetworkLink(this.#owner, this.#d, tei, options));
  }

  #sendFrame(frame: LapdFrame): void {
    this.#d.send(addFcs(LAPD_FRAME.serialize(frame)));
  }
}

class NetworkLink extends LapdLink {
  readonly #tei: number;
  readonly #owner: AccessLinksOwner;
  /** Of the exchange's links nobody asks. */
  readonly trace = undefined;

  constructor(owner: AccessLinksOwner, d: Port, tei: number, options: Partial<DataLinkOptions>) {
    super(owner.clock, owner.turnstile, d, { side: 'network', ces: tei, tei, seed: owner.random.uint32(), keepaliveMs: 0, ...options });
    this.#owner = owner;
    this.#tei = tei;
  }

  protected heard(): boolean {
    return false;
  }

  protected told(primitive: Q921Primitive): void {
    switch (primitive.type) {
      case 'DL-DATA indication':
      case 'DL-UNIT-DATA indication':
        this.#owner.information(this.#tei, primitive.information);
        return;
      case 'DL-RELEASE indication':
      case 'DL-RELEASE confirm':
        this.#owner.linkDown(this.#tei);
        return;
      default:
    }
  }

  protected stepped(_wasUp: boolean, hasBegun: boolean): void {
    if (hasBegun) this.#owner.linkUp(this.#tei);
  }
}
