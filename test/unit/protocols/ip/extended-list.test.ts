// Extended access lists, from the line of a configuration to the verdict on the octets of a datagram.

import { describe, expect, it } from 'vitest';
import { parseIpv4 } from '../../../../src/base/ipv4.ts';
import { loadConfiguration, refusedLines } from '../../../../src/config/load-text.ts';
import { dialerLists, extendedLists } from '../../../../src/config/model.ts';
import { printRunningConfig } from '../../../../src/config/running-config.ts';
import { createConfig } from '../../../../src/config/store.ts';
import { evaluateExtendedList } from '../../../../src/protocols/ip/extended-list.ts';
import { IPV4 } from '../../../../src/wire/ipv4.ts';
import { context, realGrammar } from '../../../support/grammar.ts';

const address = (text: string): number => parseIpv4(text) ?? 0;

function datagram(protocol: number, source: string, destination: string, payload: readonly number[], fragmentOffset = 0): Uint8Array {
  return IPV4.serialize({
    typeOfService: 0, identification: 1, dontFragment: false, moreFragments: false, fragmentOffset, timeToLive: 255,
    protocol, source: address(source), destination: address(destination), options: new Uint8Array(), payload: Uint8Array.from(payload),
  });
}

const segment = (from: number, to: number, flags: number) => [from >> 8, from & 255, to >> 8, to & 255, 0, 0, 0, 0, 0, 0, 0, 0, 0x50, flags, 0, 0, 0, 0, 0, 0];
const tcp = (from: number, to: number, flags = 0x02) => datagram(6, '10.0.0.1', '10.0.0.2', segment(from, to, flags));
const udp = (from: number, to: number) => datagram(17, '10.0.0.1', '10.0.0.2', [from >> 8, from & 255, to >> 8, to & 255, 0, 8, 0, 0]);
const icmp = (type: number, code = 0) => datagram(1, '10.0.0.1', '10.0.0.2', [type, code, 0, 0, 0, 0, 0, 0]);

function stored(...lines: readonly string[]) {
  const store = createConfig(realGrammar());
  const outcomes = loadConfiguration(store, lines.join('\n'), context());
  expect(refusedLines(outcomes)).toEqual([]);
  return store;
}

function permits(packet: Uint8Array, ...entries: readonly string[]): boolean {
  const [list] = extendedLists(stored(...entries.map((entry) => `access-list 101 ${entry}`)));
  return evaluateExtendedList(list?.entries ?? [], packet).permitted;
}

describe('an extended access list', () => {
  it('permits all where it does not exist, and denies what it does not name', () => {
    expect(evaluateExtendedList([], icmp(8))).toEqual({ permitted: true });
    expect(permits(icmp(8), 'permit tcp any any')).toBe(false);
  });

  it.each([
    ['permit ip any any', icmp(8), true],
    ['permit 1 any any', icmp(8), true],
    ['permit 6 any any', icmp(8), false],
    ['permit icmp any any echo', icmp(8), true],
    ['permit icmp any any echo', icmp(0), false],
    ['permit icmp any any 3 1', icmp(3, 1), true],
    ['permit icmp any any host-unreachable', icmp(3, 3), false],
    ['permit icmp any any unreachable', icmp(3, 3), true],
    ['permit ip host 10.0.0.1 any', icmp(8), true],
    ['permit ip any host 10.0.0.1', icmp(8), false],
    ['permit ip 10.0.0.0 0.0.0.255 10.0.0.2 0.0.0.0', icmp(8), true],
    ['permit ip 10.1.0.0 0.0.255.255 any', icmp(8), false],
    ['permit tcp any any eq telnet', tcp(11000, 23), true],
    ['permit tcp any any eq 23', tcp(11000, 24), false],
    ['permit tcp any eq telnet any', tcp(23, 11000), true],
    ['permit tcp any gt 1023 any lt 1024', tcp(11000, 23), true],
    ['permit tcp any any neq www', tcp(11000, 80), false],
    ['permit tcp any any range 20 23', tcp(11000, 22), true],
    ['permit tcp any any range ftp-data telnet', tcp(11000, 24), false],
    ['permit udp any any eq domain', udp(1030, 53), true],
    ['permit udp any any eq domain', tcp(1030, 53), false],
    ['permit tcp any any established', tcp(11000, 23), false],
    ['permit tcp any any established', tcp(11000, 23, 0x10), true],
    ['permit tcp any any established', tcp(11000, 23, 0x04), true],
    ['permit tcp any any eq telnet', datagram(6, '10.0.0.1', '10.0.0.2', segment(11000, 23, 2), 10), false],
  ])('%s', (entry, packet, expected) => {
    expect(permits(packet, entry)).toBe(expected);
  });

  it('takes the first entry that matches', () => {
    expect(permits(icmp(8), 'deny icmp any any echo', 'permit ip any any')).toBe(false);
    expect(permits(icmp(0), 'deny icmp any any echo', 'permit ip any any')).toBe(true);
  });

  it('is printed with names for known ports, and words for hosts', () => {
    const store = stored('access-list 102 permit tcp 10.0.0.1 0.0.0.0 0.0.0.0 255.255.255.255 eq 23', 'access-list 102 deny 17 any any', 'ip access-list extended INSIDE', ' permit udp any any eq 53 log');
    expect(printRunningConfig(store)).toEqual(expect.arrayContaining(['access-list 102 permit tcp host 10.0.0.1 any eq telnet', 'access-list 102 deny 17 any any', 'ip access-list extended INSIDE', ' permit udp any any eq domain log']));
    expect(extendedLists(store)).toMatchObject([
      { list: 102, lines: ['permit tcp host 10.0.0.1 any eq telnet', 'deny 17 any any'] },
      { list: 'INSIDE', lines: ['permit udp any any eq domain log'] },
    ]);
  });

  it('is named by dialer lists of either form', () => {
    expect(dialerLists(stored('dialer-list 1 protocol ip list 101', 'dialer-list 2 list 102'))).toEqual([
      { group: 1, protocol: 'ip', action: 'list', list: 101 },
      { group: 2, protocol: 'ip', action: 'list', list: 102 },
    ]);
  });
});
