// Frames in hexadecimal with their dissected values: the files of fixtures/frames. A file holds entries parted by blank
// lines; `#` begins a comment. An entry is a line `CODEC > CODEC: what it is`, the octets, and a line of JSON for each
// codec, the outermost first. In a value, octet strings are "0x..", and the payload that the next codec parses is left out.

import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fromHex, toHex } from '../../src/base/octets.ts';
import { CODECS, type CodecCase, type CodecName } from './codecs.ts';

export interface FrameFixture {
  readonly file: string;
  readonly title: string;
  readonly layers: readonly CodecName[];
  readonly octets: Uint8Array;
  /** What the JSON says, one for each layer, octet strings still as text. */
  readonly values: readonly unknown[];
}

const FOLDER = join(import.meta.dirname, '../../fixtures/frames');

/** All entries of all files. */
export function frameFixtures(): FrameFixture[] {
  return readdirSync(FOLDER)
    .filter((file) => file.endsWith('.hex'))
    .sort()
    .flatMap((file) => parseFrameFile(file, readFileSync(join(FOLDER, file), 'utf8')));
}

/** The octets of the one entry with that title. */
export function frameNamed(title: string): Uint8Array {
  const found = frameFixtures().filter((frame) => frame.title === title);
  const [frame] = found;
  if (frame === undefined || found.length > 1) throw new Error(`${found.length} frames are called "${title}"`);
  return frame.octets;
}

export function parseFrameFile(file: string, text: string): FrameFixture[] {
  const lines = text.split('\n').filter((line) => !line.startsWith('#'));
  return lines
    .join('\n')
    .split(/\n\s*\n/)
    .filter((entry) => entry.trim() !== '')
    .map((entry) => parseEntry(file, entry.trim().split('\n')));
}

function parseEntry(file: string, [head = '', ...body]: readonly string[]): FrameFixture {
  const colon = head.indexOf(': ');
  const title = head.slice(colon + 2);
  const layers = head.slice(0, colon).split(' > ').map((name) => codecName(name, `${file}: ${head}`));
  const isValue = (line: string) => /^[[{]/.test(line);
  const values = body.filter(isValue).map((line): unknown => JSON.parse(line));
  const octets = fromHex(body.filter((line) => !isValue(line)).join(''));
  if (values.length !== layers.length) throw new Error(`${file}: ${title}: ${layers.length} codecs, ${values.length} values`);
  return { file, title, layers, octets, values };
}

function codecName(name: string, where: string): CodecName {
  if (!(name in CODECS)) throw new Error(`${where}: no codec ${name}`);
  // Just looked up.
  return name as CodecName;
}

/** The octets parsed layer by layer, in the form of a fixture's values. Throws where a layer refuses them. */
export function dissect(frame: FrameFixture): unknown[] {
  let octets = frame.octets;
  return frame.layers.map((layer, index) => {
    const { codec, payload }: CodecCase = CODECS[layer];
    const parsed = codec.parse(octets);
    if (!parsed.ok) throw new Error(`${layer}: ${parsed.error.message} at ${parsed.error.offset}`);
    if (index === frame.layers.length - 1) return withHexText(parsed.value);
    const fields = parsed.value;
    if (payload === undefined || !isRecord(fields) || !(fields[payload] instanceof Uint8Array)) throw new Error(`${layer} has no payload`);
    octets = fields[payload];
    return withHexText(Object.fromEntries(Object.entries(fields).filter(([key]) => key !== payload)));
  });
}

/** The octets of a fixture's values, built from the innermost layer outwards. */
export function assemble(frame: FrameFixture): Uint8Array {
  let octets = new Uint8Array(0);
  frame.layers.toReversed().forEach((layer, depth) => {
    const { codec, payload }: CodecCase = CODECS[layer];
    const value = withOctets(frame.values[frame.layers.length - 1 - depth]);
    octets = Uint8Array.from(codec.serialize(depth > 0 && payload !== undefined && isRecord(value) ? { ...value, [payload]: octets } : value));
  });
  return octets;
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value) && !(value instanceof Uint8Array);
}

function withHexText(value: unknown): unknown {
  if (value instanceof Uint8Array) return `0x${toHex(value)}`;
  if (Array.isArray(value)) return value.map(withHexText);
  if (isRecord(value)) return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, withHexText(inner)]));
  return value;
}

function withOctets(value: unknown): unknown {
  if (typeof value === 'string' && value.startsWith('0x')) return fromHex(value.slice(2));
  if (Array.isArray(value)) return value.map(withOctets);
  if (isRecord(value)) return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, withOctets(inner)]));
  return value;
}
