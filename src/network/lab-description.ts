// A lab as plain data: what a world is made from. A lab file and wiring inference both end here, with every name
// resolved and every number assigned; whoever builds a world from it need not check it again. Configurations are text,
// since a router boots from text.

import type { DialUpSettings } from '../protocols/dialup/types.ts';
import type { LabFault } from './fault.ts';
import type { Tariffs } from './exchange/tariff.ts';

/** What the telephone company requires of a line before it lets calls out. */
export interface SpidRule {
  readonly required: boolean;
  /** The SPIDs that the exchange accepts on this line. */
  readonly valid: readonly string[];
}

export interface LabRouter {
  /** The lab's name for it: unique, never `lab` or `exchange`; it does not change with `hostname`. */
  readonly name: string;
  /** Hardware model, `2503`. */
  readonly model: string;
  /** Text of the startup configuration; empty for a router that was never configured. */
  readonly config: string;
}

/** Whose dial-up client the PC has: they differ in what they let the user say about callback, and in what they ask for. */
export type PcSystem = 'windows-98' | 'windows-2000';

/** A PC that dials in, by the modem or the ISDN card that its telephone line is plugged into. */
export interface LabPc {
  /** Unique among routers and PCs. */
  readonly name: string;
  readonly system: PcSystem;
  /** Its phone book entry, until somebody changes that. */
  readonly settings: DialUpSettings;
}

/** What every line at the exchange has, whatever is spoken on it, and the interface that is plugged into it. */
interface SubscriberLine {
  /** Or a PC. */
  readonly router: string;
  /** `BRI0`, `Serial0:23`; of a PC `Modem` or `ISDN`. */
  readonly interface: string;
  /** Directory numbers that ring here; the first is the main one. */
  readonly numbers: readonly string[];
  /** What the exchange gives as calling number when the router sends none. */
  readonly callingNumber: string;
  /**
   * Lines of the same hunt group share their numbers: a call goes to the first free one, in the order of the lab, and on to the
   * next when that one does not respond.
   */
  readonly huntGroup?: string;
}

/** What every ISDN access was ordered with. */
interface OrderedAccess extends SubscriberLine {
  /** `basic-ni`, `basic-net3`, `primary-5ess`. */
  readonly switchType: string;
  /** The exchange tells callers what their calls cost, unit by unit (AOC-D of ETSI): `basic-net3` and `primary-net5` alone can. */
  readonly adviceOfCharge?: true;
  /** Called numbers come in overlap (Q.931 §5.2.4): SETUP has so many of their digits, and the others follow one by one. */
  readonly digitsAtOnce?: number;
  /** None is required on a primary access. */
  readonly spids: SpidRule;
}

export interface BriLine extends OrderedAccess {
  readonly kind: 'bri';
}

export type Framing = 'sf' | 'esf' | 'crc4' | 'no-crc4';
export type LineCode = 'ami' | 'b8zs' | 'hdb3';

/** What is on the wire of a T1 or E1 (ITU-T G.704, G.703). */
export interface TrunkSignal {
  readonly framing: Framing;
  readonly lineCode: LineCode;
}

/** A primary access on T1 (B channels 1 to 23) or E1 (1 to 15 and 17 to 31). */
export interface PriLine extends OrderedAccess {
  readonly kind: 'pri-t1' | 'pri-e1';
  readonly signal: TrunkSignal;
  /** The B channels that were ordered. */
  readonly channels: readonly number[];
}

/** An ISDN access. */
export type IsdnLine = BriLine | PriLine;

/** An analog subscriber line with a modem on it, whose V.24 cable leads to the router's asynchronous line, or out of the lab. */
export interface AnalogLine extends SubscriberLine {
  readonly kind: 'analog';
  readonly modem: {
    /** The fastest that it can, in bit/s: 33600. */
    readonly bitsPerSecond: number;
    /** From the answering tone's reply to data. */
    readonly trainingMs: number;
    /** One where it is absent. */
    readonly answerAfterRings?: number;
  };
  /** A program outside is the modem's terminal: `router` is then a name of the modem itself. */
  readonly outside?: true;
}

/** An analog line with a synchronous modem on it, whose V.24 cable leads to a serial interface: it is driven by V.25bis. */
export interface V25bisLine extends SubscriberLine {
  readonly kind: 'v25bis';
  readonly modem: AnalogLine['modem'] & {
    /** Of its characters, as it was strapped. */
    readonly parity: 'none' | 'odd';
    /** It dials this when its terminal becomes ready, and is not driven otherwise. */
    readonly storedNumber?: string;
  };
}

/** Each kind of line is a member of this union, told by its `kind`. */
export type TelephoneLine = IsdnLine | AnalogLine | V25bisLine;

/** The others are analog, with a modem. */
export function isIsdnLine(line: TelephoneLine): line is IsdnLine {
  return line.kind !== 'analog' && line.kind !== 'v25bis';
}

/** What a lab's modems are unless it says otherwise: V.34. */
export const USUAL_MODEM: AnalogLine['modem'] = { bitsPerSecond: 33_600, trainingMs: 6000 };

export interface LabHost {
  readonly name: string;
  readonly address: string;
  readonly mask: string;
  readonly gateway?: string;
  /** It is a name server, and tells of these: addresses by name. */
  readonly names?: Readonly<Record<string, string>>;
}

export interface LabLan {
  /** `lan1`: also the name of its interface in a capture. */
  readonly name: string;
  readonly members: readonly { readonly router: string; readonly interface: string }[];
  readonly hosts: readonly LabHost[];
}

/** A serial line between two routers. */
export interface LabSerialLink {
  readonly ends: readonly [LabSerialEnd, LabSerialEnd];
  /**
   * Back to back: the end that is the DCE. `network`: a leased line, clocked by the telephone company. Absent: the end whose
   * configuration has a `clock rate`; a leased line where none has one.
   */
  readonly clockedBy?: 0 | 1 | 'network';
  /** Of a leased line. */
  readonly bitsPerSecond?: number;
}

export interface LabSerialEnd {
  readonly router: string;
  /** `Serial0`. */
  readonly interface: string;
}

/** A fault that is on for a while of virtual time. */
export interface TimedFault {
  readonly fault: LabFault;
  readonly fromMs: number;
  /** Undefined: for good. */
  readonly untilMs?: number;
}

export interface LabFaults {
  /** Numbers at the exchange that answer with cause 17, whether or not a line has them. */
  readonly busy: readonly string[];
  /** Rings, and nobody answers: cause 19. */
  readonly noAnswer: readonly string[];
  /** Cause 18. */
  readonly noResponse: readonly string[];
  readonly timed?: readonly TimedFault[];
}

/** A user of an authentication server, as both protocols know him. */
export interface LabAaaUser {
  readonly name: string;
  /** By the way in which he proves who he is; what is absent, he cannot. */
  readonly passwords: { readonly pap?: string; readonly chap?: string; readonly login?: string; readonly enable?: string };
  /** Of his Access-Accept: `Callback-Number = 5551234`. */
  readonly radius: readonly string[];
  /** What TACACS+ authorizes: `callback-dialstring=5551234` for service ppp and protocol lcp. */
  readonly tacacs: readonly { readonly service: string; readonly protocol?: string; readonly pairs: readonly string[] }[];
}

/** An authentication server: a host of a LAN that serves RADIUS, TACACS+ or both. */
export interface LabAaaServer {
  /** Of the host, too. */
  readonly name: string;
  readonly lan: string;
  readonly protocols: readonly ('radius' | 'tacacs+')[];
  /** The first that fits a client counts; without an address everybody is meant. */
  readonly clients: readonly { readonly address?: string; readonly key: string }[];
  readonly users: readonly LabAaaUser[];
}

/** A host of a LAN that stands for one beyond the lab: what comes for its ports is carried there, and back. */
export interface LabGateway {
  /** Of the host, too. */
  readonly name: string;
  readonly lan: string;
  /** An address that this machine reaches: `127.0.0.1`. */
  readonly to: string;
  readonly ports: readonly LabGatewayPort[];
}

export interface LabGatewayPort {
  readonly protocol: 'udp' | 'tcp';
  /** Of the host on the LAN. */
  readonly port: number;
  /** Of the host beyond. */
  readonly toPort: number;
}

export interface LabDescription {
  /** `callback-bryant`. */
  readonly name: string;
  readonly title: string;
  /** What to do here, a few lines for whoever opens the lab. */
  readonly text: string;
  /** The router whose console is shown first. */
  readonly console: string;
  /** In the lab's order: consoles and ports are numbered by it. */
  readonly routers: readonly LabRouter[];
  /** Consoles follow those of the routers. */
  readonly pcs?: readonly LabPc[];
  readonly telephoneLines: readonly TelephoneLine[];
  readonly lans: readonly LabLan[];
  readonly aaaServers?: readonly LabAaaServer[];
  readonly gateways?: readonly LabGateway[];
  readonly serialLinks: readonly LabSerialLink[];
  readonly faults: LabFaults;
  /** What calls cost; DEFAULT_TARIFFS where it is absent. */
  readonly tariffs?: Tariffs;
}
