// The examples of RFC 2865 §7, whose secret is printed with them, in both directions.

import { describe, expect, it } from 'vitest';
import { fromHex, toHex } from '../../../../src/base/octets.ts';
import {
  chapResponse, hidePassword, isMessageAuthentic, isSignedAccounting, isSignedReply, messageAuthenticator, revealPassword, signAccounting, signReply,
} from '../../../../src/protocols/aaa/radius/secret.ts';
import { RADIUS } from '../../../../src/wire/radius.ts';
import { frameNamed } from '../../../support/frames.ts';

const SECRET = 'xyzzy5461';
const request = frameNamed('RFC 2865 §7.1: User Telnet to Specified Host, the request');
const answer = frameNamed('RFC 2865 §7.1: User Telnet to Specified Host, the answer');
const authenticator = request.subarray(4, 20);

describe('the shared secret of RADIUS', () => {
  it('hides and reveals the password of RFC 2865 §7.1', () => {
    expect(toHex(hidePassword('arctangent', SECRET, authenticator))).toBe('0dbe708d93d413ce3196e43f782a0aee');
    expect(revealPassword(fromHex('0dbe708d93d413ce3196e43f782a0aee'), SECRET, authenticator)).toBe('arctangent');
  });

  it('hides passwords of any length in whole blocks', () => {
    for (const password of ['', 'x', 'sixteen octets!!', 'seventeen octets!', 'y'.repeat(128)]) {
      const hidden = hidePassword(password, SECRET, authenticator);
      expect(hidden.length % 16).toBe(0);
      expect(hidden.length).toBeGreaterThan(0);
      expect(revealPassword(hidden, SECRET, authenticator)).toBe(password);
      if (password !== '') expect(revealPassword(hidden, 'another', authenticator)).not.toBe(password);
    }
    expect(revealPassword(fromHex('0d'), SECRET, authenticator)).toBeUndefined();
  });

  it('signs the answer of RFC 2865 §7.1', () => {
    expect(isSignedReply(answer, authenticator, SECRET)).toBe(true);
    expect(isSignedReply(answer, authenticator, 'another')).toBe(false);
    const parsed = RADIUS.parse(answer);
    if (!parsed.ok) throw new Error('it parses');
    expect(signReply(parsed.value, authenticator, SECRET)).toEqual(parsed.value);
    const changed = answer.slice();
    changed[25] = 7;
    expect(isSignedReply(changed, authenticator, SECRET)).toBe(false);
  });

  it('checks the CHAP response of RFC 2865 §7.2, whose challenge is the request authenticator', () => {
    const chap = RADIUS.parse(frameNamed('RFC 2865 §7.2: Framed User Authenticating with CHAP'));
    if (!chap.ok) throw new Error('it parses');
    const value = chap.value.attributes.find(({ type }) => type === 3)?.value ?? new Uint8Array();
    expect(toHex(chapResponse(value[0] ?? 0, 'arctangent', chap.value.authenticator))).toBe(toHex(value.slice(1)));
  });

  it('signs accounting requests and messages', () => {
    const blank = { code: 4, identifier: 9, authenticator: new Uint8Array(16), attributes: [{ type: 40, value: fromHex('00000001') }] };
    const octets = RADIUS.serialize(signAccounting(blank, SECRET));
    expect(isSignedAccounting(octets, SECRET)).toBe(true);
    expect(isSignedAccounting(octets, 'another')).toBe(false);
    const unsigned = { ...blank, code: 1, attributes: [...blank.attributes, { type: 80, value: new Uint8Array(16) }] };
    const signed = { ...unsigned, attributes: [...blank.attributes, { type: 80, value: messageAuthenticator(unsigned, SECRET) }] };
    expect(isMessageAuthentic(signed, SECRET)).toBe(true);
    expect(isMessageAuthentic(signed, 'another')).toBe(false);
    expect(isMessageAuthentic(unsigned, SECRET)).toBe(false);
    expect(isMessageAuthentic(blank, SECRET)).toBe(true);
  });
});
