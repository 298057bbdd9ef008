// `why`, row by row of what can be wrong with a callback: each mistake is put into the configurations of a lab that works, a
// ping is sent, and the code and the lines to change are compared. Then those lines are put in, and the lab must work.

import { describe, expect, it } from 'vitest';
import { configReading } from '../../../src/app/assemble.ts';
import { loadConfiguration } from '../../../src/config/load-text.ts';
import { labFromConfigs } from '../../../src/lab/from-configs.ts';
import type { LabDescription } from '../../../src/network/lab-description.ts';
import type { World } from '../../../src/network/world.ts';
import { explain } from '../../../src/views/explain.ts';
import { CAUSES } from '../../../src/views/explain/codes.ts';
import { fixture, GRAMMAR, labNamed, labOf, lineOf, ping, wait, worldOf } from '../../support/lab.ts';

const R1 = fixture('configs', 'bryant-r1-completed.cfg');
const R2 = fixture('configs', 'bryant-r2-completed.cfg');
const LINES = [lineOf('R1', ['5557777']), lineOf('R2', ['5558888'])];

type Edit = readonly [line: string, instead: string];

function edited(config: string, edits: readonly Edit[]): string {
  let text = config;
  for (const [line, instead] of edits) {
    expect(text.split('\n'), `the configuration has "${line}"`).toContain(line);
    text = text.split('\n').map((each) => (each === line ? instead : each)).join('\n');
  }
  return text;
}

interface Row {
  readonly what: string;
  readonly r1?: readonly Edit[];
  readonly r2?: readonly Edit[];
  /** Lines at the end of the configurations. */
  readonly end1?: string;
  readonly end2?: string;
  readonly lab?: Partial<LabDescription>;
  readonly lines?: LabDescription['telephoneLines'];
  readonly destination?: string;
  readonly code: keyof typeof CAUSES;
  readonly changes: readonly string[];
  /** What the lab does with the lines put in; without it there is nothing that a configuration could mend. */
  readonly mended?: 'OK-CALLBACK' | 'OK-CALL';
}

function labOfRow(row: Row): LabDescription {
  const configs = {
    R1: `${edited(R1, row.r1 ?? [])}\n${row.end1 ?? ''}`,
    R2: `${edited(R2, row.r2 ?? [])}\n${row.end2 ?? ''}`,
  };
  return labOf(configs, row.lines ?? LINES, row.lab ?? {});
}

/** Long enough for every cause to show, and short enough that a success is not told as idle. */
function play(lab: LabDescription, destination: string): World {
  const world = worldOf(lab);
  world.settle();
  ping(world, 'R2', destination);
  wait(world, 70);
  return world;
}

function why(world: World, router: string): readonly string[] {
  return explain({ records: world.recorder.events, routers: world.routers, lab: world.lab }, router);
}

function codeOf(lines: readonly string[]): string {
  return /^Cause: (\S+) - /.exec(lines[0] ?? '')?.[1] ?? lines[0] ?? '';
}

/** The lines between the cause and what follows it. */
function changesOf(lines: readonly string[]): readonly string[] {
  const end = lines.findIndex((line, index) => index > 0 && (line === 'Evidence:' || line === 'Also missing:'));
  return lines.slice(1, end < 0 ? lines.length : end);
}

/** Puts the lines in, as somebody would type them. */
function mend(lab: LabDescription, changes: readonly string[]): LabDescription {
  const typed = new Map<string, string[]>();
  for (const change of changes) {
    const match = /^([^,:]+)(?:, ([^:]+))?: (add|remove|change) "([^"]*)"(?: to "([^"]*)")?$/.exec(change.trim());
    expect(match, change).not.toBeNull();
    const [, router = '', block, verb, line = '', to = ''] = match ?? [];
    const lines = verb === 'add' ? [line] : verb === 'remove' ? [`no ${line}`] : [`no ${line}`, to];
    typed.set(router, [...(typed.get(router) ?? []), ...(block === undefined ? [] : [block]), ...lines]);
  }
  const routers = lab.routers.map((router) => ({ ...router, config: `${router.config}\n!\n${(typed.get(router.name) ?? []).join('\n')}\n` }));
  return { ...lab, routers };
}

const NO_SECURE: Edit = ['dialer callback-secure', ''];
const MAP1 = 'dialer map ip 172.12.12.2 name R2 class CALL_R2_BACK broadcast 5558888';
const MAP2 = 'dialer map ip 172.12.12.1 name R1 broadcast 5557777';
const NO_MAP = 'R1, interface BRI0: add "dialer map ip 172.12.12.2 name R2 class CALL_R2_BACK 5558888"';

/** The table of the called side: callback negotiated or not, name proven or not, map and class, callback security. */
const CALLED_SIDE: readonly Row[] = [
  { what: 'all is well', code: 'OK-CALLBACK', changes: [], mended: 'OK-CALLBACK' },
  { what: 'no map for the caller, secure', r1: [[MAP1, '']], code: 'CALLER-UNKNOWN-SECURE', changes: [NO_MAP], mended: 'OK-CALLBACK' },
  { what: 'no map for the caller', r1: [[MAP1, ''], NO_SECURE], code: 'CALLER-UNKNOWN', changes: [NO_MAP], mended: 'OK-CALLBACK' },
  {
    what: 'the map has no class, secure',
    r1: [[MAP1, 'dialer map ip 172.12.12.2 name R2 broadcast 5558888']],
    code: 'NO-CLASS-SECURE',
    changes: [`R1, interface BRI0: change "dialer map ip 172.12.12.2 name R2 broadcast 5558888" to "${MAP1}"`],
    mended: 'OK-CALLBACK',
  },
  {
    what: 'the map has no class',
    r1: [[MAP1, 'dialer map ip 172.12.12.2 name R2 broadcast 5558888'], NO_SECURE, ['map-class dialer CALL_R2_BACK', ''], ['dialer callback-server username', '']],
    code: 'NO-CLASS',
    changes: [
      `R1, interface BRI0: change "dialer map ip 172.12.12.2 name R2 broadcast 5558888" to "${MAP1}"`,
      'R1, map-class dialer CALL_R2_BACK: add "dialer callback-server username"',
    ],
    mended: 'OK-CALLBACK',
  },
  {
    what: 'the class is misspelt, secure',
    r1: [[MAP1, 'dialer map ip 172.12.12.2 name R2 class CALLBACK broadcast 5558888']],
    code: 'CLASS-UNDEFINED-SECURE',
    changes: [`R1, interface BRI0: change "dialer map ip 172.12.12.2 name R2 class CALLBACK broadcast 5558888" to "${MAP1}"`],
    mended: 'OK-CALLBACK',
  },
  {
    what: 'the class does not exist',
    r1: [['map-class dialer CALL_R2_BACK', ''], ['dialer callback-server username', ''], NO_SECURE],
    code: 'CLASS-UNDEFINED',
    changes: ['R1, map-class dialer CALL_R2_BACK: add "dialer callback-server username"'],
    mended: 'OK-CALLBACK',
  },
  {
    what: 'the class has no callback-server, secure',
    r1: [['dialer callback-server username', 'dialer fast-idle 30']],
    code: 'CLASS-NOT-SERVER-SECURE',
    changes: ['R1, map-class dialer CALL_R2_BACK: add "dialer callback-server username"'],
    mended: 'OK-CALLBACK',
  },
  {
    what: 'the class has no callback-server',
    r1: [['dialer callback-server username', 'dialer fast-idle 30'], NO_SECURE],
    code: 'CLASS-NOT-SERVER',
    changes: ['R1, map-class dialer CALL_R2_BACK: add "dialer callback-server username"'],
    mended: 'OK-CALLBACK',
  },
  {
    what: 'the map has no number, secure',
    r1: [[MAP1, 'dialer map ip 172.12.12.2 name R2 class CALL_R2_BACK broadcast']],
    code: 'NO-CALLBACK-NUMBER-SECURE',
    changes: [`R1, interface BRI0: change "dialer map ip 172.12.12.2 name R2 class CALL_R2_BACK broadcast" to "${MAP1}"`],
    mended: 'OK-CALLBACK',
  },
  {
    what: 'the caller does not ask, secure',
    r2: [['ppp callback request', '']],
    code: 'NOT-REQUESTED-SECURE',
    changes: ['R2, interface BRI0: add "ppp callback request"'],
    mended: 'OK-CALLBACK',
  },
  {
    what: 'the called router does not accept, secure',
    r1: [['ppp callback accept', '']],
    code: 'NOT-ACCEPTED-SECURE',
    changes: ['R1, interface BRI0: add "ppp callback accept"'],
    mended: 'OK-CALLBACK',
  },
  {
    what: 'the caller does not ask',
    r1: [NO_SECURE],
    r2: [['ppp callback request', '']],
    code: 'NOT-REQUESTED',
    changes: ['R2, interface BRI0: add "ppp callback request"'],
    mended: 'OK-CALLBACK',
  },
  {
    what: 'the called router does not accept',
    r1: [NO_SECURE, ['ppp callback accept', '']],
    code: 'NOT-ACCEPTED',
    changes: ['R1, interface BRI0: add "ppp callback accept"'],
    mended: 'OK-CALLBACK',
  },
  { what: 'nobody is set to callback', r1: [NO_SECURE, ['ppp callback accept', '']], r2: [['ppp callback request', '']], code: 'OK-CALL', changes: [] },
  {
    what: 'authentication fails: different passwords',
    r2: [['username R1 password CCIE', 'username R1 password CCNA']],
    code: 'WRONG-SECRET',
    changes: ['R1: change "username R2 password CCIE" to "username R2 password CCNA"'],
    mended: 'OK-CALLBACK',
  },
  {
    what: 'the line of the return call is busy',
    lab: { faults: { busy: ['5558888'], noAnswer: [], noResponse: [] } },
    code: 'RETURN-BUSY',
    changes: [],
  },
  {
    what: 'the return call is not answered',
    lab: { faults: { busy: [], noAnswer: ['5558888'], noResponse: [] } },
    code: 'RETURN-NO-ANSWER',
    changes: [],
  },
  {
    what: 'nobody responds to the return call',
    lab: { faults: { busy: [], noAnswer: [], noResponse: ['5558888'] } },
    code: 'RETURN-NO-RESPONSE',
    changes: [],
  },
  {
    what: 'the number of the return call is wrong',
    r1: [[MAP1, 'dialer map ip 172.12.12.2 name R2 class CALL_R2_BACK broadcast 5558889']],
    code: 'RETURN-UNALLOCATED',
    changes: [`R1, interface BRI0: change "dialer map ip 172.12.12.2 name R2 class CALL_R2_BACK broadcast 5558889" to "${MAP1}"`],
    mended: 'OK-CALLBACK',
  },
];

const SPID_LINES = [lineOf('R1', ['5557777']), lineOf('R2', ['5558888'], { spids: { required: true, valid: ['51055588880101'] } })];

/** The other ends that a lab meets. */
const OTHER_ENDS: readonly Row[] = [
  {
    what: 'a SPID is wrong',
    end2: 'interface BRI0\n isdn spid1 51055588880000 5558888',
    lines: SPID_LINES,
    code: 'SPID-INVALID',
    changes: ['R2, interface BRI0: change "isdn spid1 51055588880000 5558888" to "isdn spid1 51055588880101 5558888"'],
    mended: 'OK-CALLBACK',
  },
  {
    what: 'a SPID is missing',
    lines: SPID_LINES,
    code: 'SPID-MISSING',
    changes: ['R2, interface BRI0: add "isdn spid1 51055588880101"'],
    mended: 'OK-CALLBACK',
  },
  {
    what: 'the switch type is not the line\'s',
    r2: [['isdn switch-type basic-ni', 'isdn switch-type basic-net3']],
    code: 'SWITCH-TYPE',
    changes: ['R2, interface BRI0: change "isdn switch-type basic-net3" to "isdn switch-type basic-ni"'],
    mended: 'OK-CALLBACK',
  },
  {
    what: 'there is no switch type',
    r2: [['isdn switch-type basic-ni', '']],
    code: 'NO-SWITCH-TYPE',
    changes: ['R2, interface BRI0: add "isdn switch-type basic-ni"'],
    mended: 'OK-CALLBACK',
  },
  {
    what: 'the switch type of the called router is not its line\'s',
    r1: [['isdn switch-type basic-ni', 'isdn switch-type basic-5ess']],
    code: 'NO-RESPONSE',
    changes: ['R1, interface BRI0: change "isdn switch-type basic-5ess" to "isdn switch-type basic-ni"'],
    mended: 'OK-CALLBACK',
  },
  {
    what: 'nobody has the number',
    r2: [[MAP2, 'dialer map ip 172.12.12.1 name R1 broadcast 5557776']],
    code: 'UNALLOCATED',
    changes: [`R2, interface BRI0: change "dialer map ip 172.12.12.1 name R1 broadcast 5557776" to "${MAP2}"`],
    mended: 'OK-CALLBACK',
  },
  { what: 'the number is busy', lab: { faults: { busy: ['5557777'], noAnswer: [], noResponse: [] } }, code: 'BUSY', changes: [] },
  { what: 'nobody answers', lab: { faults: { busy: [], noAnswer: ['5557777'], noResponse: [] } }, code: 'NO-ANSWER', changes: [] },
  {
    what: 'nobody answers, and the caller is patient',
    lab: { faults: { busy: [], noAnswer: ['5557777'], noResponse: [] } },
    end2: 'interface BRI0\n dialer wait-for-carrier-time 90',
    code: 'NO-ANSWER',
    changes: [],
  },
  { what: 'nobody responds', lab: { faults: { busy: [], noAnswer: [], noResponse: ['5557777'] } }, code: 'NO-RESPONSE', changes: [] },
  {
    what: 'the called router is shut',
    end1: 'interface BRI0\n shutdown',
    code: 'NO-RESPONSE',
    changes: ['R1, interface BRI0: remove "shutdown"'],
    mended: 'OK-CALLBACK',
  },
  {
    what: 'the called router screens its callers',
    end1: 'interface BRI0\n isdn caller 5551111',
    code: 'REJECTED',
    changes: ['R1, interface BRI0: add "isdn caller 5558888"'],
    mended: 'OK-CALLBACK',
  },
  {
    what: 'there is no dialer-list',
    r2: [['dialer-list 1 protocol ip permit', '']],
    code: 'NO-DIALER-LIST',
    changes: ['R2: add "dialer-list 1 protocol ip permit"'],
    mended: 'OK-CALLBACK',
  },
  {
    what: 'there is no dialer-group',
    r2: [['dialer-group 1', '']],
    code: 'NO-DIALER-GROUP',
    changes: ['R2, interface BRI0: add "dialer-group 1"'],
    mended: 'OK-CALLBACK',
  },
  {
    what: 'the dialer-list denies',
    r2: [['dialer-list 1 protocol ip permit', 'dialer-list 1 protocol ip deny']],
    code: 'NOT-INTERESTING',
    changes: ['R2: change "dialer-list 1 protocol ip deny" to "dialer-list 1 protocol ip permit"'],
    mended: 'OK-CALLBACK',
  },
  {
    what: 'the access-list of the dialer-list denies',
    r2: [['dialer-list 1 protocol ip permit', 'dialer-list 1 protocol ip list 7']],
    end2: 'access-list 7 permit 10.0.0.0 0.255.255.255',
    code: 'NOT-INTERESTING',
    changes: ['R2: add "access-list 7 permit 172.12.12.2"'],
    mended: 'OK-CALLBACK',
  },
  {
    what: 'the called router has no username for the caller',
    r1: [['username R2 password CCIE', '']],
    code: 'NO-USERNAME',
    changes: ['R1: add "username R2 password CCIE"'],
    mended: 'OK-CALLBACK',
  },
  {
    what: 'the caller has no username for the called router',
    r2: [['username R1 password CCIE', '']],
    code: 'NO-USERNAME',
    changes: ['R2: add "username R1 password CCIE"'],
    mended: 'OK-CALLBACK',
  },
  {
    what: 'the caller has another host name than the map says',
    r2: [['hostname R2', 'hostname Rtwo']],
    code: 'HOSTNAME',
    changes: ['R2: change "hostname Rtwo" to "hostname R2"'],
    mended: 'OK-CALLBACK',
  },
  {
    what: 'the called router has no host name',
    r1: [['hostname R1', '']],
    code: 'HOSTNAME',
    changes: ['R1: add "hostname R1"'],
    mended: 'OK-CALLBACK',
  },
  {
    what: 'the called router does not authenticate, secure',
    r1: [['ppp authentication chap', '']],
    code: 'NO-AUTHENTICATION-SECURE',
    changes: ['R1, interface BRI0: add "ppp authentication chap"'],
    mended: 'OK-CALLBACK',
  },
  {
    what: 'the called router does not authenticate',
    r1: [['ppp authentication chap', ''], NO_SECURE],
    code: 'NO-AUTHENTICATION',
    changes: ['R1, interface BRI0: add "ppp authentication chap"'],
    mended: 'OK-CALLBACK',
  },
  {
    what: 'the caller refuses PAP',
    r1: [['ppp authentication chap', 'ppp authentication pap']],
    code: 'AUTH-PROTOCOL',
    changes: ['R2, interface BRI0: add "ppp pap sent-username R2 password CCIE"'],
    mended: 'OK-CALLBACK',
  },
  {
    what: 'the called router has no PPP',
    r1: [['encapsulation ppp', '']],
    code: 'NO-PPP',
    changes: ['R1, interface BRI0: add "encapsulation ppp"'],
    mended: 'OK-CALLBACK',
  },
  {
    what: 'the caller has no PPP',
    r2: [['encapsulation ppp', '']],
    code: 'NO-PPP',
    changes: ['R2, interface BRI0: add "encapsulation ppp"'],
    mended: 'OK-CALLBACK',
  },
  {
    what: 'there is no route',
    end1: 'interface Loopback0\n ip address 10.1.1.1 255.255.255.0',
    destination: '10.1.1.1',
    code: 'NO-ROUTE',
    changes: ['R2: add "ip route 10.1.1.0 255.255.255.0 172.12.12.1"'],
    mended: 'OK-CALLBACK',
  },
  {
    what: 'the interface is shut',
    end2: 'interface BRI0\n shutdown',
    code: 'INTERFACE-SHUT',
    changes: ['R2, interface BRI0: remove "shutdown"'],
    mended: 'OK-CALLBACK',
  },
  {
    what: 'the interface has no address',
    r2: [['ip address 172.12.12.2 255.255.255.0', '']],
    code: 'NO-ADDRESS',
    changes: ['R2, interface BRI0: add "ip address 172.12.12.2 255.255.255.0"'],
    mended: 'OK-CALLBACK',
  },
  {
    what: 'there is no map',
    r2: [[MAP2, '']],
    code: 'NO-DIALER-MAP',
    changes: ['R2, interface BRI0: add "dialer map ip 172.12.12.1 name R1 5557777"'],
    mended: 'OK-CALLBACK',
  },
  {
    what: 'the map has no number',
    r2: [[MAP2, 'dialer map ip 172.12.12.1 name R1 broadcast']],
    code: 'NO-NUMBER',
    changes: [`R2, interface BRI0: change "dialer map ip 172.12.12.1 name R1 broadcast" to "${MAP2}"`],
    mended: 'OK-CALLBACK',
  },
];

describe.each([
  ['the called side', CALLED_SIDE],
  ['other ends', OTHER_ENDS],
] as const)('%s', (_name, rows) => {
  it.each(rows.map((row) => [row.what, row] as const))('%s', (_what, row) => {
    const lab = labOfRow(row);
    const destination = row.destination ?? '172.12.12.1';
    const world = play(lab, destination);
    const lines = why(world, 'R2');
    expect(codeOf(lines), lines.join('\n')).toBe(row.code);
    expect(changesOf(lines), lines.join('\n')).toEqual(row.changes);
    expect(lines.some((line) => line.startsWith('  00:00:1')), 'there is evidence').toBe(true);
    if (row.mended === undefined) return;
    const again = why(play(mend(lab, changesOf(lines)), destination), 'R2');
    expect(codeOf(again), again.join('\n')).toBe(row.mended);
  });
});

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
