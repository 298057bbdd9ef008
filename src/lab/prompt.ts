// The lab prompt: commands of the program itself, reached from a terminal by Ctrl-] and from a script by `lab>`.
// Words may be abbreviated as on the routers. Nothing here is router behaviour, and nothing here prints: every command
// answers with lines and says what should happen next.

import { uptimeStamp } from '../base/time.ts';
import { parseDuration } from './duration.ts';
import type { LabRun } from './lab-run.ts';

export const LAB_PROMPT = 'lab>';

/** What follows the lines: stay at the prompt, go to the console in view, start the lab anew, or end. */
export type LabNext = 'stay' | 'console' | 'reset' | 'quit';

export interface LabAnswer {
  readonly lines: readonly string[];
  readonly next: LabNext;
}

interface LabCommand {
  readonly words: string;
  readonly text: string;
  run(run: LabRun, args: readonly string[]): LabAnswer;
}

const say = (...lines: readonly string[]): LabAnswer => ({ lines, next: 'stay' });

const names = (run: LabRun): string => [...run.consoles.keys()].join(', ');

const LAB_COMMANDS: Readonly<Record<string, LabCommand>> = {
  console: {
    words: 'console [ROUTER]',
    text: "go to a router's console (without a name: back to the one in view)",
    run(run, [name]) {
      if (name === undefined) return { lines: [], next: 'console' };
      const console = run.findConsole(name);
      if (!console) return say(`No router is called ${name}; there are ${names(run)}.`);
      run.look(console);
      return { lines: [], next: 'console' };
    },
  },
  wait: {
    words: 'wait DURATION',
    text: 'let virtual time jump: 30s, 2m, 1h',
    run(run, [text]) {
      const ms = text === undefined ? undefined : parseDuration(text);
      if (ms === undefined) return say('How long? For example: wait 30s');
      run.wait(ms);
      return say(`It is ${uptimeStamp(run.clock.now)} after power-on.`);
    },
  },
  speed: {
    words: 'speed [FACTOR]',
    text: 'show or set how fast virtual time runs',
    run(run, [text]) {
      if (run.host.speed === undefined) return say('Virtual time does not follow the wall clock here.');
      if (text === undefined) return say(`Virtual time runs at ${run.host.speed} times the wall clock.`);
      const speed = Number(text.replace(/x$/i, ''));
      if (!(speed > 0 && speed <= 100_000)) return say('A factor from above 0 to 100000, for example: speed 10');
      run.host.setSpeed(speed);
      return say(`Virtual time runs at ${speed} times the wall clock.`);
    },
  },
  why: {
    words: 'why [ROUTER]',
    text: 'explain the last call attempt: its cause and the line to change',
    run(run, [name]) {
      const console = name === undefined ? run.inView : run.findConsole(name);
      if (!console) return say(`No router is called ${name}; there are ${names(run)}.`);
      return say(...run.why(console.name));
    },
  },
  capture: {
    words: 'capture [FILE]',
    text: 'write every frame to a pcapng file; without a name: stop',
    run: (run, [file]) => say(run.host.capture(file)),
  },
  save: {
    words: 'save',
    text: "save every router's running configuration to its NVRAM",
    run: (run) => say(run.host.save()),
  },
  reset: {
    words: 'reset',
    text: 'forget saved configurations and start the lab from its beginning',
    run: () => ({ lines: ['The lab starts again from its beginning.'], next: 'reset' }),
  },
  help: {
    words: 'help',
    text: 'this list',
    run: () => say(...labHelp()),
  },
  quit: {
    words: 'quit',
    text: 'leave the lab',
    run: () => ({ lines: [], next: 'quit' }),
  },
};

function labHelp(): readonly string[] {
  const commands = Object.values(LAB_COMMANDS);
  const width = Math.max(...commands.map((command) => command.words.length));
  return [...commands.map((command) => `  ${command.words.padEnd(width)}  ${command.text}`), '  An empty line goes back to the console.'];
}

/** Runs one line typed at the lab prompt. */
export function runLabCommand(run: LabRun, line: string): LabAnswer {
  const [word, ...args] = line.trim().split(/\s+/);
  if (word === undefined || word === '') return { lines: [], next: 'console' };
  if (word === '?') return say(...labHelp());
  if (word === 'exit') return { lines: [], next: 'quit' };
  const lower = word.toLowerCase();
  const matches = Object.keys(LAB_COMMANDS).filter((name) => name.startsWith(lower));
  const [name, another] = matches.includes(lower) ? [lower] : matches;
  if (name === undefined) return say(`The lab prompt does not know "${word}"; "help" lists what it knows.`);
  if (another !== undefined) return say(`"${word}" could be ${matches.join(' or ')}.`);
  return LAB_COMMANDS[name]?.run(run, args) ?? say();
}
