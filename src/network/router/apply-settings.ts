// The settings of a router brought to what runs: controllers and interfaces take their own, then the dialers theirs. The
// same settings twice have no effect.

import { parseInterfaceName } from '../../base/interface-name.ts';
import type { InterfaceSettings } from '../../config/model.ts';
import type { InterfaceState } from '../trace.ts';
import type { EthernetPort } from './ports/ethernet-port.ts';
import type { Machinery } from './machinery.ts';

/** Packets that a queue without conversations holds. */
const FIFO_QUEUE = 40;

export function applySettings(machinery: Machinery): void {
  machinery.hardware.applyControllers(machinery.settings.controllers);
  machinery.peerAddresses.configure(machinery.settings.pools);
  machinery.backups.configure();
  for (const settings of machinery.settings.interfaces()) applyInterface(machinery, settings);
  for (const port of machinery.hardware.asyncPorts()) if (machinery.settings.interface(port.name) === undefined) port.applyLine(machinery.settings);
  machinery.dialers.apply();
  machinery.bundles.apply();
}

/** How interfaces stand when the router boots: nothing is up yet, and nothing is said. What there is of hardware was reset once. */
export function initialiseInterfaces({ settings: known, hardware }: Machinery, physical: readonly string[]): void {
  hardware.initialiseControllers(known.controllers);
  for (const settings of known.interfaces()) {
    if (hardware.ports.has(settings.name)) continue;
    hardware.runtime(settings.name)?.initialise(settings.shutdown ? 'administratively down' : 'down', false);
  }
  for (const [name, port] of hardware.ports) port.initialise(known.interface(name)?.shutdown ?? true);
  for (const name of physical) hardware.runtime(name)?.countReset();
}

function applyInterface({ settings: known, hardware, bundles }: Machinery, settings: InterfaceSettings): void {
  const { name, shutdown } = settings;
  hardware.applyAsync(name);
  const port = hardware.ports.get(name);
  const loadIntervalMs = settings.loadIntervalSeconds * 1000;
  // All that a line carries is one conversation, as far as a fair queue is concerned.
  const queueLimit = settings.queue.isFair ? settings.queue.fairThreshold : (settings.queue.holdOut ?? FIFO_QUEUE);
  for (const part of [hardware.runtime(name), ...(port?.channels.map((channel) => channel.runtime) ?? [])]) {
    if (part === undefined) continue;
    part.loadIntervalMs = loadIntervalMs;
    if (part.queue !== undefined) part.queue.queueLimit = queueLimit;
  }
  if (port !== undefined) {
    port.apply(settings, known);
    return;
  }
  const serial = hardware.serials.get(name);
  if (serial !== undefined) {
    serial.apply(settings);
    return;
  }
  const ethernet = hardware.ethernets.get(name);
  ethernet?.configure(settings.address?.address);
  const runtime = hardware.runtime(name) ?? hardware.add(name);
  if (shutdown) {
    runtime.setState(downState(settings));
    return;
  }
  // As long as it has links, a bundle's state is its own affair.
  if (bundles.get(name)?.isActive === true) return;
  const { up, protocolUp } = restingState(name, ethernet);
  if (runtime.state === 'up' && up) return;
  runtime.setState(up ? 'up' : 'down');
  if (up) runtime.setProtocol(protocolUp);
}

/** The word for an interface that is not to run. */
export function downState({ standby }: InterfaceSettings): InterfaceState {
  return standby === true ? 'standby mode' : 'administratively down';
}

/** How an interface stands that is not shut down, by what there is behind it. */
function restingState(name: string, ethernet: EthernetPort | undefined): { readonly up: boolean; readonly protocolUp: boolean } {
  switch (parseInterfaceName(name)?.type) {
    // A line without a modem and a channel group have no carrier; a template and a bundle without members carry nothing.
    case 'Serial':
    case 'Async':
    case 'Group-Async':
    case 'Virtual-Template':
    case 'Multilink':
      return { up: false, protocolUp: false };
    // Tunnels are not simulated: nothing comes out at the other end.
    case 'Tunnel':
      return { up: true, protocolUp: false };
    default:
      return { up: true, protocolUp: ethernet === undefined || ethernet.attached };
  }
}
