// A lab by its name or by its file: a name that comes with the program, a lab.yaml, or a folder that has one.

import { basename, dirname, isAbsolute, join, resolve } from 'node:path';
import { isDirectory, isFile, readerBeside, readText } from '../host/files.ts';
import { LabError } from '../lab/lab-error.ts';
import type { LabFile } from '../lab/lab-file.ts';
import { builtinLab, builtinLabs } from './builtin-labs.ts';

export async function findLab(name: string, folder = '.'): Promise<LabFile> {
  const builtin = await builtinLab(name);
  if (builtin) return builtin;
  const path = isAbsolute(name) ? name : join(folder, name);
  const file = isDirectory(path) ? join(path, 'lab.yaml') : path;
  if (!isFile(file)) {
    const names = (await builtinLabs()).map((lab) => lab.description.name).join(', ');
    throw new LabError(`${name}: no lab has this name and no file either; there are ${names}`);
  }
  const [{ parseLabFile }, { HARDWARE_MODELS }] = await Promise.all([import('../lab/lab-file.ts'), import('../network/router/models.ts')]);
  const shown = isDirectory(path) ? join(name, 'lab.yaml') : name;
  // However it was typed, the lab of a folder has the folder's name: what is saved goes by it.
  const named = basename(file) === 'lab.yaml' ? { name: basename(dirname(resolve(file))) } : {};
  return parseLabFile(readText(file), { file: shown, readFile: readerBeside(file), models: HARDWARE_MODELS, ...named });
}
