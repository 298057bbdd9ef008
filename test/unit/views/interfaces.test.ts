// `show interfaces` and its like by kind of interface: what each kind's block has and has not, line by line where a
// published capture gives the line.

import { describe, expect, it } from 'vitest';
import { consoleOf, consoleWith } from '../../support/console.ts';
import { labOf, worldOf } from '../../support/lab.ts';

const trimmed = (text: string): string => text.replace(/\r/g, '');

/** The published capture of an idle BRI (12.x, administratively down): trailing blanks are the box's. */
const BRI_DOWN = `BRI0 is administratively down, line protocol is down 
  Hardware is BRI
  MTU 1500 bytes, BW 64 Kbit, DLY 20000 usec, 
     reliability 255/255, txload 1/255, rxload 1/255
  Encapsulation HDLC, loopback not set
  Last input never, output never, output hang never
  Last clearing of "show interface" counters never
  Input queue: 0/75/0/0 (size/max/drops/flushes); Total output drops: 0
  Queueing strategy: weighted fair
  Output queue: 0/1000/64/0 (size/max total/threshold/drops) 
     Conversations  0/0/16 (active/max active/max total)
     Reserved Conversations 0/0 (allocated/max allocated)
  5 minute input rate 0 bits/sec, 0 packets/sec
  5 minute output rate 0 bits/sec, 0 packets/sec
     0 packets input, 0 bytes, 0 no buffer
     Received 0 broadcasts, 0 runts, 0 giants, 0 throttles
     0 input errors, 0 CRC, 0 frame, 0 overrun, 0 ignored, 0 abort
     0 packets output, 0 bytes, 0 underruns
     0 output errors, 0 collisions, 1 interface resets
     0 output buffer failures, 0 output buffers swapped out
     0 carrier transitions
`;

describe('show interfaces', () => {
  it('shows a BRI that is shut down as captured, and its B channels with a keepalive line', () => {
    const console = consoleWith();
    const shown = trimmed(console.type('show interfaces bri 0\r'));
    expect(shown).toContain(BRI_DOWN);
    expect(trimmed(console.type('show interfaces bri 0 1\r'))).toContain('  Encapsulation HDLC, loopback not set\n  Keepalive set (10 sec)\n  Last input');
  });

  const kinds: readonly [name: string, has: readonly string[], hasNot: readonly string[]][] = [
    ['ethernet 0', ['Hardware is Lance, address is ', 'ARP type: ARPA, ARP Timeout 04:00:00', 'dribble', '0 late collision'], ['carrier transitions', 'abort']],
    ['serial 0', ['Hardware is HD64570', 'BW 1544 Kbit', 'Conversations  0/0/256', 'carrier transitions', 'DCD=down  DSR=down'], ['ARP type']],
    ['loopback 0', ['MTU 1514 bytes, BW 8000000 Kbit', 'Encapsulation LOOPBACK'], ['Keepalive', 'carrier']],
    ['tunnel 0', ['BW 9 Kbit, DLY 500000', 'Encapsulation TUNNEL', 'Keepalive not set', 'line protocol is down'], ['carrier']],
    ['virtual-template 1', ['Virtual-Template1 is down, line protocol is down', 'DTR is pulsed for 5 seconds'], []],
    ['multilink 1', ['Multilink1 is down, line protocol is down', 'Hardware is multilink group interface'], []],
    ['dialer 1', ['Dialer1 is up (spoofing), line protocol is up (spoofing)', 'BW 56 Kbit', 'DTR is pulsed for 1 seconds', '     0 packets output, 0 bytes\n'], ['underruns', 'carrier']],
    ['null 0', ['Null0 is up, line protocol is up', 'BW 10000000 Kbit, DLY 0 usec'], ['carrier']],
  ];
  it.each(kinds)('%s', (name, has, hasNot) => {
    const console = consoleWith();
    console.type(`configure terminal\rinterface ${name}\rend\r`);
    console.wait(5);
    const shown = trimmed(console.type(`show interfaces ${name}\r`));
    for (const text of has) expect(shown).toContain(text);
    for (const text of hasNot) expect(shown).not.toContain(text);
  });

  it('takes bandwidth, delay, keepalive and load interval from the configuration', () => {
    const console = consoleWith('hostname R1\ninterface Serial0\n bandwidth 128\n delay 500\n no keepalive\n load-interval 30\n');
    const shown = trimmed(console.type('show interfaces serial 0\r'));
    expect(shown).toContain('BW 128 Kbit, DLY 5000 usec');
    expect(shown).toContain('Keepalive not set');
    expect(shown).toContain('Conversations  0/0/32');
    expect(shown).toContain('30 second input rate');
  });

  it.each([['', 9], [' speed 38400\n', 38], [' speed 115200\n', 115]])('has an asynchronous interface as fast as its line: %j', (speed, kilobits) => {
    const console = consoleWith(`hostname R1\ninterface Async1\n encapsulation ppp\nline aux 0\n modem InOut\n${speed}`);
    expect(trimmed(console.type('show interfaces async 1\r'))).toContain(`BW ${kilobits} Kbit, DLY 100000 usec`);
    console.type('configure terminal\rinterface async 1\rbandwidth 56\rend\r');
    expect(trimmed(console.type('show interfaces async 1\r'))).toContain('BW 56 Kbit');
  });

  it('shows queues as they are configured, and as they fill', () => {
    const console = consoleWith('hostname R1\ninterface Serial0\n hold-queue 500 out\n hold-queue 20 in\n fair-queue 32\ninterface Serial1\n no fair-queue\n');
    const serial0 = trimmed(console.type('show interfaces serial 0\r'));
    expect(serial0).toContain('Input queue: 0/20/0/0');
    expect(serial0).toContain('Output queue: 0/500/32/0 (size/max total/threshold/drops) ');
    const serial1 = trimmed(console.type('show interfaces serial 1\r'));
    expect(serial1).toContain('  Queueing strategy: fifo\n  Output queue :0/40 (size/max)\n');
    expect(console.type('show queue serial 1\r')).toContain("'Show queue' not supported with FIFO queueing.");
  });

  it('names the hardware of the model', () => {
    const lab = labOf({ R1: 'hostname R1\n' }, []);
    const world = worldOf({ ...lab, routers: [{ name: 'R1', model: '2621', config: 'hostname R1\n' }] });
    world.settle();
    const console = consoleOf(world);
    const shown = console.type('\rshow interfaces fastethernet 0/0\r');
    expect(shown).toContain('Hardware is AmdFE, address is ');
    expect(shown).toContain('BW 100000 Kbit, DLY 100 usec');
    expect(shown).toContain('Full-duplex, 100Mb/s');
    expect(shown).toContain('     0 watchdog');
  });
});

describe('show ip interface', () => {
  it('tells where the address is from, and of an interface without one that IP is off', () => {
    const console = consoleWith('hostname R1\ninterface Ethernet0\n ip address 10.1.1.1 255.255.255.0\n');
    const shown = trimmed(console.type('show ip interface\r'));
    expect(shown).toContain('Ethernet0 is up, line protocol is down\n  Internet address is 10.1.1.1/24\n  Broadcast address is 255.255.255.255\n  Address determined by non-volatile memory\n');
    expect(shown).toContain('BRI0:1 is administratively down, line protocol is down\n  Internet protocol processing disabled\n');
    expect(trimmed(console.type('show ip interface bri 0\r'))).toMatch(/\nBRI0 is administratively down, line protocol is down\n {2}Internet protocol processing disabled\n/);
  });
});
