// What is told of a packet of a control protocol: all its octets, or of an echo what is in it, since there are many of those.

import { uint32At } from '../../base/octets.ts';
import { CONTROL_CODE, CONTROL_HEADER_OCTETS, type ControlPacket } from '../../wire/control-packet.ts';
import type { ControlProtocolName, ControlStateName, PppTrace } from './trace.ts';

const MAGIC_OCTETS = 4;

export function controlTrace(direction: 'I' | 'O', protocol: ControlProtocolName, state: ControlStateName, packet: ControlPacket, octets: Uint8Array): PppTrace {
  const { code, identifier, data } = packet;
  const isEcho = code === CONTROL_CODE.EchoRequest || code === CONTROL_CODE.EchoReply;
  if (!isEcho || protocol !== 'LCP') return { type: 'ppp.control', direction, protocol, state, code, identifier, octets };
  return {
    type: 'ppp.echo', direction, reply: code === CONTROL_CODE.EchoReply, state, identifier,
    lengthOctets: CONTROL_HEADER_OCTETS + data.length, magic: data.length < MAGIC_OCTETS ? undefined : uint32At(data, 0),
  };
}
