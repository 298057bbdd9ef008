// The one stream of trace events: every protocol's own, and those of the network layer itself. Debug lines, syslog,
// `why`, timelines and captures are renderings of it. A record says when, which device, and which of its interfaces.

import type { Instant } from '../base/time.ts';
import type { Ipv4Address } from '../base/ipv4.ts';
import type { AaaServerTrace } from '../protocols/aaa/server/types.ts';
import type { AaaTrace } from '../protocols/aaa/trace.ts';
import type { BackupTrace } from '../protocols/backup/backup.ts';
import type { ChatTrace } from '../protocols/chat/chat.ts';
import type { AskingCall } from '../protocols/dialer/callback-types.ts';
import type { DialerTrace } from '../protocols/dialer/trace.ts';
import type { DialUpTrace } from '../protocols/dialup/trace.ts';
import type { ResolverTrace } from '../protocols/dns/resolver.ts';
import type { Route } from '../protocols/ip/routing-table.ts';
import type { ModemTrace } from '../protocols/modem/types.ts';
import type { DceTrace } from '../protocols/modem/v25bis-types.ts';
import type { PppTrace } from '../protocols/ppp/trace.ts';
import type { RipTrace } from '../protocols/rip/trace.ts';
import type { SlarpTrace } from '../protocols/slarp/keepalive.ts';
import type { Q921Trace } from '../protocols/q921/types.ts';
import type { Q931Trace } from '../protocols/q931/types.ts';
import type { ArpPacket } from '../wire/ethernet.ts';
import type { IcmpMessage } from '../wire/icmp.ts';
import type { ExchangeCallTrace } from './exchange/call-record.ts';
import type { FaultTrace } from './fault.ts';
import type { GatewayTrace } from './lan/gateway.ts';
import type { OutsideTrace } from './modems/outside-modem.ts';

/** `standby mode`: it backs up another interface, and is not needed. */
export type InterfaceState = 'up' | 'down' | 'administratively down' | 'standby mode';

/** A route as the trace has it. */
export type TracedRoute = Omit<Route, 'possiblyDown' | 'nextHop' | 'interface'> & { readonly nextHop?: Ipv4Address | undefined; readonly interface?: string | undefined };

export type NetworkTrace =
  /** `%LINK-3-UPDOWN` (up, down) and `%LINK-5-CHANGED` (administratively down, standby mode). */
  | { readonly type: 'link.changed'; readonly to: InterfaceState }
  /** `%LINEPROTO-5-UPDOWN`. */
  | { readonly type: 'lineProtocol.changed'; readonly to: 'up' | 'down' }
  /** `%ISDN-6-CONNECT` and `%ISDN-6-DISCONNECT`: the interface is the B channel. */
  | { readonly type: 'isdn.connect'; readonly number: string; readonly name?: string | undefined }
  | { readonly type: 'isdn.disconnect'; readonly number: string; readonly name?: string | undefined; readonly seconds: number }
  /** `%ISDN-6-LAYER2UP`, `%ISDN-6-LAYER2DOWN`. */
  /** A call runs at another speed than the channel's 64 kbit/s. */
  | { readonly type: 'isdn.adapted'; readonly speed: 56 }
  | { readonly type: 'isdn.layer2'; readonly tei: number; readonly to: 'up' | 'down' }
  /** `%CONTROLLER-5-UPDOWN`. */
  | { readonly type: 'controller.changed'; readonly controller: string; readonly to: InterfaceState }
  /** `%SYS-5-CONFIG_I`. */
  | { readonly type: 'sys.configured'; readonly from: 'console' | 'memory'; readonly by: string }
  /** `%SYS-5-RESTART`, `%SYS-5-RELOAD`. */
  | { readonly type: 'sys.restart' }
  | { readonly type: 'sys.power'; readonly to: 'on' | 'off' }
  | { readonly type: 'sys.reload'; readonly by: string; readonly reason?: string }
  /** `%SYS-7-NV_BLOCK_INIT`: NVRAM was erased. */
  | { readonly type: 'sys.nvramInitialized' }
  /** `%CLEAR-5-COUNTERS`. */
  | { readonly type: 'clear.counters'; readonly what: string; readonly by: string }
  /** `debug ip routing`: what the table has and had not, has not and had, or has with another metric or by another way. */
  | {
      readonly type: 'routing.changed';
      readonly change: 'added' | 'deleted' | 'replaced';
      readonly route: TracedRoute;
      /** What it replaces. */
      readonly before?: TracedRoute;
      /** Of a deleted route: no other path to its network is left; no other route of its classful network is. */
      readonly networkGone?: boolean;
      readonly lastOfNetwork?: boolean;
    }
  /** An interface that can carry packets now, or cannot any more. */
  | { readonly type: 'routing.interface'; readonly change: 'added' | 'removed' }
  /** A neighbour route that PPP put in or took out: `debug ppp negotiation` and `why`. */
  /** `IPCP: Install negotiated IP interface address 10.5.0.2`: what a peer gave to an interface that asked for one. */
  | { readonly type: 'ip.ownAddress'; readonly change: 'installed' | 'removed'; readonly address: Ipv4Address }
  | { readonly type: 'ip.route'; readonly change: 'installed' | 'removed'; readonly destination: Ipv4Address }
  /** A datagram of ours or of a neighbour's that went nowhere. */
  | {
      readonly type: 'ip.undeliverable';
      readonly source: Ipv4Address;
      readonly destination: Ipv4Address;
      readonly because: 'no-route' | 'interface-down' | 'no-arp' | 'no-source' | 'ttl' | 'encapsulation-failed' | 'filtered' | 'too-long' | 'martian';
      /** The access list that filtered it, and which way it looks. */
      readonly list?: string;
      readonly direction?: 'in' | 'out';
    }
  /** A datagram on its way, and an ICMP message that this router sent or got: published only while somebody watches them. */
  | {
      readonly type: 'ip.packet';
      readonly what: 'sending' | 'broadcast' | 'forward' | 'received' | 'unroutable' | 'denied' | 'encapsulation-failed';
      /** Absent for the router's own. */
      readonly arrivedOn?: string;
      readonly leavesBy?: string;
      readonly nextHop?: Ipv4Address;
      /** Zeros for what it carries, since Telnet carries passwords; ICMP is whole. */
      readonly datagram: Uint8Array;
    }
  | { readonly type: 'icmp.message'; readonly direction: 'sent' | 'received'; readonly source: Ipv4Address; readonly destination: Ipv4Address; readonly message: IcmpMessage }
  | { readonly type: 'arp.packet'; readonly direction: 'sent' | 'received'; readonly packet: ArpPacket }
  /** One echo of a ping, and how it ended: `why` dates the last attempt by it. */
  | ResolverTrace
  | { readonly type: 'ping.started'; readonly destination: Ipv4Address; readonly source: Ipv4Address | undefined }
  | { readonly type: 'ping.ended'; readonly destination: Ipv4Address; readonly sent: number; readonly received: number }
  /** What arrived did not check: bad FCS, or no frame at all. */
  | { readonly type: 'frame.bad'; readonly channel: 'D' | 'B' | 'LAN' | 'serial'; readonly reason: string }
  /** What the log of records keeps of an LCP echo (`ppp.echo`) or a Link-Quality-Report. */
  | { readonly type: 'ppp.keepalive'; readonly direction: 'I' | 'O' }
  /** On a B channel without PPP: octets in a call that nobody understands. */
  | { readonly type: 'frame.ignored'; readonly reason: string }
  /** The exchange refused a SPID, or a call for want of one. */
  | { readonly type: 'exchange.spid'; readonly line: string; readonly spid: string; readonly valid: boolean }
  /** A terminal of another switch type than the line's was attached: the line hears nothing of it. */
  | { readonly type: 'exchange.switchType'; readonly line: string; readonly router: string; readonly interface: string; readonly attached: string; readonly expected: string };

/** Which chat script dials, or why none does. */
export type AsyncTrace =
  /** `system`: the one that runs once there is a carrier. */
  | { readonly type: 'chat.chosen'; readonly script: string; readonly number: string; readonly system?: string }
  | { readonly type: 'chat.none'; readonly wanted?: string }
  | { readonly type: 'chat.malformed'; readonly script: string; readonly why: string }
  /** Circuit 108: low hangs the modem up, if it had a carrier. */
  | { readonly type: 'line.dtr'; readonly on: boolean; readonly carrier: boolean }
  | LineTrace;

/** A terminal line and whoever called it. */
export type LineTrace =
  /** A session begins. */
  | { readonly type: 'line.exec' }
  | { readonly type: 'line.login'; readonly outcome: 'in' | 'failed'; readonly user?: string }
  /** `autoselect`: it waits for the first characters; they look like a frame; they are one; none came in time. */
  | { readonly type: 'line.autoselect'; readonly what: 'started' | 'sample' | 'selected' | 'failed'; readonly sample?: Uint8Array; readonly protocol?: 'ppp' | 'slip' }
  /** Somebody sends frames where only words are understood, or called where nobody answers him: what is missing. */
  | { readonly type: 'line.deaf'; readonly because: 'no-autoselect' | 'no-exec' | 'no-mode' | 'no-interface' }
  /** The line is an interface from now on. */
  | { readonly type: 'line.protocol'; readonly protocol: 'ppp' | 'slip'; readonly by: 'mode' | 'autoselect' | 'exec'; readonly user?: string }
  /** No circuit of the modem came within `modem answer-timeout` of its ring. */
  | { readonly type: 'line.answerTimeout' }
  | { readonly type: 'line.callback'; readonly what: 'initiated' | 'calling' | 'reached' | 'failed'; readonly user: string; readonly number: string; readonly forcedWaitSeconds?: number; readonly because?: string; /** What the return call answers. */ readonly asked?: AskingCall }
  /** Somebody elsewhere has what is plugged into the line. */
  | { readonly type: 'line.reverse'; readonly open: boolean };

/** What passes between a serial interface and a modem driven by V.25bis: messages, and the circuits of the cable. */
export type V25bisTrace =
  | { readonly type: 'v25bis.message'; readonly direction: 'TX' | 'RX'; readonly text: string }
  | { readonly type: 'v25bis.unreadable'; readonly because: string }
  | { readonly type: 'v25bis.circuit'; readonly circuit: 'DTR' | 'DCD' | 'RI'; readonly on: boolean };

/** The modems of an access server, and calls of its primary accesses. */
export type ModemPoolTrace =
  | { readonly type: 'modem.assigned'; readonly line: number; readonly channel: string; readonly outgoing: boolean; readonly number?: string }
  /** A voice call is refused. */
  | { readonly type: 'modem.refused'; readonly because: 'no-incoming-voice' | 'no-modem' | 'no-channel'; readonly number?: string }
  /** No access has a channel for the modem's call. */
  | { readonly type: 'modem.noTrunk'; readonly line: number; readonly number: string };

/** Addresses that are kept for peers. */
export type PoolTrace =
  | { readonly type: 'pool.taken'; readonly pool: string; readonly address: Ipv4Address; readonly user?: string }
  | { readonly type: 'pool.returned'; readonly pool: string; readonly address: Ipv4Address }
  /** The peer goes without: no pool of those names is there, or none has an address left. */
  | { readonly type: 'pool.none'; readonly because: 'undefined' | 'exhausted'; readonly pools: readonly string[]; readonly user?: string };

export type TraceEvent =
  | AaaTrace
  | AaaServerTrace
  | GatewayTrace
  | DialUpTrace
  | DceTrace
  | V25bisTrace
  | BackupTrace
  | RipTrace
  | SlarpTrace
  | DialerTrace
  | PppTrace
  | Q921Trace
  | Q931Trace
  | ExchangeCallTrace
  | FaultTrace
  | ChatTrace
  | ModemTrace
  | AsyncTrace
  | ModemPoolTrace | PoolTrace
  | OutsideTrace
  | NetworkTrace;

export interface TraceRecord {
  readonly at: Instant;
  /** Counts the records of the world that are kept, so that equal instants keep their order; what is told for the moment only has the number of the next. */
  readonly sequence: number;
  /** A router's, a PC's or a server's lab name, that of a modem with its terminal outside, or `exchange`. */
  readonly device: string;
  /** Long interface name (`BRI0`, `BRI0:1`), absent where none is concerned. */
  readonly interface?: string;
  readonly event: TraceEvent;
}

export function traceRecord(at: Instant, sequence: number, device: string, event: TraceEvent, interfaceName: string | undefined): TraceRecord {
  return interfaceName === undefined ? { at, sequence, device, event } : { at, sequence, device, event, interface: interfaceName };
}
