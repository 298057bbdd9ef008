// Whom PPP asks about, with `aaa new-model`: a peer's proof becomes a question of authentication, and a peer that is known is
// authorised for LCP before it hears that it is let in, and for IP before IPCP opens. What a server or the local users grant
// it is kept for the call, a session timeout is held to, and a session of accounting goes with it from the connection on.

import type { Ipv4Address } from '../../../base/ipv4.ts';
import type { Instant } from '../../../base/time.ts';
import { LateMap } from '../../../base/late-map.ts';
import type { InterfaceSettings } from '../../../config/model.ts';
import type { Cancel, Clock } from '../../../engine/clock.ts';
import type { Decided } from '../../../protocols/aaa/method-list.ts';
import type { AaaAttributes, AaaMethodKind, AaaPair, AaaPlace, AaaProof, AaaTerminateCause } from '../../../protocols/aaa/types.ts';
import type { PeerDenial, PeerProof, PeerVerdict, PppAction } from '../../../protocols/ppp/session-types.ts';
import type { AccountedSession, Accounting } from './aaa-accounting.ts';
import type { Aaa, Asking } from './aaa.ts';
import type { LinkChannel } from '../ports/link-channel.ts';

export interface PppAaaOwner {
  readonly clock: Clock;
  /** Of the interface that rules the channel. */
  settingsOf(channel: LinkChannel): InterfaceSettings | undefined;
  placeOf(channel: LinkChannel): AaaPlace;
  /** When its call was connected. */
  connectedAt(channel: LinkChannel): Instant;
  hangUp(channel: LinkChannel, reason: string): void;
}

/** Who is at the other end of a channel, as far as AAA knows. */
interface Caller {
  readonly user: string;
  readonly method: AaaMethodKind;
  readonly authenType: 'pap' | 'chap' | 'ms-chap' | 'ascii';
  readonly where: AaaPlace;
  /** What RADIUS has granted together with its yes. */
  readonly granted: AaaAttributes | undefined;
  attributes: AaaAttributes | undefined;
  session?: AccountedSession | undefined;
  sessionLimit?: Cancel | undefined;
}

const AUTHENTICATION_FAILURE = 'Authentication failure';
const AUTHORIZATION_FAILURE = 'Authorization failure';
const WRONG_SECRET = 'MD/DES compare failed';

export class PppAaa {
  readonly #owner: PppAaaOwner;
  readonly #aaa: Aaa;
  readonly #accounting: Accounting;
  readonly #callers = new LateMap<LinkChannel, Caller>();
  readonly #asking = new LateMap<LinkChannel, Asking>();
  readonly #sendSecrets = new LateMap<string, string>();
  readonly #endings = new LateMap<LinkChannel, AaaTerminateCause>();

  constructor(owner: PppAaaOwner, aaa: Aaa, accounting: Accounting) {
    this.#owner = owner;
    this.#aaa = aaa;
    this.#accounting = accounting;
  }

  /** What a server has granted to the peer on the channel; undefined where none was asked. */
  attributesOf(channel: LinkChannel): AaaAttributes | undefined {
    return this.#callers.get(channel)?.attributes;
  }

  /** By name: what the router proves itself with to peers of which a server has told (`send-secret`), over its own users' passwords. */
  secretsWith(own: ReadonlyMap<string, string>): ReadonlyMap<string, string> {
    return this.#sendSecrets.size === 0 ? own : new Map([...own, ...this.#sendSecrets]);
  }

  /** PPP asks who its peer is. */
  authenticate(channel: LinkChannel, { name, proof }: Extract<PppAction, { type: 'authenticate' }>): void {
    const list = this.#owner.settingsOf(channel)?.ppp.lists.authentication ?? '';
    const where = this.#owner.placeOf(channel);
    const request = { kind: 'authentication', service: 'ppp', user: name, proof: proofOf(proof), privilege: 1, where } as const;
    this.#ask(channel, () =>
      this.#aaa.ask({ purpose: 'ppp', request, list }, {
        decided: (decision) => {
          if (decision.outcome !== 'pass') return this.#answer(channel, denial(decision, proof));
          const caller: Caller = {
            user: name,
            method: decision.method ?? 'none',
            authenType: PROOFS[proof.protocol],
            where,
            granted: decision.method === 'radius' ? decision.attributes : undefined,
            attributes: undefined,
          };
          this.#callers.set(channel, caller);
          this.#authorise(channel, caller, 'lcp', (allowed) => this.#answer(channel, allowed ? { accepted: true } : NOT_AUTHORISED));
        },
      }),
    );
  }

  /** Authentication is over; whoever was known before, by a login on the line, is authorised now. Then accounting begins. */
  began(channel: LinkChannel, peerName: string | undefined, proceed: () => void): void {
    if (!this.#aaa.settings.newModel) return proceed();
    const settings = this.#owner.settingsOf(channel);
    if (settings === undefined) return proceed();
    if (peerName === undefined || this.#callers.has(channel)) return this.#account(channel, settings, peerName, proceed);
    const caller: Caller = { user: peerName, method: 'local', authenType: 'ascii', where: this.#owner.placeOf(channel), granted: undefined, attributes: undefined };
    this.#callers.set(channel, caller);
    this.#authorise(channel, caller, 'lcp', (allowed) => {
      if (allowed) this.#account(channel, settings, peerName, proceed);
      else channel.ppp({ type: 'close', reason: 'not authorised for PPP' });
    });
  }

  /** With `wait-start` nothing else begins until a server has the record. */
  #account(channel: LinkChannel, settings: InterfaceSettings, peerName: string | undefined, proceed: () => void): void {
    const caller = this.#callers.get(channel);
    const where = caller?.where ?? this.#owner.placeOf(channel);
    const session = this.#accounting.start(
      {
        purpose: 'network',
        list: settings.ppp.lists.accounting,
        user: peerName ?? '',
        authenticatedBy: caller?.method ?? 'none',
        authenType: caller?.authenType ?? 'none',
        privilege: 1,
        where,
        startedAt: this.#owner.connectedAt(channel),
        traffic: () => channel.traffic,
      },
      (allowed) => {
        if (allowed) proceed();
        else channel.ppp({ type: 'close', reason: 'no accounting server took the start record' });
      },
    );
    if (session === undefined) return;
    if (caller !== undefined) caller.session = session;
    else this.#callers.set(channel, { user: '', method: 'none', authenType: 'chap', where, granted: undefined, attributes: undefined, session });
  }

  /** The call stays, and IPCP is about to open: may this peer use IP? */
  beginNetwork(channel: LinkChannel, begin: () => void): void {
    const caller = this.#callers.get(channel);
    if (caller === undefined || caller.user === '') return begin();
    this.#authorise(channel, caller, 'ip', (allowed) => {
      if (!allowed) return channel.ppp({ type: 'close', reason: 'not authorised for IP' });
      this.#limit(channel, caller);
      begin();
    });
  }

  ipUp(channel: LinkChannel, address: Ipv4Address): void {
    if (address !== 0) this.#callers.get(channel)?.session?.addressed(address);
  }

  /** Why the call is going to end, as the dialer has it. */
  ending(channel: LinkChannel, reason: string): void {
    if (!this.#endings.has(channel)) this.#endings.set(channel, causeOf(reason));
  }

  /** The link is gone: nobody waits for an answer about it. */
  linkDown(channel: LinkChannel): void {
    this.#asking.get(channel)?.cancel();
    this.#asking.delete(channel);
  }

  /** The call is over; `lost`: nobody ended it. */
  ended(channel: LinkChannel, lost = false): void {
    this.linkDown(channel);
    const caller = this.#callers.get(channel);
    this.#callers.delete(channel);
    caller?.sessionLimit?.();
    caller?.session?.stop(this.#endings.get(channel) ?? (lost ? 'lost-carrier' : 'user-request'));
    this.#endings.delete(channel);
  }

  forget(): void {
    for (const { sessionLimit } of this.#callers.values()) sessionLimit?.();
    this.#sendSecrets.clear();
    this.#callers.clear();
    this.#asking.clear();
    this.#endings.clear();
  }

  #authorise(channel: LinkChannel, caller: Caller, protocol: 'lcp' | 'ip', done: (allowed: boolean) => void): void {
    const list = this.#owner.settingsOf(channel)?.ppp.lists.authorization ?? '';
    if (!this.#aaa.authorises('network', list)) return done(true);
    const { user, where, method, authenType, granted } = caller;
    const pairs: readonly AaaPair[] = [pair('service', 'ppp'), pair('protocol', protocol)];
    const request = { kind: 'authorization', service: 'ppp', protocol, user, authenticatedBy: method, authenType, privilege: 1, pairs, where } as const;
    this.#ask(channel, () =>
      this.#aaa.ask({ purpose: 'network', request, list, known: method, ...(granted === undefined ? {} : { granted }) }, {
        decided: ({ outcome, attributes, method: by }) => {
          if (outcome !== 'pass' || !isForPpp(attributes)) return done(false);
          if (by === 'radius' || by === 'tacacs+') this.#grant(caller, attributes);
          done(true);
        },
      }),
    );
  }

  /** What the router's own users have is known by their names anyway. */
  #grant(caller: Caller, attributes: AaaAttributes): void {
    const before = caller.attributes;
    // RADIUS has granted all of it together.
    caller.attributes = before === undefined || attributes === caller.granted ? attributes : { ...before, ...attributes, pairs: [...before.pairs, ...attributes.pairs] };
    if (attributes.sendSecret !== undefined) this.#sendSecrets.set(caller.user, attributes.sendSecret);
  }

  /** One question at a time about a channel. */
  #ask(channel: LinkChannel, ask: () => Asking): void {
    this.#asking.get(channel)?.cancel();
    this.#asking.delete(channel);
    const asking = ask();
    if (!this.#asking.has(channel)) this.#asking.set(channel, asking);
  }

  #answer(channel: LinkChannel, verdict: PeerVerdict): void {
    channel.ppp({ type: 'verdict', ...verdict });
  }

  #limit(channel: LinkChannel, caller: Caller): void {
    const sessionTimeoutSeconds = caller.attributes?.sessionTimeoutSeconds;
    if (sessionTimeoutSeconds === undefined || sessionTimeoutSeconds === 0) return;
    caller.sessionLimit?.();
    const leftMs = this.#owner.connectedAt(channel) + sessionTimeoutSeconds * 1000 - this.#owner.clock.now;
    caller.sessionLimit = this.#owner.clock.after(Math.max(0, leftMs), () => this.#owner.hangUp(channel, 'session timeout'));
  }
}

const NOT_AUTHORISED: PeerVerdict = { accepted: false, reason: 'not-authorised', message: AUTHORIZATION_FAILURE };

const PROOFS = { CHAP: 'chap', 'MS-CHAP': 'ms-chap', PAP: 'pap' } as const;

function proofOf(proof: PeerProof): AaaProof {
  if (proof.protocol === 'PAP') return { kind: 'pap', password: proof.password };
  const { identifier, challenge, response } = proof;
  return { kind: PROOFS[proof.protocol], identifier, challenge, response };
}

function denial({ reason }: Decided, { protocol }: PeerProof): PeerVerdict {
  const because = denialOf(reason);
  const message = because === 'wrong-secret' && protocol !== 'PAP' ? WRONG_SECRET : AUTHENTICATION_FAILURE;
  return { accepted: false, reason: because, message };
}

function denialOf(reason: Decided['reason']): PeerDenial {
  switch (reason) {
    case 'unknown-user':
      return 'unknown-name';
    case 'wrong-password':
      return 'wrong-secret';
    case 'no-list': case 'rejected':
      return reason;
    default:
      return 'no-server';
  }
}

function pair(name: string, value: string): AaaPair {
  return { name, value, mandatory: true };
}

/** RFC 2865 §5.6: a Service-Type of another kind is not for PPP. */
function isForPpp({ serviceType }: AaaAttributes): boolean {
  return serviceType === undefined || serviceType === 'framed' || serviceType === 'callback-framed' || serviceType === 'other';
}

const CAUSES: Readonly<Record<string, AaaTerminateCause>> = {
  callback: 'callback',
  'callback negotiated': 'callback',
  'idle timeout': 'idle-timeout',
  'fast idle timeout': 'idle-timeout',
  'session timeout': 'session-timeout',
  exec: 'admin-reset',
  shutdown: 'admin-reset',
  standby: 'nas-request',
  'no profile': 'nas-request',
  'callback security': 'nas-request',
  'load below threshold': 'nas-request',
  'not the callback client': 'nas-request',
  'line down': 'lost-carrier',
  'no answer to keepalives': 'lost-carrier',
  'not authorised for PPP': 'nas-request',
  'not authorised for IP': 'nas-request',
  'no accounting server took the start record': 'nas-error',
};

/** Words of the dialer and of PPP for why a call ends; what the peer did itself has no words here. */
function causeOf(reason: string): AaaTerminateCause {
  return CAUSES[reason] ?? 'user-request';
}
