// What a line's modem is told by chat scripts: to dial, and whatever is configured for an event on the line (`script startup`, `reset`,
// `connection`). One that dials is through when its script is and there is a carrier, which must follow within a few
// seconds; else it has failed, and why is told in Q.850's terms. Whose call it is, is the port's (async-port.ts).

import { toText } from '../../../base/octets.ts';
import type { AsyncLineSettings } from '../../../config/async-settings.ts';
import { TimerBank } from '../../timer-bank.ts';
import { ChatRun, type ChatRunOwner, type FoundScript } from './chat-run.ts';
import type { CallOptions } from './dial-port.ts';

/** Q.850's nearest to what a modem says of a call that failed, for the dialer's statistics. */
const CAUSES: Readonly<Record<string, number>> = { BUSY: 17, 'NO ANSWER': 19, 'NO CARRIER': 18 };
/** The carrier must follow CONNECT within this. */
const CARRIER_MS = 5000;

export interface LineScriptsOwner extends Omit<ChatRunOwner, 'finished'> {
  /** A call is being dialled, and nobody has given it up. */
  isDialling(): boolean;
  hasCarrier(): boolean;
  /** The call that was dialled is through. */
  reached(): void;
  failed(cause: number): void;
}

export class LineScripts {
  readonly #owner: LineScriptsOwner;
  readonly #chat: ChatRun;
  readonly #timers: TimerBank<'carrier'>;
  /** By name. */
  #known: ReadonlyMap<string, string> = new Map();
  #ofLine: AsyncLineSettings['scripts'] | undefined;
  #failedBy: string | undefined;
  /** Runs on the call that is dialled once there is a carrier. */
  #system: FoundScript | undefined;
  #number = '';

  constructor(owner: LineScriptsOwner) {
    this.#owner = owner;
    this.#chat = new ChatRun({ ...owner, finished: (success, abortedBy) => this.#finished(success, abortedBy) });
    this.#timers = new TimerBank(owner.clock, () => {
      if (owner.isDialling()) owner.failed(0);
    });
  }

  get isRunning(): boolean {
    return this.#chat.isRunning;
  }

  /** What the modem said when the last call failed, if that was why. */
  get failedBy(): string | undefined {
    return this.#failedBy;
  }

  /** The chat scripts that there are, and which of them the line uses for what. */
  configure(known: ReadonlyMap<string, string>, ofLine: AsyncLineSettings['scripts'] | undefined): void {
    this.#known = known;
    this.#ofLine = ofLine;
  }

  /** By the script that is asked for, else the line's for return calls, if it is one, else the one that it dials with. `begins`: there is one. With a system script the call is through when that is, which runs over the carrier. */
  dial(number: string, { modemScript, systemScript, callback = false }: Pick<CallOptions, 'modemScript' | 'systemScript' | 'callback'>, begins: () => void): boolean {
    return this.#dial(number, modemScript ?? (callback ? this.#ofLine?.get('callback') : undefined) ?? this.#ofLine?.get('dialer'), begins, systemScript);
  }

  /** As `script callback` says, and in no other way. */
  dialBack(number: string, begins: () => void): boolean {
    return this.#dial(number, this.#ofLine?.get('callback'), begins);
  }

  #dial(number: string, wanted: string | undefined, begins: () => void, wantedSystem?: string): boolean {
    const found = this.#chat.find(this.#known, wanted);
    const system = found === undefined || wantedSystem === undefined ? undefined : this.#chat.find(this.#known, wantedSystem);
    if (found === undefined || (wantedSystem !== undefined && system === undefined)) return false;
    this.#system = system;
    this.#number = number;
    this.#failedBy = undefined;
    begins();
    this.#owner.record({ type: 'chat.chosen', script: found.name, number, ...(system === undefined ? {} : { system: system.name }) });
    this.#chat.begin(found, number);
    return true;
  }

  /** What an event on the line makes the modem hear, if the line has a script for it. */
  run(event: 'connection' | 'reset' | 'startup'): void {
    const wanted = this.#ofLine?.get(event);
    const found = wanted === undefined ? undefined : this.#chat.find(this.#known, wanted);
    if (found !== undefined) this.#chat.begin(found, '');
  }

  hear(octets: Uint8Array): void {
    this.#chat.tell({ type: 'received', text: toText(octets) });
  }

  /** Somebody here gives the call up. */
  hangUp(): void {
    this.#chat.tell({ type: 'hung-up' });
  }

  /** There is a carrier, for which a script that has dialled may wait. */
  carrierCame(): void {
    if (!this.#chat.isRunning) this.#through();
  }

  /** A carrier is not waited for any more. */
  connected(): void {
    this.#timers.stop('carrier');
  }

  /** The modems understand each other; what is left is to log in. */
  #through(): void {
    const system = this.#system;
    this.#system = undefined;
    if (system === undefined) return this.#owner.reached();
    this.#timers.stop('carrier');
    this.#chat.begin(system, this.#number);
  }

  /** Nobody wants any of them any more. */
  stop(): void {
    this.#chat.stop();
    this.#system = undefined;
    this.#timers.stop('carrier');
  }

  #finished(success: boolean, abortedBy: string | undefined): void {
    this.#failedBy = abortedBy;
    if (!this.#owner.isDialling()) return;
    if (!success) this.#owner.failed(CAUSES[abortedBy ?? ''] ?? 0);
    else if (this.#owner.hasCarrier()) this.#through();
    else this.#timers.start('carrier', CARRIER_MS);
  }
}
