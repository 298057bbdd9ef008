// Hosts as commands name them: an address, a name of `ip host`, or one that a name server told; and the name that an address has there.

import { formatIpv4, parseIpv4, type Ipv4Address } from '../base/ipv4.ts';
import { parseInterfaceName } from '../base/interface-name.ts';
import { hostTable, resolverSettings } from '../config/model.ts';
import type { Exec } from './types.ts';

/** Undefined for a name that neither the configuration nor an earlier lookup knows. */
export function addressOf({ router }: Pick<Exec, 'router'>, typed: string): Ipv4Address | undefined {
  const name = typed.toLowerCase();
  const { domain = '' } = resolverSettings(router.config);
  const names = [name, `${name}.${domain.toLowerCase()}`];
  return parseIpv4(typed) ?? hostTable(router.config).get(name) ?? router.learntNames().find((learnt) => names.includes(learnt.name.toLowerCase()))?.address;
}

/** `server (10.3.3.9)`, or the address alone where it has no name. */
export function namedAddress({ router }: Pick<Exec, 'router'>, address: Ipv4Address): string {
  const text = formatIpv4(address);
  const entry = router.config.entries('ip.hosts').find((args) => String(args['addresses'] ?? '').split(' ').includes(text));
  return entry === undefined ? text : `${String(entry['name'])} (${text})`;
}

/** The source that a command asks for: an address of this router, or one of its interfaces by name; `none` if it is neither. */
export function sourceOf({ router }: Pick<Exec, 'router'>, typed: string): Ipv4Address | 'none' {
  const parsed = parseIpv4(typed);
  if (parsed !== undefined) return router.interfaces().some(({ address }) => address?.address === parsed) ? parsed : 'none';
  const parts = parseInterfaceName(typed);
  if (!parts) return 'none';
  return router.interface(`${parts.type}${parts.unit}`)?.address?.address ?? 'none';
}
