// Every cause of `why` has a session that shows it: what failed, what the consoles printed, what `why` said. And behind it, in one of
// them, what mends it and the proof of that, except where there is nothing to mend.

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { CAUSES } from '../../src/views/explain/codes.ts';
import { FIXTURES, sessionsIn } from '../support/sessions.ts';

const SESSIONS = sessionsIn(FIXTURES).map((name) => readFileSync(join(FIXTURES, name), 'utf8'));

/** Of these no session goes on to something that works, because there is nothing to mend. */
const NOT_MENDED: ReadonlySet<string> = new Set(['CALLBACK-PENDING', 'CALL-IN-PROGRESS', 'NOTHING-TRIED']);

/** `why` again, a ping or a PC. */
const WORKS = /^Cause: OK-|^Success rate is (100|[1-9]\d) percent|^Connected at|Received = [1-9]/m;

/** What stands behind each place where a session is told that cause. */
function behind(code: string): readonly string[] {
  const told = new RegExp(`^Cause: ${code} - `, 'gm');
  return SESSIONS.flatMap((text) => [...text.matchAll(told)].map(({ index }) => text.slice(index + 1)));
}

describe('every cause of why', () => {
  it('has a session', () => {
    expect(Object.keys(CAUSES).filter((code) => behind(code).length === 0)).toEqual([]);
  });

  it('is mended in one, but for some', () => {
    const unmended = Object.keys(CAUSES).filter((code) => !behind(code).some((rest) => WORKS.test(rest)));
    expect(unmended.filter((code) => !NOT_MENDED.has(code))).toEqual([]);
  });
});
