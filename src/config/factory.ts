// The configuration of a router that nobody has configured: physical interfaces shut, console, auxiliary port and
// virtual terminals present. Written as configuration text, so that it goes the way of every other line.

export interface FactoryHardware {
  readonly vtyLines: number;
  readonly hasAux: boolean;
}

export function factoryConfiguration(interfaces: readonly string[], hardware: FactoryHardware): string {
  const lines = interfaces.flatMap((name) => [`interface ${name}`, ' shutdown']);
  lines.push('line con 0');
  if (hardware.hasAux) lines.push('line aux 0');
  if (hardware.vtyLines > 0) lines.push(`line vty 0 ${hardware.vtyLines - 1}`, ' login');
  return lines.join('\n');
}
