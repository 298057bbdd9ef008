// Playing scripts against consoles: what is typed, where, when, and what the transcript is.
import { describe, expect, test } from 'vitest';
import { compare, update } from '../../../src/lab/compare.ts';
import { LabError } from '../../../src/lab/lab-error.ts';
import { parseScript } from '../../../src/lab/script.ts';
import { play, type PlayResult } from '../../../src/lab/transcript.ts';
import { fakeLab, type FakeLab } from './fakes.ts';

const rows = (...lines: readonly string[]): string => lines.map((line) => `${line}\n`).join('');

function run(text: string, lab: FakeLab = fakeLab()): { lab: FakeLab; result: PlayResult; typed: (name: string) => readonly string[] } {
  const script = parseScript(text, 's.session');
  const result = play({ script, open: () => lab.run, readFile: () => 'show a\nshow b\n' });
  return { lab, result, typed: (name) => lab.sessions.get(name)?.typed.slice(1) ?? [] };
}

function mistake(text: string): string {
  try {
    run(text);
  } catch (error) {
    if (error instanceof LabError) return error.text;
    throw error;
  }
  return '';
}

describe('what is typed', () => {
  test('behind the prompt of the console in view, with Return', () => {
    const { result, typed } = run(rows('R2>show clock', 'anything', 'R2>'));
    expect(typed('R2')).toEqual(['show clock', '']);
    expect(result.lines).toEqual(['R2>show clock', 'time 1000', 'R2>']);
  });

  test('at another console when it begins with its prompt, which comes into view', () => {
    const { result, typed } = run(rows('R2>show a', 'R1>show b', 'R2>show c'));
    expect(typed('R1')).toEqual(['show b']);
    expect(result.lines).toEqual(['R2>show a', 'time 1000', 'R1>show b', 'time 1000', 'R2>show c', 'time 1000']);
  });

  test('not what a router printed behind its prompt', () => {
    const { typed } = run(rows('R2>%SYS-5-CONFIG_I: x', 'R2>00:00:07: y', 'R2>*Mar  1 00:00:07.123: z', 'R1>1d02h: %A-1-B: c'));
    expect(typed('R2')).toEqual([]);
    expect(typed('R1')).toEqual([]);
  });

  test('answers to questions, whose blanks may have been lost', () => {
    const { result, typed } = run(rows('R2>enable', 'Password: secret', 'R2#copy run start', 'Destination filename [startup-config]?', '[OK]', 'R2#show x'));
    expect(typed('R2')).toEqual(['enable', 'secret', 'copy run start', '', 'show x']);
    expect(result.lines).toContain('Password:');
  });

  test('banner text until its delimiter, even where it looks like something else', () => {
    const { typed } = run(
      rows('R2>enable', 'Password:', 'R2#configure terminal', 'R2(config)#banner motd #', "Enter TEXT message.  End with the character '#'.", '@wait and see', 'R1>hello', '#', 'R2(config)#end'),
    );
    expect(typed('R2')).toEqual(['enable', '', 'configure terminal', 'banner motd #', '@wait and see', 'R1>hello', '#', 'end']);
  });

  test('a line that ends in ? without Return; the next one goes on from it', () => {
    const { result, typed } = run(rows('R2>show ?', '  dialer  Dialer parameters', '', 'R2>show dialer', 'time 1000'));
    expect(typed('R2')).toEqual(['show dialer']);
    expect(result.lines).toEqual(['R2>show ?', '  dialer  Dialer parameters', '', 'R2>show dialer', 'time 1000']);
  });

  test('after ? another line clears what is left', () => {
    expect(run(rows('R2>show ?', 'R2>ping')).typed('R2')).toEqual(['ping']);
  });

  test('@type and @key, @paste', () => {
    const { typed, result } = run(rows('@type sho', '@type w', '@key return', '@paste R1 f.cfg'));
    expect(typed('R2')).toEqual(['show']);
    expect(typed('R1')).toEqual(['show a', 'show b']);
    expect(result.lines.slice(-4)).toEqual(['R1>show a', 'time 1000', 'R1>show b', 'time 1000']);
  });

  test('Return is pressed where nobody is logged in', () => {
    expect(run(rows('R2>exit', '', 'R2>show x')).typed('R2')).toEqual(['exit', '', 'show x']);
  });
});

describe('time', () => {
  test('a command takes its time, and @wait counts from its prompt', () => {
    const { result } = run(rows('R2>ping x', '@wait 5s', 'R2>show clock'));
    expect(result.lines.at(-1)).toBe('time 16000');
  });

  test('an interrupt key stops a command', () => {
    const { result } = run(rows('R2>ping x', '@wait 5s', '@key ctrl-c', 'R2>show clock'));
    expect(result.lines).toEqual(['R2>ping x', 'Sending 5 echos', '..', 'Success rate is 0 percent (0/2)', 'R2>show clock', 'time 6000']);
  });

  test('messages fall where they fall; the pushed-up prompt is not part of the transcript', () => {
    const { result } = run(rows('R2>soon', '@wait 5s', 'R2>show clock'));
    expect(result.lines).toEqual(['R2>soon', '00:00:03: %LINK-3-UPDOWN: Interface BRI0:1, changed state to up', 'R2>show clock', 'time 6000']);
  });

  test('another console shows first what it printed meanwhile', () => {
    const { result } = run(rows('R1>soon', 'R2>ping x', '@console R1', 'R1>show'));
    const at = result.lines.indexOf('00:00:03: %LINK-3-UPDOWN: Interface BRI0:1, changed state to up');
    expect(result.lines.slice(at - 1)).toEqual([
      'Success rate is 0 percent (0/5)',
      '00:00:03: %LINK-3-UPDOWN: Interface BRI0:1, changed state to up',
      'R1>show',
      'time 11000',
    ]);
  });
});

describe('the lab prompt', () => {
  test('is a console too', () => {
    const lab = fakeLab(['R2', 'R1'], (name) => [`why of ${name}`]);
    const { result } = run(rows('lab>why R1', 'lab> why', 'lab>console R1', 'R1>show'), lab);
    expect(result.lines).toEqual(['lab>why R1', 'why of R1', 'lab> why', 'why of R2', 'lab>console R1', 'R1>show', 'time 1000']);
  });

  test('quit ends the script', () => {
    expect(run(rows('lab>quit', 'R2>show')).typed('R2')).toEqual([]);
  });
});

describe('mistakes', () => {
  test('a prompt that is not shown is named with the one that is', () => {
    expect(mistake(rows('R2>show', 'R2(config)#x'))).toBe('s.session:2: "R2(config)#" is not the prompt of R2: it shows the prompt "R2>"');
    expect(mistake(rows('R1#show'))).toContain('it shows the prompt "R1>"');
  });

  test('a console that is not there', () => {
    expect(mistake(rows('@console R9'))).toBe('s.session:1: no router is called R9; there are R2, R1');
  });

  test('a name that no router has is output', () => {
    expect(mistake(rows('R9#show'))).toBe('');
  });
});

describe('compare and update', () => {
  const differences = (text: string): readonly { line: number; diff: readonly string[] }[] => {
    const { result } = run(text);
    return compare(parseScript(text, 's.session'), result).map(({ line, diff }) => ({ line, diff }));
  };

  test('nothing differs', () => {
    expect(differences(rows('# comment', 'R2>show', 'time 1000', '', '@wait 2s', '', 'R2>show', 'time 3000'))).toEqual([]);
  });

  test('a transcript plays to itself', () => {
    const text = rows('R2>soon', 'R2>ping x', 'R1>show', 'R2>enable', 'Password:', 'R2#', 'R2#copy run start', 'Destination filename [startup-config]?', 'R2#show ?', 'R2#show dialer');
    const once = run(text).result.lines;
    const again = rows(...once);
    expect(run(again).result.lines).toEqual(once);
    expect(differences(again)).toEqual([]);
  });

  test('a difference is shown with what is around it', () => {
    expect(differences(rows('R2>ping x', 'Sending 5 echos', '!!!!!', 'Success rate is 0 percent (0/5)'))).toEqual([
      { line: 2, diff: ['  Sending 5 echos', '- !!!!!', '+ .....', '  Success rate is 0 percent (0/5)'] },
    ]);
  });

  test('... is any number of lines, but behind Sending three lost pings', () => {
    expect(differences(rows('R2>ping x', '...', 'Success rate is 0 percent (0/5)'))).toEqual([]);
    expect(differences(rows('R2>ping x', 'Sending 5 echos', '...', 'Success rate is 0 percent (0/5)')).length).toBe(1);
    expect(differences(rows('R2>show', 'time 1000', '...'))).toEqual([]);
    expect(differences(rows('R2>show', '...', 'time 9')).length).toBe(1);
  });

  test('update rewrites what differs, and only that', () => {
    const text = rows('# head', 'R2>show', 'wrong', '# tail', '', 'R2>ping x', '...', 'Success rate is 0 percent (0/5)');
    const script = parseScript(text, 's.session');
    const updated = update(script, run(text).result);
    expect(updated).toBe(rows('# head', 'R2>show', 'time 1000', '# tail', '', 'R2>ping x', '...', 'Success rate is 0 percent (0/5)'));
    expect(differences(updated)).toEqual([]);
  });
});
