// The typed reading of what an interface does to the packets that pass it: the queue that they wait in, the access lists that
// filter them, and how often their senders are told of what was not delivered.

import type { ConfigNode } from './node.ts';
import { number, present, text } from './reading.ts';

/** `fair-queue` and `hold-queue`. */
export interface QueueSettings {
  /** False: first in, first out. */
  readonly isFair: boolean;
  /** Packets of one conversation that may wait. */
  readonly fairThreshold: number;
  readonly holdIn?: number;
  readonly holdOut?: number;
}

/** `ip access-group`: lists by number or name. */
export interface AccessGroups {
  readonly in?: number | string;
  readonly out?: number | string;
}

const FAIR_THRESHOLD = 64;

export function queueSettings(node: ConfigNode): QueueSettings {
  const hold = (direction: 'in' | 'out'): number | undefined => number(node.entries('holdQueue').find((args) => args['direction'] === direction), 'packets');
  return present<QueueSettings>({
    isFair: node.flag('fairQueueOn') !== false,
    fairThreshold: number(node.value('fairQueue'), 'threshold') ?? FAIR_THRESHOLD,
    holdIn: hold('in'),
    holdOut: hold('out'),
  });
}

export function accessGroups(node: ConfigNode): AccessGroups {
  const list = (direction: 'in' | 'out'): number | string | undefined => {
    const name = text(node.entries('ip.accessGroup').find((args) => args['direction'] === direction), 'list');
    return name !== undefined && /^\d+$/.test(name) ? Number(name) : name;
  };
  return present<AccessGroups>({ in: list('in'), out: list('out') });
}

export interface IcmpLimits {
  /** Between two unreachable messages; 0 is no limit. */
  readonly unreachableMs: number;
  /** The same of those that say that a datagram was too long. */
  readonly tooLongMs: number;
}

const ICMP_LIMIT_MS = 500;

export function icmpLimits(root: ConfigNode): IcmpLimits {
  const limit = (path: string): number => (root.flag(`${path}On`) === false ? 0 : (number(root.value(path), 'milliseconds') ?? ICMP_LIMIT_MS));
  return { unreachableMs: limit('ip.icmpLimit'), tooLongMs: limit('ip.icmpLimitDf') };
}
