// Callback by the calling number (`isdn caller ... callback`, `dialer caller ... callback`): the call is refused before it is
// answered, so that nobody pays for it, and its number is called back when the enable timer has run out. That needs a dialer
// map with the number, or the string of a profile, and no encapsulation in particular. Behaviour: Cisco IOS Dial Technologies
// configuration guide, "Configuring ISDN Caller ID Callback".

import { numberIn } from '../../base/dial-string.ts';
import { waitMs } from './callback-owed.ts';
import { start, TIMER, trace, type CallbackServer, type Turn } from './state.ts';
import type { DialerEvent, DialerMap, DialerPolicy } from './types.ts';

/** The network layer has refused the call: what is owed to its number. */
export function owedToCaller(turn: Turn, { call, interface: member, callingNumber }: Extract<DialerEvent, { type: 'caller-refused' }>): void {
  const { state } = turn;
  const map = mapOfCaller(state.policy, callingNumber);
  const refused = { type: 'dialer.callerJudged', interface: member, callingNumber, refused: call } as const;
  if (map?.number === undefined) return trace(turn, { ...refused, because: 'no-map' });
  const { number } = map;
  const name = map.name ?? number;
  const told = { ...refused, name, number };
  // One return call at a time: whoever calls again while it is owed or under way is owed no second one.
  const pending = state.servers.some((each) => each.name === name || each.number === number);
  const up = state.calls.some((call) => call.number === number && call.phase !== 'disconnecting');
  if (pending || up) return trace(turn, { ...told, because: 'callback-pending' });
  trace(turn, { ...told, because: 'call-back' });
  const owed: CallbackServer = { name, number, map, phase: 'waiting', asked: [{ call, at: turn.now, channel: member, callingNumber }] };
  const afterMs = waitMs(turn, owed, member);
  trace(turn, { type: 'dialer.callbackServerStarting', channel: member, name, number, afterMs, by: 'caller-id' });
  state.servers = [...state.servers, owed];
  start(turn, TIMER.callback(name), afterMs);
}

/** The map that dials the caller: exchanges give more or fewer leading digits than are dialled. A profile has one peer. */
function mapOfCaller(policy: DialerPolicy, callingNumber: string): DialerMap | undefined {
  const own = policy.maps.find(({ number: dialled }) => {
    if (dialled === undefined) return false;
    const number = numberIn(dialled);
    return callingNumber.endsWith(number) || number.endsWith(callingNumber);
  });
  return own ?? (policy.profile ? policy.maps.find(({ number }) => number !== undefined) : undefined);
}
