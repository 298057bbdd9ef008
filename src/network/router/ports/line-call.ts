// The one call of a line that has but one: the interface is its channel. There is a calling number only where the line's modem is
// told it.

import type { PortCall } from './dial-port.ts';

export interface LineCall extends PortCall {
  channel: number | undefined;
  connected: boolean;
  clearing: boolean;
}

export function outgoingCall(id: string, calledNumber: string): LineCall {
  return { id, outgoing: true, calledNumber, callingNumber: undefined, channel: undefined, connected: false, clearing: false };
}

export function incomingCall(interfaceName: string, count: number, more: Partial<Pick<PortCall, 'link' | 'callingNumber' | 'calledNumber'>> = {}): LineCall {
  return { id: `in-${interfaceName}-${count}`, outgoing: false, calledNumber: '', callingNumber: undefined, channel: 1, connected: false, clearing: false, ...more };
}
