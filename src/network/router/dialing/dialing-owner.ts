// What a dialing group asks of the router that it works in and of the other dialers there, and what the two say of a call to each other.

import type { Ipv4Address } from '../../../base/ipv4.ts';
import type { Instant } from '../../../base/time.ts';
import type { Clock } from '../../../engine/clock.ts';
import type { RandomStream } from '../../../engine/random.ts';
import type { KnownCaller } from '../../../protocols/dialer/callback-types.ts';
import type { Promised } from '../../../protocols/dialer/callback-owed.ts';
import type { DialerAction } from '../../../protocols/dialer/types.ts';
import type { PppPolicy } from '../../../protocols/ppp/session-types.ts';
import type { TraceEvent } from '../../trace.ts';
import type { DialPort, PortCall } from '../ports/dial-port.ts';
import type { OutboundAnswer } from '../aaa/aaa-outbound.ts';
import type { DialingGroup } from './dialing-group.ts';
import type { InterfaceRuntime } from '../ports/interface-runtime.ts';
import type { LinkChannel } from '../ports/link-channel.ts';
import type { BoundBy } from './profiles.ts';
import type { CallHistoryEntry } from '../readings.ts';

export interface DialingOwner {
  readonly clock: Clock;
  readonly random: RandomStream;
  record(event: TraceEvent, interfaceName?: string): void;
  /** PPP as the dialing interface has it, undefined for HDLC and SLIP; what a terminal's user chose goes first. */
  pppPolicy(dialingInterface: string, outgoing: boolean, link?: PortCall['link']): PppPolicy | undefined;
  /** The address of whoever speaks SLIP there, if one is kept for him. */
  slipPeer(channel: LinkChannel): Ipv4Address | undefined;
  /** What is known of the caller on the channel by its proven name. */
  knownCaller(channel: LinkChannel, name: string): KnownCaller;
  /** A datagram went out over a member, on behalf of a Dialer interface. */
  transmitted(group: DialingGroup, datagram: Uint8Array): void;
  /** Over the channel, or the bundle that it is a member of; false when that cannot take it. */
  sendIp(channel: LinkChannel, datagram: Uint8Array): boolean;
  /** Channels and bundles over which a call's packets pass, each once, with the channels that it is made of. */
  carriersOf(channels: readonly LinkChannel[]): readonly Carrier[];
  /** A datagram went over no call and into no queue. */
  /** `held`: of the hold queue, which is the interface's. */
  dropped(group: DialingGroup, datagram: Uint8Array, held: boolean): void;
  ipUp(group: DialingGroup, channel: LinkChannel, localAddress: Ipv4Address, peerAddress: Ipv4Address): void;
  ipDown(group: DialingGroup, channel: LinkChannel): void;
  /** `dialer aaa`: how the next hop is reached; answered now or later. */
  askProfile(group: DialingGroup, nextHop: Ipv4Address, answer: (answer: OutboundAnswer) => void): void;
  /** The call stays: its peer may use the network as soon as `begin` is called. */
  networkMayBegin(channel: LinkChannel, begin: () => void): void;
  /** How long the peer may be idle, where that was granted to it. */
  idleTimeoutOf(channel: LinkChannel): number | undefined;
  /** The bundle of the channel is to have another link, or could do without this one. */
  linkWanted(channel: LinkChannel | undefined, wanted: Extract<DialerAction, { type: 'want-link' | 'want-drop' }>): void;
  /** A link that the ends of a bundle agreed on did not come about. */
  linkFailed(bundle: string, cause: number, returns: boolean): void;
  /** The dialer clears the call, and why. */
  ending(channel: LinkChannel, reason: string): void;
  /** The call is over; `lost`: by nobody's doing. */
  callEnded(channel: LinkChannel, lost: boolean): void;
}

/** What a group asks of the dialers of its router, of which it is one. */
export interface FellowDialers {
  /** Another line is to make the return call that the group owes; where none can, the group hears of it again. */
  passCallback(group: DialingGroup, owed: Promised): void;
  /** A call is over, of a dialing interface or of none: its entry goes into the history. */
  logCall(entry: CallHistoryEntry): void;
  /** The group has a call, or has it no more: what becomes of the call is to be told here from now on. */
  callBegun(group: DialingGroup, id: string): void;
  callOver(group: DialingGroup, id: string): void;
  /** What is free on the port, less what it keeps for other pools, and no more than the group's own pool may have. */
  freeChannels(group: DialingGroup, port: DialPort): number;
  /** The group took a channel of the port, or gave one back: others that share the port are to know. */
  portUsed(group: DialingGroup, port: DialPort): void;
  /** The group waits for a channel of its ports that others have. */
  contends(group: DialingGroup): void;
}

/** What carries packets as one: a channel, or a bundle of them. */
export interface Carrier {
  readonly runtime: InterfaceRuntime;
  readonly channels: readonly LinkChannel[];
  /** By the interface's `bandwidth`, else by the line. */
  readonly capacityBits: number;
}

export interface ActiveCall {
  readonly id: string;
  readonly port: DialPort;
  portCall: PortCall | undefined;
  channel: LinkChannel | undefined;
  /** On a profile's incoming call: by what it was found to be the profile's. */
  readonly boundBy: BoundBy | undefined;
  connectedAt: Instant | undefined;
  /** Its connection is logged. */
  connectLogged: boolean;
  ended: boolean;
  /** False: the peer is called back and need not prove who it is. */
  readonly authenticate: boolean;
}
