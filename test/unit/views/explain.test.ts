// `why` beyond its table: the sample that lacks nearly everything, time, several callers, calls by hand, and traces that tell
// only a part.

import { describe, expect, it } from 'vitest';
import { configReading } from '../../../src/app/assemble.ts';
import { parseIpv4 } from '../../../src/base/ipv4.ts';
import { loadConfiguration } from '../../../src/config/load-text.ts';
import { labFromConfigs } from '../../../src/lab/from-configs.ts';
import type { LabDescription } from '../../../src/network/lab-description.ts';
import type { World } from '../../../src/network/world.ts';
import { explain } from '../../../src/views/explain.ts';
import { CAUSES } from '../../../src/views/explain/codes.ts';
import { fixture, GRAMMAR, labNamed, labOf, lineOf, ping, wait, worldOf } from '../../support/lab.ts';
import { changesOf, codeOf, edited, labOfRow, LINES, mend, NO_SECURE, play, R1, R2, why } from '../../support/why.ts';

function labFromFixtures(names: Readonly<Record<string, string>>): LabDescription {
  const files = Object.entries(names).map(([name, file]) => ({ name, file, text: fixture('configs', file) }));
  return labFromConfigs(files, configReading(GRAMMAR), 'test').description;
}

describe('the sample of the Cisco guide, as it is pasted', () => {
  const lab = labFromFixtures({ server: 'cisco-server.cfg', client: 'cisco-client.cfg' });
  const missing = [
    'client: add "dialer-list 1 protocol ip permit"',
    'client: add "hostname atlanta"',
    'client: add "username dallas password SECRET"',
    'client, interface BRI0: add "isdn switch-type basic-ni"',
    'server: add "dialer-list 1 protocol ip permit"',
    'server: add "hostname dallas"',
    'server: add "username atlanta password SECRET"',
    'server, interface BRI0: add "isdn switch-type basic-ni"',
  ];

  const pingedFromClient = (of: LabDescription): readonly string[] => {
    const world = worldOf(of);
    world.settle();
    ping(world, 'client', '10.1.1.7');
    wait(world, 30);
    return why(world, 'client');
  };

  it('is told every missing piece at once, and works with them', () => {
    const lines = pingedFromClient(lab);
    expect(codeOf(lines)).toBe('NO-DIALER-LIST');
    const told = lines.filter((line) => / (add|change|remove) "/.test(line)).map((line) => line.trim());
    expect(told.toSorted()).toEqual(missing.toSorted());
    expect(codeOf(pingedFromClient(mend(lab, told)))).toBe('OK-CALLBACK');
  });

  it('is told what is left after each piece that was put in alone', () => {
    let unfinished = lab;
    for (const change of missing) {
      const lines = pingedFromClient(unfinished);
      expect(lines.some((line) => line.trim() === change), `${change} in\n${lines.join('\n')}`).toBe(true);
      unfinished = mend(unfinished, [change]);
    }
    expect(codeOf(pingedFromClient(unfinished))).toBe('OK-CALLBACK');
  });

  it('is told so before anything was tried', () => {
    const world = worldOf(lab);
    world.settle();
    const lines = why(world, 'server');
    expect(codeOf(lines)).toBe('NOTHING-TRIED');
    expect(lines.slice(lines.indexOf('Also missing:') + 1).map((line) => line.trim()).toSorted()).toEqual(missing.toSorted());
  });
});

describe('time', () => {
  const bryant = labNamed('callback-bryant');

  it('says when the return call is due, then what became of it, and when it ended', () => {
    const world = worldOf(bryant);
    world.settle();
    expect(codeOf(why(world, 'R2'))).toBe('NOTHING-TRIED');
    ping(world, 'R2', '172.12.12.1');
    expect(why(world, 'R2')[0]).toMatch(/^Cause: CALLBACK-PENDING - R1 calls R2 back at 00:00:30, in \d seconds$/);
    expect(why(world, 'R1')).toEqual(why(world, 'R2'));
    wait(world, 20);
    expect(why(world, 'R2')[0]).toBe('Cause: OK-CALLBACK - R1 called R2 back at 00:00:30, a call that is still up');
    wait(world, 200);
    expect(why(world, 'R2')[0]).toMatch(/^Cause: OK-CALLBACK - R1 called R2 back at 00:00:30, a call that ended at 00:02:\d\d, being idle$/);
  });

  it('explains the newest attempt, not what went before', () => {
    const world = worldOf(bryant);
    world.settle();
    ping(world, 'R2', '172.12.12.1');
    wait(world, 200);
    ping(world, 'R2', '192.168.1.1');
    expect(codeOf(why(world, 'R2'))).toBe('NO-ROUTE');
    expect(codeOf(why(world, 'R1'))).toBe('OK-CALLBACK');
    ping(world, 'R2', '172.12.12.1');
    expect(codeOf(why(world, 'R2'))).toBe('CALLBACK-PENDING');
  });

  it('says of a line that was changed meanwhile that it is there', () => {
    const lab = labOfRow({ what: '', code: 'OK-CALL', changes: [], r1: [['ppp callback accept', '']] });
    const world = play(lab, '172.12.12.1');
    const context = { privilege: 15, interfaceExists: () => true };
    const r1 = world.routers.get('R1');
    expect(r1).toBeDefined();
    if (r1 !== undefined) loadConfiguration(r1.config, 'interface BRI0\n ppp callback accept\n', context);
    expect(changesOf(why(world, 'R2'))).toEqual(['R1, interface BRI0 has "ppp callback accept" by now: try again']);
  });

  it('tells a router that nothing reached who did try', () => {
    const world = play(labOfRow({ what: '', code: 'OK-CALL', changes: [], r2: [['dialer-group 1', '']] }), '172.12.12.1');
    expect(why(world, 'R1')[0]).toContain('R2 tried: why R2');
  });
});

describe('several callers', () => {
  const R3 = edited(R2, [['hostname R2', 'hostname R3'], ['ip address 172.12.12.2 255.255.255.0', 'ip address 172.12.12.3 255.255.255.0'], ['ppp callback request', '']]);

  /** R3 holds both channels of R1, or one, when the return call is due. */
  const played = (calls: number): World => {
    const r1 = `${edited(R1, [NO_SECURE])}\nusername R3 password CCIE\n`;
    const world = worldOf(labOf({ R1: r1, R2, R3 }, [...LINES, lineOf('R3', ['5559999'])]));
    world.settle();
    ping(world, 'R2', '172.12.12.1', 1);
    for (let n = 0; n < calls; n += 1) expect(world.routers.get('R3')?.isdnCall('BRI0', '5557777', 64)).toBeUndefined();
    wait(world, 20);
    return world;
  };

  it('knows that no channel was free for the return call', () => {
    const world = played(2);
    expect(codeOf(why(world, 'R2')), why(world, 'R2').join('\n')).toBe('RETURN-NO-CHANNEL');
    expect(codeOf(why(world, 'R3'))).toBe('NOT-REQUESTED');
  });

  it('keeps the callers apart', () => {
    const world = played(1);
    expect(codeOf(why(world, 'R2')), why(world, 'R2').join('\n')).toBe('OK-CALLBACK');
    expect(why(world, 'R2').join('\n')).not.toContain('R3');
    expect(codeOf(why(world, 'R3'))).toBe('NOT-REQUESTED');
  });
});

describe('records that tell only a part', () => {
  it('explains the client\'s end of a call whose other end is no router of the lab', () => {
    const lab = labNamed('callback-bryant');
    const world = worldOf(lab);
    world.settle();
    ping(world, 'R2', '172.12.12.1');
    wait(world, 70);
    const alone = world.recorder.events.filter(({ device, event }) => device === 'R2' && event.type !== 'dialer.callbackReceived');
    const first = alone.filter(({ at }) => at < 29_000);
    const input = { routers: world.routers, lab };
    expect(codeOf(explain({ ...input, records: first }, 'R2'))).toBe('CALLBACK-PENDING');
    const event = { type: 'dialer.callbackExpired', name: 'R1', number: '5557777' } as const;
    const expired = [...first, { at: 75_000, sequence: 1_000_000, device: 'R2', event }];
    expect(codeOf(explain({ ...input, records: expired }, 'R2'))).toBe('CALLBACK-EXPIRED');
  });

  it('says that the trace does not go back far enough', () => {
    const lab = labNamed('callback-bryant');
    const world = worldOf(lab);
    world.settle();
    const records = world.recorder.events.slice(-1);
    expect(explain({ records, routers: world.routers, lab }, 'R2')[0]).toContain('as far as the trace goes back');
  });

  it('never throws, whatever is cut off', () => {
    const world = play(labNamed('callback-bryant'), '172.12.12.1');
    const { events } = world.recorder;
    for (let from = 0; from < events.length; from += 7) {
      for (const to of [events.length, from + 40]) {
        const lines = explain({ records: events.slice(from, to), routers: world.routers, lab: world.lab }, 'R1');
        expect(CAUSES).toHaveProperty(codeOf(lines));
      }
    }
  });
});

describe('calls by hand', () => {
  const played = (lab: LabDescription, number: string): World => {
    const world = worldOf(lab);
    world.settle();
    world.routers.get('R2')?.isdnCall('BRI0', number, 64);
    wait(world, 2);
    return world;
  };

  it('explains one that could not even be tried', () => {
    const lab = labOfRow({ what: '', code: 'OK-CALL', changes: [], r2: [['isdn switch-type basic-ni', 'isdn switch-type basic-net3']] });
    expect(codeOf(why(played(lab, '5557777'), 'R2'))).toBe('SWITCH-TYPE');
  });

  it('explains one to a number that nobody has, and changes no configuration for it', () => {
    const lines = why(played(labOf({ R1, R2 }, LINES), '5550000'), 'R2');
    expect(codeOf(lines)).toBe('UNALLOCATED');
    expect(changesOf(lines)).toEqual([]);
  });

  it('says that a call is on its way', () => {
    const lab = labOf({ R1, R2 }, LINES, { faults: { busy: [], noAnswer: ['5557777'], noResponse: [] } });
    expect(codeOf(why(played(lab, '5557777'), 'R2'))).toBe('CALL-IN-PROGRESS');
  });
});

describe('a call that is up', () => {
  it('knows that the peer has no route back', () => {
    const plain = [NO_SECURE, ['ppp callback accept', '']] as const;
    const lab = labOf({ R1: edited(R1, plain), R2: `${edited(R2, [['ppp callback request', '']])}\ninterface Loopback0\n ip address 10.2.2.2 255.255.255.0\n` }, LINES);
    const world = worldOf(lab);
    world.settle();
    const [destination, source] = [parseIpv4('172.12.12.1') ?? 0, parseIpv4('10.2.2.2') ?? 0];
    world.routers.get('R2')?.startPing(
      { destination, source, repeat: 5, sizeOctets: 100, timeoutSeconds: 2, dontFragment: false },
      { mark: () => undefined, done: () => undefined },
    );
    wait(world, 15);
    const lines = why(world, 'R2');
    expect(codeOf(lines), lines.join('\n')).toBe('NO-RETURN-ROUTE');
    expect(changesOf(lines)).toEqual(['R1: add "ip route 10.2.2.0 255.255.255.0 172.12.12.2"']);
  });

  it('knows that both channels are taken', () => {
    const world = worldOf(labOf({ R1: edited(R1, [NO_SECURE]), R2: edited(R2, [['ppp callback request', '']]) }, LINES));
    world.settle();
    for (let n = 0; n < 2; n += 1) world.routers.get('R2')?.isdnCall('BRI0', '5557777', 64);
    wait(world, 2);
    expect(world.routers.get('R2')?.isdnCall('BRI0', '5557777', 64)).toBeDefined();
    expect(codeOf(why(world, 'R2'))).toBe('NO-CHANNEL');
  });
});
