// What becomes of callers when an authentication server fails them, in whole labs: down, slow, silent, with another secret,
// with garbage or with answers to other questions. An error leads to the next method of the list; a refusal does not.

import { describe, expect, it } from 'vitest';
import type { LabFault } from '../../src/network/fault.ts';
import { readLadder } from '../../src/views/timeline/read-ladder.ts';
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

describe('a timeline', () => {
  it.each([
    ['radius', ['Access-Request: hub asks about alice', 'Access-Accept: AAA1 accepts: Callback-Framed, callback at 5552000, lcp:send-secret=*']],
    ['tacacs+', ['AUTHEN/START: hub asks who it is', 'AUTHEN PASS: AAA1 accepts', 'AUTHOR PASS_ADD: AAA1 allows it: callback-dialstring=5552000 send-secret=*']],
  ] as const)('tells what the hub asked by %s, and was told, beside its calls', (protocol, told) => {
    const lab = openAaaLab({ protocol, servers: SERVERS });
    const { world } = lab;
    ping(world, 'branch', '172.20.1.1');
    wait(world, 60);
    const ladder = readLadder({ records: world.recorder.events, lab: world.lab, now: world.clock.now });
    expect(ladder.lanes.map(({ id }) => id)).toEqual(['AAA1', 'hub', 'exchange', 'branch']);
    const messages = ladder.rungs.flatMap((rung) => (rung.kind === 'message' && (rung.from === 'AAA1' || rung.to === 'AAA1') ? [`${rung.name}: ${rung.text}`] : []));
    for (const words of told) expect(messages).toContain(words);
    expect(messages.some((words) => words.startsWith(protocol === 'radius' ? 'Accounting-Request: hub records the stop of session 00000001 of alice after' : 'ACCT/REQUEST: hub records: task_id=1'))).toBe(true);
    lab.close();
  });
});
