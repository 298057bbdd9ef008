// Reads the labs that come with the program from fixtures/labs: for the build, which makes a file of each, and for tests.

import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { readerBeside, readText } from '../host/files.ts';
import { parseLabFile, type LabFile } from '../lab/lab-file.ts';
import { HARDWARE_MODELS } from '../network/router/models.ts';
import { DEFAULT_LAB } from './builtin-labs.ts';

export function labsFromSources(folder = join(import.meta.dirname, '..', '..', 'fixtures', 'labs')): readonly LabFile[] {
  const names = readdirSync(folder)
    .filter((name) => existsSync(join(folder, name, 'lab.yaml')))
    .sort((a, b) => Number(b === DEFAULT_LAB) - Number(a === DEFAULT_LAB) || (a < b ? -1 : 1));
  return names.map((name) => {
    const file = join(folder, name, 'lab.yaml');
    return parseLabFile(readText(file), { file, name, readFile: readerBeside(file), models: HARDWARE_MODELS });
  });
}
