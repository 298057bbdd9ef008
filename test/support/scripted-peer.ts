// A peer that is none of our routers: it sits on a telephone line of the lab with its own D channel and B channels and
// plays a script of frames in hexadecimal (fixtures/peers/NOTES.md). It shares nothing with the product but the line: FCS,
// MD5 and checksums are made here by other means. What it is sent must be what the script says, octet for octet.

import { createHash } from 'node:crypto';
import { must } from '../../src/base/assert.ts';
import { B_CHANNEL, D_CHANNEL, Port } from '../../src/network/channel.ts';
import type { World } from '../../src/network/world.ts';

type Channel = 'D' | 'B1';

interface FrameStep {
  readonly kind: 'send' | 'expect';
  readonly channel: Channel;
  readonly text: string;
  readonly line: number;
}

type Step = FrameStep | { readonly kind: 'wait'; readonly ms: number; readonly line: number };

export interface ScriptedPeer {
  /** The script's lines that were not reached. */
  remaining(): readonly string[];
  /** Frames that no line of the script spoke of, and bad FCS. */
  readonly surprises: readonly string[];
  /** Instants at which the lines were done, by line number from 1. */
  readonly doneAt: ReadonlyMap<number, number>;
}

/** Plugs the peer into the line of that lab router, which must be a line without a router of the world. */
export function plugPeer(world: World, router: string, switchType: string, script: string): ScriptedPeer {
  const access = must(world.exchange.port(router, 'BRI0'), `no line of ${router}`);
  const { clock } = world;
  const ports = { D: new Port(clock, D_CHANNEL), B1: new Port(clock, B_CHANNEL) };
  const second = new Port(clock, B_CHANNEL);
  const steps = readScript(script);
  const heard: Record<Channel, string[]> = { D: [], B1: [] };
  const kept = new Map<string, string>();
  const surprises: string[] = [];
  const doneAt = new Map<number, number>();
  let next = 0;
  let waiting = false;

  const run = (): void => {
    while (!waiting && next < steps.length) {
      const step = must(steps[next], 'a step');
      if (step.kind === 'wait') {
        waiting = true;
        clock.after(step.ms, () => {
          waiting = false;
          finish(step.line);
          run();
        });
        return;
      }
      if (step.kind === 'send') {
        ports[step.channel].send(withFcs(fromHex(fill(step.text, kept))));
        finish(step.line);
      } else {
        if (!expectFrame(step)) return;
        finish(step.line);
      }
    }
  };
  const finish = (line: number): void => {
    doneAt.set(line, clock.now);
    next += 1;
  };
  /** The next frame of the channel must match; supervisory frames that the script does not speak of go by. */
  const expectFrame = (step: FrameStep): boolean => {
    const queue = heard[step.channel];
    for (let frame = queue.shift(); frame !== undefined; frame = queue.shift()) {
      if (matches(step.text, frame, kept)) return true;
      if (step.channel === 'D' && isReceiveReady(frame)) continue;
      surprises.push(`line ${step.line}: ${frame} instead of ${step.text}`);
    }
    return false;
  };
  for (const channel of ['D', 'B1'] as const) {
    const hear = (octets: Uint8Array): void => {
      if (!fcsIsGood(octets)) {
        surprises.push(`bad FCS on ${channel}`);
        return;
      }
      heard[channel].push(Buffer.from(octets.subarray(0, octets.length - 2)).toString('hex'));
      run();
    };
    ports[channel].hearer = { hear };
  }
  second.hearer = { hear: () => void surprises.push('a frame on B2') };

  Port.join(ports.D, access.d);
  access.activate(switchType, new Map([[1, ports.B1], [2, second]]));
  clock.after(0, run);
  return {
    remaining: () => steps.slice(next).map((step) => `line ${step.line}`),
    surprises,
    doneAt,
  };
}

function readScript(text: string): Step[] {
  return text.split('\n').flatMap((raw, index): Step[] => {
    const line = index + 1;
    const content = raw.replace(/#.*$/, '').replace(/ {2,}[A-Z].*$/, '').trim();
    if (content === '') return [];
    const waits = /^wait (\d+)$/.exec(content);
    if (waits) return [{ kind: 'wait', ms: Number(waits[1]), line }];
    const frame = /^(D|B1)([<>]) (.+)$/.exec(content);
    if (!frame) throw new Error(`line ${line}: ${raw}`);
    const channel: Channel = frame[1] === 'D' ? 'D' : 'B1';
    return [{ kind: frame[2] === '>' ? 'send' : 'expect', channel, text: must(frame[3], 'octets'), line }];
  });
}

/** Replaces what is kept or computed by its octets; `<x:4>` and `..` are left. */
function fill(text: string, kept: ReadonlyMap<string, string>): string {
  const valueOf = (word: string): string => kept.get(word) ?? (/^([0-9a-f]{2})+$/.test(word) ? word : Buffer.from(word).toString('hex'));
  return text.replace(/<([^>:]+)>/g, (_, inner: string) => {
    const [verb, ...words] = inner.split(' ');
    if (verb === 'md5') return createHash('md5').update(fromHex(words.map(valueOf).join(''))).digest('hex');
    if (verb === 'add16') {
      const sum = words.reduce((total, word) => total + Number.parseInt(valueOf(word), 16), 0);
      return ((sum & 0xffff) + (sum >> 16)).toString(16).padStart(4, '0');
    }
    return must(kept.get(inner), `nothing was kept as ${inner}`);
  });
}

function matches(text: string, frame: string, kept: Map<string, string>): boolean {
  const names: string[] = [];
  const pattern = fill(text, kept)
    .replace(/\s+/g, '')
    .replace(/<(\w+):(\d+)>/g, (_, name: string, octets: string) => {
      names.push(name);
      return `([0-9a-f]{${2 * Number(octets)}})`;
    });
  const found = new RegExp(`^${pattern}$`).exec(frame);
  if (!found) return false;
  names.forEach((name, index) => kept.set(name, must(found[index + 1], 'captured')));
  return true;
}

/** Q.921 §3.6.7: RR, a response or a command. */
function isReceiveReady(frame: string): boolean {
  return /^0[02]..01..$/.test(frame);
}

function fromHex(text: string): Uint8Array {
  const digits = text.replace(/\s+/g, '');
  if (!/^([0-9a-f]{2})*$/.test(digits)) throw new Error(`not octets: ${text}`);
  return Uint8Array.from(Buffer.from(digits, 'hex'));
}

/** The FCS of RFC 1662 §C.1 and ITU-T Q.921 §2.7, bit by bit. */
function fcsOf(octets: Uint8Array): number {
  let fcs = 0xffff;
  for (const octet of octets) {
    for (let bit = 0; bit < 8; bit += 1) {
      const differs = ((fcs ^ (octet >> bit)) & 1) === 1;
      fcs = differs ? (fcs >> 1) ^ 0x8408 : fcs >> 1;
    }
  }
  return fcs ^ 0xffff;
}

function withFcs(octets: Uint8Array): Uint8Array {
  const fcs = fcsOf(octets);
  return Uint8Array.of(...octets, fcs & 0xff, fcs >> 8);
}

function fcsIsGood(octets: Uint8Array): boolean {
  const fcs = fcsOf(octets.subarray(0, octets.length - 2));
  return octets[octets.length - 2] === (fcs & 0xff) && octets[octets.length - 1] === fcs >> 8;
}
