// Return calls for users at terminals (`service exec-callback`): when the call that asked for one is hung up, and the forced wait is
// over, one attempt is made on the line that the user's entry names. Which number, and who the user is, the session has found.

import { LateSet } from '../../../base/late-map.ts';
import type { Cancel, Clock } from '../../../engine/clock.ts';
import type { UserSettings } from '../../../config/model.ts';
import type { AskingCall } from '../../../protocols/dialer/callback-types.ts';
import type { TraceEvent } from '../../trace.ts';
import type { AsyncPort } from '../ports/async-port.ts';
import type { Hardware } from '../hardware.ts';
import type { LineCallback } from '../ports/line-terminal.ts';
import type { RouterSettings } from '../router-settings.ts';

export interface LineCallbacksOwner {
  readonly clock: Clock;
  readonly settings: RouterSettings;
  readonly hardware: Hardware;
  record(event: TraceEvent, interfaceName: string): void;
}

/** For so long a line is left alone after a call, whatever is configured: its own modem and the caller's hang up meanwhile. */
const REST_SECONDS = 4;

export class LineCallbacks {
  readonly #owner: LineCallbacksOwner;
  readonly #owed = new LateSet<Cancel>();

  constructor(owner: LineCallbacksOwner) {
    this.#owner = owner;
  }

  /** The line is about to hang up, and the user at its far end is called back. */
  owe(line: AsyncPort, { user, number }: LineCallback): void {
    const { clock, record, settings } = this.#owner;
    const forcedWaitSeconds = settings.callbackWaitSeconds(line.name);
    record({ type: 'line.callback', what: 'initiated', user, number, forcedWaitSeconds }, line.name);
    const asked: AskingCall = { call: line.name, at: clock.now, channel: line.name, callingNumber: line.callingNumber ?? '' };
    const cancel = clock.after(Math.max(REST_SECONDS, forcedWaitSeconds) * 1000, () => {
      this.#owed.delete(cancel);
      this.#call(line, { user, number }, asked);
    });
    this.#owed.add(cancel);
  }

  #call(from: AsyncPort, { user, number }: LineCallback, asked: AskingCall): void {
    const { settings, hardware, record } = this.#owner;
    const entry = settings.users.get(user);
    const line = callbackLine(hardware.asyncPorts(), entry, from);
    if (line === undefined) return record({ type: 'line.callback', what: 'failed', user, number, because: 'no line is free' }, from.name);
    record({ type: 'line.callback', what: 'calling', user, number, asked }, line.name);
    line.callTerminal(number, {
      user,
      verify: entry?.callbackVerify !== false,
      ended: (reached, because) => {
        record({ type: 'line.callback', what: reached ? 'reached' : 'failed', user, number, ...(because === undefined ? {} : { because }) }, line.name);
      },
    });
  }

  /** The router goes down. */
  forget(): void {
    for (const cancel of this.#owed) cancel();
    this.#owed.clear();
  }
}

/** `callback-line`, `callback-rotary`, else the line that the user called. */
export function callbackLine(lines: readonly AsyncPort[], user: Pick<UserSettings, 'callbackLines' | 'callbackRotary'> | undefined, from: AsyncPort): AsyncPort | undefined {
  const { callbackLines, callbackRotary } = user ?? {};
  const isFree = (line: AsyncPort): boolean => line.isFree;
  if (callbackLines !== undefined) {
    return lines.find((line) => isFree(line) && numberOf(line) >= callbackLines.first && numberOf(line) <= callbackLines.last);
  }
  if (callbackRotary !== undefined) return lines.find((line) => isFree(line) && (callbackRotary === 0 || line.settings?.rotary === callbackRotary));
  return isFree(from) ? from : undefined;
}

function numberOf({ name }: AsyncPort): number {
  return Number(/\d+$/.exec(name)?.[0] ?? 0);
}
