// `why` about those whom somebody turned away, or did not call back after all: what a server's own log says of it, lists of
// authorization, time that was too short, a server that lost its memory, a PC that answers what nobody asked.

import { describe, expect, it } from 'vitest';
import { must } from '../../../src/base/assert.ts';
import type { LabFault } from '../../../src/network/fault.ts';
import type { LabAaaUser, LabDescription } from '../../../src/network/lab-description.ts';
import type { World } from '../../../src/network/world.ts';
import { events, labNamed, labOf, ping, type, wait, worldOf } from '../../support/lab.ts';
import { changesOf, codeOf, edited, LINES, R1, R2, why } from '../../support/why.ts';

const HUB = '172.20.1.1';
const sentence = (lines: readonly string[]): string => (lines[0] ?? '').replace(/^Cause: \S+ - /, '');

function aaaWorld(name: string, change: (user: LabAaaUser) => LabAaaUser | undefined = (user) => user): World {
  const base = labNamed(name);
  const lab: LabDescription = { ...base, aaaServers: (base.aaaServers ?? []).map((server) => ({ ...server, users: server.users.flatMap((user) => change(user) ?? []) })) };
  const world = worldOf(lab);
  world.settle();
  return world;
}

function told(world: World): readonly string[] {
  ping(world, 'branch', HUB, 1);
  wait(world, 20);
  return why(world, 'branch');
}

function calledBack(world: World): string {
  wait(world, 60);
  told(world);
  return codeOf(why(world, 'branch'));
}

describe('a server that says no', () => {
  it('has another password, and the line that mends it is told without it', () => {
    const world = aaaWorld('aaa-radius');
    type(world, 'branch', 'username hub password mistyped');
    const lines = told(world);
    expect(codeOf(lines)).toBe('AAA-REJECTED');
    expect(sentence(lines)).toBe('the AAA server 10.9.0.10, which hub asked, has another password for branch than the one that branch proved itself by');
    // What the hub has itself agrees with the server, and is not to be changed as well.
    expect(changesOf(lines)).toEqual(['branch: change "username hub password ..." to "username hub password SECRET"']);
    expect(lines.join('\n')).not.toMatch(/Also missing|mistyped|clock/);
    expect(lines.some((line) => line.endsWith('AAA1 does not let branch in: the password is another'))).toBe(true);
    type(world, 'branch', 'username hub password clock');
    expect(calledBack(world)).toBe('OK-CALLBACK');
  });

  it('knows the caller by another name, which the map has', () => {
    const world = aaaWorld('aaa-radius');
    type(world, 'branch', 'interface BRI0', 'ppp chap hostname elsewhere');
    const lines = told(world);
    expect(sentence(lines)).toBe('the AAA server 10.9.0.10 has no user elsewhere, whom hub asked it about');
    expect(changesOf(lines)).toContain('branch, interface BRI0: change "ppp chap hostname elsewhere" to "ppp chap hostname branch"');
    type(world, 'branch', 'interface BRI0', 'ppp chap hostname branch');
    expect(calledBack(world)).toBe('OK-CALLBACK');
  });

  it('knows nobody of that name, and no line of a router mends that', () => {
    const lines = told(aaaWorld('aaa-radius', (user) => (user.name === 'branch' ? undefined : user)));
    expect(sentence(lines)).toBe('the AAA server 10.9.0.10 has no user branch, whom hub asked it about');
    expect(changesOf(lines)).toEqual([]);
  });

  it('has no password for the way in which it is proved', () => {
    const lines = told(aaaWorld('aaa-radius', (user) => ({ ...user, passwords: { pap: 'clock' } })));
    expect(sentence(lines)).toBe('the AAA server 10.9.0.10, which hub asked, has no password of branch for CHAP');
  });

  it('allows no PPP', () => {
    const lines = told(aaaWorld('aaa-tacacs', (user) => ({ ...user, tacacs: user.tacacs.filter(({ service }) => service !== 'ppp') })));
    expect(codeOf(lines)).toBe('AAA-NOT-AUTHORISED');
    expect(sentence(lines)).toBe('hub knows that it is branch, and the AAA server 10.9.0.10 does not allow branch ppp lcp');
  });
});

describe('a list of authorization', () => {
  it.each([
    ['that goes by the router\'s own users', 'aaa authorization network default local', 'local', 'group tacacs+ local', /of whom branch is none$/],
    ['of servers that are none', 'aaa authorization network default group radius', 'group radius', 'group radius if-authenticated', /nobody in its list of authorization could say what branch may do$/],
  ] as const)('%s', (_what, line, from, to, words) => {
    const world = aaaWorld('aaa-tacacs');
    type(world, 'hub', line);
    const lines = told(world);
    expect(codeOf(lines)).toBe('AAA-NOT-AUTHORISED');
    expect(sentence(lines)).toMatch(words);
    expect(changesOf(lines)).toEqual([`hub: change "aaa authorization network default ${from}" to "aaa authorization network default ${to}"`]);
    type(world, 'hub', `aaa authorization network default ${to}`);
    // Without TACACS+ nobody tells the number nor the secret to answer with: as far as this goes it is mended.
    expect(['OK-CALLBACK', 'AAA-NO-NUMBER', 'NO-CALLBACK-NUMBER']).toContain(calledBack(world));
  });
});

describe('authentication', () => {
  it('that has less time than a repetition takes', () => {
    const world = worldOf(labOf({ R1: edited(R1, [['ppp authentication chap', 'ppp authentication chap\nppp timeout authentication 1']]), R2 }, LINES));
    world.settle();
    world.faults.set({ kind: 'noise', router: 'R2', interface: 'BRI0', rate: 3e-3, where: 'b' });
    ping(world, 'R2', '172.12.12.1', 1);
    wait(world, 40);
    const lines = why(world, 'R2');
    expect(codeOf(lines), lines.join('\n')).toBe('AUTH-TIMEOUT');
    expect(sentence(lines)).toMatch(/^R1 and R2 did not finish CHAP within the 1 s that R1 gives it: \d+ frames came damaged to R[12]/);
    expect(changesOf(lines)).toEqual(['R1, interface BRI0: remove "ppp timeout authentication 1"']);
  });
});

describe('a callback that was owed', () => {
  it.each([['switched off', (world: World) => world.routers.get('R1')?.powerOff()], ['reloaded', (world: World) => world.routers.get('R1')?.reload()]] as const)('and forgotten: the server was %s', (what, lose) => {
    const world = worldOf(labOf({ R1, R2 }, LINES));
    world.settle();
    ping(world, 'R2', '172.12.12.1', 1);
    wait(world, 2);
    expect(codeOf(why(world, 'R2'))).toBe('CALLBACK-PENDING');
    lose(world);
    wait(world, 2);
    const lines = why(world, 'R2');
    expect(codeOf(lines)).toBe('CALLBACK-EXPIRED');
    expect(sentence(lines)).toMatch(new RegExp(`^R1 had agreed to call R2 back, and was ${what} at 00:00:\\d\\d before it did$`));
  });
});

describe('a PC', () => {
  const dialled = (name: string, fault?: LabFault, seconds = 60): World => {
    const world = worldOf(labNamed('callback-windows'));
    world.settle();
    if (fault !== undefined) world.faults.set(fault);
    must(world.pcs.get(name), name).dial();
    wait(world, seconds);
    return world;
  };

  it.each<[LabFault, string]>([
    [{ kind: 'cbcp-other', pc: 'PC2' }, 'CBCP-NOT-OFFERED'],
    [{ kind: 'cbcp-garbage', pc: 'PC2' }, 'CBCP-MALFORMED'],
  ])('with the error %o is not called back', (fault, code) => {
    const world = dialled('PC2', fault);
    expect(codeOf(why(world, 'PC2')), why(world, 'PC2').join('\n')).toBe(code);
    expect(why(world, 'PC2').some((line) => line.includes(`the fault "${fault.kind} PC2" is on`))).toBe(true);
    expect(events(world, 'dialer.attempt', 'nas')).toEqual([]);
    world.faults.clearAll();
    must(world.pcs.get('PC2'), 'PC2').dial();
    wait(world, 90);
    expect(codeOf(why(world, 'PC2'))).toBe('OK-CALLBACK');
  });

  it.each(['PC1', 'PC3'])('takes what was not offered to %s either, whatever that is', (name) => {
    const world = dialled(name, { kind: 'cbcp-other', pc: name }, 30);
    must(world.pcs.get(name), name).answer(name === 'PC1' ? '5553333' : '5556666');
    wait(world, 10);
    expect(codeOf(why(world, name)), why(world, name).join('\n')).toBe('CBCP-NOT-OFFERED');
  });

  it('whose user does not answer is heard nothing of, until a number is known', () => {
    const world = dialled('PC1', undefined, 90);
    const lines = why(world, 'PC1');
    expect(codeOf(lines)).toBe('CBCP-NO-RESPONSE');
    expect(changesOf(lines)).toEqual(['nas: add "username ann callback-dialstring NUMBER"']);
  });

  it('is called back and given no address', () => {
    const world = worldOf(labNamed('callback-windows'));
    type(world, 'nas', 'no ip local pool PCS', 'ip local pool PCS 10.1.1.10');
    world.settle();
    const first = must(world.pcs.get('PC3'), 'PC3');
    first.settings = { ...first.settings, callback: { kind: 'never' } };
    first.dial();
    must(world.pcs.get('PC2'), 'PC2').dial();
    wait(world, 60);
    const lines = why(world, 'PC2');
    expect(lines[0]).toBe('Cause: POOL-EXHAUSTED - on the return call, nas has no address for bob: all of pool PCS are in use');
    type(world, 'nas', 'ip local pool PCS 10.1.1.11 10.1.1.19');
    must(world.pcs.get('PC2'), 'PC2').dial();
    wait(world, 60);
    expect(codeOf(why(world, 'PC2'))).toBe('OK-CALLBACK');
  });
});
