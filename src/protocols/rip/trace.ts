// What RIP tells about itself: `debug ip rip` prints the messages, `debug ip routing` what becomes of a route.

import type { Ipv4Address } from '../../base/ipv4.ts';

/** A network in a message, with the mask that is meant, whether or not the message carries it. */
export interface TracedEntry {
  readonly prefix: Ipv4Address;
  readonly mask: Ipv4Address;
  readonly nextHop: Ipv4Address;
  readonly metric: number;
  readonly tag: number;
}

export type RipTrace =
  /** `RIP: sending v1 update to 255.255.255.255 via Serial0 (10.1.1.1)`; without entries none was sent. */
  | {
      readonly type: 'rip.update';
      readonly version: number;
      readonly destination: Ipv4Address;
      readonly source: Ipv4Address;
      /** Told at once because something changed. */
      readonly triggered: boolean;
      readonly entries: readonly TracedEntry[];
    }
  | { readonly type: 'rip.request'; readonly version: number; readonly destination: Ipv4Address }
  | { readonly type: 'rip.requested'; readonly version: number; readonly from: Ipv4Address }
  | { readonly type: 'rip.received'; readonly version: number; readonly from: Ipv4Address; readonly entries: readonly TracedEntry[] }
  | {
      readonly type: 'rip.ignored';
      readonly version: number;
      readonly from: Ipv4Address;
      readonly because: 'version' | 'own' | 'source' | 'port' | 'command' | 'no-rip';
    }
  /** An entry that makes no sense: an address or a metric that cannot be. */
  | { readonly type: 'rip.badEntry'; readonly from: Ipv4Address; readonly prefix: Ipv4Address; readonly metric: number }
  | { readonly type: 'rip.holddown'; readonly prefix: Ipv4Address; readonly mask: Ipv4Address; readonly gateway: Ipv4Address; readonly metric: number; readonly because: 'timeout' | 'unreachable' }
  | { readonly type: 'rip.holddownOver'; readonly prefix: Ipv4Address; readonly mask: Ipv4Address }
  | { readonly type: 'rip.flushed'; readonly prefix: Ipv4Address; readonly mask: Ipv4Address };
