// Advice of charge during a call (AOC-D) as European exchanges give it: the contents of a Facility element with one component,
// the invocation of aOCDChargingUnit, which says how many units were charged up to now (ETSI EN 300 182-1, ITU-T X.229 and X.690). Sums of
// money, types of units and the other operations are not made, and not read.

import { octetAt } from '../base/octets.ts';

export const FACILITY_ELEMENT = 0x1c;

/** Octet 3: protocol profile, remote operations. */
const REMOTE_OPERATIONS = 0x91;
const INVOKE = 0xa1;
const INTEGER = 0x02;
const SEQUENCE = 0x30;
const RECORDED_UNITS_LIST = 0xa1;
const TYPE_OF_CHARGING = 0x82;
const SUB_TOTAL = 0;
const AOCD_CHARGING_UNIT = 34;

/** EN 300 182-1: NumberOfUnits. */
export const MOST_UNITS = 0xffffff;

export function adviceOfCharge(invokeIdentifier: number, units: number): Uint8Array {
  const recorded = tagged(RECORDED_UNITS_LIST, tagged(SEQUENCE, integer(Math.min(units, MOST_UNITS))));
  const info = tagged(SEQUENCE, [...recorded, ...tagged(TYPE_OF_CHARGING, [SUB_TOTAL])]);
  return Uint8Array.from([REMOTE_OPERATIONS, ...tagged(INVOKE, [...integer(invokeIdentifier), ...integer(AOCD_CHARGING_UNIT), ...info])]);
}

/** The units that were charged until now; undefined where the element says something else. */
export function chargedUnits(facility: Uint8Array): number | undefined {
  if (octetAt(facility, 0) !== REMOTE_OPERATIONS) return undefined;
  const invoke = partsOf(partsOf(facility.subarray(1))?.[0], INVOKE);
  const [, operation, argument] = invoke ?? [];
  if (valueOf(operation) !== AOCD_CHARGING_UNIT) return undefined;
  const [list] = partsOf(argument, SEQUENCE) ?? [];
  const [recorded] = partsOf(list, RECORDED_UNITS_LIST) ?? [];
  return valueOf(partsOf(recorded, SEQUENCE)?.[0]);
}

interface Tagged {
  readonly tag: number;
  readonly contents: Uint8Array;
}

function tagged(tag: number, contents: readonly number[]): readonly number[] {
  return [tag, contents.length, ...contents];
}

/** X.690 §8.3: two's complement, the fewest octets that hold it; none here is negative. */
function integer(value: number): readonly number[] {
  const octets: number[] = [];
  for (let rest = value; octets.length === 0 || rest > 0; rest = Math.floor(rest / 256)) octets.unshift(rest & 0xff);
  return tagged(INTEGER, octetAt(Uint8Array.from(octets), 0) & 0x80 ? [0, ...octets] : octets);
}

function valueOf(part: Tagged | undefined): number | undefined {
  if (part?.tag !== INTEGER || part.contents.length === 0 || part.contents.length > 4 || octetAt(part.contents, 0) & 0x80) return undefined;
  return part.contents.reduce((value, octet) => value * 256 + octet, 0);
}

/** Of octets, or of a part with that tag; undefined where lengths do not fit (only those of one octet are read). */
function partsOf(from: Uint8Array | Tagged | undefined, tag?: number): readonly Tagged[] | undefined {
  if (from === undefined || (!(from instanceof Uint8Array) && from.tag !== tag)) return undefined;
  const octets = from instanceof Uint8Array ? from : from.contents;
  const parts: Tagged[] = [];
  for (let offset = 0; offset < octets.length; ) {
    if (offset + 2 > octets.length) return undefined;
    const length = octetAt(octets, offset + 1);
    const end = offset + 2 + length;
    if (length >= 0x80 || end > octets.length) return undefined;
    parts.push({ tag: octetAt(octets, offset), contents: octets.subarray(offset + 2, end) });
    offset = end;
  }
  return parts;
}
