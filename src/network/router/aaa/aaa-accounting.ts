// Accounting of one router: a session for everybody who is let in, with a record when it begins, records while it lasts (`aaa
// accounting update`), and one when it ends, with its true counters and its time. Records go to the groups of the list, to the next
// one if none of a group takes it, or to all of them. How records look on the wire is the client machines' affair.

import type { Ipv4Address } from '../../../base/ipv4.ts';
import type { Instant } from '../../../base/time.ts';
import { LateSet } from '../../../base/late-map.ts';
import type { AccountingList } from '../../../config/aaa-settings.ts';
import type { Clock } from '../../../engine/clock.ts';
import type { AaaAccounting, AaaMethodKind, AaaPair, AaaPlace, AaaTerminateCause } from '../../../protocols/aaa/types.ts';
import { TimerBank } from '../../timer-bank.ts';
import type { TraceEvent } from '../../trace.ts';
import type { Aaa } from './aaa.ts';
import type { TrafficCount } from '../ports/interface-runtime.ts';

export interface AccountingOwner {
  readonly clock: Clock;
  record(event: TraceEvent, interfaceName?: string): void;
  /** Of the router's clock. */
  unixMs(): number;
}

/** Whose session it is. */
export interface SessionFacts {
  readonly purpose: 'network' | 'exec';
  readonly list: string;
  readonly user: string;
  readonly authenticatedBy: AaaMethodKind;
  readonly authenType: 'pap' | 'chap' | 'ms-chap' | 'ascii' | 'none';
  readonly privilege: number;
  readonly where: AaaPlace;
  /** When the service began: the connection of a call. */
  readonly startedAt: Instant;
  /** What has passed since then; absent where nothing is counted. */
  readonly traffic?: () => TrafficCount;
}

export interface AccountedSession {
  readonly facts: SessionFacts;
  readonly id: string;
  /** The peer's address is known now. */
  addressed(address: Ipv4Address): void;
  stop(cause: AaaTerminateCause): void;
}

export class Accounting {
  readonly #owner: AccountingOwner;
  readonly #aaa: Aaa;
  readonly #sessions = new LateSet<Session>();
  #count = 0;

  constructor(owner: AccountingOwner, aaa: Aaa) {
    this.#owner = owner;
    this.#aaa = aaa;
  }

  get sessions(): readonly AccountedSession[] {
    return [...this.#sessions];
  }

  /** Undefined where nothing is accounted for. `begun` is called when the service may begin, with false if it may not. */
  start(facts: SessionFacts, begun: (allowed: boolean) => void): AccountedSession | undefined {
    const { settings } = this.#aaa;
    const lists = settings.accounting[facts.purpose];
    const list = settings.newModel ? lists.get(facts.list === '' ? 'default' : facts.list) : undefined;
    if (list === undefined || list.record === 'none' || (facts.user === '' && settings.suppressNull)) {
      begun(true);
      return undefined;
    }
    this.#count += 1;
    const id = this.#count.toString(16).toUpperCase().padStart(8, '0');
    const session = new Session(this.#owner, this.#aaa, facts, list, id, () => this.#sessions.delete(session));
    this.#sessions.add(session);
    session.begin(begun);
    return session;
  }

  /** The router goes down: nobody is told any more. */
  forget(): void {
    for (const session of this.#sessions) session.drop();
    this.#sessions.clear();
    this.#count = 0;
  }
}

class Session implements AccountedSession {
  readonly facts: SessionFacts;
  readonly id: string;
  readonly #owner: AccountingOwner;
  readonly #aaa: Aaa;
  readonly #list: AccountingList;
  readonly #over: () => void;
  readonly #timers: TimerBank<'periodic'>;
  readonly #startedUnixSeconds: number;
  #address: Ipv4Address | undefined;
  /** Its router went down, and nobody is told any more. */
  #dropped = false;

  constructor(owner: AccountingOwner, aaa: Aaa, facts: SessionFacts, list: AccountingList, id: string, over: () => void) {
    this.#owner = owner;
    this.#aaa = aaa;
    this.facts = facts;
    this.#list = list;
    this.id = id;
    this.#over = over;
    this.#startedUnixSeconds = Math.floor((owner.unixMs() - (owner.clock.now - facts.startedAt)) / 1000);
    this.#timers = new TimerBank(owner.clock, () => this.#periodic());
  }

  begin(begun: (allowed: boolean) => void): void {
    const { record } = this.#list;
    this.#startPeriod();
    if (record === 'stop-only') return begun(true);
    if (record === 'wait-start') return this.#send('start', undefined, begun);
    this.#send('start', undefined, () => undefined);
    begun(true);
  }

  addressed(address: Ipv4Address): void {
    if (this.#address === address) return;
    this.#address = address;
    if (this.#aaa.settings.update?.newInfo === true) this.#send('update', undefined, () => undefined);
  }

  stop(cause: AaaTerminateCause): void {
    if (this.#dropped) return;
    this.#timers.stopAll();
    this.#over();
    this.#send('stop', cause, () => undefined);
  }

  drop(): void {
    this.#dropped = true;
    this.#timers.stopAll();
  }

  #startPeriod(): void {
    const minutes = this.#aaa.settings.update?.periodicMinutes;
    if (minutes !== undefined) this.#timers.start('periodic', minutes * 60_000);
  }

  #periodic(): void {
    this.#send('update', undefined, () => undefined);
    this.#startPeriod();
  }

  /** Told true when somebody has taken the record; false when nobody has. */
  #send(record: AaaAccounting['record'], cause: AaaTerminateCause | undefined, done: (taken: boolean) => void): void {
    const made = this.#request(record, cause);
    const { service, user, where, sessionId } = made;
    this.#owner.record({ type: 'aaa.record', id: Number.parseInt(this.id, 16), record, service, user, port: where.port, sessionId, pairs: pairsOf(made) }, where.port);
    const [first, ...rest] = this.#list.groups;
    if (first === undefined) return done(false);
    const madeAt = this.#owner.clock.now;
    if (!this.#list.broadcast) return this.#sendTo(first, rest, made, madeAt, done);
    let told = false;
    for (const group of this.#list.groups) {
      this.#sendTo(group, [], made, madeAt, (taken) => {
        if (!taken || told) return;
        told = true;
        done(true);
      });
    }
  }

  #sendTo(group: string, others: readonly string[], request: AaaAccounting, madeAt: Instant, done: (taken: boolean) => void): void {
    const delaySeconds = Math.floor((this.#owner.clock.now - madeAt) / 1000);
    this.#aaa.askGroup(group, { purpose: 'network', request: { ...request, delaySeconds }, list: '' }, {
      decided: ({ outcome }) => {
        const [next, ...rest] = others;
        if (outcome === 'error' && next !== undefined) this.#sendTo(next, rest, request, madeAt, done);
        else done(outcome === 'pass');
      },
    });
  }

  #request(record: AaaAccounting['record'], cause: AaaTerminateCause | undefined): AaaAccounting {
    const { purpose, user, authenticatedBy, authenType, privilege, where, startedAt, traffic } = this.facts;
    const elapsed = record === 'start' ? {} : { elapsedSeconds: Math.round((this.#owner.clock.now - startedAt) / 1000), ...traffic?.() };
    return {
      kind: 'accounting',
      record,
      service: purpose === 'network' ? 'ppp' : 'shell',
      user,
      authenticatedBy,
      authenType,
      privilege,
      sessionId: this.id,
      startedUnixSeconds: this.#startedUnixSeconds,
      ...elapsed,
      ...(this.#address === undefined ? {} : { address: this.#address }),
      ...(cause === undefined ? {} : { terminateCause: cause }),
      delaySeconds: 0,
      where,
    };
  }
}

/** As `debug aaa accounting` shows them. */
function pairsOf(made: AaaAccounting): readonly AaaPair[] {
  const pairs: AaaPair[] = [];
  const add = (name: string, value: string | number | undefined): void => {
    if (value !== undefined) pairs.push({ name, value: String(value), mandatory: true });
  };
  add('task_id', Number.parseInt(made.sessionId, 16));
  add('start_time', made.startedUnixSeconds);
  add('service', made.service);
  if (made.record === 'start') return pairs;
  add('bytes_in', made.inputOctets);
  add('bytes_out', made.outputOctets);
  add('paks_in', made.inputPackets);
  add('paks_out', made.outputPackets);
  add('elapsed_time', made.elapsedSeconds);
  if (made.terminateCause !== undefined) add('disc-cause-ext', made.terminateCause);
  return pairs;
}
