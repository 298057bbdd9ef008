// A modem's end of an analog line: what it hears there, in the terms of the modem machines, and what they do there. The
// voice path carries the stand-ins of modem-signal.ts for sounds, and the carrier's octets.

import type { Clock } from '../../engine/clock.ts';
import type { LineAction, LineEvent, Tone } from '../../protocols/modem/line.ts';
import { LINE_SOUND } from '../../wire/modem-signal.ts';
import { VOICE_CHANNEL, type Hook, type TelephoneSet } from '../exchange/analog-port.ts';
import { OUTPUT_QUEUE_FRAMES, Port, type FrameHearer, type Tap } from '../channel.ts';

/** What a modem buffers for the line, in chunks of the terminal's; less than the line would refuse. */
const BUFFERED_CHUNKS = OUTPUT_QUEUE_FRAMES - 4;

export class ModemLine implements TelephoneSet, FrameHearer {
  readonly voice: Port;
  readonly #hook: Hook;
  readonly #tell: (event: LineEvent) => void;
  /** Hears the carrier's octets, both ways. */
  tap: Tap | undefined;

  constructor(clock: Clock, hook: Hook, tell: (event: LineEvent) => void) {
    this.#hook = hook;
    this.#tell = tell;
    this.voice = new Port(clock, VOICE_CHANNEL);
    this.voice.hearer = this;
  }

  /** It takes no more for now. */
  get full(): boolean {
    return this.voice.waiting >= BUFFERED_CHUNKS;
  }

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

  perform(action: LineAction): void {
    switch (action.type) {
      case 'off-hook':
        return this.#hook.lift();
      case 'on-hook':
        return this.#hook.drop();
      case 'dial':
        return this.#hook.dial(action.number);
      case 'signal':
        this.voice.send(LINE_SOUND.serialize(action.signal));
        return;
      case 'carrier':
        this.tap?.('sent', action.octets);
        this.voice.send(LINE_SOUND.serialize({ kind: 'data', octets: action.octets }));
    }
  }

  hear(octets: Uint8Array): void {
    const sound = LINE_SOUND.parse(octets);
    if (!sound.ok) return;
    if (sound.value.kind === 'data') {
      this.tap?.('received', sound.value.octets);
      this.#tell({ type: 'carrier', octets: sound.value.octets });
    } else this.#tell({ type: 'signal', signal: sound.value });
  }
}
