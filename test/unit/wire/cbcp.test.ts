// CBCP packets as real ends send them, where that is not as [MS-CBCP] has it, and what is refused.

import { describe, expect, test } from 'vitest';
import { fromHex, toHex } from '../../../src/base/octets.ts';
import { CBCP, type CbcpOption } from '../../../src/wire/cbcp.ts';
import { CONTROL_PACKET } from '../../../src/wire/control-packet.ts';
import fc from '../../support/fast-check.ts';

/** A Request or Response with these options. */
function packetOf(options: string, code = 1): Uint8Array {
  return CONTROL_PACKET.serialize({ code, identifier: 1, data: fromHex(options) });
}

function optionsOf(options: string): readonly CbcpOption[] {
  const parsed = CBCP.parse(packetOf(options));
  if (!parsed.ok) throw new Error(parsed.error.message);
  return parsed.value.options;
}

describe('what real ends send', () => {
  test.each<readonly [string, string, readonly CbcpOption[]]>([
    ['pppd: a user without address field', '020305', [{ kind: 'user', delaySeconds: 5, number: '' }]],
    ['user-ppp: an address type, and no NUL', '02040001', [{ kind: 'user', delaySeconds: 0, number: '' }]],
    ['user-ppp: the administrator', '030300', [{ kind: 'administrator', delaySeconds: 0 }]],
    [
      'user-ppp: a list whose second address type is 0',
      '0415000135353531303030000035353531303031 00',
      [{ kind: 'list', delaySeconds: 0, numbers: ['5551000', '5551001'] }],
    ],
    ['user-ppp: a number with its own delay', '020c06013535353132333400', [{ kind: 'user', delaySeconds: 6, number: '5551234' }]],
    ['an administrator with an empty address, as tshark would have it', '03050501 00', [{ kind: 'administrator', delaySeconds: 5 }]],
    ['no callback with a delay', '010300', [{ kind: 'none' }]],
    ['an option of no known type', '0503aa', [{ kind: 'unknown', type: 5, data: fromHex('aa') }]],
    ['no option', '', []],
  ])('%s', (_name, octets, options) => {
    expect(optionsOf(octets)).toEqual(options);
  });
});

describe('refused', () => {
  test.each([
    ['a number without its NUL', packetOf('020b05013535353132 3334', 2), 8, 'number without its terminating NUL'],
    ['a user without a delay', packetOf('0202', 2), 5, 'option without a callback delay'],
    ['an option past the end', packetOf('021005013535', 2), 5, 'invalid option length'],
    ['an option of length 0', packetOf('0200', 2), 5, 'invalid option length'],
    ['a code that is none', packetOf('0102', 4), 0, 'unknown code 4'],
    ['a packet cut short', packetOf('020c05013535353132333400', 2).subarray(0, 12), 2, 'invalid length'],
  ])('%s', (_name, octets, offset, message) => {
    expect(CBCP.parse(octets)).toEqual({ ok: false, error: { offset, message } });
  });
});

test('numbers that an option cannot hold are left out', () => {
  const number = '5'.repeat(120);
  const octets = CBCP.serialize({ kind: 'CallbackRequest', identifier: 1, options: [{ kind: 'list', delaySeconds: 0, numbers: [number, number, number] }] });
  expect(CBCP.parse(octets)).toMatchObject({ value: { options: [{ numbers: [number, number] }] } });
  const long = CBCP.serialize({ kind: 'CallbackResponse', identifier: 1, options: [{ kind: 'user', delaySeconds: 0, number: '5'.repeat(300) }] });
  expect(CBCP.parse(long)).toMatchObject({ value: { options: [{ number: '5'.repeat(250) }] } });
});

/** RINGBACK_FUZZ=1000000 PROPERTY_SEED=2 hunts; CI tries fewer, always the same. */
const RUNS = Number(process.env['RINGBACK_FUZZ'] ?? 20_000);

test(`no octets make it throw (${RUNS} tried)`, { timeout: 600_000 }, () => {
  // A right header lets the parser look at the rest; options of known types come often.
  const options = fc.array(fc.tuple(fc.nat({ max: 6 }), fc.uint8Array({ maxLength: 12 }), fc.constantFrom(-1, 0, 0, 0, 0, 1, 200)), { maxLength: 4 });
  const framed = options.map((list) => list.map(([type, data, off]) => toHex(Uint8Array.of(type, data.length + 2 + off, ...data))).join(''));
  const inputs = fc.oneof(fc.uint8Array({ maxLength: 40 }), fc.record({ hex: framed, code: fc.nat({ max: 4 }) }).map(({ hex, code }) => packetOf(hex, code)));
  fc.assert(
    fc.property(inputs, (octets) => {
      const parsed = CBCP.parse(octets);
      if (!parsed.ok) return parsed.error.offset <= octets.length && parsed.error.message !== '';
      const again = CBCP.parse(CBCP.serialize(parsed.value));
      if (!again.ok) return false;
      expect(again).toEqual(parsed);
      return true;
    }),
    { numRuns: RUNS },
  );
});
