// Known frames in both directions.

import { describe, expect, test } from 'vitest';
import { CODECS } from '../../support/codecs.ts';
import { assemble, dissect, frameFixtures } from '../../support/frames.ts';

const frames = frameFixtures();

describe.each([...new Set(frames.map((frame) => frame.file))])('%s', (file) => {
  test.each(frames.filter((frame) => frame.file === file).map((frame) => [frame.title, frame] as const))('%s', (_title, frame) => {
    expect(dissect(frame)).toEqual(frame.values);
    expect(assemble(frame)).toEqual(frame.octets);
  });
});

test('every codec has a known frame', () => {
  const seen = new Set(frames.flatMap((frame) => frame.layers));
  expect(Object.keys(CODECS).filter((name) => ![...seen].some((layer) => layer === name))).toEqual([]);
});
