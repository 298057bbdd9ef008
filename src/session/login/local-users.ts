// The router's own users: whether a name and a password are right, by the running configuration.

import { users } from '../../config/model.ts';
import { verifyType5 } from '../../config/secrets.ts';
import type { LineUser } from '../../network/router/aaa/aaa-lines.ts';
import type { RouterControl } from '../../network/router/control.ts';

/** Why a session ends, as accounting has it. */
export type SessionEnd = 'user-request' | 'idle-timeout' | 'session-timeout' | 'admin-reset';

export interface LoginOutcome {
  readonly user: string;
  readonly privilege: number;
  /** Known to AAA already, and yet to be authorised for EXEC. */
  readonly known?: LineUser;
  /** What AAA wants to be run in place of a dialogue. */
  readonly autocommand?: string;
  /** Where AAA says that he is called back. */
  readonly callbackDialstring?: string;
  /** AAA accounts for the session: it is to be told of its end. */
  readonly ended?: (cause: SessionEnd) => void;
}

/** Who it is and with what privilege; undefined when name or password are wrong. */
export function localUser(router: RouterControl, name: string, password: string | undefined): LoginOutcome | undefined {
  const user = users(router.config).get(name);
  if (!user) return undefined;
  const accepted =
    user.noPassword === true ||
    (password !== undefined && (user.secret === undefined ? user.password === password : verifyType5(password, user.secret)));
  return accepted ? { user: name, privilege: user.privilege ?? 1 } : undefined;
}
