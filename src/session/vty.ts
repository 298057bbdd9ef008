// A session on a free virtual terminal, for whoever comes in over a network. Its owner feeds it, closes it when the
// connection ends, and ends the connection when the session says `loggedOut`.

import { Session, type SessionOptions } from './session.ts';
import { vtyLinesOf, type VtyProtocol } from './vty-lines.ts';

export interface Vty {
  readonly session: Session;
  /** Gives the line back. */
  close(): void;
}

/** Undefined when no line is free for the protocol. The session begins with `open`. */
export function openVty({ protocol, ...options }: Omit<SessionOptions, 'line'> & { readonly protocol: VtyProtocol }): Vty | undefined {
  const lines = vtyLinesOf(options.router);
  const number = lines.take(protocol);
  if (number === undefined) return undefined;
  const session = new Session({ ...options, line: { kind: 'vty', number } });
  let closed = false;
  return {
    session,
    close() {
      if (closed) return;
      closed = true;
      session.close();
      lines.give(number);
    },
  };
}
