// Lab files: what they say, and that every mistake has file, line, column, what is wrong and what would be right.
import { describe, expect, test } from 'vitest';
import { labsFromSources } from '../../../src/app/source-labs.ts';
import { mistakeIn, parsed } from './lab-texts.ts';

const HEAD = 'title: Two\nrouters:\n  R1: { config: r1.cfg }\n  R2:\n    model: 2611\n';

describe('parseLabFile', () => {
  test('reads everything', () => {
    const text = `${HEAD}console: R2
telephone:
  switch-type: basic-net3
  lines:
    - { line: R1 BRI0, numbers: [0815, "4711"], spids: [0123] }
    - { line: R2 bri 0/0, numbers: [4712], calling-number: 99, switch-type: basic-5ess }
  busy: [17]
  no-answer: [19]
lans:
  lan1:
    members: [R1 Ethernet0, R2 e0/0]
    hosts: [{ name: PC, address: 10.1.1.10/24, gateway: 10.1.1.1, names: { www.example.com: 10.1.1.9 } }]
serial-links:
  - [R1 Serial0, R2 Serial0/1]
`;
    const { description } = parsed(text);
    expect(description).toMatchObject({
      name: 'two',
      title: 'Two',
      console: 'R2',
      routers: [
        { name: 'R1', model: '2503', config: 'text of r1.cfg\n' },
        { name: 'R2', model: '2611', config: '' },
      ],
      telephoneLines: [
        { router: 'R1', interface: 'BRI0', numbers: ['0815', '4711'], callingNumber: '0815', switchType: 'basic-net3', spids: { required: true, valid: ['0123'] } },
        { router: 'R2', interface: 'BRI0/0', numbers: ['4712'], callingNumber: '99', switchType: 'basic-5ess', spids: { required: false, valid: [] } },
      ],
      lans: [{ name: 'lan1', hosts: [{ name: 'PC', address: '10.1.1.10', mask: '255.255.255.0', gateway: '10.1.1.1', names: { 'www.example.com': '10.1.1.9' } }] }],
      serialLinks: [{ ends: [{ router: 'R1', interface: 'Serial0' }, { router: 'R2', interface: 'Serial0/1' }] }],
      faults: { busy: ['17'], noAnswer: ['19'], noResponse: [] },
    });
    expect(description.lans[0]?.members[1]).toEqual({ router: 'R2', interface: 'Ethernet0/0' });
  });

  test('serial links name their DCE, or the rate of a leased line', () => {
    const ends = [{ router: 'R1', interface: 'Serial0' }, { router: 'R2', interface: 'Serial0/1' }];
    const link = (more: string) => parsed(`${HEAD}serial-links:\n  - { ends: [R1 Serial0, R2 Serial0/1]${more} }\n`).description.serialLinks;
    expect(link('')).toEqual([{ ends }]);
    expect(link(', dce: R2 Serial0/1')).toEqual([{ ends, clockedBy: 1 }]);
    expect(link(', rate: 128000')).toEqual([{ ends, clockedBy: 'network', bitsPerSecond: 128_000 }]);
  });

  test('a European line may be told of charges', () => {
    const line = (more: string) => `${HEAD}telephone:\n  lines:\n    - { line: R1 BRI0, numbers: [1], ${more} }\n`;
    expect(parsed(line('switch-type: basic-net3, advice-of-charge: yes')).description.telephoneLines[0]).toMatchObject({ adviceOfCharge: true });
    expect(parsed(line('switch-type: basic-net3, advice-of-charge: no')).description.telephoneLines[0]).not.toHaveProperty('adviceOfCharge');
    expect(parsed(line('digits-at-once: 3')).description.telephoneLines[0]).toMatchObject({ digitsAtOnce: 3 });
    expect(mistakeIn(line('digits-at-once: all'))).toContain('"all" is no number of digits: 0 to 20, such as 3');
    expect(mistakeIn(line('advice-of-charge: yes'))).toContain('a line of switch type basic-ni has no advice of charge: basic-net3 and primary-net5 have');
  });

  test.each([
    [`${HEAD}serial-links:\n  - { ends: [R1 Serial0, R2 Serial0/1], rate: fast }\n`, 'labs/two/lab.yaml:7:47: "fast" is no rate in bits per second, such as 64000'],
    [`${HEAD}serial-links:\n  - { ends: [R1 Serial0, R2 Serial0/1], dce: R1 }\n`, 'labs/two/lab.yaml:7:46: "R1" is no end of the link here; it can be R1 Serial0, R2 Serial0/1'],
    [`${HEAD}serial-links:\n  - [R1 Serial0]\n`, 'labs/two/lab.yaml:7:5: a serial link has two ends, such as [R1 Serial0, R2 Serial0]'],
    ['title: x\n', 'labs/two/lab.yaml:1:1: the lab lacks "routers:"'],
    ['', 'labs/two/lab.yaml:1:1: a lab file is a mapping that begins with "title:" and "routers:"'],
    [`${HEAD}consol: R1\n`, 'labs/two/lab.yaml:6:1: unknown key "consol"; did you mean "console"?'],
    [`${HEAD}console: R3\n`, 'labs/two/lab.yaml:6:10: "R3" is no router here; did you mean "R1"?'],
    ['title: x\nrouters:\n  R1: { model: 2504 }\n', 'labs/two/lab.yaml:3:16: "2504" is no model here; did you mean "2503"?'],
    ['title: x\nrouters:\n  lab: {}\n', 'labs/two/lab.yaml:3:8: "lab" is taken by the lab itself: call the router otherwise'],
    [`${HEAD}telephone:\n  lines:\n    - { line: R1 BRI1, numbers: [1] }\n`, 'labs/two/lab.yaml:8:15: R1 is a 2503 and has no BRI1; it has Ethernet0, Serial0, Serial1, BRI0'],
    [`${HEAD}telephone:\n  lines:\n    - { line: R1 BRI0, numbers: [1] }\n    - { line: R2 BRI0/0, numbers: [1] }\n`, 'labs/two/lab.yaml:9:36: 1 is R1 BRI0\'s number already: another number, or the same "hunt-group" for both lines'],
    [`${HEAD}telephone:\n  lines:\n    - { line: R1 BRI0, numbers: [55x] }\n`, 'labs/two/lab.yaml:8:34: "55x" is no telephone number: up to 30 of the digits 0-9, * and #'],
    [`${HEAD}telephone:\n  switch-type: basic-n1\n`, 'labs/two/lab.yaml:7:16: "basic-n1" is no switch type here; did you mean "basic-ni"?'],
    [`${HEAD}telephone: [\n`, 'labs/two/lab.yaml:7:1: this is no YAML: '],
  ])('%j', (text, expected) => {
    expect(mistakeIn(text).startsWith(expected), mistakeIn(text)).toBe(true);
  });
});

describe('the labs that come with the program', () => {
  test('are right, the default one first', () => {
    const labs = labsFromSources();
    expect(labs[0]?.description.name).toBe('callback-bryant');
    expect(labs[0]?.description.telephoneLines.map((line) => line.numbers)).toEqual([['5557777'], ['5558888']]);
    // Whoever calls there is a program outside.
    expect(labs.filter(({ demonstration }) => demonstration === undefined).map(({ description }) => description.name)).toEqual(['modem-port']);
  });
});
