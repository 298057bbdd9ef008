// How the lines of a router are counted: console 0, then terminal lines, the auxiliary port and the virtual terminals in
// one sequence of absolute numbers, which messages show and `line N` takes.

export interface LineHardware {
  readonly hasAux: boolean;
  readonly vtyLines: number;
  /** Asynchronous lines, 1 and up. */
  readonly ttyLines?: number;
  /** Absolute number of the auxiliary port, where it is not the next one. */
  readonly auxLine?: number;
}

/** `tty` lines are numbered from 1, the others from 0. */
export interface LineNumber {
  readonly type: 'con' | 'tty' | 'aux' | 'vty';
  readonly number: number;
}

/** Virtual terminals that a configuration may make. */
export const MOST_VTY_LINES = 16;

export function absoluteLineNumber(hardware: LineHardware, { type, number }: LineNumber): number {
  switch (type) {
    case 'con':
    case 'tty':
      return number;
    case 'aux':
      return auxLine(hardware);
    case 'vty':
      return firstVty(hardware) + number;
  }
}

/** The line with the absolute number, if there is or may be one. */
export function lineOfNumber(hardware: LineHardware, number: number): LineNumber | undefined {
  if (number === 0) return { type: 'con', number };
  if (number <= (hardware.ttyLines ?? 0)) return { type: 'tty', number };
  if (hardware.hasAux && number === auxLine(hardware)) return { type: 'aux', number: 0 };
  const vty = number - firstVty(hardware);
  return vty >= 0 && vty < MOST_VTY_LINES ? { type: 'vty', number: vty } : undefined;
}

export function auxLine({ ttyLines = 0, auxLine: number }: Pick<LineHardware, 'ttyLines' | 'auxLine'>): number {
  return number ?? ttyLines + 1;
}

function firstVty(hardware: LineHardware): number {
  return hardware.hasAux ? auxLine(hardware) + 1 : (hardware.ttyLines ?? 0) + 1;
}
