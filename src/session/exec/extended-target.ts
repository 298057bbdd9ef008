// The first two questions of an extended ping and of an extended traceroute: which protocol, and to where.

import type { Ipv4Address } from '../../base/ipv4.ts';
import type { Dialogue } from '../typing/dialogue.ts';
import { addressOf } from '../host-names.ts';
import type { Exec } from '../types.ts';

export interface AskedTarget {
  /** As it was typed. */
  readonly target: string;
  readonly destination: Ipv4Address;
}

/** Undefined, with a message, where the answers lead nowhere. */
export function* askTarget(exec: Exec, command: 'ping' | 'trace'): Dialogue<AskedTarget | undefined> {
  const protocol = (yield { prompt: 'Protocol [ip]: ' }).trim().toLowerCase();
  if (protocol !== '' && protocol !== 'ip') {
    exec.print(`% Unknown protocol - "${protocol}", type "${command} ?" for help`);
    return undefined;
  }
  const target = (yield { prompt: 'Target IP address: ' }).trim();
  const destination = addressOf(exec, target);
  if (destination === undefined) exec.print('% Bad IP address');
  return destination === undefined ? undefined : { target, destination };
}
