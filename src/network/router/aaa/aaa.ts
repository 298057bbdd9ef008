// Authentication, authorization and accounting in one router: who asks a question hands it over with the name of its method list,
// and is told what came of it, now or later. Here a question finds its list, walks it (protocols/aaa/method-list.ts), and meets
// the router's own users and the servers of its groups. Whom PPP and the lines ask about is aaa-ppp.ts's and the session's.

import type { Ipv4Address } from '../../../base/ipv4.ts';
import { LateSet } from '../../../base/late-map.ts';
import type { AaaMethod, AaaSettings, MethodLists } from '../../../config/aaa-settings.ts';
import type { Clock } from '../../../engine/clock.ts';
import type { RandomStream } from '../../../engine/random.ts';
import { createWalk, step, type Decided, type Walk, type WalkAction, type WalkEvent, type WalkMethod } from '../../../protocols/aaa/method-list.ts';
import type {
  AaaAttributes, AaaHandle, AaaMethodKind, AaaReply, AaaRequest, AaaServerCounters, RadiusServerSettings, TacacsServerSettings,
} from '../../../protocols/aaa/types.ts';
import type { TraceEvent } from '../../trace.ts';
import { Turnstile } from '../../turnstile.ts';
import { ownReply } from './aaa-own-methods.ts';
import type { RouterSettings } from '../router-settings.ts';

/** A client machine on its transport (aaa-client.ts), as a router's questions know it. */
export interface ServerClient<Server> {
  readonly servers: readonly AaaServerCounters[];
  ask(handle: AaaHandle, request: AaaRequest, group: string, servers: readonly Server[], port: string, reply: (reply: AaaReply) => void): void;
  answer(handle: AaaHandle, text: string): void;
  cancel(handle: AaaHandle): void;
  forget(): void;
}

export interface AaaOwner {
  readonly clock: Clock;
  readonly random: RandomStream;
  readonly settings: RouterSettings;
  record(event: TraceEvent, interfaceName?: string): void;
  /** The router's address as a server sees it. */
  sourceFor(server: Ipv4Address, protocol: 'radius' | 'tacacs+'): Ipv4Address | undefined;
}

export interface AaaClients {
  readonly radius: ServerClient<RadiusServerSettings>;
  readonly tacacs: ServerClient<TacacsServerSettings>;
  /** The router goes down. */
  forget(): void;
}

/** Which lists may answer a question. */
export type AaaPurpose = 'login' | 'enable' | 'ppp' | 'network' | 'exec';

export interface Question {
  readonly purpose: AaaPurpose;
  readonly request: AaaRequest;
  /** As the interface or line names it; '' or `default` is the default one. */
  readonly list: string;
  /** Where somebody can be asked. */
  readonly prompts?: { readonly user: string; readonly password: string };
  /** By what the user is known already. */
  readonly known?: AaaMethodKind;
  readonly granted?: AaaAttributes;
  readonly linePassword?: string | undefined;
  readonly onConsole?: boolean;
}

export interface Asker {
  decided(decision: Decided): void;
  /** A word is wanted of whoever sits there. */
  prompt?(prompt: string, echo: boolean, what: 'user' | 'password' | 'data'): void;
}

export interface Asking {
  answer(text: string): void;
  cancel(): void;
}

export class Aaa {
  readonly #owner: AaaOwner;
  readonly #clients: AaaClients;
  readonly #asking = new LateSet<Inquiry>();
  #handles = 0;

  constructor(owner: AaaOwner, clients: AaaClients) {
    this.#owner = owner;
    this.#clients = clients;
  }

  get settings(): AaaSettings {
    return this.#owner.settings.aaa;
  }

  get clients(): AaaClients {
    return this.#clients;
  }

  /** Whether anything is to be authorised at all: without a default list nothing is. */
  authorises(purpose: 'network' | 'exec', list: string): boolean {
    const lists = this.settings.authorization[purpose];
    return this.settings.newModel && (isNamed(list) || lists.has('default'));
  }

  /** The list for PPP begins with `if-needed`: who has logged in on the line need not prove himself again. */
  takesKnown(list: string): boolean {
    return this.settings.newModel && this.settings.ppp.get(isNamed(list) ? list : 'default')?.[0]?.kind === 'if-needed';
  }

  ask(question: Question, asker: Asker): Asking {
    return this.#begin(question, this.#plan(question), asker);
  }

  /** A group of servers alone is asked, whatever the lists say. */
  askGroup(group: string, question: Question, asker: Asker): Asking {
    return this.#begin(question, { list: '', found: group, methods: [this.#groupMethod(group)] }, asker);
  }

  /** The router goes down. */
  forget(): void {
    for (const inquiry of this.#asking) inquiry.drop();
    this.#asking.clear();
    this.#clients.forget();
  }

  #begin(question: Question, plan: Plan, asker: Asker): Asking {
    const inquiry: Inquiry = new Inquiry(this.#owner, this.#clients, question, plan, asker, () => this.#nextHandle(), () => this.#asking.delete(inquiry));
    this.#asking.add(inquiry);
    inquiry.begin();
    return inquiry;
  }

  #nextHandle(): AaaHandle {
    this.#handles += 1;
    return this.#handles;
  }

  #plan({ purpose, list, onConsole }: Question): Plan {
    const lists = this.#listsOf(purpose);
    const named = lists.get(isNamed(list) ? list : 'default');
    if (named !== undefined) return { list: isNamed(list) ? list : '', found: isNamed(list) ? list : 'default', methods: named.map((method) => this.#method(method)) };
    if (isNamed(list)) return { list, found: '', methods: undefined };
    return { list: '', found: '', methods: [{ kind: builtIn(purpose, onConsole === true) }] };
  }

  #listsOf(purpose: AaaPurpose): MethodLists {
    const { settings } = this;
    return purpose === 'network' || purpose === 'exec' ? settings.authorization[purpose] : settings[purpose];
  }

  #method(method: AaaMethod): WalkMethod {
    return method.kind === 'group' ? this.#groupMethod(method.group) : method;
  }

  #groupMethod(group: string): WalkMethod {
    return { kind: 'group', group, protocol: this.settings.groups.get(group)?.protocol };
  }
}

interface Plan {
  readonly list: string;
  readonly found: string;
  readonly methods: readonly WalkMethod[] | undefined;
}

const isNamed = (list: string): boolean => list !== '' && list !== 'default';

/** What holds where no list is configured: the router's own users, the enable secret; nothing on the console. */
function builtIn(purpose: AaaPurpose, onConsole: boolean): 'none' | 'local' | 'enable' {
  if (purpose === 'enable') return 'enable';
  if (purpose === 'ppp') return 'local';
  return purpose === 'login' && !onConsole ? 'local' : 'none';
}

/** Question numbers are shown in `debug`, and are anything but consecutive there. */
const ID_RANGE = 0xffffffff;

class Inquiry implements Asking {
  readonly #owner: AaaOwner;
  readonly #clients: AaaClients;
  readonly #question: Question;
  readonly #asker: Asker;
  readonly #nextHandle: () => AaaHandle;
  readonly #over: () => void;
  readonly #turnstile = new Turnstile();
  #walk: Walk;
  #at: { readonly handle: AaaHandle; readonly client: ServerClient<never> } | undefined;
  #dropped = false;

  constructor(owner: AaaOwner, clients: AaaClients, question: Question, plan: Plan, asker: Asker, nextHandle: () => AaaHandle, over: () => void) {
    this.#owner = owner;
    this.#clients = clients;
    this.#question = question;
    this.#asker = asker;
    this.#nextHandle = nextHandle;
    this.#over = over;
    const { request, prompts, known, granted } = question;
    this.#walk = createWalk({
      id: owner.random.below(ID_RANGE),
      request,
      ...plan,
      ...(prompts === undefined ? {} : { prompts }),
      ...(known === undefined ? {} : { known }),
      ...(granted === undefined ? {} : { granted }),
    });
  }

  begin(): void {
    this.#tell({ type: 'begin' });
  }

  answer(text: string): void {
    this.#tell({ type: 'answer', text });
  }

  cancel(): void {
    const at = this.#at;
    this.drop();
    if (at !== undefined) at.client.cancel(at.handle);
    this.#over();
  }

  drop(): void {
    this.#dropped = true;
    this.#at = undefined;
  }

  #tell(event: WalkEvent): void {
    this.#turnstile.pass(() => {
      if (this.#dropped) return;
      const [walk, actions] = step(this.#walk, event);
      this.#walk = walk;
      for (const action of actions) this.#perform(action);
    });
  }

  #perform(action: WalkAction): void {
    switch (action.type) {
      case 'trace':
        this.#owner.record(action.event, this.#question.request.where.port);
        return;
      case 'check': {
        const { settings } = this.#owner;
        const { request } = action;
        const level = request.kind === 'authentication' && request.service === 'enable' ? request.privilege : undefined;
        const { linePassword, onConsole = false } = this.#question;
        this.#tell({ type: 'reply', ...ownReply(action.method, request, { users: settings.users, enable: settings.enableSecret(level), linePassword, onConsole }) });
        return;
      }
      case 'ask-group':
        this.#askGroup(action);
        return;
      case 'answer-group':
        this.#at?.client.answer(this.#at.handle, action.text);
        return;
      case 'prompt':
        this.#asker.prompt?.(action.prompt, action.echo, action.what);
        return;
      case 'decided':
        this.#at = undefined;
        this.#over();
        this.#asker.decided(action);
        return;
    }
  }

  #askGroup({ group, request }: Extract<WalkAction, { type: 'ask-group' }>): void {
    const handle = this.#nextHandle();
    const found = this.#owner.settings.aaa.groups.get(group);
    const [first] = found?.servers ?? [];
    if (found === undefined || first === undefined) {
      this.#tell({ type: 'reply', reply: { type: 'error', why: 'no-servers' } });
      return;
    }
    const nasAddress = this.#owner.sourceFor(first.address, found.protocol);
    const asked = nasAddress === undefined ? request : { ...request, where: { ...request.where, nasAddress } };
    const reply = (answer: AaaReply): void => {
      if (this.#at?.handle === handle) this.#tell({ type: 'reply', reply: answer });
    };
    const { port } = request.where;
    if (found.protocol === 'radius') {
      this.#at = { handle, client: this.#clients.radius };
      this.#clients.radius.ask(handle, asked, group, found.servers, port, reply);
    } else {
      this.#at = { handle, client: this.#clients.tacacs };
      this.#clients.tacacs.ask(handle, asked, group, found.servers, port, reply);
    }
  }
}
