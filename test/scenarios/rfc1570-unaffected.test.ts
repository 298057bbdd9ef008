// Callback by RFC 1570 as it was before Microsoft's was there: what crosses the lines of the labs with callback, and of clients
// that ask by operations 1 and 3, is held in fixtures/captures. `UPDATE_CAPTURES=1` writes the file anew, for a change that
// is meant. Fields filled by chance are blanked; echoes of keepalives and datagrams are left out.

import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { CapturedFrame, World } from '../../src/network/world.ts';
import { callbackOption, rewriteCallback } from '../support/callback-operation.ts';
import { clientConfig, LINES, serverConfig } from '../support/configs.ts';
import { capture, labNamed, labOf, ping, ROOT, wait, worldOf } from '../support/lab.ts';

const FILE = join(ROOT, 'fixtures/captures/rfc1570-callbacks.txt');

/** Labs, who pings whom there. */
const LABS = [
  ['callback-bryant', 'R2', '172.12.12.1'],
  ['callback-atlanta-dallas', 'atlanta', '10.1.1.7'],
  ['callback-modems', 'client', '10.1.1.1'],
  ['callback-v25bis', 'client', '10.1.1.1'],
  ['callback-primary', 'north', '10.9.0.1'],
  ['callback-multilink', 'R2', '172.12.12.1'],
  ['dialer-profiles', 'east', '10.1.1.1'],
] as const;

/** A control packet as a line of the file; undefined for what is none, or is a keepalive. */
function lineOfFrame({ channelName, direction, octets }: CapturedFrame): string | undefined {
  let shown = octets.slice(0, -2);
  // Modems: address and control may be left out.
  if (shown[0] === 0xc0 || shown[0] === 0xc2 || shown[0] === 0x80) shown = Uint8Array.of(0xff, 0x03, ...shown);
  if (shown[0] !== 0xff || shown[1] !== 0x03) return undefined;
  const protocol = ((shown[2] ?? 0) << 8) | (shown[3] ?? 0);
  const code = shown[4] ?? 0;
  if (protocol < 0x8000 || (protocol === 0xc021 && code >= 9)) return undefined;
  // Magic number; challenge and the answer to it (RFC 1994 §4.1).
  if (protocol === 0xc021 && code <= 4) {
    for (let at = 8; at + 2 < shown.length; at += shown[at + 1] || 2) if (shown[at] === 5) shown.fill(0, at + 2, at + 6);
  }
  if (protocol === 0xc223 && (code === 1 || code === 2)) shown.fill(0, 9, 9 + (shown[8] ?? 0));
  return `${channelName} ${direction} ${Buffer.from(shown).toString('hex')}`;
}

function linesOf(world: World, client: string, server: string): string {
  const frames = capture(world);
  world.settle();
  ping(world, client, server);
  wait(world, 60);
  ping(world, client, server);
  wait(world, 150);
  return frames.flatMap((frame) => lineOfFrame(frame) ?? []).join('\n');
}

function operationWorld(operation: number): World {
  const server = serverConfig({ global: ['map-class dialer CALLBACK', ' dialer callback-server dialstring'] });
  const world = worldOf(labOf({ R1: server, R2: clientConfig() }, LINES));
  const out = callbackOption(operation, '5558888');
  const back = callbackOption(0);
  for (const channel of world.routers.get('R2')?.isdnPort('BRI0')?.channels ?? []) channel.port.fault = (octets) => rewriteCallback(octets, out);
  for (const channel of world.routers.get('R1')?.isdnPort('BRI0')?.channels ?? []) channel.port.fault = (octets) => rewriteCallback(octets, back);
  return world;
}

const RUNS: readonly (readonly [string, () => string])[] = [
  ...LABS.map(([lab, client, server]) => [lab, () => linesOf(worldOf(labNamed(lab)), client, server)] as const),
  ...[1, 3].map((operation) => [`operation ${operation}`, () => linesOf(operationWorld(operation), 'R2', '172.12.12.1')] as const),
];

describe('callback by RFC 1570 puts on the line what it did', () => {
  if (process.env['UPDATE_CAPTURES'] !== undefined) {
    writeFileSync(FILE, RUNS.map(([name, run]) => `# ${name}\n${run()}\n`).join('\n'));
  }
  const held = new Map(readFileSync(FILE, 'utf8').split(/^# /m).slice(1).map((section) => {
    const end = section.indexOf('\n');
    return [section.slice(0, end), section.slice(end + 1).trim()] as const;
  }));
  it.each(RUNS)('%s', (name, run) => {
    expect(run()).toBe(held.get(name));
    // The option was agreed on, and the return call was there; of a bundle IPCP is in fragments.
    expect(held.get(name)).toMatch(name.startsWith('operation') ? new RegExp(`ff03c02102.*0d0a0${name.at(-1)}35353538383838`) : /ff03c02102.*0d0300/);
    expect(held.get(name)).toMatch(name === 'callback-multilink' ? /0d0300[^]*110405f4/ : /ff038021/);
  });
});
