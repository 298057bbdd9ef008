// The router's own telnet server: who comes in over the lab's packets gets a free virtual terminal. Where none is free,
// or `transport input` does not let telnet in, the connection is refused.

import { formatIpv4 } from '../base/ipv4.ts';
import type { Grammar } from '../grammar/grammar.ts';
import type { RouterControl } from '../network/router/control.ts';
import { lineNode } from './line-configuration.ts';
import { openVty } from './vty.ts';

const TELNET_PORT = 23;

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
      location: formatIpv4(from),
      output: (octets) => terminal.send(octets),
      ...(terminalLength === undefined ? {} : { terminalLength }),
    });
    if (vty === undefined) return undefined;
    const { session } = vty;
    if (!letsTelnetIn(router, session.lineNumber)) {
      vty.close();
      return undefined;
    }
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

function letsTelnetIn(router: RouterControl, number: number): boolean {
  const transport = lineNode(router.config, { kind: 'vty', number })?.entries('transport') ?? [];
  const input = transport.find((args) => args['direction'] === 'input');
  return input === undefined || String(input['protocols']).split(' ').some((protocol) => protocol === 'all' || protocol === 'telnet');
}
