// `service exec-callback`: somebody who called a line's modem and has logged in is called back, if his entry has a callback dial
// string; an empty one leaves the number to him. The words are the documentation's; that a user who was called back is not
// called back again is ours to say, and IOS's to do.

import { users } from '../../config/model.ts';
import type { LineTerminal } from '../../network/router/ports/line-terminal.ts';
import type { RouterControl } from '../../network/router/control.ts';
import type { LoginOutcome } from '../login/local-users.ts';
import type { Desk } from '../desk.ts';

/** What can be dialled: digits, and what a modem makes of letters, commas and the like. */
const DIALLED = /^[0-9A-D*#,TPW@-]+$/i;

/** Whether the user is called back: if so, the session has no more to do. */
export function callsBack(desk: Desk, called: LineTerminal, { user, callbackDialstring }: LoginOutcome): boolean {
  const { router } = desk;
  if (called.calledBack || router.config.flag('service.execCallback') !== true) return false;
  const dialstring = callbackDialstring ?? users(router.config).get(user)?.callbackDialstring;
  if (dialstring === undefined) return false;
  const ring = (number: string): void => {
    desk.print('Callback initiated - line is disconnected');
    // The words go out before the line does.
    const running = desk.run(() => undefined);
    const whenSaid = (): void => {
      if (called.unsentOctets > 0) router.clock.after(100, whenSaid);
      else called.callBack({ user, number });
    };
    router.clock.after(SAID_MS, whenSaid);
    void running;
  };
  if (dialstring !== '') ring(dialstring);
  else askNumber(desk, called, ring);
  return true;
}

/** A line of words takes so long over the slowest of modems. */
const SAID_MS = 500;

function askNumber(desk: Desk, called: LineTerminal, ring: (number: string) => void): void {
  desk.ask('Callback Dialstring: ', true, (typed) => {
    const number = typed?.trim() ?? '';
    if (DIALLED.test(number)) ring(number);
    else {
      desk.print('% No callback dialstring');
      called.hangUp();
    }
  });
}

/** Somebody who was called back, and whose entry says that this proves enough. */
export function knownUserOf(router: RouterControl, called: LineTerminal | undefined): LoginOutcome | undefined {
  const name = called?.knownUser;
  return name === undefined ? undefined : { user: name, privilege: users(router.config).get(name)?.privilege ?? 1 };
}
