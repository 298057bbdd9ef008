// Amounts and times of a bill as text. Amounts are exact: all of a bill have as many decimals as the finest needs, at least
// two, so that a column adds up as it is printed.

import type { Micros } from '../../network/exchange/tariff.ts';

/** Decimals that show every amount in full. */
export function decimalsFor(amounts: readonly Micros[]): number {
  let decimals = 2;
  for (const amount of amounts) while (decimals < 6 && amount % 10 ** (6 - decimals) !== 0) decimals += 1;
  return decimals;
}

export function money(micros: Micros, decimals: number): string {
  const sign = micros < 0 ? '-' : '';
  const whole = Math.abs(micros);
  const fraction = String(whole % 1_000_000).padStart(6, '0').slice(0, decimals);
  return `${sign}${Math.floor(whole / 1_000_000)}.${fraction}`;
}

/** `1:02.345`, `1:00:02.345`: whole milliseconds. */
export function lasted(ms: number): string {
  const seconds = Math.floor(ms / 1000);
  const rest = `${String(seconds % 60).padStart(2, '0')}.${String(ms % 1000).padStart(3, '0')}`;
  const minutes = Math.floor(seconds / 60);
  return minutes < 60 ? `${minutes}:${rest}` : `${Math.floor(minutes / 60)}:${String(minutes % 60).padStart(2, '0')}:${rest}`;
}
