// What an idle router weighs: a thousand of them in one lab, each with a configuration, a BRI on a line and its data link up.

import { labOf, lineOf, worldOf } from '../test/support/lab.ts';
import type { Figure } from './bench.ts';

const ROUTERS = 1000;

export function memoryBench(): readonly Figure[] {
  const collect = (globalThis as { gc?: () => void }).gc; // node --expose-gc
  if (collect === undefined) throw new Error('run with --expose-gc');
  const configs: Record<string, string> = {};
  for (let i = 0; i < ROUTERS; i += 1) configs[`R${i}`] = configuration(i);
  const lines = Array.from({ length: ROUTERS }, (_, i) => lineOf(`R${i}`, [`555${String(i).padStart(4, '0')}`]));
  const lab = labOf(configs, lines);
  collect();
  const before = process.memoryUsage().heapUsed;
  const start = performance.now();
  const world = worldOf(lab);
  world.settle();
  const seconds = (performance.now() - start) / 1000;
  collect();
  const kilobytes = (process.memoryUsage().heapUsed - before) / 1024 / ROUTERS;
  const up = [...world.routers.values()].filter((router) => router.isdn()[0]?.links[0]?.state === 'MULTIPLE_FRAME_ESTABLISHED').length;
  return [
    {
      name: 'an idle router',
      value: `${kilobytes.toFixed(1)} kB of ${up} with layer 2 up`,
      floor: `booted in ${seconds.toFixed(1)} s`,
      target: '100 kB, 1000 routers',
      met: kilobytes <= 100 && up === ROUTERS,
    },
  ];
}

function configuration(i: number): string {
  return `hostname R${i}
username R${i + 1} password cisco
interface Ethernet0
 ip address 192.168.${i % 250}.1 255.255.255.0
interface BRI0
 ip address 10.${i >> 8}.${i & 255}.1 255.255.255.0
 encapsulation ppp
 dialer map ip 10.${i >> 8}.${i & 255}.2 name R${i + 1} broadcast 555${String(i + 1).padStart(4, '0')}
 dialer-group 1
 isdn switch-type basic-ni
 ppp authentication chap
ip route 0.0.0.0 0.0.0.0 10.${i >> 8}.${i & 255}.2
dialer-list 1 protocol ip permit
end
`;
}
