// The interface of a multilink bundle: `Virtual-Access1` of a bundle that came about by calls, `Multilink1` of one that is
// configured. It runs the bundle's machine over the channels that joined it, counts the packets that pass as a whole, and
// stands as one link to routes and dialers. Whose bundle it is, and which channels may join, is bundles.ts's.

import type { Clock } from '../../../engine/clock.ts';
import type { RandomStream } from '../../../engine/random.ts';
import type { Ipv4Address } from '../../../base/ipv4.ts';
import type { Instant } from '../../../base/time.ts';
import { createBundle, step } from '../../../protocols/ppp/multilink/bundle.ts';
import { misfitOf } from '../../../protocols/ppp/multilink/join.ts';
import type { BapEvent, BapKind, BapResources, Loaded } from '../../../protocols/ppp/bap/types.ts';
import type { BundleState } from '../../../protocols/ppp/multilink/state.ts';
import type {
  BundleAction, BundleEvent, BundleIdentity, BundlePolicy, BundleTimerName, LinkOffer,
} from '../../../protocols/ppp/multilink/types.ts';
import type { PppPacket } from '../../../wire/ppp.ts';
import { TimerBank } from '../../timer-bank.ts';
import { Turnstile } from '../../turnstile.ts';
import type { TraceEvent } from '../../trace.ts';
import type { InterfaceRuntime } from '../ports/interface-runtime.ts';
import type { LinkChannel, PppStates } from '../ports/link-channel.ts';
import { DatagramCompression } from '../ports/datagram-compression.ts';
import { IDLE_REASON, NetworkIdle } from '../ports/network-idle.ts';
import type { BundleReading, CompressionReading } from '../readings.ts';

export interface BundleOwner {
  readonly clock: Clock;
  record(event: TraceEvent, interfaceName: string): void;
  /** IP passes over it; the address is this end's. */
  ipUp(bundle: BundleInterface, own: Ipv4Address): void;
  ipDown(bundle: BundleInterface): void;
  /** IPCP has given up. */
  ipFailed(bundle: BundleInterface): void;
  receiveIp(bundle: BundleInterface, datagram: Uint8Array): void;
  /** The address for the peer, undefined when none is kept for it or none is free; `free` gives it back. */
  peerAddress(bundle: BundleInterface): Ipv4Address | undefined;
  freePeerAddress(bundle: BundleInterface): void;
  /** What there is for another link, or without one. */
  allocationResources(bundle: BundleInterface, what: BapKind): BapResources;
  /** The ends agree on links from now on, or not any more; they agreed that this end dials. */
  allocation(bundle: BundleInterface, open: boolean): void;
  dialLink(bundle: BundleInterface, number: string): void;
  readonly random: RandomStream;
}

export class BundleInterface {
  readonly name: string;
  readonly runtime: InterfaceRuntime;
  readonly #owner: BundleOwner;
  readonly #timers: TimerBank<BundleTimerName>;
  readonly #turnstile = new Turnstile();
  readonly #members = new Map<string, LinkChannel>();
  #state: BundleState | undefined;
  #since: Instant = 0;
  /** What the peer said of itself, while there is a bundle. */
  identity: BundleIdentity | undefined;
  /** The interface by whose settings it runs. */
  home: string;
  peerAddress: Ipv4Address = 0;
  ipOpen = false;
  /** Links are added and dropped by agreement. */
  allocated = false;
  #idle: NetworkIdle | undefined = undefined;
  readonly #compression: DatagramCompression;

  constructor(owner: BundleOwner, name: string, runtime: InterfaceRuntime, home: string) {
    this.#owner = owner;
    this.name = name;
    this.runtime = runtime;
    this.home = home;
    this.#compression = new DatagramCompression(owner.clock);
    this.#timers = new TimerBank(owner.clock, (timer) => this.#tell({ type: 'timer', timer }));
  }

  /** Where routes lead to it: what is made from a template is an interface of its own. */
  get routed(): string {
    return this.home.startsWith('Virtual-Template') ? this.name : this.home;
  }

  get isActive(): boolean {
    return this.#members.size > 0;
  }

  get members(): readonly LinkChannel[] {
    return [...this.#members.values()];
  }

  /** Of all its links. */
  get bitsPerSecond(): number {
    return this.members.reduce((sum, channel) => sum + channel.bitsPerSecond, 0);
  }

  /** The longest packet that the peer puts together. */
  get peerMrru(): number | undefined {
    return this.#state?.terms?.peerMrru;
  }

  get pppStates(): PppStates | undefined {
    const state = this.#state;
    if (state === undefined) return undefined;
    const bacp = state.allocation?.bacp.layer.state;
    const { ipcp, ccp } = state.network;
    return { lcp: 'Open', ipcp: ipcp.state, multilink: true, ...(ccp === undefined ? {} : { ccp: ccp.state }), ...(bacp === undefined ? {} : { bacp }) };
  }

  get compression(): CompressionReading | undefined {
    return this.#compression.reading(this.name);
  }

  /** Why the link must not join, undefined when it may. */
  misfitOf(offer: LinkOffer): ReturnType<typeof misfitOf> {
    return this.#state === undefined ? undefined : misfitOf(offer, this.#state);
  }

  /** Begins a bundle: the first link is about to join. */
  begin(identity: BundleIdentity, policy: BundlePolicy, bundleName: string): void {
    this.identity = identity;
    this.#state = createBundle(policy, bundleName, policy.bap === undefined ? 0 : this.#owner.random.uint32());
    this.#since = this.#owner.clock.now;
    this.runtime.setState('up');
  }

  configure(policy: BundlePolicy): void {
    this.#tell({ type: 'configure', policy });
  }

  join(channel: LinkChannel, offer: LinkOffer): void {
    this.#members.set(channel.name, channel);
    this.#tell({ type: 'join', offer });
  }

  leave(channel: LinkChannel): void {
    if (!this.#members.delete(channel.name)) return;
    this.#tell({ type: 'leave', link: channel.name });
    if (this.#members.size > 0) return;
    this.#owner.freePeerAddress(this);
    this.#turnstile.pass(() => {
      this.#timers.stopAll();
      this.#state = undefined;
      this.identity = undefined;
      this.peerAddress = 0;
    });
    // One that was shut down stays so.
    if (this.runtime.state === 'up') this.runtime.setState('down');
  }

  /** IPCP had given up. */
  retry(): void {
    this.#tell({ type: 'retry' });
  }

  /** The load asks for another link, or would be borne without that one: the ends are to agree on it. */
  linkWanted(channel: LinkChannel, wanted: 'link' | 'drop', loaded: Loaded): void {
    if (wanted === 'drop') this.#bap({ type: 'want-drop', link: channel.name, ...loaded });
    else this.#bap({ type: 'want-link', resources: this.#owner.allocationResources(this, 'callback'), ...loaded });
  }

  /** The call that was agreed on did not come about. */
  linkFailed(cause: number, returns: boolean): void {
    this.#bap(returns ? { type: 'call-returns' } : { type: 'call-failed', cause });
  }

  #bap(event: Extract<BapEvent, { type: 'want-link' | 'want-drop' | 'resources' | 'call-failed' | 'call-returns' }>): void {
    this.#tell({ type: 'bap', event });
  }

  receiveFragment(channel: LinkChannel, octets: Uint8Array): void {
    this.#tell({ type: 'fragment', link: channel.name, octets });
  }

  receiveWhole(channel: LinkChannel, packet: PppPacket): void {
    this.#tell({ type: 'whole', link: channel.name, packet });
  }

  /** False when IP does not pass. */
  sendIp(datagram: Uint8Array): boolean {
    this.#idle?.sent();
    this.#tell({ type: 'send', datagram });
    return this.ipOpen;
  }

  reading(settings: { readonly minimumLinks: number | undefined; readonly maximumLinks: number | undefined }): BundleReading | undefined {
    const state = this.#state;
    if (state === undefined) return undefined;
    const { input, output, counters, links, network, allocation } = state;
    return {
      interface: this.name,
      home: this.home,
      bundleName: state.name,
      since: this.#since,
      ...(this.peerAddress === 0 ? {} : { peerAddress: this.peerAddress }),
      ipcp: network.ipcp.state,
      counters,
      unassigned: input.held.length,
      // As IOS has it: the next to come, the next to go.
      receivedSequence: input.expected,
      sentSequence: output.sequence,
      bitsPerSecond: this.bitsPerSecond,
      ...(allocation === undefined ? {} : { allocation: { bacp: allocation.bacp.layer.state, bap: allocation.bap } }),
      links: links.map(({ id, since, received, anyReceived }) => ({ name: id, since, ...(anyReceived ? { received } : {}) })),
      ...(settings.minimumLinks === undefined ? {} : { minimumLinks: settings.minimumLinks }),
      ...(settings.maximumLinks === undefined ? {} : { maximumLinks: settings.maximumLinks }),
    };
  }

  #tell(event: BundleEvent): void {
    this.#turnstile.pass(() => {
      const state = this.#state;
      if (state === undefined) return;
      const [next, actions] = step(state, event, this.#owner.clock.now);
      this.#state = next;
      for (const action of actions) this.#perform(action);
    });
  }

  #perform(action: BundleAction): void {
    switch (action.type) {
      case 'transmit':
        this.#members.get(action.link)?.sendPacket(action.packet);
        return;
      case 'start':
        this.#timers.start(action.timer, action.ms);
        return;
      case 'stop':
        this.#timers.stop(action.timer);
        return;
      case 'drop':
        this.runtime.countDrop();
        return;
      case 'close':
        this.#closeAll(action.reason);
        return;
      case 'resources-wanted':
        this.#bap({ type: 'resources', resources: this.#owner.allocationResources(this, action.what) });
        return;
      case 'dial':
        this.#owner.dialLink(this, action.number);
        return;
      case 'drop-link':
        this.#members.get(action.link)?.ppp({ type: 'close', reason: 'load below threshold' });
        return;
      case 'allocation':
        this.allocated = action.open;
        this.#owner.allocation(this, action.open);
        return;
      case 'peer-address-wanted':
        this.#tell({ type: 'peer-address', address: this.#owner.peerAddress(this) });
        return;
      case 'ip-up':
        this.peerAddress = action.peerAddress;
        this.ipOpen = true;
        this.#watchIdle();
        this.runtime.setProtocol(true);
        this.#owner.ipUp(this, action.localAddress);
        return;
      case 'ip-down':
        this.ipOpen = false;
        this.#idle?.stop();
        this.runtime.setProtocol(false);
        this.#owner.ipDown(this);
        return;
      case 'ip-failed':
        this.#owner.ipFailed(this);
        return;
      case 'receive-ip':
        this.#idle?.received();
        this.#owner.receiveIp(this, action.datagram);
        return;
      case 'compression':
        this.#compression.set(action);
        return;
      case 'compression-reset':
        this.#compression.reset(action.side);
        return;
      case 'compress':
        this.#tell({ type: 'compressed', packet: this.#compression.compress(action.packet) });
        this.#owner.record({ type: 'ppp.compressed', direction: 'O', packets: this.#compression.packetsSent }, this.name);
        return;
      case 'decompress':
        this.#decompress(action.octets);
        return;
      case 'trace':
        this.#trace(action.event);
    }
  }

  #decompress(octets: Uint8Array): void {
    const packet = this.#compression.decompress(octets);
    if (packet !== undefined) this.#owner.record({ type: 'ppp.compressed', direction: 'I', packets: this.#compression.packetsReceived }, this.name);
    this.#tell(packet === undefined ? { type: 'compression-lost' } : { type: 'decompressed', packet, lengthOctets: octets.length + 2 });
  }

  #closeAll(reason: string): void {
    for (const channel of this.members) channel.ppp({ type: 'close', reason });
  }

  #watchIdle(): void {
    const policy = this.#state?.policy.idle;
    this.#idle?.stop();
    this.#idle = policy && new NetworkIdle(this.#owner.clock, policy, () => {
      this.#trace({ type: 'ppp.idle', seconds: policy.idleMs / 1000 });
      this.#closeAll(IDLE_REASON);
    });
  }

  /** Of a fragment the link tells, of everything else the bundle. Packets are counted as they pass, whole. */
  #trace(event: Extract<BundleAction, { type: 'trace' }>['event']): void {
    if (event.type === 'ppp.packet') {
      if (event.direction === 'I') this.runtime.countInput(event.lengthOctets);
      else this.runtime.countOutput(event.lengthOctets);
    }
    this.#owner.record(event, event.type === 'mlp.fragment' ? event.link : this.name);
  }
}
