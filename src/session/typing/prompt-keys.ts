// Keys at a prompt that answer on the press: `?` and Tab, which take the line up again below, Ctrl-C, which gives it up,
// and Ctrl-Z, which takes it first; both leave the configuration.

import type { PromptKey } from './activity.ts';
import type { Desk } from '../desk.ts';
import { helpLines } from './help-layout.ts';
import { promptCompletion, promptHelp } from './prompt-help.ts';

/** `run` runs a line as Return does. */
export function pressAtPrompt(desk: Desk, key: PromptKey, run: (line: string) => void): void {
  const { conversation } = desk;
  const { screen, editor } = conversation;
  const typed = editor.text.slice(0, editor.cursor);
  switch (key) {
    case 'help':
      screen.write('?\r\n');
      desk.filter = undefined;
      desk.printAll(helpLines(promptHelp(desk, typed), editor.width));
      conversation.keepLine();
      return;
    case 'tab': {
      screen.write('\r\n');
      const completed = promptCompletion(desk, typed);
      if (completed !== undefined) editor.complete(completed);
      conversation.keepLine();
      return;
    }
    case 'ctrl-c':
      screen.write('^C');
      editor.finish();
      desk.end();
      return;
    case 'ctrl-z': {
      screen.write('^Z');
      const line = editor.finish();
      run(line);
      desk.end();
    }
  }
}
