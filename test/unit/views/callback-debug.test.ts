// `debug ppp cbcp` and `debug callback`: the lines of a whole exchange, from the octets of a published one, and the rarer ones.

import { expect, it } from 'vitest';
import { fromHex } from '../../../src/base/octets.ts';
import type { TraceEvent } from '../../../src/network/trace.ts';
import { callbackDebug } from '../../../src/views/debug/callback.ts';
import { multilinkWorld, routerOf } from '../../support/multilink.ts';

const router = routerOf(multilinkWorld(), 'R2');
router.debugging.add('ppp.cbcp');
router.debugging.add('callback');

function told(events: readonly TraceEvent[], where = 'Async8'): readonly string[] {
  return events.flatMap((event) => callbackDebug({ at: 0, sequence: 0, device: 'R2', interface: where, event }, router));
}

const decision = { type: 'dialer.callbackDecision', call: 'in-1', channel: 'Async8', name: 'mscb', microsoft: true } as const;
const packet = (direction: 'I' | 'O', hex: string): TraceEvent => ({ type: 'ppp.cbcp', direction, octets: fromHex(hex) });
const choice = { kind: 'user', number: '2143649', delaySeconds: 12 } as const;

it('tells of an exchange with a number that the user gives', () => {
  expect(
    told([
      { ...decision, outcome: 'negotiate', because: 'microsoft', numberFrom: 'username' },
      packet('O', '010100090205000100'),
      packet('I', '02010010020c0c013231343336343900'),
      packet('O', '03010010020c0c013231343336343900'),
      { type: 'ppp.cbcpAgreed', role: 'server', choice },
      { type: 'ppp.cbcpClosed', by: 'the peer' },
      { type: 'dialer.callbackBeginning', interface: 'Async8', name: 'mscb', number: '2143649', by: 'microsoft' },
    ]),
  ).toEqual([
    'As8 MCB: User mscb Callback Number - Client ANY',
    'Async8 PPP: O MCB Request(1) id 1 len 9',
    'Async8 MCB: O  1  1  0  9  2  5  0  1  0',
    'As8 MCB: O Request Id 1 Callback Type Client-Num delay 0',
    'As8 PPP: I MCB Response(2) id 1 len 16',
    'Async8 MCB: I  2  1  0 10  2  C  C  1 32 31 34 33 36 34 39  0',
    'As8 MCB: Received response',
    'As8 MCB: Response CBK-Client-Num 2 12 12, addr 1-2143649',
    'Async8 PPP: O MCB Ack(3) id 1 len 16',
    'Async8 MCB: O  3  1  0 10  2  C  C  1 32 31 34 33 36 34 39  0',
    'As8 MCB: O Ack Id 1 Callback Type Client-Num delay 12',
    'As8 MCB: Negotiated MCB with peer',
    'As8 MCB: Peer terminating the link',
    'As8 MCB: Link terminated by peer, Callback Needed',
    'As8 MCB: Initiate Callback for mscb at 2143649 using Async',
    'As8 MCB: Async-callback in progress',
  ]);
});

it.each<readonly [string, TraceEvent, readonly string[]]>([
  ['a number that the router has', { ...decision, outcome: 'negotiate', because: 'microsoft', number: '555', numberFrom: 'aaa' }, ['As8 MCB: User mscb Callback Number - Server 555']],
  ['nothing to offer', { ...decision, outcome: 'negotiate', because: 'not-ip' }, ['As8 MCB: User mscb Callback Number - None']],
  ['callback security', { ...decision, outcome: 'hang-up', because: 'no-map' }, ['As8 MCB: User mscb has no Callback']],
  ['several kinds', packet('O', '0105000e0102030300 0205000100'), [
    'Async8 PPP: O MCB Request(1) id 5 len 14',
    'Async8 MCB: O  1  5  0  E  1  2  3  3  0  2  5  0  1  0',
    'As8 MCB: O Request Id 5 Callback Type No-Callback delay 0',
    'As8 MCB: O Request Id 5 Callback Type Server-Num delay 0',
    'As8 MCB: O Request Id 5 Callback Type Client-Num delay 0',
  ]],
  ['no callback', packet('I', '020100060102'), ['As8 PPP: I MCB Response(2) id 1 len 6', 'Async8 MCB: I  2  1  0  6  1  2', 'As8 MCB: Received response', 'As8 MCB: Response CBK-No-Callback 1 2']],
  ['what is cut short', packet('I', '0201'), ['As8 PPP: I MCB Response(2) id 1 len 2', 'Async8 MCB: I  2  1', 'As8 MCB: Received response']],
  ['what is dropped', { type: 'ppp.cbcpDropped', what: 'Response id 9, the last Request was 1' }, ['As8 MCB: Dropped Response id 9, the last Request was 1']],
  ['what comes to nothing', { type: 'ppp.cbcpFailed', role: 'server', because: 'no-response' }, ['As8 MCB: Negotiation failed, no-response']],
  ['a link that the router closes', { type: 'ppp.cbcpClosed', by: 'this end' }, ['As8 MCB: Link terminated, Callback Needed']],
  ['a return call of another kind', { type: 'dialer.callbackBeginning', interface: 'Async8', name: 'R3', number: '555' }, []],
  ['a line that waits for the modem', { type: 'dialer.callbackServerStarting', channel: 'Async8', name: 'mscb', number: '2143649', afterMs: 15_000, forcedWaitSeconds: 4 }, [
    'TTY8 Callback process initiated, user: mscb dialstring 2143649',
    'TTY8 Callback forced wait = 4 seconds',
  ]],
  ['a return call that is up', { type: 'dialer.callbackDecision', call: 'out-1', channel: 'Async8', outcome: 'ordinary', because: 'return-call' }, ['TTY8: Callback in effect']],
])('tells of %s', (_what, event, lines) => {
  expect(told([event])).toEqual(lines);
});

it('knows the kind of the interface', () => {
  expect(told([{ type: 'dialer.callbackBeginning', interface: 'Serial0:23', name: 'mscb', number: '555', by: 'microsoft' }], 'Serial0:23').at(-1)).toBe('Se0:23 MCB: ISDN-callback in progress');
});
