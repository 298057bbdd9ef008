// A RADIUS packet's attributes as `debug radius` shows them: name, length and value, with the names of enumerated values in
// the router's spelling and their number behind. Passwords, CHAP responses and pairs that are secrets are `*`.

import { formatIpv4 } from '../../../base/ipv4.ts';
import { toHex, toText, uint32At } from '../../../base/octets.ts';
import { RADIUS_CODE, RADIUS_VENDOR, type RadiusAttribute } from '../../../wire/radius.ts';
import { CISCO_AV_PAIR, CISCO_VENDOR, MICROSOFT_VENDOR, MS_CHAP_CHALLENGE, MS_CHAP_RESPONSE, RADIUS_ATTRIBUTE, radiusAttributeDefinition, radiusValueName } from '../../../wire/radius-attributes.ts';
import type { RadiusAttributeText } from '../trace.ts';
import { pairText, parsePair, shownPair } from '../pairs.ts';

/** As codes are called in `debug radius`. */
export const CODE_NAMES: Readonly<Record<number, string>> = {
  [RADIUS_CODE.accessRequest]: 'Access-Request',
  [RADIUS_CODE.accessAccept]: 'Access-Accept',
  [RADIUS_CODE.accessReject]: 'Access-Reject',
  [RADIUS_CODE.accountingRequest]: 'Accounting-Request',
  [RADIUS_CODE.accountingResponse]: 'Accounting-response',
  [RADIUS_CODE.accessChallenge]: 'Access-Challenge',
};

/** Width of an enumerated value's name, before its number in brackets. */
const VALUE_COLUMNS = 26;
const SECRET = '*';

const VENDOR_NAMES: Readonly<Record<number, string>> = { [CISCO_VENDOR]: 'Cisco', [MICROSOFT_VENDOR]: 'Microsoft' };
const MICROSOFT_NAMES: Readonly<Record<number, string>> = { [MS_CHAP_CHALLENGE]: 'MSCHAP_Challenge', [MS_CHAP_RESPONSE]: 'MSCHAP_Response' };

export function attributeTexts(attributes: readonly RadiusAttribute[]): readonly RadiusAttributeText[] {
  return attributes.map((attribute) => {
    const { type, value } = attribute;
    const whole = { code: type, lengthOctets: value.length + 2 };
    if (type === RADIUS_ATTRIBUTE.vendorSpecific) return vendorText(value, whole);
    const definition = radiusAttributeDefinition(type);
    return { ...whole, name: definition?.name ?? 'Unsupported', text: valueText(attribute, definition?.kind ?? 'octets') };
  });
}

function valueText({ type, value }: RadiusAttribute, kind: string): string {
  switch (kind) {
    case 'hidden':
      return SECRET;
    case 'text':
      return `"${printable(toText(value))}"`;
    case 'address':
      return value.length === 4 ? formatIpv4(uint32At(value, 0)) : hexText(value);
    case 'integer': {
      if (value.length !== 4) return hexText(value);
      const number = uint32At(value, 0);
      const name = radiusValueName(type, number);
      return name === undefined ? String(number) : `${routerSpelling(type, name).padEnd(VALUE_COLUMNS)}[${number}]`;
    }
    default:
      return hexText(value);
  }
}

function vendorText(value: Uint8Array, whole: { readonly code: number; readonly lengthOctets: number }): RadiusAttributeText {
  const parsed = RADIUS_VENDOR.parse(value);
  const [first] = parsed.ok ? parsed.value.attributes : [];
  if (!parsed.ok || first === undefined) return { ...whole, name: 'Vendor-Specific', text: hexText(value) };
  const isCisco = parsed.value.vendor === CISCO_VENDOR;
  const isPair = isCisco && first.type === CISCO_AV_PAIR;
  return {
    ...whole,
    name: `Vendor, ${VENDOR_NAMES[parsed.value.vendor] ?? parsed.value.vendor}`,
    // What another vendor says may be a secret, for all one knows.
    text: isPair ? `"${printable(shownText(toText(first.value)))}"` : SECRET,
    vendor: { type: first.type, name: isPair ? 'Cisco AVpair' : ((parsed.value.vendor === MICROSOFT_VENDOR ? MICROSOFT_NAMES[first.type] : undefined) ?? 'Unknown'), lengthOctets: first.value.length + 2 },
  };
}

function shownText(text: string): string {
  const pair = parsePair(text);
  return pair === undefined ? text : pairText(shownPair(pair));
}

/** `Framed-User` is `Framed` at a router, and causes of an end are in small letters. */
function routerSpelling(type: number, name: string): string {
  return type === RADIUS_ATTRIBUTE.acctTerminateCause ? name.toLowerCase() : name.replace(/-User$/, '');
}

function hexText(value: Uint8Array): string {
  return (toHex(value).match(/../g) ?? []).join(' ').toUpperCase();
}

function printable(text: string): string {
  return text.replace(/[^\x20-\x7e]/g, '.');
}
