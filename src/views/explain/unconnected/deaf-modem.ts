// A modem that rings and does not pick up: something that was sent to it has turned its automatic answer off, S0=0, as the factory
// settings have it (AT&F, V.250 §6.1.3 and §6.3.8). What it was told last is read from the chat scripts that ran on its line.

import { chatScripts } from '../../../config/async-settings.ts';
import type { Change } from '../cures/changes.ts';
import { diagnosis, type Circumstances, type Diagnosis } from '../diagnosis.ts';

const FACTORY = /&F\d?/i;
/** A profile that is stored has it answer; so has a register that is set behind the factory settings. */
const ANSWERS = /(Z|S0=[1-9]\d*)/i;

export function deafModem(router: string, name: string, { plant, records }: Circumstances): Diagnosis | undefined {
  const said = records.flatMap((record) => (record.device === router && record.interface === name && record.event.type === 'chat.sending' ? [record.event.text] : []));
  const last = said.findLast((text) => FACTORY.test(text) || ANSWERS.test(text));
  if (last === undefined || answersBehind(last)) return undefined;
  const config = plant.routers.get(router)?.config;
  const changes = [...(config === undefined ? [] : chatScripts(config))].flatMap(([script, text]): readonly Change[] => {
    if (!FACTORY.test(text) || answersBehind(text)) return [];
    return [{ router, verb: 'change', line: `chat-script ${script} ${text}`, to: `chat-script ${script} ${text.replace(FACTORY, '$&S0=1')}` }];
  });
  return diagnosis('NO-ANSWER', `its modem was told ${last}, and answers no calls since (S0=0)`, ...changes);
}

function answersBehind(text: string): boolean {
  const factory = text.search(FACTORY);
  return factory < 0 || ANSWERS.test(text.slice(factory));
}
