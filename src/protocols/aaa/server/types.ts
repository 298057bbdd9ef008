// What an authentication server of the lab knows and what it tells: its clients with their secrets, its users, and a log
// of who asked what. The servers are machines without sockets or clock, as the clients are: a datagram or a segment goes in, and
// what is to be sent and noted comes out.

import type { Ipv4Address } from '../../../base/ipv4.ts';
import type { RadiusAttribute } from '../../../wire/radius.ts';
import type { AaaPair } from '../types.ts';

export interface ServedClient {
  /** Undefined: whoever asks. */
  readonly address?: Ipv4Address;
  readonly key: string;
}

export interface ServedUser {
  readonly name: string;
  /** By the way in which somebody proves who he is; what is absent, he cannot. */
  readonly passwords: { readonly pap?: string; readonly chap?: string; readonly login?: string; readonly enable?: string };
  /** Of the Access-Accept, in order. */
  readonly radius: readonly RadiusAttribute[];
  /** What TACACS+ authorizes. */
  readonly services: readonly ServedService[];
}

export interface ServedService {
  /** `ppp`, `shell`. */
  readonly service: string;
  /** `lcp`, `ip`; absent for services that have none. */
  readonly protocol?: string;
  readonly pairs: readonly AaaPair[];
}

export interface ServedPlan {
  /** The first that fits counts. */
  readonly clients: readonly ServedClient[];
  readonly users: ReadonlyMap<string, ServedUser>;
}

export type ServedProtocol = 'radius' | 'tacacs+';

/** Why somebody is not let in; `not-allowed`: for want of a password for that way of proving it. */
export type ServerRefusal = 'unknown-user' | 'wrong-password' | 'not-allowed';

/** The log of a server: nothing in it is secret. */
export type AaaServerTrace =
  | {
      readonly type: 'aaaServer.authenticated';
      readonly protocol: ServedProtocol;
      readonly client: Ipv4Address;
      readonly user: string;
      readonly how: 'pap' | 'chap' | 'ms-chap' | 'login' | 'enable';
      /** Of the client: `BRI0:1`, or a number. */
      readonly port: string;
      readonly remote: string;
      readonly accepted: boolean;
      readonly because?: ServerRefusal;
    }
  | {
      readonly type: 'aaaServer.authorized';
      readonly protocol: ServedProtocol;
      readonly client: Ipv4Address;
      readonly user: string;
      /** `ppp lcp`, `shell`. */
      readonly service: string;
      readonly accepted: boolean;
      readonly pairs: readonly AaaPair[];
    }
  | {
      readonly type: 'aaaServer.recorded';
      readonly protocol: ServedProtocol;
      readonly client: Ipv4Address;
      readonly user: string;
      readonly record: 'start' | 'update' | 'stop' | 'on' | 'off';
      readonly session: string;
      /** Everything in the record, by its names and in its order. */
      readonly fields: readonly (readonly [name: string, value: string])[];
    }
  | {
      readonly type: 'aaaServer.dropped';
      readonly protocol: ServedProtocol;
      readonly client: Ipv4Address;
      /** `repeated`: answered before, and answered again with the same. */
      readonly why: 'unknown-client' | 'wrong-secret' | 'malformed' | 'repeated';
    };

export function keyFor({ clients }: ServedPlan, client: Ipv4Address): string | undefined {
  return clients.find(({ address }) => address === undefined || address === client)?.key;
}

/** Why somebody with that proof is turned away; undefined where he is not. */
export function refusal(plan: ServedPlan, name: string, how: keyof ServedUser['passwords'] | 'ms-chap', isRight: (password: string) => boolean): ServerRefusal | undefined {
  const user = plan.users.get(name);
  if (user === undefined) return 'unknown-user';
  // Both kinds of CHAP go by the same word.
  const password = user.passwords[how === 'ms-chap' ? 'chap' : how];
  if (password === undefined) return 'not-allowed';
  return isRight(password) ? undefined : 'wrong-password';
}
