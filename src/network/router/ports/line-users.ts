// Who has a terminal line while no interface has it: somebody who called its modem (line-use.ts), or somebody who is connected from
// elsewhere to what is plugged into it. One at a time; the line itself, its modem and its interface are async-port.ts's.

import type { AsyncLineSettings } from '../../../config/async-settings.ts';
import type { Modem } from '../../modems/modem.ts';
import type { LineTrace } from '../../trace.ts';
import type { LineChoice, LineRefusal, LineCallback, ReverseLine, ReverseObserver } from './line-terminal.ts';
import { LineUse, type LineUseOwner } from './line-use.ts';

export interface LineUsersOwner extends Pick<LineUseOwner, 'clock' | 'line' | 'interface'> {
  readonly modem: Modem | undefined;
  lineAccept(): LineUseOwner['accept'];
  record(event: LineTrace): void;
  begin(choice: LineChoice, octets: Uint8Array, by: 'autoselect' | 'exec'): LineRefusal | undefined;
  callBack(callback: LineCallback): void;
  /** Somebody has the line now. */
  taken(): void;
  /** Nobody has it any more: its modem hangs up. */
  left(): void;
}

export class LineUsers {
  readonly #owner: LineUsersOwner;
  /** A terminal, or whoever may become one. */
  #use: LineUse | undefined;
  #reverse: ReverseObserver | undefined;

  constructor(owner: LineUsersOwner) {
    this.#owner = owner;
  }

  get hasTerminal(): boolean {
    return this.#use !== undefined;
  }

  get hasReverse(): boolean {
    return this.#reverse !== undefined;
  }

  /** False when nobody of these listens. */
  hear(octets: Uint8Array): boolean {
    if (this.#reverse !== undefined) this.#reverse.data(octets);
    else if (this.#use !== undefined) this.#use.hear(octets);
    else return false;
    return true;
  }

  /** The modem has a carrier, and the line is a terminal's. */
  begin(settings: AsyncLineSettings, calledBack: { readonly user: string | undefined } | undefined): void {
    const { clock, line, interface: name, modem, ...owner } = this.#owner;
    this.#use = new LineUse(
      {
        clock,
        line,
        interface: name,
        settings,
        accept: owner.lineAccept(),
        get full() {
          return modem?.full ?? false;
        },
        record: owner.record,
        transmit: (octets) => modem?.send(octets),
        begin: (choice, octets, by) => {
          const refusal = owner.begin(choice, octets, by);
          if (refusal === undefined) this.#use = undefined;
          return refusal;
        },
        callBack: (callback) => {
          this.end();
          owner.callBack(callback);
        },
        hangUp: () => this.end(),
      },
      calledBack,
    );
    owner.taken();
    this.#use.start();
  }

  reverse(observer: ReverseObserver): ReverseLine {
    const { modem, record, taken } = this.#owner;
    this.#reverse = observer;
    record({ type: 'line.reverse', open: true });
    taken();
    return {
      send: (octets) => {
        if (this.#reverse === observer) modem?.send(octets);
      },
      close: () => {
        if (this.#reverse === observer) this.end();
      },
    };
  }

  /** Whoever has the line goes. */
  end(): void {
    const [use, reverse] = [this.#use, this.#reverse];
    this.#use = undefined;
    this.#reverse = undefined;
    use?.over();
    if (reverse !== undefined) {
      this.#owner.record({ type: 'line.reverse', open: false });
      reverse.ended();
    }
    this.#owner.left();
  }
}
