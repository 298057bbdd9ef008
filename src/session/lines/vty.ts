// A session on a free virtual terminal, for whoever comes in over a network: the lab's, or the one outside, from where a caller has
// the address that its own system gave it (127.0.0.1). The line's `access-class` judges both. Its owner feeds the session,
// closes it when the connection ends, and ends the connection when the session says `loggedOut`.

import { parseIpv4 } from '../../base/ipv4.ts';
import type { RouterControl } from '../../network/router/control.ts';
import { lineConfiguration } from './line-configuration.ts';
import { Session, type SessionOptions } from '../session.ts';
import { vtyLinesOf, type VtyProtocol } from './vty-lines.ts';

export interface Vty {
  readonly session: Session;
  /** Gives the line back. */
  close(): void;
}

/** Undefined when no line is free for the protocol, or the line does not let the caller in. The session begins with `open`. */
export function openVty({ protocol, ...options }: Omit<SessionOptions, 'line'> & { readonly protocol: VtyProtocol }): Vty | undefined {
  const lines = vtyLinesOf(options.router);
  const number = lines.take(protocol);
  if (number === undefined) return undefined;
  if (!letsIn(options.router, number, options.location)) {
    lines.give(number);
    return undefined;
  }
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

/** An address that is none of IPv4 is on no list. */
function letsIn(router: RouterControl, number: number, location: string | undefined): boolean {
  const list = lineConfiguration(router.config, { kind: 'vty', number })?.accessClassIn;
  if (list === undefined) return true;
  const from = parseIpv4(location ?? '');
  return from !== undefined && router.permits(list, from);
}
