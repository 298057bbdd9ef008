// A Hayes modem's contract (TIA-602, ITU-T V.250): a terminal with its V.24 circuits on one side, a telephone line with its tones
// on the other. The network layer carries octets, circuits and line signals to it and performs its actions.

import type { Instant } from '../../base/time.ts';
import type { CommonAction, LineEvent } from './line.ts';

export const STATES = ['command', 'dialing', 'waiting', 'answering', 'training', 'data', 'online-command'] as const;
export type ModemStateName = (typeof STATES)[number];

export type ModemEvent =
  | LineEvent
  /** Octets from the terminal, one character each. */
  | { readonly type: 'terminal'; readonly text: string }
  /** Circuit 108. */
  | { readonly type: 'dtr'; readonly on: boolean }
  /** How fast the terminal speaks on its cable, where that is slower than a modem can be. */
  | { readonly type: 'rate'; readonly bitsPerSecond: number }
  /** The terminal has gone, cable and all: whatever AT&D says, nobody keeps the call. */
  | { readonly type: 'unplugged' }
  | { readonly type: 'timer'; readonly timer: ModemTimerName };

export const EVENTS = ['terminal', 'dtr', 'rate', 'unplugged', 'tone', 'ring', 'connected', 'line-lost', 'signal', 'carrier', 'timer'] as const satisfies readonly ModemEvent['type'][];

export const TIMERS = {
  dialtone: { register: 'S6', meaning: 'no dial tone has come' },
  digits: { meaning: 'all digits are dialled' },
  carrier: { register: 'S7', meaning: 'no carrier has come' },
  silence: { meaning: 'V.25: the silence before the answering tone is over' },
  training: { meaning: 'both modems know the line' },
  lost: { register: 'S10', meaning: 'the carrier has been away too long' },
  ringing: { meaning: 'the rings have stopped' },
  escape: { register: 'S12', meaning: 'nothing followed +++' },
} as const;
export type ModemTimerName = keyof typeof TIMERS;

export type ModemTrace =
  | { readonly type: 'modem.state'; readonly from: ModemStateName; readonly to: ModemStateName }
  | { readonly type: 'modem.command'; readonly text: string }
  | { readonly type: 'modem.result'; readonly text: string }
  /** A V.24 circuit of the modem's changed; whether the terminal was ready then. */
  | { readonly type: 'modem.circuit'; readonly circuit: 'DCD' | 'RI'; readonly on: boolean; readonly dtr: boolean };

export type ModemAction =
  | CommonAction<ModemTimerName, ModemTrace>
  | { readonly type: 'terminal'; readonly text: string };

/** What a modem is made as. */
export interface ModemMake {
  /** The fastest that it can, in bit/s: 33600. */
  readonly bitsPerSecond: number;
  readonly trainingMs: number;
  /** How fast a terminal speaks with it unless it is told. */
  readonly terminalBitsPerSecond?: number;
  /** S0 as it was installed: answer after so many rings. One, if nothing else is said. */
  readonly answerAfterRings?: number;
}

export interface ModemSettings {
  readonly echo: boolean;
  readonly quiet: boolean;
  readonly verbose: boolean;
  /** ATX: 0 says CONNECT alone, 1 adds the speed, 2 to 4 know tones. */
  readonly results: number;
  /** AT&D: what a drop of DTR does; 2 hangs up. */
  readonly dtr: number;
  readonly registers: ReadonlyMap<number, number>;
}

export interface ModemState {
  readonly name: ModemStateName;
  readonly make: ModemMake;
  /** Of the terminal's; undefined: as fast as may be. */
  readonly terminalBitsPerSecond: number | undefined;
  readonly settings: ModemSettings;
  /** Stored by AT&W, restored by ATZ. */
  readonly profile: ModemSettings;
  readonly dtrOn: boolean;
  readonly typed: string;
  readonly lastCommand: string;
  readonly number: string;
  readonly rings: number;
  readonly originating: boolean;
  /** Of the carrier, once both know it. */
  readonly bitsPerSecond: number;
  readonly lastDataAt: Instant;
  /** How many escape characters have come by themselves since the silence; undefined: anything else has come. */
  readonly escapes: number | undefined;
  /** When the last command line was over. */
  readonly commandAt: Instant;
  /** Dialled with @: no answer is told apart from no carrier. */
  readonly awaitsSilence: boolean;
  /** Of the other end, before this one was ready. */
  readonly early: string;
}
