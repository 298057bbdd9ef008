// Compressed header fields (RFC 1661 §6.5, §6.6): what `ppp pfc` and `ppp acfc` ask for and do, on synchronous lines and asynchronous ones.

import { describe, expect, it } from 'vitest';
import type { PppPolicy } from '../../../../src/protocols/ppp/session-types.ts';
import { actionsOf, runPair } from '../../../support/ppp-pair.ts';

type Fields = NonNullable<PppPolicy['fields']>;
const ASYNC: Partial<PppPolicy> = { accm: 0x000a0000 };
const both = (field: Fields['protocolFieldCompression'] & object): Partial<PppPolicy> => ({ fields: { protocolFieldCompression: field, addressControlFieldCompression: field } });

/** What each end leaves out of what it sends. */
function leftOut(caller: Partial<PppPolicy>, called: Partial<PppPolicy>): string[] {
  const pair = runPair({ caller, called });
  return [pair.caller, pair.called].map((end) => {
    expect(end.session.phase).toBe('UP');
    const told = actionsOf(end, 'line-options').at(-1);
    return told === undefined ? 'nothing told' : `${told.compressAddressControl ? 'acfc' : '-'} ${told.compressProtocol ? 'pfc' : '-'}`;
  });
}

describe('fields of the header', () => {
  it.each<[string, Partial<PppPolicy>, Partial<PppPolicy>, string[]]>([
    ['are whole on synchronous lines', {}, {}, ['nothing told', 'nothing told']],
    ['are left out on asynchronous lines', ASYNC, ASYNC, ['acfc pfc', 'acfc pfc']],
    ['are whole where a synchronous peer is only asked', both({ local: 'request' }), {}, ['- -', 'nothing told']],
    ['are left out where it is to do so', both({ local: 'request' }), both({ remote: 'apply' }), ['- -', 'acfc pfc']],
    ['are whole where it agrees alone', both({ local: 'request' }), both({ remote: 'ignore' }), ['- -', '- -']],
    ['are whole where it refuses', both({ local: 'request', remote: 'apply' }), both({ remote: 'reject' }), ['- -', '- -']],
    ['are left out both ways', both({ local: 'request', remote: 'apply' }), both({ local: 'request', remote: 'apply' }), ['acfc pfc', 'acfc pfc']],
    ['are whole towards an asynchronous end that forbids it', { ...ASYNC, ...both({ local: 'forbid' }) }, ASYNC, ['acfc pfc', '- -']],
    ['are whole from one that refuses', ASYNC, { ...ASYNC, ...both({ remote: 'reject' }) }, ['acfc pfc', '- -']],
    ['are each for itself', ASYNC, { ...ASYNC, fields: { protocolFieldCompression: { local: 'forbid' }, addressControlFieldCompression: { remote: 'ignore' } } }, ['acfc -', '- pfc']],
  ])('%s', (_name, caller, called, expected) => {
    expect(leftOut(caller, called)).toEqual(expected);
  });
});
