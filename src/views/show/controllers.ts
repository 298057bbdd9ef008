// `show controllers serial` and `bri`: the cable of a serial line with its clock; layer 1 of a basic access and what its three
// channels counted. The box's pointers and rings are not here: there is no chip. `show queue` is the queue part of `show interfaces`.

import type { InterfaceReading, RouterReader } from '../../network/router/readings.ts';
import { INTERFACE_LOOKS } from './interface-looks.ts';
import { isFair, queueLines } from './interfaces.ts';

/** All serial lines and basic accesses, or one. Of other interfaces nothing is known. */
export function showControllers(router: RouterReader, name?: string): readonly string[] {
  const serials = router.interfaces().filter((reading) => reading.serial !== undefined && (name === undefined || reading.name === name));
  const lines = [...serials.flatMap(serialLines), ...briLines(router, name)];
  return name !== undefined && lines.length === 0 ? [`% ${name} has no controller that could be shown`] : lines;
}

function serialLines(reading: InterfaceReading): readonly string[] {
  const { serial, name } = reading;
  const unit = /(\d+)$/.exec(name)?.[1] ?? '0';
  const clock = serial?.clockRate === undefined ? '' : `, clockrate ${serial.clockRate}`;
  const cable = serial?.cable === undefined ? 'No cable' : `V.35 ${serial.cable} cable${clock}`;
  return [`HD unit ${unit}, buffer size 1524, ${cable}`, ...errorLines(reading), '0 residual bit errors', ''];
}

function briLines(router: RouterReader, name: string | undefined): readonly string[] {
  const ports = router.isdn().filter((port) => router.interface(port.interface)?.kind === 'bri' && (name === undefined || port.interface === name));
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
  if (!isFair(INTERFACE_LOOKS[reading.kind], reading.settings)) return ["'Show queue' not supported with FIFO queueing."];
  return queueLines(reading);
}
