// How `why` words a line to change by what stands there already: each line is tried in a copy, which the router does not notice.

import { describe, expect, it } from 'vitest';
import { printConfiguration } from '../../../src/config/running-config.ts';
import type { ConfigStore } from '../../../src/config/store.ts';
import { changeText, type Change } from '../../../src/views/explain/cures/changes.ts';
import { Plant } from '../../../src/views/explain/plant.ts';
import { Trials } from '../../../src/views/explain/cures/trial.ts';
import { must } from '../../../src/base/assert.ts';
import { labOf, lineOf, worldOf } from '../../support/lab.ts';

const CONFIG = [
  'hostname R1', 'username R2 callback-dialstring 5551111 password CCIE', 'username R3 password CCNA', 'aaa new-model', 'aaa authentication ppp LIST group radius',
  'radius-server key grandfather', 'radius-server timeout 30', 'isdn switch-type basic-ni',
  'interface BRI0', ' encapsulation ppp', ' isdn incoming-voice data', ' ppp authentication pap', ' dialer map ip 10.1.1.2 name R2 5551111', ' dialer map ip 10.1.1.3 name R3',
  'interface Serial0', ' no keepalive', ' ip address 10.1.2.1 255.255.255.0', 'line con 0', ' password enter',
].join('\n');

const world = worldOf(labOf({ R1: CONFIG }, [lineOf('R1', ['5557777'])]));
world.settle();
const plant = new Plant(world.routers, world.lab);

function wording(block: string | undefined, line: string, to?: string): string {
  const change: Change = { router: 'R1', ...(block === undefined ? {} : { block }), verb: to === undefined ? 'add' : 'change', line, ...(to === undefined ? {} : { to }) };
  const told = new Trials(plant).asItStands(change);
  const { inPlace } = told;
  return `${changeText(told).replace(/^R1[^:]*: /, '')}${inPlace === true ? ' (in place)' : ''}`;
}

describe('a line to add', () => {
  it.each([
    ['is one to change where it has another value', 'interface BRI0', 'isdn incoming-voice data 56', 'change "isdn incoming-voice data" to "isdn incoming-voice data 56"'],
    ['and in a list', undefined, 'aaa authentication ppp LIST group radius local', 'change "aaa authentication ppp LIST group radius" to "aaa authentication ppp LIST group radius local"'],
    ['and where it was switched off', 'interface Serial0', 'keepalive 10', 'change "no keepalive" to "keepalive 10"'],
    ['and for one with the same keys', 'interface BRI0', 'dialer map ip 10.1.1.3 name R4', 'change "dialer map ip 10.1.1.3 name R3" to "dialer map ip 10.1.1.3 name R4"'],
    ['is added beside one with other keys', 'interface BRI0', 'dialer map ip 10.1.1.2 name R2 5552222', 'add "dialer map ip 10.1.1.2 name R2 5552222"'],
    ['is added where nobody has typed what it replaces', 'interface BRI0', 'ip address 10.1.1.1 255.255.255.0', 'add "ip address 10.1.1.1 255.255.255.0"'],
    ['is added to a block that is not there yet', 'map-class dialer BACK', 'dialer callback-server username', 'add "dialer callback-server username"'],
    ['is in place when it changes nothing', 'interface BRI0', 'encapsulation ppp', 'add "encapsulation ppp" (in place)'],
    ['stays as it is when it has a word that nobody knows', 'interface BRI0', 'ip address ADDRESS MASK', 'add "ip address ADDRESS MASK"'],
    ['tells no secret of the old one', undefined, 'radius-server key SECRET', 'change "radius-server key ..." to "radius-server key SECRET"'],
    ['nor of a user', undefined, 'username R3 password SECRET', 'change "username R3 password ..." to "username R3 password SECRET"'],
    ['nor of a user with more words', undefined, 'username R2 password SECRET', 'add "username R2 password SECRET"'],
    ['nor of a line', 'line con 0', 'password SECRET', 'change "password ..." to "password SECRET"'],
  ])('%s', (_what, block, line, expected) => {
    expect(wording(block, line)).toBe(expected);
  });
});

describe('a line to change', () => {
  it('stays one as long as it is there', () => {
    expect(wording('interface BRI0', 'ppp authentication pap', 'ppp authentication chap')).toBe('change "ppp authentication pap" to "ppp authentication chap"');
  });

  it('is told as what it is by now', () => {
    expect(wording('interface BRI0', 'ppp authentication ms-chap', 'ppp authentication chap')).toBe('change "ppp authentication pap" to "ppp authentication chap"');
  });

  it('is one to add when it is gone', () => {
    expect(wording('interface BRI0', 'dialer map ip 10.1.1.9 name R9', 'dialer map ip 10.1.1.9 name R9 5559999')).toBe('add "dialer map ip 10.1.1.9 name R9 5559999"');
  });
});

it('several lines are tried one after the other, and none stands in for what is there', () => {
  const trials = new Trials(plant);
  const lines = ['isdn switch-type basic-net3', 'isdn switch-type basic-5ess'].map((line) => changeText(trials.asItStands({ router: 'R1', verb: 'add', line })));
  expect(lines).toEqual(['R1: change "isdn switch-type basic-ni" to "isdn switch-type basic-net3"', 'R1: add "isdn switch-type basic-5ess"']);
});

it('what is refused is no cure, unless somebody has to fill it in', () => {
  const trials = new Trials(plant);
  expect(trials.cure({ router: 'R1', block: 'interface BRI0', verb: 'add', line: 'ip address 10.1.2.9 255.255.255.0' })).toBeUndefined();
  expect(trials.cure({ router: 'R1', block: 'interface BRI0', verb: 'add', line: 'ip address ADDRESS MASK' })?.verb).toBe('add');
});

it('the router itself notices nothing', () => {
  const config = must(world.routers.get('R1'), 'R1').config as ConfigStore; // a running router's is one
  const before = printConfiguration(config);
  wording('interface Serial0', 'keepalive 10');
  expect(printConfiguration(config)).toBe(before);
});
