// Telnet between routers over the lab's own packets: it dials, is called back, logs in, is put aside and taken up again,
// refused and given up; and traceroute over two hops.

import { describe, expect, test } from 'vitest';
import { serveVtys } from '../../src/session/lines/vty-server.ts';
import type { World } from '../../src/network/world.ts';
import { consoleOf, type TestConsole } from '../support/console.ts';
import { events, GRAMMAR, labNamed, labOf, worldOf } from '../support/lab.ts';

/** Two routers on an Ethernet, a third behind the second. */
function lan(r2 = 'line vty 0 4\n password cisco\n login\n'): World {
  const world = worldOf(
    labOf(
      {
        R1: 'hostname R1\nip host far 10.0.0.2\ninterface Ethernet0\n ip address 10.0.0.1 255.255.255.0\n no shutdown\nip route 0.0.0.0 0.0.0.0 10.0.0.2\nline vty 0 4\n no login\n',
        R2: `hostname R2\nenable password secret\ninterface Ethernet0\n ip address 10.0.0.2 255.255.255.0\n no shutdown\ninterface Loopback0\n ip address 10.9.9.9 255.255.255.255\n${r2}`,
      },
      [],
      { lans: [{ name: 'lan', members: [{ router: 'R1', interface: 'Ethernet0' }, { router: 'R2', interface: 'Ethernet0' }], hosts: [{ name: 'h', address: '10.0.0.77', mask: '255.255.255.0' }] }] },
    ),
  );
  serve(world);
  world.settle();
  return world;
}

function serve(world: World): void {
  for (const router of world.routers.values()) serveVtys({ router, grammar: GRAMMAR, terminalLength: 0 });
}

function at(world: World, router: string): TestConsole {
  const console = consoleOf(world, router);
  console.type('\r');
  return console;
}

/** Types, and lets the far host answer. */
const far = (console: TestConsole, keys: string): string => console.type(keys) + console.wait(2);

describe('telnet', () => {
  test('opens a line of the other router, and exit closes it', () => {
    const world = lan();
    const r1 = at(world, 'R1');
    // The first SYN is lost to ARP.
    expect(far(r1, 'telnet 10.0.0.2\r')).toBe(
      'telnet 10.0.0.2\r\nTrying 10.0.0.2 ... Open\r\n\r\n\r\nUser Access Verification\r\n\r\nPassword: ',
    );
    expect(r1.session.prompt).toBe('Password: ');
    expect(far(r1, 'cisco\r')).toBe('\r\nR2>');
    expect(far(r1, 'enable\r')).toBe('enable\r\nPassword: ');
    expect(far(r1, 'secret\r')).toBe('\r\nR2#');
    const users = far(r1, 'show users\r');
    expect(users).toContain('*  2 vty 0                idle                 00:00:00   10.0.0.1');
    expect(far(r1, 'exit\r')).toContain('\r\n[Connection to 10.0.0.2 closed by foreign host]\r\nR1>');
    // The line is free again.
    expect(far(r1, 'show sessions\r')).toContain('% No connections open');
    expect(far(r1, '10.0.0.2\r')).toContain('Trying 10.0.0.2 ... Open');
  });

  test('is put aside by Ctrl-Shift-6 x, listed, taken up again and ended', () => {
    const world = lan('line vty 0 4\n no login\n');
    const r1 = at(world, 'R1');
    expect(far(r1, 'far\r')).toContain('Trying far (10.0.0.2)... Open\r\n\r\nR2>');
    expect(far(r1, 'show clo\x1ex')).toBe('\r\nR1>');
    expect(far(r1, 'where\r')).toContain('*  1 far                 10.0.0.2               8     0 far\r\n');
    expect(r1.type('telnet far\r')).toContain('Open');
    r1.wait(2);
    expect(far(r1, '\x1ex')).toBe('\r\nR1>');
    const listed = far(r1, 'show sessions\r');
    expect(listed).toContain('   1 far');
    expect(listed).toContain('*  2 far');
    expect(far(r1, 'resume 1\r')).toContain('[Resuming connection 1 to far ... ]\r\nshow clo');
    expect(far(r1, 'ck\r')).toMatch(/ck\r\n\*.* UTC .*\r\nR2>$/);
    expect(far(r1, '\x1ex')).toContain('R1>');
    const users = at(world, 'R2').type('show users\r');
    expect(users).toContain('vty 0');
    expect(users).toContain('vty 1');
    expect(far(r1, 'show users\r')).toContain('*  0 con 0                far                  00:00:0');
    expect(far(r1, 'disconnect 1\r')).toContain('Closing connection to far [confirm]');
    far(r1, '\r');
    expect(far(r1, '\r')).toContain('[Resuming connection 2 to far ... ]');
    far(r1, '\x1ex');
    expect(far(r1, 'exit\r')).toContain('(You have open connections) [confirm]');
    expect(far(r1, '\r')).toContain('Closing: far !');
    expect(at(world, 'R2').type('show users\r')).not.toContain('vty');
  });

  test('what cannot be opened says why', () => {
    const world = lan('line vty 0 4\n login\n');
    const r1 = at(world, 'R1');
    r1.type('ping 10.0.0.2\r');
    expect(r1.type('telnet 10.0.0.2 80\r')).toBe('telnet 10.0.0.2 80\r\nTrying 10.0.0.2, 80 ... \r\n% Connection refused by remote host\r\n\r\nR1>');
    expect(r1.type('telnet 10.0.0.55\r')).toContain('\r\n% Connection timed out; remote host not responding\r\n\r\nR1>');
    expect(at(world, 'R2').type('telnet 192.0.2.1\r')).toContain('% Destination unreachable; gateway or host down');
    expect(r1.type('telnet nobody\r')).toContain('% Bad IP address or host name');
    expect(far(r1, 'telnet 10.0.0.2\r')).toContain('Password required, but none set\r\n\r\n[Connection to 10.0.0.2 closed by foreign host]\r\nR1>');
  });

  test('Ctrl-Shift-6 stops the trying', () => {
    const r1 = at(lan(), 'R1');
    expect(r1.keys('telnet 10.0.0.55\r')).toContain('Trying 10.0.0.55 ... ');
    r1.wait(3);
    expect(r1.keys('\x1e')).toBe('\r\nR1>');
    expect(r1.wait(60)).toBe('');
  });

  test('beyond the last line nobody is let in', () => {
    const world = lan('line vty 0 4\n no login\n');
    const r1 = at(world, 'R1');
    for (let n = 0; n < 5; n += 1) {
      expect(far(r1, 'telnet 10.0.0.2\r')).toContain('Open');
      far(r1, '\x1ex');
    }
    expect(far(r1, 'telnet 10.0.0.2\r')).toContain('% Connection refused by remote host');
  });

  test('a line that lets only SSH in is passed over', () => {
    const r1 = at(lan('line vty 0 2\n no login\n transport input ssh\nline vty 3 4\n no login\n transport input telnet\n'), 'R1');
    far(r1, 'telnet 10.0.0.2\r');
    expect(far(r1, 'show users\r')).toContain('*  5 vty 3');
    const shut = at(lan('line vty 0 4\n no login\n transport input none\n'), 'R1');
    expect(far(shut, 'telnet 10.0.0.2\r')).toContain('% Connection refused by remote host');
  });

  test('access-class says who comes in and whither somebody goes, and its list counts', () => {
    const world = lan('access-list 10 deny 10.0.0.1\naccess-list 10 permit any\naccess-list 110 permit tcp any any eq 23\nline con 0\n access-class 10 out\nline vty 0 4\n no login\n access-class 10 in\n');
    const [r1, r2] = [at(world, 'R1'), at(world, 'R2')];
    r1.type('ping 10.0.0.2\r');
    expect(r1.type('telnet 10.0.0.2\r')).toContain('% Connection refused by remote host');
    expect(r2.type('telnet 10.0.0.1\r')).toContain('% Connections to that host not permitted from this terminal');
    expect(far(r2, 'telnet 10.0.0.2\r')).toContain('Open');
    expect(far(r2, '\x1ex')).toContain('R2>');
    expect(r2.type('show access-lists 10\r')).toMatch(/deny +10\.0\.0\.1.*2 match[^]*permit any.*2 match/);
    for (const line of ['enable', 'secret', 'configure terminal', 'line vty 0 4', 'no access-class 10 in', 'access-class 110 in', 'end']) r2.type(`${line}\r`);
    expect(far(r1, 'telnet 10.0.0.2\r')).toContain('Open');
  });

  test('messages for somebody who does not read are dropped, and the connection lives', () => {
    const world = lan('line vty 0 4\n no login\n privilege level 15\n');
    const r1 = at(world, 'R1');
    far(r1, 'telnet 10.0.0.2\r');
    far(r1, 'terminal monitor\r');
    far(r1, '\x1ex');
    const r2 = at(world, 'R2');
    for (const line of ['enable', 'secret']) r2.type(`${line}\r`);
    for (let n = 0; n < 3000; n += 1) r2.type('configure terminal\rend\r');
    r1.wait(60);
    const unread = /\*  1 10\.0\.0\.2 +10\.0\.0\.2 +(\d+)/.exec(r1.type('where\r'))?.[1];
    expect(Number(unread)).toBe(4128);
    far(r1, '\r');
    const rest = r1.wait(60);
    expect(rest.length).toBeLessThan(100_000);
    expect(far(r1, 'show privilege\r')).toContain('level is 15');
  });

  test('a router that reloads has forgotten: the connection is reset', () => {
    const world = lan('line vty 0 4\n no login\n');
    const r1 = at(world, 'R1');
    far(r1, 'telnet 10.0.0.2\r');
    world.routers.get('R2')?.reload();
    r1.wait(10);
    expect(far(r1, 'show users\r')).toContain('[Connection to 10.0.0.2 closed by foreign host]\r\nR1>');
  });

  test('keepalives clear a line whose caller is gone, which is otherwise held until its idle time is over', () => {
    for (const [service, stillThere] of [['service tcp-keepalives-in\n', false], ['', true]] as const) {
      const world = lan(`${service}line vty 0 4\n no login\n exec-timeout 60 0\n`);
      const r1 = at(world, 'R1');
      far(r1, 'telnet 10.0.0.2\r');
      world.routers.get('R1')?.reload();
      r1.wait(120);
      expect(at(world, 'R2').type('show users\r').includes('vty 0')).toBe(stillThere);
    }
  });

  test('goes out from the interface that is configured, and is tried as long', () => {
    const world = lan('ip tcp synwait-time 5\nip telnet source-interface Loopback0\nline vty 0 4\n no login\n');
    const r2 = at(world, 'R2');
    far(r2, 'telnet 10.0.0.1\r');
    expect(far(r2, 'show users\r')).toContain('10.9.9.9');
    far(r2, '\x1ex');
    const before = world.clock.now;
    expect(r2.type('telnet 10.0.0.55\r')).toContain('% Connection timed out');
    expect(world.clock.now - before).toBeLessThan(8_000);
  });

  test('terminal monitor brings messages to the line', () => {
    const world = lan('line vty 0 4\n no login\n privilege level 15\n');
    const r1 = at(world, 'R1');
    far(r1, 'telnet 10.0.0.2\r');
    far(r1, 'terminal monitor\r');
    far(r1, 'configure terminal\r');
    expect(far(r1, 'end\r')).toContain('%SYS-5-CONFIG_I: Configured from console by vty0 (10.0.0.1)');
  });
});

describe('over the callback link', () => {
  test('telnet dials, is called back, and the session works', () => {
    const world = worldOf(labNamed('callback-atlanta-dallas'));
    serve(world);
    world.settle();
    const owner = at(world, 'dallas');
    for (const line of ['enable', 'configure terminal', 'line vty 0 4', 'password cisco', 'login', 'end']) owner.type(`${line}\r`);
    const caller = at(world, 'atlanta');
    const address = addressOf(world, 'dallas');
    const opened = far(caller, `telnet ${address}\r`);
    expect(opened).toMatch(/Trying 10\.1\.1\.7 \.\.\. (\r\n.*)*Open\r\n\r\n\r\nUser Access Verification/);
    expect(events(world, 'exchange.call').filter(({ event }) => event.outcome === 'answered').length).toBe(2);
    expect(caller.session.prompt).toBe('Password: ');
    expect(far(caller, 'cisco\r')).toContain('dallas>');
    expect(far(caller, 'show users\r')).toContain('10.1.1.8');
    expect(far(caller, 'exit\r')).toContain('[Connection to 10.1.1.7 closed by foreign host]\r\natlanta>');
  });
});

describe('a request for a file', () => {
  test('dials like any packet', () => {
    const world = worldOf(labNamed('callback-bryant'));
    world.settle();
    const caller = at(world, 'R2');
    caller.type('enable\r');
    caller.keys('copy running-config tftp:\r172.12.12.1\r\r');
    expect(caller.wait(60)).toContain('%Error opening tftp://172.12.12.1/r2-confg (Timed out)');
    expect(events(world, 'exchange.call').filter(({ event }) => event.outcome === 'answered').length).toBe(2);
  });
});

function addressOf(world: World, router: string): string {
  const reading = world.routers.get(router)?.interfaces().find((candidate) => candidate.address && /BRI|Dialer/.test(candidate.name));
  const address = reading?.address?.address ?? 0;
  return [24, 16, 8, 0].map((shift) => (address >>> shift) & 255).join('.');
}

describe('traceroute', () => {
  test('names the hops', () => {
    const r1 = at(lan(), 'R1');
    r1.type('ping 10.0.0.2\r');
    expect(r1.type('traceroute 10.9.9.9\r')).toMatch(
      /Type escape sequence to abort\.\r\nTracing the route to 10\.9\.9\.9\r\n\r\n {2}1 far \(10\.0\.0\.2\) \d+ msec \* {2}\d+ msec\r\nR1>$/,
    );
  });

  test('tells who is unreachable, and of whom nothing is heard', () => {
    const world = lan();
    const r1 = at(world, 'R1');
    r1.type('ping 10.0.0.2\r');
    r1.type('ping 10.0.0.77\r');
    expect(r1.type('traceroute 10.0.0.77 probe 1\r')).toMatch(/ {2}1 10\.0\.0\.77 \d+ msec\r\n/);
    expect(r1.type('traceroute 192.0.2.1\r')).toMatch(/ {2}1 far \(10\.0\.0\.2\) \d+ msec \d+ msec \d+ msec\r\n {2}2 far \(10\.0\.0\.2\) !H {2}\* {2}!H \r\n/);
    expect(r1.type('traceroute 192.0.2.1 numeric\r')).toMatch(/ {2}1 10\.0\.0\.2 \d+ msec/);
    expect(r1.type('traceroute 10.0.0.99 ttl 1 2\r')).toContain('\r\n  1  *  *  * \r\n  2  *  *  * \r\nR1>');
    r1.keys('traceroute 10.0.0.99\r');
    r1.wait(4);
    expect(r1.keys('\x1e')).toBe('\r\nR1>');
  });
});
