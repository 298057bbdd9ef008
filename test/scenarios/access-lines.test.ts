// The lines of an access server: who gets a terminal, when frames make an interface of a line, what becomes of those who say
// nothing, log in wrongly or speak what nobody understands, and that a line is free again after each.

import { describe, expect, it } from 'vitest';
import { fromHex } from '../../src/base/octets.ts';
import { HOME_NUMBER, accessLab, accessWorld, Caller } from '../support/access.ts';

const GROUP = [
  'username bob password s3cret', 'ip local pool default 10.5.0.2 10.5.0.3', 'ip address-pool local',
  'interface Loopback0', ' ip address 10.1.0.1 255.255.255.0',
  'interface Group-Async1', ' ip unnumbered Loopback0', ' encapsulation ppp', ' async mode interactive', ' group-range 1 16', ' member 2 peer default ip address 10.9.9.9',
];
const LINE = ['line 1 16', ' modem InOut', ' login local'];
const call = (...nas: readonly string[]): Caller => new Caller(accessWorld(accessLab(nas)));
const traced = (caller: Caller, type: string): readonly unknown[] => caller.world.recorder.events.flatMap(({ device, event }) => (device === 'nas' && event.type === type ? [event] : []));
/** The beginning of a Configure-Request as every PPP sends it. */
const FRAME = fromHex('7eff7d23c0217d217d217d207d24');

describe('a line with a terminal', () => {
  it('asks who it is, runs what is typed, and hangs up at the end', () => {
    const caller = call(...GROUP, ...LINE);
    expect(caller.dial()).toContain('CONNECT 9600\r\n');
    caller.type('bob');
    expect(caller.type('s3cret')).toMatch(/nas>$/);
    expect(caller.type('show users')).toContain('*  1 tty 1     bob        idle                 00:00:00');
    expect(caller.type('exit', 5)).toContain('NO CARRIER');
    expect(caller.dial()).toContain('CONNECT');
    caller.hangUp();
  });

  it('throws out whoever cannot say, and takes the next one', () => {
    const caller = call(...GROUP, ...LINE);
    caller.dial();
    let said = '';
    for (let n = 0; n < 3; n += 1) said += caller.type('bob') + caller.type('wrong');
    expect(said + caller.wait(6)).toMatch(/(% Login invalid[^]*){3}NO CARRIER/);
    expect(traced(caller, 'line.login')).toEqual([{ type: 'line.login', outcome: 'failed' }]);
    expect(caller.dial()).toContain('Username: ');
  });

  it('is closed where the line wants a password and has none', () => {
    const caller = call(...GROUP, 'line 1 16', ' modem InOut', ' login');
    expect(caller.dial() + caller.wait(6)).toMatch(/Password required, but none set[^]*NO CARRIER/);
  });

  it('is left by "clear line" and by exec-timeout', () => {
    const caller = call(...GROUP, 'line 1 16', ' modem InOut', ' exec-timeout 0 30');
    expect(caller.dial()).toMatch(/nas>$/);
    expect(caller.world.routers.get('nas')?.clearLine(1)).toBe(true);
    expect(caller.wait(6)).toContain('NO CARRIER');
    caller.dial();
    expect(caller.wait(40)).toContain('NO CARRIER');
  });

  it('begins PPP by "ppp", with the name of the login, and SLIP by "slip"', () => {
    const caller = call(...GROUP, ' ppp authentication chap if-needed', ...LINE);
    for (const protocol of ['ppp', 'slip']) {
      caller.dial();
      caller.type('bob');
      caller.type('s3cret');
      const said = caller.type(protocol);
      expect(said).toContain(`Entering ${protocol.toUpperCase()} mode.\r\nAsync interface address is unnumbered (Loopback0)\r\n`);
      if (protocol === 'ppp') expect(said).toContain('\x7e\xff\x7d\x23\xc0\x21');
      caller.world.routers.get('nas')?.clearLine(1);
      caller.wait(10);
    }
    expect(traced(caller, 'line.protocol')).toEqual(['ppp', 'slip'].map((protocol) => ({ type: 'line.protocol', protocol, by: 'exec', user: 'bob' })));
    expect(caller.world.routers.get('nas')?.addressPools().map(({ inUse }) => inUse.length)).toEqual([0]);
  });

  it('says why not where the interface has no mode, or is none', () => {
    const lines = ['line 1 16', ' modem InOut'];
    for (const [nas, why] of [[['interface Async1', ' encapsulation ppp', ...lines], 'Async mode is not configured on interface Async1'], [lines, 'Interface Async1 is not configured']] as const) {
      const caller = call(...nas);
      expect(caller.dial()).toMatch(/nas>$/);
      expect(caller.type('ppp')).toContain(why);
    }
  });
});

describe('autoselect', () => {
  it('waits for a frame or for Return', () => {
    const caller = call(...GROUP, ...LINE, ' autoselect ppp');
    expect(caller.dial()).not.toContain('Username');
    expect(caller.type('')).toContain('Username: ');
    caller.world.routers.get('nas')?.clearLine(1);
    caller.wait(5);
    caller.dial();
    caller.send(FRAME, 5);
    expect(traced(caller, 'line.protocol')).toEqual([{ type: 'line.protocol', protocol: 'ppp', by: 'autoselect' }]);
  });

  it('sees a frame behind the login that it begins by itself, and lets words pass', () => {
    const caller = call(...GROUP, ...LINE, ' autoselect during-login', ' autoselect ppp', ' autoselect slip');
    expect(caller.dial()).toContain('Username: ');
    caller.type('b~ob');
    expect(caller.wait(1)).toBe('');
    caller.send(fromHex('c04500'), 2);
    expect(traced(caller, 'line.protocol')).toEqual([{ type: 'line.protocol', protocol: 'slip', by: 'autoselect' }]);
  });

  it('gives up whoever says nothing', () => {
    const caller = call(...GROUP, ...LINE, ' autoselect ppp', ' autoselect timeout 20');
    caller.dial();
    expect(caller.wait(25)).toContain('NO CARRIER');
    expect(traced(caller, 'line.autoselect').at(-1)).toMatchObject({ what: 'failed' });
  });

  it.each([
    ['nobody looks for them', [...GROUP, ...LINE], 'no-autoselect'],
    ['there is no terminal either', [...GROUP, 'line 1 16', ' modem InOut', ' no exec'], 'no-exec'],
    ['the interface has no mode', [...GROUP, ...LINE, ' autoselect ppp', 'interface Group-Async1', ' no async mode'], 'no-mode'],
  ] as const)('frames are not understood where %s', (_what, nas, because) => {
    const caller = call(...nas);
    caller.dial();
    caller.send(FRAME, 5);
    expect(traced(caller, 'line.deaf').at(-1)).toEqual({ type: 'line.deaf', because });
  });
});

describe('the modem of a line', () => {
  it('must bring its carrier within the answer timeout', () => {
    const caller = call(...GROUP, ...LINE, ' modem answer-timeout 5');
    expect(caller.dial(20)).toContain('NO CARRIER');
    expect(traced(caller, 'line.answerTimeout')).toHaveLength(1);
  });

  it('is not for reverse connections where the line does not let them in, takes calls only, or is in use', () => {
    const { world } = call(...GROUP, ...LINE, ' transport input telnet', 'line 2', ' no modem InOut', ' modem Dialin', ' transport input telnet', 'line 3', ' modem InOut');
    const open = (line: number): boolean => world.routers.get('nas')?.openReverseLine(line, { data: () => {}, ended: () => {} }) !== undefined;
    expect([open(1), open(1), open(2), open(3)]).toEqual([true, false, false, false]);
  });
});

describe('EXEC callback', () => {
  const NAS = [
    'service exec-callback', 'chat-script CALL ABORT BUSY TIMEOUT 60 "" "ATDT\\T" CONNECT \\c', `username carol callback-dialstring ${HOME_NUMBER} password s3cret`,
    'username dave callback-dialstring "" nocallback-verify password s3cret', `username erin callback-line 2 callback-dialstring ${HOME_NUMBER} password s3cret`,
    `username fred callback-rotary 7 callback-dialstring ${HOME_NUMBER} password s3cret`, ...GROUP, ...LINE, ' script callback CALL', ' callback forced-wait 6', 'line 2', ' rotary 7',
  ];
  const logIn = (caller: Caller, user: string): string => {
    caller.dial();
    caller.type(user);
    return caller.type('s3cret', 1);
  };
  const line = (caller: Caller): string | undefined => /\*\s+\d+ (tty \d+)/.exec(caller.type('show users'))?.[1];

  it.each([['carol', 'tty 1'], ['erin', 'tty 2'], ['fred', 'tty 2']])('calls %s back on %s after the forced wait, and asks again who it is', (user, on) => {
    const caller = call(...NAS);
    expect(logIn(caller, user)).toContain('Callback initiated - line is disconnected');
    const before = caller.world.clock.now;
    expect(caller.wait(4)).toContain('NO CARRIER');
    const called = caller.wait(30);
    expect(called).toMatch(/RING[^]*CONNECT[^]*Username: $/);
    caller.type(user);
    expect(caller.type('s3cret')).toMatch(/nas>$/);
    expect(line(caller)).toBe(on);
    const at = caller.world.recorder.events.filter(({ event }) => event.type === 'line.callback').map(({ at: instant, event }) => [event.type === 'line.callback' ? event.what : '', Math.floor((instant - before) / 1000)]);
    expect(at.map(([what]) => what)).toEqual(['initiated', 'calling', 'reached']);
    expect(Number(at[1]?.[1]) - Number(at[0]?.[1])).toBe(6);
  });

  it('lets the user give the number, and believes the number where that is enough', () => {
    const caller = call(...NAS);
    expect(logIn(caller, 'dave')).toContain('Callback Dialstring: ');
    expect(caller.type(HOME_NUMBER, 1)).toContain('Callback initiated - line is disconnected');
    expect(caller.wait(40)).toMatch(/CONNECT[^]*nas>$/);
    expect(caller.type('show users')).toContain('dave');
  });

  it('does not call what cannot be dialled, and tries once', () => {
    const caller = call(...NAS, 'username dave callback-dialstring "" password s3cret');
    logIn(caller, 'dave');
    expect(caller.type('no number!') + caller.wait(5)).toContain('NO CARRIER');
    expect(traced(caller, 'line.callback')).toEqual([]);
    logIn(caller, 'dave');
    caller.type('5559999', 40);
    expect(traced(caller, 'line.callback').at(-1)).toMatchObject({ what: 'failed', user: 'dave', number: '5559999' });
    expect(caller.dial()).toContain('CONNECT');
  });

  it('is not for users without a dial string, nor without the service', () => {
    const caller = call(...NAS);
    expect(logIn(caller, 'bob')).toMatch(/nas>$/);
    const other = call(...NAS, 'no service exec-callback');
    expect(logIn(other, 'carol')).toMatch(/nas>$/);
  });
});

describe('chat scripts of a line', () => {
  it('are run at startup, when the line is reset, and when somebody connects to it', () => {
    const script = (name: string): string => `chat-script ${name} TIMEOUT 5 "" "AT" OK \\c`;
    const caller = call(script('UP'), script('AGAIN'), script('HERE'), ...GROUP, 'line 1 16', ' modem InOut', ' transport input all', ' script startup UP', ' script reset AGAIN', ' script connection HERE');
    const finished = (): readonly string[] => traced(caller, 'chat.finished').map((event) => JSON.stringify(event));
    const { world } = caller;
    expect(finished().filter((text) => text.includes('"success"')).length).toBeGreaterThanOrEqual(2);
    caller.dial();
    world.routers.get('nas')?.clearLine(1);
    caller.wait(10);
    expect(traced(caller, 'chat.started').at(-1)).toMatchObject({ script: 'AGAIN' });
    const line = world.routers.get('nas')?.openReverseLine(2, { data: () => {}, ended: () => {} });
    caller.wait(3);
    expect(traced(caller, 'chat.started').at(-1)).toMatchObject({ script: 'HERE' });
    line?.close();
  });
});
