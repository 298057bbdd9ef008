// The contract of a physical interface that can place and take calls, as dialing groups, routes and the router see it: a
// BRI, a PRI, an asynchronous line with a modem, a synchronous one with V.25bis. It carries calls by the dialer's names for
// them and tells its owner what becomes of each; who is called and why is not its business.

import type { Ipv4Address } from '../../../base/ipv4.ts';
import type { Clock } from '../../../engine/clock.ts';
import type { RandomStream } from '../../../engine/random.ts';
import type { AsyncLineSettings } from '../../../config/async-settings.ts';
import type { TeiNegotiation } from '../../../config/isdn-settings.ts';
import type { InterfaceSettings } from '../../../config/model.ts';
import type { CaptureLink, Fault, Tap } from '../../channel.ts';
import type { TraceEvent } from '../../trace.ts';
import type { InterfaceRuntime } from './interface-runtime.ts';
import type { LineProtocol } from './line-terminal.ts';
import type { LinkChannel } from './link-channel.ts';

export type DialPortKind = 'bri' | 'pri' | 'async' | 'v25bis';

/** One call on a port, from the first attempt until nothing of it is left there. */
export interface PortCall {
  /** The dialer's name for it; for an offered call the port's own. */
  readonly id: string;
  readonly outgoing: boolean;
  readonly calledNumber: string;
  /** Which of the terminals behind the number is wanted, where that is told. */
  readonly calledSubaddress?: string | undefined;
  readonly callingNumber: string | undefined;
  /** The number of its channel, once it has one. */
  readonly channel: number | undefined;
  readonly connected: boolean;
  /** One of the two ends has begun to clear. */
  readonly clearing: boolean;
  /** Of a call that began as a terminal's: what was chosen there, and who logged in. It goes before the interface's encapsulation. */
  readonly link?: { readonly protocol: LineProtocol; readonly user?: string; readonly address?: Ipv4Address };
}

export interface CallOptions {
  readonly speed: 56 | 64;
  /** `dialer map ... modem-script`: which chat script dials. */
  readonly modemScript?: string | undefined;
  /** `system-script`: which one logs in where the call is through. */
  readonly systemScript?: string | undefined;
  /** A return call: an asynchronous line has a chat script of its own for it (`script callback`). */
  readonly callback?: boolean | undefined;
  /** Speech, as far as the network is told: a modem's call, or data in its place (`dialer voice-call`). */
  readonly voice?: boolean | undefined;
}

/** Where a capture listens and faults are put, and what the frames are there. */
export interface CapturePoint {
  /** Behind the names of router and interface: `D`, `B1`. */
  readonly suffix: string;
  readonly line: { tap: Tap | undefined; fault: Fault | undefined; arrivalFault: Fault | undefined };
  linkType(): CaptureLink;
  /** What passes is sound just now, and no frames. */
  isVoice?(): boolean;
}

/** Of the global configuration, what ports depend on. */
export interface PortGlobals {
  readonly switchType: string | undefined;
  readonly teiNegotiation: TeiNegotiation;
  /** By interface. */
  readonly asyncLines: ReadonlyMap<string, AsyncLineSettings>;
  readonly chatScripts: ReadonlyMap<string, string>;
  /** Whose settings rule the interface: its Dialer's, if it is in a rotary group. */
  leaderOf(settings: InterfaceSettings): InterfaceSettings;
}

export interface DialPort {
  /** The interface that is configured: `BRI0`, `Serial0:23`, `Async1`. */
  readonly name: string;
  readonly kind: DialPortKind;
  readonly runtime: InterfaceRuntime;
  readonly channels: readonly LinkChannel[];
  /** A call could be placed now, a free channel given. */
  readonly usable: boolean;
  /** Neither in a call nor promised to one that is being set up. */
  readonly freeChannels: number;
  calls(): readonly PortCall[];
  /** How the interface stands when the router boots, before its configuration is acted on. */
  initialise(shutdown: boolean): void;
  /** Takes the same settings twice without effect. */
  apply(settings: InterfaceSettings, globals: PortGlobals): void;
  /** The router goes down: calls are lost, the line is left. */
  stop(): void;
  /** Sets up a call; undefined when none can be tried. */
  placeCall(id: string, number: string, options: CallOptions): PortCall | undefined;
  /** The channel that an offered call can have: a free one that the network agrees to. */
  channelFor(call: PortCall): LinkChannel | undefined;
  answer(call: PortCall, channel: LinkChannel): void;
  reject(call: PortCall, cause: number): void;
  release(call: PortCall, cause: number): void;
  capturePoints(): readonly CapturePoint[];
}

export interface DialPortOwner {
  readonly clock: Clock;
  readonly random: RandomStream;
  readonly record: (event: TraceEvent, interfaceName: string) => void;
  /** Somebody hears what is recorded, now: what is of the moment only need not be told otherwise. Needs no `this`, as record. */
  readonly heard: () => boolean;
  /** A call is offered: answer() or reject() it now. */
  offered(port: DialPort, call: PortCall): void;
  /** A call of ours was given its channel. */
  channelGiven(port: DialPort, call: PortCall): void;
  connected(port: DialPort, call: PortCall): void;
  /** The other end clears, or the line is gone: the channel is not ours any more. */
  disconnected(port: DialPort, call: PortCall, cause: number): void;
  released(port: DialPort, call: PortCall, cause: number, byPeer: boolean): void;
  /** So many units were charged for a call of ours until now. */
  charged?(call: PortCall, units: number): void;
  /** The line came or went, or a channel became free or taken. */
  availability(port: DialPort): void;
}

/** `%ISDN-6-CONNECT` and the like are said of these. */
export function isIsdn({ kind }: DialPort): boolean {
  return kind === 'bri' || kind === 'pri';
}

/** `dialer in-band`: down until somebody dials, and up to routing all the same. */
export function dialsInBand({ kind }: DialPort): boolean {
  return kind === 'async' || kind === 'v25bis';
}
