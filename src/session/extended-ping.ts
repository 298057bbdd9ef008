// `ping` alone: the questions of the extended ping (cli-behaviour §13). What the lab's ICMP does not carry (type of
// service, a data pattern, IP options, sweeps of sizes) is asked for as on the box, and refused unless it is the default.

import { parseIpv4, type Ipv4Address } from '../base/ipv4.ts';
import { parseInterfaceName } from '../base/interface-name.ts';
import { hostTable } from '../config/model.ts';
import type { PingRequest } from '../network/router/control.ts';
import { numberWithin, yesOrNo, type Dialogue } from './dialogue.ts';
import type { Exec } from './types.ts';

const PATTERN = '0xABCD';
export const NOT_SUPPORTED = '% Not supported by this software';

/** Asks for everything, and calls `start` with it. */
export function* extendedPing(exec: Exec, start: (request: PingRequest) => void): Dialogue {
  const protocol = (yield { prompt: 'Protocol [ip]: ' }).trim().toLowerCase();
  if (protocol !== '' && protocol !== 'ip') {
    exec.print(`% Unknown protocol - "${protocol}", type "ping ?" for help`);
    return;
  }
  const target = (yield { prompt: 'Target IP address: ' }).trim();
  const destination = addressOf(exec, target);
  if (destination === undefined) {
    exec.print('% Bad IP address');
    return;
  }
  const repeat = yield* numberWithin(exec, 'Repeat count', 5, 1, 2_147_483_647);
  const sizeOctets = yield* numberWithin(exec, 'Datagram size', 100, 36, 18_024);
  const timeoutSeconds = yield* numberWithin(exec, 'Timeout in seconds', 2, 0, 3600);
  const plain = { destination, repeat, sizeOctets, timeoutSeconds };
  if (!(yield* yesOrNo(exec, 'Extended commands [n]: ', false))) {
    if (!(yield* noSweep(exec))) return;
    start({ ...plain, dontFragment: false });
    return;
  }
  const from = (yield { prompt: 'Source address or interface: ' }).trim();
  const source = from === '' ? undefined : sourceOf(exec, from);
  if (source === 'none') {
    exec.print('% Invalid source');
    return;
  }
  const service = yield* numberWithin(exec, 'Type of service', 0, 0, 255);
  const dontFragment = yield* yesOrNo(exec, 'Set DF bit in IP header? [no]: ', false);
  // Every reply is compared with what was sent in any case.
  yield* yesOrNo(exec, 'Validate reply data? [no]: ', false);
  const pattern = (yield { prompt: `Data pattern [${PATTERN}]: ` }).trim();
  const options = (yield { prompt: 'Loose, Strict, Record, Timestamp, Verbose[none]: ' }).trim().toLowerCase();
  const isPlain = service === 0 && (pattern === '' || pattern.toLowerCase() === PATTERN.toLowerCase()) && (options === '' || 'none'.startsWith(options));
  if (!(yield* noSweep(exec))) return;
  if (!isPlain) {
    exec.print(NOT_SUPPORTED);
    return;
  }
  start({ ...plain, dontFragment, ...(source === undefined ? {} : { source }) });
}

/** False, with a message, if a sweep was wanted. */
function* noSweep(exec: Exec): Dialogue<boolean> {
  const sweeps = yield* yesOrNo(exec, 'Sweep range of sizes [n]: ', false);
  if (sweeps) exec.print(NOT_SUPPORTED);
  return !sweeps;
}

export function addressOf({ router }: Exec, typed: string): Ipv4Address | undefined {
  return parseIpv4(typed) ?? hostTable(router.config).get(typed.toLowerCase());
}

export function sourceOf({ router }: Exec, typed: string): Ipv4Address | 'none' {
  const parsed = parseIpv4(typed);
  if (parsed !== undefined) return router.interfaces().some(({ address }) => address?.address === parsed) ? parsed : 'none';
  const parts = parseInterfaceName(typed);
  if (!parts) return 'none';
  return router.interface(`${parts.type}${parts.unit}`)?.address?.address ?? 'none';
}
