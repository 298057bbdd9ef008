// What the dialer tells about itself. `debug dialer` prints some of these; `why` reads the decisions. Where a field says `| undefined` it
// stands there in any case, so that all events of the type are of one shape: these pass with every call.

import type { Ipv4Address } from '../../base/ipv4.ts';
import type { AskingCall, CallbackSource, NumberSource } from './callback-types.ts';

export type DialerTrace =
  /** `debug dialer packets`. */
  | {
      readonly type: 'dialer.packet';
      readonly source: Ipv4Address;
      readonly destination: Ipv4Address;
      readonly lengthOctets: number;
      readonly interesting: boolean;
      readonly reason: string;
    }
  /** `BR0 DDR: Dialing cause ip (s=..., d=...)`. */
  | { readonly type: 'dialer.dialing'; readonly interface: string; readonly source: Ipv4Address; readonly destination: Ipv4Address; readonly call: string }
  /** `BR0 DDR: Attempting to dial 5557777`. */
  | { readonly type: 'dialer.attempt'; readonly interface: string; readonly number: string; readonly call: string; readonly name?: string | undefined; /** The number is no map's. */ readonly mapped?: false | undefined; readonly reason: 'packet' | 'callback' | 'exec' | 'load' | 'watch' | 'persistent'; /** What a return call answers. */ readonly asked?: readonly AskingCall[] | undefined; readonly profile?: string }
  /** An attempt that never connected. */
  | { readonly type: 'dialer.failed'; readonly number: string; readonly call: string; readonly cause: number; readonly why: 'cause' | 'carrier' | 'no-channel' | 'line-down' }
  | { readonly type: 'dialer.connected'; readonly call: string; readonly channel: string; readonly outgoing: boolean; readonly number: string }
  /** Another known peer than the one that was dialled has proved its name: the call is its, and serves its map's next hop. */
  | { readonly type: 'dialer.otherPeer'; readonly channel: string; readonly call: string; readonly number: string; /** Whom the map meant. */ readonly name?: string; readonly peerName: string; readonly nextHop?: Ipv4Address }
  /** `BR0:1 DDR: dialer protocol up`. */
  | { readonly type: 'dialer.protocolUp'; readonly channel: string; readonly call: string; readonly peerName?: string | undefined }
  /** `%DIALER-6-BIND`, and by what the profile was chosen; `%DIALER-6-UNBIND`. */
  | {
      readonly type: 'dialer.bound';
      readonly channel: string;
      readonly call: string;
      readonly profile: string;
      readonly by: 'dialling' | 'called-number' | 'caller-number' | 'sole-profile' | 'name';
    }
  | { readonly type: 'dialer.unbound'; readonly channel: string; readonly call: string; readonly profile: string }
  /** The caller on a member of a dialer pool fits no profile. */
  | { readonly type: 'dialer.noProfile'; readonly channel: string; readonly call: string; readonly name?: string; /** The one that fits has as many calls as it may have. */ readonly full?: string }
  /** The call's link is a member of a bundle, which now has so many. */
  | { readonly type: 'dialer.bundled'; readonly channel: string; readonly call: string; readonly bundle: string; readonly links: number }
  /** `BR0 DDR: rotary group to 5557777 overloaded (128)`: another link is dialled for. */
  | { readonly type: 'dialer.overloaded'; readonly interface: string; readonly number: string; readonly load: number; readonly links: number; readonly threshold?: number }
  /** Another link is wanted, and cannot be had; told once until that changes. */
  | { readonly type: 'dialer.noLink'; readonly load: number; readonly threshold?: number; readonly links: number; readonly because: 'no-channel' | 'call-limit' | 'line-down' | 'no-number' | 'maximum'; readonly name?: string }
  /** A link that was added is not needed any more. */
  | { readonly type: 'dialer.underloaded'; readonly channel: string; readonly call: string; readonly load: number; readonly threshold: number }
  /** `BR0:1 DDR: idle timeout`. */
  | { readonly type: 'dialer.idle'; readonly channel: string; readonly call: string; readonly fast: boolean; /** By `dialer isdn short-hold`: the unit that is not charged. */ readonly beforeUnit?: number }
  /** The network says how many units the call has cost. */
  | { readonly type: 'dialer.charged'; readonly channel: string; readonly call: string; readonly units: number }
  /** `BR0:1 DDR: disconnecting call`. */
  | { readonly type: 'dialer.disconnecting'; readonly channel: string; readonly call: string; readonly reason: string }
  | { readonly type: 'dialer.released'; readonly call: string; readonly channel?: string | undefined; readonly cause: number; readonly lastedMs: number }
  /** Client: `BR0:1 DDR: Callback negotiated - Disconnecting now`. */
  | { readonly type: 'dialer.callbackNegotiated'; readonly channel: string; readonly name: string; readonly call: string }
  /** Client: `DDR: Callback client for R1 5557777 created`. */
  | { readonly type: 'dialer.callbackClientCreated'; readonly name: string; readonly number: string }
  /** Client: `BR0:1 DDR: Callback received from R1 5557777`. */
  | { readonly type: 'dialer.callbackReceived'; readonly channel: string; readonly name: string; readonly number: string }
  /** Client: the return call never came. */
  | { readonly type: 'dialer.callbackExpired'; readonly name: string; readonly number: string }
  /** Both: `DDR: Freeing callback to R1 5557777`. */
  | { readonly type: 'dialer.callbackFreed'; readonly name: string; readonly number: string }
  /** Server: `BR0:1 DDR: PPP callback Callback server starting to R2 5558888`. */
  | { readonly type: 'dialer.callbackServerStarting'; readonly channel: string; readonly name: string; readonly number: string; readonly afterMs: number; readonly by?: 'caller-id' | 'microsoft' | 'initiate' | undefined; readonly forcedWaitSeconds?: number | undefined }
  /**
   * A call judged by its calling number: refused because it is not listed or there is none (`isdn caller`), because
   * there may be no more calls of the interface, or because it is called back, now or already, or would be if a map had its number; or answered, since `dialer callback-secure` rules.
   */
  | {
      readonly type: 'dialer.callerJudged';
      readonly interface: string;
      readonly callingNumber?: string;
      readonly because: 'not-listed' | 'no-number' | 'call-back' | 'callback-pending' | 'no-map' | 'callback-secure' | 'other-number' | 'call-limit';
      /** Who is called back, and at what number; the one that was called, where that is none that is answered. */
      readonly name?: string;
      readonly number?: string;
      /** The dialer's name for the call, where it is one that is refused to be called back. */
      readonly refused?: string;
    }
  /** Server: `DDR: callback triggered by dialer_timers` and `BR0 DDR: beginning callback to R2 5558888`. */
  | { readonly type: 'dialer.callbackBeginning'; readonly interface: string; readonly name: string; readonly number: string; readonly by?: 'microsoft' | 'initiate' | undefined }
  /** Server: the one attempt failed; there is no retry. */
  | { readonly type: 'dialer.callbackFailed'; readonly name: string; readonly number: string; readonly why: string }
  /** Server: what was decided about a call once its peer was authenticated, and why. */
  | {
      readonly type: 'dialer.callbackDecision';
      readonly call: string;
      readonly channel: string;
      readonly name?: string | undefined;
      readonly outcome: 'call-back' | 'hang-up' | 'stay-up' | 'ordinary' | 'negotiate';
      readonly because:
        | 'authorised' | 'not-requested' | 'not-requested-secure' | 'no-name' | 'no-map' | 'no-class' | 'class-undefined'
        | 'class-without-callback-server' | 'no-number' | 'return-call' | 'client' | 'initiated'
        /** Of Microsoft's callback: it is negotiated, it is not for others than IP, the caller wanted none. */
        | 'microsoft' | 'not-ip' | 'declined';
      readonly mapClass?: string | undefined;
      readonly number?: string | undefined;
      /** Of a callback: whose number it is. */
      readonly numberFrom?: NumberSource | undefined;
      readonly profile?: string;
      /** Those who were asked for it before the maps, and what they said. */
      readonly sources?: readonly CallbackSource[] | undefined;
      /** It was asked for by operation 6. */
      readonly microsoft?: true | undefined;
    }
  /** A packet that could not go at once, and what became of it: `why` reads the last one. */
  | {
      readonly type: 'dialer.noDial';
      readonly nextHop: Ipv4Address;
      readonly destination: Ipv4Address;
      readonly because: 'not-interesting' | 'no-group' | 'no-map' | 'no-number' | 'callback-pending' | 'no-channel' | 'call-limit' | 'line-down' | 'dialing' | 'not-up' | 'redial-waiting' | 'redial-disabled'
        /** `dialer aaa`: the profile of the next hop is asked for, is none, has no number, or nobody could say. */
        | 'asking-aaa' | 'no-profile' | 'profile-without-number' | 'aaa-error';
      /** A call that was asked for and failed at once, since the line is down. */
      readonly refused?: { readonly interface: string; readonly number: string; readonly source: Ipv4Address };
    }
  /** `DDR: Dialer Watch: watch-group = 1`, its networks, and `primary DOWN`. */
  | {
      readonly type: 'dialer.watch';
      readonly group: number;
      readonly networks: readonly { readonly address: Ipv4Address; readonly mask: Ipv4Address; readonly up: boolean }[];
      readonly primaryUp: boolean;
    }
  /** `DDR: Dialer Watch: Dial Reason: Primary of group 1 DOWN`. */
  | { readonly type: 'dialer.watchDial'; readonly group: number; readonly network: Ipv4Address; readonly interface: string; readonly number: string }
  /** The primary is down, and there is no map with a number for any watched network. */
  | { readonly type: 'dialer.watchNoMap'; readonly group: number; readonly networks: readonly { readonly address: Ipv4Address }[] }
  /** The primary is back: the secondary goes after the disable time. */
  | { readonly type: 'dialer.watchDisable'; readonly group: number; readonly seconds: number }
  | { readonly type: 'dialer.redial'; readonly number: string; readonly nextHop: Ipv4Address; readonly attempt: number; readonly attempts: number; readonly seconds: number }
  | { readonly type: 'dialer.redialExhausted'; readonly number: string; readonly nextHop: Ipv4Address; readonly attempts: number; readonly seconds: number }
  /** The line protocol did not come in time. */
  | { readonly type: 'dialer.noProtocol'; readonly channel: string; readonly call: string }
  | { readonly type: 'dialer.queued'; readonly nextHop: Ipv4Address; readonly depth: number }
  | { readonly type: 'dialer.dropped'; readonly nextHop: Ipv4Address; readonly reason: string; readonly count: number }
  | { readonly type: 'dialer.flushed'; readonly nextHop: Ipv4Address; readonly count: number; readonly call: string }
  | { readonly type: 'dialer.unexpected'; readonly what: string };
