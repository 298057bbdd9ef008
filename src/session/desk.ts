// What a session has before it: who sits there with what privilege, where in the configuration, the filter of the
// command that runs, and whether the configuration has been saved. Handlers and command lines work on it through Exec.

import type { InterfaceKind } from '../base/interface-name.ts';
import { interfaceKindOfPlace } from '../config/interface-type.ts';
import { printConfiguration } from '../config/running-config.ts';
import type { ConfigStore } from '../config/store.ts';
import type { Grammar } from '../grammar/grammar.ts';
import type { MatchContext } from '../grammar/types.ts';
import type { LineTerminal } from '../network/router/ports/line-terminal.ts';
import type { RouterControl } from '../network/router/control.ts';
import { History } from '../terminal/history.ts';
import { configuredBy } from './configured-by.ts';
import { ConfiguredLevels } from './configured-commands.ts';
import type { Conversation } from './typing/conversation.ts';
import type { LineFilter } from './regex/filters.ts';
import { lineConfiguration } from './lines/line-configuration.ts';
import { aaaLogin } from './login/aaa-login.ts';
import type { LoginOutcome } from './login/local-users.ts';
import { loginAsUser } from './login/login.ts';
import { askInTime, LOGIN_RESPONSE_SECONDS } from './typing/timed-question.ts';
import { RemoteConnections } from './lines/remote-connections.ts';
import { routerLogOf } from './router-log.ts';
import { terminalSettings } from './terminal-settings.ts';
import type { Exec, RunningCommand, SessionLine, TerminalSettings } from './types.ts';

/** Where a session stands: a mode, and the block of the configuration that it edits. */
export interface Place {
  readonly mode: string;
  readonly block: string;
}

const EXEC: Place = { mode: 'exec', block: '' };

export interface DeskOptions {
  readonly router: RouterControl;
  readonly grammar: Grammar;
  readonly line: SessionLine;
  readonly conversation: Conversation;
  readonly location: string;
  readonly called: LineTerminal | undefined;
  readonly logOut: () => void;
}

export class Desk implements Exec, MatchContext {
  readonly router: RouterControl;
  readonly grammar: Grammar;
  readonly line: SessionLine;
  readonly conversation: Conversation;
  readonly terminal: TerminalSettings;
  readonly location: string;
  readonly called: LineTerminal | undefined;
  readonly remotes = new RemoteConnections();
  #monitoring = false;
  user = '';
  privilege = 1;
  place: Place = EXEC;
  /** Stands between a command's output and the pager. */
  filter: LineFilter | undefined;
  lastKeyAt: number;
  readonly #levels: ConfiguredLevels;
  #kindOf: Place = EXEC;
  #kind: InterfaceKind | undefined;
  readonly #execHistory = new History();
  readonly #configHistory = new History();
  readonly #logOut: () => void;
  #savedConfig: ConfigStore;
  #savedVersion: number;

  constructor({ router, grammar, line, conversation, location, called, logOut }: DeskOptions) {
    this.router = router;
    this.grammar = grammar;
    this.#levels = new ConfiguredLevels(grammar);
    this.line = line;
    this.conversation = conversation;
    this.location = location;
    this.called = called;
    this.terminal = terminalSettings(conversation, [this.#execHistory, this.#configHistory]);
    this.lastKeyAt = router.now;
    this.#logOut = logOut;
    this.#savedConfig = router.config;
    this.#savedVersion = router.config.version;
  }

  get monitoring(): boolean {
    return this.#monitoring;
  }

  set monitoring(on: boolean) {
    if (on === this.#monitoring) return;
    this.#monitoring = on;
    routerLogOf(this.router).monitor(on);
  }

  get inExec(): boolean {
    return this.place.mode === EXEC.mode;
  }

  get levels(): ReadonlyMap<object, number> | undefined {
    return this.#levels.of(this.router.config);
  }

  /** Of the interface that is being configured. */
  get interfaceKind(): InterfaceKind | undefined {
    if (this.#kindOf !== this.place) {
      this.#kindOf = this.place;
      this.#kind = interfaceKindOfPlace(this.place.block);
    }
    return this.#kind;
  }

  get history(): History {
    return this.inExec ? this.#execHistory : this.#configHistory;
  }

  get execHistory(): readonly string[] {
    return this.#execHistory.lines;
  }

  get idleMs(): number {
    return this.router.now - this.lastKeyAt;
  }

  /** Comparing versions is cheap; only where they differ is the text compared. */
  get modified(): boolean {
    const { config, startupConfig } = this.router;
    if (config === this.#savedConfig && config.version === this.#savedVersion) return false;
    return printConfiguration(config) !== startupConfig;
  }

  interfaceExists(name: string): boolean {
    // Channels are shown and cleared, and not configured: the configuration refuses them.
    return this.router.interfaceExists(name) || this.router.channelExists(name);
  }

  interfaceShown(name: string): boolean {
    return this.router.interface(name)?.kind === 'virtual-access';
  }

  print(...lines: readonly string[]): void {
    this.printAll(lines);
  }

  printAll(lines: readonly string[]): void {
    this.conversation.pager.print(this.filter ? this.filter.take(lines) : lines);
  }

  /** The filtered command has printed everything. */
  endFilter(): void {
    const { filter } = this;
    this.filter = undefined;
    if (filter) this.printAll(filter.end());
  }

  ask(prompt: string, echo: boolean, answered: (answer: string | undefined) => void): void {
    this.conversation.ask(prompt, echo, answered);
  }

  askPassword(answered: (answer: string | undefined) => void): void {
    const seconds = lineConfiguration(this.router.config, this.line)?.loginResponseSeconds ?? LOGIN_RESPONSE_SECONDS;
    askInTime(this.conversation, this.router, { prompt: 'Password: ', echo: false, seconds, answered, expired: () => answered(undefined) });
  }

  logIn(): void {
    if (this.router.aaa.inForce) {
      const { conversation, router, line, location } = this;
      const loginBanner = (): void => undefined;
      aaaLogin({ conversation, router, line, location, settings: lineConfiguration(router.config, line), loginBanner }, (outcome) => this.#become(outcome));
      return;
    }
    loginAsUser(this.conversation, this.router, lineConfiguration(this.router.config, this.line), (outcome) => this.#become(outcome));
  }

  #become(outcome: LoginOutcome | undefined): void {
    if (!outcome) {
      this.#logOut();
      return;
    }
    this.user = outcome.user;
    this.privilege = outcome.privilege;
  }

  confirm(prompt: string, answered: (accepted: boolean) => void): void {
    this.conversation.confirm(prompt, answered);
  }

  compose(composed: (lines: readonly string[] | undefined) => void): void {
    this.conversation.compose(composed);
  }

  run(abort: () => void): RunningCommand {
    return this.conversation.run(abort);
  }

  setPrivilege(level: number): void {
    this.privilege = level;
  }

  configure(): void {
    this.place = { mode: 'config', block: '' };
  }

  leave(): void {
    if (this.inExec) {
      this.#leaveExec();
      return;
    }
    const parent = this.router.config.blockAt(this.place.block)?.parent;
    if (parent) this.place = { mode: parent.mode, block: parent.path };
    else this.end();
  }

  #leaveExec(): void {
    const { all } = this.remotes;
    if (all.length === 0) {
      this.#logOut();
      return;
    }
    this.confirm('(You have open connections) [confirm]', (accepted) => {
      if (!accepted) return;
      this.print(`Closing: ${all.map(({ host }) => `${host} !`).join(' ')}`);
      this.#logOut();
    });
  }

  /** Hosts that somebody here is connected to, the last one first. */
  get hosts(): readonly string[] {
    const { current, all } = this.remotes;
    return [current, ...all].flatMap((connection) => (connection === undefined ? [] : [connection.host]));
  }

  end(): void {
    if (this.inExec) return;
    this.place = EXEC;
    this.router.record({ type: 'sys.configured', from: 'console', by: configuredBy(this) });
  }

  saved(): void {
    this.#savedConfig = this.router.config;
    this.#savedVersion = this.router.config.version;
  }

  /** Nobody sits here any more. */
  leaveEmpty(): void {
    this.remotes.closeAll();
    this.user = '';
    this.monitoring = false;
    this.privilege = 1;
    this.place = EXEC;
    this.filter = undefined;
    this.#execHistory.clear();
    this.#configHistory.clear();
  }
}
