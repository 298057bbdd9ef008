// What bandwidth allocation tells about itself: `debug ppp bap`, `show ppp bap` and `why` are made from these. The record's interface is the
// bundle's.

import type { BapAnswer } from '../../../wire/bap.ts';
import type { BapKind } from './types.ts';

/** Why this end did not grant a request of the peer's. */
export type BapRefusal =
  /** The configuration does not accept such requests. */
  | 'not-accepted'
  /** Another request, or what it led to, is not done with; this end is favored. */
  | 'busy' | 'race'
  /** The load does not call for it (`ppp bap monitor load`). */
  | 'load'
  | 'full' | 'no-channel' | 'link-type' | 'no-number'
  /** The link that is to go is none of the bundle, or the last one. */
  | 'no-link' | 'last-link';

export type BapTrace =
  /** A packet of BAP, whole. */
  | { readonly type: 'bap.packet'; readonly direction: 'I' | 'O'; readonly octets: Uint8Array }
  /** BACP is open, or is not any more. */
  | { readonly type: 'bap.group'; readonly open: boolean; readonly favored: boolean; readonly links: number }
  /** The bundle is closed, since the peer does no BACP and it is required. */
  | { readonly type: 'bap.required' }
  /** The load asked for a link, or let one go, and the peer was asked. */
  | { readonly type: 'bap.requested'; readonly kind: BapKind; readonly identifier: number; readonly links: number; readonly load: number; readonly threshold?: number | undefined; readonly link?: string | undefined }
  /** It cannot be asked; told once until that changes. */
  | { readonly type: 'bap.notRequested'; readonly kind: 'link' | 'drop'; readonly links: number; readonly load: number; readonly threshold?: number | undefined; readonly because: 'not-configured' | 'rejected' | 'full' | 'no-discriminator' }
  /** No answer came, however often it was asked. */
  | { readonly type: 'bap.noResponse'; readonly kind: BapKind | 'status'; readonly transmissions: number }
  /** The peer granted our request, or did not. */
  | { readonly type: 'bap.answered'; readonly kind: BapKind; readonly answer: BapAnswer; readonly reason?: string | undefined }
  /** This end did so with a request of the peer's. */
  | { readonly type: 'bap.judged'; readonly kind: BapKind; readonly answer: BapAnswer; readonly because?: BapRefusal | undefined }
  /** Both asked at once: our request counts, or is given up. */
  | { readonly type: 'bap.race'; readonly ours: BapKind; readonly theirs: BapKind; readonly won: boolean }
  | { readonly type: 'bap.dialling'; readonly number: string; readonly numbers: number }
  /** It was granted, and there is no number to dial. */
  | { readonly type: 'bap.noNumber' }
  /** What became of what was agreed. */
  | { readonly type: 'bap.done'; readonly what: 'joined' | 'dropped'; readonly link: string; readonly links: number }
  | { readonly type: 'bap.failed'; readonly by: 'this end' | 'the peer'; readonly status: number; readonly number?: string | undefined; readonly retry: boolean }
  | { readonly type: 'bap.expired'; readonly what: 'call' | 'drop' }
  /** A packet that makes no sense, or none here. */
  | { readonly type: 'bap.discarded'; readonly what: string };
