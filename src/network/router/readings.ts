// What a router lets views read: its running state as plain data, made on demand. Views import these types and call the
// router's reading functions; they never change anything.

import type { InterfaceType } from '../../base/interface-name.ts';
import type { Instant } from '../../base/time.ts';
import type { Ipv4Address } from '../../base/ipv4.ts';
import type { ControllerSettings } from '../../config/controller-settings.ts';
import type { FactoryHardware } from '../../config/factory.ts';
import type { ConfigNode, KeptLine } from '../../config/node.ts';
import type { InterfaceSettings } from '../../config/model.ts';
import type { RipSettings } from '../../config/rip-settings.ts';
import type { AaaServerCounters } from '../../protocols/aaa/types.ts';
import type { BackupStatus } from '../../protocols/backup/backup.ts';
import type { Idleness } from '../../protocols/dialer/idle.ts';
import type { MapRow } from '../../protocols/dialer/readers.ts';
import type { PacketCounters } from '../../protocols/dialer/state.ts';
import type { DialerCall, DialerPolicy, DialStringStatistics } from '../../protocols/dialer/types.ts';
import type { BapState } from '../../protocols/ppp/bap/types.ts';
import type { CompressionMethod } from '../../protocols/ppp/session-types.ts';
import type { BundleCounters } from '../../protocols/ppp/multilink/types.ts';
import type { DatabaseEntry, RipSource } from '../../protocols/rip/readers.ts';
import type { RipInterface } from '../../protocols/rip/types.ts';
import type { ControlStateName } from '../../protocols/ppp/trace.ts';
import type { DataLinkStateName } from '../../protocols/q921/types.ts';
import type { ModemReading } from './ports/modem-pool.ts';
import type { PoolUse } from '../../protocols/ip/address-pool.ts';
import type { Route } from '../../protocols/ip/routing-table.ts';
import type { CallStateName } from '../../protocols/q931/types.ts';
import type { InterfaceState } from '../trace.ts';
import type { SavingReading } from './ports/saving-meter.ts';
import type { DialPortKind } from './ports/dial-port.ts';
import type { PppStates } from './ports/link-channel.ts';
import type { LearntName } from './ip/name-resolver.ts';

export interface HardwareModel extends FactoryHardware {
  /** `2503`. */
  readonly name: string;
  /** Physical interfaces in hardware order: `Ethernet0`, `Serial0`, `Serial1`, `BRI0`. */
  readonly interfaces: readonly string[];
  /** `T1 0`, `E1 1/0`. */
  readonly controllers?: readonly string[];
  /** Each terminal line has a modem inside, whose calls go over the primary accesses. */
  readonly internalModems?: true;
  /** As in `show version`: `cisco 2500 (68030) processor`. */
  readonly processor: string;
  readonly memory: string;
  /** What drives the interfaces of a type, as `show interfaces` names it: `Lance`, `HD64570`. */
  readonly chips: Readonly<Partial<Record<InterfaceType, string>>>;
}

/** The servers that were ever asked, and the sessions that are accounted for. */
export interface AaaReading {
  readonly radius: readonly AaaServerCounters[];
  readonly tacacs: readonly AaaServerCounters[];
  readonly sessions: readonly { readonly id: string; readonly user: string; readonly port: string; readonly startedAt: Instant; readonly service: 'ppp' | 'shell' }[];
}

/** `show compress`, of a link or a bundle. */
export interface CompressionReading {
  readonly interface: string;
  readonly method: CompressionMethod;
  readonly sent: SavingReading;
  readonly received: SavingReading;
  /** Histories that were begun anew. */
  readonly resets: number;
}

export interface InterfaceCounters {
  readonly packetsInput: number;
  readonly bytesInput: number;
  readonly broadcastsInput: number;
  readonly inputErrors: number;
  readonly crc: number;
  readonly packetsOutput: number;
  readonly bytesOutput: number;
  readonly outputErrors: number;
  readonly outputDrops: number;
  readonly interfaceResets: number;
  readonly carrierTransitions: number;
  readonly lastInput?: Instant;
  readonly lastOutput?: Instant;
  /** When `clear counters` last ran; undefined is never. */
  readonly clearedAt?: Instant;
  /** Bits and packets a second, over the load interval. */
  readonly inputBitRate: number;
  readonly inputPacketRate: number;
  readonly outputBitRate: number;
  readonly outputPacketRate: number;
  /** Frames that wait behind the one on the line, and whether any ever did. */
  readonly outputQueued: number;
  readonly hasQueued: boolean;
  /** 255 when every frame of the load interval was good, as IOS counts it. */
  readonly reliability: number;
}

/** What an interface is, as far as views tell interfaces apart. */
export type InterfaceKind =
  | 'ethernet' | 'fast-ethernet' | 'token-ring' | 'serial' | 'bri' | 'pri' | 'b-channel' | 'async' | 'group-async' | 'multilink'
  | 'virtual-template' | 'virtual-access' | 'dialer' | 'loopback' | 'tunnel' | 'null';

/** The signals of a serial interface. */
export interface SerialReading {
  /** Absent where nothing is plugged in. */
  readonly cable?: 'DTE' | 'DCE';
  /** Configured at a DCE. */
  readonly clockRate?: number;
  /** The other end is ready. */
  readonly carrier: boolean;
  readonly clocked: boolean;
  /** This end is. */
  readonly ready: boolean;
  /** It hears its own keepalives. */
  readonly looped: boolean;
}

export interface InterfaceReading {
  readonly name: string;
  readonly kind: InterfaceKind;
  /** Of a T1 or E1, for the D channel and the B channels of a primary access. */
  readonly timeslot: number | undefined;
  /** What drives it: absent where there is no hardware. */
  readonly chip: string | undefined;
  /** Settings of the configured interface; a B channel has its BRI's (or its rotary group's) settings. */
  readonly settings: InterfaceSettings;
  readonly state: InterfaceState;
  /** Of a serial interface. */
  readonly serial?: SerialReading | undefined;
  readonly protocolUp: boolean;
  /** DDR pretends that an idle D channel or Dialer interface is up. */
  readonly spoofing: boolean;
  /** The address in force. */
  readonly address: { readonly address: Ipv4Address; readonly mask: Ipv4Address; readonly method: 'NVRAM' | 'manual' | 'IPCP' } | undefined;
  /** Who said that it has no address: `no ip address`. */
  readonly unaddressedBy?: 'NVRAM' | 'manual' | undefined;
  readonly hardwareAddress: string | undefined; // 0000.0c12.3456
  readonly counters: InterfaceCounters;
  /** B channels and bundles: the PPP session, if there is one. */
  readonly ppp: PppStates | undefined;
  /** B channels in a call with an idle timer running: milliseconds left. */
  readonly idleLeftMs: number | undefined;
  /** The bundle that a B channel or a serial line is a link of. */
  readonly bundle: string | undefined;
}

export type ControllerAlarm = 'none' | 'loss of signal' | 'loss of frame';
/** `line code`: it is up, and reads the zeros of the line as something else. */
export type ControllerTrouble = Exclude<ControllerAlarm, 'none'> | 'shut' | 'line code';

export interface ControllerReading {
  /** `T1 0`. */
  readonly name: string;
  readonly type: 'T1' | 'E1';
  readonly unit: string;
  readonly state: InterfaceState;
  readonly alarm: ControllerAlarm;
  /** As configured; absent while the router boots. */
  readonly settings?: ControllerSettings;
  /** Since when there are figures: at most a day. */
  readonly countedSince: Instant;
  /** When something was wrong, within that time. */
  readonly troubles: readonly { readonly from: Instant; readonly to: Instant; readonly trouble: ControllerTrouble }[];
}

export interface IsdnCallReading {
  readonly callReference: number;
  readonly outgoing: boolean;
  readonly channel?: number;
  readonly state: CallStateName;
  readonly number: string;
  /** A modem's. */
  readonly voice: boolean;
  readonly speed: 56 | 64;
}

export interface IsdnReading {
  readonly interface: string;
  readonly kind: 'bri' | 'pri';
  readonly dsl: number;
  /** In force on the interface: its own, else the global one. */
  readonly switchType?: string;
  /** T203 and k, as the interface has them. */
  readonly keepaliveMs: number;
  readonly window: number;
  /** As lines of the configuration have them. */
  readonly timers: { readonly T306?: number; readonly T310?: number };
  /** It plays the exchange's part. */
  readonly networkSide: boolean;
  readonly layer1Active: boolean;
  readonly links: readonly { readonly ces: number; readonly tei?: number; readonly state: DataLinkStateName }[];
  readonly spids: readonly {
    readonly ces: number;
    readonly spid: string;
    readonly ldn?: string;
    readonly state: 'not-sent' | 'sent' | 'valid' | 'not-valid';
    readonly usid?: number;
    readonly tid?: number;
  }[];
  readonly calls: readonly IsdnCallReading[];
  /** Numbers of its B channels that are in no call. */
  readonly freeChannels: readonly number[];
  readonly channels: readonly number[];
}

/** One bundle of `show ppp multilink`. */
export interface BundleReading {
  /** `Virtual-Access1`, `Multilink1`. */
  readonly interface: string;
  /** The interface by whose settings it runs. */
  readonly home: string;
  readonly bundleName: string;
  readonly since: Instant;
  readonly peerAddress?: Ipv4Address;
  readonly ipcp: ControlStateName;
  readonly counters: BundleCounters;
  /** Fragments that wait for others. */
  readonly unassigned: number;
  readonly receivedSequence: number;
  readonly sentSequence: number;
  readonly bitsPerSecond: number;
  readonly links: readonly { readonly name: string; readonly since: Instant; readonly received?: number }[];
  /** With `ppp multilink bap`. */
  readonly allocation?: { readonly bacp: ControlStateName; readonly bap: BapState };
  readonly minimumLinks?: number;
  readonly maximumLinks?: number;
}

/** A call in `show isdn active` and `show isdn history`. */
export interface CallHistoryEntry {
  /** Of an ISDN interface; calls of asynchronous and of V.25bis lines are in no history. */
  readonly isdn: boolean;
  readonly outgoing: boolean;
  readonly callingNumber: string;
  readonly calledNumber: string;
  readonly remoteName: string;
  readonly connectedAt: Instant;
  readonly endedAt: Instant | undefined;
  readonly idleLeftMs: number | undefined;
  readonly idleMs: number | undefined;
  /** Charged for it, as far as the network tells. */
  readonly units: number;
}

export interface DialerReading {
  /** `BRI0`, or `Dialer1` with its rotary group. */
  readonly interface: string;
  readonly policy: DialerPolicy;
  readonly calls: readonly DialerCall[];
  readonly statistics: readonly DialStringStatistics[];
  readonly screened: number;
  readonly rejectedForCallback: number;
  /** Milliseconds until the idle timer of a call runs out. */
  idleLeftMs(call: string): number | undefined;
  /** How long a call has been idle, and how long it may be by its class, its peer or the interface. */
  idleness(call: string): Idleness | undefined;
  readonly queued: number;
  /** Packets that were offered to it, and what became of them; the difference is queued. */
  readonly packets: PacketCounters;
  /** `show dialer map`: static rows, then dynamic ones. */
  readonly maps: readonly MapRow[];
  /** The ports that it may use, each with its channels: `BRI0` with `BRI0:1` and `BRI0:2`. A profile has none of its own. */
  readonly ports: readonly { readonly name: string; readonly kind: DialPortKind; readonly channels: readonly string[] }[];
  readonly profile: boolean;
  /** Channels that it could still use for calls. */
  readonly freeChannels: number;
}

export interface RouteReading extends Route {
  /** RIP: since it was last heard of. */
  readonly ageMs?: number;
}

/** `show backup`. */
export interface BackupReading {
  readonly primary: string;
  readonly secondary: string;
  readonly status: BackupStatus;
}

/** `router rip`, for `show ip protocols` and `show ip rip database`. */
export interface RipReading {
  readonly settings: RipSettings;
  readonly interfaces: readonly RipInterface[];
  readonly nextUpdateMs: number | undefined;
  readonly sources: readonly RipSource[];
  readonly database: readonly DatabaseEntry[];
}

export interface ArpReading {
  readonly address: Ipv4Address;
  /** Absent while nobody has answered. */
  readonly hardwareAddress?: string;
  /** Absent for the router's own addresses. */
  readonly ageMs?: number;
  readonly interface: string;
}

export interface AccessListReading {
  /** Its number, or its name. */
  readonly list: number | string;
  readonly entries: readonly {
    readonly action: 'permit' | 'deny';
    readonly source: Ipv4Address;
    readonly wildcard: Ipv4Address;
    readonly matches: number;
  }[];
}

export interface ExtendedListReading {
  readonly list: number | string;
  readonly entries: readonly { readonly line: string; readonly matches: number }[];
}

/** Everything a view may read of one router. */
export interface RouterReader {
  aaaReading(): AaaReading;
  /** The lab's name for it, which does not change with `hostname`. */
  readonly name: string;
  readonly hostname: string;
  readonly now: Instant;
  /** When it last booted. */
  readonly bootedAt: Instant;
  readonly restartReason: 'power-on' | 'reload';
  /** Added to `now` for calendar times; changed by `clock set`. Milliseconds since 1970 at virtual zero. */
  readonly clockBaseUnixMs: number;
  readonly clockSet: boolean;
  readonly model: HardwareModel;
  readonly config: ConfigNode;
  /** Lines of the running configuration on which nothing acts although the real router would. */
  keptLines(): readonly KeptLine[];
  /** The configuration register since it booted, and from the next reload on. */
  readonly configRegister: { readonly inForce: number; readonly atNextReload: number };
  /** Text of the startup configuration, undefined when NVRAM is empty. */
  readonly startupConfig: string | undefined;
  /** In running-configuration order, with B channels behind their BRI. */
  interfaces(): readonly InterfaceReading[];
  interface(name: string): InterfaceReading | undefined;
  controllers(): readonly ControllerReading[];
  isdn(): readonly IsdnReading[];
  dialers(): readonly DialerReading[];
  /** Multilink bundles that have links. */
  bundles(): readonly BundleReading[];
  /** Links and bundles whose datagrams are compressed, in the order of their names. */
  compressions(): readonly CompressionReading[];
  routes(): readonly RouteReading[];
  backups(): readonly BackupReading[];
  /** Undefined without `router rip`. */
  rip(): RipReading | undefined;
  /** How often an asynchronous line was an interface's without having been a terminal's, and since when it is one now. */
  lineCalls(line: number): { readonly calls: number; readonly since?: Instant } | undefined;
  /** Modems inside, in the order of their lines. */
  modems(): readonly ModemReading[];
  /** Ranges of addresses for peers, in the order of the configuration. */
  addressPools(): readonly PoolUse[];
  arp(): readonly ArpReading[];
  /** Names of hosts that name servers told of, as long as they may be relied on. */
  learntNames(): readonly LearntName[];
  accessLists(): readonly AccessListReading[];
  extendedLists(): readonly ExtendedListReading[];
  activeCalls(): readonly CallHistoryEntry[];
  callHistory(): readonly CallHistoryEntry[];
  /** Debug switches that are on: `dialer.events`, `ppp.negotiation`, `isdn.q931`. */
  readonly debugging: ReadonlySet<string>;
}
