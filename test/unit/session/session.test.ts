import { describe, expect, it } from 'vitest';
import { consoleOf, consoleWith } from '../../support/console.ts';
import { labOf, lineOf, worldOf } from '../../support/lab.ts';

/** One keystroke string at a privileged prompt of R1, and the octets that follow. */
function check(keys: string, output: string, config?: string): void {
  expect(consoleWith(config).type(keys)).toBe(output.replaceAll('\n', '\r\n'));
}

describe('refusals', () => {
  it.each([
    // `cis` begins a keyword of the image's; `br` begins an interface type; `0` none.
    ['cisco\r', 14],
    ['do show int bra\r', 25],
    ['interface 0/0/1\r', 21],
  ])('puts the caret of %j at column %i', (line, column) => {
    const shown = consoleWith().type(`conf t\r${line}`);
    const rows = shown.split('\r\n');
    const caret = rows.findIndex((row) => /^ *\^$/.test(row));
    expect(rows[caret]?.indexOf('^')).toBe(column);
    expect(rows.slice(caret + 1)).toEqual(["% Invalid input detected at '^' marker.", '', 'R1(config)#']);
  });

  it('says what is incomplete, ambiguous, or a beginning', () => {
    check('configure terminal\r', 'configure terminal\nEnter configuration commands, one per line.  End with CNTL/Z.\nR1(config)#');
    check('clock\r', 'clock\n% Incomplete command.\n\nR1#');
    check('show\r', 'show\n% Type "show ?" for a list of subcommands\nR1#');
    check('e\r', 'e\n% Ambiguous command:  "e"\nR1#');
    check('enable cisco\r', 'enable cisco\n          ^\n% Invalid input detected at \'^\' marker.\n\nR1#');
  });

  it('looks an unknown first word up', () => {
    check('contin\r', 'contin\nTranslating "contin"...domain server (255.255.255.255)\n% Unknown command or computer name, or unable to find computer address\nR1#');
    const off = 'hostname R1\nno ip domain-lookup\n';
    check('contin\r', 'contin\nTranslating "contin"\n% Unknown command or computer name, or unable to find computer address\nR1#', off);
    const caret = 'hostname R1\nline con 0\n transport preferred none\n';
    check('xyz\r', "xyz\n    ^\n% Invalid input detected at '^' marker.\n\nR1#", caret);
  });

  it('stops a lookup at Ctrl-Shift-6, and keeps what was typed meanwhile', () => {
    const console = consoleWith();
    expect(console.keys('contin\r')).toBe('contin\r\nTranslating "contin"...domain server (255.255.255.255)');
    expect(console.session.state).toBe('running');
    expect(console.keys('show pri\r')).toBe('');
    expect(console.keys('\x1e')).toBe(' % Name lookup aborted\r\nR1#show pri\r\nCurrent privilege level is 15\r\nR1#');
    expect(console.session.state).toBe('prompt');
  });
});

describe('help and Tab', () => {
  it('answers ? at once and keeps the line', () => {
    check('debug dialer ?', 'debug dialer ?\n  events   Dialer event reporting\n  packets  Dialer interesting packet reporting\n  <cr>\n\nR1#debug dialer ');
    check('co?', 'co?\nconfigure  connect    copy       \n\nR1#co');
    check('show xyz?', 'show xyz?\n% Unrecognized command\nR1#show xyz');
  });

  it('pages help, and comes back to the line', () => {
    const console = consoleWith(undefined, { terminalLength: 5 });
    expect(console.type('show ?')).toMatch(/ --More-- $/);
    expect(console.session).toMatchObject({ state: 'more', prompt: ' --More-- ' });
    expect(console.type('q')).toMatch(/R1#show $/);
    expect(console.session).toMatchObject({ state: 'prompt', prompt: 'R1#', pendingText: 'show ' });
  });

  it('filters what is to come at --More--', () => {
    const search = (keys: string): string => {
      const console = consoleWith('hostname R1\nno logging console\n', { terminalLength: 5 });
      return console.type(`show terminal\r${keys}\r`);
    };
    expect(search('/Editing').split('/Editing')[1]).toMatch(/^\r\nfiltering...\r\nEditing is enabled.\r\nHistory [^]* --More-- $/);
    expect(search('+ed\\.').split('filtering...')[1]).toBe('\r\nEditing is enabled.\r\nR1#');
    expect(search('-i[st]').split('filtering...')[1]).toMatch(/^(\r\n((?!i[st]).)*)*\r\n --More-- $/);
    expect(search('+(')).toMatch(/% Failed to compile regular expression.\r\n[^]* --More-- $/);
    expect(search('/x\x03')).toMatch(/R1#\r\nR1#$/);
  });

  it('loses nothing behind a question of one key', () => {
    const console = consoleWith('hostname R1\nno logging console\n');
    expect(console.type('write erase\rn\rshow privilege\r')).toMatch(/\[confirm\]n\r\nR1#show privilege\r\nCurrent privilege level is 15\r\nR1#$/);
    expect(console.type('write erase\rshow privilege\r')).toMatch(/\[confirm\]s\r\nR1#how privilege\r\n/);
  });

  it('completes on a new line', () => {
    check('conf\t', 'conf\nR1#configure ');
    check('conf\tt\t\r', 'conf\nR1#configure t\nR1#configure terminal \nEnter configuration commands, one per line.  End with CNTL/Z.\nR1(config)#');
    check('c\t', 'c\nR1#c');
  });
});

describe('modes', () => {
  it('follows the configuration and says so on leaving it', () => {
    const console = consoleWith();
    expect(console.type('conf t\rint bri0\r').endsWith('R1(config-if)#')).toBe(true);
    expect(console.type('line con 0\r').endsWith('R1(config-line)#')).toBe(true);
    expect(console.type('exit\r').endsWith('R1(config)#')).toBe(true);
    expect(console.type('hostname Atlanta\r').endsWith('Atlanta(config)#')).toBe(true);
    expect(console.type('do show priv\r')).toBe('do show priv\r\nCurrent privilege level is 15\r\nAtlanta(config)#');
    expect(console.type('map-class dialer X\r').endsWith('Atlanta(config-map-class)#')).toBe(true);
    expect(console.type('end\r')).toBe('end\r\nAtlanta#\r\n00:00:15: %SYS-5-CONFIG_I: Configured from console by console');
    expect(console.type('\r')).toBe('\r\nAtlanta#');
  });

  it('leaves at Ctrl-Z with the line taken, and at Ctrl-C without it', () => {
    const console = consoleWith();
    console.type('conf t\r');
    expect(console.type('hostname X\x1a')).toMatch(/^hostname X\^Z\r\nX#\r\n.*CONFIG_I/);
    console.type('\rconf t\r');
    expect(console.type('hostname Y\x03')).toMatch(/^hostname Y\^C\r\nX#/);
  });

  it('keeps twenty characters of a long name in a configuration prompt', () => {
    const name = 'a123456789b123456789c123456789';
    const console = consoleWith(`hostname ${name}\n`);
    expect(console.session.prompt).toBe(`${name}#`);
    console.type('conf t\r');
    expect(console.session.prompt).toBe('a123456789b123456789(config)#');
  });

  it('keeps two histories', () => {
    const console = consoleWith();
    console.type('show privilege\rconf t\rhostname R1\rexit\r');
    expect(console.type('show history\r')).toContain('  enable\r\n  show privilege\r\n  conf t\r\n  show history\r\n');
    console.type('conf t\r');
    console.type('\x10');
    expect(console.session.pendingText).toBe('exit');
  });
});

describe('coming and going', () => {
  it('waits for Return, and again after exit', () => {
    const console = consoleWith();
    expect(console.type('exit\r')).toMatch(/^exit\r\n(\r\n)+R1 con0 is now available\r\n(\r\n)+Press RETURN to get started\.\r\n/);
    expect(console.session).toMatchObject({ state: 'closed', prompt: '', pendingText: '' });
    expect(console.type('show\x03 clock')).toBe('');
    expect(console.type('\r')).toMatch(/R1>$/);
  });

  it('asks for the line password three times', () => {
    const console = consoleOf(worldOf(labOf({ R1: 'hostname R1\nline con 0\n password cisco\n login\n' }, [])));
    expect(console.type('\r')).toBe('\r\n\r\n\r\nUser Access Verification\r\n\r\nPassword: ');
    expect(console.session).toMatchObject({ state: 'question', prompt: 'Password: ' });
    expect(console.type('a\rb\r')).toBe('\r\nPassword: \r\nPassword: ');
    expect(console.type('c\r')).toContain('% Bad passwords');
    expect(console.session.state).toBe('closed');
    expect(console.type('\rcisco\r')).toMatch(/R1>$/);
  });

  it('knows users by login local, and says who configured', () => {
    const config = 'hostname R1\nusername bob privilege 15 secret 0 x1\nline con 0\n login local\n';
    const console = consoleOf(worldOf(labOf({ R1: config }, [])));
    expect(console.type('\rbob\rwrong\r')).toMatch(/Username: bob\r\nPassword: \r\n% Login invalid\r\n\r\nUsername: $/);
    expect(console.type('bob\rx1\r')).toMatch(/R1#$/);
    expect(console.type('conf t\rend\r')).toContain('Configured from console by bob on console');
  });

  it('guards enable by secret before password', () => {
    const console = consoleOf(worldOf(labOf({ R1: 'hostname R1\nenable secret 0 geheim\nenable password cisco\n' }, [])));
    console.type('\r');
    expect(console.type('enable\rcisco\rcisco\rcisco\r')).toBe('enable\r\nPassword: \r\nPassword: \r\nPassword: \r\n% Bad secrets\r\n\r\nR1>');
    expect(console.type('enable\rgeheim\r')).toMatch(/R1#$/);
    expect(console.type('disable\r')).toMatch(/R1>$/);
  });

  it('takes a banner to its delimiter and shows it at the door', () => {
    const console = consoleWith();
    console.type('conf t\r');
    expect(console.type('banner motd #\r')).toBe("banner motd #\r\nEnter TEXT message.  End with the character '#'.\r\n");
    expect(console.session.state).toBe('text');
    expect(console.type('Keep out!\rReally?\r#\r')).toMatch(/R1\(config\)#$/);
    expect(console.type('do show run | begin banner\r')).toContain('banner motd ^C\r\nKeep out!\r\nReally?\r\n^C\r\n');
    expect(console.type('end\rexit\r\r')).toContain('Keep out!\r\nReally?\r\n');
  });
});

const ERASED = '[OK]\r\nErase of nvram: complete\r\nR1#\r\n00:00:15: %SYS-7-NV_BLOCK_INIT: Initialized the geometry of nvram';

describe('saving and reloading', () => {
  it('saves after asking for the name', () => {
    const console = consoleWith();
    expect(console.type('copy run start\r')).toBe('copy run start\r\nDestination filename [startup-config]? ');
    expect(console.type('\r')).toBe('\r\nBuilding configuration...\r\n[OK]\r\nR1#');
    expect(console.type('show startup-config | include hostname\r')).toBe('show startup-config | include hostname\r\nhostname R1\r\nR1#');
    expect(console.type('write erase\r')).toContain('Continue? [confirm]');
    expect(console.type('\r')).toBe(`\r\n${ERASED}`);
    expect(console.type('show startup-config\r')).toContain('startup-config is not present');
  });

  it('reloads after its questions, and boots what was saved', () => {
    const console = consoleWith();
    expect(console.type('reload\r')).toBe('reload\r\n\r\nProceed with reload? [confirm]');
    expect(console.type('n')).toBe('n\r\nR1#');
    console.type('conf t\rhostname Other\rend\r');
    expect(console.type('reload\r')).toContain('System configuration has been modified. Save? [yes/no]: ');
    expect(console.type('what\r')).toContain("% Please answer 'yes' or 'no'.");
    expect(console.type('no\r')).toContain('Proceed with reload? [confirm]');
    const shown = console.type('\r');
    expect(shown).toContain('%SYS-5-RELOAD: Reload requested by console. Reload Reason: Reload command.');
    expect(shown).toContain('Press RETURN to get started!');
    expect(console.session.state).toBe('closed');
    expect(console.type('\r')).toMatch(/R1>$/);
  });

  it('takes y and Return as one answer', () => {
    const console = consoleWith();
    expect(console.type('write erase\r')).toContain('[confirm]');
    expect(console.type('y\r')).toBe(`y\r\n${ERASED}`);
  });

  it('counts the octets of the running configuration', () => {
    const shown = consoleWith().type('show running-config\r');
    const [, size = '', body = ''] = /Current configuration : (\d+) bytes\r\n([^]*end\r\n)\r\n/.exec(shown) ?? [];
    expect(body.replaceAll('\r\n', '\n')).toHaveLength(Number(size));
  });

  it('sets the clock', () => {
    const console = consoleWith();
    console.type('clock set 12:34:56 29 february 2000\r');
    expect(console.type('show clock\r')).toContain('12:34:56.000 UTC Tue Feb 29 2000');
    expect(console.type('clock set 1:2:3 30 february 2000\r')).toContain('% Invalid day of the month');
  });
});

describe('debugging', () => {
  it('says what is on, and off', () => {
    const console = consoleWith();
    expect(console.type('debug dialer\r')).toContain('\r\nDial on demand events debugging is on\r\n');
    expect(console.type('debug isdn q931\r')).toContain('\r\nISDN Q931 packets debugging is on\r\n');
    expect(console.type('no debug dialer\r')).toContain('\r\nDial on demand events debugging is off\r\n');
    expect(console.type('undebug all\r')).toContain('\r\nAll possible debugging has been turned off\r\n');
    expect(console.type('debug all\ryes\r')).toContain('\r\nAll possible debugging has been turned on\r\n');
    expect(console.type('show debugging | tee\r')).toContain('^');
    expect(console.type('show debugging | count Q9\r')).toContain('\r\nNumber of lines which match regexp = 2\r\nR1#');
    expect(console.type('show debugging | include ISDN Q9\r')).toContain('  ISDN Q921 packets debugging is on\r\n  ISDN Q931');
  });
});

describe('messages', () => {
  const note = (console: ReturnType<typeof consoleWith>): void =>
    console.world.routers.get('R1')?.record({ type: 'link.changed', to: 'up' }, 'BRI0:1');
  const TEXT = '00:00:15: %LINK-3-UPDOWN: Interface BRI0:1, changed state to up';

  it('break into the typed line and leave it there', () => {
    const console = consoleWith();
    console.keys('show cl');
    note(console);
    note(console);
    expect(console.keys('ock')).toBe(`\r\n${TEXT}\r\n${TEXT}ock`);
    expect(console.session).toMatchObject({ prompt: 'R1#', pendingText: 'show clock' });
  });

  it('are followed by prompt and line with logging synchronous', () => {
    const console = consoleWith('hostname R1\nline con 0\n logging synchronous\n');
    console.keys('show cl');
    note(console);
    expect(console.keys('')).toBe(`\r\n${TEXT}\r\nR1#show cl`);
  });

  it.each([
    ['no logging console', false],
    ['logging console 2', false],
    ['logging console errors', true],
    ['logging console debugging', true],
  ])('obey %j', (line, shown) => {
    const console = consoleWith(`hostname R1\n${line}\n`);
    note(console);
    expect(console.keys('').includes(TEXT)).toBe(shown);
  });

  it('stay in the buffer, as far as it goes', () => {
    const console = consoleWith('hostname R1\nlogging buffered 4096\nno logging console\n');
    for (let i = 0; i < 100; i += 1) note(console);
    const shown = console.type('show logging\r');
    expect(shown).toContain('    Console logging: disabled\r\n');
    expect(shown).toContain('Buffer logging: level debugging, 10');
    expect(shown).toContain('Log Buffer (4096 bytes):');
    expect(shown.split(TEXT)).toHaveLength(Math.floor(4096 / (TEXT.length + 1)) + 1);
    console.type('clear logging\r\r');
    expect(console.type('show logging\r')).not.toContain(TEXT);
  });
});

describe('ping', () => {
  const world = () => {
    const ethernet = (address: string): string => `interface Ethernet0\n ip address ${address} 255.255.255.0\n`;
    const members = ['R1', 'R2'].map((router) => ({ router, interface: 'Ethernet0' }));
    const lab = labOf({ R1: `hostname R1\n${ethernet('10.0.0.1')}`, R2: ethernet('10.0.0.2') }, [lineOf('R1', ['1'])], {
      lans: [{ name: 'lan1', members, hosts: [] }],
    });
    const made = worldOf(lab);
    made.settle();
    return made;
  };

  it('prints marks and statistics', () => {
    const console = consoleOf(world());
    console.type('\r');
    const shown = console.type('ping 10.0.0.2 repeat 100 size 200\r');
    expect(shown).toContain('Type escape sequence to abort.\r\nSending 100, 200-byte ICMP Echos to 10.0.0.2, timeout is 2 seconds:\r\n');
    const marks = shown.split('\r\n').filter((line) => /^[!.]+$/.test(line));
    expect(marks.map((line) => line.length)).toEqual([70, 30]);
    expect(shown).toMatch(/\r\nSuccess rate is \d+ percent \(\d+\/100\), round-trip min\/avg\/max = \d+\/\d+\/\d+ ms\r\nR1>$/);
  });

  const STOPPED = /^\r\nSuccess rate is 0 percent \(0\/\d\)\r\nR1>/;

  it.each([
    ['', '\x1e', true],
    ['', '\x03', false],
    ['terminal escape-character 3\r', '\x03', true],
    ['terminal escape-character 3\r', '\x1e', false],
    ['terminal escape-character q\r', 'q', true],
    ['terminal escape-character \x16\x03\r', '\x03', true],
    ['terminal escape-character none\r', '\x1e', false],
    ['terminal escape-character 3\rterminal escape-character default\r', '\x1e', true],
  ])('after %j, does %j stop it: %s', (setting, key, stops) => {
    const console = consoleOf(world());
    console.type(`\r${setting}`);
    console.keys('ping 10.0.0.9\r');
    console.wait(5);
    const shown = console.keys(key);
    if (stops) expect(shown).toMatch(STOPPED);
    else expect(shown).toBe('');
  });

  it('runs what was typed meanwhile, ping after ping', () => {
    const console = consoleOf(world());
    console.type('\r');
    const shown = console.type('ping 10.0.0.2\rping 10.0.0.2\rshow privilege\r');
    expect(shown.match(/Success rate/g)).toHaveLength(2);
    expect(shown).toMatch(/Current privilege level is 1\r\nR1>$/);
  });
});

describe('the settings of the line', () => {
  it('are in force as soon as they are configured', () => {
    const console = consoleWith('hostname R1\nno logging console\n');
    console.type('configure terminal\rline con 0\rescape-character 3\rhistory size 2\rno editing\rwidth 40\rend\r');
    const shown = console.type('show terminal\r');
    expect(shown).toContain('Width: 40 columns');
    expect(shown).toContain('^Cx    none');
    expect(shown).toContain('Editing is disabled.');
    expect(shown).toContain('history size is 2.');
    console.type('terminal history size 5\rconfigure terminal\rline con 0\rno width\rend\r');
    // What was set for this session stays while its own line of the configuration does.
    expect(console.type('show terminal\r')).toMatch(/Width: 80 columns[^]*history size is 5\./);
    expect(console.type('show running-config | begin line con\r')).toContain('escape-character 3\r\n');
  });
});

describe('full help', () => {
  const shown = (console: ReturnType<typeof consoleWith>, typed: string) => console.type(`\x15${typed}?`);

  it('shows somebody without privilege what needs it, and lets nobody type it', () => {
    const console = consoleWith();
    console.type('disable\r');
    expect(shown(console, 'show ')).not.toContain('running-config');
    console.type('\x15terminal full-help\r');
    expect(shown(console, 'show ')).toContain('  running-config ');
    expect(shown(console, '')).toContain('  configure ');
    expect(shown(console, 'show term')).toMatch(/terminal/);
    expect(console.type('\x15show running-config\r')).toContain('Invalid input');
    expect(console.type('show terminal\r')).toContain('Full user help is enabled');
    console.type('terminal no full-help\r');
    expect(shown(console, 'show ')).not.toContain('running-config');
  });

  it('is configured for the line as well', () => {
    const console = consoleWith('hostname R1\nline con 0\n full-help\n');
    console.type('disable\r');
    expect(shown(console, 'show ')).toContain('  running-config ');
  });
});
