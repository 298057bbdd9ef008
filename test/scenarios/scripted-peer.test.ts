// A peer that is none of our routers, written in hexadecimal from the standards, takes the place of each side of the
// Bryant lab once: it is called back by our R1, and calls our R2 back. Nothing but octets passes between them.

import { describe, expect, it } from 'vitest';
import type { World } from '../../src/network/world.ts';
import { events, fixture, labOf, lineOf, ping, wait, worldOf } from '../support/lab.ts';
import { expectQuiet, keepLawful } from '../support/lawful.ts';
import { plugPeer, type ScriptedPeer } from '../support/scripted-peer.ts';
import { storyOf, whenOf } from '../support/story.ts';

/** Our router on its line; the other line is the peer's. */
function labAgainst(ours: 'R1' | 'R2', script: string): { world: World; peer: ScriptedPeer } {
  const config = fixture('configs', `bryant-${ours.toLowerCase()}-completed.cfg`);
  const world = worldOf(labOf({ [ours]: config }, [lineOf('R1', ['5557777']), lineOf('R2', ['5558888'])]));
  keepLawful(world);
  // Our router is up before the peer comes.
  wait(world, 5);
  const peer = plugPeer(world, ours === 'R1' ? 'R2' : 'R1', 'basic-ni', fixture('peers', script));
  return { world, peer };
}

function expectPlayed(peer: ScriptedPeer): void {
  expect(peer.surprises).toEqual([]);
  expect(peer.remaining()).toEqual([]);
}

describe('a foreign client', () => {
  it('is hung up on, called back after 15 seconds, and served', () => {
    const { world, peer } = labAgainst('R1', 'callback-client.peer');
    wait(world, 60);
    expectPlayed(peer);
    expect(storyOf(world, 'R1', 4000)).toEqual([
      'BRI0:1 link up',
      'BRI0:1 call-back: authorised',
      'BRI0:1 callback to R2 5558888 after 15000 ms',
      'BRI0:1 disconnecting: callback',
      'BRI0:1 connected to 5558888 R2',
      'BRI0:1 link down',
      'BRI0 callback begins R2 5558888',
      'BRI0 dial 5558888 (callback)',
      'BRI0:1 link up',
      'BRI0:1 ordinary: return-call',
      'BRI0 callback freed R2',
      'BRI0:1 protocol up R2',
      'BRI0:1 connected to 5558888 R2',
      'BRI0:1 link down',
    ]);
    expect(whenOf(world, 'dialer.attempt', 'R1') - whenOf(world, 'dialer.released', 'R1')).toBe(15_000);
    expect(world.routers.get('R1')?.dialers()[0]?.statistics).toMatchObject([{ number: '5558888', successes: 1, failures: 0 }]);
    expect(events(world, 'frame.bad')).toEqual([]);
    expectQuiet(world, 1);
  });

  it('with another secret is refused and not called back', () => {
    const script = fixture('peers', 'callback-client.peer').replace('<md5 cid CCIE value>', '<md5 cid wrong value>');
    const { world, peer } = labAgainst('R1', 'callback-client.peer');
    expect(peer.remaining().length).toBeGreaterThan(0);
    const other = worldOf(world.lab);
    keepLawful(other);
    wait(other, 5);
    const refused = plugPeer(other, 'R2', 'basic-ni', script);
    wait(other, 120);
    expect(refused.surprises[0]).toMatch(/ff03c22304..00../);
    expect(events(other, 'ppp.authFailed', 'R1')[0]?.event).toMatchObject({ reason: 'wrong-secret', name: 'R2' });
    expect(events(other, 'dialer.attempt', 'R1')).toEqual([]);
  });

  it('that never answers the return call is called once and no more', () => {
    const script = fixture('peers', 'callback-client.peer');
    const untilReturn = script.slice(0, script.indexOf('# Q.931 §5.2: R1 calls back'));
    const { world } = labAgainst('R1', 'callback-client.peer');
    const other = worldOf(world.lab);
    keepLawful(other);
    wait(other, 5);
    const peer = plugPeer(other, 'R2', 'basic-ni', untilReturn);
    wait(other, 180);
    expectPlayed(peer);
    expect(events(other, 'dialer.attempt', 'R1')).toHaveLength(1);
    expect(events(other, 'dialer.failed', 'R1')[0]?.event).toMatchObject({ number: '5558888', cause: 18 });
    expect(events(other, 'dialer.callbackFailed', 'R1')).toHaveLength(1);
    expectQuiet(other, 1);
  });
});

describe('a foreign server', () => {
  it('is called, calls back when it likes, and carries a ping', () => {
    const { world, peer } = labAgainst('R2', 'callback-server.peer');
    world.settle();
    expect(ping(world, 'R2', '172.12.12.1', 4)).toBe('....');
    wait(world, 4);
    expect(ping(world, 'R2', '172.12.12.1', 1)).toBe('!');
    wait(world, 20);
    expectPlayed(peer);
    expect(storyOf(world, 'R2', 10_000)).toEqual([
      'BRI0 dialing cause ip',
      'BRI0 dial 5557777 (packet)',
      'BRI0:1 link up',
      'BRI0:1 hang-up: client',
      'BRI0:1 callback negotiated',
      'BRI0:1 disconnecting: callback negotiated',
      'BRI0:1 connected to 5557777 R1',
      'BRI0:1 link down',
      'BRI0 callback client for R1 5557777',
      'BRI0:1 disconnecting: callback client created',
      'BRI0:1 link up',
      'BRI0:1 ordinary: return-call',
      'BRI0:1 callback received from R1 5557777',
      'BRI0 callback freed R1',
      'BRI0:1 protocol up R1',
      'BRI0:1 line protocol up',
      'BRI0:1 connected to 5557777 R1',
      'BRI0:1 disconnected from 5557777 R1, 6 s',
      'BRI0:1 link down',
      'BRI0:1 line protocol down',
    ]);
    expect(events(world, 'frame.bad')).toEqual([]);
    expectQuiet(world, 1);
  });
});
