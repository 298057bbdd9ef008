// Real clients drive the callback lab over `serve`: each configures both routers from nothing, pings until R2 is called back, and
// reads what the dialers show. What they print is parsed by the patterns of the ntc-templates collection.

import { execFile, spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, test } from 'vitest';
import { ROOT } from '../support/lab.ts';
import { clientAvailable, forget, serveProgram, type ServeProgram } from '../support/serve-program.ts';

const FOLDER = join(ROOT, 'test', 'interop', 'clients');
const PYTHON = '/usr/bin/python3';
const run = promisify(execFile);

const netmiko = clientAvailable('python3-netmiko', PYTHON, '-c', 'import netmiko');
const expectProgram = clientAvailable('expect', 'sh', '-c', 'command -v expect');
const telnet = clientAvailable('telnet', 'sh', '-c', 'command -v telnet');
const ssh = clientAvailable('openssh-client', 'sh', '-c', 'command -v ssh');
const clogin = clientAvailable('rancid', 'sh', '-c', 'command -v clogin');

/** Virtual seconds a second: the fifteen seconds before the return call are waited for, the idle timer is not reached. */
const SPEED = '10';

/** Routers that were never configured, or that ask everybody who he is. */
type LabKind = 'empty' | 'guarded';

async function withLab(lab: LabKind, parameters: readonly string[], drive: (program: ServeProgram) => Promise<void>): Promise<void> {
  const program = await serveProgram([join(FOLDER, `${lab}.yaml`), '--speed', SPEED, ...parameters]);
  try {
    await drive(program);
  } finally {
    expect(await program.stop()).toBe(0);
    forget(program);
  }
}

function expectCallback(caller: string, server: string): void {
  expect(caller).toMatch(/BRI0:[12] - dialer type = ISDN[^]*Dialer state is data link layer up/);
  expect(server).toMatch(/BRI0:[12] - dialer type = ISDN[^]*Dial reason: Callback return call/i);
}

async function driveWithNetmiko(kind: 'cisco_ios_telnet' | 'cisco_ios', lab: LabKind): Promise<void> {
  const service = kind === 'cisco_ios' ? 'ssh' : 'telnet';
  await withLab(lab, ['--ssh-port', '0'], async (program) => {
    const ports = ['R1', 'R2'].map((device) => String(program.port(device, service)));
    const { stdout } = await run(PYTHON, [join(FOLDER, 'netmiko_drive.py'), kind, lab, ...ports, FOLDER], { timeout: 150_000 });
    const shown = JSON.parse(stdout) as Record<string, string>; // what the script prints
    const text = (command: string): string => shown[command] ?? '';
    expect(shown['first prompts']).toEqual(lab === 'empty' ? ['Router>', 'Router>'] : ['R1>', 'R2>']);
    expect(shown['prompts']).toEqual(['R1#', 'R2#']);
    expect(shown['alive']).toEqual([true, true]);
    expect(shown['config mode']).toBe(true);
    expect(text('saved callback-r1.txt')).toContain('[OK]');
    expect(text('ping')).toContain('Success rate is 100 percent (5/5)');
    expectCallback(text('show dialer'), text('R1 show dialer'));
    expect(text('R1 show running-config')).toContain('dialer map ip 172.12.12.2 name R2 class CALL_R2_BACK broadcast 5558888');
    expectParsable(text);
    const line = kind === 'cisco_ios' ? '2 vty 0' : '0 con 0';
    expect(text('show users')).toMatch(new RegExp(`^\\*  ${line} {5}${lab === 'empty' ? '     ' : 'admin'} {6}idle`, 'm'));
  });
}

/** The patterns with which ntc-templates reads these commands. */
function expectParsable(text: (command: string) => string): void {
  const version = text('show version');
  for (const pattern of [
    /^.*Software.+\), *Version.+$/m,
    /^\s*R2\s+uptime\s+is\s+\d+ \w+/m,
    /^[sS]ystem\s+image\s+file\s+is\s+".*?"$/m,
    /^[sS]ystem\s+returned to ROM by .+$/m,
    /^[Cc]isco\s+(\S+|\S+\s\S+)\s.+(with|memory)/m,
    /^Processor\s+board\s+ID\s+\w+/m,
    /^[Cc]onfiguration\s+register\s+is\s+0x2102\s*$/m,
  ]) expect(version).toMatch(pattern);

  const [head = '', ...rows] = text('show ip interface brief').trimEnd().split(/\r?\n/);
  expect(head).toMatch(/^Interface\s+IP-Address\s+OK\?\s+Method\s+Status\s+Protocol\s*$/);
  const brief = rows.map((row) => /^(\S+)\s+(\S+)\s+\w+\s+\w+\s+(up|down|administratively down)\s+(up|down)\s*$/.exec(row));
  expect(brief.every(Boolean), rows.join('\n')).toBe(true);
  expect(brief.find((row) => row?.[1] === 'BRI0')?.slice(2)).toEqual(['172.12.12.2', 'up', 'up']);

  const interfaces = text('show interfaces');
  expect(interfaces).toMatch(/^BRI0\sis\s(.+?),\sline\sprotocol\sis\s(.+)$/m);
  expect(interfaces).toMatch(/^\s+Hardware\sis\s(.+?),\s+address\sis\s([0-9a-f.]+)/m);
  expect(interfaces).toMatch(/^\s+Internet\saddress\sis\s172\.12\.12\.2\/24/m);
  expect(interfaces).toMatch(/^\s+MTU\s(\d+).*BW\s(\d+).*DLY\s(\d+)/m);
  expect(interfaces).toMatch(/^\s+Encapsulation\sPPP,/m);
  expect(interfaces).toMatch(/^\s+(\d+) packets input, (\d+) bytes/m);
  expect(interfaces).toMatch(/^\s+(\d+) input errors, (\d+) CRC/m);

  const status = text('show isdn status');
  expect(status).toMatch(/^ISDN BRI0 interface\s*$/m);
  expect(status).toMatch(/^\s+Layer 1 Status:\s*\n\s+ACTIVE\s*$/m);
  expect(status).toMatch(/^\s+TEI = \d+, Ces = \d+, SAPI = \d+, State = MULTIPLE_FRAME_ESTABLISHED\s*$/m);
}

describe('real clients', { concurrent: true, timeout: 170_000 }, () => {
  test.skipIf(!netmiko)('Netmiko over telnet, from the initial configuration dialog on', () => driveWithNetmiko('cisco_ios_telnet', 'empty'));

  test.skipIf(!netmiko)('Netmiko over telnet, with name and passwords', () => driveWithNetmiko('cisco_ios_telnet', 'guarded'));

  test.skipIf(!netmiko)('Netmiko over SSH', () => driveWithNetmiko('cisco_ios', 'guarded'));

  test.skipIf(!expectProgram || !telnet)('an expect script with telnet, from the initial configuration dialog on', () =>
    withLab('empty', [], async (program) => {
      const { stdout } = await run('expect', ['-f', join(FOLDER, 'drive.exp'), String(program.port('R1', 'telnet')), String(program.port('R2', 'telnet')), FOLDER], {
        timeout: 120_000,
      });
      expect(stdout).toContain('\nPASS');
      expectCallback(stdout, stdout);
    }));

  test.skipIf(!clogin).each(['telnet', 'ssh'] as const)('clogin of rancid over %s', (service) =>
    withLab('guarded', ['--ssh-port', '0'], async (program) => {
      const home = mkdtempSync(join(tmpdir(), 'clogin-'));
      // It takes one word only for the command.
      const sshCommand = join(home, 'ssh');
      writeFileSync(sshCommand, `#!/bin/sh\nexec ssh ${SSH_OPTIONS.join(' ')} "$@"\n`, { mode: 0o700 });
      const commands = async (device: string, ...lines: readonly string[]): Promise<string> => {
        const rc = join(home, device);
        const login = [
          'add user 127.0.0.1 admin',
          'add password 127.0.0.1 adm1n en4ble',
          `add method 127.0.0.1 {${service}:${program.port(device, service)}}`,
          `add sshcmd 127.0.0.1 {${sshCommand}}`,
          'add cyphertype 127.0.0.1 {aes128-ctr}',
        ];
        writeFileSync(rc, `${login.join('\n')}\n`, { mode: 0o600 });
        const client = run('clogin', ['-t', '30', '-f', rc, '-c', lines.join(';'), '127.0.0.1'], { timeout: 90_000, env: { ...process.env, HOME: home } });
        return (await client.catch((error: Error & { stdout?: string }) => Promise.reject(new Error(`${error.message}\n${error.stdout ?? ''}`)))).stdout;
      };
      try {
        // It takes a message that breaks into its prompt for an answer: whoever drives consoles by it keeps them quiet.
        await commands('R1', 'configure terminal', 'no logging console', ...configuration('R1'), 'end', 'write memory');
        const first = await commands('R2', 'configure terminal', 'no logging console', ...configuration('R2'), 'end', 'ping 172.12.12.1', 'show clock');
        expect(first).toMatch(/Success rate is \d+ percent/);
        // The return call comes while clogin says goodbye and comes back.
        const caller = await commands('R2', 'ping 172.12.12.1', 'show dialer');
        expect(caller).toContain('Success rate is 100 percent (5/5)');
        expectCallback(caller, await commands('R1', 'show dialer'));
      } finally {
        rmSync(home, { recursive: true, force: true });
      }
    }));

  test.skipIf(!telnet)('telnet, with nothing but lines, from the initial configuration dialog on', () =>
    withLab('empty', [], async (program) => {
      await driveWithLines((device) => lineClient('telnet', ['127.0.0.1', String(program.port(device, 'telnet'))], {}), async (client, device) => {
        await client.until(/dialog\? \[yes\/no\]: $/);
        client.line('no');
        await client.until(/Press RETURN to get started!\s*$/);
        client.line('');
        await client.until(/Router>$/);
        client.line('enable');
        await client.until(/Router#$/);
        client.line('configure terminal');
        client.line(`hostname ${device}`);
        client.line('end');
        await client.until(/end[^]*\nR\d#/);
      });
    }));

  test.skipIf(!ssh)("OpenSSH's ssh, with nothing but lines", () =>
    withLab('guarded', ['--ssh-port', '0'], async (program) => {
      const folder = mkdtempSync(join(tmpdir(), 'askpass-'));
      const askpass = join(folder, 'askpass');
      writeFileSync(askpass, '#!/bin/sh\necho adm1n\n', { mode: 0o700 });
      const environment = { SSH_ASKPASS: askpass, SSH_ASKPASS_REQUIRE: 'force' };
      const to = (device: string): readonly string[] => [...SSH_OPTIONS, '-p', String(program.port(device, 'ssh')), 'admin@127.0.0.1'];
      try {
        await driveWithLines((device) => lineClient('ssh', ['-tt', ...to(device)], environment), async (client) => {
          await client.until(/R\d>$/);
          client.line('enable');
          await client.until(/Password: $/);
          client.line('en4ble');
        });
        // One command in place of a shell.
        const { stdout } = await run('ssh', [...to('R1'), 'show version'], { env: { ...process.env, ...environment }, timeout: 30_000 });
        expect(stdout).toMatch(/^\r\n.*Software[^]*R1 uptime is \d+ minutes?[^]*Configuration register is 0x2102\s*$/);
        expect(stdout).not.toContain('R1>');
      } finally {
        rmSync(folder, { recursive: true, force: true });
      }
    }));
});

const SSH_OPTIONS = ['-o', 'StrictHostKeyChecking=no', '-o', 'UserKnownHostsFile=/dev/null', '-o', 'LogLevel=ERROR'] as const;

/** The lines that make a router call and be called back. */
const configuration = (device: string): readonly string[] => readFileSync(join(FOLDER, `callback-${device.toLowerCase()}.txt`), 'utf8').trimEnd().split('\n');

type LineClient = ReturnType<typeof lineClient>;

/** Configures both routers line by line, pings until R2 is called back, looks at the dialers, and leaves. */
async function driveWithLines(open: (device: string) => LineClient, enable: (client: LineClient, device: string) => Promise<void>): Promise<void> {
  const one = open('R1');
  const two = open('R2');
  for (const [client, device] of [[one, 'R1'], [two, 'R2']] as const) {
    await enable(client, device);
    client.line('terminal length 0');
    await client.until(/terminal length 0\r\n[^]*R\d#$/);
    client.line('configure terminal');
    for (const text of configuration(device)) client.line(text);
    client.line('end');
    await client.until(/end[^]*\nR\d#/);
  }
  for (let i = 0; i < 40; i += 1) {
    two.line('ping 172.12.12.1');
    if ((await two.until(/Success rate is \d+ percent[^]*R2#/)).includes('is 100 percent')) break;
  }
  two.line('show dialer');
  one.line('show dialer');
  expectCallback(await two.until(/BRI0:2 - dialer type[^]*R2#$/), await one.until(/BRI0:2 - dialer type[^]*R1#$/));
  for (const client of [one, two]) {
    client.line('exit');
    await client.closed;
  }
}

/** A program with pipes for a terminal, to which lines are typed. */
function lineClient(command: string, parameters: readonly string[], environment: Readonly<Record<string, string>>) {
  const child = spawn(command, [...parameters], { stdio: ['pipe', 'pipe', 'ignore'], env: { ...process.env, ...environment } });
  let text = '';
  let changed: () => void = () => undefined;
  child.stdout.on('data', (octets: Uint8Array) => {
    text += Buffer.from(octets).toString('latin1');
    changed();
  });
  return {
    closed: new Promise<void>((resolve) => child.on('exit', () => resolve())),
    line: (line: string): void => {
      child.stdin.write(`${line}\n`);
    },
    async until(pattern: RegExp): Promise<string> {
      const deadline = Date.now() + 30_000;
      for (;;) {
        const match = pattern.exec(text);
        if (match) {
          const taken = text.slice(0, match.index + match[0].length);
          text = text.slice(taken.length);
          return taken;
        }
        if (Date.now() > deadline) throw new Error(`${String(pattern)} did not come; got ${JSON.stringify(text.slice(-600))}`);
        await new Promise<void>((resolve) => {
          changed = resolve;
          setTimeout(resolve, 1_000);
        });
      }
    },
  };
}
