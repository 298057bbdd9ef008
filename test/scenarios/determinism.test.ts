// The same lab and the same seed give the same run, to the octet of the capture and the last field of the trace. Another
// seed changes what is drawn by chance and nothing else: reference numbers of TEI requests, magic numbers, challenges and
// what is computed from them.

import { describe, expect, it } from 'vitest';
import type { CapturedFrame, World } from '../../src/network/world.ts';
import { capture, labNamed, ping, wait, worldOf } from '../support/lab.ts';
import { keepLawful } from '../support/lawful.ts';
import { pcapOctets } from '../support/pcap.ts';

const LABS = [
  ['callback-bryant', 'R2', '172.12.12.1'],
  ['callback-atlanta-dallas', 'atlanta', '10.1.1.7'],
] as const;

interface Run {
  readonly world: World;
  readonly frames: readonly CapturedFrame[];
  readonly marks: string;
}

function run(lab: string, client: string, server: string, seed: number): Run {
  const world = worldOf(labNamed(lab), seed);
  keepLawful(world);
  const frames = capture(world);
  world.settle();
  const first = ping(world, client, server);
  wait(world, 25);
  const marks = `${first} ${ping(world, client, server)}`;
  wait(world, 150);
  return { world, frames, marks };
}

const traceText = (world: World): string => world.recorder.events.map((record) => JSON.stringify(record)).join('\n');

/** The frame with the fields that chance fills blanked out. */
function withoutChance({ linkType, octets }: CapturedFrame): string {
  const blank = octets.slice();
  // The FCS follows from the rest.
  blank.fill(0, blank.length - 2);
  if (linkType === 'lapd') {
    // Q.921 §5.3.1: Ri.
    if (blank[0] === 0xfc || blank[0] === 0xfe) blank.fill(0, 4, 6);
    return Buffer.from(blank).toString('hex');
  }
  const protocol = ((blank[2] ?? 0) << 8) | (blank[3] ?? 0);
  const code = blank[4] ?? 0;
  if (protocol === 0xc021 && (code === 9 || code === 10)) blank.fill(0, 8, 12);
  if (protocol === 0xc021 && code <= 4) {
    for (let at = 8; at + 2 < blank.length; at += blank[at + 1] || 2) if (blank[at] === 5) blank.fill(0, at + 2, at + 6);
  }
  // RFC 1994 §4.1: value size, then the value.
  if (protocol === 0xc223 && (code === 1 || code === 2)) blank.fill(0, 9, 9 + (blank[8] ?? 0));
  return Buffer.from(blank).toString('hex');
}

describe.each(LABS)('%s', (lab, client, server) => {
  it('is the same run for the same seed', () => {
    const [one, two] = [run(lab, client, server, 7), run(lab, client, server, 7)];
    expect(Buffer.compare(pcapOctets(one.frames), pcapOctets(two.frames))).toBe(0);
    expect(traceText(one.world)).toBe(traceText(two.world));
    expect(one.frames.length).toBeGreaterThan(200);
  });

  it('differs by another seed only in what is drawn', () => {
    const [one, two] = [run(lab, client, server, 1), run(lab, client, server, 2)];
    const told = ({ frames }: Run): string[] => frames.map((frame) => `${frame.at} ${frame.channelName} ${frame.direction} ${withoutChance(frame)}`);
    expect(told(one)).toEqual(told(two));
    expect(one.marks).toBe(two.marks);
    expect(Buffer.compare(pcapOctets(one.frames), pcapOctets(two.frames))).not.toBe(0);
    const types = ({ world }: Run): string[] => world.recorder.events.map(({ at, device, event }) => `${at} ${device} ${event.type}`);
    expect(types(one)).toEqual(types(two));
  });

  it('draws other numbers for another seed in every field that is drawn', () => {
    const [one, two] = [run(lab, client, server, 1), run(lab, client, server, 2)];
    const differing = one.frames.filter((frame, index) => Buffer.compare(frame.octets, two.frames[index]?.octets ?? new Uint8Array(0)) !== 0);
    const kinds = new Set(differing.map(({ linkType, octets }) => (linkType === 'lapd' ? 'TEI' : Buffer.from(octets.subarray(2, 5)).toString('hex'))));
    // Identity request and answer; LCP requests, acknowledgements and keepalives; challenge and response.
    expect([...kinds].sort()).toEqual(['TEI', 'c02101', 'c02102', 'c02109', 'c0210a', 'c22301', 'c22302']);
  });

  it('whatever the seed, the callback takes place', () => {
    const expected = lab === 'callback-bryant' ? '..... !!!!!' : '.!!!! !!!!!';
    for (let seed = 100; seed < 130; seed += 1) expect(run(lab, client, server, seed).marks, `seed ${seed}`).toBe(expected);
  });
});
