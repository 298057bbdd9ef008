// How PPP is to behave on each interface of a router, as its configuration and its AAA have it, for calls that come and for those
// that go out. A policy is read once for a configuration and kept, since every call asks for it. Which terms it is
// in is policies.ts's; whose interface a call is on, the dialers'.

import { LateMap } from '../../base/late-map.ts';
import type { InterfaceSettings } from '../../config/model.ts';
import type { NameServerSettings } from '../../config/peer-settings.ts';
import { present } from '../../config/reading.ts';
import type { BundlePolicy } from '../../protocols/ppp/multilink/types.ts';
import type { PppPolicy } from '../../protocols/ppp/session-types.ts';
import type { RouterAaa } from './aaa/router-aaa.ts';
import { bundlePolicy, multilinkPolicy } from './dialing/multilink-policies.ts';
import type { PeerAddresses } from './dialing/peer-addresses.ts';
import type { Hardware } from './hardware.ts';
import { leasedPolicy, pppPolicy } from './policies.ts';
import type { PortCall } from './ports/dial-port.ts';
import type { RouterSettings } from './router-settings.ts';

export interface PppPoliciesOwner {
  readonly settings: RouterSettings;
  readonly hardware: Hardware;
  readonly aaa: RouterAaa;
  readonly peerAddresses: PeerAddresses;
  /** Brings what runs into line with the configuration, before anything is judged by it. */
  settle(): void;
}

/** LCP's option has two octets for it; 0 is none. */
const LINK_NUMBERS = 0xffff;

export class PppPolicies {
  readonly #owner: PppPoliciesOwner;
  /** Of calls that come and of those that go out, as the configuration stands. */
  readonly #known = [new LateMap<InterfaceSettings, PppPolicy>(), new LateMap<InterfaceSettings, PppPolicy>()] as const;

  #lastLink = 0;

  constructor(owner: PppPoliciesOwner) {
    this.#owner = owner;
  }

  /** The configuration has been read anew. */
  configured(): void {
    this.#known[0].clear();
    this.#known[1].clear();
  }

  /** Undefined where the dialing interface speaks something else; what a terminal's user chose goes first. */
  ofCall(dialingInterface: string, outgoing: boolean, link?: PortCall['link']): PppPolicy | undefined {
    this.#owner.settle();
    const settings = this.#owner.settings.interface(dialingInterface);
    if (settings === undefined || (link?.protocol ?? settings.encapsulation) !== 'ppp') return undefined;
    const policy = this.#numbered(this.#of(settings, outgoing));
    if (link?.user === undefined) return policy;
    const knownWillDo = settings.ppp.ifNeeded || this.#owner.aaa.questions.takesKnown(settings.ppp.lists.authentication);
    return knownWillDo ? { ...policy, authentication: [], knownPeerName: link.user } : policy;
  }

  /** With bandwidth allocation each link has a number that no other link has (RFC 2125 §8). */
  #numbered(policy: PppPolicy): PppPolicy {
    if (policy.multilink?.linkDiscriminator === undefined) return policy;
    this.#lastLink = (this.#lastLink % LINK_NUMBERS) + 1;
    return { ...policy, multilink: { ...policy.multilink, linkDiscriminator: this.#lastLink } };
  }

  ofLeasedLine(interfaceName: string): PppPolicy | undefined {
    const policy = this.ofCall(interfaceName, false);
    return policy === undefined ? undefined : leasedPolicy(policy);
  }

  ofBundle(home: InterfaceSettings): BundlePolicy {
    return bundlePolicy(home, this.#of(home, false));
  }

  #of(settings: InterfaceSettings, outgoing: boolean): PppPolicy {
    const known = this.#known[outgoing ? 1 : 0];
    let policy = known.get(settings);
    if (policy === undefined) {
      policy = this.#read(settings, outgoing);
      known.set(settings, policy);
    }
    const secrets = this.#owner.aaa.ppp.secretsWith(policy.secrets);
    return secrets === policy.secrets ? policy : { ...policy, secrets };
  }

  #read(settings: InterfaceSettings, outgoing: boolean): PppPolicy {
    const { settings: known, hardware, aaa, peerAddresses } = this.#owner;
    const { hostname, users, nameServers } = known;
    const { questions } = aaa;
    const multilink = multilinkPolicy(settings, hostname, (name) => hardware.ethernets.get(name)?.hardwareAddress);
    const asksForPeerAddress = peerAddresses.serves(settings) || questions.authorises('network', settings.ppp.lists.authorization);
    const policy = pppPolicy(settings, hostname, users, settings.negotiates === true ? 0 : known.addressOf(settings)?.address, outgoing, multilink);
    return { asksVerdict: questions.settings.newModel, asksForPeerAddress, nameServers: withOwnServers(nameServers, settings.ppp.nameServers), ...policy };
  }
}

/** Those of the interface, and of a kind that it does not name those of the router. */
function withOwnServers({ primaryDns, secondaryDns, primaryNbns, secondaryNbns }: NameServerSettings, own: NameServerSettings): NameServerSettings {
  return present<NameServerSettings>({
    ...(own.primaryDns === undefined ? { primaryDns, secondaryDns } : {}), ...(own.primaryNbns === undefined ? { primaryNbns, secondaryNbns } : {}), ...own,
  });
}
