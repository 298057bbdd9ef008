// What to change in a chat script that came to nothing: a word that the modem does not say becomes the one that it says then,
// and a time that is too short for modems to find each other a longer one. Only the script's own line is read.

import { chatScripts } from '../../../config/async-settings.ts';
import type { Change } from '../cures/changes.ts';
import type { Plant } from '../plant.ts';

/** What a modem is asked for in between, and what it says when it has the line (V.250 §5.7). */
const READY = 'OK';
export const CONNECTED = 'CONNECT';
/** Ringing and training take longer than the script's own five seconds. */
const ENOUGH_SECONDS = 60;

/** The script waited in vain for that word, after it had the modem dial, or before. What it would run into next is mended in one. */
export function chatScriptChange(router: string, name: string, expecting: string, dialled: boolean, plant: Plant): Change | undefined {
  const config = plant.routers.get(router)?.config;
  const script = config === undefined ? undefined : chatScripts(config).get(name);
  if (script === undefined || expecting === '') return undefined;
  const there = dialled ? CONNECTED : READY;
  const worded = expecting === there ? script : withWord(script, expecting, there);
  if (worded === undefined) return undefined;
  const to = expecting === READY ? worded : withTime(worded);
  return to === script ? undefined : { router, verb: 'change', line: `chat-script ${name} ${script}`, to: `chat-script ${name} ${to}` };
}

/** The last of them: whatever was sent before it has been. */
function withWord(script: string, word: string, to: string): string | undefined {
  const at = script.lastIndexOf(word);
  return at < 0 ? undefined : script.slice(0, at) + to + script.slice(at + word.length);
}

/** The time that holds for the wait for the other modem: the last one set before it. */
function withTime(script: string): string {
  const at = script.lastIndexOf(CONNECTED);
  if (at < 0) return script;
  const set = [...script.slice(0, at).matchAll(/TIMEOUT (\d+)/g)].at(-1);
  if (set === undefined) return `TIMEOUT ${ENOUGH_SECONDS} ${script}`;
  if (Number(set[1]) >= ENOUGH_SECONDS) return script;
  return `${script.slice(0, set.index)}TIMEOUT ${ENOUGH_SECONDS}${script.slice(set.index + set[0].length)}`;
}
