// Microsoft's callback on every kind of port, and what the table of microsoft-table.test.ts does not cross: the time that is waited,
// lines of callback-line and callback-rotary, numbers of a list, several PCs at once, and a client of RFC 1570 beside a PC.

import { describe, expect, it } from 'vitest';
import { must } from '../../src/base/assert.ts';
import type { LabDescription, LabPc, TelephoneLine } from '../../src/network/lab-description.ts';
import type { World } from '../../src/network/world.ts';
import { CHAP_CODE } from '../../src/wire/chap.ts';
import { explain } from '../../src/views/explain.ts';
import { timelineText } from '../../src/views/timeline.ts';
import { clientConfig, LINES, serverConfig as bryantServer } from '../support/configs.ts';
import { dialIn, ISDN_NUMBER, pingFrom, serverConfig, type DialIn } from '../support/dial-in.ts';
import { capture, events, labOf, lineOf, ping, wait, worldOf } from '../support/lab.ts';
import { callsOf, keepLawful } from '../support/lawful.ts';
import { controllerLines, MODELS, priLineOf } from '../support/primary.ts';
import { whenOf } from '../support/story.ts';

const SERVES = [' ppp authentication chap', ' ppp callback accept'];
const KNOWN = ['username ann callback-dialstring 5553333'];
const DIALS = ['chat-script DIAL ABORT BUSY TIMEOUT 60 "" "AT Z" OK "ATDT\\T" CONNECT \\c'];

function byModem(more: readonly string[] = SERVES, global: readonly string[] = KNOWN, line: readonly string[] = []): string {
  return serverConfig(more, [...DIALS, ...global]).replace('line aux 0\n', `line aux 0\n script dialer DIAL\n${line.map((each) => ` ${each}\n`).join('')}`);
}

function dialled(call: DialIn, seconds = 75): DialIn {
  keepLawful(call.world);
  call.pc.dial();
  wait(call.world, seconds);
  return call;
}

const why = (world: World, device: string): readonly string[] => explain({ records: world.recorder.events, routers: world.routers, lab: world.lab }, device);

describe('the return call', () => {
  const waited = ({ world }: DialIn): number => whenOf(world, 'dialer.callbackBeginning', 'nas') - whenOf(world, 'dialer.released', 'nas');

  it.each<readonly [string, string, 'Modem' | 'ISDN', number]>([
    ['the enable timeout', byModem(), 'Modem', 15_000],
    ['what the PC asks for', byModem([...SERVES, ' dialer enable-timeout 2']), 'Modem', 12_000],
    ['what a modem is given', byModem([...SERVES, ' dialer enable-timeout 2'], [...KNOWN, 'callback forced-wait 20']), 'Modem', 20_000],
    ['what the modems of the line are given', byModem([...SERVES, ' dialer enable-timeout 2'], [...KNOWN, 'callback forced-wait 40'], ['callback forced-wait 25']), 'Modem', 25_000],
    ['what the PC asks for, on ISDN', serverConfig([...SERVES, ' dialer enable-timeout 2'], [...KNOWN, 'callback forced-wait 20']), 'ISDN', 12_000],
    ['the fast-rollover delay', serverConfig([...SERVES, ' dialer enable-timeout 2'], KNOWN).replace('interface BRI0\n', 'interface BRI0\n isdn fast-rollover-delay 14\n'), 'ISDN', 14_000],
  ])('comes after the longest: %s', (_, config, by, ms) => {
    const call = dialled(dialIn(config, { by }));
    expect(waited(call)).toBe(ms);
    expect(call.pc.reading().state).toBe('connected');
    expect(pingFrom(call, '10.1.1.1')).toEqual(['reply', 'reply', 'reply', 'reply']);
  });

  it('is drawn with what was offered, taken and acknowledged', () => {
    const { world } = dialled(dialIn(byModem(SERVES, ['username ann callback-dialstring ""']), { callback: { kind: 'always', number: '5553333' } }));
    const text = timelineText({ lab: world.lab, records: world.recorder.events, now: world.clock.now, incomplete: false }, 200).join('\n');
    const said = [...text.matchAll(/CBCP (\w+): ([^\n]*)/g)].map(([, name, words]) => `${name} ${words}`);
    expect(said).toEqual([
      "REQUEST nas offers PC1 a callback to a number of PC1's", 'RESPONSE PC1 takes a callback to 5553333', 'ACK nas acknowledges a callback to 5553333',
    ]);
  });

  it('is the one attempt: nobody is called again who is busy', () => {
    const call = dialIn(byModem());
    call.pc.watch((event) => {
      if (event.type === 'pc.waiting') call.world.faults.set({ kind: 'busy', number: '5553333' });
    });
    dialled(call, 200);
    expect(events(call.world, 'dialer.attempt', 'nas')).toHaveLength(1);
    expect(events(call.world, 'dialer.callbackFailed', 'nas')).toHaveLength(1);
    expect(why(call.world, 'PC1')[0]).toMatch(/^Cause: RETURN-/);
  });

  it.each([
    ['callback-line 1', true], ['callback-line 2', false], ['callback-line 1 8', true], ['callback-rotary 0', true], ['callback-rotary 3', true], ['callback-rotary 4', false],
  ])('goes out on the lines of %s', (bound, goes) => {
    const { world, pc } = dialled(dialIn(byModem(SERVES, [`username ann callback-dialstring 5553333 ${bound} password secret`], ['rotary 3'])));
    expect(pc.reading().state === 'connected').toBe(goes);
    expect(events(world, 'dialer.callbackFailed', 'nas').map(({ event }) => event.why)).toEqual(goes ? [] : ['no-line']);
    if (!goes) expect(why(world, 'nas')[0]).toMatch(/^Cause: RETURN-NO-LINE - /);
  });

  it('is answered without a proof with nocallback-verify, and with one otherwise', () => {
    for (const [verify, proofs] of [['', 2], ['nocallback-verify', 1]] as const) {
      const { world, pc } = dialled(dialIn(byModem(SERVES, [`username ann callback-dialstring 5553333 ${verify} password secret`])));
      expect(pc.reading().state).toBe('connected');
      const asked = events(world, 'ppp.auth', 'nas').filter(({ event: { direction, protocol, octets } }) => direction === 'O' && protocol === 'CHAP' && octets[0] === CHAP_CODE.Challenge);
      expect(asked).toHaveLength(proofs);
    }
  });

  it('goes to the number of a list that the user chose', () => {
    const maps = [' dialer map ip 10.1.1.9 name ann 5559999', ' dialer map ip 10.1.1.10 name ann 5553333'];
    const call = dialIn(byModem([...SERVES, ...maps], []));
    call.pc.watch((event) => {
      if (event.type !== 'pc.asking') return;
      expect(event.question).toMatchObject({ numbers: ['5559999', '5553333'], mayDecline: false });
      call.world.clock.after(0, () => call.pc.answer('5553333'));
    });
    dialled(call);
    expect(events(call.world, 'dialer.callbackDecision', 'nas').map(({ event }) => event.numberFrom).at(1)).toBe('map');
    expect(call.pc.reading().state).toBe('connected');
  });

  it('says whose number it takes, and why', () => {
    const call = dialled(dialIn(byModem()));
    const [decision] = events(call.world, 'dialer.callbackDecision', 'nas');
    expect(must(decision, 'a decision').event).toMatchObject({ number: '5553333', numberFrom: 'username', sources: [{ from: 'username', dialstring: '5553333' }] });
    expect(why(call.world, 'PC1').join('\n')).toMatch(/^Cause: OK-CALLBACK - [^]*nas negotiates with ann about callback: the number is 5553333, its user's callback-dialstring/);
  });
});

describe('is served by', () => {
  const rotary = (members: readonly string[]): string => [
    'hostname nas', 'isdn switch-type basic-ni', 'username ann password secret', ...KNOWN, 'interface Loopback0', ' ip address 10.1.1.1 255.255.255.0',
    ...members.flatMap((name) => [`interface ${name}`, ' encapsulation ppp', ' dialer rotary-group 1']),
    'interface Dialer1', ' ip unnumbered Loopback0', ' encapsulation ppp', ' dialer in-band', ...SERVES, 'end',
  ].join('\n');

  it('a rotary group, through any member that is free', () => {
    const call = dialIn(rotary(['BRI0']), { by: 'ISDN' });
    expect(dialled(call).pc.reading().state).toBe('connected');
    expect(events(call.world, 'dialer.attempt', 'nas').map(({ event }) => event.interface)).toEqual(['BRI0']);
  });

  it('a dialer profile, which the caller\'s name chose', () => {
    const config = [
      'hostname nas', 'isdn switch-type basic-ni', 'username ann password secret', 'interface Loopback0', ' ip address 10.1.1.1 255.255.255.0',
      'interface BRI0', ' no ip address', ' encapsulation ppp', ' dialer pool-member 1', ...SERVES,
      'interface Dialer1', ' ip unnumbered Loopback0', ' encapsulation ppp', ' dialer pool 1', ' dialer remote-name ann', ' dialer string 5553333', ...SERVES,
      'interface Dialer2', ' ip unnumbered Loopback0', ' encapsulation ppp', ' dialer pool 1', ' dialer remote-name bob', ...SERVES, 'end',
    ].join('\n');
    const { world, pc } = dialled(dialIn(config, { by: 'ISDN' }));
    expect(pc.reading().state).toBe('connected');
    expect(events(world, 'dialer.bound', 'nas').map(({ event }) => [event.profile, event.by])).toEqual([['Dialer1', 'name'], ['Dialer1', 'dialling']]);
  });

  it('a primary access, several PCs at once', () => {
    const names = ['PC1', 'PC2', 'PC3', 'PC4', 'PC5'];
    const config = [
      ...controllerLines('T1'), 'hostname nas', 'isdn switch-type primary-ni', 'username ann callback-dialstring "" password secret', 'interface Loopback0', ' ip address 10.1.1.1 255.255.255.0',
      'interface Serial0:23', ' ip unnumbered Loopback0', ' encapsulation ppp', ...SERVES, 'end',
    ].join('\n');
    const { settings } = dialIn(serverConfig()).pc;
    const world = manyPcs(config, names, settings);
    for (const name of names) world.pcs.get(name)?.dial();
    wait(world, 60);
    expect(names.map((name) => world.pcs.get(name)?.reading().state)).toEqual(names.map(() => 'connected'));
    expect(events(world, 'dialer.attempt', 'nas').map(({ event }) => event.number).sort()).toEqual(names.map((_, index) => `555330${index}`));
  });
});

/** All of them are the same user, who says the PC's own number. */
function manyPcs(config: string, names: readonly string[], settings: LabPc['settings']): World {
  const pcs = names.map((name, index): LabPc => ({
    name, system: 'windows-2000', settings: { ...settings, number: ISDN_NUMBER, user: 'ann', callback: { kind: 'always', number: `555330${index}` }, address: settings.address === undefined ? 0 : settings.address + index },
  }));
  const lines: readonly TelephoneLine[] = [
    priLineOf('nas', 'T1', [ISDN_NUMBER], { switchType: 'primary-ni' }),
    ...names.map((name, index) => lineOf(name, [`555330${index}`], { interface: 'ISDN' })),
  ];
  const lab: LabDescription = { ...labOf({ nas: config }, lines, { pcs }), routers: [{ name: 'nas', model: MODELS.T1, config }] };
  const world = worldOf(lab);
  world.settle();
  keepLawful(world);
  return world;
}

describe('RFC 1570 beside it', () => {
  /** The PPP frames of R2's own line, seed by seed the same: with a PC calling meanwhile, and without it. */
  function framesOf(pcCalls: boolean): readonly string[] {
    const pc: LabPc = { name: 'PC1', system: 'windows-2000', settings: { ...dialIn(serverConfig()).pc.settings, number: '5557777', user: 'ann', callback: { kind: 'always', number: '5553333' } } };
    const server = bryantServer({ users: ['R2 password CCIE', 'ann callback-dialstring "" password secret'] });
    const lab = labOf({ R1: server, R2: clientConfig() }, [...LINES, lineOf('PC1', ['5553333'], { interface: 'ISDN' })], { pcs: [pc] });
    const world = worldOf(lab);
    const frames = capture(world);
    world.settle();
    // The client calls first, so that what its router draws by chance is the same.
    expect(ping(world, 'R2', '172.12.12.1', 1)).toBe('.');
    if (pcCalls) world.pcs.get('PC1')?.dial();
    wait(world, 12);
    const own = frames.filter(({ channelName }) => channelName.startsWith('R2-')).map(({ direction, octets }) => `${direction} ${Buffer.from(octets).toString('hex')}`);
    wait(world, 30);
    expect(ping(world, 'R2', '172.12.12.1')).toBe('!!!!!');
    if (pcCalls) expect(world.pcs.get('PC1')?.reading().state).toBe('connected');
    return own;
  }

  it('gets the same octets as without it', () => {
    const alone = framesOf(false);
    expect(alone.length).toBeGreaterThan(20);
    expect(framesOf(true)).toEqual(alone);
  });
});

describe('a noisy line', () => {
  it.each(['Modem', 'ISDN'] as const)('delays a callback or prevents it, and leaves nothing behind: %s', (by) => {
    let calledBack = 0;
    const { lab } = dialIn(byModem(SERVES, ['username ann callback-dialstring ""']), { by, callback: { kind: 'always', number: '5553333' } }).world;
    for (let seed = 1; seed <= 12; seed += 1) {
      const world = worldOf(lab, seed);
      keepLawful(world);
      world.settle();
      world.faults.set({ kind: 'noise', router: 'PC1', interface: by, rate: seed % 2 === 0 ? 2e-3 : 4e-3, where: by === 'ISDN' ? 'b' : 'all' });
      const pc = must(world.pcs.get('PC1'), 'the PC');
      pc.dial();
      wait(world, 240);
      const agreed = events(world, 'ppp.cbcpAgreed', 'nas').length;
      const made = events(world, 'dialer.attempt', 'nas').length;
      expect(made, `seed ${seed}`).toBeLessThanOrEqual(agreed);
      calledBack += Math.min(1, made);
      pc.hangUp();
      wait(world, 300);
      expect(callsOf(world), `seed ${seed}`).toEqual([]);
    }
    expect(calledBack).toBeGreaterThan(3);
  });
});

describe('a callback that is owed', () => {
  it('is renewed by a PC that calls again meanwhile, and made once', () => {
    const call = dialIn(byModem());
    keepLawful(call.world);
    call.pc.dial();
    wait(call.world, 30);
    call.pc.hangUp();
    wait(call.world, 1);
    call.pc.dial();
    wait(call.world, 120);
    expect(events(call.world, 'dialer.attempt', 'nas').length).toBeLessThanOrEqual(2);
    call.pc.hangUp();
    wait(call.world, 30);
    expect(callsOf(call.world)).toEqual([]);
  });
});
