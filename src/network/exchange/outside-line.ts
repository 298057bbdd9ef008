// The rest of the telephone network, as a line of the exchange: calls come from there that nobody in the lab placed. Whoever
// answers hears nothing, and is hung up on after a second. Nobody can be called there.

import { AssertionFailure } from '../../base/assert.ts';
import type { Clock } from '../../engine/clock.ts';
import { B_CHANNEL, Port } from '../channel.ts';
import type { Leg, LinePort } from './line-port.ts';
import type { TelephoneLine } from '../lab-description.ts';

/** What a bill and a timeline call it. */
export const OUTSIDE = 'outside';
const OUTSIDE_NUMBER = '5550100';
const PATIENCE_MS = 1000;
/** Q.850: normal call clearing. */
const NORMAL = 16;

interface OutsideLeg extends Leg {
  readonly channel: undefined;
  readonly voice: Port;
}

export class OutsideLine implements LinePort {
  readonly line: TelephoneLine = {
    kind: 'bri', router: OUTSIDE, interface: '', numbers: [], callingNumber: OUTSIDE_NUMBER, switchType: 'basic-net3', spids: { required: false, valid: [] },
  };
  readonly active = false;
  readonly freeChannel = undefined;
  readonly #clock: Clock;
  readonly #hungUp: (leg: Leg, cause: number) => void;

  constructor(clock: Clock, hungUp: (leg: Leg, cause: number) => void) {
    this.#clock = clock;
    this.#hungUp = hungUp;
  }

  /** Somebody there calls. */
  caller(): Leg {
    const leg: OutsideLeg = { port: this, fromTerminal: true, channel: undefined, circuit: undefined, voice: new Port(this.#clock, B_CHANNEL) };
    return leg;
  }

  maySetUp(): boolean {
    return true;
  }

  proceed(): undefined {
    return undefined;
  }

  alert(): void {
    // It is heard ringing, and waited for.
  }

  connect(leg: Leg): void {
    this.#clock.after(PATIENCE_MS, () => this.#hungUp(leg, NORMAL));
  }

  clear(): void {
    // Whoever called there puts the receiver down.
  }

  offer(): never {
    throw new AssertionFailure('nobody outside has a number');
  }

  channelPort(leg: Leg): Port {
    return (leg as OutsideLeg).voice; // made by caller()
  }
}
