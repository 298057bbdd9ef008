// One EXEC session on a console or virtual terminal: octets in, octets out. A console waits for Return; a virtual terminal
// begins with `open` and ends with its connection. A session logs somebody in, keeps the prompt and
// the place in the configuration, hands lines to the commands, and lets the router's messages break in. What the
// network does is the router's; what it looks like, the views'.

import { ignoresStartup } from '../config/config-register.ts';
import { users, type LineSettings } from '../config/model.ts';
import type { ConfigStore } from '../config/store.ts';
import type { Unsubscribe } from '../engine/bus.ts';
import type { Cancel } from '../engine/clock.ts';
import { modeOf, type Grammar } from '../grammar/grammar.ts';
import type { LineTerminal } from '../network/router/ports/line-terminal.ts';
import type { RouterControl } from '../network/router/control.ts';
import type { History } from '../terminal/history.ts';
import type { ConversationOwner, PromptKey } from './typing/activity.ts';
import { bannerLines } from './login/banners.ts';
import { runLine } from './typing/command-line.ts';
import { Conversation } from './typing/conversation.ts';
import { Desk } from './desk.ts';
import { converse } from './typing/dialogue.ts';
import { resume } from './exec/telnet.ts';
import { IdleWatch } from './typing/idle-watch.ts';
import { lineConfiguration } from './lines/line-configuration.ts';
import { limitSession } from './login/line-timeouts.ts';
import type { LoginOutcome, SessionEnd } from './login/local-users.ts';
import { aaaEnter, aaaLogin } from './login/aaa-login.ts';
import { asksForLogin, login } from './login/login.ts';
import { BOOTED, loggedOut } from './typing/notices.ts';
import { pressAtPrompt } from './typing/prompt-keys.ts';
import { callsBack, knownUserOf } from './exec/callback.ts';
import { configurationPrompt, execPrompt } from './typing/prompt-text.ts';
import { reloadScheduleOf } from './reload-schedule.ts';
import { routerLogOf } from './router-log.ts';
import { initialDialog, SETUP_ABORTED } from './setup/setup-dialog.ts';
import { EXEC_TIMEOUT_MS } from './exec/show-terminal.ts';
import { followLine } from './terminal-settings.ts';
import type { SessionLine, SessionState } from './types.ts';
import { sameLine, vtyLinesOf } from './lines/vty-lines.ts';

export interface SessionOptions {
  readonly router: RouterControl;
  readonly grammar: Grammar;
  readonly output: (octets: Uint8Array) => void;
  /** Console 0 by default. */
  readonly line?: SessionLine;
  /** Lines before `--More--` in place of the line's own; 0 never pauses. */
  readonly terminalLength?: number;
  /** Where somebody on a virtual terminal comes from: an address. */
  readonly location?: string;
  /** What was printed is not taken at the other end: messages are dropped meanwhile. */
  readonly isClogged?: () => boolean;
  /** One command in place of a dialogue: what it prints, and nothing else. */
  readonly command?: string;
  /** The line, where somebody called its modem. */
  readonly called?: LineTerminal;
  /** Who has logged in already, as over SSH: nobody is asked again. */
  readonly user?: LoginOutcome;
}

export class Session implements ConversationOwner {
  readonly #options: SessionOptions;
  readonly #router: RouterControl;
  readonly #grammar: Grammar;
  readonly #line: SessionLine;
  readonly #conversation: Conversation;
  readonly #desk: Desk;
  readonly #subscriptions: readonly Unsubscribe[];
  /** Somebody left EXEC, or was thrown out: who owns the connection ends it, or shows the console to others. */
  loggedOut: (() => void) | undefined;
  readonly #idle: IdleWatch;
  #stopLimit: Cancel | undefined;
  #closed = false;
  /** Gives up a login by AAA that is going on. */
  #giveUp: (() => void) | undefined;
  #accounted: LoginOutcome['ended'];
  /** The one command that somebody is here for; the session ends behind it. */
  #automatic: 'none' | 'runs' = 'none';
  /** The configuration whose settings of the line are in force. */
  #watchedVersion = -1;
  #followed: { readonly settings: LineSettings | undefined } | undefined;
  #rows: number | undefined;
  #knownSynchronous: KnownSynchronous = { config: undefined, version: -1, value: undefined };

  constructor(options: SessionOptions) {
    this.#options = options;
    this.#router = options.router;
    this.#grammar = options.grammar;
    this.#line = options.line ?? { kind: 'con', number: 0 };
    this.#conversation = new Conversation(this, options.output, options.terminalLength ?? 24);
    this.#desk = new Desk({
      router: this.#router,
      grammar: this.#grammar,
      line: this.#line,
      conversation: this.#conversation,
      location: options.location ?? '',
      called: options.called,
      logOut: () => this.#logOut(),
    });
    this.#subscriptions = [
      routerLogOf(this.#router).lines.subscribe(({ severity, text }) => this.#logged(severity, text)),
      this.#router.rebooted.subscribe(() => this.#rebooted()),
      reloadScheduleOf(this.#router).banners.subscribe((text) => this.#shutdownBanner(text)),
      vtyLinesOf(this.#router).messages.subscribe(({ to, text }) => {
        if (to === undefined || sameLine(to, this.#line)) this.#tell(text);
      }),
      vtyLinesOf(this.#router).cleared.subscribe((line) => {
        if (sameLine(line, this.#line) && this.state !== 'closed') this.#logOut('admin-reset');
      }),
    ];
    this.#idle = new IdleWatch({
      clock: this.#router.clock,
      limitMs: () => {
        const limit = lineConfiguration(this.#router.config, this.#line)?.execTimeoutMs ?? EXEC_TIMEOUT_MS;
        return limit === 0 ? undefined : limit;
      },
      lastKeyAt: () => this.#desk.lastKeyAt,
      isBusy: () => this.state === 'running' || this.state === 'connected',
      expired: () => this.#logOut('idle-timeout'),
    });
    if (this.#line.kind === 'con') this.#booted();
  }

  get lineNumber(): number {
    return this.#line.number;
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

  /** The octet that stops a running command, if there is one. */
  get escapeCharacter(): number | undefined {
    return this.#conversation.escapeCharacter;
  }

  input(octets: Uint8Array): void {
    // Nobody is there who would hear a key.
    if (!this.#router.powered) return;
    this.#desk.lastKeyAt = this.#router.now;
    this.#conversation.input(octets);
  }

  /** The size of the window, zero where it is unknown; lines before `--More--` follow it unless they were set. */
  resize(columns: number, rows: number): void {
    const { terminal, remotes } = this.#desk;
    const settings = lineConfiguration(this.#router.config, this.#line);
    if (columns > 0 && settings?.width === undefined) terminal.width = columns;
    if (rows > 0) {
      this.#rows = rows;
      if (this.#options.terminalLength === undefined && this.#line.kind !== 'con' && settings?.length === undefined) terminal.length = rows;
    }
    for (const { terminal: far } of remotes.all) far.resized();
  }

  /** Begins a session on a virtual terminal: banners and login come by themselves. */
  open(): void {
    this.#conversation.begin();
  }

  /** Stops listening to the router; nobody is on the line any more. */
  close(): void {
    this.#closed = true;
    this.#giveUp?.();
    this.#accounted?.('user-request');
    this.#accounted = undefined;
    this.#idle.stop();
    this.#stopLimit?.();
    vtyLinesOf(this.#router).leave(this.#desk);
    this.#desk.remotes.closeAll();
    this.#desk.monitoring = false;
    for (const unsubscribe of this.#subscriptions) unsubscribe();
  }

  // ---- what the conversation asks

  promptText(): string {
    const name = this.#router.hostname;
    // Elsewhere in the configuration nothing changes the line.
    const changesLine = this.#desk.inExec || this.#desk.place.mode === 'config-line';
    if (changesLine && this.#watchedVersion !== this.#router.config.version) {
      this.#watchedVersion = this.#router.config.version;
      this.#followLine(lineConfiguration(this.#router.config, this.#line));
      this.#idle.start();
    }
    return this.#desk.inExec ? execPrompt(name, this.#desk.privilege) : configurationPrompt(name, modeOf(this.#grammar, this.#desk.place.mode).prompt);
  }

  history(): History {
    return this.#desk.history;
  }

  line(text: string): void {
    if (text === '') {
      // Return alone takes up the connection that was put aside last.
      if (this.#desk.inExec && this.#desk.remotes.current) resume(this.#desk, undefined);
      return;
    }
    this.#desk.history.add(text);
    runLine(this.#desk, text, this.#conversation.editor.prompt.length);
  }

  opened(): void {
    const { screen } = this.#conversation;
    const settings = lineConfiguration(this.#router.config, this.#line);
    const { command } = this.#options;
    const aaa = this.#router.aaa.inForce;
    if (command === undefined) {
      if (settings?.motdBanner !== false) this.#showBanner('motd');
      if (this.#options.user !== undefined || (asksForLogin(settings) && !aaa)) this.#showBanner('login');
    }
    // A dialogue begins with lines of its own.
    if (this.#line.kind === 'con' || this.#options.user !== undefined || this.#options.called?.knownUser !== undefined || (settings?.login === undefined && !aaa)) screen.write('\r\n');
    const entered = (outcome: LoginOutcome | undefined): void => {
      // Whoever was asked has gone meanwhile, or speaks something else.
      if (this.#closed) return;
      const { called } = this.#options;
      if (!outcome) {
        if (called !== undefined) this.#router.record({ type: 'line.login', outcome: 'failed' }, called.interface);
        this.#logOut();
        return;
      }
      this.#giveUp = undefined;
      this.#accounted = outcome.ended;
      called?.loggedIn(outcome.user);
      if (called !== undefined && callsBack(this.#desk, called, outcome)) return;
      vtyLinesOf(this.#router).sit(this.#desk);
      this.#desk.user = outcome.user;
      this.#desk.privilege = outcome.privilege;
      this.#followed = undefined;
      this.#followLine(settings);
      this.#desk.monitoring = settings?.monitor === true && this.#line.kind !== 'con';
      this.#limit(settings);
      if (settings?.execBanner !== false && command === undefined) this.#showBanner('exec');
      const user = users(this.#router.config).get(outcome.user);
      if (user?.noEscape === true) this.#desk.terminal.escapeCharacter = undefined;
      const automatic = command ?? (aaa ? outcome.autocommand : user?.autocommand) ?? settings?.autocommand;
      if (automatic !== undefined) this.#runAutomatically(automatic, command === undefined && user?.noHangup === true);
    };
    const user = this.#options.user ?? knownUserOf(this.#router, this.#options.called);
    if (aaa) this.#enterByAaa(settings, user, entered);
    else if (user) entered({ user: user.user, privilege: Math.max(user.privilege, settings?.privilege ?? 1) });
    else login(this.#conversation, this.#router, settings, entered);
  }

  #enterByAaa(settings: LineSettings | undefined, user: LoginOutcome | undefined, entered: (outcome: LoginOutcome | undefined) => void): void {
    const desk = { conversation: this.#conversation, router: this.#router, line: this.#line, location: this.#desk.location, settings, loginBanner: () => this.#showBanner('login') };
    this.#giveUp = user === undefined ? aaaLogin(desk, entered) : aaaEnter(desk, user, entered);
  }

  isOver(): boolean {
    if (this.#automatic === 'none') return false;
    this.#logOut();
    return true;
  }

  #runAutomatically(command: string, staysBehind: boolean): void {
    this.#automatic = staysBehind ? 'none' : 'runs';
    runLine(this.#desk, command, 0);
  }

  promptKey(key: PromptKey): void {
    pressAtPrompt(this.#desk, key, (line) => this.line(line));
  }

  // ---- coming and going

  /** The settings of the line; what `terminal ...` set stays as long as the configuration of it does. */
  #followLine(settings: LineSettings | undefined): void {
    const rows = this.#line.kind === 'con' ? undefined : this.#rows;
    followLine(this.#desk.terminal, settings, this.#followed, { length: this.#options.terminalLength, rows });
    this.#followed = { settings };
  }

  /** Somebody has come: his time begins. */
  #limit(settings: LineSettings | undefined): void {
    this.#stopLimit = limitSession({
      clock: this.#router.clock,
      afterMs: settings?.absoluteTimeoutMs,
      warningMs: settings?.logoutWarningMs,
      warn: (text) => this.#tell(['', ...text, '']),
      expired: () => this.#logOut('session-timeout'),
    });
  }

  #logOut(cause: SessionEnd = 'user-request'): void {
    const name = this.#router.hostname;
    this.#empty(cause);
    this.#conversation.close(this.#line.kind === 'con' ? loggedOut(name) : []);
    this.loggedOut?.();
  }

  #empty(cause: SessionEnd): void {
    this.#giveUp?.();
    this.#giveUp = undefined;
    const accounted = this.#accounted;
    this.#accounted = undefined;
    accounted?.(cause);
    this.#idle.stop();
    this.#stopLimit?.();
    this.#automatic = 'none';
    this.#watchedVersion = -1;
    vtyLinesOf(this.#router).leave(this.#desk);
    this.#desk.leaveEmpty();
  }

  #rebooted(): void {
    this.#empty('admin-reset');
    this.#desk.saved();
    if (this.#line.kind === 'con' && this.#router.powered) this.#booted();
    else {
      this.#conversation.close([]);
      this.loggedOut?.();
    }
  }

  /** A router without configuration offers to make one. */
  #booted(): void {
    const { router } = this.#desk;
    if (router.startupConfig !== undefined && !ignoresStartup(router.configRegister.inForce)) {
      this.#conversation.close(BOOTED);
      return;
    }
    this.#conversation.close([]);
    const over = (): void => this.#conversation.close(BOOTED);
    const aborted = (): void => {
      this.#desk.print('', SETUP_ABORTED);
      over();
    };
    this.#conversation.start(() => converse(this.#desk, initialDialog(this.#desk, over), aborted));
  }

  #shutdownBanner(text: string): void {
    if (this.state !== 'closed') this.#tell(['', '', '***', `*** ${text}`, '***', '']);
  }

  #tell(text: readonly string[]): void {
    this.#conversation.message(text.join('\r\n'), this.state === 'prompt' ? this.#synchronous.value?.limit : undefined);
  }

  #showBanner(kind: 'motd' | 'login' | 'exec'): void {
    const lines = bannerLines(this.#router, this.#line, kind);
    if (lines === undefined) return;
    this.#conversation.screen.freshLine();
    this.#conversation.screen.write(`${lines.join('\r\n')}\r\n`);
  }

  // ---- messages

  #logged(severity: number, text: string): void {
    const { settings } = routerLogOf(this.#router);
    const level = this.#line.kind === 'con' ? settings.console : this.#desk.monitoring ? settings.monitor : undefined;
    if (level === undefined || severity > level || this.#options.isClogged?.() === true) return;
    this.#conversation.message(text.includes('\n') ? text.split('\n').join('\r\n') : text, this.#synchronousLimit(severity));
  }

  /** Of a message that `logging synchronous` holds back; undefined where it does not. */
  #synchronousLimit(severity: number): number | undefined {
    const synchronous = this.#synchronous.value;
    return synchronous === undefined || severity <= synchronous.level ? undefined : synchronous.limit;
  }

  /** `logging synchronous` on the line; read again only when the configuration has changed. */
  get #synchronous(): KnownSynchronous {
    const { config } = this.#router;
    const known = this.#knownSynchronous;
    if (config === known.config && config.version === known.version) return known;
    const value = lineConfiguration(config, this.#line)?.loggingSynchronous;
    return (this.#knownSynchronous = { config, version: config.version, value });
  }
}

interface KnownSynchronous {
  readonly config: ConfigStore | undefined;
  readonly version: number;
  readonly value: LineSettings['loggingSynchronous'];
}
