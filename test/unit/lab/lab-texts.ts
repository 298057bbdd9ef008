// Lab files given as text, for tests of what they say and of their mistakes.

import { LabError } from '../../../src/lab/lab-error.ts';
import { parseLabFile, type LabFile } from '../../../src/lab/lab-file.ts';
import { HARDWARE_MODELS } from '../../../src/network/router/models.ts';

export function parsed(text: string): LabFile {
  return parseLabFile(text, { file: 'labs/two/lab.yaml', readFile: (name) => `text of ${name}\n`, models: HARDWARE_MODELS });
}

/** The one line about what is wrong; empty when nothing is. */
export function mistakeIn(text: string): string {
  try {
    parsed(text);
  } catch (error) {
    if (error instanceof LabError) return error.text;
    throw error;
  }
  return '';
}
