// A program outside, on a modem port, on virtual time: a PPP of ours stands for it, types AT commands and frames at the modem as octets,
// is called back, and comes back for the call. What it says is captured, drawn, billed and explained like a router's.

import { describe, expect, it } from 'vitest';
import { must } from '../../src/base/assert.ts';
import { fromHex, fromText, toHex, toText } from '../../src/base/octets.ts';
import { randomStream } from '../../src/engine/random.ts';
import { withOutsideModems } from '../../src/lab/outside-modems.ts';
import type { OutsideModem } from '../../src/network/modems/outside-modem.ts';
import { AsyncLine } from '../../src/network/router/ports/async-line.ts';
import { FramedLink } from '../../src/network/router/ports/framed-link.ts';
import type { World } from '../../src/network/world.ts';
import type { PppAction } from '../../src/protocols/ppp/session-types.ts';
import { serveLines } from '../../src/session/lines/line-server.ts';
import { bill } from '../../src/views/bill.ts';
import { explain } from '../../src/views/explain.ts';
import { readLadder } from '../../src/views/timeline/read-ladder.ts';
import { timelineText } from '../../src/views/timeline.ts';
import { capture, events, GRAMMAR, labNamed, ping, wait, worldOf } from '../support/lab.ts';
import { policy, type PolicyChanges } from '../support/ppp-pair.ts';

const NAS = '5551000';
const OWN = '5559999';
const PASSWORD = 's3cret';

class Outside {
  readonly actions: PppAction[] = [];
  readonly modem: OutsideModem;
  heard = '';
  readonly #world: World;
  readonly #line: AsyncLine;
  readonly #link: FramedLink;
  #online = false;

  constructor(world: World) {
    this.#world = world;
    this.modem = must(world.outsideModems.get('modem1'), 'the modem');
    const { modem } = this;
    this.#line = new AsyncLine({
      bitsPerSecond: 33_600,
      get full() {
        return false;
      },
      send: (octets) => modem.send(octets),
    });
    this.#link = new FramedLink({ clock: world.clock, record: () => {}, heard: () => true, receiveIp: () => {}, pppAction: (_, action) => this.#act(action) }, 'ppp0', 1, this.#line);
    modem.output = (octets) => (this.#online ? this.#line.hear(octets) : void (this.heard += toText(octets)));
  }

  /** Types, and lets time pass until the modem says the word. */
  type(line: string, until: string, seconds = 60): void {
    this.heard = '';
    this.modem.send(fromText(`${line}\r`));
    this.await(until, seconds);
  }

  await(word: string, seconds = 60): void {
    const end = this.#world.clock.now + seconds * 1000;
    while (!this.heard.includes(word) && this.#world.clock.now < end && this.#world.clock.step());
    if (!this.heard.includes(word)) throw new Error(`no ${word}; heard ${JSON.stringify(this.heard)}`);
  }

  ppp(changes: PolicyChanges): void {
    this.#online = true;
    this.#line.reset();
    this.#link.open(policy({ outgoing: true, chapName: 'alice', secrets: new Map([['nas', PASSWORD]]), papSent: { username: 'alice', password: PASSWORD }, accm: 0, ipAddress: 0, ...changes }), randomStream(1, 'outside'));
  }

  leave(): void {
    this.#link.close();
    this.#online = false;
    this.modem.disconnect();
  }

  #act(action: PppAction): void {
    this.actions.push(action);
    if (action.type === 'authenticated' && action.callback === 'none') this.#world.clock.after(0, () => this.#link.ppp({ type: 'callback', decision: 'stay' }));
  }
}

function served(lab = 'modem-port'): { readonly world: World; readonly outside: Outside } {
  const world = worldOf(withOutsideModems(labNamed(lab), [OWN]).lab);
  for (const router of world.routers.values()) serveLines({ router, grammar: GRAMMAR });
  world.settle();
  return { world, outside: new Outside(world) };
}

function calledBack(changes: PolicyChanges = {}): ReturnType<typeof served> & { readonly frames: ReturnType<typeof capture> } {
  const { world, outside } = served();
  const frames = capture(world);
  outside.modem.connect();
  outside.type(`ATDT${NAS}`, 'CONNECT 33600\r\n');
  outside.ppp({ callback: 'microsoft', cbcp: { preference: { kind: 'always', number: OWN }, delaySeconds: 5 }, ...changes });
  wait(world, 8);
  outside.leave();
  wait(world, 1);
  outside.modem.connect();
  outside.type('ATS0=1', 'OK');
  outside.await('RING');
  outside.await('CONNECT 33600\r\n');
  outside.ppp(changes);
  wait(world, 8);
  return { world, outside, frames };
}

describe('a program outside that is called back', () => {
  const { world, outside, frames } = calledBack();

  it('agrees on it by CBCP, and has an address of the pool in the call back', () => {
    expect(outside.actions.find(({ type }) => type === 'callback-agreed')).toMatchObject({ role: 'client', choice: { kind: 'user', number: OWN } });
    expect(outside.actions.find(({ type }) => type === 'ip-up')).toMatchObject({ localAddress: 0x0a050002, peerAddress: 0x0a010001 });
    expect(events(world, 'exchange.call').filter(({ event }) => event.outcome === 'answered').map(({ event: { caller, callee } }) => [caller.router, callee?.router])).toEqual([['modem1', 'nas'], ['nas', 'modem1']]);
  });

  it('is captured at the modem as at the router, frame by frame', () => {
    for (const [from, to] of [['modem1', 'nas'], ['nas', 'modem1']] as const) {
      const left = frames.filter(({ device, direction }) => device === from && direction === 'sent').map(({ octets }) => toHex(octets));
      const arrived = frames.filter(({ device, direction }) => device === to && direction === 'received').map(({ octets }) => toHex(octets));
      expect(left.length).toBeGreaterThan(10);
      expect(arrived).toEqual(left);
    }
    expect(new Set(frames.map(({ channelName }) => channelName))).toEqual(new Set(['modem1', 'nas-Async1-async']));
  });

  it('is drawn: what it says arrives, and what is said to it', () => {
    const input = { records: world.recorder.events, lab: world.lab, now: world.clock.now };
    const { lanes, rungs } = readLadder(input);
    expect(lanes.map(({ id }) => id)).toEqual(['nas', 'modem1']);
    const messages = rungs.flatMap((rung) => (rung.kind === 'message' ? [rung] : []));
    for (const layer of ['LCP', 'CHAP', 'CBCP', 'IPCP']) {
      expect(new Set(messages.filter((message) => message.layer === layer).map(({ from, to }) => `${from} ${to}`)), layer).toEqual(new Set(['nas modem1', 'modem1 nas']));
    }
    expect(messages.filter(({ lost }) => lost)).toEqual([]);
    expect(rungs.flatMap((rung) => (rung.kind === 'note' && rung.lane === 'modem1' ? [rung.text] : []))).toEqual([
      'a program outside takes modem1', 'the program outside leaves modem1', 'a program outside takes modem1',
    ]);
    expect(timelineText({ ...input, incomplete: false }, 120).join('\n')).toContain('modem1');
  });

  it('is on the bill, with what the callback saved it, and explained', () => {
    const lines = bill({ records: world.recorder.events, lab: world.lab, now: world.clock.now, incomplete: false }).join('\n');
    expect(lines).toMatch(/modem1[^\n]*5551000|5551000[^\n]*modem1/);
    expect(lines).toMatch(/5559999/);
    const why = explain({ records: world.recorder.events, routers: world.routers, lab: world.lab }, 'nas');
    expect(why[0]).toBe(`Cause: OK-CALLBACK - ${why[0]?.replace(/^.*? - /, '')}`);
  });
});

it('is given a modem of a primary access, and PPP there as soon as it speaks it', () => {
  const { world, outside } = served('access-server');
  const frames = capture(world);
  outside.modem.connect();
  outside.type(`ATDT${NAS}`, 'CONNECT 33600\r\n');
  outside.ppp({});
  wait(world, 10);
  expect(outside.actions.find(({ type }) => type === 'ip-up')).toMatchObject({ localAddress: 0x0a050002 });
  const [call] = events(world, 'exchange.call').filter(({ event }) => event.outcome === 'answered');
  expect(call?.event).toMatchObject({ caller: { router: 'modem1' }, callee: { router: 'nas', interface: 'Serial0:23' } });
  expect(ping(world, 'nas', '10.5.0.2', 1)).toBe('.');
  expect(frames.filter(({ device, direction }) => device === 'modem1' && direction === 'received').length).toBeGreaterThan(5);
  outside.leave();
  wait(world, 10);
  expect(events(world, 'exchange.callRecord')).toHaveLength(1);
});

it('leaves no password in the trace, whichever way it proves itself', () => {
  const { world } = calledBack({ chapRefuse: true });
  const trace = JSON.stringify(world.recorder.events, (_, value: unknown) => (value instanceof Uint8Array ? toHex(value) : value));
  expect(events(world, 'outside.ppp').some(({ event }) => event.protocol === 0xc023)).toBe(true);
  expect(trace).not.toContain(PASSWORD);
  expect(trace).not.toContain(toHex(fromText(PASSWORD)));
});

it('keeps nobody busy when it leaves in mid-call, and harms nobody by what is no frame', () => {
  const { world, outside } = served();
  outside.modem.connect();
  outside.type(`ATDT${NAS}`, 'CONNECT');
  for (const garbage of ['7e7e7e', '7d7e', 'ff037d', '7eff03c0210101000402', 'c0210101', '00'.repeat(3000), '7e'.repeat(100), '7eff0300217e']) outside.modem.send(fromHex(garbage));
  wait(world, 5);
  outside.leave();
  wait(world, 10);
  expect(events(world, 'exchange.callRecord')).toHaveLength(1);
  outside.modem.connect();
  outside.type(`ATDT${NAS}`, 'CONNECT');
  // The first echo asks for the host's address.
  expect(ping(world, 'nas', '10.1.0.10')).toBe('.!!!!');
});
