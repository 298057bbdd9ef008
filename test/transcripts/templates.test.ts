// What programs read out of `show` commands: templates of our own in the manner of those that are in use (columns, words and
// their places), held against what the routers really are. Every line of an output must be accounted for.

import { beforeAll, describe, expect, it } from 'vitest';
import { must } from '../../src/base/assert.ts';
import { formatIpv4 } from '../../src/base/ipv4.ts';
import type { World } from '../../src/network/world.ts';
import { consoleOf, type TestConsole } from '../support/console.ts';
import { labNamed, labOf, worldOf } from '../support/lab.ts';
import { parseOutput, type Parsed, type Template } from '../support/templates.ts';

/** The command's output, without its echo and the prompt behind it. */
function shown(console: TestConsole, command: string): string {
  const text = console.type(`${command}\r`);
  return text.slice(text.indexOf('\n') + 1, text.lastIndexOf('\r\n') + 2);
}

function parse(console: TestConsole, command: string, template: Template): Parsed {
  const parsed = parseOutput(shown(console, command), template);
  expect(parsed.unmatched, command).toEqual([]);
  return parsed;
}

const STATE = 'up|down|administratively down';

const IP_INTERFACE_BRIEF: Template = {
  start: [
    { match: /^Interface {18}IP-Address {6}OK\? Method Status {16}Protocol$/ },
    { match: new RegExp(`^(?<name>\\S.{25}) (?<address>\\S.{14}) YES (?<method>\\S.{5}) (?<status>(?:${STATE})) +(?<protocol>up|down) *$`), records: true },
  ],
};

const INTERFACES: Template = {
  start: [
    { match: new RegExp(`^(?<name>\\S+) is (?<link>${STATE})(?: \\(spoofing\\))?, line protocol is (?<protocol>up|down)(?: \\(spoofing\\)| )?$`), begins: true },
    { match: /^ {2}Hardware is (?<hardware>.+?)(?:, address is (?<mac>[0-9a-f.]{14}) \(bia (?<bia>[0-9a-f.]{14})\))?$/ },
    { match: /^ {2}Description: (?<description>.*)$/ },
    { match: /^ {2}Internet address is (?<address>[\d.]+\/\d+)$/ },
    { match: /^ {2}Interface is unnumbered\. Using address of (?<lender>\S+)/ },
    { match: /^ {2}MTU (?<mtu>\d+) bytes, BW (?<bandwidth>\d+) Kbit, DLY (?<delay>\d+) usec, $/ },
    { match: /^ {5}reliability (?<reliability>\d+)\/255, txload (?<txload>\d+)\/255, rxload (?<rxload>\d+)\/255$/ },
    { match: /^ {2}Encapsulation (?<encapsulation>\S+), loopback not set$/ },
    { match: /^ {2}Keepalive (?:not set|set \((?<keepalive>\d+) sec\))$/ },
    { match: /^ {2}(?:DTR is pulsed|ARP type: ARPA|Full-duplex|Tunnel |Checksumming)/ },
    { match: /^ {2}Time to interface disconnect: {2}idle (?<idle>[\d:]+)$/ },
    { match: /^ {2}LCP (?<lcp>\w+)$/ },
    { match: /^ {2}(?:Open|Closed|\w+): (?<ncps>[A-Z, ]+)$/ },
    { match: /^ {2}Last input (?<lastInput>\S+), output (?<lastOutput>\S+), output hang never$/ },
    { match: /^ {2}Last clearing of "show interface" counters (?<cleared>\S+)$/ },
    { match: /^ {2}Input queue: \d+\/\d+\/\d+\/\d+ \(size\/max\/drops\/flushes\); Total output drops: (?<outputDrops>\d+)$/ },
    { match: /^ {2}Queueing strategy: (?<queueing>fifo|weighted fair)$/ },
    { match: /^ {2}Output queue ?:? ?\d+\/\d+(?:\/\d+\/\d+)? \(size\/max(?: total\/threshold\/drops)?\) ?$/ },
    { match: /^ {5}(?:Conversations|Reserved Conversations) / },
    { match: /^ {2}\d+ (?:minute|second) input rate (?<inputRate>\d+) bits\/sec, (?<inputPps>\d+) packets\/sec$/ },
    { match: /^ {2}\d+ (?:minute|second) output rate (?<outputRate>\d+) bits\/sec, (?<outputPps>\d+) packets\/sec$/ },
    { match: /^ {5}(?<packetsInput>\d+) packets input, (?<bytesInput>\d+) bytes(?:, 0 no buffer)?$/ },
    { match: /^ {5}Received (?<broadcasts>\d+) broadcasts, 0 runts, 0 giants, 0 throttles$/ },
    { match: /^ {5}(?<inputErrors>\d+) input errors, (?<crc>\d+) CRC, 0 frame, 0 overrun, 0 ignored(?:, 0 abort)?$/ },
    { match: /^ {5}0 (?:watchdog|input packets with dribble condition detected|babbles, 0 late collision, 0 deferred|lost carrier, 0 no carrier)$/ },
    { match: /^ {5}(?<packetsOutput>\d+) packets output, (?<bytesOutput>\d+) bytes(?:, 0 underruns)?$/ },
    { match: /^ {5}(?<outputErrors>\d+) output errors, 0 collisions, (?<resets>\d+) interface resets$/ },
    { match: /^ {5}0 output buffer failures, 0 output buffers swapped out$/ },
    { match: /^ {5}(?<transitions>\d+) carrier transitions$/ },
    { match: /^ {5}DCD=\w+ {2}DSR=\w+ {2}DTR=\w+ {2}RTS=\w+ {2}CTS=\w+$/ },
    { match: /^ {2}No cable|^ {2}(?:Cable|DCE|DTE)/ },
  ],
};

const ISDN_STATUS: Template = {
  start: [
    { match: /^(?:Global ISDN Switchtype = (?<global>\S+)|\*{4} No Global ISDN Switchtype currently defined \*{4})$/ },
    { match: /^ISDN (?<interface>\S+) interface$/ },
    { match: /^(?:\t| {8})dsl (?<dsl>\d+), interface ISDN Switchtype = (?<switchType>\S+)$/ },
    { match: /^ {4}Layer [123] Status:$/ },
    { match: /^(?:\t| {8})(?<layer1>ACTIVE|DEACTIVATED)$/ },
    { match: /^(?:\t| {8})TEI = (?<tei>\d+), Ces = (?<ces>\d+), SAPI = 0, State = (?<layer2>[A-Z_]+)$/ },
    { match: /^(?:\t| {8})Layer 2 NOT Activated$/ },
    { match: /^(?:\t| {8})(?<activeCalls>\d+) Active Layer 3 Call\(s\)$/ },
    { match: /^(?:\t| {8})CCB:callid=(?<callid>[0-9A-F]+), sapi=0, ces=\d+, B-chan=(?<channel>\d+), calltype=(?<calltype>\w+)$/ },
    { match: /^ {4}(?:Active|Activated) dsl \d+ CCBs = (?<ccbs>\d+)$/ },
    { match: /^ {4}The Free Channel Mask: {2}(?<mask>0x[0-9A-F]{8})$/, records: true },
    { match: /^ {4}Total Allocated ISDN CCBs = (?<total>\d+)$/ },
  ],
};

const USERS: Template = {
  start: [
    { match: /^ {4}Line {7}User {7}Host\(s\) {14}Idle {7}Location$/ },
    { match: /^(?<current>\*| ) *(?<tty>\d+) (?<kind>con|aux|tty|vty) (?<unit>\d+) +(?:(?<user>\S+) +)?(?<host>idle|[\d.]+) +(?<idle>\d\d:\d\d:\d\d) *(?<location>\S*)$/, records: true },
    { match: /^ {2}Interface {2}User {6}Mode {21}Idle Peer Address$/, to: 'peers' },
  ],
  peers: [{ match: /^ {2}(?<interface>\S+) +(?<user>\S+) +(?<mode>Sync PPP|Async PPP) +(?<idle>\d\d:\d\d:\d\d) (?<peer>[\d.]+)$/, records: true }],
};

const VERSION: Template = {
  start: [
    { match: /^Cisco Internetwork Operating System Software/ },
    { match: /^IOS \(tm\) \S+ Software \((?<image>\S+)\), Version (?<version>[^,]+), RELEASE SOFTWARE \(fc\d\)$/ },
    { match: /^ringback: / },
    { match: /^ROM: (?<rom>.+)$/ },
    { match: /^(?<hostname>\S+) uptime is (?<uptime>.+)$/ },
    { match: /^System returned to ROM by (?<reason>.+)$/ },
    { match: /^System restarted at / },
    { match: /^System image file is "(?<file>[^"]+)"$/ },
    { match: /^[Cc]isco (?<hardware>\S+) \(.+\) processor .*with (?<memory>\S+) bytes of memory\.$/ },
    { match: /^Processor board ID (?<serial>[^,]+)/ },
    { match: /^(?:Bridging software\.|Basic Rate ISDN software, Version)/ },
    { match: /^(?<count>\d+ (?:Ethernet|FastEthernet|Serial|ISDN|Channelized|terminal)\b.*)$/, lists: true },
    { match: /^\d+K bytes of / },
    { match: /^Configuration register is (?<register>0x[0-9A-F]+)$/ },
  ],
};

const IP_ROUTE: Template = {
  start: [
    { match: /^Codes: C - connected, S - static, I - IGRP, R - RIP/ },
    { match: /^ {7}(?:D|N1|E1|i|\*|P) - / },
    { match: /^Gateway of last resort is (?:not set|(?<gateway>[\d.]+) to network 0\.0\.0\.0)$/ },
    { match: /^ {5}(?<network>[\d.]+\/\d+) is (?:variably )?subnetted, \d+ subnets(?:, \d+ masks)?$/ },
    { match: /^(?<code>[CSR])(?<candidate>\*| ) +(?<prefix>[\d.]+)(?:\/(?<length>\d+))? is directly connected, (?<interface>\S+)$/, records: true },
    { match: /^(?<code>[CSR])(?<candidate>\*| ) +(?<prefix>[\d.]+)(?:\/(?<length>\d+))? \[(?<distance>\d+)\/(?<metric>\d+)\] via (?<nextHop>[\d.]+)(?:, (?<age>[\d:]+))?(?:, (?<interface>\S+))?$/, records: true },
  ],
};

const ARP: Template = {
  start: [
    { match: /^Protocol {2}Address {10}Age \(min\) {2}Hardware Addr {3}Type {3}Interface$/ },
    { match: /^Internet {2}(?<address>[\d.]+) +(?<age>-|\d+) {3}(?<mac>[0-9a-f.]{14}|Incomplete) +ARPA {3}(?<interface>\S*)$/, records: true },
  ],
};

const ACCESS_LISTS: Template = {
  start: [
    { match: /^(?<kind>Standard|Extended) IP access list (?<list>\S+)$/ },
    { match: /^ {4}(?<action>permit|deny) +(?<entry>.+?)(?: \((?<matches>\d+) match(?:es)?\))?$/, records: true },
  ],
};

const LOGGING: Template = {
  start: [
    { match: /^Syslog logging: (?<state>enabled|disabled) \((?<dropped>\d+) messages dropped, 0 flushes, 0 overruns\)$/ },
    { match: /^ {4}Console logging: (?:disabled|level (?<consoleLevel>\w+), (?<console>\d+) messages logged)$/ },
    { match: /^ {4}Monitor logging: (?:disabled|level (?<monitorLevel>\w+), (?<monitor>\d+) messages logged)$/ },
    { match: /^ {4}Buffer logging: (?:disabled|level (?<bufferLevel>\w+), (?<buffer>\d+) messages logged)$/ },
    { match: /^ {4}Trap logging: (?:disabled|level (?<trapLevel>\w+), (?<trap>\d+) message lines logged)$/ },
    { match: /^Log Buffer \((?<size>\d+) bytes\):$/, records: true, to: 'messages' },
  ],
  messages: [
    { match: /^(?<stamp>\S+): %(?<facility>[A-Z0-9_]+)-(?<severity>[0-7])-(?<mnemonic>[A-Z0-9_]+): (?<message>.*)$/, records: true },
    { match: /^(?:Cisco Internetwork|IOS \(tm\))/ },
  ],
};

/** R2 while R1's return call is up. */
function inCall(): { readonly world: World; readonly console: TestConsole } {
  const world = worldOf(labNamed('callback-bryant'));
  world.settle();
  const console = consoleOf(world, 'R2');
  console.type('\renable\rconfigure terminal\rlogging buffered\raccess-list 7 permit 172.12.12.0 0.0.0.255\raccess-list 7 deny any\rdialer-list 1 protocol ip list 7\rip route 10.0.0.0 255.0.0.0 172.12.12.1\rip route 0.0.0.0 0.0.0.0 bri 0\rend\r');
  console.type('ping 172.12.12.1\r');
  console.wait(25);
  console.type('ping 172.12.12.1\r');
  return { world, console };
}

describe('on a dialled link', () => {
  let world: World;
  let console: TestConsole;
  beforeAll(() => ({ world, console } = inCall()));
  const reader = () => must(world.routers.get('R2'), 'R2');

  it('show ip interface brief', () => {
    const { rows } = parse(console, 'show ip interface brief', IP_INTERFACE_BRIEF);
    expect(rows).toEqual(
      reader()
        .interfaces()
        .map(({ name, address, state, protocolUp }) => ({
          name,
          address: address === undefined ? 'unassigned' : formatIpv4(address.address),
          method: address?.method ?? 'unset',
          status: state,
          protocol: protocolUp ? 'up' : 'down',
        })),
    );
  });

  it('show interfaces, with the counters of the engine', () => {
    const { rows } = parse(console, 'show interfaces', INTERFACES);
    const readings = reader().interfaces();
    expect(rows.map(({ name }) => name)).toEqual(readings.map(({ name }) => name));
    for (const [index, { counters, state }] of readings.entries()) {
      const { packetsInput, bytesInput, packetsOutput, bytesOutput, crc, interfaceResets, carrierTransitions } = counters;
      expect(rows[index]).toMatchObject({
        link: state,
        packetsInput: String(packetsInput),
        bytesInput: String(bytesInput),
        packetsOutput: String(packetsOutput),
        bytesOutput: String(bytesOutput),
        crc: String(crc),
        resets: String(interfaceResets),
        ...(rows[index]?.['transitions'] === undefined ? {} : { transitions: String(carrierTransitions) }),
      });
    }
    const channel = rows.find(({ name }) => name === 'BRI0:1');
    expect(channel).toMatchObject({ lcp: 'Open', ncps: 'IPCP', encapsulation: 'PPP', keepalive: '10' });
    expect(Number(channel?.['packetsInput'])).toBeGreaterThan(5);
  });

  it('show isdn status', () => {
    const { rows } = parse(console, 'show isdn status', ISDN_STATUS);
    expect(rows).toHaveLength(2); // the interface, and the total
    expect(rows[0]).toMatchObject({
      interface: 'BRI0', dsl: '0', switchType: 'basic-ni', layer1: 'ACTIVE', layer2: 'MULTIPLE_FRAME_ESTABLISHED', activeCalls: '1', calltype: 'DATA', channel: '1', mask: '0x80000002', ccbs: '1',
    });
    expect(rows[1]).toEqual({ total: '1' });
  });

  it('show users', () => {
    const { rows } = parse(console, 'show users', USERS);
    expect(rows).toMatchObject([
      { tty: '0', kind: 'con', unit: '0', host: 'idle' },
      { interface: 'BR0:1', user: 'R1', mode: 'Sync PPP', peer: '172.12.12.1' },
    ]);
  });

  it('show version', () => {
    const { rows } = parse(console, 'show version', VERSION);
    expect(rows).toHaveLength(1);
    expect(rows[0]).toMatchObject({ hostname: 'R2', hardware: '2500', image: 'C2500-RINGBACK-L', register: '0x2102', reason: 'power-on', memory: '16384K/2048K' });
    expect(rows[0]?.['count']).toContain('1 ISDN Basic Rate interface(s)');
  });

  it('show ip route', () => {
    const { rows } = parse(console, 'show ip route', IP_ROUTE);
    expect(rows.map(({ code, prefix, interface: name, nextHop }) => [code, prefix, nextHop ?? name])).toEqual([
      ['S', '10.0.0.0', '172.12.12.1'],
      ['C', '172.12.12.0', 'BRI0'],
      ['C', '172.12.12.1', 'BRI0'],
      ['S', '0.0.0.0', 'BRI0'],
    ]);
    expect(rows[0]).toMatchObject({ distance: '1', metric: '0', length: '8' });
  });

  it('show access-lists, with the hits of the dialer', () => {
    const { rows } = parse(console, 'show access-lists', ACCESS_LISTS);
    const [list] = reader().accessLists();
    expect(rows).toEqual([
      { kind: 'Standard', list: '7', action: 'permit', entry: '172.12.12.0, wildcard bits 0.0.0.255', matches: String(list?.entries[0]?.matches) },
      { action: 'deny', entry: 'any' },
    ]);
    expect(list?.entries[0]?.matches).toBeGreaterThanOrEqual(10);
  });

  it('show logging', () => {
    const { rows } = parse(console, 'show logging', LOGGING);
    const [head, ...messages] = rows;
    expect(head).toMatchObject({ state: 'enabled', consoleLevel: 'debugging', monitor: '0', bufferLevel: 'debugging', trapLevel: 'informational', size: '4096' });
    expect(head?.['buffer']).toBe(String(messages.length));
    expect(messages.map(({ mnemonic }) => mnemonic)).toContain('CONFIG_I');
    expect(messages.find(({ facility }) => facility === 'ISDN')).toMatchObject({ severity: '6', mnemonic: 'CONNECT', message: 'Interface BRI0:1 is now connected to 5557777 R1' });
  });
});

describe('on a LAN', () => {
  it('show arp', () => {
    const host = { name: 'pc', address: '10.1.1.9', mask: '255.255.255.0' };
    const lans = [{ name: 'office', members: [{ router: 'R1', interface: 'Ethernet0' }], hosts: [host] }];
    const world = worldOf(labOf({ R1: 'hostname R1\ninterface Ethernet0\n ip address 10.1.1.1 255.255.255.0\n' }, [], { lans }));
    world.settle();
    const console = consoleOf(world);
    console.type('\rping 10.1.1.9\rping 10.1.1.77 repeat 1 timeout 0\r');
    const { rows } = parse(console, 'show arp', ARP);
    expect(rows.map(({ address, age, interface: name }) => [address, age, name])).toEqual([
      ['10.1.1.1', '-', 'Ethernet0'],
      ['10.1.1.9', '0', 'Ethernet0'],
      ['10.1.1.77', '0', ''],
    ]);
    expect(rows[2]).toMatchObject({ mac: 'Incomplete' });
    expect(parse(console, 'show interfaces', INTERFACES).rows[0]).toMatchObject({ name: 'Ethernet0', hardware: 'Lance', address: '10.1.1.1/24' });
  });
});

describe('every kind of interface is read by one template', () => {
  it.each(['2503', '1604', '1721', '2611', '2621', '3640'])('on a %s', (model) => {
    const lab = labOf({ R1: '' }, []);
    const config = 'hostname R1\ninterface Loopback0\ninterface Tunnel0\ninterface Dialer1\ninterface Virtual-Template1\ninterface Multilink1\n';
    const world = worldOf({ ...lab, routers: [{ name: 'R1', model, config }] });
    world.settle();
    const console = consoleOf(world);
    console.type('\r');
    const names = must(world.routers.get('R1'), 'R1').interfaces().map(({ name }) => name);
    expect(parse(console, 'show interfaces', INTERFACES).rows.map(({ name }) => name)).toEqual(names);
    expect(parse(console, 'show ip interface brief', IP_INTERFACE_BRIEF).rows.map(({ name }) => name)).toEqual(names);
  });
});
