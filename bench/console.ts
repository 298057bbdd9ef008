// A console under load: configuration lines pasted in one go, and `show ip interface brief` on a router with 64 interfaces,
// both as octets in and octets out. The floor handles the same octets and does nothing with them.

import { fromText } from '../src/base/octets.ts';
import { Session } from '../src/session/session.ts';
import type { Router } from '../src/network/router/router.ts';
import { GRAMMAR, labOf, worldOf } from '../test/support/lab.ts';
import type { Figure } from './bench.ts';
import { medianTime } from './measure.ts';

const LINES = 20_000;
const SHOWS = 2000;

interface Console {
  readonly session: Session;
  readonly router: Router;
  octets: number;
}

export function consoleBench(): readonly Figure[] {
  return [pasteBench(), showBench()];
}

function openConsole(config: string): Console {
  const world = worldOf(labOf({ R1: config }, []));
  world.settle();
  const router = world.routers.get('R1');
  if (router === undefined) throw new Error('no R1');
  const console: { session?: Session; router: Router; octets: number } = { router, octets: 0 };
  console.session = new Session({ router, grammar: GRAMMAR, output: (octets) => (console.octets += octets.length), terminalLength: 0 });
  const opened = console as Console; // the session is there now
  opened.session.input(fromText('\renable\r'));
  return opened;
}

/** A long configuration, with its beginning and its `end`. */
export function pastedLines(count: number): readonly string[] {
  const lines: string[] = ['configure terminal'];
  for (let i = 0; lines.length < count; i += 1) {
    const a = i >> 8;
    const b = i & 255;
    lines.push(
      `interface Dialer${i % 200}`,
      ' encapsulation ppp',
      ` dialer map ip 10.${a}.${b}.1 name R${i} class CALLBACK broadcast 555${String(i).padStart(4, '0')}`,
      ` dialer idle-timeout ${60 + (i % 300)}`,
      ' ppp authentication chap',
      `username R${i} password 0 cisco`,
      `ip route 172.16.${b}.0 255.255.255.0 10.${a}.${b}.1`,
      `access-list 1 permit 10.${a}.${b}.0 0.0.0.255`,
    );
  }
  lines.push('end');
  return lines;
}

function pasteBench(): Figure {
  const lines = pastedLines(LINES);
  const text = fromText(`${lines.join('\r')}\r`);
  const ms = medianTime(5, () => {
    const { session, router } = openConsole('hostname R1\n');
    session.input(text);
    // A console that took them for something else would be quick.
    const taken = router.config.entries('users').length;
    if (taken < LINES / 10) throw new Error(`only ${taken} of the pasted lines arrived`);
  });
  const setup = medianTime(5, () => void openConsole('hostname R1\n'));
  const floor = medianTime(5, () => floorOf(text));
  const rate = Math.round((lines.length / (ms - setup)) * 1000);
  return {
    name: 'configuration lines pasted',
    value: `${rate} lines/s`,
    floor: `octets split and echoed: ${Math.round((lines.length / floor) * 1000)} lines/s`,
    target: '50000 lines/s',
    met: rate >= 50_000,
  };
}

/** Splits at each return and copies the line out: what any console must do. */
function floorOf(text: Uint8Array): number {
  let echoed = 0;
  let line = '';
  for (const octet of text) {
    if (octet === 13) {
      echoed += fromText(`${line}\r\n`).length;
      line = '';
    } else line += String.fromCharCode(octet);
  }
  return echoed;
}

function showBench(): Figure {
  const config = Array.from({ length: 60 }, (_, i) => `interface Loopback${i}\n ip address 10.0.${i}.1 255.255.255.0\n`).join('');
  const console = openConsole(config);
  const command = fromText('show ip interface brief\r');
  const ms = medianTime(3, () => {
    for (let i = 0; i < SHOWS; i += 1) console.session.input(command);
  });
  console.octets = 0;
  console.session.input(command);
  const each = console.octets;
  const sample = 'x'.repeat(each);
  const floor = medianTime(3, () => {
    for (let i = 0; i < SHOWS; i += 1) fromText(sample);
  });
  const rate = Math.round((SHOWS / ms) * 1000);
  return {
    name: 'show ip interface brief',
    value: `${rate}/s with ${Math.round(each / 80)} rows`,
    floor: `octets made: ${Math.round((SHOWS / floor) * 1000)}/s`,
    target: '10000/s',
    met: rate >= 10_000,
  };
}
