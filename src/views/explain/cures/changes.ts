// A line to change, and how `why` words it: whose configuration, in which block, and what to add, remove or change.
// Builders for the lines that several explanations need stand here too; they read the configuration of one router.

import { formatIpv4, type Ipv4Address } from '../../../base/ipv4.ts';
import { hostname, type DialerMapSettings } from '../../../config/model.ts';
import type { ConfigNode } from '../../../config/node.ts';

export interface Change {
  /** The lab's name for the router. */
  readonly router: string;
  /** `interface BRI0`, `map-class dialer CALL_R2_BACK`; absent for the global block. */
  readonly block?: string;
  /** `type`: at a PC, which has no configuration. */
  readonly verb: 'add' | 'remove' | 'change' | 'type';
  readonly line: string;
  /** What the line becomes, for `change`. */
  readonly to?: string;
  /** Whether it has been done, where the line does not tell: passwords are not shown. */
  readonly inPlace?: boolean;
}

/** `R1, interface BRI0: add "ppp callback accept"`. */
export function changeText({ router, block, verb, line, to }: Change): string {
  const where = block === undefined ? router : `${router}, ${block}`;
  return `${where}: ${verb} "${line}"${to === undefined ? '' : ` to "${to}"`}`;
}

export function addLine(router: string, line: string): Change {
  return { router, verb: 'add', line };
}

export function typeAtPc(pc: string, line: string): Change {
  return { router: pc, verb: 'type', line };
}

export function addToInterface(router: string, interfaceName: string, line: string): Change {
  return { router, block: `interface ${interfaceName}`, verb: 'add', line };
}

export function removeFromInterface(router: string, interfaceName: string, line: string): Change {
  return { router, block: `interface ${interfaceName}`, verb: 'remove', line };
}

export function changeInInterface(router: string, interfaceName: string, line: string, to: string): Change {
  return { router, block: `interface ${interfaceName}`, verb: 'change', line, to };
}

/** Whoever was never named is called `Router`, and there is no line to change. */
export function hostnameChange(router: string, config: ConfigNode, to: string): Change {
  const own = hostname(config);
  if (config.value('hostname') === undefined) return addLine(router, `hostname ${to}`);
  return { router, verb: 'change', line: `hostname ${own}`, to: `hostname ${to}` };
}

/** What a dialer profile says of its peer, in the form of a map: a `dialer string` and `dialer remote-name`. */
export interface ProfileMap extends DialerMapSettings {
  readonly profile?: true;
}

/** As the running configuration prints it. */
export function mapLine(map: ProfileMap): string {
  if (map.profile) return `dialer string ${map.number ?? 'NUMBER'}${map.mapClass === undefined ? '' : ` class ${map.mapClass}`}`;
  const words = ['dialer map ip', formatIpv4(map.nextHop)];
  if (map.name !== undefined) words.push('name', map.name);
  if (map.mapClass !== undefined) words.push('class', map.mapClass);
  if (map.speed !== undefined) words.push('speed', String(map.speed));
  if (map.broadcast) words.push('broadcast');
  if (map.number !== undefined) words.push(map.number);
  return words.join(' ');
}

export function mapChange(router: string, interfaceName: string, map: ProfileMap, to: Partial<DialerMapSettings>): Change {
  if (map.profile && to.name !== undefined && to.name !== map.name) {
    const line = `dialer remote-name ${to.name}`;
    return map.name === undefined ? addToInterface(router, interfaceName, line) : changeInInterface(router, interfaceName, `dialer remote-name ${map.name}`, line);
  }
  if (map.profile && map.number === undefined) return addToInterface(router, interfaceName, mapLine({ ...map, ...to }));
  return changeInInterface(router, interfaceName, mapLine(map), mapLine({ ...map, ...to }));
}

/** A map that is not there yet; what nobody can know stands in capitals. */
export function newMapLine(nextHop: Ipv4Address | undefined, name: string, number: string | undefined, mapClass?: string): string {
  const words = ['dialer map ip', nextHop === undefined ? 'NEXT-HOP' : formatIpv4(nextHop), 'name', name];
  if (mapClass !== undefined) words.push('class', mapClass);
  return [...words, number ?? 'NUMBER'].join(' ');
}
