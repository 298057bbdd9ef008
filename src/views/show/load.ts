// `txload` and `rxload` of an interface: its rate as a part of its bandwidth, of 255, at least 1.

import type { InterfaceReading } from '../../network/router/readings.ts';
import { INTERFACE_LOOKS } from './interface-looks.ts';

export function inputLoad(reading: InterfaceReading): number {
  return load(reading, reading.counters.inputBitRate);
}

export function outputLoad(reading: InterfaceReading): number {
  return load(reading, reading.counters.outputBitRate);
}

export function bandwidthKbit({ settings, kind }: InterfaceReading): number {
  return settings.bandwidthKbit ?? INTERFACE_LOOKS[kind].bandwidthKbit;
}

function load(reading: InterfaceReading, bits: number): number {
  return Math.max(1, Math.min(255, Math.round((bits * 255) / (bandwidthKbit(reading) * 1000))));
}
