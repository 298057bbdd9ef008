// Runs a session script in virtual time and collects what a terminal would have shown. Typing takes no time; a command
// that waits for the network gets the time it needs; `@wait` lets time pass. Every line of the transcript belongs to the
// step (a typed line or a directive) behind which it appeared, so that a comparison can say where it differs.

import { assert } from '../base/assert.ts';
import { fromText } from '../base/octets.ts';
import type { LabConsole } from './console.ts';
import { LabError } from './lab-error.ts';
import type { LabRun } from './lab-run.ts';
import { LAB_PROMPT, runLabCommand } from './prompt.ts';
import { behindPrompt, isMessage, promptName, readLine } from './prompt-match.ts';
import type { ScriptLine, SessionScript } from './script.ts';
import { asksForSetup, declineSetup, isLogin, reopen } from './unattended.ts';

export interface ShownLine {
  readonly text: string;
  /** Prompt and typed text: a script cannot expect it, since it would be typed. */
  readonly echo: boolean;
}

export interface PlayedStep {
  /** What was typed or told; undefined for what stands above the first step. */
  readonly trigger: ScriptLine | undefined;
  /** Return alone at a prompt: it separates nothing in a comparison. */
  readonly bare: boolean;
  /** Lines of the script that are expected behind it. */
  readonly expected: ScriptLine[];
  readonly shown: ShownLine[];
}

export interface PlayResult {
  readonly steps: readonly PlayedStep[];
  /** The whole transcript. */
  readonly lines: readonly string[];
}

export interface PlayOptions {
  readonly script: SessionScript;
  /** Opens the lab; called again by `lab>reset`. */
  readonly open: () => LabRun;
  /** Text of a file that `@paste` names, as written in the script. */
  readonly readFile: (file: string) => string;
  /** Gets every line as it is shown. */
  readonly print?: (line: string) => void;
}

/** Beyond this the console scrolls the line sideways, and its echo is not what was typed. */
const SCREEN_COLUMNS = 80;
/** What is told, and not typed, while text is collected: a banner's, or a message's. */
const NO_TEXT: readonly string[] = ['setup', 'key', 'type', 'wait', 'console'];
/** What announces that text is collected. */
const COLLECTS = /^Enter (?:TEXT message\. +End with the character|message, end with CTRL\/Z)/;
/** How long a script waits for what another host has to say to a line. */
const FAR_HOST_MS = 2000;

export function play(options: PlayOptions): PlayResult {
  return new Player(options).run();
}

class Player {
  readonly #options: PlayOptions;
  readonly #script: SessionScript;
  readonly #steps: PlayedStep[] = [];
  #run: LabRun;
  #step: PlayedStep;
  #labInView = false;
  #over = false;
  /** The prompt that stood at a console when it was last looked at: a session that is closed meanwhile leaves it on the screen. */
  readonly #leftPrompts = new Map<LabConsole, string>();
  /** Consoles whose initial configuration dialog the script answers. */
  readonly #inSetup = new Set<LabConsole>();

  constructor(options: PlayOptions) {
    this.#options = options;
    this.#script = options.script;
    this.#run = options.open();
    this.#step = this.#begin(undefined);
  }

  run(): PlayResult {
    this.#run.start();
    for (const console of this.#run.consoles.values()) this.#leavePrompt(console);
    this.#script.lines.forEach((line, index) => {
      if (this.#over) return;
      const console = this.#run.inView;
      const text = line.text;
      if (!this.#labInView && console.session.state === 'text' && !NO_TEXT.includes(line.item.kind)) {
        if (COLLECTS.test(text)) this.#step.expected.push(line);
        else this.#enter(console, text, line, index);
      } else this.#perform(line, index);
    });
    this.#finish();
    return { steps: this.#steps, lines: this.#steps.flatMap((step) => step.shown.map((shown) => shown.text)) };
  }

  #perform(line: ScriptLine, index: number): void {
    const { item } = line;
    switch (item.kind) {
      case 'setup':
      case 'comment':
        return;
      case 'mistake':
        throw new LabError(item.message, this.#place(line));
      case 'text':
        return this.#text(line, index);
      case 'console':
        this.#begin(line);
        if (item.name.toLowerCase() === 'lab') this.#labInView = true;
        else this.#view(this.#console(item.name, line));
        return;
      case 'wait':
        this.#begin(line);
        if (!this.#interruptFollows(index)) this.#settle(line);
        this.#run.wait(item.ms);
        return this.#collect();
      case 'key':
        this.#begin(line);
        if (this.#isUnanswered(this.#run.inView)) declineSetup(this.#run.inView);
        if (!item.interrupts) this.#settle(line);
        this.#showPrompt(this.#run.inView);
        this.#run.inView.session.input(item.octets);
        return this.#afterKeys(line, index);
      case 'type':
        this.#begin(line);
        if (this.#isUnanswered(this.#run.inView)) declineSetup(this.#run.inView);
        this.#settle(line);
        this.#showPrompt(this.#run.inView);
        this.#run.inView.type(item.text);
        return this.#afterKeys(line, index);
      case 'paste':
        return this.#paste(line, item.name, item.file);
    }
  }

  #afterKeys(line: ScriptLine, index: number): void {
    if (!this.#interruptFollows(index)) this.#settle(line);
    this.#waitForFarHost();
    this.#collect();
  }

  /** A line without directive: typed at the lab prompt, typed at a console, or expected output. */
  #text(line: ScriptLine, index: number): void {
    if (line.text.startsWith(LAB_PROMPT)) return this.#lab(line);
    let reading = this.#read(line);
    if (reading.kind === 'wrong-prompt' && this.#isUnanswered(reading.console)) {
      declineSetup(reading.console);
      reading = this.#read(line);
    } else if (reading.kind === 'wrong-prompt' && reading.console.session.state === 'closed') {
      // Nobody is logged in there: whoever typed the line had pressed Return.
      this.#view(reading.console);
      reopen(reading.console, reading.shown);
      this.#settle(line);
      reading = this.#read(line);
    } else if (reading.kind === 'output' && isLogin(line.text) && this.#run.inView.session.state === 'closed') {
      this.#run.inView.pressReturn();
      this.#settle(line);
      reading = this.#read(line);
    }
    switch (reading.kind) {
      case 'typed':
        return this.#enter(reading.console, reading.text, line, index);
      case 'output':
        this.#step.expected.push(line);
        return;
      case 'wrong-prompt': {
        const { console, shown } = reading;
        const prompt = console.session.prompt.trimEnd();
        const shows = prompt === '' ? 'waits for Return' : `shows the prompt "${prompt}"`;
        throw new LabError(`"${shown}" is not the prompt of ${console.name}: it ${shows}`, this.#place(line));
      }
      case 'several': {
        const consoles = reading.consoles.map((console) => console.name).join(' and ');
        throw new LabError(`the consoles of ${consoles} all show "${reading.shown}": say which one with @console`, this.#place(line));
      }
    }
  }

  /** At the initial configuration dialog, which the script has not answered. */
  #isUnanswered(console: LabConsole): boolean {
    return asksForSetup(console) && !this.#inSetup.has(console);
  }

  #read(line: ScriptLine): ReturnType<typeof readLine> {
    const hostname = (console: LabConsole): string => this.#run.world.routers.get(console.name)?.hostname ?? console.name;
    return readLine(line.text, this.#run.inView, this.#run.consoles.values(), hostname);
  }

  /** Types the text at the console, from behind its prompt. */
  #enter(console: LabConsole, text: string, line: ScriptLine, index: number): void {
    this.#view(console);
    const { state, prompt } = console.session;
    if (asksForSetup(console)) this.#inSetup.add(console);
    else if (state === 'prompt') this.#inSetup.delete(console);
    this.#begin(line, state === 'prompt' && text.trim() === '' && console.session.pendingText === '');
    this.#showPrompt(console);
    const pending = console.session.pendingText;
    const helps = (state === 'prompt' || state === 'connected') && text.endsWith('?');
    if (pending !== '' && !text.startsWith(pending)) console.type('\x15');
    const rest = text.startsWith(pending) ? text.slice(pending.length) : text;
    console.type(helps ? rest : `${rest}\r`);
    if (!this.#interruptFollows(index)) this.#settle(line);
    if (state === 'connected') this.#run.wait(FAR_HOST_MS);
    else this.#waitForFarHost();
    this.#collect(prompt + text);
  }

  #paste(line: ScriptLine, name: string, file: string): void {
    const console = this.#console(name, line);
    if (this.#isUnanswered(console)) declineSetup(console);
    this.#view(console);
    this.#begin(line);
    let content: string;
    try {
      content = this.#options.readFile(file);
    } catch (error) {
      throw new LabError(error instanceof Error ? error.message : String(error), this.#place(line));
    }
    const rows = content.split(/\r?\n/);
    if (rows.at(-1) === '') rows.pop();
    for (const row of rows) {
      this.#showPrompt(console);
      const echo = console.session.prompt + row;
      console.type(`${row}\r`);
      this.#settle(line);
      this.#collect(echo);
    }
  }

  #lab(line: ScriptLine): void {
    this.#settle(line);
    this.#begin(line);
    const command = line.text.slice(LAB_PROMPT.length);
    this.#labInView = true;
    this.#show(line.text.trimEnd(), true);
    const answer = runLabCommand(this.#run, command);
    for (const text of answer.lines) this.#show(text, false);
    if (answer.next === 'console') this.#view(this.#run.inView);
    else if (answer.next === 'quit') this.#over = true;
    else if (answer.next === 'reset') {
      this.#run = this.#options.open();
      this.#run.start();
      this.#labInView = false;
    }
  }

  /** Brings a console into view and shows what it printed meanwhile. */
  #view(console: LabConsole): void {
    this.#labInView = false;
    this.#run.look(console);
    this.#collect();
  }

  #console(name: string, line: ScriptLine): LabConsole {
    const console = this.#run.findConsole(name);
    if (console) return console;
    throw new LabError(`no router is called ${name}; there are ${[...this.#run.consoles.keys()].join(', ')}`, this.#place(line));
  }

  /** Where messages broke in, the live prompt is shown again, as on coming back to a console. */
  #showPrompt(console: LabConsole): void {
    if (console.screen.current === '' && console.ready) console.screen.write(fromText(console.liveLine));
  }

  /** On a terminal that is connected to another host, what it says takes its time. */
  #waitForFarHost(): void {
    if (this.#run.inView.session.state === 'connected') this.#run.wait(FAR_HOST_MS);
  }

  /** Lets the running command finish. */
  #settle(line: ScriptLine): void {
    if (!this.#run.waitFor(this.#run.inView)) {
      throw new LabError(`the command at ${this.#run.inView.name} never ends: nothing is left to happen`, this.#place(line));
    }
    this.#run.flush();
  }

  /** True when the script stops the running command by a key: then nobody waits for its end. */
  #interruptFollows(index: number): boolean {
    for (const { item, text } of this.#script.lines.slice(index + 1)) {
      // What the command shows before it is stopped stands between.
      if (item.kind === 'text' && promptName(text) !== undefined) break;
      if (item.kind === 'comment' || item.kind === 'text' || item.kind === 'wait') continue;
      return item.kind === 'key' && item.interrupts;
    }
    return false;
  }

  /** Takes what the console in view has shown. With a typed line, the first of it is that line's echo. */
  #collect(typed?: string): void {
    if (this.#labInView) return;
    const console = this.#run.inView;
    const prompt = console.session.prompt;
    let expectEcho = typed !== undefined;
    for (const text of console.screen.takeLines()) {
      if (expectEcho) {
        expectEcho = false;
        const scrolled = (typed ?? '').length >= SCREEN_COLUMNS;
        this.#show(scrolled ? (typed ?? '').trimEnd() : text, true);
        continue;
      }
      const shows = console.session.state === 'prompt' || console.session.state === 'connected';
      const behind = text === this.#leftPrompts.get(console) ? '' : shows ? behindPrompt(text, prompt) : undefined;
      // A prompt that a message pushed up the screen: on being played again it would be typed.
      if (behind === '') continue;
      this.#show(text, behind !== undefined && !isMessage(behind));
    }
    this.#leavePrompt(console);
    this.#endMessage(console);
  }

  #leavePrompt(console: LabConsole): void {
    const { state, prompt } = console.session;
    if (state === 'prompt' || state === 'connected') this.#leftPrompts.set(console, prompt.trimEnd());
    else this.#leftPrompts.delete(console);
  }

  /** A message that broke in leaves the cursor behind it: its line is taken, and the live prompt stands on one of its own. */
  #endMessage(console: LabConsole): void {
    const { current } = console.screen;
    if (console.session.state !== 'prompt' || current === '' || current.startsWith(console.session.prompt)) return;
    this.#show(current.trimEnd(), false);
    console.screen.clearCurrent();
    this.#showPrompt(console);
  }

  #finish(): void {
    const last = this.#script.lines.at(-1);
    if (last && !this.#over && !this.#labInView) {
      this.#settle(last);
      this.#collect();
      const console = this.#run.inView;
      const current = console.screen.current.trimEnd();
      if (current !== '' && current !== console.session.prompt.trimEnd()) this.#show(current, true);
    }
  }

  #begin(trigger: ScriptLine | undefined, bare = false): PlayedStep {
    this.#step = { trigger, bare, expected: [], shown: [] };
    this.#steps.push(this.#step);
    return this.#step;
  }

  #show(text: string, echo: boolean): void {
    assert(!text.includes('\n'), 'a shown line is one line');
    this.#step.shown.push({ text, echo });
    this.#options.print?.(text);
  }

  #place(line: ScriptLine): { file: string; line: number } {
    return { file: this.#script.file, line: line.number };
  }
}
