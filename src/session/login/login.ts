// Who may use a line: the User Access Verification dialogue for `login` and `login local` (cli-behaviour §8). A console
// whose line has no password set is open although `login` is configured, as is one without `login`; any other line that
// wants a password and has none is closed.

import { users, type LineSettings } from '../../config/model.ts';
import type { RouterControl } from '../../network/router/control.ts';
import type { Conversation } from '../typing/conversation.ts';
import { localUser, type LoginOutcome } from './local-users.ts';
import { askInTime, LOGIN_RESPONSE_SECONDS } from '../typing/timed-question.ts';

const TRIES = 3;

/** Whether somebody who comes is asked for anything. */
export function asksForLogin(settings: LineSettings | undefined): boolean {
  return settings?.login === 'local' || (settings?.login === 'password' && settings.password !== undefined);
}

/** Calls `done` with who it is, or with undefined after too many wrong answers. */
export function login(
  conversation: Conversation,
  router: RouterControl,
  settings: LineSettings | undefined,
  done: (outcome: LoginOutcome | undefined) => void,
): void {
  const privilege = settings?.privilege ?? 1;
  const desk = deskOf(conversation, router, settings, done);
  if (settings?.login === 'local') {
    announce(conversation);
    askUser(desk, privilege, TRIES, done);
  } else if (settings?.login === 'password' && settings.password === undefined && !settings.key.startsWith('con')) {
    conversation.screen.write('\r\n\r\nPassword required, but none set\r\n');
    done(undefined);
  } else if (settings?.login === 'password' && settings.password !== undefined) {
    announce(conversation);
    askPassword(desk, settings.password, TRIES, (accepted) => done(accepted ? { user: '', privilege } : undefined));
  } else done({ user: '', privilege });
}

/** `login` in EXEC: somebody who is in already becomes one of the router's users. */
export function loginAsUser(
  conversation: Conversation,
  router: RouterControl,
  settings: LineSettings | undefined,
  done: (outcome: LoginOutcome | undefined) => void,
): void {
  askUser(deskOf(conversation, router, settings, done), settings?.privilege ?? 1, TRIES, done);
}

function deskOf(
  conversation: Conversation,
  router: RouterControl,
  settings: LineSettings | undefined,
  done: (outcome: LoginOutcome | undefined) => void,
): LoginDesk {
  return { conversation, router, seconds: settings?.loginResponseSeconds ?? LOGIN_RESPONSE_SECONDS, expired: () => done(undefined) };
}

function announce(conversation: Conversation): void {
  conversation.screen.write('\r\n\r\nUser Access Verification\r\n\r\n');
}

interface LoginDesk {
  readonly conversation: Conversation;
  readonly router: RouterControl;
  /** How long a question waits for its answer. */
  readonly seconds: number;
  readonly expired: () => void;
}

function ask({ conversation, router, seconds, expired }: LoginDesk, prompt: string, echo: boolean, answered: (answer: string | undefined) => void): void {
  askInTime(conversation, router, { prompt, echo, seconds, answered, expired });
}

function askPassword(desk: LoginDesk, password: string, left: number, done: (accepted: boolean) => void): void {
  ask(desk, 'Password: ', false, (typed) => {
    if (typed === password) done(true);
    else if (left > 1) askPassword(desk, password, left - 1, done);
    else {
      desk.conversation.screen.write('% Bad passwords\r\n');
      done(false);
    }
  });
}

function askUser(desk: LoginDesk, linePrivilege: number, left: number, done: (outcome: LoginOutcome | undefined) => void): void {
  const { router, conversation } = desk;
  ask(desk, 'Username: ', true, (name) => {
    if (name === undefined || name === '') {
      askUser(desk, linePrivilege, left, done);
      return;
    }
    const finish = ({ user, privilege }: LoginOutcome): void => done({ user, privilege: Math.max(linePrivilege, privilege) });
    const open = users(router.config).get(name)?.noPassword === true ? localUser(router, name, undefined) : undefined;
    if (open) {
      finish(open);
      return;
    }
    ask(desk, 'Password: ', false, (typed) => {
      const outcome = localUser(router, name, typed);
      if (outcome) {
        finish(outcome);
        return;
      }
      conversation.screen.write('% Login invalid\r\n\r\n');
      if (left > 1) askUser(desk, linePrivilege, left - 1, done);
      else done(undefined);
    });
  });
}
