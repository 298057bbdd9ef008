// What pppd said in captured calls is said again to a channel of ours, with the same numbers drawn: we must answer with the same octets,
// flags, escapes and compressed fields included, as pppd took them then.

import { describe, expect, it } from 'vitest';
import { concatOctets, toHex } from '../../src/base/octets.ts';
import { Clock } from '../../src/engine/clock.ts';
import { randomStream } from '../../src/engine/random.ts';
import { AsyncLine } from '../../src/network/router/async-line.ts';
import { FramedLink } from '../../src/network/router/framed-link.ts';
import type { PppAction } from '../../src/protocols/ppp/session-types.ts';
import { behindConnect, capturedStream } from '../support/captured-stream.ts';
import { policy, type PolicyChanges } from '../support/ppp-pair.ts';

/** Of the router in those calls. */
const CALLED: PolicyChanges = {
  authentication: ['chap', 'pap'], chapName: 'nas', secrets: new Map([['alice', 's3cret']]), accm: 0x000a0000, ipAddress: 0x0a010001, asksForPeerAddress: true,
};
const GIVEN = 0x0a050002;
const FIRST_DATAGRAM = Uint8Array.of(0x7e, 0x21);

class Replay {
  readonly actions: PppAction[] = [];
  readonly clock = new Clock();
  #said: Uint8Array[] = [];
  readonly #line: AsyncLine;
  readonly #link: FramedLink;

  constructor(changes: PolicyChanges, seed: number) {
    const { clock } = this;
    this.#line = new AsyncLine({ bitsPerSecond: 33_600, full: false, send: (octets) => void this.#said.push(octets) });
    this.#link = new FramedLink({ clock, record: () => {}, receiveIp: () => {}, pppAction: (_, action) => this.#act(action) }, 'Async1', 1, this.#line);
    this.#line.reset();
    this.#link.open(policy({ ...CALLED, ...changes }), { ...randomStream(1, 'replay'), uint32: () => seed });
  }

  hear(octets: Uint8Array): void {
    this.#line.hear(octets);
  }

  /** All that was said since the last time. */
  said(): Uint8Array {
    const all = concatOctets(...this.#said);
    this.#said = [];
    return all;
  }

  #act(action: PppAction): void {
    this.actions.push(action);
    if (action.type === 'authenticated') this.clock.after(0, () => this.#link.ppp({ type: 'callback', decision: 'stay' }));
    if (action.type === 'peer-address-wanted') this.clock.after(0, () => this.#link.ppp({ type: 'peer-address', address: GIVEN }));
  }
}

function upToDatagrams(octets: Uint8Array): Uint8Array {
  const index = Buffer.from(octets).indexOf(FIRST_DATAGRAM);
  return index < 0 ? octets : octets.subarray(0, index);
}

/** What the session drew its magic number and its challenge from: told by the former. */
const CHAP_SEED = 0xfd6b0558;

describe('the session of a captured call is had again with', () => {
  it.each([
    ['pppd-chap.octets', CHAP_SEED, 'whole runs'],
    ['pppd-chap.octets', CHAP_SEED, 'single octets'],
    ['pppd-pap.octets', 0x94953840, 'whole runs'],
  ] as const)('%s (%i), in %s', (name, seed, pieces) => {
    const runs = behindConnect(capturedStream(name));
    const replay = new Replay({}, seed);
    for (const { way, octets } of runs) {
      if (way !== '>') continue;
      if (pieces === 'whole runs') replay.hear(octets);
      else for (const octet of octets) replay.hear(Uint8Array.of(octet));
      replay.clock.runUntil(replay.clock.now);
    }
    const expected = concatOctets(...runs.flatMap(({ way, octets }) => (way === '<' ? [upToDatagrams(octets)] : [])));
    expect(toHex(replay.said())).toBe(toHex(expected));
    expect(replay.actions.find(({ type }) => type === 'authenticated')).toMatchObject({ peerName: 'alice' });
    expect(replay.actions.find(({ type }) => type === 'ip-up')).toMatchObject({ peerAddress: GIVEN });
  });
});
