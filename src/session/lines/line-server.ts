// The terminals on a router's lines: whoever calls a line's modem gets a session there, and who connects to the port of a line
// (2000 and its number) has what is plugged into it. A line that becomes an interface ends its session and keeps its call.

import type { Grammar } from '../../grammar/grammar.ts';
import type { LineTerminal } from '../../network/router/ports/line-terminal.ts';
import type { RouterControl } from '../../network/router/control.ts';
import type { RemoteTerminal, TerminalObserver } from '../../network/router/ip/telnet.ts';
import { absoluteLineNumber } from '../../config/line-numbers.ts';
import { Session } from '../session.ts';
import { vtyLinesOf } from './vty-lines.ts';

/** TCP port of the line 0: reverse telnet. */
const REVERSE_PORT = 2000;
/** With so much that the caller's modem has not taken, messages are dropped. */
const CLOGGED_OCTETS = 16 * 1024;

export interface LineServerOptions {
  readonly router: RouterControl;
  readonly grammar: Grammar;
  /** Lines before `--More--` in place of the line's own. */
  readonly terminalLength?: number;
}

/** Returns how to stop it. */
export function serveLines(options: LineServerOptions): () => void {
  const { router } = options;
  const { ttyLines = 0, hasAux } = router.model;
  const numbers = Array.from({ length: ttyLines }, (_, index) => index + 1);
  if (hasAux) numbers.push(absoluteLineNumber(router.model, { type: 'aux', number: 0 }));
  const stops = numbers.map((line) => router.acceptTelnet(REVERSE_PORT + line, (_from, terminal) => reverse(router, line, terminal)));
  stops.push(router.acceptLines((terminal) => serveTerminal(options, terminal)));
  return () => {
    for (const stop of stops) stop();
  };
}

function serveTerminal({ router, grammar, terminalLength }: LineServerOptions, terminal: LineTerminal): { opened(): void; data(octets: Uint8Array): void; ended(): void } {
  let over = false;
  const { type: kind, number } = terminal.line;
  vtyLinesOf(router).used({ kind, number });
  const session = new Session({
    router,
    grammar,
    line: { kind, number },
    called: terminal,
    output: (octets) => terminal.send(octets),
    isClogged: () => terminal.unsentOctets > CLOGGED_OCTETS,
    ...(terminalLength === undefined ? {} : { terminalLength }),
  });
  const hangUp = (): void => {
    if (over) return;
    // Its last words go out first.
    if (terminal.unsentOctets > 0) router.clock.after(100, hangUp);
    else terminal.hangUp();
  };
  session.loggedOut = () => void router.clock.after(200, hangUp);
  return {
    opened: () => session.open(),
    data: (octets) => session.input(octets),
    ended: () => {
      over = true;
      session.close();
    },
  };
}

/** A connection to what is plugged into the line; undefined refuses it. */
function reverse(router: RouterControl, line: number, terminal: RemoteTerminal): TerminalObserver | undefined {
  const open = router.openReverseLine(line, {
    data: (octets) => terminal.send(octets),
    ended: () => terminal.close(),
  });
  if (open === undefined) return undefined;
  return { opened: () => {}, data: (octets) => open.send(octets), ended: () => open.close() };
}
