// A modem whose terminal is outside of the lab: a program on the modem port (host/modem-port.ts). Its octets come in at the pace of
// a serial line and go out as they are; DTR is whether somebody is there. What passes over the carrier is read along, so that
// PPP from outside is captured and traced like a router's. Nothing of it is changed, and none of it is needed to carry it.

import { concatOctets } from '../../base/octets.ts';
import type { Clock } from '../../engine/clock.ts';
import type { ModemTrace } from '../../protocols/modem/types.ts';
import { HUNTING_RECEIVER, unstuff, type AsyncReceiver } from '../../wire/async-hdlc.ts';
import { checkFcs } from '../../wire/hdlc.ts';
import { withoutPassword } from '../../wire/pap.ts';
import { PPP_PACKET, PPP_PROTOCOL } from '../../wire/ppp.ts';
import type { Tap } from '../channel.ts';
import type { Modem, Terminal } from './modem.ts';

export type OutsideTrace =
  /** Who is at the terminal's end of the cable: somebody, nobody any more, or one too many. */
  | { readonly type: 'outside.terminal'; readonly what: 'came' | 'left' | 'refused' }
  /** A good PPP frame that the terminal sent (`O`) or was sent (`I`); control packets whole, but for passwords. */
  | { readonly type: 'outside.ppp'; readonly direction: 'I' | 'O'; readonly protocol: number; readonly lengthOctets: number; readonly octets?: Uint8Array };

/** Of the serial line to the modem: ten bits an octet. */
const TERMINAL_BITS_PER_SECOND = 115_200;
const FIRST_CONTROL_PROTOCOL = 0x8000;

export class OutsideModem implements Terminal {
  /** `modem1`. */
  readonly name: string;
  readonly number: string;
  readonly #clock: Clock;
  readonly #modem: Modem;
  readonly #record: (event: ModemTrace | OutsideTrace) => void;
  #receivers: Readonly<Record<'sent' | 'received', AsyncReceiver>> = BETWEEN_CALLS;
  #busyUntil = 0;
  /** What is said while the terminal's octets are taken: echo and answer go out in one piece. */
  #saying: Uint8Array[] | undefined;
  /** Gets what the modem says to its terminal. */
  output: (octets: Uint8Array) => void = () => {};
  /** Circuit 109: the carrier has come or gone. */
  carrier: (on: boolean) => void = () => {};
  /** Hears PPP frames that pass over the carrier, as the terminal sends and receives them. */
  tap: Tap | undefined;

  constructor(clock: Clock, name: string, number: string, modem: Modem, record: (event: ModemTrace | OutsideTrace) => void) {
    this.#clock = clock;
    this.name = name;
    this.number = number;
    this.#modem = modem;
    this.#record = record;
    modem.attach(this);
    modem.line.tap = (direction, octets) => this.#readAlong(direction, octets);
  }

  // ---- the terminal

  /** Somebody takes the cable: DTR is on. */
  connect(): void {
    this.#record({ type: 'outside.terminal', what: 'came' });
    this.#modem.dtr = true;
  }

  /** The cable is pulled out: a call is hung up. */
  disconnect(): void {
    this.#record({ type: 'outside.terminal', what: 'left' });
    this.#modem.unplug();
  }

  /** There is one terminal; another one was turned away. */
  refused(): void {
    this.#record({ type: 'outside.terminal', what: 'refused' });
  }

  /** The serial line is busy with what it was given, or the modem takes no more. */
  get full(): boolean {
    return this.#clock.now < this.#busyUntil || this.#modem.full;
  }

  send(octets: Uint8Array): void {
    const sendMs = (octets.length * 10_000) / TERMINAL_BITS_PER_SECOND;
    this.#busyUntil = Math.max(this.#clock.now, this.#busyUntil) + sendMs;
    // Whoever paces the clock looks again when it is over.
    this.#clock.after(this.#busyUntil - this.#clock.now, () => {});
    this.#saying = [];
    this.#modem.send(octets);
    const said = concatOctets(...this.#saying);
    this.#saying = undefined;
    if (said.length > 0) this.output(said);
  }

  // ---- the modem

  receive(octets: Uint8Array): void {
    if (this.#saying === undefined) this.output(octets);
    else this.#saying.push(octets);
  }

  circuit(name: 'DCD' | 'RI', on: boolean): void {
    if (name !== 'DCD') return;
    this.#receivers = BETWEEN_CALLS;
    this.carrier(on);
  }

  trace(event: ModemTrace): void {
    this.#record(event);
  }

  // ---- reading along

  #readAlong(direction: 'sent' | 'received', octets: Uint8Array): void {
    const { receiver, frames } = unstuff(this.#receivers[direction], octets, 0);
    this.#receivers = { ...this.#receivers, [direction]: receiver };
    for (const frame of frames) this.#frame(direction, frame);
  }

  /** What is typed by hand may hold a flag by chance, and is no frame. */
  #frame(direction: 'sent' | 'received', frame: Uint8Array): void {
    const checked = checkFcs(frame);
    if (!checked.ok && !(frame[0] === 0xff && frame[1] === 0x03)) return;
    this.tap?.(direction, frame);
    const packet = checked.ok ? PPP_PACKET.parse(checked.value) : undefined;
    if (packet?.ok !== true) return;
    const { protocol, information } = packet.value;
    const event = { type: 'outside.ppp', direction: direction === 'sent' ? 'O' : 'I', protocol, lengthOctets: information.length + 2 } as const;
    if (protocol < FIRST_CONTROL_PROTOCOL) return this.#record(event);
    this.#record({ ...event, octets: protocol === PPP_PROTOCOL.pap ? withoutPassword(information) : information });
  }
}

const BETWEEN_CALLS = { sent: HUNTING_RECEIVER, received: HUNTING_RECEIVER } as const;
