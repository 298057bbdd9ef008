// A client of Microsoft's callback that is none of our devices, on the Bryant lab's line: it is called back at the number that
// the server has for its name. Then the same client does what it must not, and the call ends, cleanly, traced, and
// without a return call.

import { describe, expect, it } from 'vitest';
import type { World } from '../../src/network/world.ts';
import { explain } from '../../src/views/explain.ts';
import { events, fixture, labOf, lineOf, wait, worldOf } from '../support/lab.ts';
import { callsOf, expectQuiet, keepLawful } from '../support/lawful.ts';
import { plugPeer, type ScriptedPeer } from '../support/scripted-peer.ts';
import { whenOf } from '../support/story.ts';

const SCRIPT = fixture('peers', 'microsoft-client.peer');
const BEFORE = SCRIPT.slice(0, SCRIPT.indexOf('# [MS-CBCP] 2.2.4'));
const NUMBER_KNOWN = 'B1< ff 03 c0 29 01 01 00 07 03 03 00\n';

/** R1 with lines typed at the end of its configuration, and the peer on the other line. */
function labAgainst(script: string, more: readonly string[] = []): { world: World; peer: ScriptedPeer } {
  const config = `${fixture('configs', 'bryant-r1-completed.cfg').replace(/\nend\s*$/, '')}\n${more.join('\n')}\nend\n`;
  const world = worldOf(labOf({ R1: config }, [lineOf('R1', ['5557777']), lineOf('R2', ['5558888'])]));
  keepLawful(world);
  wait(world, 5);
  return { world, peer: plugPeer(world, 'R2', 'basic-ni', script) };
}

const octets = (text: string): string => `B1> ff 03 c0 29 ${text}\n`;

describe('a foreign client of Microsoft', () => {
  it('is offered the number of its map, called back there, and served', () => {
    const { world, peer } = labAgainst(SCRIPT);
    wait(world, 60);
    expect(peer.surprises).toEqual([]);
    expect(peer.remaining()).toEqual([]);
    expect(events(world, 'dialer.callbackDecision', 'R1').map(({ event }) => [event.outcome, event.because, event.number, event.numberFrom])).toEqual([
      ['negotiate', 'microsoft', '5558888', 'map'],
      ['call-back', 'authorised', '5558888', 'map'],
      ['ordinary', 'return-call', '5558888', undefined],
    ]);
    expect(whenOf(world, 'dialer.attempt', 'R1') - whenOf(world, 'dialer.released', 'R1')).toBe(15_000);
    expectQuiet(world, 1);
  });

  it('is given the time that it asks for, if that is more than the enable timeout', () => {
    const slow = SCRIPT.replace('03 03 05    ', '03 03 1e    ').replace('c0 29 03 01 00 07 03 03 05', 'c0 29 03 01 00 07 03 03 1e');
    const { world, peer } = labAgainst(slow);
    wait(world, 90);
    expect(peer.surprises).toEqual([]);
    expect(peer.remaining()).toEqual([]);
    expect(whenOf(world, 'dialer.attempt', 'R1') - whenOf(world, 'dialer.released', 'R1')).toBe(30_000);
  });

  it('need not prove itself again with nocallback-verify', () => {
    const { world } = labAgainst(SCRIPT, ['username R2 nocallback-verify']);
    wait(world, 60);
    expect(events(world, 'ppp.control', 'R1').filter(({ event }) => event.code === 1 && event.direction === 'O').slice(0, 2).map(({ event }) => event.octets.includes(0xc2))).toEqual([true, false]);
  });

  it('with another secret gets no further', () => {
    const { world } = labAgainst(SCRIPT.replace('<md5 cid CCIE value>', '<md5 cid wrong value>'));
    wait(world, 60);
    expect(events(world, 'ppp.cbcp')).toEqual([]);
    expect(events(world, 'dialer.attempt', 'R1')).toEqual([]);
  });
});

describe('a client of Microsoft that misbehaves is not called back: it', () => {
  const refused = 'B1< ff 03 c0 21 05 .. .. ..\n';
  const plain = ['no dialer map ip 172.12.12.2 name R2', 'username R2 callback-dialstring ""'];
  it.each<readonly [string, string, readonly string[], string, string]>([
    ['takes what was not offered', octets('02 01 00 06 01 02') + refused, [], 'not-offered', 'CBCP-NOT-OFFERED'],
    ['gives a number where the server has one', octets('02 01 00 10 02 0c 05 01 35 35 35 31 32 33 34 00') + refused, [], 'not-offered', 'CBCP-NOT-OFFERED'],
    ['takes two kinds', octets('02 01 00 09 01 02 03 03 05') + refused, [], 'not-one-option', 'CBCP-MALFORMED'],
    ['takes nothing', octets('02 01 00 04') + refused, [], 'not-one-option', 'CBCP-MALFORMED'],
    ['sends half a packet', octets('02 01 00 10 02 0c 05 01 35 35') + refused, [], 'malformed', 'CBCP-MALFORMED'],
    ['sends an option past the end', octets('02 01 00 07 03 09 05') + refused, [], 'malformed', 'CBCP-MALFORMED'],
  ])('%s', (_what, behaviour, more, because, code) => {
    const { world, peer } = labAgainst(BEFORE + NUMBER_KNOWN + behaviour, more);
    wait(world, 20);
    expect(peer.surprises).toEqual([]);
    expect(peer.remaining()).toEqual([]);
    expectEnded(world, because, code);
  });

  const asked = 'B1< ff 03 c0 29 01 01 00 09 02 05 00 01 00\n';
  it.each<readonly [string, string, string, string]>([
    ['gives no number', '02 01 00 09 02 05 05 01 00', 'no-number', 'CBCP-NUMBER'],
    ['gives a number without its end', '02 01 00 0b 02 07 05 01 35 35 35', 'malformed', 'CBCP-MALFORMED'],
    ['gives a number that nobody can dial', '02 01 00 0c 02 08 05 01 35 3b 35 00', 'number-invalid', 'CBCP-NUMBER'],
    ['gives a number of 200 digits', `02 01 00 d1 02 cd 05 01 ${'35 '.repeat(200)}00`, 'number-too-long', 'CBCP-NUMBER'],
  ])('%s', (_what, response, because, code) => {
    const { world, peer } = labAgainst(BEFORE + asked + octets(response) + refused, plain);
    wait(world, 20);
    expect(peer.surprises).toEqual([]);
    expect(peer.remaining()).toEqual([]);
    expectEnded(world, because, code);
  });

  it('says nothing at all: it is asked twenty times, under new identifiers, and hung up on', () => {
    const requests = Array.from({ length: 19 }, (_, index) => `B1< ff 03 c0 29 01 ${(index + 2).toString(16).padStart(2, '0')} 00 07 03 03 00\n`).join('');
    const { world, peer } = labAgainst(BEFORE + NUMBER_KNOWN + requests + refused, ['interface BRI0', 'no keepalive']);
    wait(world, 80);
    expect(peer.surprises).toEqual([]);
    expect(peer.remaining()).toEqual([]);
    expectEnded(world, 'no-response', 'CBCP-NO-RESPONSE');
  });

  it('answers another Request: that is dropped, and the right answer taken after it', () => {
    const { world, peer } = labAgainst(SCRIPT.replace('B1> ff 03 c0 29 02 01 00 07', 'B1> ff 03 c0 29 02 07 00 07 03 03 05\nB1> ff 03 c0 29 02 01 00 07'));
    wait(world, 60);
    expect(peer.surprises).toEqual([]);
    expect(peer.remaining()).toEqual([]);
    expect(events(world, 'ppp.cbcpDropped', 'R1').map(({ event }) => event.what)).toEqual(['Response id 7, the last Request was 1']);
  });

  it('sends CBCP where it was not agreed on: the protocol is refused', () => {
    const script = `${BEFORE.replaceAll('00 12 05 06 de ad be ef 0d 03 06', '00 0f 05 06 de ad be ef')}${octets('02 01 00 06 01 02')}`;
    const { world } = labAgainst(script, ['interface BRI0', 'no dialer callback-secure']);
    wait(world, 20);
    expect(events(world, 'ppp.cbcp')).toEqual([]);
    const rejects = events(world, 'ppp.control', 'R1').filter(({ event }) => event.protocol === 'LCP' && event.direction === 'O' && event.code === 8);
    expect(rejects.map(({ event }) => [...event.octets.subarray(4, 6)])).toEqual([[0xc0, 0x29]]);
  });

  it('vanishes after the Ack: the server closes the link and calls it back all the same', () => {
    const gone = SCRIPT.slice(0, SCRIPT.indexOf('# As pppd does it'));
    const { world } = labAgainst(gone);
    wait(world, 40);
    expect(events(world, 'ppp.cbcpClosed', 'R1').map(({ event }) => event.by)).toEqual(['this end']);
    expect(events(world, 'dialer.attempt', 'R1').map(({ event }) => event.number)).toEqual(['5558888']);
    wait(world, 120);
    expectQuiet(world, 1);
  });
});

function expectEnded(world: World, because: string, code: string): void {
  expect(events(world, 'ppp.cbcpFailed', 'R1').map(({ event }) => [event.role, event.because])).toEqual([['server', because]]);
  wait(world, 60);
  expect(events(world, 'dialer.attempt', 'R1')).toEqual([]);
  expect(callsOf(world)).toEqual([]);
  const [cause = ''] = explain({ records: world.recorder.events, routers: world.routers, lab: world.lab }, 'R1');
  expect(cause).toMatch(new RegExp(`^Cause: ${code} - `));
}
