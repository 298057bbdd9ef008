// A ladder: who takes part, one rung after the other, and the calls to which the rungs belong. It is what both the text and
// the picture of a timeline are drawn from; where things stand on paper is theirs.

import type { Instant } from '../../base/time.ts';

export interface Lane {
  /** A router's lab name, `exchange`, or a host's name. */
  readonly id: string;
  readonly kind: 'router' | 'exchange' | 'host';
}

/** `decision` is what a router makes of what it knows, `trouble` what goes wrong. */
export type Tone = 'plain' | 'decision' | 'trouble';

export type Rung =
  | {
      readonly kind: 'message';
      readonly at: Instant;
      readonly from: string;
      readonly to: string;
      /** `Q.931`, `LCP`, `CHAP`. */
      readonly layer: string;
      /** `SETUP`, `CONFREQ`. */
      readonly name: string;
      readonly text: string;
      readonly circuit: number | undefined;
      /** It never came to the other end. */
      lost: boolean;
    }
  | {
      readonly kind: 'note';
      readonly at: Instant;
      readonly lane: string;
      readonly text: string;
      readonly tone: Tone;
      readonly circuit: number | undefined;
      /** How often it was said in a row, and when for the last time. */
      times: number;
      until: Instant;
    }
  /** What went both ways between two ends, summed up. */
  | {
      readonly kind: 'traffic';
      readonly at: Instant;
      until: Instant;
      readonly from: string;
      readonly to: string;
      readonly layer: string;
      readonly circuit: number | undefined;
      readonly what: 'datagram' | 'keepalive';
      sent: number;
      arrived: number;
      sentBack: number;
      arrivedBack: number;
    }
  /** Nothing passes for so long. */
  | { readonly kind: 'wait'; readonly at: Instant; readonly ms: number };

export interface LadderCall {
  readonly circuit: number;
  readonly from: string;
  /** The router that it was offered to, else the number. */
  readonly to: string;
  readonly number: string;
  readonly at: Instant;
  readonly answeredAt: Instant | undefined;
  readonly endedAt: Instant | undefined;
  readonly cause: number | undefined;
}

export interface Ladder {
  readonly lanes: readonly Lane[];
  readonly rungs: readonly Rung[];
  readonly calls: readonly LadderCall[];
}
