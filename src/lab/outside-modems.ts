// The modems of a lab whose terminals are outside, as `serve --modem` asks for them: their names, their numbers, and the analog
// lines that they have at the exchange.

import { USUAL_MODEM, type AnalogLine, type LabDescription } from '../network/lab-description.ts';
import { LabError } from './lab-error.ts';

/** What the exchange calls the modem's end of the line. */
const INTERFACE = 'line';
const FIRST_NUMBER = 5_550_001;

/** The lab with a line for each number; one is assigned where none is asked for. The lines stand in the same order. */
export function withOutsideModems(lab: LabDescription, wanted: readonly (string | undefined)[]): { readonly lab: LabDescription; readonly lines: readonly AnalogLine[] } {
  const used = new Map<string, string>(lab.telephoneLines.flatMap((line) => line.numbers.map((number) => [number, `${line.router} ${line.interface}`] as const)));
  const names = new Set([...lab.routers, ...(lab.pcs ?? []), ...lab.lans.flatMap(({ hosts }) => hosts)].map(({ name }) => name.toLowerCase()));
  const lines: AnalogLine[] = [];
  const take = (number: string): void => {
    const name = freeName(names);
    names.add(name);
    used.set(number, name);
    // A modem fresh from its box: it says RING, and answers when it is told to.
    lines.push({ kind: 'analog', router: name, interface: INTERFACE, numbers: [number], callingNumber: number, modem: { ...USUAL_MODEM, answerAfterRings: 0 }, outside: true });
  };
  // Those that are asked for first, so that none of them is assigned to another modem.
  const asked = new Set(wanted.filter((number) => number !== undefined));
  for (const number of wanted) {
    if (number !== undefined && used.has(number)) throw new LabError(`--modem: ${number} is the number of ${used.get(number) ?? ''} already: ask for another one`);
    take(number ?? freeNumber((each) => used.has(each) || asked.has(each)));
  }
  return { lab: { ...lab, telephoneLines: [...lab.telephoneLines, ...lines] }, lines };
}

function freeName(taken: ReadonlySet<string>): string {
  let n = 1;
  while (taken.has(`modem${n}`)) n += 1;
  return `modem${n}`;
}

function freeNumber(taken: (number: string) => boolean): string {
  let next = FIRST_NUMBER;
  while (taken(String(next))) next += 1;
  return String(next);
}
