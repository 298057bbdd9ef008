// The System Configuration Dialog (cli-behaviour §10): a router without configuration offers it on its console at the end
// of booting, and `setup` runs it at any time. It asks, prints the commands that it made of the answers, and has them
// applied and saved, asks again, or leaves everything as it was. Extended setup asks for routing, the ISDN switch and every
// interface. What is asked stands in setup-globals.ts and setup-interfaces.ts; help behind `?` is in our own words.

import { loadConfiguration } from '../../config/load-text.ts';
import { yesOrNo, type Dialogue } from '../typing/dialogue.ts';
import { saveRunning } from '../exec/config.ts';
import { globalParameters, isdnSwitchType, routingParameters } from './setup-globals.ts';
import { interfaceBlocks, interfaceSummary, managementInterface } from './setup-interfaces.ts';
import type { Exec } from '../types.ts';

export const SETUP_QUESTION = 'Would you like to enter the initial configuration dialog? [yes/no]: ';

/** At the end of booting; nobody is logged in. */
export function* initialDialog(exec: Exec, over: () => void): Dialogue {
  yield* dialog(exec, SETUP_QUESTION);
  over();
}

/** `setup`. */
export function* setupCommand(exec: Exec): Dialogue {
  yield* dialog(exec, 'Continue with configuration dialog? [yes/no]: ');
}

export const SETUP_ABORTED = 'Configuration aborted, no changes made.';

function* dialog(exec: Exec, question: string): Dialogue {
  exec.print('', '', '         --- System Configuration Dialog ---', '');
  if (!(yield* yesOrNo(exec, question))) return;
  for (;;) {
    const script = yield* askEverything(exec);
    exec.print('', 'The following configuration command script was created:', '', ...script, '', '');
    const choice = yield* selection(exec);
    if (choice === 1) continue;
    if (choice === 2) applyScript(exec, script);
    exec.print("Use the enabled mode 'configure' command to modify this configuration.");
    return;
  }
}

function applyScript(exec: Exec, script: readonly string[]): void {
  const { router } = exec;
  const outcomes = loadConfiguration(router.config, script.join('\n'), { privilege: 15, interfaceExists: (name) => router.interfaceExists(name), merge: true });
  for (const { messages } of outcomes) if (messages.length > 0) exec.printAll(messages);
  saveRunning(exec);
}

function* selection(exec: Exec): Dialogue<number> {
  exec.print(
    '[0] Go to the IOS command prompt without saving this config.',
    '[1] Return back to the setup without saving this config.',
    '[2] Save this configuration to nvram and exit.',
    '',
  );
  for (;;) {
    const answer = (yield { prompt: 'Enter your selection [2]: ' }).trim();
    if (answer === '') return 2;
    if (/^[0-2]$/.test(answer)) return Number(answer);
    exec.print('% Please enter a number between 0 and 2.');
  }
}

/** The commands that the answers make. */
function* askEverything(exec: Exec): Dialogue<readonly string[]> {
  exec.print(
    '',
    "At any point you may enter a question mark '?' for help.",
    'Use ctrl-c to abort configuration dialog at any prompt.',
    "Default settings are in square brackets '[]'.",
    '',
    '',
    'Basic management setup configures only enough connectivity',
    'for management of the system, extended setup will ask you',
    'to configure each interface on the system',
    '',
  );
  const isBasic = yield* yesOrNo(exec, 'Would you like to enter basic management setup? [yes/no]: ', undefined, [
    'Basic setup asks for names, passwords and one interface; extended setup also for',
    'routing and for every interface.',
  ]);
  return yield* isBasic ? basicSetup(exec) : extendedSetup(exec);
}

function* basicSetup(exec: Exec): Dialogue<readonly string[]> {
  const globals = yield* globalParameters(exec);
  exec.print('', 'Current interface summary');
  interfaceSummary(exec);
  const name = yield* managementInterface(exec);
  const { lines } = yield* interfaceBlocks(exec, [name], false);
  return [...globals, ...lines, '!', 'end'];
}

function* extendedSetup(exec: Exec): Dialogue<readonly string[]> {
  exec.print('');
  if (yield* yesOrNo(exec, 'First, would you like to see the current interface summary? [yes]: ', true)) interfaceSummary(exec);
  const globals = yield* globalParameters(exec);
  const routing = yield* routingParameters(exec);
  const switchType = yield* isdnSwitchType(exec);
  exec.print('', 'Configuring interface parameters:');
  const { lines, networks } = yield* interfaceBlocks(exec, exec.router.model.interfaces, true);
  const process = routing.process === undefined ? [] : ['!', routing.process, 'redistribute connected', ...[...new Set(networks)].map((network) => `network ${network}`)];
  return [...globals, '!', routing.line, ...switchType, ...lines, ...process, '!', 'end'];
}
