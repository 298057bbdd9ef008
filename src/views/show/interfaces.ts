// `show interfaces [X]`: state, addresses, rates, queues and counters of each interface, in the form of 12.x captures: the
// trailing blanks of several lines are the real box's. What differs by kind stands in interface-looks.ts.

import { formatIpv4, prefixLength } from '../../base/ipv4.ts';
import { clockTime, uptimeStamp } from '../../base/time.ts';
import type { InterfaceReading, RouterReader } from '../../network/router/readings.ts';
import { backupLines } from './backup.ts';
import { INTERFACE_LOOKS, type InterfaceLook } from './interface-looks.ts';
import { bandwidthKbit, inputLoad, outputLoad } from './load.ts';

/** All interfaces; one of them; or B channels of a BRI, from `first` to `last`. */
export function showInterfaces(router: RouterReader, name?: string, first?: number, last?: number): readonly string[] {
  const wanted = (reading: InterfaceReading): boolean => {
    if (name === undefined) return true;
    if (first === undefined) return reading.name === name;
    const [port, channel] = reading.name.split(':');
    return port === name && channel !== undefined && Number(channel) >= first && Number(channel) <= (last ?? first);
  };
  return router.interfaces().filter(wanted).flatMap((reading) => interfaceBlock(router, reading));
}

function interfaceBlock(router: RouterReader, reading: InterfaceReading): readonly string[] {
  const { counters, settings } = reading;
  const look = INTERFACE_LOOKS[reading.kind];
  const since = (at: number | undefined): string => (at === undefined ? 'never' : uptimeStamp(router.now - at));
  return [
    stateLine(reading),
    `  Hardware is ${look.hardware(reading)}`,
    ...(settings.description === undefined ? [] : [`  Description: ${settings.description}`]),
    ...addressLines(router, reading),
    ...(reading.kind === 'b-channel' ? [] : backupLines(settings.backup)),
    `  MTU ${settings.mtu ?? look.mtu} bytes, BW ${bandwidthKbit(reading)} Kbit, DLY ${settings.delayMicroseconds ?? look.delayMicroseconds} usec, `,
    `     reliability ${counters.reliability}/255, txload ${outputLoad(reading)}/255, rxload ${inputLoad(reading)}/255`,
    ...encapsulationLines(reading, look),
    `  Last input ${since(counters.lastInput)}, output ${since(counters.lastOutput)}, output hang never`,
    `  Last clearing of "show interface" counters ${since(counters.clearedAt)}`,
    ...queueLines(reading),
    ...rateLines(reading),
    ...counterLines(reading, look),
  ];
}

/** `BRI0 is up, line protocol is up (spoofing)`: a blank stands behind what is not spoofed. */
function stateLine(reading: InterfaceReading): string {
  const { name, kind, state, spoofing } = reading;
  const protocol = `${reading.protocolUp ? 'up' : 'down'}${reading.protocolUp && reading.serial?.looped === true ? ' (looped)' : ''}`;
  if (!spoofing || !reading.protocolUp) return `${name} is ${state}, line protocol is ${protocol} `;
  return `${name} is ${state}${kind === 'dialer' || kind === 'async' || kind === 'serial' ? ' (spoofing)' : ''}, line protocol is ${protocol} (spoofing)`;
}

function addressLines(router: RouterReader, { address, settings, kind }: InterfaceReading): readonly string[] {
  if (address !== undefined) return [`  Internet address is ${formatIpv4(address.address)}/${prefixLength(address.mask) ?? 0}`];
  if (settings.negotiates === true && kind !== 'b-channel') return ['  Internet address will be negotiated using IPCP'];
  if (settings.unnumbered === undefined || kind === 'b-channel') return [];
  const lender = router.interface(settings.unnumbered)?.address;
  return [`  Interface is unnumbered. Using address of ${settings.unnumbered}${lender === undefined ? '' : ` (${formatIpv4(lender.address)})`}`];
}

function encapsulationLines(reading: InterfaceReading, look: InterfaceLook): readonly string[] {
  const { settings, kind } = reading;
  const isPpp = look.encapsulation === 'configured' && settings.encapsulation === 'ppp';
  const word = look.encapsulation === 'configured' ? settings.encapsulation.toUpperCase() : look.encapsulation;
  const lines = [`  Encapsulation ${word}, loopback ${settings.loopback ? 'set' : 'not set'}`, ...keepaliveLines(reading, look)];
  if (look.pulseSeconds !== undefined) lines.push(`  DTR is pulsed for ${look.pulseSeconds} seconds on reset`);
  for (const line of look.more ?? []) lines.push(`  ${line}`);
  if (kind === 'ethernet' || kind === 'fast-ethernet') lines.push('  ARP type: ARPA, ARP Timeout 04:00:00');
  if (reading.idleLeftMs !== undefined) lines.push(`  Time to interface disconnect:  idle ${clockTime(reading.idleLeftMs)}`);
  if (isPpp && look.pppStates) lines.push(...pppLines(reading));
  return lines;
}

function keepaliveLines({ settings }: InterfaceReading, { keepalive }: InterfaceLook): readonly string[] {
  if (keepalive === 'no line') return [];
  if (keepalive === 'not set' || settings.keepaliveSeconds === 0) return ['  Keepalive not set'];
  return [`  Keepalive set (${settings.keepaliveSeconds} sec)`];
}

function pppLines({ ppp, bundle }: InterfaceReading): readonly string[] {
  if (ppp?.multilink === true && ppp.lcp === 'Open') {
    // The network protocols run over the bundle.
    return ['  LCP Open, multilink Open', ...(bundle === undefined ? networkStates(ppp) : [`  Link is a member of Multilink bundle ${bundle}`])];
  }
  if (ppp === undefined || ppp.lcp !== 'Open') return [`  LCP ${ppp?.lcp ?? 'Closed'}`, '  Closed: IPCP, CDPCP'];
  return ['  LCP Open', ...networkStates(ppp)];
}

const INPUT_QUEUE = 75;
const FAIR_QUEUE = 1000;

/** `no fair-queue` makes a queue first in, first out. */
export function isFair(look: InterfaceLook, { queue }: InterfaceReading['settings']): boolean {
  return look.queueing === 'fair' && queue.isFair;
}

/** The queues as `show interfaces` and `show queue` have them: nothing waits on the way in. */
export function queueLines({ kind, counters, settings }: InterfaceReading): readonly string[] {
  const look = INTERFACE_LOOKS[kind];
  const { holdIn, holdOut, fairThreshold } = settings.queue;
  const { outputQueued, outputDrops, hasQueued } = counters;
  const input = `  Input queue: 0/${holdIn ?? INPUT_QUEUE}/0/0 (size/max/drops/flushes); Total output drops: ${outputDrops}`;
  if (!isFair(look, settings)) return [input, '  Queueing strategy: fifo', `  Output queue :${outputQueued}/${holdOut ?? look.outputQueue} (size/max)`];
  return [
    input,
    '  Queueing strategy: weighted fair',
    `  Output queue: ${outputQueued}/${holdOut ?? FAIR_QUEUE}/${fairThreshold}/${outputDrops} (size/max total/threshold/drops) `,
    `     Conversations  ${outputQueued > 0 ? 1 : 0}/${hasQueued ? 1 : 0}/${conversations(settings.bandwidthKbit ?? look.bandwidthKbit)} (active/max active/max total)`,
    '     Reserved Conversations 0/0 (allocated/max allocated)',
  ];
}

/** How many conversations a fair queue tells apart, by bandwidth (the command reference's table). */
function conversations(kilobits: number): number {
  if (kilobits <= 64) return 16;
  if (kilobits <= 128) return 32;
  if (kilobits <= 256) return 64;
  return kilobits <= 512 ? 128 : 256;
}

/** Rates are told in thousands of bits. */
function rateLines({ counters, settings }: InterfaceReading): readonly string[] {
  const seconds = settings.loadIntervalSeconds;
  const over = seconds % 60 === 0 ? `${seconds / 60} minute` : `${seconds} second`;
  const thousands = (bits: number): number => Math.round(bits / 1000) * 1000;
  return [
    `  ${over} input rate ${thousands(counters.inputBitRate)} bits/sec, ${Math.round(counters.inputPacketRate)} packets/sec`,
    `  ${over} output rate ${thousands(counters.outputBitRate)} bits/sec, ${Math.round(counters.outputPacketRate)} packets/sec`,
  ];
}

function counterLines(reading: InterfaceReading, { counters: style }: InterfaceLook): readonly string[] {
  const { counters, timeslot } = reading;
  const input = `     ${counters.packetsInput} packets input, ${counters.bytesInput} bytes`;
  const output = `     ${counters.packetsOutput} packets output, ${counters.bytesOutput} bytes`;
  if (style === 'brief') return [input, output];
  const isLan = style === 'ethernet' || style === 'fast-ethernet';
  return [
    style === 'fast-ethernet' ? input : `${input}, 0 no buffer`,
    `     Received ${counters.broadcastsInput} broadcasts, 0 runts, 0 giants, 0 throttles`,
    `     ${counters.inputErrors} input errors, ${counters.crc} CRC, 0 frame, 0 overrun, 0 ignored${isLan ? '' : ', 0 abort'}`,
    ...(style === 'fast-ethernet' ? ['     0 watchdog'] : []),
    ...(isLan ? ['     0 input packets with dribble condition detected'] : []),
    `${output}, 0 underruns`,
    `     ${counters.outputErrors} output errors, 0 collisions, ${counters.interfaceResets} interface resets`,
    ...(isLan ? ['     0 babbles, 0 late collision, 0 deferred', '     0 lost carrier, 0 no carrier'] : []),
    '     0 output buffer failures, 0 output buffers swapped out',
    ...(style === 'line' || style === 'serial' ? [`     ${counters.carrierTransitions} carrier transitions`] : []),
    ...(timeslot === undefined ? [] : [`  Timeslot(s) Used:${timeslot}, Transmitter delay is 0 flags`]),
    ...(style === 'serial' ? [signalLine(reading)] : []),
  ];
}

/** A DTE drives DTR and RTS and sees the others; with a DCE it is the other way round. */
function signalLine({ serial, state }: InterfaceReading): string {
  const level = (isUp: boolean): string => (isUp ? 'up' : 'down');
  const seen = level(serial === undefined ? state === 'up' : serial.carrier && serial.ready);
  const driven = level(serial === undefined ? state === 'up' : serial.cable !== undefined && serial.ready);
  const [terminal, equipment] = serial?.cable === 'DCE' ? [seen, driven] : [driven, seen];
  return `     DCD=${equipment}  DSR=${equipment}  DTR=${terminal}  RTS=${terminal}  CTS=${equipment}`;
}

/** Those in one state share a line. */
function networkStates({ ipcp, ccp, bacp }: NonNullable<InterfaceReading['ppp']>): readonly string[] {
  const byState = new Map<string, string[]>([[ipcp, ['IPCP']]]);
  for (const [name, state] of [['CCP', ccp === 'Stopped' ? 'Closed' : ccp], ['BACP', bacp]] as const) {
    if (state !== undefined) byState.set(state, [...(byState.get(state) ?? []), name]);
  }
  return [...byState].map(([state, names]) => `  ${state}: ${names.join(', ')}`);
}
