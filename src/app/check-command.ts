// `ringback check`: would the routers take these configurations? Every refused line is printed with its number, a caret
// and the reason; the status is 1 if there is any.

import { readStandardInput, readText } from '../host/files.ts';
import { chooseModel } from '../lab/from-configs.ts';
import { configReading } from './assemble.ts';
import { EXIT } from './options.ts';
import { programGrammar } from './program-grammar.ts';
import { refusedText } from './refused.ts';

export async function checkCommand(files: readonly string[], options: { readonly model?: string | undefined }): Promise<number> {
  const reading = configReading(await programGrammar());
  const texts: { file: string; text: string }[] = [];
  for (const file of files) texts.push({ file, text: file === '-' ? await readStandardInput() : readText(file) });
  let refusals = 0;
  for (const config of texts) {
    const model = options.model ?? chooseModel(config, reading.models);
    const { refused } = reading.load(config.text, model);
    for (const line of refused) process.stdout.write(refusedText(config.file, line));
    refusals += refused.length;
    const lines = config.text.split(/\r?\n/).filter((line) => line.trim() !== '' && !line.trimStart().startsWith('!')).length;
    process.stdout.write(`${config.file}: ${refused.length === 0 ? `${lines} lines taken` : `${refused.length} of ${lines} lines refused`} (${model})\n`);
  }
  return refusals > 0 ? EXIT.failed : EXIT.done;
}
