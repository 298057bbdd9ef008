// The lab prompt: abbreviated words, what is wrong and what would be right, `?`, Tab, and what each command asks of the lab.

import { describe, expect, test } from 'vitest';
import { completeLabLine, helpOn, runLabCommand } from '../../../src/lab/prompt.ts';
import { fakeLab } from './fakes.ts';

const { run } = fakeLab(['R2', 'R1'], (name) => [`why of ${name}`]);
run.start();
const lines = (text: string): readonly string[] => runLabCommand(run, text).lines;

describe('a line at the lab prompt', () => {
  test.each([
    ['why R1', 'why of R1'],
    ['  WHY   r1 ', 'why of R1'],
    ['why', 'why of R2'],
    ['bil', 'bill of all'],
    ['bill r1', 'bill of R1'],
    ['timeline', 'timeline of all'],
    ['time R1', 'timeline of R1'],
    ['timeline run.svg', 'run.svg: <svg/>'],
    ['capture', 'not capturing'],
    ['capture off', 'stopped'],
    ['capture x.pcapng', 'capturing to x.pcapng'],
    ['save', 'saved'],
    ['wait 1m30s', 'It is 00:01:31 after power-on.'],
    ['speed', 'Virtual time does not follow the wall clock here.'],
    ['w', '"w" could be wait or why.'],
    ['wai', '"wai" goes on with a duration such as 30s, 2m or 1h30m.'],
    ['wait long', '"long" behind "wait" should be a duration such as 30s, 2m or 1h30m.'],
    ['why R9', '"R9" behind "why" should be a router (R2, R1).'],
    ['timeline R9', '"R9" behind "timeline" should be a router (R2, R1), or the name of a file that ends in .svg.'],
    ['why R1 R2', '"R2" is one word too many behind "why R1".'],
    ['speed 0', '"0" behind "speed" should be a factor from above 0 to 100000, such as 10.'],
    ['dial', 'The lab prompt does not know "dial"; "help" lists what it knows.'],
  ])('%s', (text, answer) => {
    expect(lines(text)).toEqual([answer]);
  });

  test('says what comes next', () => {
    expect(runLabCommand(run, '').next).toBe('console');
    expect(runLabCommand(run, 'console').next).toBe('console');
    expect(runLabCommand(run, 'console r1').next).toBe('console');
    expect(run.inView.name).toBe('R1');
    run.look([...run.consoles.values()][0] ?? run.inView);
    expect(runLabCommand(run, 'reset').next).toBe('reset');
    expect(runLabCommand(run, 'quit').next).toBe('quit');
    expect(runLabCommand(run, 'exit').next).toBe('quit');
    expect(runLabCommand(run, 'why').next).toBe('stay');
  });
});

describe('help', () => {
  test('lists every command once', () => {
    const listed = lines('help');
    expect(lines('?')).toEqual(listed);
    expect(listed.filter((line) => line.startsWith('  bill [ROUTER] '))).toHaveLength(1);
    expect(listed.some((line) => line.includes('exit'))).toBe(false);
  });

  test('lists what may stand at a place', () => {
    expect(helpOn(run, 'w')).toEqual(['  wait  let virtual time jump: 30s, 2m, 1h', '  why   explain the last call attempt: its cause and the line to change']);
    expect(helpOn(run, 'capture ')).toEqual(['  off   stop the capture and close its file', '  FILE  the name of a file', '  <cr>']);
    expect(helpOn(run, 'why ')).toEqual(['  ROUTER  a router (R2, R1)', '  <cr>']);
    expect(helpOn(run, 'why R1 ')).toEqual(['  <cr>']);
    expect(helpOn(run, 'dial ')).toEqual(['The lab prompt does not know "dial"; "help" lists what it knows.']);
    expect(lines('wait ?')).toEqual(['  DURATION  a duration such as 30s, 2m or 1h30m']);
  });
});

describe('Tab', () => {
  test.each([
    ['wh', 'why '],
    ['w', 'w'],
    ['why', 'why '],
    ['why R', 'why R'],
    ['why r1', 'why R1 '],
    ['tim', 'timeline '],
    ['capture o', 'capture off '],
    ['capture ', 'capture '],
    ['', ''],
    ['dial', 'dial'],
  ])('%s', (text, completed) => {
    expect(completeLabLine(run, text)).toBe(completed);
  });
});
