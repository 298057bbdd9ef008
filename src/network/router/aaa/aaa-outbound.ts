// Profiles to dial out by (`dialer aaa`): a next hop is asked about as a user, `10.1.1.2-out`, or by the name that its static route has, and what a
// server answers is whom to dial and how the router proves itself there. The list of authorization for the network decides who is asked.

import { formatIpv4, type Ipv4Address } from '../../../base/ipv4.ts';
import type { StaticRoute } from '../../../config/model.ts';
import type { DialerSettings } from '../../../config/dialer-settings.ts';
import type { AaaAttributes, AaaPlace } from '../../../protocols/aaa/types.ts';
import type { DialerEvent, DialerMap } from '../../../protocols/dialer/types.ts';
import type { PppPolicy } from '../../../protocols/ppp/session-types.ts';
import type { Aaa } from './aaa.ts';

/** What the router proves itself by on calls to a next hop, and how long they may be idle. */
export interface OutboundProof {
  readonly sendName?: string;
  readonly sendSecret?: string;
  readonly sendAuth?: 'pap' | 'chap';
  readonly idleTimeoutSeconds?: number;
}

export type OutboundAnswer = Omit<Extract<DialerEvent, { type: 'profile' }>, 'type' | 'nextHop'> & { readonly proof: OutboundProof };

interface Wanted {
  readonly nextHop: Ipv4Address;
  readonly settings: NonNullable<DialerSettings['outbound']>;
  readonly routes: readonly StaticRoute[];
  readonly where: AaaPlace;
}

export function askOutbound(aaa: Aaa, { nextHop, settings, routes, where }: Wanted, answer: (answer: OutboundAnswer) => void): void {
  const name = routes.find((route) => route.nextHop === nextHop && route.name !== undefined)?.name;
  const user = `${name ?? formatIpv4(nextHop)}${settings.suffix}`;
  const nobody = (because: OutboundAnswer['because']): void => answer({ maps: [], proof: {}, ...(because === undefined ? {} : { because }) });
  // Without a list nobody is asked, and nothing is said.
  if (!aaa.authorises('network', '')) return nobody('aaa-error');
  const request = {
    kind: 'authorization', service: 'outbound', user, password: settings.password, authenticatedBy: 'none', authenType: 'none', privilege: 1,
    pairs: [{ name: 'service', value: 'outbound', mandatory: true }], where,
  } as const;
  aaa.ask({ purpose: 'network', request, list: '' }, {
    decided: ({ outcome, attributes }) => {
      if (outcome !== 'pass') return nobody(outcome === 'fail' ? 'no-profile' : 'aaa-error');
      answer({ maps: mapsOf(attributes, nextHop, name), proof: proofOf(attributes) });
    },
  });
}

function mapsOf({ outbound }: AaaAttributes, nextHop: Ipv4Address, name: string | undefined): readonly DialerMap[] {
  const { numbers = [], mapClass, speed56 } = outbound ?? {};
  const more = { ...(name === undefined ? {} : { name }), ...(mapClass === undefined ? {} : { mapClass }) };
  return numbers.map((number) => ({ nextHop, ...more, number, speed: speed56 === true ? 56 : 64, broadcast: true }));
}

function proofOf({ outbound, sendSecret, idleTimeoutSeconds }: AaaAttributes): OutboundProof {
  const { sendName, sendAuth } = outbound ?? {};
  return {
    ...(sendName === undefined ? {} : { sendName }), ...(sendAuth === undefined ? {} : { sendAuth }),
    ...(sendSecret === undefined ? {} : { sendSecret }), ...(idleTimeoutSeconds === undefined ? {} : { idleTimeoutSeconds }),
  };
}

/** PPP on a call to somebody whose profile says how to prove oneself. */
export function provingPolicy(policy: PppPolicy, { sendName, sendSecret, sendAuth }: OutboundProof): PppPolicy {
  if (sendName === undefined && sendSecret === undefined) return policy;
  const name = sendName ?? policy.chapName;
  const secret = sendSecret ?? policy.chapPassword;
  return {
    ...policy,
    chapName: name,
    ...(secret === undefined ? {} : { chapPassword: secret, papSent: { username: name, password: secret } }),
    // It goes before what the router's own users have for whoever challenges it.
    ...(sendSecret === undefined ? {} : { secrets: NO_SECRETS }),
    chapRefuse: policy.chapRefuse || sendAuth === 'pap',
    papRefuse: policy.papRefuse || sendAuth === 'chap',
  };
}

const NO_SECRETS: ReadonlyMap<string, string> = new Map();
