// A router's authentication, authorization and accounting with everything that they work with: the questions and their method
// lists, the two client machines on the router's transport, the sessions that are accounted for, and PPP's share of it. Where
// datagrams and connections to servers come from is `ip radius source-interface` and `ip tacacs source-interface`.

import type { Ipv4Address } from '../../../base/ipv4.ts';
import type { Clock } from '../../../engine/clock.ts';
import type { RandomStream } from '../../../engine/random.ts';
import { RADIUS_CLIENT } from '../../../protocols/aaa/radius/client.ts';
import { TACACS_CLIENT } from '../../../protocols/aaa/tacacs/client.ts';
import type { TraceEvent } from '../../trace.ts';
import { Accounting } from './aaa-accounting.ts';
import { LineAaa } from './aaa-lines.ts';
import { PppAaa, type PppAaaOwner } from './aaa-ppp.ts';
import { AaaClient } from './aaa-client.ts';
import { Aaa, type AaaClients } from './aaa.ts';
import type { AaaReading } from '../readings.ts';
import type { RouterSettings } from '../router-settings.ts';
import type { Transport } from '../ip/transport.ts';

export interface RouterAaaOwner {
  readonly clock: Clock;
  readonly random: RandomStream;
  readonly settings: RouterSettings;
  readonly transport: Transport;
  readonly ppp: PppAaaOwner;
  record(event: TraceEvent, interfaceName?: string): void;
  /** The address of an interface that is up. */
  addressOf(interfaceName: string): Ipv4Address | undefined;
  /** Of the interface that leads there. */
  sourceFor(destination: Ipv4Address): Ipv4Address | undefined;
  unixMs(): number;
}

export class RouterAaa {
  readonly questions: Aaa;
  readonly accounting: Accounting;
  readonly ppp: PppAaa;
  readonly lines: LineAaa;

  constructor(owner: RouterAaaOwner) {
    const { settings } = owner;
    const sourceFor = (server: Ipv4Address, protocol: 'radius' | 'tacacs+'): Ipv4Address | undefined => {
      const name = protocol === 'radius' ? settings.aaa.radiusSource : settings.aaa.tacacsSource;
      return (name === undefined ? undefined : owner.addressOf(name)) ?? owner.sourceFor(server);
    };
    const { clock, random, transport } = owner;
    const client = { clock, random, transport, record: (event: TraceEvent, interfaceName?: string) => owner.record(event, interfaceName) };
    this.questions = new Aaa(
      { clock, random, settings, record: client.record, sourceFor },
      new LateClients(
        () => new AaaClient({ sourceFor: (server) => sourceFor(server, 'radius'), ...client }, RADIUS_CLIENT),
        () => new AaaClient({ sourceFor: (server) => sourceFor(server, 'tacacs+'), ...client }, TACACS_CLIENT),
      ),
    );
    this.accounting = new Accounting(owner, this.questions);
    this.lines = new LineAaa(owner.clock, this.questions, this.accounting);
    this.ppp = new PppAaa(owner.ppp, this.questions, this.accounting);
  }

  reading(): AaaReading {
    const { radius, tacacs } = this.questions.clients;
    const sessions = this.accounting.sessions.map(({ id, facts: { user, where, startedAt, purpose } }) => ({
      id, user, port: where.port, startedAt, service: purpose === 'network' ? ('ppp' as const) : ('shell' as const),
    }));
    return { radius: radius.servers, tacacs: tacacs.servers, sessions };
  }

  /** The router goes down. */
  forget(): void {
    this.ppp.forget();
    this.accounting.forget();
    this.questions.forget();
  }
}

/** Made when they are first asked: most routers have no servers. */
class LateClients implements AaaClients {
  readonly #makeRadius: () => AaaClients['radius'];
  readonly #makeTacacs: () => AaaClients['tacacs'];
  #radius: AaaClients['radius'] | undefined;
  #tacacs: AaaClients['tacacs'] | undefined;

  constructor(makeRadius: () => AaaClients['radius'], makeTacacs: () => AaaClients['tacacs']) {
    this.#makeRadius = makeRadius;
    this.#makeTacacs = makeTacacs;
  }

  get radius(): AaaClients['radius'] {
    return (this.#radius ??= this.#makeRadius());
  }

  get tacacs(): AaaClients['tacacs'] {
    return (this.#tacacs ??= this.#makeTacacs());
  }

  forget(): void {
    this.#radius?.forget();
    this.#tacacs?.forget();
  }
}
