// A PC's console and its place in a lab: typed as in a session script, read as on a screen.

import { describe, expect, it } from 'vitest';
import { assembleLab } from '../../../src/app/assemble.ts';
import { parseLabFile } from '../../../src/lab/lab-file.ts';
import { LabError } from '../../../src/lab/lab-error.ts';
import type { LabRun } from '../../../src/lab/lab-run.ts';
import { runLabCommand } from '../../../src/lab/prompt.ts';
import { HARDWARE_MODELS } from '../../../src/network/router/models.ts';
import { serverConfig } from '../../support/dial-in.ts';
import { GRAMMAR, labNamed } from '../../support/lab.ts';

const LAB = `title: PCs
routers:
  nas: { config: nas.cfg }
pcs:
  PC1: { number: 5551111, user: ann, password: secret, address: 10.1.1.9 }
  PC2: { system: windows-98, number: 5552222, user: ann, password: secret, address: 10.1.1.8, redial: { attempts: 1, after: 5s } }
telephone:
  lines:
    - { line: nas Async1, numbers: [5551111] }
    - { line: nas BRI0, numbers: [5552222] }
    - { line: PC1 Modem, numbers: [5553333] }
    - { line: PC2 ISDN, numbers: [5554444] }
`;

const read = (text: string) =>
  parseLabFile(text, { file: 'lab.yaml', models: HARDWARE_MODELS, readFile: () => serverConfig([' ppp authentication chap']) }).description;

function opened(): LabRun {
  const { run } = assembleLab({ description: read(LAB), grammar: GRAMMAR, run: { seed: 1 }, late: {}, withoutPager: true });
  run.start();
  return run;
}

/** Types lines at the console; what it shows of them, echoes and all. */
function typed(run: LabRun, name: string, ...lines: readonly string[]): readonly string[] {
  const console = run.findConsole(name);
  if (console === undefined) throw new Error(`no ${name}`);
  for (const line of lines) {
    console.type(`${line}\r`);
    run.waitFor(console);
  }
  return console.takeNews();
}

describe('the dialler', () => {
  it('dials, shows how it goes, and what the PC has then', () => {
    const run = opened();
    expect(typed(run, 'PC1', 'dial')).toEqual(['PC1>dial', 'Dialing 5551111...', 'Verifying user name and password...', 'Registering your computer on the network...', 'Connected at 33600 bps.']);
    expect(typed(run, 'PC1', 'dial')).toEqual(['PC1>dial', 'PC1 has a call already; "hangup" ends it.']);
    expect(typed(run, 'PC1', 'ping 10.1.1.1').slice(4, 6)).toEqual(['Reply from 10.1.1.1: bytes=32 time=51ms TTL=255', 'Reply from 10.1.1.1: bytes=32 time=51ms TTL=255']);
    expect(typed(run, 'PC1', 'ipconfig')).toContain('        IP Address . . . . . . . . . . . .: 10.1.1.9');
    expect(typed(run, 'PC1', 'status', 'hangup')).toEqual(['PC1>status', 'Connected at 33600 bps.', 'IP address 10.1.1.9, server 10.1.1.1.', 'PC1>hangup', 'Disconnected.']);
  });

  it('is stopped by Ctrl-C', () => {
    const run = opened();
    const console = run.findConsole('PC1');
    console?.type('dial\r');
    run.wait(2000);
    console?.type('\x03');
    run.wait(2000);
    expect(console?.takeNews().slice(-2)).toEqual(['Dialing 5551111...', 'Disconnected.']);
  });

  it('tells what happens while nobody waits for it', () => {
    const run = opened();
    typed(run, 'PC2', 'dial');
    runLabCommand(run, 'power nas off');
    run.wait(60_000);
    expect(typed(run, 'PC2', 'status')).toEqual(['Error 629: The remote computer has disconnected.', 'PC2>status', 'Not connected. Error 629: The remote computer has disconnected.']);
  });

  it('keeps settings, and shows no password', () => {
    const run = opened();
    typed(run, 'PC1', 'set number 5559', 'set user bob', 'set callback always 5553333', 'set encrypted-password on', 'set redial 2 30', 'set address server', 'set password', 'hidden');
    const shown = typed(run, 'PC1', 'set');
    expect(shown.slice(-8)).toEqual([
      'Line                Modem', 'Number              5559', 'User                bob', 'Password            ********', 'Callback            always at 5553333',
      'Encrypted password  required', 'Redial              2 times, after 30 seconds', 'IP address          from the server',
    ]);
    expect(run.findConsole('PC1')?.screen.current).not.toContain('hidden');
  });

  it.each([
    ['foo', 'PC1 does not know "foo"; "help" lists what it knows.'],
    ['ping nas', '"nas" behind "ping" should be an IP address such as 10.1.1.1.'],
    ['set callback', '"set callback" goes on with "ask", or "never", or "always".'],
    ['dial x', '"x" behind "dial" should be a telephone number.'],
  ])('says what would be right: %s', (line, answer) => {
    expect(typed(opened(), 'PC1', line)[1]).toBe(answer);
  });

  it('helps at "?" and completes at Tab', () => {
    const run = opened();
    const console = run.findConsole('PC1');
    console?.type('set call?');
    expect(console?.takeNews()).toEqual(['PC1>set call?', '  callback']);
    expect(console?.liveLine).toBe('PC1>set call');
    console?.type('\t');
    expect(console?.liveLine).toBe('PC1>set callback ');
  });

  it('has what Windows 98 has', () => {
    expect(typed(opened(), 'PC2', 'set callback never')[1]).toBe('Windows 98 has no such setting: it asks when the server offers callback.');
  });

  it('takes its question back when the call is over', () => {
    const { run } = assembleLab({ description: labNamed('callback-windows'), grammar: GRAMMAR, run: { seed: 1 }, late: {}, withoutPager: true });
    run.start();
    const console = run.findConsole('PC1');
    console?.type('dial\r');
    run.wait(120_000);
    expect(console?.takeNews().slice(-2)).toEqual(['Callback number:', 'Error 719: PPP was terminated by the remote computer.']);
    expect(console?.liveLine).toBe('PC1>');
    expect(typed(run, 'PC1', 'status')[1]).toMatch(/^Not connected\. Error 719/);
  });

  it('is closed while the PC is off', () => {
    const run = opened();
    expect(runLabCommand(run, 'power PC1 off').lines).toEqual(['PC1 is off.']);
    expect(runLabCommand(run, 'console PC1').lines).toEqual(['PC1 is off; "power PC1 on" at the lab prompt switches it on.']);
    expect(run.findConsole('PC1')?.session.state).toBe('closed');
    runLabCommand(run, 'power PC1 on');
    expect(typed(run, 'PC1', '', 'dial').at(-1)).toBe('Connected at 33600 bps.');
  });
});

describe('a PC in a lab file', () => {
  it.each([
    ['  PC1: { number: 5551111,', '  nas: { number: 5551111,', 'lab.yaml:5:8: "nas" is a router already: call the PC otherwise'],
    ['user: ann, password: secret, address: 10.1.1.9', 'user: ann', 'lab.yaml:5:8: "PC1" lacks "password:"'],
    ['address: 10.1.1.8', 'callback: never', 'lab.yaml:6:86: Windows 98 has no such setting'],
    ['address: 10.1.1.9', 'callback: maybe', 'lab.yaml:5:66: "maybe" is no telephone number'],
    ['attempts: 1', 'attempts: 100', 'lab.yaml:6:115: "100" should say how often, 0 to 99'],
    ['PC1 Modem', 'PC1 BRI0', 'lab.yaml:11:15: "PC1 BRI0" is no plug of a PC, such as "PC1 Modem" or "PC1 ISDN"'],
    ['PC2 ISDN', 'PC1 ISDN', 'lab.yaml:12:15: PC1 has a telephone line already'],
  ])('is refused with what would be right: %s', (from, to, expected) => {
    let message = '';
    try {
      read(LAB.replace(from, to));
    } catch (error) {
      message = error instanceof LabError ? error.text : String(error);
    }
    expect(message.slice(0, expected.length)).toBe(expected);
  });
});
