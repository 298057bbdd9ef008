// The data-link layer's contract (ITU-T Q.921): one machine per CES, either side. Management of TEIs on the network side,
// which serves all terminals of a line, is a machine of its own (tei-assignment.ts).

import type { LapdFrame } from '../../wire/q921.ts';
import type { Outlet, TimerAction } from '../machine.ts';

export type DataLinkStateName =
  | 'TEI_UNASSIGNED' | 'ASSIGN_AWAITING_TEI' | 'ESTABLISH_AWAITING_TEI' | 'TEI_ASSIGNED'
  | 'AWAITING_ESTABLISHMENT' | 'AWAITING_RELEASE' | 'MULTIPLE_FRAME_ESTABLISHED' | 'TIMER_RECOVERY';

export type Q921TimerName = 'T200' | 'T201' | 'T202' | 'T203';

export type Q921Event =
  | { readonly type: 'DL-ESTABLISH request' }
  | { readonly type: 'DL-RELEASE request' }
  | { readonly type: 'DL-DATA request'; readonly information: Uint8Array }
  | { readonly type: 'DL-UNIT-DATA request'; readonly information: Uint8Array }
  /** Any frame heard on the D channel: the machine ignores what is not for its TEI. */
  | { readonly type: 'frame'; readonly frame: LapdFrame }
  | { readonly type: 'timer'; readonly timer: Q921TimerName }
  /** Layer management takes the TEI back (network side: after a check that nobody answered). */
  | { readonly type: 'MDL-REMOVE request' }
  /** Layer 1 is lost, or came back. */
  | { readonly type: 'PH-DEACTIVATE indication' }
  | { readonly type: 'PH-ACTIVATE indication' };

/** For the layer above. */
export type Q921Primitive =
  | { readonly type: 'DL-ESTABLISH confirm' }
  | { readonly type: 'DL-ESTABLISH indication' }
  | { readonly type: 'DL-RELEASE indication' }
  | { readonly type: 'DL-RELEASE confirm' }
  | { readonly type: 'DL-DATA indication'; readonly information: Uint8Array }
  /** On broadcast or own TEI, by UI: SETUPs arrive so. */
  | { readonly type: 'DL-UNIT-DATA indication'; readonly information: Uint8Array };

export type Q921Action =
  | { readonly type: 'send'; readonly frame: LapdFrame }
  /** A timer that runs already starts anew. */
  | TimerAction<Q921TimerName>
  | { readonly type: 'trace'; readonly event: Q921Trace }
  | Q921Primitive;

export type Q921Outlet = Outlet<LapdFrame, Q921TimerName, Q921Trace>;

export type Q921Trace =
  /** `debug isdn q921`: every frame sent, and every received frame that was for this terminal (broadcasts too). */
  | { readonly type: 'q921.frame'; readonly direction: 'TX' | 'RX'; readonly frame: LapdFrame }
  | { readonly type: 'q921.state'; readonly ces: number; readonly tei?: number; readonly from: DataLinkStateName; readonly to: DataLinkStateName }
  | { readonly type: 'q921.teiDenied'; readonly ces: number }
  | { readonly type: 'q921.unexpected'; readonly state: DataLinkStateName; readonly what: string };
