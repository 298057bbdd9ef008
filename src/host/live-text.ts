// What stands on the live line of a console: prompt and half-typed text, or what a running command has written there, or a
// message to a console at which nobody is.

import { fromText } from '../base/octets.ts';
import type { LabConsole } from '../lab/console.ts';

/** States in which the line belongs to a command, to another host, or to nobody. */
const WRITING: readonly string[] = ['running', 'connected', 'closed'];

export function liveText(console: LabConsole): string {
  if (WRITING.includes(console.session.state)) return console.screen.current;
  const live = console.liveLine;
  if (console.screen.current !== live) {
    console.screen.clearCurrent();
    console.screen.write(fromText(live));
  }
  return live;
}
