// Logging in with `aaa new-model`: the method list of the line asks, the router's words stand around it, and after three failures
// the line is closed. Whoever is let in is authorised for EXEC, where a list says so, and his session is accounted for.

import { absoluteLineNumber } from '../../config/line-numbers.ts';
import type { LineSettings } from '../../config/model.ts';
import type { AaaLine, LineUser } from '../../network/router/aaa/aaa-lines.ts';
import type { RouterControl } from '../../network/router/control.ts';
import { askByAaa, Waiting, type DialogueDesk } from './aaa-dialogue.ts';
import type { Conversation } from '../typing/conversation.ts';
import { lineConfiguration, type LineName } from '../lines/line-configuration.ts';
import { localUser, type LoginOutcome } from './local-users.ts';
import { askInTime, LOGIN_RESPONSE_SECONDS } from '../typing/timed-question.ts';

const TRIES = 3;
const VERIFICATION = '\r\n\r\nUser Access Verification\r\n\r\n';

export interface AaaLoginDesk {
  readonly conversation: Conversation;
  readonly router: RouterControl;
  readonly line: LineName;
  readonly location: string;
  readonly settings: LineSettings | undefined;
  /** `banner login`, before the first question. */
  readonly loginBanner?: () => void;
}

/** The line in the words of AAA. */
export function aaaLine({ router, line, location, settings }: Pick<AaaLoginDesk, 'router' | 'line' | 'location' | 'settings'>): AaaLine {
  return {
    kind: line.kind,
    number: absoluteLineNumber(router.model, { type: line.kind, number: line.number }),
    location,
    password: settings?.password,
    privilege: settings?.privilege,
    lists: settings?.lists ?? { login: '', authorization: '', accounting: '' },
  };
}

/** Calls `done` with who it is, or with undefined when he is not let in. Returns how to give the dialogue up. */
export function aaaLogin(desk: AaaLoginDesk, done: (outcome: LoginOutcome | undefined) => void): () => void {
  const { router } = desk;
  const dialogue = dialogueDesk(desk);
  let giveUp = (): void => undefined;
  const attempt = (left: number): void => {
    giveUp = askByAaa(dialogue, (questions) => router.aaa.login(aaaLine(desk), questions), () => announce(desk, left === TRIES), (decision, wasAsked) => {
      if (decision === undefined) return done(undefined);
      if (decision.message !== undefined) dialogue.write(`${decision.message.replaceAll('\n', '\r\n')}\r\n`);
      if (decision.outcome === 'pass') {
        giveUp = enter(desk, decision.user, done);
        return;
      }
      dialogue.write(`\r\n${router.aaa.failMessage.replaceAll('\n', '\r\n')}\r\n\r\n`);
      // What was decided without a word of his would be again.
      if (left > 1 && wasAsked) attempt(left - 1);
      else done(undefined);
    });
  };
  attempt(TRIES);
  return () => giveUp();
}

/** Who is known to the router already, as over SSH: what he may do is asked all the same. */
export function aaaEnter(desk: AaaLoginDesk, { user, known }: LoginOutcome, done: (outcome: LoginOutcome | undefined) => void): () => void {
  return enter(desk, known ?? { user, method: 'local', decision: { attributes: { pairs: [] }, method: 'local' } }, done);
}

/** Whether a name and a password let somebody in on a virtual terminal, where both are there at once: by AAA, else by the router's own users. */
export function checkRemoteUser(router: RouterControl, name: string, password: string, location: string, decided: (outcome: LoginOutcome | undefined) => void): void {
  if (!router.aaa.inForce) return decided(localUser(router, name, password));
  const line: LineName = { kind: 'vty', number: 0 };
  router.aaa.check(aaaLine({ router, line, location, settings: lineConfiguration(router.config, line) }), name, password, (known) => {
    decided(known === undefined ? undefined : { user: known.user, privilege: 1, known });
  });
}

function announce({ conversation, router, loginBanner }: AaaLoginDesk, first: boolean): void {
  if (!first) return;
  loginBanner?.();
  const { banner } = router.aaa;
  conversation.screen.write(banner === undefined ? VERIFICATION : `\r\n${banner.replaceAll('\n', '\r\n')}\r\n`);
}

/** The user is known: may he have EXEC, and is a server to know of it first? */
function enter(desk: AaaLoginDesk, user: LineUser, done: (outcome: LoginOutcome | undefined) => void): () => void {
  const { router } = desk;
  const dialogue = dialogueDesk(desk);
  const line = aaaLine(desk);
  const waiting = new Waiting(dialogue);
  let cancel: (() => void) | undefined;
  const refused = (): void => {
    dialogue.write('% Authorization failed.\r\n');
    done(undefined);
  };
  waiting.until(() => {
    const asking = router.aaa.exec(line, user, (grant) =>
      waiting.over(() => {
        if (grant === undefined) return refused();
        waiting.until(() => {
          const { privilege, autoCommand: autocommand, callbackDialString: callbackDialstring } = grant;
          const begun = (allowed: boolean): void =>
            waiting.over(() => {
              if (!allowed) return refused();
              done({ user: user.user, privilege, ended: (cause) => ended(cause), ...(autocommand === undefined ? {} : { autocommand }), ...(callbackDialstring === undefined ? {} : { callbackDialstring }) });
            });
          const ended = router.aaa.account(line, user, privilege, begun);
        });
      }),
    );
    cancel = () => asking?.cancel();
  });
  return () => cancel?.();
}

function dialogueDesk({ conversation, router, settings }: AaaLoginDesk): DialogueDesk {
  const seconds = settings?.loginResponseSeconds ?? LOGIN_RESPONSE_SECONDS;
  return {
    ask: (prompt, echo, asked) => askInTime(conversation, router, { prompt, echo, seconds, answered: (answer) => asked(answer ?? ''), expired: () => asked(undefined) }),
    write: (text) => conversation.screen.write(text),
    run: (abort) => conversation.run(abort),
  };
}
