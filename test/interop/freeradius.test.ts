// A lab asks a real RADIUS server: FreeRADIUS, on loopback, behind a gateway of the lab's LAN. It lets callers in by CHAP, Microsoft's and PAP,
// says where they are called back in each form that attributes have for it, and takes accounting records that agree with the
// telephone bill. Nothing here waits for the wall but the answers of the server.

import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { OpenedLab } from '../../src/app/assemble.ts';
import { DEFAULT_TARIFFS } from '../../src/network/exchange/tariff.ts';
import { billedCalls } from '../../src/views/bill/billed-calls.ts';
import { BRANCH_NUMBER, HUB_NUMBER, openAaaLab, PC_NUMBER, typed, type AaaLabOptions } from '../support/aaa-lab.ts';
import { startFreeRadius, type FreeRadius } from '../support/freeradius.ts';
import { events, ping, wait } from '../support/lab.ts';
import { clientAvailable } from '../support/serve-program.ts';

const available = clientAvailable('freeradius', 'sh', '-c', 'test -x /usr/sbin/freeradius');

let server: FreeRadius;

describe.skipIf(!available)('FreeRADIUS', () => {
  beforeAll(async () => {
    server = await startFreeRadius();
  });

  afterAll(async () => {
    await server.stop();
  });

  function open(options: Omit<AaaLabOptions, 'servers'>, ports = [server.authPort, server.acctPort]): OpenedLab {
    return openAaaLab({ ...options, servers: `gateways:\n  GW: { lan: lan1, address: 10.1.1.5/24, to: 127.0.0.1, udp: [1645=${ports[0]}, 1646=${ports[1]}] }\n` });
  }

  /** What it logged and was told while the test ran its lab. */
  function heard(run: () => void): { readonly log: string; readonly records: readonly Readonly<Record<string, string>>[] } {
    const before = { log: server.log().length, records: server.records().length };
    run();
    return { log: server.log().slice(before.log), records: server.records().slice(before.records) };
  }

  /** The calls that were answered: who was called, and for how many seconds. */
  function billed({ world }: OpenedLab): readonly { readonly called: string; readonly seconds: number }[] {
    return billedCalls(world.recorder.events, DEFAULT_TARIFFS, world.clock.now).flatMap(({ record: { called, answeredAt, endedAt } }) =>
      answeredAt === undefined ? [] : [{ called, seconds: (endedAt - answeredAt) / 1000 }],
    );
  }

  function expectRecordsAgree(lab: OpenedLab, records: readonly Readonly<Record<string, string>>[], user: string): void {
    const stops = records.filter((record) => record['Acct-Status-Type'] === 'Stop');
    const bill = billed(lab);
    expect(records.filter((record) => record['Acct-Status-Type'] === 'Start')).toHaveLength(bill.length);
    expect(stops).toHaveLength(bill.length);
    expect(records.every((record) => record['User-Name'] === user && record['NAS-IP-Address'] === '10.1.1.1')).toBe(true);
    // Sessions begin when the caller is known, a moment after the line's call does; seconds are whole.
    stops.forEach((record, index) => expect(Math.abs(Number(record['Acct-Session-Time']) - (bill[index]?.seconds ?? 0)), `call ${index + 1}`).toBeLessThanOrEqual(1));
  }

  test.each([
    ['Callback-Number', 'alice', 'chap'],
    ['Callback-Number', 'alice', 'pap'],
    ['Callback-Number', 'alice', 'ms-chap'],
    ['the pair lcp:callback-dialstring', 'bob', 'chap'],
  ] as const)('%s: %s is called back, by %s', (_form, user, authentication) => {
    let lab: OpenedLab | undefined;
    const { log, records } = heard(() => {
      lab = open({ branch: user, authentication, fallback: '' });
      ping(lab.world, 'branch', '172.20.1.1');
      wait(lab.world, 25);
      expect(ping(lab.world, 'branch', '172.20.1.1')).toBe('!!!!!');
      wait(lab.world, 120);
      lab.close();
    });
    if (lab === undefined) throw new Error('it ran');
    expect(billed(lab).map(({ called }) => called)).toEqual([HUB_NUMBER, BRANCH_NUMBER]);
    expect(log.match(new RegExp(`Login OK: \\[${user}[^\\]]*\\]`, 'g'))).toHaveLength(2);
    expect(log).toContain(`cli ${BRANCH_NUMBER}`);
    expectRecordsAgree(lab, records, user);
    expect(records.map((record) => record['Acct-Terminate-Cause']).filter((cause) => cause !== undefined)).toEqual(['Callback', 'Idle-Timeout']);
    expect(records.at(-1)?.['Framed-IP-Address']).toBe('172.20.1.2');
    expect(JSON.stringify(lab.world.recorder.events)).not.toMatch(/s3cret|radkey/);
  });

  test('an empty string: the PC of carol says where it is', () => {
    let lab: OpenedLab | undefined;
    const { records } = heard(() => {
      lab = open({ pc: 'carol', fallback: '' });
      typed(lab, 'PC1', 'dial');
      typed(lab, 'PC1', PC_NUMBER);
      wait(lab.world, 40);
      expect(typed(lab, 'PC1', 'ping 172.20.1.1')).toContain('Received = 4');
      wait(lab.world, 120);
      lab.close();
    });
    if (lab === undefined) throw new Error('it ran');
    expect(billed(lab).map(({ called }) => called)).toEqual([HUB_NUMBER, PC_NUMBER]);
    expectRecordsAgree(lab, records, 'carol');
  });

  test('no callback: dave stays on his call', () => {
    let lab: OpenedLab | undefined;
    const { records } = heard(() => {
      lab = open({ pc: 'dave', pcCallback: 'never', fallback: '' });
      typed(lab, 'PC1', 'dial');
      wait(lab.world, 10);
      expect(typed(lab, 'PC1', 'ping 172.20.1.1')).toContain('Received = 4');
      wait(lab.world, 120);
      lab.close();
    });
    if (lab === undefined) throw new Error('it ran');
    expectRecordsAgree(lab, records, 'dave');
    expect(records.map((record) => record['Framed-IP-Address'])).toEqual([undefined, '172.20.1.101']);
  });

  test('a wrong password is a reject, and no local user helps', () => {
    const { log, records } = heard(() => {
      const lab = open({ pc: 'alice', pcPassword: 'nope' });
      typed(lab, 'PC1', 'dial');
      wait(lab.world, 30);
      expect(events(lab.world, 'aaa.decided', 'hub').map(({ event }) => `${event.what} ${event.outcome} ${event.method}`)).toEqual(['authentication fail radius']);
      lab.close();
    });
    expect(log).toContain('Login incorrect');
    expect(records).toEqual([]);
  });

  test.each([
    ['another secret', { key: 'another' }, undefined],
    ['nobody at its ports', {}, [9, 9]],
  ] as const)('%s: the hub asks its own users', (_what, options, ports) => {
    const { records } = heard(() => {
      const lab = open({ ...options, accounting: false, hub: ['radius-server timeout 1', 'radius-server retransmit 1'] }, ports === undefined ? undefined : [...ports]);
      ping(lab.world, 'branch', '172.20.1.1');
      wait(lab.world, 40);
      expect(ping(lab.world, 'branch', '172.20.1.1')).toBe('!!!!!');
      expect(events(lab.world, 'aaa.decided', 'hub').map(({ event }) => `${event.what} ${event.outcome} ${event.method}`)).toContain('authentication pass local');
      lab.close();
    });
    expect(records).toEqual([]);
  });
});
