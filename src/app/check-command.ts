// `ringback check`: would the routers take these configurations? Every refused line is printed with its number, a caret
// and the reason; the status is 1 if there is any. Lines that are taken and not simulated are told where they would matter.

import { readStandardInput, readText } from '../host/files.ts';
import { chooseModel } from '../lab/from-configs.ts';
import { configReading } from './assemble.ts';
import { EXIT } from './options.ts';
import { programGrammar } from './program-grammar.ts';
import { keptText, refusedText } from './refused.ts';

export async function checkCommand(files: readonly string[], options: { readonly model?: string | undefined }): Promise<number> {
  const reading = configReading(await programGrammar());
  const texts: { file: string; text: string }[] = [];
  for (const file of files) texts.push({ file, text: file === '-' ? await readStandardInput() : readText(file) });
  let refusals = 0;
  for (const config of texts) {
    const model = options.model ?? chooseModel(config, reading.models);
    const { refused, kept } = reading.load(config.text, model);
    const told = [...refused.map((line) => ({ at: line.line, text: refusedText(config.file, line) })), ...kept.map((line) => ({ at: line.line, text: keptText(config.file, line) }))];
    for (const { text } of told.sort((a, b) => a.at - b.at)) process.stdout.write(text);
    refusals += refused.length;
    const lines = config.text.split(/\r?\n/).filter((line) => line.trim() !== '' && !line.trimStart().startsWith('!')).length;
    const without = kept.length === 0 ? '' : `, ${kept.length} kept without effect`;
    process.stdout.write(`${config.file}: ${refused.length === 0 ? `${lines} lines taken` : `${refused.length} of ${lines} lines refused`}${without} (${model})\n`);
  }
  return refusals > 0 ? EXIT.failed : EXIT.done;
}
