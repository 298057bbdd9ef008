// `why`, row by row of what can be wrong with a callback: each mistake is put into the configurations of a lab that works, a
// ping is sent, and the code and the lines to change are compared. Then those lines are put in, and the lab must work.

import { describe, expect, it } from 'vitest';
import { lineOf, ping } from '../../support/lab.ts';
import { changesOf, codeOf, labOfRow, mend, NO_SECURE, play, why, type Row } from '../../support/why.ts';

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
    changes: ['R1: change "username R2 password ..." to "username R2 password SECRET"', 'R2: change "username R1 password ..." to "username R1 password SECRET"'],
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
    code: 'CALLER-SCREENED',
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
    changes: ['R1: add "username R2 password SECRET"', 'R2: change "username R1 password ..." to "username R1 password SECRET"'],
    mended: 'OK-CALLBACK',
  },
  {
    what: 'the caller has no username for the called router',
    r2: [['username R1 password CCIE', '']],
    code: 'NO-USERNAME',
    changes: ['R2: add "username R1 password SECRET"', 'R1: change "username R2 password ..." to "username R2 password SECRET"'],
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
    what: 'both routers have the same host name',
    r1: [['hostname R1', 'hostname R2']],
    code: 'SAME-HOSTNAME',
    changes: ['R1: change "hostname R2" to "hostname R1"'],
    mended: 'OK-CALLBACK',
  },
  {
    what: 'the return call comes under another name',
    r1: [['hostname R1', 'hostname Rone']],
    r2: [['ppp authentication chap', 'ppp authentication chap callin']],
    end2: 'username Rone password CCIE',
    code: 'RETURN-NAME',
    changes: ['R1: change "hostname Rone" to "hostname R1"'],
    mended: 'OK-CALLBACK',
  },
  {
    what: 'the called router has no address',
    r1: [['ip address 172.12.12.1 255.255.255.0', ''], ['ppp callback accept', ''], NO_SECURE],
    r2: [['ppp callback request', '']],
    code: 'IPCP-FAILED',
    changes: ['R1, interface BRI0: add "ip address 172.12.12.1 255.255.255.0"'],
    mended: 'OK-CALL',
  },
  {
    what: 'the caller is plugged into no line',
    lines: [lineOf('R1', ['5557777'])],
    code: 'NO-LINE',
    changes: [],
  },
  {
    what: 'the caller refuses PAP',
    r1: [['ppp authentication chap', 'ppp authentication pap']],
    code: 'AUTH-PROTOCOL',
    changes: [
      'R2, interface BRI0: add "ppp pap sent-username R2 password SECRET"',
      'R1: change "username R2 password ..." to "username R2 password SECRET"',
      'R2: change "username R1 password ..." to "username R1 password SECRET"',
    ],
    mended: 'OK-CALLBACK',
  },
  {
    what: 'the caller sends another password by PAP',
    r1: [['ppp authentication chap', 'ppp authentication pap']],
    r2: [['ppp authentication chap', 'ppp authentication chap\nppp pap sent-username R2 password CCNA']],
    code: 'WRONG-SECRET',
    changes: [
      'R2, interface BRI0: change "ppp pap sent-username R2 password ..." to "ppp pap sent-username R2 password SECRET"',
      'R1: change "username R2 password ..." to "username R2 password SECRET"',
      'R2: change "username R1 password ..." to "username R1 password SECRET"',
    ],
    mended: 'OK-CALLBACK',
  },
  {
    what: 'the caller sends another name by PAP',
    r1: [['ppp authentication chap', 'ppp authentication pap']],
    r2: [['ppp authentication chap', 'ppp authentication chap\nppp pap sent-username joe password CCIE']],
    code: 'HOSTNAME',
    changes: [
      'R2, interface BRI0: change "ppp pap sent-username joe password ..." to "ppp pap sent-username R2 password SECRET"',
      'R1: change "username R2 password ..." to "username R2 password SECRET"',
      'R2: change "username R1 password ..." to "username R1 password SECRET"',
    ],
    mended: 'OK-CALLBACK',
  },
  {
    what: 'the caller answers challenges with another password for all',
    r1: [NO_SECURE, ['ppp callback accept', '']],
    r2: [['username R1 password CCIE', ''], ['ppp authentication chap', 'ppp chap password CCNA'], ['ppp callback request', '']],
    code: 'WRONG-SECRET',
    changes: [
      'R1: change "username R2 password ..." to "username R2 password SECRET"',
      'R2, interface BRI0: change "ppp chap password ..." to "ppp chap password SECRET"',
    ],
    mended: 'OK-CALL',
  },
  {
    what: 'the called router has no password of the caller\'s, but a digest',
    r1: [['username R2 password CCIE', 'username R2 secret CCIE']],
    code: 'NO-USERNAME',
    changes: [
      'R1: change "username R2 secret ..." to "username R2 password SECRET"',
      'R2: change "username R1 password ..." to "username R1 password SECRET"',
    ],
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

it('a return call under another name is as good once it has served, and an own interface that answers says nothing of it', () => {
  const end2 = 'username Rone password CCIE\ninterface Loopback0\n ip address 10.2.2.2 255.255.255.0';
  const world = play(labOfRow({ what: '', r1: [['hostname R1', 'hostname Rone']], r2: [['ppp authentication chap', 'ppp authentication chap callin']], end2, code: 'RETURN-NAME', changes: [] }), '172.12.12.1');
  expect(ping(world, 'R2', '10.2.2.2')).toBe('!!!!!');
  expect(codeOf(why(world, 'R2'))).toBe('RETURN-NAME');
  expect(ping(world, 'R2', '172.12.12.1')).toBe('!!!!!');
  expect(codeOf(why(world, 'R2'))).toBe('OK-CALLBACK');
});
