// A router's authentication, authorization and accounting with everything that they work with: the questions and their method
// lists, the two client machines on the router's transport, the sessions that are accounted for, and PPP's share of it. Where
// datagrams and connections to servers come from is `ip radius source-interface` and `ip tacacs source-interface`.

import type { Ipv4Address } from '../../base/ipv4.ts';
import type { Clock } from '../../engine/clock.ts';
import type { RandomStream } from '../../engine/random.ts';
import { RADIUS_CLIENT } from '../../protocols/aaa/radius/client.ts';
import { TACACS_CLIENT } from '../../protocols/aaa/tacacs/client.ts';
import type { TraceEvent } from '../trace.ts';
import { Accounting } from './aaa-accounting.ts';
import { LineAaa } from './aaa-lines.ts';
import { PppAaa, type PppAaaOwner } from './aaa-ppp.ts';
import { AaaClient } from './aaa-client.ts';
import { Aaa } from './aaa.ts';
import type { AaaReading } from './readings.ts';
import type { RouterSettings } from './router-settings.ts';
import type { Transport } from './transport.ts';

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
      {
        radius: new AaaClient({ ...client, sourceFor: (server) => sourceFor(server, 'radius') }, RADIUS_CLIENT),
        tacacs: new AaaClient({ ...client, sourceFor: (server) => sourceFor(server, 'tacacs+') }, TACACS_CLIENT),
      },
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
