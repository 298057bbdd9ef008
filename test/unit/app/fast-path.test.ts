// The fast path takes only what is plainly a `lab` command line; everything else is commander's.
import { describe, expect, test, vi } from 'vitest';

vi.mock('../../../src/app/assemble.ts', () => ({ assembleLab: vi.fn(), configReading: vi.fn() }));
const { fastPath } = await import('../../../src/app/main.ts');

describe('fastPath', () => {
  test.each([
    [['lab'], { lab: undefined, options: { seed: 1, speed: 1 } }],
    [['lab', 'x', '--seed', '7', '--fresh'], { lab: 'x', options: { seed: 7, speed: 1, fresh: true } }],
    [['lab', '--speed', '10x', 'x', '--pcap', 'f.pcapng'], { lab: 'x', options: { seed: 1, speed: 10, pcap: 'f.pcapng' } }],
  ])('%j', (args, expected) => {
    expect(fastPath(args)).toEqual(expected);
  });

  test.each([[[]], [['labs']], [['lab', '--help']], [['lab', 'x', 'y']], [['lab', '--seed']], [['lab', '--nope', '1']]])('%j is not', (args) => {
    expect(fastPath(args)).toBeUndefined();
  });
});
