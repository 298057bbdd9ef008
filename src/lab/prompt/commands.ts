// The commands of the lab prompt that go about consoles, time, files and the lab as a whole, and those that tell about calls.

import { uptimeStamp } from '../../base/time.ts';
import { parseDuration } from '../duration.ts';
import { say, tell, type LabCommand } from './command.ts';

export const LAB_COMMANDS: readonly LabCommand[] = [
  {
    pattern: 'console [ROUTER]',
    text: "go to the console of a router or PC (without a name: back to the one in view)",
    run(run, { ROUTER: name }) {
      const console = name === undefined ? undefined : run.findConsole(name);
      if (console !== undefined) run.look(console);
      const { name: seen } = run.inView;
      const off = run.device(seen)?.powered === false;
      return { lines: off ? [`${seen} is off; "power ${seen} on" at the lab prompt switches it on.`] : [], next: 'console' };
    },
  },
  {
    pattern: 'wait DURATION',
    text: 'let virtual time jump: 30s, 2m, 1h',
    run(run, { DURATION: text = '' }) {
      run.wait(parseDuration(text) ?? 0);
      return say(`It is ${uptimeStamp(run.clock.now)} after power-on.`);
    },
  },
  {
    pattern: 'speed [FACTOR]',
    text: 'show or set how fast virtual time runs',
    run(run, { FACTOR: factor }) {
      if (run.host.speed === undefined) return say('Virtual time does not follow the wall clock here.');
      if (factor !== undefined) run.host.setSpeed(Number(factor));
      return say(`Virtual time runs at ${run.host.speed} times the wall clock.`);
    },
  },
  {
    pattern: 'why [ROUTER]',
    text: 'explain the last call attempt: its cause and the line to change',
    run: (run, { ROUTER: name }) => tell(...run.views.why(name ?? run.inView.name)),
  },
  {
    pattern: 'timeline [ROUTER]',
    text: 'draw what passed between routers and exchange, of all or of one',
    run: (run, { ROUTER: name }) => say(...run.views.timeline(name)),
  },
  {
    pattern: 'timeline FILE.svg',
    text: 'draw it into a picture',
    run: (run, { 'FILE.svg': file = '' }) => say(run.host.write(file, run.views.picture())),
  },
  {
    pattern: 'bill [ROUTER]',
    text: 'the telephone bill: every call, who pays, what callback saved',
    run: (run, { ROUTER: name }) => say(...run.views.bill(name)),
  },
  {
    pattern: 'aaa [SERVER]',
    text: 'what the authentication servers were asked and told, of all or of one',
    run: (run, { SERVER: name }) => say(...run.views.aaa(name)),
  },
  {
    pattern: 'capture',
    text: 'say whether frames are being captured',
    run: (run) => say(run.host.capturing()),
  },
  {
    pattern: 'capture off',
    text: 'stop the capture and close its file',
    run: (run) => say(run.host.stopCapture()),
  },
  {
    pattern: 'capture FILE',
    text: 'write every frame from now on to a pcapng file',
    run: (run, { FILE: file = '' }) => say(run.host.startCapture(file)),
  },
  {
    pattern: 'save',
    text: "save every router's running configuration to its NVRAM",
    run: (run) => say(run.host.save()),
  },
  {
    pattern: 'reset',
    text: 'forget saved configurations and start the lab from its beginning',
    run: () => ({ lines: ['The lab starts again from its beginning.'], next: 'reset' }),
  },
  {
    pattern: 'quit',
    text: 'leave the lab',
    run: () => ({ lines: [], next: 'quit' }),
  },
  {
    pattern: 'exit',
    text: '',
    run: () => ({ lines: [], next: 'quit' }),
  },
];
