// The proof of Microsoft's CHAP against the examples of RFC 2433, appendix B, and against itself.

import fc from '../../support/fast-check.ts';
import { describe, expect, it } from 'vitest';
import { fromHex, toHex } from '../../../src/base/octets.ts';
import { challengeResponse, msChapResponse, ntPasswordHash, provesMsChap } from '../../../src/protocols/ms-chap-proof.ts';

const CHALLENGE = fromHex('102db5df085d3041');

describe("Microsoft's proof", () => {
  it('is that of the examples (RFC 2433 B.1, B.2)', () => {
    const hash = ntPasswordHash('MyPw');
    expect(toHex(hash)).toBe('fc156af7edcd6c0edde3337d427f4eac');
    expect(toHex(challengeResponse(hash, CHALLENGE))).toBe('4e9d3c8f9cfd385d5bf4d3246791956ca4c351ab409a3d61');
  });

  it("has zeroes for LAN Manager, and says that Windows NT's counts", () => {
    const value = toHex(msChapResponse('MyPw', CHALLENGE));
    expect(value).toBe(`${'00'.repeat(24)}4e9d3c8f9cfd385d5bf4d3246791956ca4c351ab409a3d6101`);
  });

  it('proves the password that it was made of, and no other challenge or password', () => {
    const challenges = fc.uint8Array({ minLength: 8, maxLength: 8 });
    fc.assert(
      fc.property(fc.string({ maxLength: 30 }), fc.string({ maxLength: 30 }), challenges, challenges, (secret, other, one, two) => {
        const value = msChapResponse(secret, one);
        expect(provesMsChap(secret, one, value)).toBe(true);
        expect(provesMsChap(other, one, value)).toBe(other === secret);
        expect(provesMsChap(secret, two, value)).toBe(toHex(one) === toHex(two));
      }),
      { numRuns: 100 },
    );
  });

  it("takes neither LAN Manager's response alone nor a value of another length", () => {
    const value = msChapResponse('MyPw', CHALLENGE);
    expect(provesMsChap('MyPw', CHALLENGE, Uint8Array.from([...value.subarray(0, 48), 0]))).toBe(false);
    expect(provesMsChap('MyPw', CHALLENGE, value.subarray(0, 48))).toBe(false);
    expect(provesMsChap('MyPw', CHALLENGE, value.subarray(24))).toBe(false);
  });
});
