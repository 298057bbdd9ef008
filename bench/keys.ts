// From a key to its echo, on a pseudo-terminal and over telnet, and commands answered over telnet: always the program as users
// start it. The floor of each is a process that does nothing but send back what comes, driven by the same client at the same
// time, key by key in turn, so that whatever the machine does meanwhile stands on both sides.

import { spawn, type ChildProcess } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Figure } from './bench.ts';
import { pastedLines } from './console.ts';
import { median, percentile } from './measure.ts';

declare const BENCH_ROOT: string;

const KEYS = 4000;
const COMMANDS = 1500;
const PASTED = 10_000;
/** Until both sides are compiled. */
const WARM_UP = 500;

const ECHO_TERMINAL = "process.stdin.setRawMode(true);process.stdin.on('data',(d)=>process.stdout.write(d));process.stdout.write('ready>')";
const ECHO_SERVER =
  "const s=require('net').createServer((c)=>{c.setNoDelay(true);c.on('data',(d)=>c.write(d));c.on('error',()=>0)}).listen(0,'127.0.0.1',()=>console.log(s.address().port))";

export async function keysBench(): Promise<readonly Figure[]> {
  const state = mkdtempSync(join(tmpdir(), 'ringback-bench-'));
  try {
    return [...(await onTerminal(join(state, 'lab'))), ...(await overTelnet(join(state, 'serve')))];
  } finally {
    rmSync(state, { recursive: true, force: true });
  }
}

/** Something that answers octets with octets. */
interface Partner {
  send(text: string): void;
  /** Until all that came since the last call satisfies. */
  until(satisfies: (text: string) => boolean): Promise<string>;
  close(): void;
}

async function onTerminal(state: string): Promise<readonly Figure[]> {
  if (!existsSync('/usr/bin/script')) {
    console.log('SKIPPED keys on a terminal: no `script` program (util-linux) for a pseudo-terminal');
    return [];
  }
  const lab = terminal(`${process.execPath} ${program()} lab --state ${state}`);
  const echo = terminal(`${process.execPath} -e "${ECHO_TERMINAL}"`);
  try {
    await lab.until((text) => text.endsWith('R2>'));
    await echo.until((text) => text.endsWith('ready>'));
    return keyFigures('on a terminal', await inTurn(lab, echo));
  } finally {
    lab.close();
    echo.close();
  }
}

async function overTelnet(state: string): Promise<readonly Figure[]> {
  const server = spawn(process.execPath, [program(), 'serve', 'callback-bryant', '--json', '--port', '0', '--state', state], { stdio: ['ignore', 'pipe', 'inherit'] });
  const echoServer = spawn(process.execPath, ['-e', ECHO_SERVER], { stdio: ['ignore', 'pipe', 'inherit'] });
  try {
    const console = await telnet(Number(/"R2"[^]*?"port":(\d+)/.exec(await printed(server, (text) => text.includes('"R2"')))?.[1]));
    const echo = await telnet(Number(await printed(echoServer, (text) => text.endsWith('\n'))));
    try {
      await console.until((text) => text.endsWith('R2>'));
      const keys = keyFigures('over telnet', await inTurn(console, echo));
      return [...keys, await commandFigure(console, echo), await pasteFigure(console, echo)];
    } finally {
      console.close();
      echo.close();
    }
  } finally {
    server.kill();
    echoServer.kill();
  }
}

/** Milliseconds of each key at the console and at the floor, one after the other. */
async function inTurn(console: Partner, echo: Partner): Promise<{ readonly keys: readonly number[]; readonly floors: readonly number[] }> {
  const keys: number[] = [];
  const floors: number[] = [];
  for (let key = 0; key < WARM_UP + KEYS; key += 1) {
    // Thirty letters, then the line is given up: as short as lines are.
    if (key % 30 === 29) {
      console.send('\x15');
      await console.until((text) => text.endsWith('\b'));
    }
    const floor = await roundTrip(echo);
    const own = await roundTrip(console);
    if (key < WARM_UP) continue;
    keys.push(own);
    floors.push(floor);
  }
  console.send('\x15');
  await console.until((text) => text.endsWith('\b'));
  return { keys, floors };
}

async function roundTrip(partner: Partner): Promise<number> {
  const start = performance.now();
  partner.send('x');
  const answer = await partner.until((text) => text.includes('x'));
  const ms = performance.now() - start;
  // Two echoes would make the next key look quick.
  if (answer !== 'x') throw new Error(`a key was answered by ${JSON.stringify(answer)}`);
  return ms;
}

function keyFigures(where: string, { keys, floors }: Awaited<ReturnType<typeof inTurn>>): readonly Figure[] {
  const figure = (name: string, own: number, floor: number, most: number): Figure => ({
    name: `${name} ${where}`,
    value: `${own.toFixed(3)} ms, ${(own / floor).toFixed(2)} x`,
    floor: `bare echo: ${floor.toFixed(3)} ms`,
    target: `${most} x`,
    met: own / floor <= most,
  });
  return [figure('key to echo', median(keys), median(floors), 2), figure('key to echo, p99,', percentile(keys, 99), percentile(floors, 99), 3)];
}

/** Commands one after another, each sent when the prompt is back: as an engineer's script does. */
async function commandFigure(console: Partner, echo: Partner): Promise<Figure> {
  const command = 'show ip interface brief\r';
  console.send('terminal length 0\r');
  await console.until((text) => text.endsWith('R2>'));
  const own: number[] = [];
  const floors: number[] = [];
  let octets = 0;
  for (let run = 0; run < 100 + COMMANDS; run += 1) {
    let start = performance.now();
    echo.send(command);
    await echo.until((text) => text.endsWith('\r'));
    const floor = performance.now() - start;
    start = performance.now();
    console.send(command);
    octets = (await console.until((text) => text.endsWith('\nR2>'))).length;
    if (run < 100) continue;
    own.push(performance.now() - start);
    floors.push(floor);
  }
  const rate = 1000 / median(own);
  const ratio = median(own) / median(floors);
  return {
    name: 'commands over telnet, in turn',
    value: `${Math.round(rate)}/s of ${octets} octets, ${ratio.toFixed(2)} x`,
    floor: `bare echo: ${Math.round(1000 / median(floors))}/s`,
    target: '4 x',
    met: ratio <= 4,
  };
}

/** A configuration pasted at once, until the last line's prompt is back. */
async function pasteFigure(console: Partner, echo: Partner): Promise<Figure> {
  const lines = pastedLines(PASTED);
  const text = `${lines.join('\r')}\r`;
  let start = performance.now();
  let echoed = 0;
  echo.send(text);
  await echo.until((got) => (echoed = got.length) === text.length);
  const floor = performance.now() - start;
  console.send('enable\r');
  await console.until((got) => got.endsWith('R2#'));
  start = performance.now();
  console.send(text);
  await console.until((got) => got.endsWith('\nR2#') || /CONFIG_I[^\n]*$/.test(got));
  const own = performance.now() - start;
  console.send('show running-config | count ^username\r');
  // A console that lost some would be quick.
  const counted = await console.until((got) => /regexp = \d+\r\nR2#$/.test(got));
  const users = lines.filter((line) => line.startsWith('username')).length;
  if (!counted.includes(`regexp = ${users}\r`) || echoed !== text.length) throw new Error(`of ${users} users: ${counted}`);
  return {
    name: 'configuration pasted over telnet',
    value: `${Math.round((lines.length / own) * 1000)} lines/s of ${lines.length}`,
    floor: `bare echo: ${Math.round((lines.length / floor) * 1000)} lines/s`,
    target: '1000 lines/s',
    met: (lines.length / own) * 1000 >= 1000,
  };
}

function program(): string {
  return join(BENCH_ROOT, 'bin', 'ringback.js');
}

function terminal(command: string): Partner {
  const child = spawn('/usr/bin/script', ['-qfec', command, '/dev/null'], { stdio: ['pipe', 'pipe', 'ignore'], env: { ...process.env, SHELL: '/bin/sh' } });
  return partner(child.stdout, (text) => child.stdin.write(text), () => child.kill('SIGKILL'));
}

async function telnet(port: number): Promise<Partner> {
  const socket = connect({ port, host: '127.0.0.1', noDelay: true });
  await new Promise((resolve, reject) => socket.once('connect', resolve).once('error', reject));
  return partner(socket, (text) => socket.write(text, 'latin1'), () => socket.destroy());
}

function partner(from: NodeJS.ReadableStream, send: (text: string) => void, close: () => void): Partner {
  let text = '';
  let waiting: { readonly satisfies: (text: string) => boolean; readonly resolve: (text: string) => void } | undefined;
  const look = (): void => {
    if (waiting === undefined || !waiting.satisfies(text)) return;
    const { resolve } = waiting;
    waiting = undefined;
    const all = text;
    text = '';
    resolve(all);
  };
  from.on('data', (octets: Uint8Array) => {
    text += Buffer.from(octets).toString('latin1');
    look();
  });
  return {
    send,
    close,
    until: (satisfies) =>
      new Promise((resolve) => {
        waiting = { satisfies, resolve };
        look();
      }),
  };
}

function printed(child: ChildProcess, satisfies: (text: string) => boolean): Promise<string> {
  if (child.stdout === null) throw new Error('its output is not read');
  return partner(child.stdout, () => undefined, () => undefined).until(satisfies);
}
