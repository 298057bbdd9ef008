// `ringback check` on a configuration of five thousand lines, one in fifty of them wrong, against loading it as `up` does:
// the same reading, the wiring, a world with the router in it. And how loading grows with the number of addressed interfaces.

import { configReading } from '../src/app/assemble.ts';
import { refusedText } from '../src/app/refused.ts';
import { chooseModel, labFromConfigs } from '../src/lab/from-configs.ts';
import { GRAMMAR, worldOf } from '../test/support/lab.ts';
import type { Figure } from './bench.ts';
import { median, medianTime, time } from './measure.ts';

const LINES = 5000;
const RUNS = 15;
const FEW = 2000;
const MANY = 10_000;

export function checkBench(): readonly Figure[] {
  return [ratio(), growth()];
}

function ratio(): Figure {
  const text = fiveThousandLines();
  const reading = configReading(GRAMMAR);
  const file = { file: 'r1.cfg', text };
  let refused = 0;
  const check = (): void => {
    const { refused: lines } = reading.load(text, chooseModel(file, reading.models));
    refused = lines.map((line) => refusedText(file.file, line)).join('').length === 0 ? 0 : lines.length;
  };
  const up = (): void => void worldOf(labFromConfigs([file], reading, 'bench').description).settle();
  check();
  up();
  const ratios: number[] = [];
  const checks: number[] = [];
  for (let run = 0; run < RUNS; run += 1) {
    const ms = time(check);
    checks.push(ms);
    ratios.push(ms / time(up));
  }
  if (refused !== LINES / 50) throw new Error(`${refused} lines were refused`);
  const value = median(ratios);
  return {
    name: 'check of 5000 lines',
    value: `${median(checks).toFixed(1)} ms, ${value.toFixed(2)} x`,
    floor: `loaded by up: ${(median(checks) / value).toFixed(1)} ms`,
    target: '2 x',
    met: value <= 2,
  };
}

function growth(): Figure {
  const reading = configReading(GRAMMAR);
  const load = (text: string) => (): void => {
    if (reading.load(text, '2503').refused.length > 0) throw new Error('an address was refused');
  };
  const few = medianTime(5, load(addressed(FEW)));
  const many = medianTime(5, load(addressed(MANY)));
  const each = many / MANY / (few / FEW);
  return {
    name: `${MANY} addressed interfaces`,
    value: `${many.toFixed(0)} ms, each ${each.toFixed(2)} x`,
    floor: `each of ${FEW}: ${((few / FEW) * 1000).toFixed(1)} us`,
    target: '2 x',
    met: each <= 2,
  };
}

const addressed = (count: number): string =>
  Array.from({ length: count }, (_, i) => `interface Loopback${i}\n ip address 10.${i >> 8}.${i & 255}.1 255.255.255.0\n`).join('');

function fiveThousandLines(): string {
  const lines: string[] = [];
  for (let i = 0; lines.length < LINES; i += 1) {
    const a = i >> 8;
    const b = i & 255;
    lines.push(
      `interface Loopback${i}`,
      ` description number ${i}`,
      ` ip address 10.${a}.${b}.1 255.255.255.0`,
      `username R${i} password 0 cisco`,
      `ip route 172.16.${b}.0 255.255.255.0 10.250.${a}.${b}`,
      `access-list ${100 + (i % 99)} permit tcp 10.${a}.${b}.0 0.0.0.255 any eq www`,
      `dialer-list ${1 + (i % 10)} protocol ip list ${100 + (i % 99)}`,
      'ip classless',
      '!',
      i % 5 === 4 ? 'ip bogus' : `ip host R${i} 10.${a}.${b}.1`,
    );
  }
  return `${lines.slice(0, LINES).join('\n')}\n`;
}
