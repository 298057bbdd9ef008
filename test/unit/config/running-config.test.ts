// The order of a running configuration does not depend on that of its lines: version, services, name, passwords, AAA,
// users, clock, IP in general, ISDN, scripts, controllers, interfaces, routing, routes, lists, map classes, servers,
// SNMP, route maps, banners, lines, NTP (cli-behaviour, `show running-config`).

import { expect, it } from 'vitest';
import { must } from '../../../src/base/assert.ts';
import { printRunningConfig } from '../../../src/config/running-config.ts';
import { labOf, worldOf } from '../../support/lab.ts';
import fc from '../../support/fast-check.ts';

const PRINTED = `!
version 12.2
service timestamps debug uptime
service timestamps log uptime
no service password-encryption
!
hostname R1
!
logging buffered 8192 debugging
!
enable secret 5 $1$mERr$hx5rVt7rPNoS4wqbXKX7m0
enable password level 7 seven
!
aaa new-model
aaa authentication login default local
!
username R2 password 0 CCIE
!
clock timezone CET 1
ip subnet-zero
no ip domain-lookup
ip host R2 172.12.12.2
!
isdn switch-type basic-ni
!
chat-script DIAL "" ATDT\\T TIMEOUT 30 CONNECT \\c
!
key chain KEYS
 key 1
  key-string secret
!
controller T1 0
 framing esf
 clock source line primary
 linecode b8zs
 pri-group timeslots 1-24
!
controller T1 1
!
controller T1 2
!
controller T1 3
!
interface Loopback0
 ip address 10.0.0.1 255.255.255.255
!
interface FastEthernet0
 no ip address
 shutdown
!
interface Ethernet0
 description the office
 ip address 10.1.0.1 255.255.255.0
 ip address 10.2.0.1 255.255.255.0 secondary
!
interface Serial0
 no ip address
 shutdown
!
interface Serial0:23
 no ip address
 encapsulation ppp
 dialer rotary-group 1
 isdn switch-type primary-5ess
 ppp authentication chap
!
interface Serial1
 no ip address
 shutdown
!
interface Serial2
 no ip address
 shutdown
!
interface Serial3
 no ip address
 shutdown
!
interface Async1
 ip unnumbered Loopback0
 encapsulation ppp
 async mode dedicated
!
interface Dialer1
 ip address 172.12.12.1 255.255.255.0
 encapsulation ppp
 dialer in-band
 dialer idle-timeout 60
 dialer map ip 172.12.12.2 name R2 class CALLBACK broadcast 5558888
 dialer hold-queue 10 timeout 30
 dialer-group 1
 ppp callback accept
 ppp authentication chap callin
!
router rip
 version 2
 network 10.0.0.0
 no auto-summary
!
ip classless
ip route 0.0.0.0 0.0.0.0 172.12.12.2
no ip http server
!
ip access-list standard OFFICE
 permit 10.1.0.0 0.0.0.255
!
map-class dialer CALLBACK
 dialer callback-server username
!
logging 10.1.0.9
access-list 1 permit 10.0.0.0 0.255.255.255
access-list 101 deny udp any any eq rip
access-list 101 permit ip any any
dialer-list 1 protocol ip list 101
!
no cdp run
snmp-server community public RO
!
route-map MAP permit 10
 match ip address 1
!
radius-server host 10.1.0.9 auth-port 1812 acct-port 1813 key secret
!
banner motd ^CAuthorised callers only^C
alias exec sr show running-config
!
line con 0
 exec-timeout 0 0
line 1 96
 modem InOut
line aux 0
line vty 0 4
 password cisco
!
ntp server 10.1.0.8
!
end`;

/** The configuration cut where lines may trade places: blocks, and what stands alone. */
function pieces(): readonly string[] {
  const found: string[] = [];
  for (const line of PRINTED.split('\n')) {
    if (line === '!' || line === 'end') continue;
    if (line.startsWith(' ') || line.startsWith('access-list 101 permit')) found.push(`${found.pop() ?? ''}\n${line}`);
    else found.push(line);
  }
  // What follows a block would be its line if it could be.
  return found.map((piece) => (piece.includes('\n ') ? `${piece}\nexit\nexit` : piece));
}

it('is that of the box, whatever was entered first', () => {
  const lines = pieces();
  fc.assert(
    fc.property(fc.shuffledSubarray([...lines], { minLength: lines.length, maxLength: lines.length }), (shuffled) => {
      // The interface of a PRI is there once its controller has made it, AAA's words once it is on.
      const first = shuffled.filter((piece) => /^controller|^aaa new-model/.test(piece));
      const text = [...first, ...shuffled.filter((piece) => !first.includes(piece))].join('\n');
      const lab = labOf({ R1: text }, []);
      const world = worldOf({ ...lab, routers: lab.routers.map((router) => ({ ...router, model: 'as5300' })) });
      expect(printRunningConfig(must(world.routers.get('R1'), 'R1').config).join('\n')).toBe(PRINTED);
    }),
    { numRuns: 20 },
  );
});
