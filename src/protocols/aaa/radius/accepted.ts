// What an Access-Accept allows (RFC 2865 §4.2, RFC 2869 §5), in the router's own terms: attributes under the names that IOS
// gives them inside, and Cisco AV pairs (`lcp:callback-dialstring=5551234`), whose service in front says what they are about.
// The first of each kind counts; a Callback-Number beside a pair of the same meaning is the one that stands first.

import { formatIpv4 } from '../../../base/ipv4.ts';
import { toText, uint32At } from '../../../base/octets.ts';
import type { RadiusAttribute, RadiusPacket } from '../../../wire/radius.ts';
import { ciscoPairs, FRAMED_PROTOCOL, RADIUS_ATTRIBUTE, SERVICE_TYPE } from '../../../wire/radius-attributes.ts';
import { addPair, parsePair, type AttributesInMaking } from '../pairs.ts';
import { parseFramedRoute } from '../routes.ts';
import type { AaaAttributes, AaaServiceType } from '../types.ts';

const A = RADIUS_ATTRIBUTE;

const SERVICE_TYPES: Readonly<Record<number, AaaServiceType>> = {
  [SERVICE_TYPE.login]: 'login',
  [SERVICE_TYPE.framed]: 'framed',
  [SERVICE_TYPE.callbackLogin]: 'callback-login',
  [SERVICE_TYPE.callbackFramed]: 'callback-framed',
  [SERVICE_TYPE.outbound]: 'outbound',
  [SERVICE_TYPE.administrative]: 'administrative',
  [SERVICE_TYPE.nasPrompt]: 'nas-prompt',
  [SERVICE_TYPE.authenticateOnly]: 'authenticate-only',
  [SERVICE_TYPE.callbackNasPrompt]: 'callback-nas-prompt',
};

const FRAMED_PROTOCOLS: Readonly<Record<number, 'ppp' | 'slip'>> = { [FRAMED_PROTOCOL.ppp]: 'ppp', [FRAMED_PROTOCOL.slip]: 'slip' };

export function attributesOfAccept(packet: Pick<RadiusPacket, 'attributes'>): AaaAttributes {
  const made: AttributesInMaking = { pairs: [] };
  for (const attribute of packet.attributes) {
    if (attribute.type === A.vendorSpecific) for (const text of ciscoPairs({ attributes: [attribute] })) addCiscoPair(made, text);
    else addAttribute(made, attribute);
  }
  return made;
}

/** `lcp:callback-dialstring=5551234`; the service is left off, since every name means the same wherever it stands. */
function addCiscoPair(made: AttributesInMaking, text: string): void {
  const pair = parsePair(text.slice(text.search(/[:=*]/) + 1));
  const service = /^([^:=*]*):/.exec(text)?.[1];
  if (service !== undefined && pair !== undefined) addPair(made, pair);
}

function addAttribute(made: AttributesInMaking, { type, value }: RadiusAttribute): void {
  const pair = (name: string, shown: string): void => addPair(made, { name, value: shown, mandatory: true });
  const number = value.length === 4 ? uint32At(value, 0) : undefined;
  switch (type) {
    case A.callbackNumber:
      return pair('callback-dialstring', toText(value));
    case A.callbackId:
      made.callbackId ??= toText(value);
      return pair('callback-id', toText(value));
    case A.framedPool:
      return pair('addr-pool', toText(value));
    case A.framedRoute: {
      const route = parseFramedRoute(toText(value));
      if (route !== undefined) made.routes = [...(made.routes ?? []), route];
      made.pairs.push({ name: 'framed-route', value: toText(value), mandatory: true });
      return;
    }
    default:
      if (number !== undefined) addNumber(made, type, number, pair);
  }
}

function addNumber(made: AttributesInMaking, type: number, number: number, pair: (name: string, shown: string) => void): void {
  switch (type) {
    case A.serviceType:
      made.serviceType ??= SERVICE_TYPES[number] ?? 'other';
      return pair('service-type', String(number));
    case A.framedProtocol: {
      const protocol = FRAMED_PROTOCOLS[number];
      if (protocol !== undefined) made.protocols = [...(made.protocols ?? []), protocol];
      return pair('framed-protocol', String(number));
    }
    case A.framedIpAddress:
      return pair('addr', formatIpv4(number));
    case A.framedIpNetmask:
      return pair('netmask', formatIpv4(number));
    case A.sessionTimeout:
      made.sessionTimeoutSeconds ??= number;
      made.pairs.push({ name: 'timeout', value: String(number), mandatory: true });
      return;
    case A.idleTimeout:
      made.idleTimeoutSeconds ??= number;
      made.pairs.push({ name: 'idletime', value: String(number), mandatory: true });
      return;
    default:
  }
}
