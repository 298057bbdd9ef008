// A modem as a device of the lab: the machine of protocols/modem between a V.24 cable and an analog line. It knows neither
// what its terminal is nor what its octets mean.

import type { Clock } from '../engine/clock.ts';
import { createModem, step } from '../protocols/modem/modem.ts';
import type { ModemAction, ModemEvent, ModemMake, ModemState, ModemTimerName, ModemTrace } from '../protocols/modem/types.ts';
import { fromText, toText } from '../base/octets.ts';
import { LINE_SOUND } from '../wire/modem-signal.ts';
import { VOICE_CHANNEL, type Hook, type TelephoneSet, type Tone } from './analog-port.ts';
import { OUTPUT_QUEUE_FRAMES, Port } from './channel.ts';
import { TimerBank } from './timer-bank.ts';
import { Turnstile } from './turnstile.ts';

/** What it buffers for the line, in chunks of the terminal's; less than the line would refuse. */
const BUFFERED_CHUNKS = OUTPUT_QUEUE_FRAMES - 4;

/** The terminal's end of the V.24 cable. */
export interface Terminal {
  receive(octets: Uint8Array): void;
  /** Circuits 109 and 125. */
  circuit(name: 'DCD' | 'RI', on: boolean): void;
  trace(event: ModemTrace): void;
}

export class Modem implements TelephoneSet {
  readonly voice: Port;
  readonly #clock: Clock;
  readonly #hook: Hook;
  readonly #timers: TimerBank<ModemTimerName>;
  readonly #turnstile = new Turnstile();
  #terminal: Terminal | undefined;
  #state: ModemState;

  constructor(clock: Clock, hook: Hook, make: ModemMake) {
    this.#clock = clock;
    this.#hook = hook;
    this.#state = createModem(make);
    this.#timers = new TimerBank(clock, (timer) => this.#tell({ type: 'timer', timer }));
    this.voice = new Port(clock, VOICE_CHANNEL);
    this.voice.receive = (octets) => this.#hear(octets);
  }

  get state(): ModemState {
    return this.#state;
  }

  // ---- the cable

  attach(terminal: Terminal): void {
    this.#terminal = terminal;
  }

  send(octets: Uint8Array): void {
    this.#tell({ type: 'terminal', text: toText(octets) });
  }

  /** Circuit 106: it takes no more for now. */
  get full(): boolean {
    return this.voice.waiting >= BUFFERED_CHUNKS;
  }

  set dtr(on: boolean) {
    if (on !== this.#state.dtrOn) this.#tell({ type: 'dtr', on });
  }

  // ---- the line

  hears(tone: Tone): void {
    this.#tell({ type: 'tone', tone });
  }

  ring(): void {
    this.#tell({ type: 'ring' });
  }

  connected(): void {
    this.#tell({ type: 'connected' });
  }

  lost(): void {
    this.#tell({ type: 'line-lost' });
  }

  #hear(octets: Uint8Array): void {
    const sound = LINE_SOUND.parse(octets);
    if (!sound.ok) return;
    if (sound.value.kind === 'data') this.#tell({ type: 'carrier', octets: sound.value.octets });
    else this.#tell({ type: 'signal', signal: sound.value });
  }

  #tell(event: ModemEvent): void {
    this.#turnstile.pass(() => {
      const [state, actions] = step(this.#state, event, this.#clock.now);
      this.#state = state;
      for (const action of actions) this.#perform(action);
    });
  }

  #perform(action: ModemAction): void {
    switch (action.type) {
      case 'terminal':
        this.#terminal?.receive(fromText(action.text));
        return;
      case 'circuit':
        if (action.circuit === 'DCD' && action.on) this.voice.bitsPerSecond = this.#state.bitsPerSecond;
        this.#terminal?.circuit(action.circuit, action.on);
        return;
      case 'off-hook':
        this.#hook.lift();
        return;
      case 'on-hook':
        this.#hook.drop();
        return;
      case 'dial':
        this.#hook.dial(action.number);
        return;
      case 'signal':
        this.voice.send(LINE_SOUND.serialize(action.signal));
        return;
      case 'carrier':
        this.voice.send(LINE_SOUND.serialize({ kind: 'data', octets: action.octets }));
        return;
      case 'start':
        this.#timers.start(action.timer, action.ms);
        return;
      case 'stop':
        this.#timers.stop(action.timer);
        return;
      case 'trace':
        this.#terminal?.trace(action.event);
    }
  }
}
