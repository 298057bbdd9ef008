// The menu of `ringback` without arguments on a terminal: pick a lab.

import { createPromptModule } from 'inquirer';
import { builtinLabs } from './builtin-labs.ts';

/** The lab's name, or undefined when the user left the menu. */
export async function pickLab(): Promise<string | undefined> {
  const labs = await builtinLabs();
  try {
    const { lab } = await createPromptModule()<{ lab: string }>([
      {
        type: 'select',
        name: 'lab',
        message: 'Which lab?',
        choices: [
          ...labs.map(({ description }) => ({ name: `${description.name}  ${description.title}`, value: description.name })),
          { name: 'none: quit', value: '' },
        ],
      },
    ]);
    return lab === '' ? undefined : lab;
  } catch (error) {
    // Ctrl-C in a question.
    if (error instanceof Error && error.name === 'ExitPromptError') return undefined;
    throw error;
  }
}
