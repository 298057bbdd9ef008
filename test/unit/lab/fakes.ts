// A console and a world for tests of the lab layer alone: a few commands that behave like a router's console does
// (echo, prompts, questions, banner text, help, commands that take time, messages that break in).

import { fromText, toText } from '../../../src/base/octets.ts';
import { Bus } from '../../../src/engine/bus.ts';
import { Clock } from '../../../src/engine/clock.ts';
import { randomStream } from '../../../src/engine/random.ts';
import type { ConsoleSession, ConsoleState } from '../../../src/lab/console.ts';
import { LabRun, type LabRouterSwitch, type LabWorld } from '../../../src/lab/lab-run.ts';
import type { LabDescription } from '../../../src/network/lab-description.ts';
import { Faults } from '../../../src/network/faults.ts';
import type { TraceRecord } from '../../../src/network/trace.ts';

export class FakeSession implements ConsoleSession {
  state: ConsoleState = 'closed';
  prompt = '';
  pendingText = '';
  readonly typed: string[] = [];
  hostname: string;
  readonly #clock: Clock;
  readonly #show: (text: string) => void;
  #answer: ((text: string) => void) | undefined;
  #stop: (() => void) | undefined;
  #delimiter = '';

  constructor(hostname: string, clock: Clock, show: (octets: Uint8Array) => void) {
    this.hostname = hostname;
    this.#clock = clock;
    this.#show = (text) => show(fromText(text));
  }

  /** A message that breaks into the line. */
  message(text: string): void {
    this.#show(`\r\n${text}\r\n`);
  }

  input(octets: Uint8Array): void {
    for (const char of toText(octets)) this.#key(char);
  }

  #key(char: string): void {
    if (this.state === 'running') {
      if (char === '\x03') this.#stop?.();
      return;
    }
    if (char === '\x15') {
      this.#show('\b \b'.repeat(this.pendingText.length));
      this.pendingText = '';
    } else if (char === '?' && this.state === 'prompt') {
      this.#show(`?\r\n  dialer  Dialer parameters\r\n\r\n${this.prompt}${this.pendingText}`);
    } else if (char !== '\r') {
      this.pendingText += char;
      if (this.prompt !== 'Password: ') this.#show(char);
    } else {
      const line = this.pendingText;
      this.pendingText = '';
      this.#show('\r\n');
      this.typed.push(line);
      this.#line(line);
    }
  }

  #line(line: string): void {
    if (this.state === 'closed') return this.#ask(`${this.hostname}>`, 'prompt');
    if (this.state === 'question') return this.#answer?.(line);
    if (this.state === 'text') {
      if (line.includes(this.#delimiter)) this.#ask(this.#mode('(config)#'), 'prompt');
      return;
    }
    const prompt = this.prompt;
    const [word = ''] = line.trim().split(' ');
    if (word === 'enable') return this.#question('Password: ', () => this.#ask(this.#mode('#'), 'prompt'));
    if (word === 'copy') return this.#question('Destination filename [startup-config]? ', () => this.#say(['[OK]'], prompt));
    if (word === 'configure') return this.#ask(this.#mode('(config)#'), 'prompt');
    if (word === 'end') return this.#ask(this.#mode('#'), 'prompt');
    if (word === 'exit') {
      this.#show('\r\n');
      this.state = 'closed';
      this.prompt = '';
      return;
    }
    if (word === 'banner') {
      this.#delimiter = line.trim().at(-1) ?? '';
      this.#show(`Enter TEXT message.  End with the character '${this.#delimiter}'.\r\n`);
      this.state = 'text';
      this.prompt = '';
      return;
    }
    if (word === 'ping') return this.#ping(prompt);
    if (word === 'soon') this.#clock.after(3000, () => this.message('00:00:03: %LINK-3-UPDOWN: Interface BRI0:1, changed state to up'));
    this.#say(word === 'show' ? [`time ${this.#clock.now}`] : [], prompt);
  }

  #ping(prompt: string): void {
    this.state = 'running';
    let marks = 0;
    const end = (): void => {
      this.#stop = undefined;
      this.#show('\r\n');
      this.#say([`Success rate is 0 percent (0/${marks})`], prompt);
    };
    let cancel = (): void => undefined;
    const tick = (): void => {
      cancel = this.#clock.after(2000, () => {
        marks += 1;
        this.#show('.');
        if (marks === 5) end();
        else tick();
      });
    };
    this.#stop = () => {
      cancel();
      end();
    };
    this.#show('Sending 5 echos\r\n');
    tick();
  }

  #question(prompt: string, answer: () => void): void {
    this.#answer = answer;
    this.#ask(prompt, 'question');
  }

  #say(lines: readonly string[], prompt: string): void {
    for (const line of lines) this.#show(`${line}\r\n`);
    this.#ask(prompt, 'prompt');
  }

  #ask(prompt: string, state: ConsoleState): void {
    this.prompt = prompt;
    this.state = state;
    this.#show(prompt);
  }

  #mode(suffix: string): string {
    return `${this.hostname}${suffix}`;
  }
}

export interface FakeLab {
  readonly run: LabRun;
  readonly sessions: ReadonlyMap<string, FakeSession>;
}

export function fakeDescription(names: readonly string[]): LabDescription {
  return {
    name: 'fake',
    title: 'A lab for tests',
    text: '',
    console: names[0] ?? '',
    routers: names.map((name) => ({ name, model: '2503', config: '' })),
    telephoneLines: [],
    lans: [],
    serialLinks: [],
    faults: { busy: [], noAnswer: [], noResponse: [] },
  };
}

export function fakeLab(
  names: readonly string[] = ['R2', 'R1'],
  why: (name: string) => readonly string[] = () => [],
  more: Partial<LabDescription> = {},
): FakeLab {
  const clock = new Clock();
  const sessions = new Map<string, FakeSession>();
  const routers = new Map<string, LabRouterSwitch>();
  const faults = new Faults({ clock, random: (name) => randomStream(1, name), record: () => undefined, channels: () => [], cut: () => undefined });
  const world: LabWorld = { clock, routers, pcs: new Map(), aaaServers: new Map(), trace: new Bus<TraceRecord>(), faults, settle: () => clock.runUntil(1000) };
  const run = new LabRun({
    description: { ...fakeDescription(names), ...more },
    world,
    views: { why, aaa: (name) => [`log of ${name ?? 'all'}`], bill: (name) => [`bill of ${name ?? 'all'}`], timeline: (name) => [`timeline of ${name ?? 'all'}`], picture: () => '<svg/>' },
    host: {
      startCapture: (file) => `capturing to ${file}`,
      stopCapture: () => 'stopped',
      capturing: () => 'not capturing',
      speed: undefined,
      setSpeed: () => undefined,
      save: () => 'saved',
      write: (file, text) => `${file}: ${text}`,
    },
    openSession: (name, show) => {
      const session = new FakeSession(name, clock, show);
      sessions.set(name, session);
      return session;
    },
  });
  return { run, sessions };
}
