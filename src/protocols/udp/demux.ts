// The receiving side of UDP (RFC 768): which reader a datagram is for, by its destination port. Nobody listening is not
// an error here; that ICMP says so (RFC 1122 §4.1.3.1) is the caller's affair.

import { LateMap } from '../../base/late-map.ts';
import type { UdpDatagram } from '../../wire/udp.ts';

/** The first port that is given to who does not care which (RFC 6335 §6). */
const FIRST_DYNAMIC_PORT = 49_152;
const LAST_PORT = 65_535;

export class UdpPorts<Reader> {
  readonly #readers = new LateMap<number, Reader>();
  #next = FIRST_DYNAMIC_PORT;

  /** False if somebody else has the port. */
  bind(port: number, reader: Reader): boolean {
    if (this.#readers.has(port)) return false;
    this.#readers.set(port, reader);
    return true;
  }

  release(port: number): void {
    this.#readers.delete(port);
  }

  /** A port that nobody listens to, one after the other. */
  freePort(): number {
    for (let tried = FIRST_DYNAMIC_PORT; tried <= LAST_PORT; tried += 1) {
      const port = this.#next;
      this.#next = port === LAST_PORT ? FIRST_DYNAMIC_PORT : port + 1;
      if (!this.#readers.has(port)) return port;
    }
    return this.#next;
  }

  readerOf({ destinationPort }: UdpDatagram): Reader | undefined {
    return this.#readers.get(destinationPort);
  }
}
