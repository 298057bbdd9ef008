// The contract of a channel that carries the link layer of one call: frames of the line on one side, IP datagrams on the
// other, PPP or Cisco HDLC between them; as a member of a multilink bundle, the bundle's packets. Dialing groups, routes and readers know channels only so; what the frames travel on
// (a B channel, an asynchronous line, a synchronous one) is the implementation's. framed-link.ts does the common part.

import type { Clock } from '../../../engine/clock.ts';
import type { RandomStream } from '../../../engine/random.ts';
import type { Ipv4Address } from '../../../base/ipv4.ts';
import type { PppAction, PppEvent, PppPolicy } from '../../../protocols/ppp/session-types.ts';
import type { ControlStateName } from '../../../protocols/ppp/trace.ts';
import type { PppPacket } from '../../../wire/ppp.ts';
import type { TraceEvent } from '../../trace.ts';
import type { CompressionReading } from '../readings.ts';
import type { InterfaceRuntime, TrafficCount } from './interface-runtime.ts';

export interface PppStates {
  readonly lcp: ControlStateName;
  readonly ipcp: ControlStateName;
  /** Where compression is configured. */
  readonly ccp?: ControlStateName;
  /** A member of a bundle, or the bundle itself. */
  readonly multilink: boolean;
  /** Of a bundle with bandwidth allocation. */
  readonly bacp?: ControlStateName;
}

export type LinkMode = 'idle' | 'ppp' | 'hdlc' | 'slip';

export interface LinkChannel {
  /** `BRI0:1`, `Serial0:22`; of a port with one channel the interface itself, `Async1`. */
  readonly name: string;
  /** As call control numbers it: 1 and 2 on a basic access, the time slot on a primary one, 1 where there is but one. */
  readonly number: number;
  readonly runtime: InterfaceRuntime;
  /** The dialer's name for the call that has the channel, from the moment it is promised to it. */
  call: string | undefined;
  readonly inUse: boolean;
  readonly mode: LinkMode;
  /** What the line carries. */
  readonly bitsPerSecond: number;
  readonly pppStates: PppStates | undefined;
  /** While datagrams are compressed. */
  readonly compression: CompressionReading | undefined;
  readonly peerAddress: Ipv4Address;
  /** What has passed since the call was through. */
  readonly traffic: TrafficCount;
  /** The call is through: PPP begins, or with no policy Cisco HDLC is spoken at once, SLIP on an asynchronous line. */
  open(policy: PppPolicy | undefined, random: RandomStream): void;
  /** The call is over, or its channel was taken away: nothing is sent any more. */
  close(): void;
  ppp(event: PppEvent): void;
  /** False when the channel cannot take it. */
  sendIp(datagram: Uint8Array): boolean;
  /** For the bundle that it is a member of: a PPP packet as it is. */
  sendPacket(packet: PppPacket): boolean;
}

export interface LinkChannelOwner {
  readonly clock: Clock;
  readonly record: (event: TraceEvent, interfaceName: string) => void;
  /** Somebody hears what is recorded, now: what is of the moment only need not be told otherwise. Needs no `this`, as record. */
  readonly heard: () => boolean;
  /** PPP told something that the dialer or the router must act on. */
  pppAction(channel: LinkChannel, action: PppAction): void;
  /** A datagram came out of the channel. */
  receiveIp(channel: LinkChannel, datagram: Uint8Array): void;
}
