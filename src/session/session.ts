// One EXEC session on a console or virtual terminal: octets in, octets out. It logs somebody in, keeps the prompt and
// the place in the configuration, hands lines to the commands, and lets the router's messages break in. What the
// network does is the router's; what it looks like, the views'.

import { banner, type LineSettings } from '../config/model.ts';
import { printConfiguration } from '../config/running-config.ts';
import type { ConfigStore } from '../config/store.ts';
import type { Unsubscribe } from '../engine/bus.ts';
import { complete, help } from '../grammar/complete.ts';
import { modeOf, type Grammar } from '../grammar/grammar.ts';
import type { MatchContext } from '../grammar/types.ts';
import type { RouterControl } from '../network/router/control.ts';
import { DEFAULT_HISTORY_SIZE, History } from '../terminal/history.ts';
import { runLine, type CommandHost, type Place } from './command-line.ts';
import { configuredBy } from './configured-by.ts';
import { Conversation, type ConversationOwner, type PromptKey } from './conversation.ts';
import type { LineFilter } from './filters.ts';
import { helpLines } from './help-layout.ts';
import { lineConfiguration } from './line-configuration.ts';
import { login } from './login.ts';
import { routerLogOf } from './router-log.ts';
import type { Exec, SessionLine, SessionState, TerminalSettings } from './types.ts';

export interface SessionOptions {
  readonly router: RouterControl;
  readonly grammar: Grammar;
  readonly output: (octets: Uint8Array) => void;
  /** Console 0 by default. */
  readonly line?: SessionLine;
  /** Lines before `--More--` in place of the line's own; 0 never pauses. */
  readonly terminalLength?: number;
}

/** Characters of the host name that a configuration prompt keeps. */
const NAME_IN_PROMPT = 20;
const EXEC: Place = { mode: 'exec', block: '' };

export class Session implements ConversationOwner {
  readonly #options: SessionOptions;
  readonly #router: RouterControl;
  readonly #grammar: Grammar;
  readonly #line: SessionLine;
  readonly #conversation: Conversation;
  readonly #execHistory = new History();
  readonly #configHistory = new History();
  readonly #subscriptions: readonly Unsubscribe[];
  readonly #host: CommandHost;
  readonly #exec: Exec;
  #privilege = 1;
  #user = '';
  #lastKeyAt: number;
  #rows: number | undefined;
  #savedConfig: ConfigStore;
  #savedVersion: number;
  #isSynchronous: { readonly config: ConfigStore | undefined; readonly version: number; readonly value: boolean } = { config: undefined, version: -1, value: false };

  constructor(options: SessionOptions) {
    this.#options = options;
    this.#router = options.router;
    this.#grammar = options.grammar;
    this.#line = options.line ?? { kind: 'con', number: 0 };
    this.#lastKeyAt = options.router.now;
    this.#savedConfig = options.router.config;
    this.#savedVersion = options.router.config.version;
    this.#conversation = new Conversation(this, options.output, options.terminalLength ?? 24);
    this.#exec = this.#makeExec();
    this.#host = this.#makeHost();
    this.#subscriptions = [
      routerLogOf(this.#router).lines.subscribe(({ severity, text }) => this.#logged(severity, text)),
      this.#router.rebooted.subscribe(() => this.#rebooted()),
    ];
    if (this.#line.kind === 'con') this.#conversation.close(['', '', 'Press RETURN to get started!', '', '']);
  }

  get state(): SessionState {
    return this.#conversation.state;
  }

  /** Text of the live prompt or question: `R1#`, `Password: `, `[confirm]`, ` --More-- `. */
  get prompt(): string {
    return this.#conversation.prompt;
  }

  /** What is typed behind it and not sent. */
  get pendingText(): string {
    return this.#conversation.pendingText;
  }

  get readyForInput(): boolean {
    return this.state !== 'running';
  }

  input(octets: Uint8Array): void {
    this.#lastKeyAt = this.#router.now;
    this.#conversation.input(octets);
  }

  /** The size of the window; lines before `--More--` follow it unless they were set. */
  resize(columns: number, rows: number): void {
    this.#rows = rows;
    this.#conversation.editor.width = columns;
    if (this.#options.terminalLength === undefined && this.#line.kind !== 'con') this.#conversation.pager.length = rows;
  }

  /** Stops listening to the router. */
  close(): void {
    for (const unsubscribe of this.#subscriptions) unsubscribe();
  }

  // ---- what the conversation asks

  promptText(): string {
    const name = this.#router.hostname;
    const { mode } = this.#host.place;
    if (mode === 'exec') return `${name}${this.#privilege > 1 ? '#' : '>'}`;
    return `${name.slice(0, NAME_IN_PROMPT)}${modeOf(this.#grammar, mode).prompt}#`;
  }

  history(): History {
    return this.#host.place.mode === 'exec' ? this.#execHistory : this.#configHistory;
  }

  line(text: string): void {
    if (text === '') return;
    this.history().add(text);
    runLine(this.#host, text, this.#conversation.editor.prompt.length);
  }

  opened(): void {
    const { screen } = this.#conversation;
    for (const kind of ['motd', 'login'] as const) this.#showBanner(kind);
    screen.write('\r\n');
    const settings = lineConfiguration(this.#router.config, this.#line);
    login(this.#conversation, this.#router, settings, (outcome) => {
      if (!outcome) {
        this.#logOut();
        return;
      }
      this.#user = outcome.user;
      this.#privilege = outcome.privilege;
      this.#startTerminal(settings);
      this.#showBanner('exec');
    });
  }

  promptKey(key: PromptKey): void {
    const { screen, editor } = this.#conversation;
    switch (key) {
      case 'help': {
        screen.write('?\r\n');
        this.#host.filter = undefined;
        const typed = editor.text.slice(0, editor.cursor);
        this.#exec.printAll(helpLines(help(this.#grammar, this.#host.place.mode, typed, this.#host.matchContext), editor.width));
        this.#conversation.keepLine();
        return;
      }
      case 'tab':
        this.#completeWord();
        return;
      case 'ctrl-c':
        screen.write('^C');
        editor.finish();
        this.#exec.end();
        return;
      case 'ctrl-z': {
        screen.write('^Z');
        const text = editor.finish();
        this.line(text);
        this.#exec.end();
      }
    }
  }

  // ---- commands

  #completeWord(): void {
    const { screen, editor } = this.#conversation;
    screen.write('\r\n');
    this.#conversation.keepLine();
    const before = editor.text.slice(0, editor.cursor);
    const completed = complete(this.#grammar, this.#host.place.mode, before, this.#host.matchContext);
    if (completed !== undefined) editor.complete(completed);
  }

  #makeHost(): CommandHost {
    const session = this;
    const matchContext: MatchContext = {
      get privilege() {
        return session.#privilege;
      },
      interfaceExists: (name) => session.#router.interfaceExists(name),
    };
    let filter: LineFilter | undefined;
    return {
      exec: this.#exec,
      conversation: this.#conversation,
      matchContext,
      place: EXEC,
      get filter() {
        return filter;
      },
      set filter(next) {
        filter = next;
      },
    };
  }

  #makeExec(): Exec {
    const session = this;
    const conversation = this.#conversation;
    return {
      router: this.#router,
      grammar: this.#grammar,
      line: this.#line,
      terminal: this.#makeTerminal(),
      get user() {
        return session.#user;
      },
      get privilege() {
        return session.#privilege;
      },
      get execHistory() {
        return session.#execHistory.lines;
      },
      get idleMs() {
        return session.#router.now - session.#lastKeyAt;
      },
      get modified() {
        return session.#modified();
      },
      get mode() {
        return session.#host.place.mode;
      },
      print: (...lines) => session.#print(lines),
      printAll: (lines) => session.#print(lines),
      ask: (prompt, echo, answered) => conversation.ask(prompt, echo, answered),
      confirm: (prompt, answered) => conversation.confirm(prompt, answered),
      run: (abort) => conversation.run(abort),
      setPrivilege: (level) => {
        session.#privilege = level;
      },
      configure: () => {
        session.#host.place = { mode: 'config', block: '' };
      },
      leave: () => session.#leave(),
      end: () => session.#end(),
      saved: () => session.#saved(),
    };
  }

  #makeTerminal(): TerminalSettings {
    const { pager, editor } = this.#conversation;
    const histories = [this.#execHistory, this.#configHistory] as const;
    return {
      get length() {
        return pager.length;
      },
      set length(lines) {
        pager.length = lines;
      },
      get width() {
        return editor.width;
      },
      set width(columns) {
        editor.width = columns;
      },
      get historySize() {
        return histories[0].size;
      },
      set historySize(size) {
        for (const history of histories) history.size = size;
      },
    };
  }

  #print(lines: readonly string[]): void {
    const { filter } = this.#host;
    this.#conversation.pager.print(filter ? filter(lines) : lines);
  }

  // ---- modes, saving

  #leave(): void {
    const { place } = this.#host;
    if (place.mode === 'exec') {
      this.#logOut();
      return;
    }
    const parent = this.#router.config.blockAt(place.block)?.parent;
    if (parent) this.#host.place = { mode: parent.mode, block: parent.path };
    else this.#end();
  }

  #end(): void {
    if (this.#host.place.mode === 'exec') return;
    this.#host.place = EXEC;
    this.#router.record({ type: 'sys.configured', from: 'console', by: configuredBy(this.#exec) });
  }

  /** Comparing versions is cheap; only where they differ is the text compared. */
  #modified(): boolean {
    const { config, startupConfig } = this.#router;
    if (config === this.#savedConfig && config.version === this.#savedVersion) return false;
    return printConfiguration(config) !== startupConfig;
  }

  #saved(): void {
    this.#savedConfig = this.#router.config;
    this.#savedVersion = this.#router.config.version;
  }

  // ---- coming and going

  #startTerminal(settings: LineSettings | undefined): void {
    const { terminal } = this.#exec;
    const own = this.#line.kind === 'con' ? undefined : this.#rows;
    terminal.length = this.#options.terminalLength ?? settings?.length ?? own ?? 24;
    if (settings?.width !== undefined) terminal.width = settings.width;
    terminal.historySize = settings?.historySize ?? DEFAULT_HISTORY_SIZE;
  }

  #logOut(): void {
    const name = this.#router.hostname;
    this.#forgetUser();
    const blank = ['', '', '', ''];
    if (this.#line.kind !== 'con') this.#conversation.close([]);
    else this.#conversation.close([...blank, `${name} con0 is now available`, ...blank, 'Press RETURN to get started.', ...blank]);
  }

  #rebooted(): void {
    this.#forgetUser();
    this.#saved();
    this.#conversation.close(['', '', 'Press RETURN to get started!', '', '']);
  }

  #forgetUser(): void {
    this.#privilege = 1;
    this.#user = '';
    this.#host.place = EXEC;
    this.#host.filter = undefined;
    for (const history of [this.#execHistory, this.#configHistory]) history.clear();
  }

  #showBanner(kind: 'motd' | 'login' | 'exec'): void {
    const text = banner(this.#router.config, kind);
    if (text === undefined) return;
    this.#conversation.screen.freshLine();
    this.#conversation.screen.write(`${text.split('\n').join('\r\n')}\r\n`);
  }

  // ---- messages

  #logged(severity: number, text: string): void {
    const { settings } = routerLogOf(this.#router);
    const level = this.#line.kind === 'con' ? settings.console : undefined;
    if (level === undefined || severity > level) return;
    this.#conversation.message(text.includes('\n') ? text.split('\n').join('\r\n') : text, this.#synchronous());
  }

  /** `logging synchronous` on the line; read again only when the configuration has changed. */
  #synchronous(): boolean {
    const { config } = this.#router;
    const known = this.#isSynchronous;
    if (config !== known.config || config.version !== known.version) {
      const value = lineConfiguration(config, this.#line)?.loggingSynchronous === true;
      this.#isSynchronous = { config, version: config.version, value };
    }
    return this.#isSynchronous.value;
  }
}
