// The one call of a line that has but one: the interface is its channel. There is a calling number only where the line's modem is
// told it.

import type { PortCall } from './dial-port.ts';

export interface LineCall extends PortCall {
  channel: number | undefined;
  connected: boolean;
  clearing: boolean;
  /** An outgoing call that is for somebody at a terminal, and no interface's. */
  readonly terminal: CalledTerminal | undefined;
}

export interface CalledTerminal {
  readonly user: string;
  /** He has to prove who he is. */
  readonly verify: boolean;
  /** What became of the call; told once. */
  ended(reached: boolean, because?: string): void;
}

export function outgoingCall(id: string, calledNumber: string, terminal?: CalledTerminal): LineCall {
  return { id, outgoing: true, calledNumber, callingNumber: undefined, channel: undefined, connected: false, clearing: false, terminal };
}

export function incomingCall(interfaceName: string, count: number, more: Partial<Pick<PortCall, 'link' | 'callingNumber' | 'calledNumber'>> = {}): LineCall {
  return { id: `in-${interfaceName}-${count}`, outgoing: false, calledNumber: '', callingNumber: undefined, channel: 1, connected: false, clearing: false, terminal: undefined, ...more };
}
