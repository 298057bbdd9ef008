// Where somebody comes in, in the words of AAA: the port by its name, its number as NAS-Port has it, and the numbers of the call.
// NAS-Port numbers are those of IOS 12.2: 2 or 3 for serial and basic accesses, the interface, the channel; a line is its own number.

import { formatIpv4, parseIpv4 } from '../../../base/ipv4.ts';
import { parseInterfaceName } from '../../../base/interface-name.ts';
import type { AaaPlace } from '../../../protocols/aaa/types.ts';
import type { DialPort, PortCall } from '../ports/dial-port.ts';

/** Of a call; `port` is undefined on a leased line. */
export function placeOfChannel(channel: string, port: DialPort | undefined, call: PortCall | undefined): AaaPlace {
  const isdn = port?.kind === 'bri' || port?.kind === 'pri';
  const { callingNumber, calledNumber } = call ?? {};
  const calling = call?.outgoing === true ? undefined : callingNumber;
  return {
    port: channel,
    portNumber: nasPort(channel),
    portType: isdn ? 'isdn-sync' : port?.kind === 'async' ? 'async' : 'sync',
    ...(calling === undefined || calling === '' ? {} : { callingNumber: calling }),
    ...(calledNumber === undefined || calledNumber === '' ? {} : { calledNumber }),
  };
}

/** Of a terminal line, by its absolute number; `from` is the address that a virtual terminal is reached from. */
export function placeOfLine(kind: 'con' | 'aux' | 'tty' | 'vty', absolute: number, from: string): AaaPlace {
  const address = parseIpv4(from);
  return {
    port: `tty${absolute}`,
    portNumber: absolute,
    portType: kind === 'vty' ? 'virtual' : 'async',
    ...(address === undefined ? {} : { callingNumber: formatIpv4(address) }),
  };
}

const OF_TYPE: Readonly<Record<string, number>> = { Serial: 20_000, BRI: 30_000 };
const CHANNELS_OF_AN_INTERFACE = 100;

function nasPort(channel: string): number {
  const [name = '', slot = '0'] = channel.split(':');
  const type = parseInterfaceName(name)?.type ?? '';
  const unit = Number(/(\d+)$/.exec(name)?.[1] ?? 0);
  const base = OF_TYPE[type];
  return base === undefined ? unit : base + unit * CHANNELS_OF_AN_INTERFACE + Number(slot);
}
