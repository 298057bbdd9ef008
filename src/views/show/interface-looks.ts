// How `show interfaces` presents each kind of interface: the hardware's name, what it is by default (MTU, bandwidth, delay),
// how its encapsulation reads, how it queues, and which counters it has. One entry a kind: a new kind of port plugs in here.
// Figures and words are those of published 12.x captures where there are any, else of their neighbours.

import type { InterfaceKind, InterfaceReading } from '../../network/router/readings.ts';

export interface InterfaceLook {
  readonly hardware: (reading: InterfaceReading) => string;
  readonly mtu: number;
  readonly bandwidthKbit: number;
  readonly delayMicroseconds: number;
  /** Word of the encapsulation line: a fixed one, or what is configured. */
  readonly encapsulation: 'ARPA' | 'LOOPBACK' | 'SNAP' | 'TUNNEL' | 'configured';
  /** `set` by configuration, never there (`not set`), or no such line. */
  readonly keepalive: 'configured' | 'not set' | 'no line';
  /** `DTR is pulsed for N seconds on reset`. */
  readonly pulseSeconds?: number;
  /** Lines behind keepalive and pulse. */
  readonly more?: readonly string[];
  /** Whether `LCP Open` and the network protocols follow where PPP runs. */
  readonly pppStates: boolean;
  readonly queueing: 'fifo' | 'fair';
  /** Packets of a fifo queue. */
  readonly outputQueue: number;
  readonly counters: CounterStyle;
}

/** `brief` has packets and bytes only. */
export type CounterStyle = 'ethernet' | 'fast-ethernet' | 'plain' | 'line' | 'serial' | 'brief';

const named = (fallback: string) => ({ chip }: InterfaceReading): string => chip ?? fallback;

const station = (fallback: string) => ({ chip, hardwareAddress }: InterfaceReading): string =>
  `${chip ?? fallback}, address is ${hardwareAddress ?? ''} (bia ${hardwareAddress ?? ''})`;

const always = (name: string) => (): string => name;

const LAN = { mtu: 1500, keepalive: 'configured', pppStates: false, queueing: 'fifo', outputQueue: 40 } as const;

const LINE = { mtu: 1500, encapsulation: 'configured', pppStates: true, queueing: 'fair', outputQueue: 40 } as const;

const BRI = { ...LINE, hardware: named('BRI'), bandwidthKbit: 64, delayMicroseconds: 20_000, counters: 'line' } as const;

const ASYNC = { ...LINE, bandwidthKbit: 9, delayMicroseconds: 100_000, keepalive: 'not set', pulseSeconds: 5, counters: 'line' } as const;

const VIRTUAL = { ...LINE, bandwidthKbit: 100_000, delayMicroseconds: 100_000, counters: 'line' } as const;

/** No end of a tunnel can be configured yet. */
const TUNNEL_LINES = [
  'Tunnel source 0.0.0.0, destination 0.0.0.0',
  'Tunnel protocol/transport GRE/IP, key disabled, sequencing disabled',
  'Checksumming of packets disabled,  fast tunneling enabled',
] as const;

export const INTERFACE_LOOKS: Readonly<Record<InterfaceKind, InterfaceLook>> = {
  ethernet: { ...LAN, hardware: station('Lance'), bandwidthKbit: 10_000, delayMicroseconds: 1000, encapsulation: 'ARPA', counters: 'ethernet' },
  'fast-ethernet': {
    ...LAN,
    hardware: station('AmdFE'),
    bandwidthKbit: 100_000,
    delayMicroseconds: 100,
    encapsulation: 'ARPA',
    more: ['Full-duplex, 100Mb/s, 100BaseTX/FX'],
    counters: 'fast-ethernet',
  },
  'token-ring': { ...LAN, hardware: station('TMS380'), mtu: 4464, bandwidthKbit: 4000, delayMicroseconds: 2500, encapsulation: 'SNAP', counters: 'plain' },
  serial: {
    ...LINE,
    hardware: named('HD64570'),
    bandwidthKbit: 1544,
    delayMicroseconds: 20_000,
    keepalive: 'configured',
    counters: 'serial',
  },
  // The D channel sends no keepalives and runs no PPP.
  bri: { ...BRI, keepalive: 'no line', pppStates: false },
  pri: { ...BRI, keepalive: 'no line', pulseSeconds: 1, pppStates: false },
  'b-channel': { ...BRI, keepalive: 'configured' },
  async: { ...ASYNC, hardware: always('Async Serial') },
  'group-async': { ...ASYNC, hardware: always('Async Group Serial') },
  multilink: { ...VIRTUAL, hardware: always('multilink group interface'), keepalive: 'configured', pulseSeconds: 2, queueing: 'fifo' },
  'virtual-template': { ...VIRTUAL, hardware: always('Virtual Template interface'), keepalive: 'configured', pulseSeconds: 5, queueing: 'fifo' },
  'virtual-access': { ...VIRTUAL, hardware: always('Virtual Access interface'), keepalive: 'configured', pulseSeconds: 5, queueing: 'fifo' },
  dialer: {
    ...LINE,
    hardware: always('Unknown'),
    bandwidthKbit: 56,
    delayMicroseconds: 20_000,
    keepalive: 'no line',
    pulseSeconds: 1,
    pppStates: false,
    counters: 'brief',
  },
  loopback: {
    ...LAN,
    hardware: always('Loopback'),
    mtu: 1514,
    bandwidthKbit: 8_000_000,
    delayMicroseconds: 5000,
    encapsulation: 'LOOPBACK',
    keepalive: 'no line',
    outputQueue: 0,
    counters: 'plain',
  },
  tunnel: {
    ...LAN,
    hardware: always('Tunnel'),
    mtu: 1514,
    bandwidthKbit: 9,
    delayMicroseconds: 500_000,
    encapsulation: 'TUNNEL',
    keepalive: 'not set',
    more: TUNNEL_LINES,
    outputQueue: 0,
    counters: 'plain',
  },
  null: {
    ...LAN,
    hardware: always('Unknown'),
    bandwidthKbit: 10_000_000,
    delayMicroseconds: 0,
    encapsulation: 'ARPA',
    keepalive: 'no line',
    outputQueue: 0,
    counters: 'plain',
  },
};
