// What pppd said in captured calls is said again to a channel of ours, with the same numbers drawn: we must answer with the same octets,
// flags, escapes and compressed fields included, as pppd took them then.

import { describe, expect, it } from 'vitest';
import { concatOctets, fromText, toHex, toText } from '../../src/base/octets.ts';
import { Clock } from '../../src/engine/clock.ts';
import { randomStream } from '../../src/engine/random.ts';
import { AsyncLine } from '../../src/network/router/ports/async-line.ts';
import { FramedLink } from '../../src/network/router/ports/framed-link.ts';
import type { CbcpChoice, CbcpOffer } from '../../src/protocols/ppp/cbcp/types.ts';
import type { PppAction, PppEvent } from '../../src/protocols/ppp/session-types.ts';
import { behindConnect, capturedStream } from '../support/captured-stream.ts';
import { policy, type PolicyChanges } from '../support/ppp-pair.ts';

/** Of the router in those calls. */
const CALLED: PolicyChanges = {
  authentication: ['chap', 'pap'], chapName: 'nas', secrets: new Map([['alice', 's3cret']]), accm: 0x000a0000, ipAddress: 0x0a010001, asksForPeerAddress: true,
};
const GIVEN = 0x0a050002;
const GIVEN_BY_SECOND = 0x0a010028;
const RESTART_MS = 2000;
const FLAG = 0x7e;

class Replay {
  readonly actions: PppAction[] = [];
  readonly clock = new Clock();
  readonly #offer: CbcpOffer | undefined;
  readonly #given: number;
  readonly #said: Uint8Array[] = [];
  readonly #line: AsyncLine;
  readonly #link: FramedLink;

  constructor({ changes, seed, offer, given = GIVEN }: Call) {
    const { clock } = this;
    this.#offer = offer;
    this.#given = given;
    this.#line = new AsyncLine({ bitsPerSecond: 33_600, full: false, send: (octets) => void this.#said.push(octets) });
    this.#link = new FramedLink({ clock, record: () => {}, heard: () => true, receiveIp: () => {}, pppAction: (_, action) => this.#act(action) }, 'Async1', 1, this.#line);
    this.#line.reset();
    this.#link.open(policy({ ...CALLED, ...changes }), { ...randomStream(1, 'replay'), uint32: () => seed });
  }

  hear(octets: Uint8Array): void {
    this.#line.hear(octets);
    this.clock.runUntil(this.clock.now);
  }

  get said(): Uint8Array {
    return concatOctets(...this.#said);
  }

  #act(action: PppAction): void {
    this.actions.push(action);
    const later = (event: PppEvent): void => void this.clock.after(0, () => this.#link.ppp(event));
    if (action.type === 'authenticated') later(this.#offer === undefined ? { type: 'callback', decision: 'stay' } : { type: 'callback', decision: 'negotiate', offer: this.#offer });
    if (action.type === 'peer-address-wanted') later({ type: 'peer-address', address: this.#given });
  }
}

/** Nobody here answers echoes. */
function withoutDatagrams(octets: Uint8Array): Uint8Array {
  return fromText(toText(octets).replace(/~![^~]*~/g, ''));
}

interface Call {
  readonly name: string;
  /** What the session drew its numbers from: told by its magic number, which is the first of them. */
  readonly seed: number;
  readonly changes?: PolicyChanges;
  /** Its dialer's, where callback was asked for. */
  readonly offer?: CbcpOffer;
  /** How often our first request was repeated before pppd answered. */
  readonly repeated?: number;
  /** pppd threw away the first, as it came between chat and itself. */
  readonly thrownAway?: true;
  /** The address for the caller. */
  readonly given?: number;
}

const SECOND = { chapName: 'nas2', ipAddress: 0x0a010004 } as const;
const NO_OFFER: CbcpOffer = { none: false, user: false, administrator: false, numbers: [] };

const PLAIN: readonly Call[] = [
  { name: 'pppd-chap.octets', seed: 0xfd6b0558 },
  { name: 'pppd-pap.octets', seed: 0x94953840 },
  { name: 'pppd-cbcp-user-back.octets', seed: 0x15102c86, changes: { ...SECOND, outgoing: true, callback: 'accept' }, repeated: 1, given: GIVEN_BY_SECOND },
];
const CALLED_BACK: readonly (Call & { readonly choice: CbcpChoice })[] = [
  { name: 'pppd-cbcp-user.octets', seed: 0x5a0822a5, changes: { ...SECOND, callback: 'accept' }, offer: { ...NO_OFFER, user: true }, repeated: 1, thrownAway: true, choice: { kind: 'user', delaySeconds: 5, number: '5559998' } },
  { name: 'pppd-cbcp-admin.octets', seed: 0xfd6b0558, changes: { secrets: new Map([['bob', 's3cret']]), callback: 'accept' }, offer: { ...NO_OFFER, administrator: true }, repeated: 1, choice: { kind: 'administrator', delaySeconds: 5 } },
];

/** Says what pppd said; what we said in answer, and what pppd had heard. */
function again(call: Call, pieces: 'runs' | 'octets'): { readonly replay: Replay; readonly said: string; readonly heard: string } {
  const runs = behindConnect(capturedStream(call.name));
  const replay = new Replay(call);
  replay.clock.runUntil((call.repeated ?? 0) * RESTART_MS);
  for (const { way, octets } of runs) {
    if (way !== '>') continue;
    if (pieces === 'runs') replay.hear(octets);
    else for (const octet of octets) replay.hear(Uint8Array.of(octet));
  }
  const heard = concatOctets(...runs.flatMap(({ way, octets }) => (way === '<' ? [octets] : [])));
  const said = withoutDatagrams(replay.said);
  return { replay, said: toHex(call.thrownAway === true ? said.subarray(said.indexOf(FLAG, 1) + 1) : said), heard: toHex(withoutDatagrams(heard)) };
}

describe.each(['runs', 'octets'] as const)('in single %s, the session of a captured call is had again with', (pieces) => {
  it.each(PLAIN)('$name', (call) => {
    const { replay, said, heard } = again(call, pieces);
    expect(said).toBe(heard);
    expect(replay.actions.find(({ type }) => type === 'authenticated')).toMatchObject({ peerName: 'alice' });
    expect(replay.actions.find(({ type }) => type === 'ip-up')).toMatchObject({ peerAddress: call.given ?? GIVEN });
  });

  it.each(CALLED_BACK)('$name', (call) => {
    const { replay, said, heard } = again(call, pieces);
    expect(said).toBe(heard);
    expect(replay.actions.find(({ type }) => type === 'callback-agreed')).toMatchObject({ role: 'server', choice: call.choice });
    replay.clock.runUntil(replay.clock.now + 10_000);
    expect(replay.actions.at(-1)).toMatchObject({ type: 'disconnect', reason: 'terminated by the peer' });
  });
});
