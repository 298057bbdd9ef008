// What is known of a caller: AAA's word before the user's entry, attribute by attribute, and the lines through which it may be called.

import { describe, expect, it } from 'vitest';
import type { UserSettings } from '../../../src/config/model.ts';
import { callbackMembers, callerProfile, knownCaller } from '../../../src/network/router/dialing/caller-profile.ts';
import type { AaaAttributes } from '../../../src/protocols/aaa/types.ts';

const user = (more: Partial<UserSettings> = {}): UserSettings => ({ name: 'ann', noPassword: false, privilege: 1, callbackVerify: true, noHangup: false, noEscape: false, ...more });
const said = (more: Partial<AaaAttributes> = {}): AaaAttributes => ({ pairs: [], ...more });

describe('a caller\'s profile', () => {
  it.each<readonly [string, Partial<UserSettings> | undefined, Partial<AaaAttributes> | undefined, ReturnType<typeof callerProfile>['callbackSources']]>([
    ['nobody was asked', undefined, undefined, []],
    ['the user alone, without a number', {}, undefined, [{ from: 'username' }]],
    ['the user alone', { callbackDialstring: '42' }, undefined, [{ from: 'username', dialstring: '42' }]],
    ['AAA first', { callbackDialstring: '42' }, { callbackDialString: '43' }, [{ from: 'aaa', dialstring: '43' }, { from: 'username', dialstring: '42' }]],
    ['AAA with nothing to say', { callbackDialstring: '42' }, {}, [{ from: 'aaa' }, { from: 'username', dialstring: '42' }]],
    ['AAA that leaves it to the caller', undefined, { callbackDialString: '' }, [{ from: 'aaa', dialstring: '' }]],
    ['Callback Framed without a number', undefined, { serviceType: 'callback-framed' }, [{ from: 'aaa', dialstring: '' }]],
  ])('%s', (_what, own, attributes, sources) => {
    expect(callerProfile('ann', own && user(own), attributes && said(attributes)).callbackSources).toEqual(sources);
  });

  it('is called back at the place that Callback-Id names, which the router knows by a user', () => {
    const sources = (attributes: Partial<AaaAttributes>, place?: UserSettings) => callerProfile('ann', undefined, said(attributes), place).callbackSources;
    const site = user({ callbackDialstring: '5557777' });
    expect(sources({ callbackId: 'site' }, site)).toEqual([{ from: 'aaa', dialstring: '5557777' }]);
    expect(sources({ callbackId: 'site', callbackDialString: '5551234' }, site)).toEqual([{ from: 'aaa', dialstring: '5551234' }]);
    expect(sources({ callbackId: 'elsewhere', serviceType: 'callback-framed' })).toEqual([{ from: 'aaa' }]);
  });

  it('has AAA\'s lines, addresses and times, and else the user\'s', () => {
    const own = user({ callbackLines: { first: 1, last: 8 }, callbackRotary: 3, callbackVerify: false });
    expect(callerProfile('ann', own, undefined)).toMatchObject({ callbackLines: { first: 1, last: 8 }, callbackRotary: 3, callbackVerify: false, ip: true });
    const attributes = said({ callbackLine: 5, callbackRotary: 7, address: 0x0a010105, pool: 'P', idleTimeoutSeconds: 60, sessionTimeoutSeconds: 600 });
    expect(callerProfile('ann', user(), attributes)).toMatchObject({
      callbackLines: { first: 5, last: 5 }, callbackRotary: 7, callbackVerify: true, address: 0x0a010105, pool: 'P', idleTimeoutSeconds: 60, sessionTimeoutSeconds: 600,
    });
    expect(callerProfile('ann', user(), said({ noCallbackVerify: true })).callbackVerify).toBe(false);
  });

  it('is for IP unless AAA names other protocols', () => {
    expect(callerProfile('ann', undefined, said({ protocols: ['slip'] })).ip).toBe(false);
    for (const protocols of [undefined, [], ['ppp'], ['lcp', 'ip']] as const) {
      expect(callerProfile('ann', undefined, said(protocols === undefined ? {} : { protocols })).ip).toBe(true);
    }
  });
});

describe('the interfaces through which alone it may be called', () => {
  const lines = new Map([['Async1', { rotary: 3 }], ['Async2', { rotary: undefined }], ['Async3', { rotary: 3 }]]);

  it.each<readonly [string, Parameters<typeof callbackMembers>[0], readonly string[] | undefined]>([
    ['any', {}, undefined],
    ['one line', { callbackLines: { first: 2, last: 2 } }, ['Async2']],
    ['a range', { callbackLines: { first: 2, last: 4 } }, ['Async2', 'Async3', 'Async4']],
    ['a range that is none', { callbackLines: { first: 4, last: 2 } }, []],
    ['a rotary group', { callbackRotary: 3 }, ['Async1', 'Async3']],
    ['one without lines', { callbackRotary: 9 }, []],
    ['rotary group 0, any line', { callbackRotary: 0 }, undefined],
    ['lines before a rotary group', { callbackLines: { first: 1, last: 1 }, callbackRotary: 3 }, ['Async1']],
  ])('%s', (_what, bound, members) => {
    expect(callbackMembers(bound, lines)).toEqual(members);
    const { members: known } = knownCaller({ ...callerProfile('ann', undefined, undefined), ...bound }, lines);
    expect(known).toEqual(members);
  });
});
