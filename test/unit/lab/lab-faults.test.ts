// The `faults` of a lab file, the words of faults at the lab prompt, and that the two are the same.

import { describe, expect, test } from 'vitest';
import { faultName, faultText, type LabFault } from '../../../src/network/fault.ts';
import { FAULT_FORMS, parseFault } from '../../../src/lab/prompt/fault-words.ts';
import { runLabCommand } from '../../../src/lab/prompt.ts';
import { labNamed, lineOf } from '../../support/lab.ts';
import { fakeLab } from './fakes.ts';
import { mistakeIn, parsed } from './lab-texts.ts';

const HEAD = `title: Two
routers:
  R1: {}
  R2: {}
telephone:
  lines:
    - { line: R1 BRI0, numbers: [1] }
    - { line: R2 BRI0, numbers: [2] }
faults:
`;
const SERIALS = 'pcs: { PC1: { number: 1, user: ann, password: anns } }\nserial-links: [[R1 Serial0, R2 Serial0]]\nlans: { lan1: { members: [R1 Ethernet0] } }\naaa-servers: { AAA1: { lan: lan1, address: 10.1.1.5/24, key: ringkey } }\n';

const R1 = { router: 'R1', interface: 'BRI0' } as const;
const FAULTS: readonly (readonly [text: string, fault: LabFault])[] = [
  ['cut R1 BRI0', { kind: 'cut', ...R1 }],
  ['d-channel R1 BRI0', { kind: 'd-channel', ...R1 }],
  ['b-channel R1 BRI0 2', { kind: 'b-channel', ...R1, channel: 2 }],
  ['noise R1 BRI0 1e-5 b', { kind: 'noise', ...R1, rate: 1e-5, where: 'b' }],
  ['noise R1 BRI0 1e-6', { kind: 'noise', ...R1, rate: 1e-6 }],
  ['cut R1 Serial0', { kind: 'cut', router: 'R1', interface: 'Serial0' }],
  ['noise R1 Serial0 1e-4', { kind: 'noise', router: 'R1', interface: 'Serial0', rate: 1e-4 }],
  ['noise R1 BRI0 0.01 all', { kind: 'noise', ...R1, rate: 0.01, where: 'all' }],
  ['noise R1 BRI0 2.5e-7 2', { kind: 'noise', ...R1, rate: 2.5e-7, where: 2 }],
  ['trunk-56 R1 BRI0', { kind: 'trunk-56', ...R1 }],
  ['glare R1 BRI0', { kind: 'glare', ...R1 }],
  ['calling-number R1 BRI0 none', { kind: 'calling-number', ...R1, shown: undefined }],
  ['calling-number R1 BRI0 0815', { kind: 'calling-number', ...R1, shown: '0815' }],
  ['no-circuit 42', { kind: 'no-circuit', cause: 42 }],
  ['busy 17', { kind: 'busy', number: '17' }],
  ['no-answer 17', { kind: 'no-answer', number: '17' }],
  ['no-response 17', { kind: 'no-response', number: '17' }],
  ['slow-answer 17 2.5s', { kind: 'slow-answer', number: '17', ms: 2500 }],
  ['aaa-slow AAA1 7s', { kind: 'aaa-slow', server: 'AAA1', ms: 7000 }],
  ['aaa-silent AAA1', { kind: 'aaa-silent', server: 'AAA1' }],
  ['aaa-secret AAA1', { kind: 'aaa-secret', server: 'AAA1' }],
  ['aaa-garbage AAA1', { kind: 'aaa-garbage', server: 'AAA1' }],
  ['aaa-identifier AAA1', { kind: 'aaa-identifier', server: 'AAA1' }],
  ['cbcp-other PC1', { kind: 'cbcp-other', pc: 'PC1' }],
  ['cbcp-garbage PC1', { kind: 'cbcp-garbage', pc: 'PC1' }],
];

describe('a fault', () => {
  test.each(FAULTS)('%s is read as it is printed', (text, fault) => {
    expect(faultText(fault)).toBe(text);
    expect(parsed(`${HEAD}  - ${text}\n${SERIALS}`).description.faults.timed).toEqual([{ fault, fromMs: 0 }]);
    expect(text.startsWith(faultName(fault))).toBe(true);
  });

  test('of every kind is tried here', () => {
    const kinds = new Set(FAULTS.map(([text]) => text.split(' ')[0]));
    expect(FAULT_FORMS.map(({ name }) => name.split(' ')[0]).filter((kind) => !kinds.has(kind ?? ''))).toEqual([]);
  });
});

describe('the faults of a lab file', () => {
  test('have their times', () => {
    const text = `${HEAD}  - { fault: cut r1 bri0, from: 1m30s, until: 2m }\n`.replace('r1', 'R1');
    expect(parsed(text).description.faults.timed).toEqual([{ fault: { kind: 'cut', ...R1 }, fromMs: 90_000, untilMs: 120_000 }]);
    expect(parsed(`${HEAD}  - { fault: no-circuit, until: 5 }\n`).description.faults.timed).toEqual([{ fault: { kind: 'no-circuit', cause: 34 }, fromMs: 0, untilMs: 5000 }]);
  });

  test.each([
    ['- cut R3 BRI0', '10:5: "R3" behind "cut" should be a router (R1, R2).'],
    ['- cut R1 BRI1', '10:5: "BRI1" behind "cut R1" should be a line of R1 (BRI0).'],
    ['- cut R1', '10:5: "cut R1" goes on with a line of R1 (BRI0).'],
    ['- noise R1 BRI0 1', '10:5: "1" behind "noise R1 BRI0" should be a rate of bit errors from above 0 to 0.5, such as 1e-5.'],
    ['- b-channel R1 BRI0 3', '10:5: "3" behind "b-channel R1 BRI0" should be a B channel, 1 to 2.'],
    ['- no-circuit 17', '10:5: "17" behind "no-circuit" should be cause 34 (no circuit) or 42 (congestion).'],
    ['- smoke R1', '10:5: "smoke" is no fault: it can be cut, d-channel, '],
    ['- { fault: busy 1, from: soon }', '10:28: "soon" is no time after power-on, such as 30s, 2m or 1h30m'],
    ['- { fault: busy 1, from: 10s, until: 10s }', '10:40: "until" should be behind "from", which is 10s after power-on'],
    ['- { from: 10s }', '10:5: "faults" lacks "fault:"'],
    ['- { fault: busy 1, untill: 10s }', '10:22: unknown key "untill"; did you mean "until"?'],
    ['busy', '10:3: "faults" should be a list'],
  ])('%s', (text, expected) => {
    expect(mistakeIn(`${HEAD}  ${text}\n`).startsWith(`labs/two/lab.yaml:${expected}`), mistakeIn(`${HEAD}  ${text}\n`)).toBe(true);
  });
});

describe('at the lab prompt', () => {
  const serialLinks = [{ ends: [{ router: 'R1', interface: 'Serial0' }, { router: 'R2', interface: 'Serial0' }] }] as const;
  const { run } = fakeLab(['R1', 'R2'], undefined, { telephoneLines: [lineOf('R1', ['1'])], serialLinks, aaaServers: [{ name: 'AAA1', lan: 'lan1', protocols: ['radius'], clients: [], users: [] }], pcs: labNamed('callback-windows').pcs ?? [] });
  run.start();
  const lines = (text: string): readonly string[] => runLabCommand(run, text).lines;

  test.each(FAULTS)('%s goes on and off', (text, fault) => {
    expect(lines(`fault ${text}`)).toEqual([`The fault "${text}" is on.`]);
    expect(run.world.faults.list().find(({ until }) => until === undefined)).toMatchObject({ text });
    expect(lines(`no fault ${faultName(fault)}`)).toEqual([`The fault "${faultName(fault)}" is over.`]);
    expect(lines(`no fault ${text}`)).toEqual([`The fault "${faultName(fault)}" is not on.`]);
  });

  test('one takes the place of another of its name, and all end at once', () => {
    lines('fault noise R1 BRI0 1e-5');
    lines('fault noise R1 BRI0 1e-3 d');
    lines('fault busy 5');
    expect(run.world.faults.list().filter(({ until }) => until === undefined).map(({ text }) => text)).toEqual(['noise R1 BRI0 1e-3 d', 'busy 5']);
    expect(lines('no fault all')).toEqual(['No fault is on.']);
    expect(run.world.faults.list().every(({ until }) => until !== undefined)).toBe(true);
    expect(lines('show faults').at(-1)).toMatch(/^ {2}busy 5 +was on from 00:00:01 to 00:00:01$/);
  });

  test('what is wrong is said', () => {
    expect(lines('fault cut R2 BRI0')).toEqual(['"BRI0" behind "fault cut R2" should be a line of R2 (Serial0).']);
    expect(lines('fault glare R2 BRI0')).toEqual(['"BRI0" behind "fault glare R2" should be an ISDN line, but R2 has none ("cut R2 Serial0" and "noise R2 Serial0 ..." disturb what it has).']);
    expect(lines('fault noise R2 Serial0 1e-5 d')).toEqual(['"d" behind "fault noise R2 Serial0 1e-5" should be the channels: b, all, or one by its number.']);
    expect(lines('fault')).toEqual([expect.stringMatching(/^"fault" goes on with "cut", or "d-channel", or /)]);
    expect(lines('no fault')).toEqual([expect.stringMatching(/^"no fault" goes on with "cut", .*, or "all"\.$/)]);
    expect(lines('power R1')).toEqual(['"power R1" goes on with "off", or "on".']);
  });

  test('a line with a modem has no D channel, and meets nobody on it', () => {
    const modems = labNamed('callback-modems');
    const places = { description: modems, routerNames: () => ['client'], routerNamed: (name: string) => name };
    for (const kind of ['d-channel', 'glare']) {
      expect(parseFault(`${kind} client Async1`, places)).toEqual({
        mistake: `"Async1" behind "${kind} client" should be an ISDN line, but client has none ("cut client Async1", "noise client Async1 ..." and "b-channel client Async1 1" disturb what it has).`,
      });
    }
    expect(parseFault('b-channel client Async1 1', places)).toEqual({ kind: 'b-channel', router: 'client', interface: 'Async1', channel: 1 });
  });

  test('a fault of a lab file means there what it means here', () => {
    for (const [text, fault] of FAULTS) expect(parseFault(text, run)).toEqual(fault);
  });
});
