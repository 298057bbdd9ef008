// A user of the lab's authentication servers as the protocols say it: lines such as `Callback-Number = 5551234` become
// attributes of RADIUS, pairs such as `addr=10.9.0.2` arguments of TACACS+. A line that names no attribute, or gives it a value that it
// cannot have, is none.

import { parseIpv4 } from '../../../base/ipv4.ts';
import { setUint32, fromHex } from '../../../base/octets.ts';
import { parsePair } from '../../../protocols/aaa/pairs.ts';
import type { ServedPlan, ServedUser } from '../../../protocols/aaa/server/types.ts';
import { RADIUS_ATTRIBUTE_OCTETS, type RadiusAttribute } from '../../../wire/radius.ts';
import { ciscoPair, integerAttribute, radiusAttributeDefinition, radiusAttributeNumber, radiusValueNumber, textAttribute } from '../../../wire/radius-attributes.ts';
import type { LabAaaServer, LabAaaUser } from '../../lab-description.ts';

/** The attribute in which a vendor's pair stands, as dictionaries call it. */
const PAIR_NAME = 'cisco-avpair';
/** Of a vendor's pair: its own header and the vendor's number are in the same attribute. */
const LONGEST_PAIR_OCTETS = RADIUS_ATTRIBUTE_OCTETS - 6;

export function servedPlan({ clients, users }: Pick<LabAaaServer, 'clients' | 'users'>): ServedPlan {
  return {
    clients: clients.map(({ address, key }) => {
      const parsed = address === undefined ? undefined : parseIpv4(address);
      return parsed === undefined ? { key } : { address: parsed, key };
    }),
    users: new Map(users.map((user) => [user.name, servedUser(user)])),
  };
}

function servedUser({ name, passwords, radius, tacacs }: LabAaaUser): ServedUser {
  return {
    name,
    passwords,
    radius: radius.flatMap((line) => parseRadiusAttribute(line) ?? []),
    services: tacacs.map(({ pairs, ...service }) => ({ ...service, pairs: pairs.flatMap((text) => parsePair(text) ?? []) })),
  };
}

/** `Name = value`, the value in quotation marks or not. */
export function parseRadiusAttribute(line: string): RadiusAttribute | undefined {
  const [, name = '', quoted, bare = ''] = /^\s*([A-Za-z0-9-]+)\s*[+:]?=\s*(?:"(.*)"|(.*?))\s*$/.exec(line) ?? [];
  const value = quoted ?? bare;
  if (name.toLowerCase() === PAIR_NAME) return parsePair(value) === undefined || value.length > LONGEST_PAIR_OCTETS ? undefined : ciscoPair(value);
  const type = radiusAttributeNumber(name);
  return type === undefined ? undefined : valued(type, value);
}

function valued(type: number, text: string): RadiusAttribute | undefined {
  switch (radiusAttributeDefinition(type)?.kind) {
    case 'text':
      return text === '' || text.length > RADIUS_ATTRIBUTE_OCTETS ? undefined : textAttribute(type, text);
    case 'integer': {
      const number = /^\d{1,10}$/.test(text) ? Number(text) : radiusValueNumber(type, text);
      return number === undefined || number > 0xffff_ffff ? undefined : integerAttribute(type, number);
    }
    case 'address': {
      const address = parseIpv4(text);
      if (address === undefined) return undefined;
      const value = new Uint8Array(4);
      setUint32(value, 0, address);
      return { type, value };
    }
    case 'octets':
      return /^0x([0-9a-fA-F]{2})*$/.test(text) ? { type, value: fromHex(text.slice(2)) } : undefined;
    default:
      return undefined;
  }
}
