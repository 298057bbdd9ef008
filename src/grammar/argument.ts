// Whether a token is a value of an argument's type, and what is stored of it. Written without regular expressions:
// this runs for every token of a pasted configuration. INTERFACE has a file of its own.

import type { ArgumentType, Token } from './pattern.ts';
import type { ArgumentValue } from './types.ts';

/** The stored value, or undefined if the token is none of the type. */
export function acceptArgument(type: ArgumentType, token: string): ArgumentValue | undefined {
  switch (type.kind) {
    case 'RANGE':
      return acceptNumber(token, type.min, type.max);
    case 'A.B.C.D':
      return acceptAddress(token);
    case 'DIALSTRING':
      return isDialString(token) ? token : undefined;
    case 'HH:MM:SS':
      return acceptTime(token, 3);
    case 'HH:MM':
      return acceptTime(token, 2);
    case 'H.H.H':
      return isHardwareAddress(token) ? token.toLowerCase() : undefined;
    default:
      return token;
  }
}

/** Whether the letters may be the beginning of an argument, or of one of a choice's words. */
export function mayBegin(token: Token, typed: string): boolean {
  if (token.kind === 'keyword') return token.word.startsWith(typed);
  if (token.kind === 'choice') return token.words.some((word) => word.startsWith(typed.toLowerCase()));
  const { type } = token;
  switch (type.kind) {
    case 'RANGE':
      return beginsNumberIn(typed, type.min, type.max);
    case 'A.B.C.D':
      return /^\d{1,3}(\.\d{1,3}){0,3}\.?$/.test(typed);
    case 'HH:MM':
    case 'HH:MM:SS':
      return /^[\d:]+$/.test(typed);
    case 'H.H.H':
      return /^[\da-f.]+$/i.test(typed);
    default:
      return acceptArgument(type, typed) !== undefined;
  }
}

/** The digits, with more behind them or none, are a number of the range. */
function beginsNumberIn(typed: string, min: number, max: number): boolean {
  if (typed === '-') return min < 0;
  if (typed.startsWith('-')) return beginsNumberIn(typed.slice(1), Math.max(0, -max), -min);
  if (!/^\d{1,10}$/.test(typed)) return false;
  for (let from = Number(typed), span = 1; from <= max; from *= 10, span *= 10) {
    if (from + span - 1 >= min) return true;
    if (from === 0) return false;
  }
  return false;
}

/** Specificity: the lowest of the types that accept a token wins. */
export function typeRank(type: ArgumentType): number {
  switch (type.kind) {
    case 'RANGE':
      return 1;
    case 'A.B.C.D':
    case 'HH:MM':
    case 'HH:MM:SS':
    case 'H.H.H':
      return 2;
    case 'INTERFACE':
      return 0;
    case 'DIALSTRING':
      return 3;
    case 'WORD':
      return 4;
    case 'LINE':
      return 5;
  }
}

function acceptNumber(token: string, min: number, max: number): number | undefined {
  if (token.length > 10) return undefined;
  const sign = min < 0 && token.length > 1 && token.charCodeAt(0) === 45 ? -1 : 1;
  let value = 0;
  for (let i = sign < 0 ? 1 : 0; i < token.length; i += 1) {
    const digit = token.charCodeAt(i) - 48;
    if (digit < 0 || digit > 9) return undefined;
    value = value * 10 + digit;
  }
  value = value === 0 ? 0 : value * sign;
  return value >= min && value <= max ? value : undefined;
}

/** The address without leading zeros. */
function acceptAddress(token: string): string | undefined {
  let parts = 0;
  let value = -1;
  let start = 0;
  let padded = false;
  for (let i = 0; i <= token.length; i += 1) {
    const code = i === token.length ? 46 : token.charCodeAt(i);
    if (code === 46) {
      if (value < 0 || value > 255 || i - start > 3) return undefined;
      if (i - start > 1 && token.charCodeAt(start) === 48) padded = true;
      parts += 1;
      value = -1;
      start = i + 1;
    } else if (code >= 48 && code <= 57) {
      value = (value < 0 ? 0 : value * 10) + code - 48;
    } else return undefined;
  }
  if (parts !== 4) return undefined;
  return padded ? token.split('.').map(Number).join('.') : token;
}

/** Digits, and what a modem or a sub-address needs; `""` is the empty one. */
function isDialString(token: string): boolean {
  if (token === '""') return true;
  let digits = 0;
  for (let i = 0; i < token.length; i += 1) {
    const character = token.charCodeAt(i);
    if (character >= 48 && character <= 57) digits += 1;
    else if (!'*#TtPpWwXx&:=,.-+'.includes(token.charAt(i))) return false;
  }
  return digits > 0;
}

function acceptTime(token: string, count: 2 | 3): string | undefined {
  const parts = token.split(':');
  const limits = [23, 59, 59];
  if (parts.length !== count) return undefined;
  const numbers: string[] = [];
  for (let i = 0; i < count; i += 1) {
    const part = parts[i] ?? '';
    const value = part.length > 0 && part.length <= 2 ? acceptNumber(part, 0, limits[i] ?? 0) : undefined;
    if (value === undefined) return undefined;
    // `2:00`, but `02:00:00`.
    numbers.push(value < 10 && (i > 0 || count > 2) ? `0${value}` : `${value}`);
  }
  return numbers.join(':');
}

function isHardwareAddress(token: string): boolean {
  return /^[0-9a-fA-F]{1,4}\.[0-9a-fA-F]{1,4}\.[0-9a-fA-F]{1,4}$/.test(token);
}
