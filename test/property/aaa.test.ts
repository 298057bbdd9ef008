// Clients and servers of authentication take whatever comes: octets of chance, replies that were changed, events in any order.
// They never throw, answer every question once at most, and leave no timer behind.

import { expect, test } from 'vitest';
import { RADIUS_CLIENT } from '../../src/protocols/aaa/radius/client.ts';
import { createRadiusServer, serve as serveRadius } from '../../src/protocols/aaa/server/radius-server.ts';
import { createTacacsServer, serve as serveTacacs } from '../../src/protocols/aaa/server/tacacs-server.ts';
import { TACACS_CLIENT } from '../../src/protocols/aaa/tacacs/client.ts';
import type { AaaAuthentication, AaaClientAction, AaaClientEvent } from '../../src/protocols/aaa/types.ts';
import { readTacacsStream } from '../../src/wire/tacacs.ts';
import fc from '../support/fast-check.ts';
import { PLACE, planOf, radiusServer, ROUTER, SERVER_1, SERVER_2, tacacsServer, userOf } from '../support/aaa-net.ts';

const PLAN = planOf([userOf('alice', 's3cret')]);
const RUNS = Number(process.env['CODEC_RUNS'] ?? 100);

/** Octets of chance, and some that begin as packets do. */
const octets = fc.oneof(
  fc.uint8Array({ maxLength: 80 }),
  fc.tuple(fc.constantFrom(1, 2, 3, 4, 5, 11), fc.nat({ max: 3 }), fc.uint8Array({ minLength: 16, maxLength: 60 })).map(([code, identifier, rest]) => Uint8Array.of(code, identifier, 0, rest.length + 4, ...rest)),
  fc.tuple(fc.constantFrom(0xc0, 0xc1), fc.constantFrom(1, 2, 3), fc.nat({ max: 4 }), fc.uint8Array({ maxLength: 40 })).map(([version, type, sequence, body]) => Uint8Array.of(version, type, sequence, 0, 0, 0, 0, 1, 0, 0, 0, body.length, ...body)),
);

const proof: fc.Arbitrary<AaaAuthentication['proof']> = fc.oneof(
  fc.constant({ kind: 'ascii' as const }),
  fc.record({ kind: fc.constant('pap' as const), password: fc.string({ maxLength: 300 }) }),
  fc.record({ kind: fc.constant('chap' as const), identifier: fc.nat({ max: 255 }), challenge: fc.uint8Array({ maxLength: 300 }), response: fc.uint8Array({ minLength: 16, maxLength: 16 }) }),
);

const handle = fc.nat({ max: 4 });
const connection = fc.integer({ min: 1, max: 5 });

/** Events with a time between them; a request has a handle of its own. */
const steps = fc.array(
  fc.tuple(
    fc.nat({ max: 6000 }),
    fc.oneof(
      fc.record({ type: fc.constant('request' as const), proof, user: fc.option(fc.string({ maxLength: 300 }), { nil: undefined }) }),
      fc.record({ type: fc.constant('answer' as const), handle, text: fc.string({ maxLength: 300 }) }),
      fc.record({ type: fc.constant('cancel' as const), handle }),
      fc.record({ type: fc.constant('datagram' as const), from: fc.constantFrom(SERVER_1, SERVER_2), fromPort: fc.constantFrom(1645, 1646, 7), octets }),
      fc.record({ type: fc.constant('connected' as const), connection }),
      fc.record({ type: fc.constant('data' as const), connection, octets }),
      fc.record({ type: fc.constant('closed' as const), connection, how: fc.constantFrom('refused' as const, 'unreachable' as const, 'timeout' as const, 'closed' as const) }),
      fc.constant({ type: 'runOut' as const }),
    ),
  ),
  { maxLength: 30 },
);

interface Machine<State> {
  create(): State;
  step(state: State, event: AaaClientEvent<never>): readonly [State, readonly AaaClientAction[]];
}

function checkMachine<State>(machine: Machine<State>, servers: readonly unknown[]): void {
  fc.assert(
    fc.property(steps, (list) => {
      let state = machine.create();
      let now = 0;
      let asked = 0;
      const over = new Set<number>();
      const timers = new Set<string>();
      const tell = (event: AaaClientEvent<never>): void => {
        const before = JSON.stringify(state, (_key, value: unknown) => (value instanceof Map ? [...value] : value));
        const [next, actions] = machine.step(state, event);
        expect(JSON.stringify(state, (_key, value: unknown) => (value instanceof Map ? [...value] : value))).toBe(before);
        state = next;
        for (const action of actions) {
          if (action.type === 'start') timers.add(action.timer);
          if (action.type === 'stop') timers.delete(action.timer);
          if (action.type !== 'reply') continue;
          expect(over.has(action.handle), 'answered once').toBe(false);
          if (action.reply.type !== 'ask') over.add(action.handle);
        }
      };
      for (const [ms, event] of list) {
        now += ms;
        if (event.type === 'runOut') {
          const [timer] = timers;
          if (timer !== undefined) {
            timers.delete(timer);
            tell({ type: 'timer', timer, now });
          }
        } else if (event.type === 'request') {
          const { user } = event;
          const request: AaaAuthentication = { kind: 'authentication', service: 'login', proof: event.proof, privilege: 1, where: PLACE, ...(user === undefined ? {} : { user }) };
          tell({ type: 'request', handle: asked, request, group: 'g', servers: servers as never[], now, random: asked });
          asked += 1;
        } else if (event.type === 'answer') tell(event);
        else if (event.type === 'cancel') {
          tell(event);
          if (event.handle < asked) over.add(event.handle);
        } else tell({ ...event, now });
      }
      // Nothing more comes: in the end nobody is waited for but users.
      for (let turn = 0; timers.size > 0; turn += 1) {
        expect(turn, 'it ends').toBeLessThan(2000);
        const [timer = ''] = timers;
        timers.delete(timer);
        now += 5000;
        tell({ type: 'timer', timer, now });
      }
    }),
    { numRuns: RUNS },
  );
}

test('a RADIUS client takes whatever comes', () => {
  checkMachine(RADIUS_CLIENT, [radiusServer(), radiusServer(SERVER_2, { deadtimeMinutes: 1, retransmit: 1 })]);
});

test('a TACACS+ client takes whatever comes', () => {
  checkMachine(TACACS_CLIENT, [tacacsServer(), tacacsServer(SERVER_2, { singleConnection: true })]);
});

test('servers take whatever comes', () => {
  fc.assert(
    fc.property(fc.array(octets, { maxLength: 8 }), (list) => {
      let radius = createRadiusServer(PLAN);
      let tacacs = createTacacsServer(PLAN, ROUTER);
      for (const one of list) {
        [radius] = serveRadius(radius, { from: ROUTER, fromPort: 1645, octets: one, now: 0 });
        [tacacs] = serveTacacs(tacacs, one);
        readTacacsStream(one);
      }
    }),
    { numRuns: RUNS },
  );
});
