// Whom the lines ask about, with `aaa new-model`: who logs in, whether he may start EXEC and with what privilege, who may have
// more privilege, and the session of accounting that goes with each. The dialogue itself is the session's, which gives the words
// that a walk asks for. The console is not authorised unless `aaa authorization console` says so.

import type { Decided } from '../../../protocols/aaa/method-list.ts';
import type { AaaMethodKind, AaaPair, AaaTerminateCause } from '../../../protocols/aaa/types.ts';
import type { Clock } from '../../../engine/clock.ts';
import type { Accounting } from './aaa-accounting.ts';
import { placeOfLine } from './aaa-place.ts';
import type { Aaa, Asking } from './aaa.ts';

/** A line, and what is configured on it. */
export interface AaaLine {
  readonly kind: 'con' | 'aux' | 'tty' | 'vty';
  /** Absolute number. */
  readonly number: number;
  /** The address that it is reached from; empty elsewhere. */
  readonly location: string;
  readonly password: string | undefined;
  readonly privilege: number | undefined;
  readonly lists: { readonly login: string; readonly authorization: string; readonly accounting: string };
}

/** Whoever has logged in. */
export interface LineUser {
  readonly user: string;
  readonly method: AaaMethodKind;
  /** What came with it, for the authorization of EXEC. */
  readonly decision: Pick<Decided, 'attributes' | 'method'>;
}

export type LoginDecision =
  | { readonly outcome: 'pass'; readonly user: LineUser; readonly message: string | undefined }
  /** `error`: nobody could say. */
  | { readonly outcome: 'fail' | 'error'; readonly message: string | undefined };

export interface AaaDialogue {
  /** `server`: the words are a server's, with whatever lines stand before them. */
  prompt(prompt: string, echo: boolean, server: boolean): void;
  decided(decision: LoginDecision): void;
}

/** EXEC may start. */
export interface ExecGrant {
  readonly privilege: number;
  readonly autoCommand?: string;
  /** He is called back there (`service exec-callback`); the empty string: he says where. */
  readonly callbackDialString?: string;
  readonly idleTimeoutSeconds?: number;
  readonly sessionTimeoutSeconds?: number;
}

export type TestOutcome = 'accepted' | 'rejected' | 'no-answer' | 'no-group';

export class LineAaa {
  readonly #clock: Clock;
  readonly #aaa: Aaa;
  readonly #accounting: Accounting;

  constructor(clock: Clock, aaa: Aaa, accounting: Accounting) {
    this.#clock = clock;
    this.#aaa = aaa;
    this.#accounting = accounting;
  }

  /** `aaa new-model`: what lines say of logins by themselves does not count. */
  get inForce(): boolean {
    return this.#aaa.settings.newModel;
  }

  get banner(): string | undefined {
    return this.#aaa.settings.banner;
  }

  get failMessage(): string {
    return this.#aaa.settings.failMessage ?? '% Authentication failed.';
  }

  login(line: AaaLine, dialogue: AaaDialogue): Asking {
    return this.#authenticate(line, 'login', line.lists.login, undefined, line.privilege ?? 1, dialogue);
  }

  /** Name and password are there, and nobody can be asked for more. */
  check(line: AaaLine, user: string, password: string, done: (known: LineUser | undefined) => void): Asking {
    const where = placeOfLine(line.kind, line.number, line.location);
    const request = { kind: 'authentication', service: 'login', user, proof: { kind: 'ascii', password }, privilege: line.privilege ?? 1, where } as const;
    return this.#aaa.ask({ purpose: 'login', request, list: line.lists.login, linePassword: line.password }, {
      decided: (decision) => done(decision.outcome === 'pass' ? userOf(decision) : undefined),
    });
  }

  enable(line: AaaLine, user: string, level: number, dialogue: AaaDialogue): Asking {
    return this.#authenticate(line, 'enable', '', user, level, dialogue);
  }

  /** Undefined: EXEC may not start. */
  exec(line: AaaLine, { user, method, decision }: LineUser, done: (grant: ExecGrant | undefined) => void): Asking | undefined {
    const privilege = line.privilege ?? 1;
    const console = line.kind === 'con' && !this.#aaa.settings.authorizesConsole;
    if (console || !this.#aaa.authorises('exec', line.lists.authorization)) {
      done({ privilege });
      return undefined;
    }
    const pairs: readonly AaaPair[] = [{ name: 'service', value: 'shell', mandatory: true }, { name: 'cmd', value: '', mandatory: false }];
    const where = placeOfLine(line.kind, line.number, line.location);
    const request = { kind: 'authorization', service: 'shell', user, authenticatedBy: method, authenType: 'ascii', privilege, pairs, where } as const;
    const granted = method === 'radius' ? { granted: decision.attributes } : {};
    return this.#aaa.ask({ purpose: 'exec', request, list: line.lists.authorization, known: method, ...granted }, {
      decided: ({ outcome, attributes }) => {
        const { privilegeLevel, autoCommand, callbackDialString, idleTimeoutSeconds, sessionTimeoutSeconds, serviceType } = attributes;
        const isForExec = serviceType === undefined || !['framed', 'callback-framed', 'outbound'].includes(serviceType);
        if (outcome !== 'pass' || !isForExec) return done(undefined);
        done({
          privilege: privilegeLevel ?? (serviceType === 'administrative' ? HIGHEST : privilege),
          ...(autoCommand === undefined ? {} : { autoCommand }),
          ...(callbackDialString === undefined ? {} : { callbackDialString }),
          ...(idleTimeoutSeconds === undefined ? {} : { idleTimeoutSeconds }),
          ...(sessionTimeoutSeconds === undefined ? {} : { sessionTimeoutSeconds }),
        });
      },
    });
  }

  /** Somebody is in. The result ends the session that is accounted for. */
  account(line: AaaLine, { user, method }: LineUser, privilege: number, begun: (allowed: boolean) => void): (cause: AaaTerminateCause) => void {
    const session = this.#accounting.start(
      {
        purpose: 'exec', list: line.lists.accounting, user, authenticatedBy: method, authenType: 'ascii', privilege,
        where: placeOfLine(line.kind, line.number, line.location), startedAt: this.#clock.now,
      },
      begun,
    );
    return (cause) => session?.stop(cause);
  }

  /** Of a group of servers. */
  protocolOf(group: string): 'radius' | 'tacacs+' | undefined {
    return this.#aaa.settings.groups.get(group)?.protocol;
  }

  /** `test aaa group`. */
  test(group: string, user: string, password: string, line: AaaLine, done: (outcome: TestOutcome) => void): Asking | undefined {
    if (!this.#aaa.settings.groups.has(group)) {
      done('no-group');
      return undefined;
    }
    const request = {
      kind: 'authentication', service: 'login', user, proof: { kind: 'pap', password }, privilege: 1, where: placeOfLine(line.kind, line.number, line.location),
    } as const;
    return this.#aaa.askGroup(group, { purpose: 'login', request, list: '' }, {
      decided: ({ outcome }) => done(outcome === 'pass' ? 'accepted' : outcome === 'fail' ? 'rejected' : 'no-answer'),
    });
  }

  #authenticate(line: AaaLine, purpose: 'login' | 'enable', list: string, user: string | undefined, privilege: number, dialogue: AaaDialogue): Asking {
    const { usernamePrompt = 'Username: ', passwordPrompt = 'Password: ' } = this.#aaa.settings;
    const prompts = { user: usernamePrompt, password: passwordPrompt };
    const where = placeOfLine(line.kind, line.number, line.location);
    const request = { kind: 'authentication', service: purpose, ...(user === undefined ? {} : { user }), proof: { kind: 'ascii' }, privilege, where } as const;
    return this.#aaa.ask({ purpose, request, list, prompts, linePassword: line.password, onConsole: line.kind === 'con' }, {
      prompt: (prompt, echo) => dialogue.prompt(prompt, echo, prompt !== prompts.user && prompt !== prompts.password),
      decided: (decision) => {
        const { outcome, message } = decision;
        dialogue.decided(outcome === 'pass' ? { outcome, message, user: userOf(decision) } : { outcome, message });
      },
    });
  }
}

const HIGHEST = 15;

function userOf({ user, method = 'none', attributes }: Decided): LineUser {
  return { user, method, decision: { attributes, method } };
}
