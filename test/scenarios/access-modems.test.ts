// The modems of an access server behind a T1: voice calls that are handed to them, calls of theirs, and calls that no modem takes,
// with the lines that mend each.

import { describe, expect, it } from 'vitest';
import { serveLines } from '../../src/session/lines/line-server.ts';
import { fromHex } from '../../src/base/octets.ts';
import type { LabDescription } from '../../src/network/lab-description.ts';
import type { World } from '../../src/network/world.ts';
import { Caller } from '../support/access.ts';
import { capture, GRAMMAR, labNamed, wait, worldOf } from '../support/lab.ts';
import { changesOf, codeOf, mend, why } from '../support/why.ts';

const LAB = labNamed('access-server');

function edited(edits: readonly (readonly [string, string])[]): LabDescription {
  return {
    ...LAB,
    routers: LAB.routers.map((router) => {
      if (router.name !== 'nas') return router;
      // What mends it is typed below.
      let config = router.config.replace(/\nend\s*$/, '\n');
      for (const [line, instead] of edits) {
        expect(config).toContain(line);
        config = config.replaceAll(line, instead);
      }
      return { ...router, config };
    }),
  };
}

function settled(lab: LabDescription): World {
  const world = worldOf(lab);
  for (const router of world.routers.values()) serveLines({ router, grammar: GRAMMAR, terminalLength: 0 });
  world.settle();
  return world;
}

function dialled(lab: LabDescription, seconds = 40): World {
  const world = settled(lab);
  world.pcs.get('PC1')?.dial();
  wait(world, seconds);
  return world;
}

describe('a voice call on a primary access', () => {
  it('is a modem\'s, and its line an interface', () => {
    const world = settled(LAB);
    const frames = capture(world);
    world.pcs.get('PC1')?.dial();
    wait(world, 40);
    const nas = world.routers.get('nas');
    expect(codeOf(why(world, 'nas'))).toBe('OK-CALL');
    expect(nas?.modems().filter(({ inUse }) => inUse).map(({ line }) => line)).toEqual([1]);
    expect(nas?.addressPools().map(({ inUse }) => inUse.length)).toEqual([1]);
    // PPP is heard on the line behind the modem, and no sound for frames on the B channel.
    const channels = new Set(frames.filter(({ device }) => device === 'nas').map(({ channelName }) => channelName));
    expect([...channels].sort()).toEqual(['nas-Async1-async', 'nas-Serial0:23-D', 'lan1'].filter((name) => channels.has(name)).sort());
    world.pcs.get('PC1')?.hangUp();
    wait(world, 10);
    expect(nas?.modems().filter(({ inUse }) => inUse)).toEqual([]);
    expect(nas?.isdn().map(({ freeChannels }) => freeChannels.length)).toEqual([23]);
    expect(nas?.addressPools().map(({ inUse }) => inUse.length)).toEqual([0]);
  });

  it.each([
    ['NO-VOICE-CALLS', [[' isdn incoming-voice modem\n', '']]],
    ['NO-MODEM', [[' modem InOut\n', '']]],
    ['NO-AUTOSELECT', [[' autoselect during-login\n autoselect ppp\n', '']]],
    ['ASYNC-MODE', [[' async mode interactive\n', '']]],
    ['NO-EXEC', [[' autoselect during-login\n autoselect ppp\n', ' no exec\n']]],
  ] as const)('%s, and what mends it', (code, edits) => {
    const broken = edited(edits);
    const world = dialled(broken, 60);
    const lines = why(world, 'PC1');
    expect(codeOf(lines), lines.join('\n')).toBe(code);
    const mended = dialled(mend(broken, changesOf(lines)), 60);
    const after = why(mended, 'PC1');
    expect(codeOf(after), after.join('\n')).toBe('OK-CALL');
  });

  it.each([
    ['NO-POOL', [['ip local pool dialin 10.5.0.2 10.5.0.31\n', '']]],
    ['POOL-EXHAUSTED', [['ip local pool dialin 10.5.0.2 10.5.0.31\n', 'ip local pool dialin 10.5.0.2\n']]],
  ] as const)('%s', (code, edits) => {
    const world = settled(edited(edits));
    if (code === 'POOL-EXHAUSTED') {
      // Somebody else has the one address: by SLIP, which asks for none and keeps it.
      const caller = new Caller(world);
      caller.dial();
      caller.type('bob');
      caller.type('s3cret');
      caller.type('slip');
    }
    world.pcs.get('PC1')?.dial();
    wait(world, 60);
    const lines = why(world, 'PC1');
    expect(codeOf(lines), lines.join('\n')).toBe(code);
  });

  it('is refused where no modem is free', () => {
    const lab = edited([['line 1 96\n', 'line 2 96\n no modem InOut\nline 1\n']]);
    const world = settled(lab);
    const caller = new Caller(world);
    expect(caller.dial()).toContain('Username: ');
    world.pcs.get('PC1')?.dial();
    wait(world, 30);
    expect(codeOf(why(world, 'PC1'))).toBe('NO-MODEM');
  });

  it('of somebody by hand is a terminal, and LOGIN-FAILED when he cannot say who he is', () => {
    const world = settled(LAB);
    const caller = new Caller(world);
    caller.dial();
    for (let n = 0; n < 3; n += 1) {
      caller.type('bob');
      caller.type('wrong');
    }
    caller.send(fromHex('0d'), 6);
    const failed = world.recorder.events.some(({ event }) => event.type === 'line.login' && event.outcome === 'failed');
    expect(failed).toBe(true);
  });
});

describe('the return call to a PC', () => {
  const CALLED = '5553000';
  const CALLBACK = [[' async mode interactive\n', ' async mode interactive\n ppp callback accept\n']] as const;

  /** The PC asks to be called back, which the user's entry leaves to it, with these words besides. */
  function callingBack(entry: string): World {
    const lab = edited([...CALLBACK, ['username alice password', `username alice callback-dialstring "" ${entry}password`]]);
    return settled({ ...lab, pcs: (lab.pcs ?? []).map((pc) => ({ ...pc, settings: { ...pc.settings, callback: { kind: 'always', number: CALLED } } })) });
  }
  const lineOf = (world: World): string | undefined => world.routers.get('nas')?.dialers().flatMap(({ calls }) => calls.flatMap(({ channel, peerName }) => (peerName === 'alice' ? [channel] : [])))[0];

  it.each([
    ['goes through the line that was called', '', false, 'Async1'],
    ['goes through another one like it where that is taken', '', true, 'Async2'],
    ['goes through the line that the entry names', 'callback-line tty 7 ', false, 'Async7'],
    ['goes through any line of a rotary group', 'callback-rotary 0 ', true, 'Async2'],
  ] as const)('%s', (_what, entry, taken, line) => {
    const world = callingBack(entry);
    world.pcs.get('PC1')?.dial();
    wait(world, 14);
    if (taken) expect(new Caller(world).dial(12)).toContain('Username: ');
    wait(world, 40);
    expect(lineOf(world)).toBe(line);
    expect(codeOf(why(world, 'PC1'))).toBe('OK-CALLBACK');
  });

  it('fails where its line is not there, and is not tried again', () => {
    const world = callingBack('callback-line tty 200 ');
    world.pcs.get('PC1')?.dial();
    wait(world, 60);
    expect(world.recorder.events.filter(({ event }) => event.type === 'dialer.callbackFailed').map(({ event }) => event)).toEqual([{ type: 'dialer.callbackFailed', name: 'alice', number: CALLED, why: 'no-line' }]);
  });
});
