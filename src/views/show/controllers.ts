// `show controllers bri`: layer 1 of a basic access and what its three channels counted. The box's pointers and rings are
// not here: there is no chip. `show queue` is the queue part of `show interfaces`.

import type { InterfaceReading, RouterReader } from '../../network/router/readings.ts';
import { INTERFACE_LOOKS } from './interface-looks.ts';
import { queueLines } from './interfaces.ts';

/** All basic accesses, or one. Of other interfaces nothing is known. */
export function showControllers(router: RouterReader, name?: string): readonly string[] {
  const ports = router.isdn().filter((port) => router.interface(port.interface)?.kind === 'bri' && (name === undefined || port.interface === name));
  if (name !== undefined && ports.length === 0) return [`% ${name} has no controller that could be shown`];
  return ports.flatMap(({ interface: port, layer1Active }) => {
    const layer1 = `Layer 1 is ${layer1Active ? 'ACTIVATED' : 'DEACTIVATED'}`;
    const channels = router.interfaces().filter(({ kind, name: own }) => kind === 'b-channel' && own.startsWith(`${port}:`));
    return [
      `BRI unit ${port.slice('BRI'.length)}`,
      'D Chan Info:',
      layer1,
      ...errorLines(router.interface(port)),
      '0 d channel collisions',
      '',
      ...channels.flatMap((channel) => [`B${channel.name.split(':')[1] ?? ''} Chan Info:`, layer1, ...errorLines(channel), '']),
    ];
  });
}

function errorLines(reading: InterfaceReading | undefined): readonly string[] {
  return ['0 missed datagrams, 0 overruns', `${reading?.counters.crc ?? 0} bad datagram encapsulations, 0 memory errors`, '0 transmitter underruns'];
}

export function showQueue(router: RouterReader, name: string): readonly string[] {
  const reading = router.interface(name);
  if (reading === undefined) return [];
  if (INTERFACE_LOOKS[reading.kind].queueing === 'fifo') return ["'Show queue' not supported with FIFO queueing."];
  return queueLines(reading);
}
