// The life of a router: it boots from NVRAM, tests its interfaces, is reloaded, loses its power and gets it back. Which configuration
// runs and which is kept, the configuration register and the calendar are here. What a changed configuration means
// to what runs is router.ts's.

import type { Instant } from '../../base/time.ts';
import { VIRTUAL_ZERO_UNIX_MS } from '../../base/time.ts';
import { CONFIG_REGISTER, configRegister, formatConfigRegister, ignoresStartup } from '../../config/config-register.ts';
import { isChannelInterface } from '../../config/controllers.ts';
import { loadConfiguration } from '../../config/load-text.ts';
import { createConfig, type ConfigStore } from '../../config/store.ts';
import { Bus } from '../../engine/bus.ts';
import type { Cancel, Clock } from '../../engine/clock.ts';
import type { RandomStream } from '../../engine/random.ts';
import type { Grammar } from '../../grammar/grammar.ts';
import type { TraceEvent } from '../trace.ts';
import { initialiseInterfaces } from './apply-settings.ts';
import type { Machinery } from './machinery.ts';
import { modelHasInterface } from './models.ts';
import type { HardwareModel, RouterReader } from './readings.ts';

/** After power-on the interfaces are tested before they are announced. */
const INTERFACES_UP_MS = 2000;

/** Keeps a startup configuration, at once; undefined is an erased one. It says why it could not, if it could not. */
export interface StartupStorage {
  keep(text: string | undefined): string | undefined;
}

export interface RouterLifeOwner {
  readonly clock: Clock;
  readonly grammar: Grammar;
  readonly random: RandomStream;
  readonly model: HardwareModel;
  readonly machinery: Machinery;
  record(event: TraceEvent): void;
  /** A line of the configuration changed something. */
  changed(): void;
  /** Everything that runs has stopped. */
  stopped(): void;
  /** The interfaces are tested: from now on the configuration is acted on. */
  booted(): void;
}

export class RouterLife {
  /** It went down, or boots again. */
  readonly rebooted = new Bus<void>();
  /** Where NVRAM outlives the lab, if it does. */
  storage: StartupStorage | undefined;
  readonly #owner: RouterLifeOwner;
  #config: ConfigStore;
  #startup: string | undefined;
  #booting = true;
  #powered = true;
  /** Ends the tests of a boot. */
  #testing: Cancel | undefined;
  #bootedAt: Instant = 0;
  #restartReason: 'power-on' | 'reload' = 'power-on';
  #clockBaseUnixMs = VIRTUAL_ZERO_UNIX_MS;
  #clockSet = false;
  readonly #register = { inForce: CONFIG_REGISTER, atNextReload: CONFIG_REGISTER };

  /** It begins with boot(). */
  constructor(owner: RouterLifeOwner, startup: string | undefined) {
    this.#owner = owner;
    this.#startup = startup;
    this.#config = this.#newConfig();
  }

  get config(): ConfigStore {
    return this.#config;
  }

  get startup(): string | undefined {
    return this.#startup;
  }

  /** Interfaces are being tested, or it is switched off: the configuration is not acted on. */
  get booting(): boolean {
    return this.#booting;
  }

  get powered(): boolean {
    return this.#powered;
  }

  get bootedAt(): Instant {
    return this.#bootedAt;
  }

  get restartReason(): 'power-on' | 'reload' {
    return this.#restartReason;
  }

  get register(): RouterReader['configRegister'] {
    return this.#register;
  }

  // ---- the calendar

  get clockBaseUnixMs(): number {
    return this.#clockBaseUnixMs;
  }

  get clockSet(): boolean {
    return this.#clockSet;
  }

  setClock(unixMs: number): void {
    this.#clockBaseUnixMs = unixMs - this.#owner.clock.now;
    this.#clockSet = true;
  }

  // ---- boot and reload

  interfaceExists(name: string): boolean {
    return modelHasInterface(this.#owner.model, name) || isChannelInterface(this.#config, name);
  }

  #newConfig(): ConfigStore {
    const { grammar, random, machinery, changed } = this.#owner;
    const config = createConfig(grammar, { random: () => random.uint32() });
    config.interfaceExists = (name) => this.interfaceExists(name);
    config.givesClock = (name) => machinery.hardware.serialReading(name)?.cable !== 'DTE';
    config.onChange(({ path }) => {
      if (path === 'configRegister') this.#register.atNextReload = configRegister(this.#config);
      changed();
    });
    return config;
  }

  boot(): void {
    const { clock, model, machinery } = this.#owner;
    this.#booting = true;
    this.#bootedAt = clock.now;
    const context = { privilege: 15, interfaceExists: (name: string) => this.interfaceExists(name) };
    this.#config.initialise(model.interfaces, model);
    const { atNextReload: register } = this.#register;
    this.#register.inForce = register;
    loadConfiguration(this.#config, `config-register ${formatConfigRegister(register)}`, { ...context, merge: true });
    if (this.#startup !== undefined && !ignoresStartup(register)) loadConfiguration(this.#config, this.#startup, context);
    machinery.settings.read(this.#config);
    initialiseInterfaces(machinery, model.interfaces);
    this.#testing?.();
    this.#testing = clock.after(INTERFACES_UP_MS, () => {
      this.#testing = undefined;
      this.#booting = false;
      this.#owner.booted();
    });
  }

  reload(reason: string | undefined, by: string): void {
    this.#owner.record({ type: 'sys.reload', by, ...(reason === undefined ? {} : { reason }) });
    this.#stop();
    this.#restart('reload');
  }

  /** Somebody pulls the plug: nothing is said, and nothing is kept but NVRAM. */
  powerOff(): void {
    if (!this.#powered) return;
    this.#powered = false;
    this.#owner.record({ type: 'sys.power', to: 'off' });
    this.#testing?.();
    this.#testing = undefined;
    this.#booting = true;
    this.#stop();
    this.rebooted.publish();
  }

  /** It boots from NVRAM, and its clock begins anew. */
  powerOn(): void {
    if (this.#powered) return;
    this.#powered = true;
    this.#owner.record({ type: 'sys.power', to: 'on' });
    this.#clockBaseUnixMs = VIRTUAL_ZERO_UNIX_MS - this.#owner.clock.now;
    this.#clockSet = false;
    this.#restart('power-on');
  }

  #stop(): void {
    this.#owner.machinery.stop();
    this.#owner.stopped();
  }

  #restart(reason: 'power-on' | 'reload'): void {
    this.#restartReason = reason;
    this.#config = this.#newConfig();
    this.boot();
    this.rebooted.publish();
  }

  // ---- NVRAM

  /** Undefined empties it. What could not be written is not there after a reload either; why it could not be is returned. */
  keepStartup(text: string | undefined): string | undefined {
    const trouble = this.storage?.keep(text);
    if (trouble === undefined) this.#startup = text;
    return trouble;
  }
}
