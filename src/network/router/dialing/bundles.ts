// The multilink bundles of one router. A link that has been authenticated joins the bundle of its peer by RFC 1990 §5.1.3,
// or begins one: on the `Multilink` interface that its own is a member of, else on a `Virtual-Access` interface that takes
// after the dialing interface, or after the virtual template where there is no dialing to be done. A link that does not fit
// its bundle is closed.

import { compareInterfaceNames } from '../../../base/interface-name.ts';
import { LateMap } from '../../../base/late-map.ts';
import { bundleName, sameBundle } from '../../../protocols/ppp/multilink/join.ts';
import type { BundleIdentity, BundlePolicy, LinkOffer } from '../../../protocols/ppp/multilink/types.ts';
import type { PppAction } from '../../../protocols/ppp/session-types.ts';
import type { InterfaceSettings } from '../../../config/model.ts';
import { BundleInterface, type BundleOwner } from './bundle-interface.ts';
import { InterfaceRuntime } from '../ports/interface-runtime.ts';
import type { LinkChannel } from '../ports/link-channel.ts';
import type { BundleReading } from '../readings.ts';
import { isProfile, type RouterSettings } from '../router-settings.ts';

export interface BundlesOwner extends BundleOwner {
  /** The settings that rule a channel: those of its interface, or of the Dialer of its rotary group. */
  settingsOf(channel: LinkChannel): InterfaceSettings | undefined;
  /** How a bundle runs by the settings of that interface. */
  policyOf(home: InterfaceSettings): BundlePolicy;
  /** The state of an interface that is configured. */
  runtimeOf(name: string): InterfaceRuntime | undefined;
  joined(bundle: BundleInterface, channel: LinkChannel): void;
  /** `ipWasOpen`: packets passed until now. */
  left(bundle: BundleInterface, channel: LinkChannel, ipWasOpen: boolean): void;
  interfaceChanged(): void;
}

type MultilinkUp = Extract<PppAction, { type: 'multilink-up' }>;

export class Bundles {
  readonly #owner: BundlesOwner;
  readonly #settings: RouterSettings;
  readonly #bundles = new LateMap<string, BundleInterface>();
  readonly #of = new LateMap<LinkChannel, BundleInterface>();

  constructor(owner: BundlesOwner, settings: RouterSettings) {
    this.#owner = owner;
    this.#settings = settings;
  }

  /** What a link's PPP session tells of multilink; false when it is something else. */
  take(channel: LinkChannel, action: PppAction): boolean {
    switch (action.type) {
      case 'multilink-up':
        this.#join(channel, action);
        return true;
      case 'multilink-down':
        this.#leave(channel);
        return true;
      case 'receive-fragment':
        this.of(channel)?.receiveFragment(channel, action.octets);
        return true;
      case 'receive-whole':
        this.of(channel)?.receiveWhole(channel, action.packet);
        return true;
      default:
        return false;
    }
  }

  of(channel: LinkChannel): BundleInterface | undefined {
    return this.#of.get(channel);
  }

  get(name: string): BundleInterface | undefined {
    return this.#bundles.get(name);
  }

  /** The interfaces that are nowhere in the configuration. */
  virtual(): readonly BundleInterface[] {
    return [...this.#bundles.values()].filter(isVirtual).sort((a, b) => compareInterfaceNames(a.name, b.name));
  }

  active(): readonly BundleInterface[] {
    return [...this.#bundles.values()].filter((bundle) => bundle.isActive);
  }

  /** Of all bundles to which routes lead by that interface; undefined where there are none. */
  leastPeerMrru(routed: string): number | undefined {
    let least: number | undefined;
    this.#bundles.forEach(({ isActive, routed: by, peerMrru }) => {
      if (isActive && by === routed && peerMrru !== undefined) least = Math.min(least ?? peerMrru, peerMrru);
    });
    return least;
  }

  /** The settings by which a bundle runs. */
  homeOf(bundle: BundleInterface): InterfaceSettings | undefined {
    return this.#settings.interface(bundle.home);
  }

  /** The configuration changed. */
  apply(): void {
    for (const bundle of this.active()) {
      const home = this.homeOf(bundle);
      if (home === undefined || isShut(bundle, home)) for (const channel of bundle.members) channel.ppp({ type: 'close', reason: 'the bundle is shut down' });
      else this.#configure(bundle, home);
    }
  }

  #configure(bundle: BundleInterface, home: InterfaceSettings): void {
    bundle.runtime.loadIntervalMs = home.loadIntervalSeconds * 1000;
    bundle.configure(this.#owner.policyOf(home));
  }

  /** The router goes down: links have left, and nothing is remembered. */
  forget(): void {
    this.#bundles.clear();
    this.#of.clear();
  }

  readings(): readonly BundleReading[] {
    const readings = [...this.#bundles.values()].map((bundle) => {
      const { minimumLinks, maximumLinks } = this.homeOf(bundle)?.ppp.multilink ?? { minimumLinks: undefined, maximumLinks: undefined };
      return bundle.reading({ minimumLinks, maximumLinks });
    });
    return readings.filter((reading) => reading !== undefined).sort((a, b) => compareInterfaceNames(a.interface, b.interface));
  }

  #join(channel: LinkChannel, { peerName, discriminator, mrru, peerMrru, peerMru, shortSequence, numbers }: MultilinkUp): void {
    const settings = this.#owner.settingsOf(channel);
    if (settings === undefined) return;
    const identity: BundleIdentity = {
      ...(peerName === undefined ? {} : { peerName }),
      ...(discriminator === undefined ? {} : { discriminator }),
    };
    const offer: LinkOffer = { link: channel.name, bitsPerSecond: channel.bitsPerSecond, mrru, peerMrru, peerMru, shortSequence, ...(numbers === undefined ? {} : { numbers }) };
    const configured = this.#configuredFor(settings);
    const existing = this.#existing(identity, configured);
    const misfit = configured?.shutdown === true ? ({ because: 'shutdown' } as const) : existing && this.#misfitOf(existing, identity, offer);
    if (misfit !== undefined) {
      const name = bundleName(identity, this.#settings.multilink.bundleName);
      this.#owner.record({ type: 'mlp.linkRefused', link: channel.name, name, ...misfit }, channel.name);
      channel.ppp({ type: 'close', reason: 'the link does not fit its bundle' });
      return;
    }
    const bundle = existing ?? this.#begin(identity, configured ?? this.#templateFor(settings) ?? settings);
    this.#of.set(channel, bundle);
    this.#owner.joined(bundle, channel);
    bundle.join(channel, offer);
  }

  #leave(channel: LinkChannel): void {
    const bundle = this.of(channel);
    if (bundle === undefined) return;
    const { ipOpen } = bundle;
    const home = this.homeOf(bundle);
    bundle.leave(channel);
    if (!bundle.isActive && home !== undefined && isProfile(home)) this.#owner.record({ type: 'mlp.unbound', profile: home.name }, bundle.name);
    this.#of.delete(channel);
    this.#owner.left(bundle, channel, ipOpen);
  }

  /** The `Multilink` interface that the link's interface is a member of. */
  #configuredFor({ ppp }: InterfaceSettings): InterfaceSettings | undefined {
    const { group } = ppp.multilink;
    return group === undefined ? undefined : this.#settings.interface(`Multilink${group}`);
  }

  /** Only where the link's interface has nothing to say of dialing. */
  #templateFor({ dialer, name }: InterfaceSettings): InterfaceSettings | undefined {
    const { virtualTemplate } = this.#settings.multilink;
    const dials = name.startsWith('Dialer') || dialer.maps.length > 0 || dialer.strings.length > 0 || dialer.group !== undefined;
    return virtualTemplate === undefined || dials ? undefined : this.#settings.interface(`Virtual-Template${virtualTemplate}`);
  }

  #existing(identity: BundleIdentity, configured: InterfaceSettings | undefined): BundleInterface | undefined {
    if (configured !== undefined) return this.active().find((bundle) => bundle.name === configured.name);
    return this.active().find((bundle) => isVirtual(bundle) && bundle.identity !== undefined && sameBundle(bundle.identity, identity));
  }

  /** A configured bundle has one peer. */
  #misfitOf(bundle: BundleInterface, identity: BundleIdentity, offer: LinkOffer): ReturnType<BundleInterface['misfitOf']> | { readonly because: 'other-peer' } {
    const { identity: taken } = bundle;
    return taken !== undefined && !sameBundle(taken, identity) ? { because: 'other-peer' } : bundle.misfitOf(offer);
  }

  #begin(identity: BundleIdentity, home: InterfaceSettings): BundleInterface {
    const bundle = home.name.startsWith('Multilink') ? this.#configuredBundle(home) : this.#virtualBundle(home);
    bundle.home = home.name;
    bundle.runtime.loadIntervalMs = home.loadIntervalSeconds * 1000;
    if (isProfile(home)) this.#owner.record({ type: 'mlp.bound', profile: home.name }, bundle.name);
    bundle.begin(identity, this.#owner.policyOf(home), bundleName(identity, this.#settings.multilink.bundleName));
    return bundle;
  }

  #configuredBundle({ name }: InterfaceSettings): BundleInterface {
    const known = this.#bundles.get(name);
    const runtime = this.#owner.runtimeOf(name);
    if (known !== undefined && known.runtime === runtime) return known;
    return this.#add(name, runtime ?? this.#newRuntime(name), name);
  }

  /** The first that is free; one that was made stays for the next bundle. */
  #virtualBundle(home: InterfaceSettings): BundleInterface {
    const free = this.virtual().find((bundle) => !bundle.isActive);
    if (free !== undefined) return free;
    const name = `Virtual-Access${this.virtual().length + 1}`;
    const runtime = this.#newRuntime(name);
    runtime.initialise('down', false);
    return this.#add(name, runtime, home.name);
  }

  #add(name: string, runtime: InterfaceRuntime, home: string): BundleInterface {
    const bundle = new BundleInterface(this.#owner, name, runtime, home);
    this.#bundles.set(name, bundle);
    return bundle;
  }

  #newRuntime(name: string): InterfaceRuntime {
    const runtime = new InterfaceRuntime(name, this.#owner.clock, this.#owner.record);
    runtime.changed = () => this.#owner.interfaceChanged();
    return runtime;
  }
}

function isShut(bundle: BundleInterface, home: InterfaceSettings): boolean {
  return !isVirtual(bundle) && home.shutdown;
}

function isVirtual({ name }: BundleInterface): boolean {
  return name.startsWith('Virtual-Access');
}
