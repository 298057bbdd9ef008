// RFC 1661 §4.1's table, row by row, typed anew from the RFC: each row is the ten states' cells.

import { describe, expect, it } from 'vitest';
import { AUTOMATON_EVENTS, AUTOMATON_STATES, runsRestartTimer, transition } from '../../../../src/protocols/ppp/machine/automaton.ts';

const RFC: Record<string, string> = {
  'Up': '2 | irc scr 6 | - | - | - | - | - | - | - | -',
  'Down': '- | - | 0 | tls 1 | 0 | 1 | 1 | 1 | 1 | tld 1',
  'Open': 'tls 1 | 1 | irc scr 6 | 3 | 5 | 5 | 6 | 7 | 8 | 9',
  'Close': '0 | tlf 0 | 2 | 2 | 4 | 4 | irc str 4 | irc str 4 | irc str 4 | tld irc str 4',
  'TO+': '- | - | - | - | str 4 | str 5 | scr 6 | scr 6 | scr 8 | -',
  'TO-': '- | - | - | - | tlf 2 | tlf 3 | tlf 3 | tlf 3 | tlf 3 | -',
  'RCR+': '- | - | sta 2 | irc scr sca 8 | 4 | 5 | sca 8 | sca tlu 9 | sca 8 | tld scr sca 8',
  'RCR-': '- | - | sta 2 | irc scr scn 6 | 4 | 5 | scn 6 | scn 7 | scn 6 | tld scr scn 6',
  'RCA': '- | - | sta 2 | sta 3 | 4 | 5 | irc 7 | scr 6 | irc tlu 9 | tld scr 6',
  'RCN': '- | - | sta 2 | sta 3 | 4 | 5 | irc scr 6 | scr 6 | irc scr 8 | tld scr 6',
  'RTR': '- | - | sta 2 | sta 3 | sta 4 | sta 5 | sta 6 | sta 6 | sta 6 | tld zrc sta 5',
  'RTA': '- | - | 2 | 3 | tlf 2 | tlf 3 | 6 | 6 | 8 | tld scr 6',
  'RUC': '- | - | scj 2 | scj 3 | scj 4 | scj 5 | scj 6 | scj 7 | scj 8 | scj 9',
  'RXJ+': '- | - | 2 | 3 | 4 | 5 | 6 | 6 | 8 | 9',
  'RXJ-': '- | - | tlf 2 | tlf 3 | tlf 2 | tlf 3 | tlf 3 | tlf 3 | tlf 3 | tld irc str 5',
  'RXR': '- | - | 2 | 3 | 4 | 5 | 6 | 7 | 8 | ser 9',
};

describe('the automaton of RFC 1661', () => {
  it('has the RFC\'s events and ten states', () => {
    expect([...AUTOMATON_EVENTS].sort()).toEqual(Object.keys(RFC).sort());
    expect(AUTOMATON_STATES).toHaveLength(10);
  });

  it.each(AUTOMATON_EVENTS.map((event) => [event]))('row %s', (event) => {
    const row = AUTOMATON_STATES.map((state) => {
      const cell = transition(state, event);
      return cell === undefined ? '-' : [...cell.actions, AUTOMATON_STATES.indexOf(cell.next)].join(' ');
    });
    expect(row.join(' | ')).toBe(RFC[event]);
  });

  it('runs the restart timer exactly where a timeout is expected', () => {
    for (const state of AUTOMATON_STATES) expect(runsRestartTimer(state)).toBe(transition(state, 'TO+') !== undefined);
  });

  it('starts the restart timer on every way into a state that needs it', () => {
    for (const state of AUTOMATON_STATES) {
      for (const event of AUTOMATON_EVENTS) {
        const cell = transition(state, event);
        if (cell === undefined || runsRestartTimer(state) || !runsRestartTimer(cell.next)) continue;
        if (event === 'Open' || event === 'Close') continue; // From Stopped and Closed to themselves only.
        expect(cell.actions.some((action) => action === 'scr' || action === 'str' || action === 'zrc'), `${state} ${event}`).toBe(true);
      }
    }
  });
});
