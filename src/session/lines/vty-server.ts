// The router's own telnet server: who comes in over the lab's packets gets a free virtual terminal that lets telnet in
// (`transport input`). Where there is none, or its `access-class` denies the caller, the connection is refused. What a
// far end does not read is kept within bounds.

import { formatIpv4 } from '../../base/ipv4.ts';
import type { Grammar } from '../../grammar/grammar.ts';
import type { RouterControl } from '../../network/router/control.ts';
import { openVty } from './vty.ts';

const TELNET_PORT = 23;
/** With so much that the far end has not taken, messages are dropped: it is put aside, or deaf. */
const CLOGGED_OCTETS = 64 * 1024;
/** With so much the connection is given up. */
const MOST_UNSENT_OCTETS = 1024 * 1024;

export interface VtyServerOptions {
  readonly router: RouterControl;
  readonly grammar: Grammar;
  /** Lines before `--More--` in place of the line's own. */
  readonly terminalLength?: number;
}

/** Returns how to stop it. */
export function serveVtys({ router, grammar, terminalLength }: VtyServerOptions): () => void {
  return router.acceptTelnet(TELNET_PORT, (from, terminal) => {
    const vty = openVty({
      router,
      grammar,
      protocol: 'telnet',
      location: formatIpv4(from),
      output: (octets) => {
        if (terminal.unsentOctets + octets.length <= MOST_UNSENT_OCTETS) terminal.send(octets);
        else terminal.abort();
      },
      isClogged: () => terminal.unsentOctets > CLOGGED_OCTETS,
      ...(terminalLength === undefined ? {} : { terminalLength }),
    });
    if (vty === undefined) return undefined;
    const { session } = vty;
    session.loggedOut = () => {
      // Its last words go out first.
      router.clock.after(0, () => {
        vty.close();
        terminal.close();
      });
    };
    return {
      opened: () => session.open(),
      data: (octets) => session.input(octets),
      window: (columns, rows) => session.resize(columns, rows),
      ended: () => vty.close(),
    };
  });
}
