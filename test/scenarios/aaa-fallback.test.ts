// What becomes of callers when an authentication server fails them, in whole labs: down, slow, silent, with another secret,
// with garbage or with answers to other questions. An error leads to the next method of the list; a refusal does not.

import { describe, expect, it } from 'vitest';
import type { LabFault } from '../../src/network/fault.ts';
import { KEY, openAaaLab, type AaaLabOptions } from '../support/aaa-lab.ts';
import { events, ping, wait } from '../support/lab.ts';

const SERVERS = `aaa-servers:
  AAA1: { lan: lan1, address: 10.1.1.5/24, key: ${KEY}, users: { alice: { password: s3cret, callback: 5552000, send-secret: s3cret } } }
`;

/** Short, so that the caller is still there when the servers have been given up. */
const PATIENCE = ['radius-server timeout 1', 'radius-server retransmit 1', 'tacacs-server timeout 2'];

type Trouble = 'off' | LabFault;

interface Outcome {
  /** Of the first call: what decided it, and how. */
  readonly decided: string;
  readonly why: string | undefined;
  readonly reached: boolean;
}

function run(protocol: 'radius' | 'tacacs+', trouble: Trouble | undefined, more: Partial<AaaLabOptions> = {}): Outcome {
  const lab = openAaaLab({ protocol, servers: SERVERS, accounting: false, hub: PATIENCE, ...more });
  const { world } = lab;
  if (trouble === 'off') world.aaaServers.get('AAA1')?.powerOff();
  else if (trouble !== undefined) world.faults.set(trouble);
  ping(world, 'branch', '172.20.1.1');
  wait(world, 60);
  const reached = ping(world, 'branch', '172.20.1.1') === '!!!!!';
  const [first] = events(world, 'aaa.decided', 'hub').filter(({ event }) => event.what === 'authentication');
  const why = events(world, 'aaa.status', 'hub').find(({ event }) => event.status === 'error')?.event.why;
  expect(JSON.stringify(world.recorder.events)).not.toMatch(/s3cret|radkey/);
  lab.close();
  return { decided: first === undefined ? '' : `${first.event.outcome} ${first.event.method}`, why, reached };
}

const AAA1 = { server: 'AAA1' } as const;

describe.each(['radius', 'tacacs+'] as const)('%s', (protocol) => {
  it('decides, where nothing is wrong', () => {
    expect(run(protocol, undefined)).toEqual({ decided: `pass ${protocol}`, why: undefined, reached: true });
  });

  it.each<[string, Trouble, string, string]>([
    ['is off', 'off', 'timeout', 'timeout'],
    ['is silent', { kind: 'aaa-silent', ...AAA1 }, 'timeout', 'timeout'],
    ['is slower than it may be', { kind: 'aaa-slow', ...AAA1, ms: 9000 }, 'timeout', 'timeout'],
    ['has another secret', { kind: 'aaa-secret', ...AAA1 }, 'wrong-secret', 'wrong-secret'],
    ['sends garbage', { kind: 'aaa-garbage', ...AAA1 }, 'timeout', 'malformed'],
    ['answers something else', { kind: 'aaa-identifier', ...AAA1 }, 'timeout', 'timeout'],
  ])('%s: local users decide, and where there is no other method nobody comes in', (_what, trouble, byRadius, byTacacs) => {
    const why = protocol === 'radius' ? byRadius : byTacacs;
    expect(run(protocol, trouble)).toEqual({ decided: 'pass local', why, reached: true });
    expect(run(protocol, trouble, { fallback: '' })).toEqual({ decided: 'error ', why, reached: false });
  });

  it('refuses a caller whom it does not know, and nobody else is asked', () => {
    expect(run(protocol, undefined, { branch: 'mallory' })).toEqual({ decided: `fail ${protocol}`, why: undefined, reached: false });
  });

  it('is slow, but not too slow', () => {
    expect(run(protocol, { kind: 'aaa-slow', ...AAA1, ms: 700 })).toMatchObject({ decided: `pass ${protocol}`, reached: true });
  });
});
