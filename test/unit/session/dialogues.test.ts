import { describe, expect, it } from 'vitest';
import { Session } from '../../../src/session/session.ts';
import { consoleOf, consoleWith } from '../../support/console.ts';
import { labOf, worldOf } from '../../support/lab.ts';

const QUIET = 'hostname R1\nno logging console\n';

describe('lines', () => {
  it('end a session that nobody touches, while no command runs', () => {
    const console = consoleWith(`${QUIET}line con 0\n exec-timeout 1 30\n`);
    expect(console.wait(80)).toBe('');
    console.keys('sh');
    expect(console.wait(89)).toBe('');
    expect(console.wait(2)).toContain('R1 con0 is now available');
    expect(console.session.state).toBe('closed');
    console.type('\renable\r');
    console.keys('ping 10.9.9.9 timeout 60\r');
    console.keys('\x1e');
    expect(console.session.state).toBe('prompt');
  });

  it('follow exec-timeout as it is configured, and never end with 0 0', () => {
    const console = consoleWith(QUIET);
    console.type('conf t\rline con 0\rexec-timeout 0 0\rend\r');
    expect(console.wait(100_000)).toBe('');
    console.type('conf t\rline con 0\rexec-timeout 0 5\rend\r');
    expect(console.wait(6)).toContain('Press RETURN to get started.');
    expect(console.type('\r')).toMatch(/R1>$/);
    expect(consoleWith(QUIET).wait(599)).toBe('');
    expect(consoleWith(QUIET).wait(601)).toContain('R1 con0 is now available');
  });

  it('wait thirty seconds for a name or a password', () => {
    const world = worldOf(labOf({ R1: `${QUIET}username a password b\nenable password c\nline con 0\n login local\n timeout login response 20\n` }, []));
    world.settle();
    const console = consoleOf(world);
    expect(console.type('\r')).toMatch(/User Access Verification\r\n\r\nUsername: $/);
    expect(console.wait(19)).toBe('');
    expect(console.wait(2)).toMatch(/^\r\n% Username:  timeout expired!\r\n[^]*R1 con0 is now available/);
    expect(console.type('\ra\r')).toMatch(/Password: $/);
    expect(console.wait(21)).toContain('% Password:  timeout expired!');
    expect(console.type('\ra\rb\r')).toMatch(/R1>$/);
    expect(console.type('enable\r')).toMatch(/Password: $/);
    expect(console.wait(21)).toBe('\r\n% Password:  timeout expired!\r\nR1>');
    expect(console.type('enable\rc\r')).toMatch(/R1#$/);
  });

  it('take their settings', () => {
    const console = consoleWith(`${QUIET}line con 0\n width 40\n history size 3\n no editing\n privilege level 7\n location Lab\n`);
    const shown = console.type('show terminal\r');
    for (const line of ['Line 0, Location: "Lab"', 'Width: 40 columns', 'Editing is disabled.', 'history size is 3.']) expect(shown).toContain(line);
    console.type('terminal editing\rterminal no history\rdisable 7\r');
    expect(console.type('show privilege\r')).toContain('Current privilege level is 7\r\nR1#');
    console.type('enable\r');
    expect(console.type('show terminal\r')).toMatch(/Editing is enabled.\r\nHistory is disabled./);
    expect(console.type('show history\r')).toBe('show history\r\nR1#');
    console.type('terminal history size 2\r');
    expect(console.type('show history\r')).toBe('show history\r\n  show history\r\nR1#');
    expect(console.type('terminal monitor\r')).toContain('% Console already monitors');
  });
});

describe('banners', () => {
  it('stand before the login and behind it, unless the line does without', () => {
    const banners = 'banner motd #Of the day#\nbanner login #Before#\nbanner exec #Behind#\n';
    const world = worldOf(labOf({ R1: `${QUIET}${banners}line con 0\n password p\n login\n` }, []));
    const console = consoleOf(world);
    expect(console.type('\r')).toMatch(/Of the day\r\nBefore\r\n[^]*Password: $/);
    expect(console.type('p\r')).toBe('\r\nBehind\r\nR1>');
    console.type('enable\rconf t\rline con 0\rno motd-banner\rno exec-banner\rend\rexit\r');
    expect(console.type('\r')).not.toContain('Of the day');
    expect(console.type('p\r')).toBe('\r\nR1>');
  });

  it('name the router and the line, and that of the login comes only with one', () => {
    const banners = 'banner motd #$(hostname).$(domain) line $(line): $(line-desc) $(nothing)#\nbanner login #Who goes there?#\n';
    const world = worldOf(labOf({ R1: `${QUIET}ip domain-name lab.example\n${banners}line con 0\n location Rack 7\n` }, []));
    const console = consoleOf(world);
    expect(console.type('\r')).toBe('R1.lab.example line 0: Rack 7 $(nothing)\r\n\r\nR1>');
    for (const line of ['enable', 'conf t', 'line con 0', 'password p', 'login', 'end', 'exit']) console.type(`${line}\r`);
    expect(console.type('\r')).toMatch(/Rack 7 [^]*Who goes there\?\r\n[^]*Password: $/);
  });

  it('do not grow for ever', () => {
    const console = consoleWith(QUIET);
    console.type('conf t\rbanner motd #\r');
    console.type(`${'x'.repeat(200)}\r`.repeat(1000));
    console.type('#\rend\r');
    const lines = /regexp = (\d+)/.exec(console.type('show running-config | count xxxx\r'));
    expect(Number(lines?.[1])).toBe(163);
  });
});

describe('reload', () => {
  it('waits for its time, and tells everybody', () => {
    const console = consoleWith(QUIET);
    expect(console.type('reload in 1:30 new image\r')).toBe('reload in 1:30 new image\r\n\r\nReload scheduled in 1 hour and 30 minutes\r\nReload reason: new image\r\nProceed with reload? [confirm]');
    expect(console.type('\r')).toMatch(/\*\*\*\r\n\*\*\* --- SHUTDOWN in 1:30:00 ---\r\n\*\*\*/);
    console.type('conf t\rline con 0\rexec-timeout 0 0\rend\rwr\r');
    expect(console.type('show reload\r')).toContain('Reload scheduled in 1 hour and 30 minutes\r\nReload reason: new image\r\n');
    expect(console.wait(1800)).toContain('SHUTDOWN in 1:00:00');
    expect(console.wait(3000)).toMatch(/SHUTDOWN in 0:30:00[^]*$/);
    const rest = console.wait(601);
    expect(rest).toMatch(/SHUTDOWN in 0:05:00[^]*SHUTDOWN in 0:01:00[^]*SHUTDOWN NOW[^]*Press RETURN to get started!/);
    console.type('\renable\r');
    expect(console.type('show reload\r')).toContain('No reload is scheduled.');
  });

  it('is called off', () => {
    const console = consoleWith(QUIET);
    console.type('reload in 5\r\r');
    expect(console.type('reload cancel\r')).toContain('*** --- SHUTDOWN ABORTED ---\r\n***');
    expect(console.type('reload cancel\r')).toContain('%No reload is scheduled.');
    expect(console.wait(400)).toBe('');
    expect(console.type('reload in never\r')).toContain('% Invalid time: never');
  });
});

describe('configure', () => {
  it.each([
    ['', /R1\(config\)#$/],
    ['t', /R1\(config\)#$/],
    ['mem', /R1#$/],
    ['net\r\r\r', /%Error opening tftp[^]*R1#$/],
    ['x', /\?Must be "terminal"[^]*R1#$/],
    ['\x03', /R1#$/],
  ])('asks where from: %j', (answer, shown) => {
    const console = consoleWith(QUIET);
    expect(console.type('configure\r')).toContain('Configuring from terminal, memory, or network [terminal]? ');
    expect(console.type(`${answer}\r`)).toMatch(shown);
  });
});

describe('extended ping', () => {
  it('asks everything, and sends', () => {
    const console = consoleWith(`${QUIET}interface Loopback0\n ip address 10.0.0.1 255.0.0.0\n`);
    const shown = console.type('ping\rip\r10.0.0.1\r3\r20\r200\r1\ry\rloopback 0\r\ryes\r\r\r\r\r');
    for (const question of ['Protocol [ip]: ', 'Target IP address: ', 'Repeat count [5]: ', 'Sweep range of sizes [n]: ']) expect(shown).toContain(question);
    expect(shown).toContain('% A decimal number between 36 and 18024.');
    expect(shown).toContain('Sending 3, 200-byte ICMP Echos to 10.0.0.1, timeout is 1 seconds:\r\nPacket sent with a source address of 10.0.0.1\r\nPacket sent with the DF bit set\r\n!!!');
    expect(console.type('ping\r\rnowhere\r')).toContain('% Bad IP address\r\nR1#');
    expect(console.type('ping\ripx\r')).toContain('% Unknown protocol - "ipx"');
    expect(console.type('ping\r\x03')).toMatch(/Protocol \[ip\]: \r\nR1#$/);
    expect(console.type('ping\r\r10.0.0.1\r1\r\r\ry\r\r\r\r\r\rtimestamp\r\r\r')).toContain('% Not supported by this software\r\nLoose, Strict, Record, Timestamp, Verbose[none]: ');
  });

  it('sweeps sizes', () => {
    const console = consoleWith(`${QUIET}interface Loopback0\n ip address 10.0.0.1 255.0.0.0\n`);
    const shown = console.type('ping\r\r10.0.0.1\r2\r\r\r\ry\r100\r120\r10\r');
    for (const question of ['Sweep min size [36]: ', 'Sweep max size [18024]: ', 'Sweep interval [1]: ']) expect(shown).toContain(question);
    expect(shown).toContain('Sending 6, [100..120]-byte ICMP Echos to 10.0.0.1, timeout is 2 seconds:\r\n!!!!!!\r\n');
  });

  it('records the route, and tells of each reply', () => {
    const console = consoleWith(`${QUIET}interface Loopback0\n ip address 10.0.0.1 255.0.0.0\n`);
    const shown = console.type('ping\r\r10.0.0.1\r1\r\r\ry\r\r\r\r\r0xff00\rrecord\r3\r\r\r');
    expect(shown).toContain('Number of hops [ 9 ]: 3\r\nLoose, Strict, Record, Timestamp, Verbose[RV]: ');
    expect(shown).toContain('Packet has data pattern 0xFF00\r\nPacket has IP options:  Total option bytes= 15, padded length=16\r\n Record route: <*>\r\n   (0.0.0.0)\r\n');
    expect(shown).toContain('Reply to request 0 (1 ms).  Received packet has options\r\n Total option bytes= 16, padded length=16\r\n Record route:\r\n   (10.0.0.1)\r\n');
    expect(console.type('ping\r\r10.0.0.1\r1\r\r\ry\r\r\r\r\r\rv\r\r\r')).toContain('Reply to request 0 (1 ms) (size 100)\r\n');
  });
});

describe('extended traceroute', () => {
  it('asks everything, and traces', () => {
    const console = consoleWith(`${QUIET}interface Loopback0\n ip address 10.0.0.1 255.0.0.0\n`);
    const shown = console.type('traceroute\r\r10.0.0.1\rloopback0\r\r1\r2\r\r0\r5\r\r\r');
    for (const question of ['Protocol [ip]: ', 'Source address: ', 'Numeric display [n]: ', 'Probe count [3]: ', 'Maximum Time to Live [30]: 0\r\n% A decimal number between 1 and 255.', 'Port Number [33434]: ', 'Verbose[none]: ']) {
      expect(shown).toContain(question);
    }
    expect(shown).toMatch(/Type escape sequence to abort.\r\nTracing the route to 10.0.0.1\r\n[^]*R1#$/);
    expect(console.type('traceroute\r\rnowhere\r')).toContain('% Bad IP address\r\nR1#');
  });
});

describe('setup', () => {
  const unconfigured = () => {
    const world = worldOf(labOf({ R1: '' }, []));
    world.settle();
    let shown = '';
    const router = world.routers.get('R1');
    const console = consoleOf(world);
    if (router) new Session({ router, grammar: router.config.grammar, output: (octets) => (shown += String.fromCharCode(...octets)) }).close();
    return { console, shown };
  };

  it('is offered by a router without configuration', () => {
    const { console, shown } = unconfigured();
    expect(shown).toContain('         --- System Configuration Dialog ---\r\n\r\nWould you like to enter the initial configuration dialog? [yes/no]: ');
    expect(console.session.state).toBe('question');
    expect(console.type('\r')).toContain("% Please answer 'yes' or 'no'.\r\nWould you like");
    expect(console.type('no\r')).toContain('Press RETURN to get started!');
    expect(console.type('\r')).toMatch(/Router>$/);
  });

  it('configures, saves, and lets one in', () => {
    const { console } = unconfigured();
    const shown = console.type('yes\ryes\rR5\r\rgeheim\rgeheim\rpass\rterm\r\rprivate\rethernet 7\re0\r\r10.0.300.1\r10.0.0.1\r1.2.3\r255.255.255.0\r');
    for (const line of [
      'Configuring global parameters:',
      '% No defaulting allowed',
      '% Please choose a password that is different from the enable secret',
      '% Invalid interface name',
      '% Bad Internet address.',
      '% Bad subnet mask.',
      '    Class A network is 10.0.0.0, 24 subnet bits; mask is /24',
      'hostname R5\r\nenable secret 5 $1$',
      'enable password pass\r\nline vty 0 4\r\npassword term\r\nsnmp-server community private\r\n!\r\ninterface Ethernet0\r\nno shutdown\r\nip address 10.0.0.1 255.255.255.0\r\n!\r\ninterface Serial0\r\nshutdown\r\nno ip address\r\n',
      'Enter your selection [2]: ',
    ]) expect(shown).toContain(line);
    expect(console.type('\r')).toMatch(/Building configuration...\r\n\[OK\]\r\nUse the enabled mode 'configure' command to modify this configuration.\r\n[^]*Press RETURN to get started!/);
    expect(console.type('\renable\rgeheim\r')).toMatch(/R5#$/);
    expect(console.type('show startup-config | include hostname|community|10.0.0.1\r')).toContain('hostname R5\r\n ip address 10.0.0.1 255.255.255.0\r\nsnmp-server community private');
  });

  it('goes back, and away without a trace', () => {
    const { console } = unconfigured();
    console.type('yes\rno\rno\rR9\rb\rc\rd\rno\rno\r0\rno\rno\rno\rno\r');
    expect(console.type('1\r')).toContain('Would you like to enter basic management setup? [yes/no]: ');
    expect(console.type('\x03')).toMatch(/Configuration aborted, no changes made\.\r\n[^]*Press RETURN to get started!/);
    console.type('\renable\r');
    expect(console.type('show startup-config\r')).toContain('startup-config is not present');
    expect(console.type('setup\r')).toContain('Continue with configuration dialog? [yes/no]: ');
    expect(console.type('\x03')).toContain('Configuration aborted, no changes made.\r\nRouter#');
  });

  it('takes a routing process along', () => {
    const { console } = unconfigured();
    console.type('yes\rno\rno\rR5\rgeheim\rpass\rterm\rno\r\rno\ryes\r3\r\r\r10.0.0.1\r\rno\rno\rno\r2\r');
    console.type('\renable\rgeheim\r');
    expect(console.type('show running-config | section router\r')).toContain('router rip\r\n redistribute connected\r\n network 10.0.0.0');
    expect(console.type('show running-config | include switch-type\r')).toContain('isdn switch-type basic-dms100');
  });

  it('comes back with an erased configuration', () => {
    const console = consoleWith(QUIET);
    expect(console.type('write erase\r\rreload\r\r')).toMatch(/initial configuration dialog\? \[yes\/no\]: $/);
  });
});

describe('pasting', () => {
  it('loses nothing of ten thousand lines', () => {
    const console = consoleWith(`${QUIET}line con 0\n exec-timeout 0 0\n`);
    const lines = Array.from({ length: 10_000 }, (_, i) => `ip host h${i} 10.${i >> 8}.${i & 255}.1`);
    const shown = console.type(`conf t\r${lines.join('\r')}\rend\r`);
    expect(shown).not.toContain('%');
    expect(console.type('show running-config | count ^ip host\r')).toContain('Number of lines which match regexp = 10000');
  });

  it('loses nothing while commands run and ask', () => {
    const console = consoleWith(QUIET);
    const shown = console.type('ping 10.9.9.9\rwrite erase\rnconf t\rbanner motd #\rhostname no\r#\rhostname Yes\rend\rcopy run start\r\rping\r\r10.9.9.9\r1\r\r\r\r\rshow privilege\r');
    expect(shown).toMatch(/Success rate is 0 percent \(0\/5\)[^]*\[confirm\]n\r\nR1#conf t[^]*Yes#copy run start[^]*\[OK\][^]*\(0\/1\)\r\nYes#show privilege\r\nCurrent privilege level is 15\r\nYes#$/);
  });
});
