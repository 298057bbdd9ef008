// The sample of the configuration guide, completed with hold queues: atlanta calls dallas, which calls back after its two
// seconds; the packets held meanwhile, at either end, cross the return call. Seen in the captured frames.

import { describe, expect, it } from 'vitest';
import { formatIpv4 } from '../../src/base/ipv4.ts';
import { datagramDestination, datagramSource } from '../../src/protocols/ip/forward.ts';
import type { CapturedFrame, World } from '../../src/network/world.ts';
import { capture, events, labNamed, ping, wait, worldOf } from '../support/lab.ts';
import { expectQuiet, keepLawful } from '../support/lawful.ts';
import { storyOf, whenOf } from '../support/story.ts';

const DALLAS = '10.1.1.7';
const ATLANTA = '10.1.1.8';

function start(): { world: World; frames: CapturedFrame[] } {
  const world = worldOf(labNamed('callback-atlanta-dallas'));
  keepLawful(world);
  const frames = capture(world);
  world.settle();
  return { world, frames };
}

interface Datagram {
  readonly at: number;
  readonly from: string;
  readonly to: string;
  readonly sequence: number;
  readonly icmpType: number;
}

/** IP datagrams that left a router in a PPP frame, in the order of leaving. */
function datagramsSent(frames: readonly CapturedFrame[]): Datagram[] {
  return frames
    .filter(({ linkType, direction, octets }) => linkType === 'ppp' && direction === 'sent' && octets[2] === 0x00 && octets[3] === 0x21)
    .map(({ at, octets }) => {
      const ip = octets.subarray(4, -2);
      return {
        at,
        from: formatIpv4(datagramSource(ip)),
        to: formatIpv4(datagramDestination(ip)),
        icmpType: ip[20] ?? -1,
        sequence: ((ip[26] ?? 0) << 8) | (ip[27] ?? 0),
      };
    });
}

describe('the first ping', () => {
  const { world, frames } = start();
  const marks = ping(world, 'atlanta', DALLAS);
  wait(world, 10);

  it('is held and delivered over the return call; the echo whose two seconds were over keeps its dot', () => {
    expect(marks).toBe('.!!!!');
    const echoes = datagramsSent(frames).filter((datagram) => datagram.from === ATLANTA);
    expect(echoes.map((datagram) => [datagram.icmpType, datagram.sequence])).toEqual([[8, 0], [8, 1], [8, 2], [8, 3], [8, 4]]);
    const replies = datagramsSent(frames).filter((datagram) => datagram.from === DALLAS);
    expect(replies.map((datagram) => [datagram.icmpType, datagram.sequence])).toEqual([[0, 0], [0, 1], [0, 2], [0, 3], [0, 4]]);
  });

  it('puts the held packets on the line in the instant in which IP is up', () => {
    const [one, two] = datagramsSent(frames);
    const up = whenOf(world, 'dialer.protocolUp', 'atlanta');
    expect([one?.at, two?.at]).toEqual([up, up]);
    expect(events(world, 'dialer.flushed', 'atlanta').map((record) => record.event.count)).toEqual([2]);
    expect(events(world, 'dialer.dropped')).toEqual([]);
  });

  it('is dialled for once, and called back after 2 seconds, to the millisecond', () => {
    expect(events(world, 'dialer.attempt', 'atlanta')).toHaveLength(1);
    expect(whenOf(world, 'dialer.attempt', 'dallas') - whenOf(world, 'dialer.released', 'dallas')).toBe(2000);
    expect(storyOf(world, 'dallas', 10_000).slice(1, 8)).toEqual([
      'BRI0:1 call-back: authorised',
      'BRI0:1 callback to atlanta 81012345678901 after 2000 ms',
      'BRI0:1 disconnecting: callback',
      'BRI0:1 connected to 81012345678901 atlanta',
      'BRI0:1 link down',
      'BRI0 callback begins atlanta 81012345678901',
      'BRI0 dial 81012345678901 (callback)',
    ]);
  });

  it('does the same again: a second ping, the idle time, quiet, another callback', () => {
    expect(ping(world, 'atlanta', DALLAS)).toBe('!!!!!');
    const last = whenOf(world, 'ping.ended', 'atlanta', 1);
    wait(world, 130);
    // dallas sent its last reply before atlanta had it.
    expect(whenOf(world, 'dialer.idle', 'dallas')).toBeGreaterThan(last + 119_900);
    expect(whenOf(world, 'dialer.idle', 'dallas')).toBeLessThanOrEqual(last + 120_000);
    expectQuiet(world, 2);
    expect(ping(world, 'atlanta', DALLAS)).toBe('.!!!!');
    expect(events(world, 'dialer.callbackReceived', 'atlanta')).toHaveLength(2);
  });
});

describe('what the server wants to send meanwhile', () => {
  it('is held likewise, dials nobody, and crosses the return call', () => {
    const { world, frames } = start();
    const marks: string[] = [];
    const dallas = world.routers.get('dallas');
    // While dallas owes the call, it has something to say itself.
    const stop = world.trace.subscribe(({ event, device }) => {
      if (event.type !== 'dialer.callbackServerStarting' || device !== 'dallas') return;
      world.clock.after(500, () => {
        dallas?.startPing(
          { destination: (10 << 24) | (1 << 16) | (1 << 8) | 8, repeat: 2, sizeOctets: 100, timeoutSeconds: 5, dontFragment: false },
          { mark: (mark) => void marks.push(mark), done: () => {} },
        );
      });
    });
    expect(ping(world, 'atlanta', DALLAS, 1)).toBe('.');
    stop();
    wait(world, 10);
    expect(marks.join('')).toBe('!!');
    expect(events(world, 'dialer.attempt', 'dallas').map((record) => record.event.reason)).toEqual(['callback']);
    expect(events(world, 'dialer.noDial', 'dallas').map((record) => record.event.because)).toEqual(['callback-pending']);
    expect(events(world, 'dialer.flushed', 'dallas').map((record) => record.event.count)).toEqual([1]);
    const own = datagramsSent(frames).filter((datagram) => datagram.from === DALLAS && datagram.icmpType === 8);
    expect(own.map((datagram) => datagram.at)[0]).toBe(whenOf(world, 'dialer.protocolUp', 'dallas'));
    expect(own).toHaveLength(2);
  });
});

describe('a return call that cannot be made', () => {
  it('drops what was held for it, at both ends, and leaves nothing behind', () => {
    const lab = labNamed('callback-atlanta-dallas');
    const world = worldOf({ ...lab, faults: { ...lab.faults, noResponse: ['81012345678901'] } });
    keepLawful(world);
    world.settle();
    expect(ping(world, 'atlanta', DALLAS)).toBe('.....');
    expect(events(world, 'dialer.callbackFailed', 'dallas')).toHaveLength(1);
    wait(world, 70);
    expect(events(world, 'dialer.callbackExpired', 'atlanta')).toHaveLength(1);
    expect(events(world, 'dialer.dropped', 'atlanta').reduce((sum, record) => sum + record.event.count, 0)).toBe(5);
    expect(events(world, 'dialer.attempt', 'dallas')).toHaveLength(1);
    expectQuiet(world, 2);
  });
});
