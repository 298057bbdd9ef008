// Every session under fixtures is played and compared with what it expects, line by line. What is expected was read by
// people against the published formats: a difference is a change of behaviour, to be looked at, not a file to be renewed.

import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { compare, update } from '../../src/lab/compare.ts';
import { FIXTURES, playSession, sessionsIn } from '../support/sessions.ts';

const TRANSCRIPTS = join(FIXTURES, 'transcripts');
const sessions = sessionsIn(TRANSCRIPTS);

describe('sessions show what they expect', () => {
  it.each(sessions)('%s', async (name) => {
    const { text, script, result } = await playSession(join(TRANSCRIPTS, name));
    const differences = compare(script, result).flatMap(({ line, trigger, diff }) => [`line ${line}, behind "${trigger}":`, ...diff]);
    expect(differences.join('\n')).toBe('');
    expect(update(script, result), 'nothing to rewrite').toBe(text);
    expect(result.steps.some((step) => step.expected.length > 0), 'something is expected').toBe(true);
  });
});

describe('every row of what can become of a callback ends in a cause', () => {
  const rows = sessions.filter((name) => name.startsWith('rows/'));

  it('there are as many as there are rows, and more', () => {
    expect(rows.length).toBeGreaterThanOrEqual(30);
  });

  it.each(rows)('%s', async (name) => {
    const { script, result } = await playSession(join(TRANSCRIPTS, name));
    const asked = result.steps.filter((step) => step.trigger?.text.startsWith('lab>why'));
    expect(asked.length).toBeGreaterThan(0);
    for (const step of asked) expect(step.expected.some((line) => /^Cause: [A-Z-]+ - /.test(line.text)), step.trigger?.text).toBe(true);
    // Where a line mends it, it is typed, and a callback comes of it.
    const first = asked[0]?.expected.some((line) => /^(R1|R2)(, [^:]+)?: (add|change|remove) "/.test(line.text)) === true;
    if (!first) return;
    const last = asked.at(-1)?.expected[0]?.text ?? '';
    expect(last).toMatch(/^Cause: OK-CALLBACK - /);
    expect(script.lines.some((line) => line.text.startsWith('Success rate is 100 percent (5/5)'))).toBe(true);
  });
});

describe('a play is a matter of lab, keystrokes and seed', () => {
  it.each(['bryant-callback.session', 'cisco-sample.session', 'console-editing.session', 'rows/return-no-channel.session'])('%s', async (name) => {
    const file = join(TRANSCRIPTS, name);
    const [once, again] = [await playSession(file, 7), await playSession(file, 7)];
    expect(again.result.lines).toEqual(once.result.lines);
  });

  it('another seed draws other magic numbers and no other story', async () => {
    const file = join(TRANSCRIPTS, 'debug-ppp.session');
    const [one, two] = [(await playSession(file, 1)).result.lines, (await playSession(file, 2)).result.lines];
    const plain = (lines: readonly string[]) =>
      lines.map((line) => line.replace(/MagicNumber 0x[0-9A-F]{8} \(0x0506[0-9A-F]{8}\)/, 'MagicNumber').replace(/magic 0x[0-9A-F]{8}/, 'magic'));
    expect(two).not.toEqual(one);
    expect(plain(two)).toEqual(plain(one));
  });
});

/** What labs are about that do not end with a callback. */
const SHOWN: Readonly<Record<string, { readonly code: string; readonly reason: string | undefined }>> = {
  'dial-backup': { code: 'OK-BACKUP', reason: 'ip (s=172.12.12.1, d=255.255.255.255)' },
  // Nobody is called back but with a link of a bundle.
  'callback-bap': { code: 'OK-CALL', reason: 'Multilink bundle overloaded' },
  'access-server': { code: 'OK-CALL', reason: undefined },
  'windows-no-callback': { code: 'NOT-ACCEPTED', reason: undefined },
};

describe('the labs show themselves off', () => {
  const labs = join(FIXTURES, 'labs');

  it.each(sessionsIn(labs))('%s', async (name) => {
    const { script, result } = await playSession(join(labs, name));
    expect(compare(script, { ...result, steps: result.steps.filter((step) => step.expected.length > 0) })).toEqual([]);
    const { code, reason } = SHOWN[name.split('/')[0] ?? ''] ?? { code: 'OK-CALLBACK', reason: 'Callback return call' };
    expect(result.lines.some((line) => line.startsWith(`Cause: ${code} - `))).toBe(true);
    if (reason !== undefined) expect(result.lines).toContain(`Dial reason: ${reason}`);
    expect(result.lines.filter((line) => line.startsWith('%') || line.includes('Invalid input'))).toEqual([]);
  });
});
