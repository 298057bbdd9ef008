// The help lists of published captures (12.x and 15.x): what this program has of each stands in the captured order with the
// captured text; where the program has the whole list, nothing else stands there.

import { describe, expect, it } from 'vitest';
import { help } from '../../../src/grammar/complete.ts';
import { match } from '../../../src/grammar/match.ts';
import type { InterfaceKind } from '../../../src/base/interface-name.ts';
import { context, realGrammar } from '../../support/grammar.ts';

function list(mode: string, line: string, interfaceKind?: InterfaceKind): readonly string[] {
  const result = help(realGrammar(), mode, line, { ...context(), interfaceKind });
  if (result.kind !== 'list') return [result.kind];
  return result.entries.map(({ token, text }) => (text === '' ? token : `${token}  ${text}`));
}

const WHOLE: readonly (readonly [string, string, string])[] = [
  ['config', 'isdn switch-type ', `
basic-1tr6  1TR6 switch type for Germany
basic-5ess  Lucent 5ESS switch type for the U.S.
basic-dms100  Northern Telecom DMS-100 switch type for the U.S.
basic-net3  NET3 switch type for UK, Europe, Asia and Australia
basic-ni  National ISDN switch type for the U.S.
basic-qsig  QSIG switch type
basic-ts013  TS013 switch type for Australia (obsolete)
ntt  NTT switch type for Japan
vn3  VN3 and VN4 switch types for France`],
  ['config-if', 'dialer ', `
callback-secure  Enable callback security
caller  Specify telephone number to be screened
enable-timeout  Set length of time an interface stays down before it is available for dialing
fast-idle  Set idle time before disconnecting line with an unusually high level of contention
hold-queue  Configure output hold queue
idle-timeout  Set idle timeout before disconnecting line
in-band  Specify that this is an in-band dialing interface
load-threshold  Specify threshold for placing additional calls
map  Define multiple dial-on-demand numbers
pool-member  Specify dialer pool membership
priority  Specify priority for use in dialer group
rotary-group  Add to a dialer rotary group
rotor  Set outbound rotor order
string  Specify telephone number to be passed to DCE device
wait-for-carrier-time  How long the router will wait for carrier
watch-disable  Time to wait before bringing down watched route link
watch-group  Assign interface to dialer watch-list`],
  ['config-if', 'ppp authentication ', `
chap  Challenge Handshake Authentication Protocol (CHAP)
ms-chap  Microsoft Challenge Handshake Authentication Protocol (MS-CHAP)
pap  Password Authentication Protocol (PAP)`],
  ['config-if', 'encapsulation ', `
frame-relay  Frame Relay networks
hdlc  Serial HDLC synchronous
lapb  LAPB (X.25 Level 2)
ppp  Point-to-Point protocol
smds  Switched megabit Data Service
x25  X.25`],
  ['config', 'banner ', `
LINE  c banner-text c, where 'c' is a delimiting character
exec  Set EXEC process creation banner
incoming  Set incoming terminal line banner
login  Set login banner
motd  Set Message of the Day banner
prompt-timeout  Set Message for login authentication timeout
slip-ppp  Set Message for SLIP/PPP`],
  ['config', 'enable ', `
last-resort  Define enable action if no TACACS servers respond
password  Assign the privileged level password
secret  Assign the privileged level secret
use-tacacs  Use TACACS to check enable passwords`],
  ['config', 'enable secret ', `
0  Specifies an UNENCRYPTED password will follow
5  Specifies an ENCRYPTED secret will follow
LINE  The UNENCRYPTED (cleartext) 'enable' secret
level  Set exec level password`],
  ['config', 'service timestamps ', `
debug  Timestamp debug messages
log  Timestamp log messages`],
  ['config', 'line ', `
<2-499>  First Line number
aux  Auxiliary line
console  Primary terminal line
tty  Terminal controller
vty  Virtual terminal`],
  ['config-line', 'login ', `
authentication  authenticate using aaa method list
local  Local password checking
<cr>`],
  ['config-line', 'exec-timeout ', `
<0-35791>  Timeout in minutes`],
  ['config-line', 'exec-timeout 2 ', `
<0-2147483>  Timeout in seconds
<cr>`],
  ['config-line', 'transport input ', `
all  All protocols
lapb-ta  LAPB Terminal Adapter
lat  DEC LAT protocol
none  No protocols
pad  X.3 PAD
rlogin  Unix rlogin protocol
ssh  TCP/IP SSH protocol
telnet  TCP/IP Telnet protocol
udptn  UDPTN async via UDP protocol
v120  Async over ISDN`],
  ['exec', 'terminal history ', `
size  Set history buffer size
<cr>`],
  ['exec', 'terminal history size ', `
<0-256>  Size of history buffer`],
  ['config', 'access-list 99 deny 131.108.134.234 ', `
A.B.C.D  Mask of bits to ignore
log  Log matches against this entry
<cr>`],
  ['config', 'access-list ', `
<1-99>  IP standard access list
<100-199>  IP extended access list
<1000-1099>  IPX SAP access list
<1100-1199>  Extended 48-bit MAC address access list
<1200-1299>  IPX summary address access list
<1300-1999>  IP standard access list (expanded range)
<200-299>  Protocol type-code access list
<2000-2699>  IP extended access list (expanded range)
<300-399>  DECnet access list
<600-699>  Appletalk access list
<700-799>  48-bit MAC address access list
<800-899>  IPX standard access list
<900-999>  IPX extended access list`],
  ['config', 'access-list 1 permit ', `
Hostname or A.B.C.D  Address to match
any  Any source host
host  A single host address`],
  ['exec', 'clock set 10:00:00 ', `
<1-31>  Day of the month
MONTH  Month of the year`],
  ['config', 'clock summer-time EDT recurring 1 ', `
DAY  Weekday to start`],
  ['config', 'cdp holdtime ', `
<10-255>  Length of time  (in sec) that receiver must keep this packet`],
];

describe('user EXEC', () => {
  const tokens = (privilege: number) => {
    const result = help(realGrammar(), 'exec', '', context(privilege));
    return result.kind === 'list' ? result.entries.map(({ token }) => token) : [];
  };

  it('has no words before commands where nothing may follow them', () => {
    expect(tokens(1)).not.toContain('undebug');
    expect(tokens(1)).not.toContain('no');
    expect(tokens(15)).toEqual(expect.arrayContaining(['no', 'undebug', 'debug']));
    expect(match(realGrammar(), 'exec', 'undebug all', context(1))).toMatchObject({ kind: 'invalid', firstWord: true });
  });

  it('knows quit without showing it, as the box does', () => {
    expect(tokens(15)).not.toContain('quit');
    expect(match(realGrammar(), 'exec', 'quit', context(1))).toMatchObject({ kind: 'command' });
  });
});

describe('commands of an interface', () => {
  const words = (kind: InterfaceKind) => list('config-if', '', kind).map((line) => line.split('  ')[0]);
  const GENERAL = ['bandwidth', 'description', 'exit', 'ip', 'no', 'shutdown'];

  it.each<[InterfaceKind, readonly string[], readonly string[]]>([
    ['BRI', ['dialer', 'encapsulation', 'isdn', 'ppp'], ['async', 'clock', 'duplex', 'media-type', 'ring-speed', 'speed', 'squelch']],
    ['Dialer', ['dialer', 'encapsulation', 'isdn', 'ppp'], ['async', 'clock', 'duplex', 'ring-speed']],
    ['Serial', ['clock', 'dialer', 'encapsulation', 'ppp'], ['async', 'isdn', 'duplex', 'ring-speed']],
    ['D-channel', ['clock', 'dialer', 'encapsulation', 'isdn', 'ppp'], ['async', 'duplex']],
    ['Async', ['async', 'dialer', 'encapsulation', 'ppp'], ['clock', 'isdn', 'duplex']],
    ['Ethernet', ['full-duplex', 'squelch'], ['async', 'clock', 'dialer', 'encapsulation', 'isdn', 'ppp', 'ring-speed', 'speed']],
    ['FastEthernet', ['duplex', 'speed'], ['dialer', 'isdn', 'ppp']],
    ['Loopback', [], ['async', 'clock', 'compress', 'dialer', 'dialer-group', 'duplex', 'encapsulation', 'isdn', 'peer', 'ppp', 'speed', 'tx-queue-limit']],
  ])('%s', (kind, has, lacks) => {
    expect(words(kind)).toEqual(expect.arrayContaining([...GENERAL, ...has]));
    for (const word of lacks) expect(words(kind)).not.toContain(word);
  });

  it('are refused where the interface has them not, and with no before them', () => {
    const typed = (line: string, interfaceKind: InterfaceKind) => match(realGrammar(), 'config-if', line, { ...context(), interfaceKind });
    for (const line of ['ppp authentication chap', 'no ppp authentication chap', 'encapsulation ppp', 'dialer-group 1']) {
      expect(typed(line, 'BRI')).toMatchObject({ kind: 'command', mode: 'config-if' });
      expect(typed(line, 'Loopback')).toMatchObject({ kind: 'invalid' });
    }
    // What the interface lacks may be a global command all the same.
    expect(typed('isdn switch-type basic-ni', 'Loopback')).toMatchObject({ kind: 'command', mode: 'config' });
  });
});

describe('the beginning of an argument', () => {
  const words = (line: string) => {
    const result = help(realGrammar(), 'config', line, context());
    return result.kind === 'words' ? result.words : [result.kind];
  };

  it.each([
    ['access-list 1', ['<1-99>', '<100-199>', '<1000-1099>', '<1100-1199>', '<1200-1299>', '<1300-1999>']],
    ['access-list 13', ['<1-99>', '<100-199>', '<1300-1999>']],
    ['access-list 270', ['<200-299>']],
    ['access-list 2700', ['unrecognized']],
    ['access-list 0', ['unrecognized']],
    ['ip route 10.', ['A.B.C.D']],
    ['ip route 10.x', ['unrecognized']],
    ['hostname R', ['WORD']],
    ['clock timezone MET -', ['<-23 - 23>']],
    ['clock timezone MET -3', ['<-23 - 23>']],
    ['clock timezone MET -4', ['<-23 - 23>']],
    ['clock timezone MET 24', ['unrecognized']],
    ['clock summer-time X date 1 j', ['MONTH']],
    ['clock summer-time X date 1 q', ['unrecognized']],
    ['isdn switch-type basic-n', ['basic-net3', 'basic-ni']],
  ])('%s?', (line, expected) => {
    expect(words(line)).toEqual(expected);
  });
});

describe('a whole list', () => {
  it.each(WHOLE)('%s: %s?', (mode, line, expected) => {
    expect(list(mode, line, mode === 'config-if' ? 'BRI' : undefined)).toEqual(expected.trim().split('\n'));
  });
});

/** Lists of which a program may have a part: what it has has these texts. */
const PARTS: readonly (readonly [string, string, string])[] = [
  ['config', 'interface ', `
Async  Async interface
BRI  ISDN Basic Rate Interface
Dialer  Dialer interface
FastEthernet  IEEE 802.3u
Group-Async  Async Group interface
Loopback  Loopback interface
Multilink  Multilink-group interface
Null  Null interface
Serial  Serial interface
Tunnel  Tunnel interface
Virtual-Template  Virtual Template interface
range  interface range command`],
  // The image of this capture had no BAP, it seems.
  ['config-if', 'ppp ', `
accounting  Set PPP network accounting method
authentication  Set PPP link authentication method
callback  Set PPP link callback option
chap  Set CHAP authentication parameters
compression  Enable PPP Compression control negotiation
ipcp  Set IPCP negotiation options
max-bad-auth  Allow multiple authentication failures
multilink  Make interface multilink capable
pap  Set PAP authentication parameters
quality  Set minimum Link Quality before link is down
reliable-link  Use LAPB with PPP to provide a reliable link
timeout  Set PPP timeout parameters`],
  ['exec', 'debug ppp ', `
authentication  CHAP and PAP authentication
bap  BAP protocol transactions
cbcp  Callback Control Protocol negotiation
elog  PPP ELOGs
error  Protocol errors and error statistics
forwarding  PPP layer 2 forwarding
mppe  MPPE Events
multilink  Multilink activity
negotiation  Protocol parameter negotiation
packet  Low-level PPP packet dump`],
  ['config-line', 'transport ', `
input  Define which protocols to use when connecting to the terminal server
output  Define which protocols to use for outgoing connections`],
  ['config', 'username NAME ', `
callback-dialstring  Callback dialstring
callback-line  Associate a specific line with this callback
callback-rotary  Associate a rotary group with this callback
nocallback-verify  Do not require authentication after callback
password  Specify the password for the user
privilege  Set user privilege level
secret  Specify the secret for the user`],
  ['config-line', '', `
default  Set a command to its defaults
exec-timeout  Set the EXEC timeout
exit  Exit from line configuration mode
help  Description of the interactive help system
logging  Modify message logging facilities
login  Enable password checking
modem  Configure the Modem Control Lines
no  Negate a command or set its defaults
password  Set a password`],
  ['config', '', `
aaa  Authentication, Authorization and Accounting.
access-list  Add an access list entry
alias  Create command alias
async-bootp  Modify system bootp parameters
banner  Define a login banner
boot  Modify system boot parameters
busy-message  Display message when connection to host fails
cdp  Global CDP configuration subcommands
chat-script  Define a modem chat script
clock  Configure time-of-day clock
config-register  Define the configuration register
default  Set a command to its defaults
dialer  Dialer commands
dialer-list  Create a dialer list entry
enable  Modify enable password parameters
end  Exit from configure mode
exit  Exit from configure mode
help  Description of the interactive help system
hostname  Set system's network name
interface  Select an interface to configure
ip  Global IP configuration subcommands
line  Configure a terminal line
logging  Modify message logging facilities
map-class  Configure static map class
modemcap  Modem Capabilities database
multilink  PPP multilink global configuration
no  Negate a command or set its defaults
ntp  Configure NTP
privilege  Command privilege parameters
prompt  Set system's prompt
route-map  Create route-map or enter route-map command mode
router  Enable a routing process
service  Modify use of network based services
snmp-server  Modify SNMP engine parameters
tacacs-server  Modify TACACS query parameters
username  Establish User Name Authentication
version  version
virtual-profile  Virtual Profile configuration
virtual-template  Virtual Template configuration
vpdn  Virtual Private Dialup Network
vty-async  Enable virtual async line configuration`],
  ['config-if', '', `
description  Interface specific description
dialer  Dial-on-demand routing (DDR) commands
dialer-group  Assign interface to dialer-list
exit  Exit from interface configuration mode
hold-queue  Set hold queue depth
ip  Interface Internet Protocol config commands
keepalive  Enable keepalive
load-interval  Specify interval for load calculation for an interface
no  Negate a command or set its defaults
peer  Peer parameters for point to point interfaces
shutdown  Shutdown the selected interface`],
  ['exec', '', `
clear  Reset functions
clock  Manage the system clock
configure  Enter configuration mode
connect  Open a terminal connection
copy  Copy from one file to another
debug  Debugging functions (see also 'undebug')
disable  Turn off privileged commands
disconnect  Disconnect an existing network connection
enable  Turn on privileged commands
erase  Erase a filesystem
exit  Exit from the EXEC
help  Description of the interactive help system`],
];

/** Words of the captures that every version of the program is to have. */
const EXPECTED: Readonly<Record<string, number>> = { 'config ': 41, 'config-if ': 11, 'config-if ppp ': 12, 'config-line ': 9, 'config username NAME ': 7, 'config-line transport ': 2 };

describe('a list of which a part is known', () => {
  it.each(PARTS)('%s: %s?', (mode, line, captured) => {
    const wanted = captured.trim().split('\n');
    const tokens = new Set(wanted.map((entry) => entry.split('  ')[0]));
    const own = list(mode, line).filter((entry) => tokens.has(entry.split('  ')[0]));
    const known = new Set(own.map((entry) => entry.split('  ')[0]));
    expect(own).toEqual(wanted.filter((entry) => known.has(entry.split('  ')[0])));
    expect(own.length).toBeGreaterThanOrEqual(EXPECTED[`${mode} ${line}`] ?? 3);
  });

  it('has its heading', () => {
    for (const [mode, heading] of [
      ['exec', 'Exec commands:'], ['config', 'Configure commands:'], ['config-if', 'Interface configuration commands:'],
      ['config-subif', 'Interface configuration commands:'], ['config-line', 'Line configuration commands:'], ['config-router', 'Router configuration commands:'],
    ] as const) expect(help(realGrammar(), mode, '', context())).toMatchObject({ heading });
  });
});
