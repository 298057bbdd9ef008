// Multilink as `show ppp multilink` and `debug ppp` word it: what few runs come to, such as losses, refusals of every kind
// and discriminators that are too long for a line. The rest stands in the transcripts.

import { describe, expect, it } from 'vitest';
import type { TraceEvent, TraceRecord } from '../../../src/network/trace.ts';
import type { MultilinkTrace } from '../../../src/protocols/ppp/multilink/trace.ts';
import { multilinkDebug } from '../../../src/views/debug/multilink.ts';
import { pppDebug } from '../../../src/views/debug/ppp.ts';
import { showPppMultilink } from '../../../src/views/show/multilink.ts';
import { events, ping, type, wait } from '../../support/lab.ts';
import { multilinkWorld, routerOf } from '../../support/multilink.ts';

const world = multilinkWorld();
const r2 = routerOf(world, 'R2');
r2.debugging.add('ppp.multilink.events');

const recordOf = (event: TraceEvent, where: string): TraceRecord => ({ at: 0, sequence: 0, device: 'R2', interface: where, event });
const told = (event: MultilinkTrace, where = 'Virtual-Access1'): readonly string[] => multilinkDebug(recordOf(event, where), r2);

describe('debug ppp multilink events', () => {
  it.each<[string, MultilinkTrace, string]>([
    ['the first link', { type: 'mlp.linkAdded', link: 'BRI0:1', links: 1, name: 'R1' }, 'Added first link BR0:1 to bundle R1'],
    ['another', { type: 'mlp.linkAdded', link: 'BRI0:2', links: 2, name: 'R1' }, 'Added link BR0:2 to bundle R1'],
    ['one that goes', { type: 'mlp.linkRemoved', link: 'BRI0:2', links: 1, name: 'R1' }, 'Removing link BR0:2 from bundle R1'],
    ['the last', { type: 'mlp.linkRemoved', link: 'BRI0:1', links: 0, name: 'R1' }, 'Removing last link BR0:1 from bundle R1'],
    ['a lost fragment', { type: 'mlp.lost', sequence: 0x1f, count: 1, because: 'overtaken' }, 'Lost fragment 1F'],
    ['several', { type: 'mlp.lost', sequence: 0x1f, count: 3, because: 'timeout' }, 'Lost fragment 1F and 2 more'],
    ['what makes no sense', { type: 'mlp.discarded', what: 'a fragment behind the sequence' }, 'Discarded a fragment behind the sequence'],
  ])('%s', (_what, event, text) => {
    expect(told(event)).toEqual([`Vi1 MLP: ${text}`]);
  });

  it.each<[Extract<MultilinkTrace, { type: 'mlp.linkRefused' }>['because'], string]>([
    ['mrru', 'MRRU 1600 of the link is not the bundle\'s 1524'],
    ['peer-mrru', 'MRRU 1600 of the link is not the bundle\'s 1524'],
    ['short-sequence', 'its sequence number format is not the bundle\'s'],
    ['too-many-links', 'maximum links reached'],
    ['other-peer', 'the bundle is of another peer'],
    ['shutdown', 'the bundle is shut down'],
  ])('a link that is refused: %s', (because, text) => {
    const event = { type: 'mlp.linkRefused', link: 'BRI0:2', name: 'R1', because, bundleMrru: 1524, linkMrru: 1600 } as const;
    expect(told(event, 'BRI0:2')).toEqual([`BR0:2 MLP: Link not added to bundle R1, ${text}`]);
  });

  it('says nothing of fragments, which are a debug of their own', () => {
    expect(told({ type: 'mlp.fragment', direction: 'I', link: 'BRI0:1', begin: true, end: true, sequence: 1, frameOctets: 100 }, 'BRI0:1')).toEqual([]);
  });
});

describe('debug ppp negotiation', () => {
  it('puts a long discriminator below its name, sixteen octets a line', () => {
    r2.debugging.add('ppp.negotiation');
    type(world, 'R2', 'interface BRI0', 'ppp multilink endpoint string a-name-of-20-octets!');
    ping(world, 'R2', '172.12.12.1');
    const lines = world.recorder.events.filter(({ device }) => device === 'R2').flatMap((record) => pppDebug(record, r2));
    const at = lines.indexOf('BR0:1 LCP:    EndpointDisc 1 Local');
    expect(lines.slice(at, at + 3)).toEqual([
      'BR0:1 LCP:    EndpointDisc 1 Local', 'BR0:1 LCP:     (0x131701612D6E616D652D6F662D32302D)', 'BR0:1 LCP:     (0x6F637465747321)',
    ]);
  });
});

describe('show ppp multilink', () => {
  it('tells of no bundle, and of limits where they are set', () => {
    const other = multilinkWorld({}, { more: ['ppp multilink links minimum 1', 'ppp multilink links maximum 2'] });
    const router = routerOf(other, 'R2');
    expect(showPppMultilink(router)).toEqual(['', 'No active bundles']);
    ping(other, 'R2', '172.12.12.1');
    expect(showPppMultilink(router)).toContain('  Member links: 1 (max 2, min 1)');
    wait(other, 200);
    expect(showPppMultilink(router)).toEqual(['', 'No active bundles']);
    expect(events(other, 'mlp.linkRemoved', 'R2')).toHaveLength(1);
  });
});
