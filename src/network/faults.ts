// The faults of a running lab: which are on, since when, and what they did. Faults of a line are put on the channels at its
// router's end; those of numbers and circuits the exchange asks for when it routes a call. Each goes on and off as a trace
// event, and so does each frame that one of them loses or damages.

import type { CbcpFlaw } from '../protocols/ppp/cbcp/types.ts';
import type { Clock } from '../engine/clock.ts';
import type { RandomStream } from '../engine/random.ts';
import type { Instant } from '../base/time.ts';
import { checkFcs } from '../wire/hdlc.ts';
import type { ServerTrouble } from './lan/aaa-server/aaa-server.ts';
import type { Fault } from './channel.ts';
import { faultName, faultText, type LabFault, type NoisyChannels } from './fault.ts';
import { Noise } from './noise.ts';
import type { TraceEvent } from './trace.ts';

/** A channel of a line, at its router's end. */
export interface FaultyChannel {
  /** `D`, `B1`. */
  readonly suffix: string;
  readonly line: { fault: Fault | undefined; arrivalFault: Fault | undefined };
}

export interface FaultsHost {
  readonly clock: Clock;
  random(name: string): RandomStream;
  record(event: TraceEvent): void;
  channels(router: string, interfaceName: string): readonly FaultyChannel[];
  cut(router: string, interfaceName: string, isCut: boolean): void;
}

export interface FaultReading {
  readonly text: string;
  readonly since: Instant;
  /** Undefined while it is on. */
  readonly until: Instant | undefined;
  readonly damagedFrames: number;
  readonly lostFrames: number;
}

interface Entry {
  readonly fault: LabFault;
  readonly text: string;
  readonly since: Instant;
  until: Instant | undefined;
  damagedFrames: number;
  lostFrames: number;
  /** Noise of each channel and way, by its name. */
  readonly noises: Map<string, Noise>;
}

/** Faults that are over and still listed. */
const PAST_KEPT = 50;

export class Faults {
  readonly #host: FaultsHost;
  readonly #on = new Map<string, Entry>();
  #past: Entry[] = [];

  constructor(host: FaultsHost) {
    this.#host = host;
  }

  /** Those that are on, and behind them the last that were. */
  list(): readonly FaultReading[] {
    return [...this.#on.values(), ...this.#past];
  }

  set(fault: LabFault): void {
    const text = faultText(fault);
    this.clear(faultName(fault));
    this.#on.set(faultName(fault), { fault, text, since: this.#host.clock.now, until: undefined, damagedFrames: 0, lostFrames: 0, noises: new Map() });
    this.#host.record({ type: 'fault.on', ...told(fault) });
    this.#apply(fault);
  }

  /** By its name; false when no such fault is on. */
  clear(name: string): boolean {
    const entry = this.#on.get(name);
    if (entry === undefined) return false;
    this.#on.delete(name);
    entry.until = this.#host.clock.now;
    this.#past = [...this.#past, entry].slice(-PAST_KEPT);
    this.#host.record({ type: 'fault.off', ...told(entry.fault) });
    this.#apply(entry.fault);
    return true;
  }

  clearAll(): void {
    for (const name of [...this.#on.keys()]) this.clear(name);
  }

  // ---- what the exchange asks of every call: where nothing is wrong no names of faults are made for it

  /** What becomes of a call to a number. */
  ofNumber(number: string): 'busy' | 'no-answer' | 'no-response' | undefined {
    if (this.#on.size === 0) return undefined;
    return (['busy', 'no-response', 'no-answer'] as const).find((kind) => this.#on.has(`${kind} ${number}`));
  }

  /** The cause for which no call is put through. */
  get blockedBy(): 34 | 42 | undefined {
    const fault = this.#on.get('no-circuit')?.fault;
    return fault?.kind === 'no-circuit' ? fault.cause : undefined;
  }

  answerDelayMs(number: string): number {
    if (this.#on.size === 0) return 0;
    const fault = this.#on.get(`slow-answer ${number}`)?.fault;
    return fault?.kind === 'slow-answer' ? fault.ms : 0;
  }

  /** The calling number as the called line sees it. */
  shownNumber(line: { readonly router: string; readonly interface: string }, number: string): string | undefined {
    if (this.#on.size === 0) return number;
    const fault = this.#on.get(`calling-number ${line.router} ${line.interface}`)?.fault;
    return fault?.kind === 'calling-number' ? fault.shown : number;
  }

  /** Calls from and to the line pass trunks that carry seven bits of each octet. */
  isBehind56({ router, interface: name }: { readonly router: string; readonly interface: string }): boolean {
    return this.#on.size > 0 && this.#on.has(`trunk-56 ${router} ${name}`);
  }

  /** What is wrong with an authentication server. */
  ofServer(name: string): ServerTrouble {
    const slow = this.#on.get(`aaa-slow ${name}`)?.fault;
    return {
      slowMs: slow?.kind === 'aaa-slow' ? slow.ms : 0,
      silent: this.#on.has(`aaa-silent ${name}`),
      wrongSecret: this.#on.has(`aaa-secret ${name}`),
      garbage: this.#on.has(`aaa-garbage ${name}`),
      otherIdentifier: this.#on.has(`aaa-identifier ${name}`),
    };
  }

  /** What is wrong with how a PC answers in CBCP. */
  ofPc(name: string): CbcpFlaw | undefined {
    if (this.#on.size === 0) return undefined;
    if (this.#on.has(`cbcp-garbage ${name}`)) return 'garbled';
    return this.#on.has(`cbcp-other ${name}`) ? 'not-offered' : undefined;
  }

  /** Whether the call that a line asks for now meets others; if so, that was it. */
  takeGlare({ router, interface: name }: { readonly router: string; readonly interface: string }): boolean {
    return this.#on.size > 0 && this.clear(`glare ${router} ${name}`);
  }

  // ---- lines

  #apply(fault: LabFault): void {
    switch (fault.kind) {
      case 'cut':
        this.#host.cut(fault.router, fault.interface, this.#on.has(faultName(fault)));
        return;
      case 'd-channel':
      case 'b-channel':
      case 'noise':
        this.#disturb(fault.router, fault.interface);
        return;
      default:
    }
  }

  /** Puts onto each channel of the line what the faults that are on make of its frames, and nothing where there are none. */
  #disturb(router: string, name: string): void {
    const entries = [...this.#on.values()].filter(({ fault }) => 'router' in fault && fault.router === router && fault.interface === name);
    for (const { suffix, line } of this.#host.channels(router, name)) {
      const on = entries.filter(({ fault }) => concerns(fault, suffix));
      const through = (sent: boolean): Fault | undefined =>
        on.length === 0 ? undefined : (octets) => this.#pass(octets, on, { router, interface: name, channel: suffix, sent });
      line.fault = through(true);
      line.arrivalFault = through(false);
    }
  }

  #pass(octets: Uint8Array, entries: readonly Entry[], way: Way): Uint8Array | undefined {
    let passed = octets;
    for (const entry of entries) {
      const { fault, text } = entry;
      if (fault.kind !== 'noise') {
        entry.lostFrames += 1;
        this.#host.record({ type: 'fault.frame', fault: text, ...way, bits: 0, spoilt: false });
        return undefined;
      }
      const { octets: after, bits } = this.#noise(entry, fault.rate, way).pass(passed);
      if (bits === 0) continue;
      const wasGood = checkFcs(passed).ok;
      passed = after;
      entry.damagedFrames += 1;
      this.#host.record({ type: 'fault.frame', fault: text, ...way, bits, spoilt: wasGood && !checkFcs(passed).ok });
    }
    return passed;
  }

  #noise({ noises }: Entry, rate: number, { router, interface: name, channel, sent }: Way): Noise {
    const stream = `noise ${router} ${name} ${channel} ${sent ? 'out' : 'in'}`;
    let noise = noises.get(stream);
    if (noise === undefined) {
      noise = new Noise(rate, this.#host.random(stream));
      noises.set(stream, noise);
    }
    return noise;
  }
}

function told(fault: LabFault): { readonly fault: string; readonly name: string; readonly router?: string } {
  return { fault: faultText(fault), name: faultName(fault), ...('router' in fault ? { router: fault.router } : 'pc' in fault ? { router: fault.pc } : {}) };
}

interface Way {
  readonly router: string;
  readonly interface: string;
  readonly channel: string;
  readonly sent: boolean;
}

function concerns(fault: LabFault, suffix: string): boolean {
  switch (fault.kind) {
    case 'd-channel':
      return suffix === 'D';
    case 'b-channel':
      return suffix === `B${fault.channel}` || (isOnlyChannel(suffix) && fault.channel === 1);
    case 'noise':
      return isNoisy(fault.where, suffix);
    default:
      return false;
  }
}

/** A serial line is one channel, without a name of its own. */
function isNoisy(where: NoisyChannels = 'b', suffix: string): boolean {
  if (where === 'all') return true;
  if (isOnlyChannel(suffix)) return where !== 'd';
  if (where === 'd' || where === 'b') return suffix.startsWith(where.toUpperCase());
  return suffix === `B${where}`;
}

/** A serial line, and a line with a modem: it has no D channel beside it. */
function isOnlyChannel(suffix: string): boolean {
  return !/^[BD]/.test(suffix);
}
