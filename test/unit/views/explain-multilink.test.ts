// `why` about multilink: what one end lacks for it, what a bundle does not take, and what another link by load came to. Each
// line that `why` names is put in, and the next try must be better.

import { describe, expect, it } from 'vitest';
import type { World } from '../../../src/network/world.ts';
import { settled, type EndOptions } from '../../support/configs.ts';
import { events, ping, type, wait } from '../../support/lab.ts';
import { linksOf, load, multilinkWorld, routerOf, waitUntil } from '../../support/multilink.ts';
import { changesOf, codeOf, mend, why } from '../../support/why.ts';

const R1 = '172.12.12.1';
const LOAD = { more: ['dialer load-threshold 60'] };

function placed(world: World): World {
  ping(world, 'R2', R1);
  wait(world, 5);
  return world;
}

/** The first of two routers calls the other until both channels are in use. */
function loaded(r1: EndOptions, r2: EndOptions, from = 'R2'): World {
  const world = placed(multilinkWorld(r1, r2));
  const traffic = load(world, from, from === 'R2' ? R1 : '172.12.12.2');
  waitUntil(world, 60, () => linksOf(world, from).length === 2);
  traffic.stop();
  wait(world, 2);
  return world;
}

const again = (world: World, changes: readonly string[]): World => placed(settled(mend(world.lab, changes)));
const causeOf = (world: World, router = 'R2'): string => why(world, router)[0] ?? '';

describe('why, where nothing is wrong with a multilink call', () => {
  it.each([
    [
      'the first link, and no load threshold',
      'R2 called R1, a multilink call (link 1 of Virtual-Access1 of R2, and no load threshold is set that would add another) that is still up',
      () => placed(multilinkWorld()),
    ],
    ['the first link', 'R2 called R1, a multilink call (link 1 of Virtual-Access1 of R2) that is still up', () => placed(multilinkWorld(LOAD))],
    ['another link by load', 'R2 called R1 for another link, a multilink call (link 2 of Virtual-Access1 of R2) that is still up', () => loaded({}, LOAD)],
    ['another link that the called router adds', 'R1 called R2 for another link, a multilink call (link 2 of Virtual-Access1 of R1) that is still up', () => loaded(LOAD, {}, 'R1')],
    ['a bundle that went as a whole', 'R2 called R1, a multilink call (link 1 of Virtual-Access1 of R2) that ended at T, being idle', () => {
      const world = placed(multilinkWorld(LOAD));
      wait(world, 300);
      return world;
    }],
    ['a link that went with the load', 'R2 called R1 for another link, a multilink call (link 2 of Virtual-Access1 of R2) that ended at T, the load having fallen', () => {
      const world = loaded({}, LOAD);
      wait(world, 120);
      return world;
    }],
    ['another link without multilink', 'R2 called R1 for another link, an ordinary call that is still up', () => {
      const world = placed(multilinkWorld({ without: ['ppp multilink'] }, { without: ['ppp multilink'], ...LOAD }));
      const traffic = load(world, 'R2', R1);
      waitUntil(world, 60, () => routerOf(world, 'R2').dialers()[0]?.calls.length === 2);
      traffic.stop();
      wait(world, 3);
      return world;
    }],
  ])('%s', (_what, sentence, run) => {
    expect(causeOf(run()).replace(/\d+:\d\d:\d\d(\.\d+)?/g, 'T')).toBe(`Cause: OK-CALL - ${sentence}`);
  });

  it('tells as evidence what the load was, and which link it is', () => {
    const lines = why(loaded({}, LOAD), 'R2').map((line) => line.replace(/^ +\S+ +/, ''));
    expect(lines).toEqual(expect.arrayContaining([expect.stringMatching(/^R2 wants another link to 5557777: the load is \d+ of 255, and the threshold 60$/), 'R2: the call on BRI0:2 is link 2 of Virtual-Access1']));
  });
});

describe('why, where the ends do not agree', () => {
  it.each<[string, EndOptions, EndOptions, string, readonly string[]]>([
    ['R1 does no multilink', { without: ['ppp multilink'] }, {}, 'NO-MULTILINK - R2 asked for multilink, and R1 does none', ['R1, interface BRI0: add "ppp multilink"']],
    ['R2 does no multilink', {}, { without: ['ppp multilink'] }, 'NO-MULTILINK - R1 asked for multilink, and R2 does none', ['R2, interface BRI0: add "ppp multilink"']],
    ['R1 demands a greater MRRU', { more: ['ppp multilink mrru remote 1600'] }, {}, 'MRRU - R1 demands an MRRU of 1600 and R2 has 1524', ['R2, interface BRI0: add "ppp multilink mrru local 1600"']],
    ['R2 demands a greater MRRU', { more: ['ppp multilink mrru local 1550'] }, { more: ['ppp multilink mrru remote 1600'] }, 'MRRU - R2 demands an MRRU of 1600 and R1 has 1550', ['R1, interface BRI0: change "ppp multilink mrru local 1550" to "ppp multilink mrru local 1600"']],
  ])('%s', (_what, r1, r2, cause, changes) => {
    const world = placed(multilinkWorld(r1, r2));
    for (const router of ['R1', 'R2']) {
      const lines = why(world, router);
      expect(lines[0]).toBe(`Cause: ${cause}: the call is up as an ordinary one`);
      expect(changesOf(lines)).toEqual(changes);
    }
    const mended = again(world, changes);
    expect(codeOf(why(mended, 'R2'))).toBe('OK-CALL');
    expect(linksOf(mended, 'R1')).toEqual(['BRI0:1']);
  });
});

describe('why, where a bundle does not take a link', () => {
  const second = (world: World): World => {
    routerOf(world, 'R2').isdnCall('BRI0', '5557777', 64);
    wait(world, 5);
    return world;
  };

  it('as many as there may be', () => {
    const world = loaded({ more: ['ppp multilink links maximum 1'] }, LOAD);
    const lines = why(world, 'R2');
    expect(lines[0]).toBe('Cause: LINKS-MAXIMUM - on the call for another link, R1 closed the link: its bundle with R2 has as many as it may have');
    expect(changesOf(lines)).toEqual(['R1, interface BRI0: change "ppp multilink links maximum 1" to "ppp multilink links maximum 2"']);
    type(world, 'R1', 'interface BRI0', 'ppp multilink links maximum 2');
    expect(codeOf(why(second(world), 'R2'))).toBe('OK-CALL');
    expect(linksOf(world, 'R1')).toHaveLength(2);
  });

  it('an MRRU that was changed under the bundle', () => {
    const world = placed(multilinkWorld());
    type(world, 'R2', 'interface BRI0', 'ppp multilink mrru local 1600');
    const lines = why(second(world), 'R2');
    expect(lines[0]).toBe('Cause: LINK-MISFIT - R2 closed the link: R2 has an MRRU of 1600 on it, and of 1524 in the bundle with R1');
    expect(changesOf(lines)).toEqual(['R2, interface BRI0: change "ppp multilink mrru local 1600" to "ppp multilink mrru local 1524"']);
    type(world, 'R2', 'interface BRI0', 'ppp multilink mrru local 1524');
    expect(codeOf(why(second(world), 'R2'))).toBe('OK-CALL');
  });

  it('another endpoint discriminator', () => {
    const world = placed(multilinkWorld());
    type(world, 'R2', 'interface BRI0', 'ppp multilink endpoint string elsewhere');
    const lines = why(second(world), 'R1');
    expect(lines[0]).toBe('Cause: BUNDLE-SPLIT - R2 gave R1 another endpoint discriminator than on the links of Virtual-Access1: the call is a bundle by itself, Virtual-Access2');
    expect(changesOf(lines)).toEqual(['R2, interface BRI0: remove "ppp multilink endpoint string elsewhere"']);
  });

  const GROUP = ['interface Multilink1', ' ip address 172.12.12.1 255.255.255.0', ' ppp multilink'];

  it('a Multilink interface that is shut down', () => {
    const world = placed(multilinkWorld({ more: ['ppp multilink group 1'], without: ['ip address'], global: [...GROUP, ' shutdown'] }));
    const lines = why(world, 'R2');
    expect(lines[0]).toBe('Cause: INTERFACE-SHUT - R1 closed the link: Multilink1, to which it belongs, is shut down');
    expect(changesOf(lines)).toEqual(['R1, interface Multilink1: remove "shutdown"']);
    expect(linksOf(again(world, changesOf(lines)), 'R1')).toEqual(['BRI0:1']);
  });
});

describe('why, where no other link was dialled', () => {
  it('the called router has no number for it', () => {
    const world = loaded({ ...LOAD, maps: ['ip 172.12.12.2 name R2 broadcast'] }, {}, 'R1');
    const lines = why(world, 'R1');
    expect(lines[0]).toBe('Cause: NO-NUMBER - R1 wanted another link to R2, and the dialer map of R1 for 172.12.12.2 has no number to dial');
    expect(changesOf(lines)).toEqual(['R1, interface BRI0: change "dialer map ip 172.12.12.2 name R2 broadcast" to "dialer map ip 172.12.12.2 name R2 broadcast 5558888"']);
  });

  it('the call for it fails', () => {
    const maps = ['ip 172.12.12.1 name R1 broadcast 5559999', 'ip 172.12.12.1 name R1 broadcast 5557777'];
    const world = placed(multilinkWorld({}, { ...LOAD, maps }));
    const traffic = load(world, 'R2', R1);
    waitUntil(world, 60, () => events(world, 'dialer.overloaded').length > 0);
    traffic.stop();
    wait(world, 3);
    const lines = why(world, 'R2');
    expect(lines[0]).toBe('Cause: UNALLOCATED - on the call for another link, R2 dialled 5559999, and nobody has that number');
    expect(changesOf(lines)).toEqual(['R2, interface BRI0: change "dialer map ip 172.12.12.1 name R1 broadcast 5559999" to "dialer map ip 172.12.12.1 name R1 broadcast 5557777"']);
  });
});
