// What a script takes for granted at a console: that somebody has pressed Return and logged in again where a session was
// closed, and that nobody wants the initial configuration dialog of a router without configuration, unless the script
// answers it.

import { SETUP_QUESTION } from '../session/setup/setup-dialog.ts';
import type { LabConsole } from './console.ts';

export function asksForSetup(console: LabConsole): boolean {
  return console.session.prompt === SETUP_QUESTION;
}

/** Answers `no`, and presses Return for the prompt; nothing of it is shown. */
export function declineSetup(console: LabConsole): void {
  console.type('\x15no\r');
  console.pressReturn();
  console.screen.takeLines();
}

/** A closed session is opened; where the script then shows a privileged prompt, it is privileged. */
export function reopen(console: LabConsole, shown: string): void {
  console.pressReturn();
  if (shown.endsWith('#') && console.session.state === 'prompt' && console.session.prompt.endsWith('>')) console.type('enable\r');
}

/** The first line of a login that a script shows, where Return was pressed before it. */
export function isLogin(line: string): boolean {
  return /^(?:Username|Password): /.test(line);
}
