// The configuration of a router that nobody has configured: physical interfaces shut, console, auxiliary port, terminal lines
// and virtual terminals present. Written as configuration text, so that it goes the way of every other line.

import type { LineHardware } from './line-numbers.ts';

export interface FactoryHardware extends LineHardware {
  /** `T1 0`. */
  readonly controllers?: readonly string[];
}

export function factoryConfiguration(interfaces: readonly string[], hardware: FactoryHardware): string {
  const lines = (hardware.controllers ?? []).map((name) => `controller ${name}`);
  lines.push(...interfaces.flatMap((name) => [`interface ${name}`, ' shutdown']), 'line con 0');
  const { ttyLines = 0 } = hardware;
  if (ttyLines > 0) lines.push(ttyLines > 1 ? `line 1 ${ttyLines}` : 'line 1');
  if (hardware.hasAux) lines.push('line aux 0');
  if (hardware.vtyLines > 0) lines.push(`line vty 0 ${hardware.vtyLines - 1}`);
  return lines.join('\n');
}
