// The terminal's side where nothing is said to the modem (`dialer dtr`): data terminal ready rises (ITU-T V.24 circuit 108/1, connect
// data set to line), the modem dials the number that it has stored, and a carrier comes or does not. Nobody is answered. That
// no carrier comes in time is noticed by whoever wants the call.

import type { TerminalAction, TerminalEvent, TerminalState } from './v25bis.ts';

export function stepDtr(state: TerminalState, event: TerminalEvent): readonly [TerminalState, readonly TerminalAction[]] {
  const { name } = state;
  switch (event.type) {
    case 'call':
      return name === 'idle' ? [{ ...state, name: 'calling' }, [{ type: 'raise' }]] : [state, []];
    case 'carrier': {
      const next = { ...state, carrier: event.on };
      if (name === 'calling' && event.on) return [{ ...next, name: 'connected' }, [{ type: 'connected' }]];
      return name === 'connected' && !event.on ? [{ ...next, name: 'idle' }, [{ type: 'lost' }, { type: 'drop' }]] : [next, []];
    }
    case 'hang-up':
      return name === 'idle' ? [state, []] : [{ ...state, name: 'idle' }, [{ type: 'drop' }]];
    default:
      return [state, []];
  }
}
