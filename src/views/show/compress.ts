// `show compress`: what compression has saved on each link and bundle where it is on, in the form of the command reference's sample.

import type { CompressionReading, RouterReader } from '../../network/router/readings.ts';

/** Of one, five and ten minutes. */
const PERIODS = ['1 ', '5 ', '10'] as const;

export function showCompress(router: RouterReader): readonly string[] {
  return router.compressions().flatMap(compressionLines);
}

function compressionLines({ interface: name, sent, received, resets }: CompressionReading): readonly string[] {
  const indented = [
    'Software compression enabled',
    `uncompressed bytes xmt/rcv ${sent.plainOctets}/${received.plainOctets}`,
    ...PERIODS.map((minutes, index) => `${minutes} min avg ratio xmt/rcv ${ratio(sent.ratios[index])}/${ratio(received.ratios[index])}`),
    'no bufs xmt 0 no bufs rcv 0',
    `resets ${resets}`,
  ];
  return [` ${name}`, ...indented.map((line) => `         ${line}`)];
}

function ratio(value = 0): string {
  return value.toFixed(3);
}
