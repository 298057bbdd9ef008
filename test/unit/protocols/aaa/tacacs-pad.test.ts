// Bodies of TACACS+ as a real tac_plus and its client hid them (interop, key "tackey"), in both directions.

import { describe, expect, it } from 'vitest';
import { fromHex, toHex } from '../../../../src/base/octets.ts';
import { crossPad, openPacket, sealPacket } from '../../../../src/protocols/aaa/tacacs/pad.ts';
import { TACACS } from '../../../../src/wire/tacacs.ts';
import { AUTHEN_START } from '../../../../src/wire/tacacs-bodies.ts';

/** PAP of alice, as it was on the wire and in the clear. */
const WIRE = fromHex('c1010100a74a76ac00000022 7446b54e385220c2c5ba97e3f9c17c8ae03cce7e4e323a6c5ad213baf4edfff85a06');
const CLEAR = '0101020305080706616c696365425249302f303a3135353531323334733363726574';
const KEY = 'tackey';

describe('the pad of TACACS+', () => {
  const packet = TACACS.parse(WIRE);
  if (!packet.ok) throw new Error('it parses');

  it('opens what a real client sent', () => {
    expect(toHex(openPacket(packet.value, KEY) ?? new Uint8Array())).toBe(CLEAR);
    const start = AUTHEN_START.parse(fromHex(CLEAR));
    expect(start.ok && start.value.user).toBe('alice');
  });

  it('seals the same packet', () => {
    const { minorVersion, type, sequence, sessionId } = packet.value;
    expect(toHex(TACACS.serialize(sealPacket({ minorVersion, type, sequence, sessionId }, fromHex(CLEAR), KEY)))).toBe(toHex(WIRE));
  });

  it('makes nonsense of it with another key', () => {
    const nonsense = openPacket(packet.value, 'another');
    expect(nonsense).toBeDefined();
    expect(AUTHEN_START.parse(nonsense ?? new Uint8Array()).ok).toBe(false);
  });

  it('refuses a body in the clear where there is a key, and a hidden one where there is none', () => {
    expect(openPacket(packet.value, undefined)).toBeUndefined();
    expect(openPacket({ ...packet.value, flags: 1 }, KEY)).toBeUndefined();
    expect(openPacket({ ...packet.value, flags: 1 }, undefined)).toEqual(packet.value.payload);
  });

  it('is its own inverse for bodies of any length', () => {
    for (const length of [0, 1, 15, 16, 17, 64, 300]) {
      const body = Uint8Array.from({ length }, (_, index) => index & 255);
      expect(crossPad(crossPad(body, KEY, packet.value), KEY, packet.value)).toEqual(body);
    }
  });
});
