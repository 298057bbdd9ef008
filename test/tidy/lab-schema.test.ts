// The JSON Schema that editors use for lab files knows the keys that the program reads, and no others; and it is JSON.

import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';

const ROOT = join(import.meta.dirname, '..', '..');

/** Names of properties, wherever in the schema. */
function propertiesOf(schema: unknown): string[] {
  if (typeof schema !== 'object' || schema === null) return [];
  return Object.entries(schema).flatMap(([key, value]) => [...(key === 'properties' ? Object.keys(value as object) : []), ...propertiesOf(value)]); // `properties` holds a mapping
}

it('the lab schema has every key that lab files may have', () => {
  const schema: unknown = JSON.parse(readFileSync(join(ROOT, 'fixtures', 'labs', 'lab.schema.json'), 'utf8'));
  const readers = readdirSync(join(ROOT, 'src', 'lab')).filter((name) => name.startsWith('lab-')).map((name) => readFileSync(join(ROOT, 'src', 'lab', name), 'utf8'));
  const lists = readers.flatMap((text) => [...text.matchAll(/(?:\.keys\(|_KEYS[^=\n]* = |\bkeys = )\[([^\]]*)\]/g)].map((match) => match[1] ?? ''));
  const keys = lists.flatMap((list) => [...list.matchAll(/'([a-z-]+)'/g)].map((match) => match[1] ?? ''));
  expect(keys.length).toBeGreaterThan(20);
  expect([...new Set(propertiesOf(schema))].sort()).toEqual([...new Set(keys)].sort());
});

it('the lab schema defines each of its names once', () => {
  const text = readFileSync(join(ROOT, 'fixtures', 'labs', 'lab.schema.json'), 'utf8');
  const names = [...text.slice(text.indexOf('"$defs"')).matchAll(/^ {4}"(\w+)":/gm)].map((match) => match[1]);
  expect(names.length).toBeGreaterThan(4);
  expect(names).toEqual([...new Set(names)]);
});
