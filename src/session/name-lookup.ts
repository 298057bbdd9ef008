// A name that no command and no `ip host` knows is looked up (cli-behaviour §3.1): the router asks its name servers, or everybody
// by broadcast, over whatever the queries have to be dialled for. It blocks until somebody answers or all tries are over, or
// until Ctrl-Shift-6.

import { formatIpv4, type Ipv4Address } from '../base/ipv4.ts';
import { domainLookup, resolverSettings } from '../config/model.ts';
import { lineNode } from './lines/line-configuration.ts';
import type { Exec } from './types.ts';

const EVERYBODY = 0xffffffff;

export const UNKNOWN_COMMAND = '% Unknown command or computer name, or unable to find computer address';

/** Asks for the name, and goes on with its address, or prints the failure. */
export function lookUp(exec: Exec, name: string, failure: string, found: (address: Ipv4Address) => void): void {
  const { router } = exec;
  if (!domainLookup(router.config)) {
    exec.print(`Translating "${name}"`, failure);
    return;
  }
  const { servers } = resolverSettings(router.config);
  const asked = (servers.length === 0 ? [EVERYBODY] : servers).map((server) => `(${formatIpv4(server)})`).join(' ');
  let aborted = false;
  const running = exec.run(() => {
    aborted = true;
    lookup.abort();
    running.write(' % Name lookup aborted\r\n');
    running.done();
  });
  running.write(`Translating "${name}"...domain server ${asked}`);
  const lookup = router.lookUpName(name, (address) => {
    if (aborted) return;
    if (address === undefined) {
      running.freshLine();
      running.write(`${failure}\r\n`);
      running.done();
      return;
    }
    running.write(' [OK]\r\n\r\n');
    found(address);
    running.done();
  });
}

/** `transport preferred none` on the line: an unknown word is a mistake, not a name. */
export function prefersNoTransport(exec: Exec): boolean {
  const line = lineNode(exec.router.config, exec.line);
  return line?.entries('transport').some((args) => args['direction'] === 'preferred' && args['protocols'] === 'none') === true;
}
