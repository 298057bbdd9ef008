// `debug`, `no debug` and `undebug`: switches in the router that the renderers of trace events read. A switch is named by
// its path behind `debug.` and its topic. Turning on everything asks first, as on the box.

import type { Arguments, Effect } from '../../grammar/types.ts';
import { onInterface, topicOf } from '../../views/debug/switches.ts';
import { DEBUG_TOPICS } from '../../views/show/system.ts';
import type { Exec } from '../types.ts';

type Toggle = Extract<Effect, { verb: 'toggles' }>;

const PREFIX = 'debug.';
const ALL_WARNING = 'This may severely impact network performance. Continue? (yes/[no]): ';

export function toggle(exec: Exec, effect: Toggle, args: Arguments, on: boolean): void {
  const family = effect.path.slice(PREFIX.length);
  if (family === 'all') {
    if (on) askForAll(exec);
    else turnOffAll(exec);
    return;
  }
  const given = effect.argument === undefined ? undefined : args[effect.argument];
  const topic = given ?? (on ? effect.defaults : undefined);
  if (topic !== undefined || effect.argument === undefined) {
    const name = topic === undefined ? family : `${family}.${topic}`;
    const only = args['name'];
    const parts = on || only !== undefined ? [] : partsOn(exec, name);
    if (parts.length > 0) for (const part of parts) turn(exec, part, false);
    else if (only === undefined) turnWhole(exec, name, on);
    else turn(exec, onInterface(name, String(only)), on);
    return;
  }
  // `no debug dialer` ends all of its topics; the default one is named if none was on.
  const active = Object.keys(DEBUG_TOPICS).flatMap((name) => (name.startsWith(`${family}.`) ? [...exec.router.debugging].filter((each) => topicOf(each) === name) : []));
  if (active.length === 0 && effect.defaults !== undefined) active.push(`${family}.${effect.defaults}`);
  for (const name of active) turn(exec, name, false);
}

/** `no debug ppp bap` where only some of it is watched: that ends. */
function partsOn({ router: { debugging } }: Exec, name: string): readonly string[] {
  return debugging.has(name) ? [] : [...debugging].filter((each) => each.startsWith(`${name}.`));
}

/** Whoever watches everything needs no interface named, and whoever ends it ends it for all. */
function turnWhole(exec: Exec, name: string, on: boolean): void {
  for (const each of exec.router.debugging) if (topicOf(each) === name) exec.router.debugging.delete(each);
  turn(exec, name, on);
}

function turn(exec: Exec, name: string, on: boolean): void {
  if (on) exec.router.debugging.add(name);
  else exec.router.debugging.delete(name);
  const text = DEBUG_TOPICS[topicOf(name)]?.text ?? `${name} debugging is on`;
  exec.print(on ? text : text.replace(/ is on\b.*$/, ' is off'));
}

function askForAll(exec: Exec): void {
  exec.ask(ALL_WARNING, true, (answer) => {
    if (answer === undefined || answer === '' || !'yes'.startsWith(answer.toLowerCase())) return;
    for (const name of Object.keys(DEBUG_TOPICS)) exec.router.debugging.add(name);
    exec.print('All possible debugging has been turned on');
  });
}

function turnOffAll(exec: Exec): void {
  exec.router.debugging.clear();
  exec.print('All possible debugging has been turned off');
}
