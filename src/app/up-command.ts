// `ringback up`: a lab from configuration files. The wiring is inferred and printed before the first prompt, with what the
// lab still lacks for its calls. Saved configurations are kept by the files' content, so that an edited file wins
// over what was saved before.

import { matterText } from '../config/kept-lines.ts';
import { createHash } from 'node:crypto';
import type { Grammar } from '../grammar/grammar.ts';
import { readStandardInput, readText } from '../host/files.ts';
import { baseName, labFromConfigs, type ConfiguredLab } from '../lab/from-configs.ts';
import { wiringText } from '../lab/wiring-text.ts';
import { KEPT_HEADING } from '../views/explain/attempt/kept.ts';
import { findGaps, gapsText, type Gap } from '../views/gaps.ts';
import { configReading } from './assemble.ts';
import { EXIT, onTerminal, type RunOptions } from './options.ts';
import { programGrammar } from './program-grammar.ts';
import { reportRefused } from './refused.ts';
import { runLabInTerminal } from './terminal-lab.ts';

export async function upCommand(files: readonly string[], options: RunOptions): Promise<number> {
  const grammar = await programGrammar();
  const { lab, preface } = labOfFiles(files, grammar);
  if (onTerminal()) {
    const kept = 'Saved configurations belong to these files as they are now: after an edit, the edited files count.';
    return runLabInTerminal({ description: lab.description, grammar, options, preface: [...preface, kept] });
  }
  const typed = process.stdin.isTTY ? '' : await readStandardInput();
  process.stdout.write(preface.map((line) => `${line}\n`).join(''));
  if (typed.trim() === '') return EXIT.done;
  const { playText } = await import('./play-command.ts');
  return playText(typed, '-', options, lab.description);
}

/** The lab of these configurations, and what is said of its wiring; refused lines are told on stderr. */
export function labOfFiles(files: readonly string[], grammar: Grammar): { readonly lab: ConfiguredLab; readonly preface: readonly string[] } {
  const texts = files.map((file) => ({ file, text: readText(file) }));
  const lab = labFromConfigs(texts, configReading(grammar), stateName(texts));
  reportRefused(lab.refused);
  const kept = lab.kept.flatMap(({ file, lines }) => lines.map((line) => `  ${file}:${line.line}: ${line.text.trim()} (${matterText(line)})`));
  return { lab, preface: [...wiringText(lab.wiring), ...gapsText(missing(lab)), ...(kept.length === 0 ? [] : [KEPT_HEADING, ...kept])] };
}

/** What the wiring has said already is not said again. */
function missing({ description, routers, wiring }: ConfiguredLab): readonly Gap[] {
  const gaps = findGaps(new Map(routers.map((router) => [router.name, router])), description);
  return wiring.open.length === 0 ? gaps : gaps.filter(({ code }) => code !== 'NO-SWITCH-TYPE');
}

/** `up-r1-r2-5f2a0c...`: the same files with the same content find what was saved. */
function stateName(files: readonly { readonly file: string; readonly text: string }[]): string {
  const hash = createHash('sha256');
  for (const { file, text } of files) hash.update(`${baseName(file)}\0${text.length}\0${text}\0`);
  return `up-${files.map(({ file }) => baseName(file)).join('-').slice(0, 60)}-${hash.digest('hex').slice(0, 12)}`;
}
