// Every event in every state of both ends of CBCP.

import { expect, it } from 'vitest';
import { fromHex } from '../../../../../src/base/octets.ts';
import * as client from '../../../../../src/protocols/ppp/cbcp/client.ts';
import * as server from '../../../../../src/protocols/ppp/cbcp/server.ts';
import type { CbcpClientEvent, CbcpOffer, CbcpPreference, CbcpServerEvent } from '../../../../../src/protocols/ppp/cbcp/types.ts';
import { walkMachine } from '../../../../support/machine-walk.ts';

/** Packets with that identifier, of all codes and kinds, right and wrong. */
function packets(identifier: number): readonly { readonly type: 'packet'; readonly octets: Uint8Array }[] {
  const id = identifier.toString(16).padStart(2, '0');
  const hex = [
    ...['01', '02', '03'].flatMap((code) => [
      `${code}${id}00060102`, `${code}${id}0010020c05013535353132333400`, `${code}${id}0007030305`, `${code}${id}000f040b0501353535313131 00`,
      `${code}${id}00090205050100`, `${code}${id}000e0102030305 0205050100`, `${code}${id}0004`, `${code}${id}0005`, `${code}${id}0010020c05013535353132333435`,
      `${code}${id}000c020805013535 2000`, `${code}${id}0007050300`,
    ]),
    `09${id}0004`, '02', '',
  ];
  return hex.map((octets) => ({ type: 'packet', octets: fromHex(octets) }));
}

const TIMERS = [{ type: 'timer', timer: 'cbcp-restart' }, { type: 'timer', timer: 'cbcp-close' }] as const;
const OFFERS: readonly CbcpOffer[] = [
  { none: true, user: true, administrator: true, numbers: ['555111', '555112'] },
  { none: true, user: false, administrator: false, numbers: [] },
  { none: false, user: true, administrator: false, numbers: [] },
];
const PREFERENCES: readonly CbcpPreference[] = [{ kind: 'ask' }, { kind: 'always', number: '5551234' }, { kind: 'never' }];

it('the answering end', () => {
  const walk = walkMachine<server.CbcpServer, CbcpServerEvent, ReturnType<typeof server.step>[1][number]>({
    initial: [server.createServer()],
    step: server.step,
    events: ({ identifier }) => [...OFFERS.map((offer) => ({ type: 'open', offer }) as const), ...packets(identifier), ...packets(identifier ^ 1), ...TIMERS, { type: 'close' }],
    stateName: ({ state }) => state,
    states: server.STATES,
    isIdle: ({ state }) => state === 'Closed' || state === 'Failed',
    key: ({ state, remaining, choice, offer }) => [state, Math.min(remaining, 2), choice?.kind, JSON.stringify(offer)].join(),
  });
  expect([...walk.visited].sort()).toEqual([...server.STATES].sort());
  for (const event of server.EVENTS) expect([...walk.answered].some((entry) => entry.endsWith(`/${event}`))).toBe(true);
});

it('the calling end', () => {
  const answers = [{ kind: 'number', number: '5551234' }, { kind: 'number', number: '555111' }, { kind: 'number', number: '' }, { kind: 'none' }, { kind: 'cancel' }] as const;
  const walk = walkMachine<client.CbcpClient, CbcpClientEvent, ReturnType<typeof client.step>[1][number]>({
    initial: [client.createClient()],
    step: client.step,
    events: ({ identifier }) => [
      ...PREFERENCES.map((preference) => ({ type: 'open', preference, delaySeconds: 5 }) as const),
      ...packets(identifier), ...packets(identifier ^ 1), ...TIMERS, ...answers.map((answer) => ({ type: 'answer', answer }) as const), { type: 'close' },
    ],
    stateName: ({ state }) => state,
    states: client.STATES,
    isIdle: ({ state }) => !['AwaitRequest', 'ResponseSent'].includes(state),
    key: ({ state, remaining, choice, offer, preference }) => [state, Math.min(remaining, 2), choice?.kind, JSON.stringify([offer, preference])].join(),
  });
  expect([...walk.visited].sort()).toEqual([...client.STATES].sort());
  for (const event of client.EVENTS) expect([...walk.answered].some((entry) => entry.endsWith(`/${event}`))).toBe(true);
});
