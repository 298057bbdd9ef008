// The option negotiation automaton of RFC 1661 §4.1, which LCP and every NCP share: the table as the RFC prints it, read
// once into cells. An event in a state gives actions, in their order, and the next state; a dash is an event that cannot
// happen there. What the actions do is in control-protocol.ts. The table's marks p, r and x name the passive, restart and
// crossed-connection options; none of them needs code here, so they are kept in the text and dropped when it is read.

import { must } from '../../../base/assert.ts';
import type { ControlStateName } from '../trace.ts';

const ACTIONS = [
  'tlu', 'tld', 'tls', 'tlf', // this layer up, down, started, finished
  'irc', 'zrc', // initialize, zero restart count
  'scr', 'sca', 'scn', // send Configure-Request, -Ack, -Nak or -Reject
  'str', 'sta', // send Terminate-Request, -Ack
  'scj', 'ser', // send Code-Reject, Echo-Reply
] as const;
export type AutomatonAction = (typeof ACTIONS)[number];

export interface Cell {
  readonly actions: readonly AutomatonAction[];
  /** Whether these are among them: it is asked with every packet. */
  readonly goesDown: boolean;
  readonly comesUp: boolean;
  readonly finishes: boolean;
  readonly terminates: boolean;
  readonly next: ControlStateName;
}

/** In the RFC's numbering, 0 to 9; the names are those that IOS prints, where it has one. */
export const AUTOMATON_STATES = [
  'Initial', 'Starting', 'Closed', 'Stopped', 'Closing', 'Stopping',
  'REQsent', 'ACKrcvd', 'ACKsent', 'Open',
] as const satisfies readonly ControlStateName[];

export const AUTOMATON_EVENTS = [
  'Up', 'Down', 'Open', 'Close', 'TO+', 'TO-',
  'RCR+', 'RCR-', 'RCA', 'RCN', 'RTR', 'RTA', 'RUC', 'RXJ+', 'RXJ-', 'RXR',
] as const;

export type AutomatonEvent = (typeof AUTOMATON_EVENTS)[number];

/** RFC 1661 §4.1: the left half of the table, states 0 to 5. */
const LOWER_STATES = `
 Up    |    2     irc,scr/6      -          -         -         -
 Down  |    -         -          0        tls/1       0         1
 Open  |  tls/1       1      irc,scr/6      3r        5r        5r
 Close |    0       tlf/0        2          2         4         4

 TO+   |    -         -          -          -       str/4     str/5
 TO-   |    -         -          -          -       tlf/2     tlf/3

 RCR+  |    -         -        sta/2  irc,scr,sca/8   4         5
 RCR-  |    -         -        sta/2  irc,scr,scn/6   4         5
 RCA   |    -         -        sta/2      sta/3       4         5
 RCN   |    -         -        sta/2      sta/3       4         5

 RTR   |    -         -        sta/2      sta/3     sta/4     sta/5
 RTA   |    -         -          2          3       tlf/2     tlf/3

 RUC   |    -         -        scj/2      scj/3     scj/4     scj/5
 RXJ+  |    -         -          2          3         4         5
 RXJ-  |    -         -        tlf/2      tlf/3     tlf/2     tlf/3

 RXR   |    -         -          2          3         4         5`;

/** The right half, states 6 to 9. */
const UPPER_STATES = `
 Up    |    -            -            -              -
 Down  |    1            1            1            tld/1
 Open  |    6            7            8              9r
 Close | irc,str/4    irc,str/4    irc,str/4    tld,irc,str/4

 TO+   |  scr/6        scr/6        scr/8            -
 TO-   |  tlf/3p       tlf/3p       tlf/3p           -

 RCR+  |  sca/8      sca,tlu/9      sca/8       tld,scr,sca/8
 RCR-  |  scn/6        scn/7        scn/6       tld,scr,scn/6
 RCA   |  irc/7        scr/6x     irc,tlu/9      tld,scr/6x
 RCN   | irc,scr/6     scr/6x     irc,scr/8      tld,scr/6x

 RTR   |  sta/6        sta/6        sta/6       tld,zrc,sta/5
 RTA   |    6            6            8          tld,scr/6

 RUC   |  scj/6        scj/7        scj/8          scj/9
 RXJ+  |    6            6            8              9
 RXJ-  |  tlf/3        tlf/3        tlf/3       tld,irc,str/5

 RXR   |    6            7            8          ser/9`;

const TABLE = readTable(LOWER_STATES, UPPER_STATES);

/** The cell of the table, undefined where it has a dash. */
export function transition(state: ControlStateName, event: AutomatonEvent): Cell | undefined {
  return TABLE[state][event];
}

/** §4.2: the states in which the restart timer runs. */
export function runsRestartTimer(state: ControlStateName): boolean {
  return state === 'Closing' || state === 'Stopping' || state === 'REQsent' || state === 'ACKrcvd' || state === 'ACKsent';
}

function readTable(...halves: readonly string[]): Readonly<Record<ControlStateName, Partial<Record<string, Cell>>>> {
  const columns: Partial<Record<string, Cell>>[] = AUTOMATON_STATES.map(() => ({}));
  let first = 0;
  for (const half of halves) {
    let width = 0;
    for (const line of half.split('\n')) {
      const [event, cells] = line.split('|');
      if (event === undefined || cells === undefined) continue;
      const texts = cells.trim().split(/\s+/);
      texts.forEach((text, i) => {
        if (text !== '-') must(columns[first + i], 'a column too many')[event.trim()] = readCell(text);
      });
      width = texts.length;
    }
    first += width;
  }
  // Object.fromEntries forgets that the keys are exactly the ten states.
  return Object.fromEntries(AUTOMATON_STATES.map((state, i) => [state, columns[i]])) as Record<
    ControlStateName,
    Partial<Record<string, Cell>>
  >;
}

function readCell(text: string): Cell {
  const slash = text.indexOf('/');
  const next = must(AUTOMATON_STATES[Number.parseInt(text.slice(slash + 1), 10)], `no such state: ${text}`);
  // The table above is our own text; the unit test compares every cell with the RFC's.
  const actions = slash < 0 ? [] : text.slice(0, slash).split(',').map((name) => must(ACTIONS.find((action) => action === name), `no such action: ${name}`));
  const has = (action: AutomatonAction): boolean => actions.includes(action);
  return { actions, goesDown: has('tld'), comesUp: has('tlu'), finishes: has('tlf'), terminates: has('str'), next };
}
