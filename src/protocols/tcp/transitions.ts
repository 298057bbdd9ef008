// The connection's state diagram: Figure 5 of RFC 9293 §3.3.2, arc by arc, with the arcs that its notes and §3.10 add.
// What is done on the way stands with the processing of the event; which state follows stands here alone.

import { AssertionFailure } from '../../base/assert.ts';
import type { TcpStateName } from './types.ts';

export type TcpArc =
  | 'passive OPEN'
  | 'active OPEN'
  | 'rcv SYN'
  | 'rcv SYN,ACK'
  | 'rcv ACK of SYN'
  | 'CLOSE'
  | 'rcv FIN'
  | 'rcv ACK of FIN'
  | 'timeout 2MSL'
  /** ABORT, reset by the peer, or given up. */
  | 'delete TCB';

const DELETED = { 'delete TCB': 'CLOSED' } as const;

export const TRANSITIONS: Readonly<Record<TcpStateName, Readonly<Partial<Record<TcpArc, TcpStateName>>>>> = {
  CLOSED: { 'passive OPEN': 'LISTEN', 'active OPEN': 'SYN-SENT' },
  LISTEN: { 'rcv SYN': 'SYN-RECEIVED', CLOSE: 'CLOSED', ...DELETED },
  'SYN-SENT': { 'rcv SYN,ACK': 'ESTABLISHED', 'rcv SYN': 'SYN-RECEIVED', CLOSE: 'CLOSED', ...DELETED },
  'SYN-RECEIVED': { 'rcv ACK of SYN': 'ESTABLISHED', CLOSE: 'FIN-WAIT-1', ...DELETED },
  ESTABLISHED: { CLOSE: 'FIN-WAIT-1', 'rcv FIN': 'CLOSE-WAIT', ...DELETED },
  'FIN-WAIT-1': { 'rcv ACK of FIN': 'FIN-WAIT-2', 'rcv FIN': 'CLOSING', ...DELETED },
  'FIN-WAIT-2': { 'rcv FIN': 'TIME-WAIT', ...DELETED },
  'CLOSE-WAIT': { CLOSE: 'LAST-ACK', ...DELETED },
  CLOSING: { 'rcv ACK of FIN': 'TIME-WAIT', ...DELETED },
  'LAST-ACK': { 'rcv ACK of FIN': 'CLOSED', ...DELETED },
  'TIME-WAIT': { 'timeout 2MSL': 'CLOSED', ...DELETED },
};

/** The state at the end of the arc, which must begin here. */
export function follow(from: TcpStateName, arc: TcpArc): TcpStateName {
  const to = TRANSITIONS[from][arc];
  if (to === undefined) throw new AssertionFailure(`TCP: no arc ${arc} in ${from}`);
  return to;
}
