// What a session may ask of a router: the verbs behind EXEC commands and the stream of its trace records. Configuration
// lines do not come this way: a session applies them to the router's ConfigStore and the router reacts to the changes.

import type { Ipv4Address } from '../../base/ipv4.ts';
import type { ConfigStore } from '../../config/store.ts';
import type { Bus } from '../../engine/bus.ts';
import type { Clock } from '../../engine/clock.ts';
import type { RandomStream } from '../../engine/random.ts';
import type { TraceRecord } from '../trace.ts';
import type { PingDetail as MachineDetail, PingMark, PingResult, PingSweep } from '../../protocols/ip/ping.ts';
import type { RecordedRoute } from '../../protocols/ip/record-route.ts';
import type { ProbeResult } from '../../protocols/ip/traceroute.ts';
import type { LineAaa } from './aaa/aaa-lines.ts';
import type { LineAccept, ReverseLine, ReverseObserver } from './ports/line-terminal.ts';
import type { RouterReader } from './readings.ts';
import type { RemoteTerminal, TelnetRequest, TerminalAccept, TerminalObserver } from './ip/telnet.ts';

export { plannedRequests, type PingMark, type PingResult, type PingSweep } from '../../protocols/ip/ping.ts';
export type { RecordedRoute } from '../../protocols/ip/record-route.ts';

/** What became of one request of a ping. */
export type PingDetail = Omit<MachineDetail, 'options'> & { readonly recorded?: RecordedRoute | undefined };

export interface PingRequest {
  readonly destination: Ipv4Address;
  readonly repeat: number; // 5
  readonly sizeOctets: number; // 100, the whole datagram
  readonly timeoutSeconds: number; // 2
  readonly source?: Ipv4Address;
  readonly dontFragment: boolean;
  /** Sizes from `sizeOctets` on. */
  readonly sweep?: PingSweep;
  readonly typeOfService?: number;
  /** Two octets that fill the datagram: 0xABCD. */
  readonly pattern?: number;
  readonly validates?: boolean;
  /** Room for so many hops in a Record Route option. */
  readonly recordHops?: number;
}

export interface PingObserver {
  mark(mark: PingMark, detail: PingDetail): void;
  /** A reply to a broadcast. */
  reply?(request: number, from: Ipv4Address, roundTripMs: number): void;
  /** Called once, also after abort(). */
  done(result: PingResult): void;
}

export interface TracerouteRequest {
  readonly destination: Ipv4Address;
  readonly source?: Ipv4Address;
  readonly port: number; // 33434
  readonly probes: number; // 3
  readonly timeoutSeconds: number; // 3
  readonly minTimeToLive: number; // 1
  readonly maxTimeToLive: number; // 30
}

export interface TracerouteObserver {
  probe(result: ProbeResult): void;
  /** Called once, also after abort(). */
  done(): void;
}

/** One UDP datagram of this router, for which nobody waits. */
export interface DatagramRequest {
  readonly destination: Ipv4Address;
  readonly sourcePort: number;
  readonly destinationPort: number;
  readonly data: Uint8Array;
  /** Whose address it carries; by default that of the interface it leaves by. */
  readonly sourceInterface?: string;
}

export interface RouterControl extends RouterReader {
  readonly clock: Clock;
  readonly random: RandomStream;
  /** This router's records as they happen. */
  readonly trace: Bus<TraceRecord>;
  readonly config: ConfigStore;
  /** Switched by `debug` and `undebug`; the session writes here, the renderer reads. */
  readonly debugging: Set<string>;
  /** Whether `interface NAME` may be entered on this hardware. */
  interfaceExists(name: string): boolean;
  /** Whether there is a B channel of the name, `BRI0:1`. */
  channelExists(name: string): boolean;
  /** With `aaa new-model`: who may use a line, and how far. */
  readonly aaa: LineAaa;
  startPing(request: PingRequest, observer: PingObserver): { abort(): void };
  startTraceroute(request: TracerouteRequest, observer: TracerouteObserver): { abort(): void };
  sendDatagram(request: DatagramRequest): void;
  /** Asks the name servers, or everybody where none is known. `done` is called once, also after abort(), and never at once. */
  lookUpName(name: string, done: (address: Ipv4Address | undefined) => void): { abort(): void };
  /** A terminal on a line of another router; undefined where no route leads there. */
  openTelnet(request: TelnetRequest, observer: TerminalObserver): RemoteTerminal | undefined;
  /** Whether an access list lets somebody at this address in, or out to it; the list counts it. */
  permits(list: number | string, address: Ipv4Address): boolean;
  /** Callers at a port of this router; returns how to stop listening. */
  acceptTelnet(port: number, accept: TerminalAccept): () => void;
  /** Who serves terminals on the lines, when somebody calls there; returns how to stop. */
  acceptLines(accept: LineAccept): () => void;
  /** What is plugged into the line of that number, for somebody who is connected elsewhere; undefined when he cannot have it. */
  openReverseLine(line: number, observer: ReverseObserver): ReverseLine | undefined;
  /** `clear line`: whatever has the line lets go of it. False where there is no such line. */
  clearLine(line: number): boolean;
  /** Publishes a record of this router (for `%SYS-5-CONFIG_I` and the like). */
  record(event: TraceRecord['event'], interfaceName?: string): void;
  /** Writes the running configuration to NVRAM (text as printed); `erase` empties it. Why it could not, if it could not. */
  saveStartup(text: string): string | undefined;
  eraseStartup(): string | undefined;
  /** Drops every call, forgets the running configuration and boots from NVRAM. Sessions are told by `rebooted`. */
  reload(reason?: string, by?: string): void;
  readonly rebooted: Bus<void>;
  /** False while it is switched off: `rebooted` tells of that too. */
  readonly powered: boolean;
  setClock(unixMs: number): void;
  clearCounters(interfaceName: string | undefined): void;
  clearDialer(interfaceName: string | undefined): void;
  clearInterface(interfaceName: string): void;
  clearArpCache(): void;
  /** `clear ip route A.B.C.D`, `clear ip route *`: what routing protocols learnt is learnt again. */
  clearRoute(destination: Ipv4Address | undefined): void;
  clearAccessListCounters(list: number | string | undefined): void;
  /** `isdn call interface BRI0 5551234`: false with the reason when no call could be tried. */
  isdnCall(interfaceName: string, number: string, speed: 56 | 64): string | undefined;
  /** `isdn disconnect interface BRI0 b1|b2|all`. */
  isdnDisconnect(interfaceName: string, channel: number | 'all'): void;
}
