// Messages to syslog servers (`logging A.B.C.D`): one UDP datagram a line, in the form of RFC 3164 with IOS's own count of
// messages in front. They leave one after the other, a moment apart, so that a message which its own sending brings about
// (a debug line about a packet, a call) cannot keep the router busy within an instant; what cannot wait is dropped.

import { fromText } from '../base/octets.ts';
import type { LoggingSettings } from '../config/model.ts';
import type { Instant } from '../base/time.ts';
import type { RouterControl } from '../network/router/control.ts';
import type { RenderedLine } from '../views/render-record.ts';

const SYSLOG_PORT = 514;
/** A process gets its turn so often. */
const TURN_MS = 20;
/** Datagrams that wait; more are dropped. */
const MOST_WAITING = 100;

export class SyslogServers {
  readonly #router: RouterControl;
  readonly #settings: () => LoggingSettings;
  readonly #lines = new Map<number, number>();
  #waiting: { readonly host: number; readonly text: string }[] = [];
  #nextTurnAt: Instant = 0;
  #messages = 0;
  dropped = 0;

  constructor(router: RouterControl, settings: () => LoggingSettings) {
    this.#router = router;
    this.#settings = settings;
  }

  log({ severity, text }: RenderedLine): void {
    const { servers } = this.#settings();
    this.#messages += 1;
    if (servers === undefined) return;
    const priority = `<${servers.facility * 8 + severity}>${this.#messages}: `;
    for (const line of text.split('\n')) for (const host of servers.hosts) this.#queue(host, priority + line);
  }

  /** Lines that went to the server since boot. */
  linesTo(host: number): number {
    return this.#lines.get(host) ?? 0;
  }

  forget(): void {
    this.#waiting = [];
    this.#lines.clear();
    this.#messages = 0;
    this.dropped = 0;
  }

  #queue(host: number, text: string): void {
    if (this.#waiting.length >= MOST_WAITING) {
      this.dropped += 1;
      return;
    }
    this.#waiting.push({ host, text });
    if (this.#waiting.length === 1) this.#plan();
  }

  #plan(): void {
    const { clock } = this.#router;
    clock.after(Math.max(0, this.#nextTurnAt - clock.now), () => this.#turn());
  }

  #turn(): void {
    const next = this.#waiting.shift();
    if (next === undefined) return;
    this.#nextTurnAt = this.#router.clock.now + TURN_MS;
    this.#lines.set(next.host, this.linesTo(next.host) + 1);
    const { servers } = this.#settings();
    this.#router.sendDatagram({
      destination: next.host,
      sourcePort: SYSLOG_PORT,
      destinationPort: SYSLOG_PORT,
      data: fromText(next.text),
      ...(servers?.sourceInterface === undefined ? {} : { sourceInterface: servers.sourceInterface }),
    });
    if (this.#waiting.length > 0) this.#plan();
  }
}
