import { describe, expect, it } from 'vitest';
import { decodeType7, encodeType5, encodeType7, isType5, makeSalt, verifyType5 } from '../../../src/config/secrets.ts';

describe('type 7', () => {
  it('has the known texts', () => {
    expect(encodeType7('cisco', 8)).toBe('0822455D0A16');
    expect(encodeType7('cisco', 0)).toBe('00071A150754');
  });
  it('can be read back', () => {
    expect(decodeType7('0822455D0A16')).toEqual({ clear: 'cisco', seed: 8 });
    expect(decodeType7('0822455D0A1')).toBeUndefined();
    expect(decodeType7('xx22')).toBeUndefined();
    expect(decodeType7('6022')).toBeUndefined();
  });
});

describe('type 5', () => {
  it('has the known texts', () => {
    expect(encodeType5('cisco', 'mERr')).toBe('$1$mERr$hx5rVt7rPNoS4wqbXKX7m0');
    expect(encodeType5('1234', 'mHcJ')).toBe('$1$mHcJ$FWUkT4TuCA.DSBod7NUDM/');
  });
  it('is verified', () => {
    expect(verifyType5('cisco', '$1$mERr$hx5rVt7rPNoS4wqbXKX7m0')).toBe(true);
    expect(verifyType5('Cisco', '$1$mERr$hx5rVt7rPNoS4wqbXKX7m0')).toBe(false);
    expect(isType5(encodeType5('x', makeSalt(() => 12345)))).toBe(true);
    expect(isType5('cisco')).toBe(false);
  });
});
