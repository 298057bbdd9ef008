// Session scripts played as `ringback play` does, without the program around it: the lab that the script names, a new world
// for each run, and what the consoles showed.

import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { assembleLab, configReading, type OpenedLab } from '../../src/app/assemble.ts';
import { findLab } from '../../src/app/find-lab.ts';
import { labFromConfigs } from '../../src/lab/from-configs.ts';
import type { LabRun } from '../../src/lab/lab-run.ts';
import { parseScript, type SessionScript } from '../../src/lab/script.ts';
import { play, type PlayResult } from '../../src/lab/transcript.ts';
import type { LabDescription } from '../../src/network/lab-description.ts';
import { aaaLog } from '../../src/views/aaa-log.ts';
import { bill } from '../../src/views/bill.ts';
import { explain } from '../../src/views/explain.ts';
import { timelineSvg, timelineText } from '../../src/views/timeline.ts';
import { GRAMMAR, ROOT } from './lab.ts';

export interface PlayedSession {
  readonly text: string;
  readonly script: SessionScript;
  readonly result: PlayResult;
}

/** Every script below the folder, by its path from there. */
export function sessionsIn(folder: string): readonly string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.session'))
    .sort();
}

export const FIXTURES = join(ROOT, 'fixtures');

export async function playSession(file: string, seed = 1): Promise<PlayedSession> {
  const text = readFileSync(file, 'utf8');
  const script = parseScript(text, file);
  const readFile = (name: string): string => readFileSync(join(dirname(file), name), 'utf8');
  const description = await labOf(script, readFile);
  const opened: OpenedLab[] = [];
  const open = (): LabRun => {
    opened.at(-1)?.close();
    const lab = assembleLab({ description, grammar: GRAMMAR, run: { seed, pcap: undefined, trace: undefined }, late: { explain, bill, aaaLog, timelineText, timelineSvg }, withoutPager: true });
    opened.push(lab);
    return lab.run;
  };
  try {
    return { text, script, result: play({ script, open, readFile }) };
  } finally {
    opened.at(-1)?.close();
  }
}

async function labOf(script: SessionScript, readFile: (name: string) => string): Promise<LabDescription> {
  if (script.configs.length === 0) return (await findLab(script.lab ?? 'callback-bryant', dirname(script.file))).description;
  const files = script.configs.map(({ name, file }) => ({ name, file, text: readFile(file) }));
  return labFromConfigs(files, configReading(GRAMMAR), 'session').description;
}
