// A word that is no command and no known host is a name to be looked up (cli-behaviour §3.1). Nobody answers: the routers
// have no name server to reach, so the lookup blocks until it gives up, or until Ctrl-Shift-6.

import { domainLookup } from '../config/model.ts';
import { lineNode } from './line-configuration.ts';
import type { Exec } from './types.ts';

/** Three tries of a resolver. */
const GIVE_UP_MS = 20_000;

export const UNKNOWN_COMMAND = '% Unknown command or computer name, or unable to find computer address';

/** Asks for the name, and prints the failure. */
export function lookUp(exec: Exec, name: string, failure: string): void {
  const { config, clock } = exec.router;
  if (!domainLookup(config)) {
    exec.print(`Translating "${name}"`, failure);
    return;
  }
  const servers = config.entries('ip.nameServers').map((args) => String(args['address'] ?? ''));
  const asked = (servers.length === 0 ? ['255.255.255.255'] : servers).map((server) => `(${server})`).join(' ');
  const running = exec.run(() => {
    cancel();
    running.write(' % Name lookup aborted\r\n');
    running.done();
  });
  running.write(`Translating "${name}"...domain server ${asked}`);
  const cancel = clock.after(GIVE_UP_MS, () => {
    running.freshLine();
    running.write(`${failure}\r\n`);
    running.done();
  });
}

/** `transport preferred none` on the line: an unknown word is a mistake, not a name. */
export function prefersNoTransport(exec: Exec): boolean {
  const line = lineNode(exec.router.config, exec.line);
  return line?.entries('transport').some((args) => args['direction'] === 'preferred' && args['protocols'] === 'none') === true;
}
