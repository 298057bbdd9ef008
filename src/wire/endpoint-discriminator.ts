// The endpoint discriminator of RFC 1990 §5.1.3: a class and an address that say which system a link of a bundle ends at.
// Classes 0 to 5 have lengths of their own. One that breaks them, and one of a class that nobody has defined, is refused:
// whoever receives it must not bind links by it.

import { concatOctets, octetAt, octetsBetween } from '../base/octets.ts';
import { ok } from '../base/result.ts';
import { malformed, type Codec } from './codec.ts';

export const DISCRIMINATOR_CLASS = {
  null: 0,
  /** Locally assigned: in IOS a name. */
  local: 1,
  ipAddress: 2,
  /** IEEE 802.1 globally assigned MAC address. */
  mac: 3,
  /** One to five numbers of 32 bits. */
  magicNumbers: 4,
  /** Directory number in the public switched network. */
  directoryNumber: 5,
} as const;

export interface EndpointDiscriminator {
  readonly class: number;
  readonly address: Uint8Array;
}

/** By class: the least and the greatest number of octets of its address. */
const LENGTHS: readonly (readonly [number, number])[] = [[0, 0], [0, 20], [4, 4], [6, 6], [4, 20], [0, 15]];

/** The data of option 19. */
export const ENDPOINT_DISCRIMINATOR: Codec<EndpointDiscriminator> = {
  parse(data) {
    if (data.length < 1) return malformed(0, 'no class');
    const limits = LENGTHS[octetAt(data, 0)];
    if (limits === undefined) return malformed(0, 'undefined class');
    const address = octetsBetween(data, 1);
    const [least, greatest] = limits;
    if (address.length < least || address.length > greatest) return malformed(1, 'invalid address length');
    return ok({ class: octetAt(data, 0), address });
  },
  serialize(value) {
    return concatOctets(Uint8Array.of(value.class), value.address);
  },
};
