// `ringback labs`: what labs come with the program, and what to do in them.

import { Chalk } from 'chalk';
import { builtinLabs } from './builtin-labs.ts';
import { EXIT } from './options.ts';

export async function labsCommand(): Promise<number> {
  const chalk = new Chalk(process.stdout.isTTY ? {} : { level: 0 });
  for (const { description } of await builtinLabs()) {
    process.stdout.write(`${chalk.bold(description.name)}  ${description.title}\n`);
    for (const line of description.text.trimEnd().split('\n')) if (line !== '') process.stdout.write(`    ${line}\n`);
  }
  return EXIT.done;
}
