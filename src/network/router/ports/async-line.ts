// Frames on an asynchronous line: each is stuffed into octets for the modem, and the modem's octets are taken apart again
// (RFC 1662 §4). Which control characters are escaped is agreed by LCP; LCP's own packets always escape all of them (§7.1).
// Without PPP it carries bare datagrams (SLIP).

import { addFcs } from '../../../wire/hdlc.ts';
import { DEFAULT_ACCM, HUNTING_RECEIVER, NEW_RECEIVER, stuffFrame, unstuff, type AsyncReceiver } from '../../../wire/async-hdlc.ts';
import { NEW_SLIP_RECEIVER, slipFrame, unslip, type SlipReceiver } from '../../../wire/slip.ts';
import type { Modem } from '../../modems/modem.ts';
import type { FrameLine } from './framed-link.ts';
import { TappedLine } from './tapped-line.ts';

export interface OctetStream {
  readonly bitsPerSecond: number;
  /** It takes no more for now: flow control by its circuits. */
  readonly full: boolean;
  send(octets: Uint8Array): void;
}

/** What passes a modem's cable. Whether its circuit 106 is heeded is the terminal's business. */
export function modemStream(modem: Modem | undefined, heedsFlow: () => boolean): OctetStream {
  return {
    send: (octets) => modem?.send(octets),
    get full() {
      return modem?.full === true && heedsFlow();
    },
    get bitsPerSecond() {
      return modem?.state.bitsPerSecond ?? 0;
    },
  };
}

export class AsyncLine extends TappedLine implements FrameLine {
  readonly #stream: OctetStream;
  #receiver: AsyncReceiver = NEW_RECEIVER;
  #sendMap = DEFAULT_ACCM;
  #receiveMap = 0;
  /** Undefined while frames of PPP are carried. */
  #slip: SlipReceiver | undefined;

  constructor(stream: OctetStream) {
    super();
    this.#stream = stream;
  }

  /** A call begins: nothing is agreed yet. */
  reset(): void {
    this.#receiver = HUNTING_RECEIVER;
    this.characterMaps(DEFAULT_ACCM, 0);
  }

  characterMaps(send: number, receive: number): void {
    this.#sendMap = send;
    this.#receiveMap = receive;
  }

  slip(on: boolean): void {
    this.#slip = on ? NEW_SLIP_RECEIVER : undefined;
  }

  get bitsPerSecond(): number {
    return this.#stream.bitsPerSecond;
  }

  send(frame: Uint8Array): boolean {
    if (this.#stream.full) return false;
    const leaving = this.leaving(frame);
    if (leaving === undefined) return true;
    if (this.#slip !== undefined) this.#stream.send(slipFrame(leaving));
    else this.#stream.send(stuffFrame(leaving, isLcp(frame) ? DEFAULT_ACCM : this.#sendMap));
    return true;
  }

  hear(octets: Uint8Array): void {
    if (this.#slip !== undefined) {
      const { receiver: next, datagrams } = unslip(this.#slip, octets);
      this.#slip = next;
      for (const datagram of datagrams) this.deliver(datagram);
      return;
    }
    const { receiver, frames, aborted } = unstuff(this.#receiver, octets, this.#receiveMap);
    this.#receiver = receiver;
    for (const frame of frames) this.deliver(frame);
    // An aborted frame is one with a bad FCS to whoever counts.
    for (let n = 0; n < aborted; n += 1) this.deliver(BROKEN);
  }
}

/** Four octets whose check sequence is wrong. */
const BROKEN = addFcs(Uint8Array.of(0xff, 0x03)).map((octet) => octet ^ 0xff);

function isLcp(frame: Uint8Array): boolean {
  return frame[0] === 0xff && frame[1] === 0x03 && frame[2] === 0xc0 && frame[3] === 0x21;
}
