// The commands of the lab prompt that break things and mend them: faults of lines and exchange, and the power of routers.

import { uptimeStamp } from '../../base/time.ts';
import { faultText } from '../../network/fault.ts';
import type { FaultReading } from '../../network/faults.ts';
import type { LabRun } from '../lab-run.ts';
import { say, type LabAnswer, type LabCommand } from './command.ts';
import { FAULT_FORMS, formText, nameOf } from './fault-words.ts';

export const FAULT_COMMANDS: readonly LabCommand[] = [
  ...FAULT_FORMS.map(
    (form): LabCommand => ({
      pattern: `fault ${formText(form)}`,
      text: form.text,
      run(run, values) {
        const fault = form.make(values);
        run.world.faults.set(fault);
        return say(`The fault "${faultText(fault)}" is on.`);
      },
    }),
  ),
  ...FAULT_FORMS.map(
    (form): LabCommand => ({
      pattern: `no fault ${form.name}${form.rest === '' ? '' : ` [${form.rest.replace(/[[\]]/g, '')}]`}`,
      text: '',
      run(run, values) {
        const name = nameOf(form, values);
        return say(run.world.faults.clear(name) ? `The fault "${name}" is over.` : `The fault "${name}" is not on.`);
      },
    }),
  ),
  {
    pattern: 'no fault all',
    text: 'end every fault (one alone: no fault, and the words that set it)',
    run(run) {
      run.world.faults.clearAll();
      return say('No fault is on.');
    },
  },
  { pattern: 'show faults', text: 'list the faults that are on, what they did, and those that were', run: listFaults },
  {
    pattern: 'power ROUTER off',
    text: 'switch a router, a PC or an authentication server off: what is not saved is lost',
    run: (run, { ROUTER = '' }) => switched(run, ROUTER, false),
  },
  {
    pattern: 'power ROUTER on',
    text: 'switch it on again',
    run: (run, { ROUTER = '' }) => switched(run, ROUTER, true),
  },
  { pattern: 'power SERVER off', text: '', run: (run, { SERVER = '' }) => switched(run, SERVER, false) },
  { pattern: 'power SERVER on', text: '', run: (run, { SERVER = '' }) => switched(run, SERVER, true) },
  {
    pattern: 'reload ROUTER',
    text: 'let a router or a PC boot again, without asking at its console',
    run(run, { ROUTER = '' }) {
      const router = run.device(ROUTER);
      if (router?.powered !== true) return say(`${ROUTER} is off.`);
      router.reload('Reload from the lab prompt', 'lab');
      return say(`${ROUTER} is reloaded.`);
    },
  },
];

function switched(run: LabRun, name: string, on: boolean): LabAnswer {
  const router = run.device(name);
  if (router === undefined || router.powered === on) return say(`${name} is ${on ? 'on' : 'off'} already.`);
  if (on) router.powerOn();
  else router.powerOff();
  return say(`${name} is ${on ? 'on: it boots' : 'off'}.`);
}

function listFaults(run: LabRun): LabAnswer {
  const faults = run.world.faults.list();
  if (faults.length === 0) return say('No fault is on, and none was.');
  const width = Math.max(...faults.map(({ text }) => text.length));
  return say(...faults.map((fault) => `  ${fault.text.padEnd(width)}  ${faultState(fault)}`));
}

function faultState({ since, until, damagedFrames, lostFrames }: FaultReading): string {
  const when = until === undefined ? `on since ${uptimeStamp(since)}` : `was on from ${uptimeStamp(since)} to ${uptimeStamp(until)}`;
  const frames = (count: number, what: string): string => (count === 0 ? '' : `, ${count} ${count === 1 ? 'frame' : 'frames'} ${what}`);
  return `${when}${frames(damagedFrames, 'damaged')}${frames(lostFrames, 'lost')}`;
}
