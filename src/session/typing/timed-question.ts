// A question of a login: nobody may leave it open (`timeout login response`, 30 seconds). Unanswered in time it is taken
// back with the box's words, and the login has failed.

import type { RouterControl } from '../../network/router/control.ts';
import type { Conversation } from './conversation.ts';

export const LOGIN_RESPONSE_SECONDS = 30;

export interface TimedQuestion {
  readonly prompt: string;
  readonly echo: boolean;
  readonly seconds: number;
  readonly answered: (answer: string | undefined) => void;
  readonly expired: () => void;
}

export function askInTime(conversation: Conversation, router: RouterControl, question: TimedQuestion): void {
  const { prompt, echo, seconds, answered, expired } = question;
  const asked = conversation.ask(prompt, echo, (answer) => {
    cancel?.();
    answered(answer);
  });
  // 0 waits for ever.
  const cancel = seconds <= 0 ? undefined : router.clock.after(seconds * 1000, () =>
    asked.withdraw(() => {
      conversation.screen.write(`% ${prompt} timeout expired!\r\n`);
      expired();
    }),
  );
}
