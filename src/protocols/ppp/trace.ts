// What a PPP session tells about itself: `debug ppp ...`, `show interfaces` and `why` are made from these and nothing else.

import type { Ipv4Address } from '../../base/ipv4.ts';
import type { LinkQualityReport } from '../../wire/lqr.ts';
import type { BapTrace } from './bap/trace.ts';
import type { CbcpChoice, CbcpFailure } from './cbcp/types.ts';
import type { MultilinkTrace } from './multilink/trace.ts';

/** A protocol of authentication, as it is called. */
export type AuthName = 'CHAP' | 'MS-CHAP' | 'PAP';

export type ControlStateName =
  | 'Initial' | 'Starting' | 'Closed' | 'Stopped' | 'Closing' | 'Stopping'
  | 'REQsent' | 'ACKrcvd' | 'ACKsent' | 'Open';

/** Those that run the automaton of RFC 1661. */
export type ControlProtocolName = 'LCP' | 'IPCP' | 'CCP' | 'BACP';

export type PppTrace =
  | MultilinkTrace
  | BapTrace
  /** `debug ppp packet`: every packet, in or out. Length in octets of the PPP packet with its protocol field. */
  | { readonly type: 'ppp.packet'; readonly direction: 'I' | 'O'; readonly protocol: number; readonly lengthOctets: number }
  /** `debug ppp negotiation`: a packet of LCP, IPCP or another NCP, echoes apart, with the automaton's state before it acts on it. */
  | {
      readonly type: 'ppp.control';
      readonly direction: 'I' | 'O';
      readonly protocol: ControlProtocolName;
      readonly state: ControlStateName;
      readonly code: number;
      readonly identifier: number;
      /** Code, identifier, length and data: the whole packet. */
      readonly octets: Uint8Array;
    }
  /** An LCP Echo-Request or Echo-Reply: by far the most common packets of a link, hence without their octets. */
  | {
      readonly type: 'ppp.echo';
      readonly direction: 'I' | 'O';
      readonly reply: boolean;
      readonly state: ControlStateName;
      readonly identifier: number;
      /** Of the packet, as its header says. */
      readonly lengthOctets: number;
      /** Undefined in a packet that is too short for one. */
      readonly magic: number | undefined;
    }
  | { readonly type: 'ppp.state'; readonly protocol: ControlProtocolName; readonly from: ControlStateName; readonly to: ControlStateName }
  | { readonly type: 'ppp.phase'; readonly phase: string; readonly by?: 'this end' | 'the peer' | 'both' }
  /** `debug ppp authentication`: a packet of CHAP, Microsoft's CHAP or PAP, whole but for the password. */
  | { readonly type: 'ppp.auth'; readonly direction: 'I' | 'O'; readonly protocol: AuthName; readonly octets: Uint8Array }
  /** We could not answer or check: the name for which no secret is there, or a wrong proof. */
  | {
      readonly type: 'ppp.authFailed';
      readonly protocol: AuthName;
      /** `local`: we could not authenticate the peer; `peer`: the peer refused us, or we have no secret for it. */
      readonly side: 'local' | 'peer';
      readonly reason: 'unknown-name' | 'wrong-secret' | 'no-secret-for-peer' | 'refused-by-peer' | 'timeout' | 'protocol-refused'
        /** A server said no; none was there to say anything; the list that was named does not exist; nothing may be done under this name. */
        | 'rejected' | 'no-server' | 'no-list' | 'not-authorised'
        /** The challenger has our own name: not answered, for it may be our own challenge sent back. */
        | 'own-name';
      readonly name: string;
      /** So often the peer may try again (`ppp max-bad-auth`), so that the link stays. */
      readonly triesLeft?: number;
    }
  /** How option 13 went: asked for, acknowledged, refused by the peer, or refused by us. */
  | {
      readonly type: 'ppp.callbackOption';
      readonly role: 'client' | 'server';
      readonly outcome: 'requested' | 'acknowledged' | 'rejected' | 'naked';
      readonly operation: number;
    }
  /** `debug ppp packet`: a Link-Quality-Report. */
  | { readonly type: 'ppp.qualityReport'; readonly direction: 'I' | 'O'; readonly state: ControlStateName; readonly report: LinkQualityReport }
  /** Too little of what was sent between two reports arrived, at this end (`receive`) or at the peer's. */
  | {
      readonly type: 'ppp.qualityFailed';
      readonly way: 'receive' | 'transmit';
      readonly sentPackets: number;
      readonly sentOctets: number;
      readonly arrivedPackets: number;
      readonly arrivedOctets: number;
      /** Of the last measurements. */
      readonly successes: number;
      /** So much may be lost, in percent. */
      readonly threshold: number;
      /** Our reports, and the last of them that the peer knows of. */
      readonly outReports: number;
      readonly lastOutReports: number;
    }
  /** The peer does not know of reports after all; or ours come back. */
  | { readonly type: 'ppp.qualityStopped'; readonly because: 'protocol-reject' | 'looped' }
  /** `debug compress`: a datagram was compressed, or was read; the number of these up to it. */
  | { readonly type: 'ppp.compressed'; readonly direction: 'I' | 'O'; readonly packets: number }
  /** `debug ppp cbcp`: a packet of Microsoft's callback control protocol, whole. */
  | { readonly type: 'ppp.cbcp'; readonly direction: 'I' | 'O'; readonly octets: Uint8Array }
  /** One that is dropped without an answer. */
  | { readonly type: 'ppp.cbcpDropped'; readonly what: string }
  /** Both ends know what will be; or the call is closed. */
  | { readonly type: 'ppp.cbcpAgreed'; readonly role: 'client' | 'server'; readonly choice: CbcpChoice }
  /** Server: the call that is to be called back is being closed. */
  | { readonly type: 'ppp.cbcpClosed'; readonly by: 'the peer' | 'this end' }
  | { readonly type: 'ppp.cbcpFailed'; readonly role: 'client' | 'server'; readonly because: CbcpFailure }
  /** How option 17 went, ours and the peer's: without both there is no multilink. */
  | {
      readonly type: 'ppp.multilinkOption';
      readonly whose: 'ours' | 'the peer';
      readonly outcome: 'acknowledged' | 'rejected' | 'naked';
      readonly mrru: number;
    }
  /** Authentication is over: the peer's proven name (undefined when it proved none). */
  | { readonly type: 'ppp.authenticated'; readonly peerName?: string; readonly callback: 'none' | 'requested' | 'accepted' }
  /** The peer asked for an address, or called itself by another one, and is told which is kept for it. */
  | { readonly type: 'ppp.peerAddress'; readonly asked: Ipv4Address; readonly address: Ipv4Address }
  | { readonly type: 'ppp.timeout'; readonly timer: string; readonly protocol?: ControlProtocolName; readonly state?: ControlStateName }
  /** No datagram passed for so long (`ppp timeout idle`), and the link is being closed. */
  | { readonly type: 'ppp.idle'; readonly seconds: number }
  /** A packet that the state does not expect, or that does not parse. */
  | { readonly type: 'ppp.unexpected'; readonly what: string }
  | { readonly type: 'ppp.closed'; readonly reason: string };
