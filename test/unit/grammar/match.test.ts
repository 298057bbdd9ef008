import { describe, expect, it } from 'vitest';
import { splitFilter } from '../../../src/grammar/filter.ts';
import { match } from '../../../src/grammar/match.ts';
import { context, grammarOf, realGrammar } from '../../support/grammar.ts';

const grammar = grammarOf(
  `mode exec heading Exec commands:
mode config prompt (config) heading Configure commands:
mode config-if prompt (config-if) parent config heading Interface configuration commands:
prefix exec undebug  Disable debugging functions
prefix config no  Negate a command or set its defaults
`,
  `mode exec
show flash                          :: runs show.flash
  show  Show running system information
  flash  display information about flash
show fo                             :: runs show.fo
  fo    Foo
show interfaces [bxief]             :: runs show.interfaces
  interfaces  Interface status
  bxief  B
show ip interface (bxief | brief)   :: runs show.ipInterface
  ip         IP information
  interface  IP interface status
  bxief      B
  brief      Brief summary
show running-config                 :: runs show.running
  running-config  Current operating configuration
enable [level=<0-15>]               :: runs enable
  enable  Turn on privileged commands
  level   Enable level
erase startup-config                :: runs erase privilege 15
  erase   Erase a filesystem
  startup-config  Erase contents of configuration memory
cisp                                :: runs cisp
  cisp    C
debug ppp [topic=(negotiation|packet)]  :: toggles debug.ppp[topic] default negotiation
  debug   Debugging functions
  ppp     PPP
  negotiation  N
  packet  P
mode config
cisp                                :: keeps flag cisp
  cisp    C
interface name=INTERFACE            :: enters config-if interfaces[name]
  interface  Select an interface to configure
ip route prefix=A.B.C.D mask=A.B.C.D nextHop=A.B.C.D   :: adds ip.routes[prefix, mask]
  ip      Global IP configuration subcommands
  route   Establish static routes
  prefix  Destination prefix
  mask    Mask
  nextHop  Next hop
ip domain-lookup                    :: flag ip.domainLookup default on
  domain-lookup  Lookup
hostname name=WORD                  :: sets hostname
  hostname  Set system's network name
  name    Name
username name=WORD { privilege privilege=<0-15> | callback | nopassword } [password=LINE]  :: adds users[name] merges
  username   Establish User Name Authentication
  name       User name
  privilege  Set user privilege level
  privilege  User privilege level
  callback   Callback
  nopassword  None
  password   Password
list number=<1-99> action=(permit|deny) (any | host host=A.B.C.D | source=A.B.C.D [wildcard=A.B.C.D])  :: adds lists[*] no (list number=<1-99>)
  list    Add a list entry
  number  Number
  permit  Permit
  deny    Deny
  any     Any
  host    One host
  host    Its address
  source  Source
  wildcard  Wildcard
mode config-if
ip route-cache                      :: flag ip.routeCache default on
  ip      Interface IP
  route-cache  Cache
ip address address=A.B.C.D mask=A.B.C.D [secondary]  :: sets ip.address
  address Set the IP address of an interface
  address IP address
  mask    Mask
  secondary  S
authentication protocols=(chap|pap)+ [callin] :: sets authentication
  authentication  Set it
  chap    C
  pap     P
  callin  I
shutdown                            :: flag shutdown
  shutdown  Shut
`,
);

const read = (mode: string, line: string, privilege = 15) => match(grammar, mode, line, context(privilege));

function args(mode: string, line: string) {
  const result = read(mode, line);
  return result.kind === 'command' ? result.args : result;
}

describe('the caret', () => {
  // The captured cases of cli-behaviour.md §3: column within the line, behind the prompt.
  it.each([
    ['config', 'cisco', 3],
    ['config', 'do sh int br', 11],
    ['exec', 'show foooooooo', 7],
    ['exec', 'enable cisco', 7],
    ['exec', 'erase restart', 6],
    ['config', 'interface 0/0/1', 10],
      ])('%s: %s', (mode, line, column) => {
    expect(read(mode, line)).toMatchObject({ kind: 'invalid', column });
  });

  it('exec: show run | hostname', () => {
    expect(splitFilter('show run | hostname').filter).toEqual({ kind: 'invalid', column: 11 });
  });

  it('stands under a number out of range, and under the number of an interface that is not there', () => {
    expect(read('exec', 'enable 16')).toMatchObject({ kind: 'invalid', column: 7 });
    expect(read('config', 'interface bri 7')).toMatchObject({ kind: 'invalid', column: 14 });
    expect(read('config', 'interface bri7')).toMatchObject({ kind: 'invalid', column: 13 });
  });

  it('stands where the reading got that got further', () => {
    expect(read('config-if', 'ip route 1.2.3.4 x')).toMatchObject({ kind: 'invalid', column: 17 });
  });

  it('tells the first word of an EXEC line from others', () => {
    expect(read('exec', 'router2')).toMatchObject({ kind: 'invalid', firstWord: true });
    expect(read('config', 'router2')).toMatchObject({ kind: 'invalid', firstWord: false });
    expect(read('exec', 'erase x')).toMatchObject({ kind: 'invalid', firstWord: false });
  });
});

describe('words', () => {
  it('may be abbreviated, in any case, and an exact one wins', () => {
    expect(args('config-if', 'SHUT')).toEqual({});
    expect(read('config', 'host R1')).toMatchObject({ kind: 'command', args: { name: 'R1' } });
    expect(read('exec', 'show fo')).toMatchObject({ kind: 'command', command: { effect: { handler: 'show.fo' } } });
  });

  it('are ambiguous, which quotes the whole line', () => {
    expect(read('exec', 'show f x')).toEqual({ kind: 'ambiguous', typed: 'show f x', end: 6 });
    expect(read('exec', '  e')).toEqual({ kind: 'ambiguous', typed: '  e', end: 3 });
  });

  it('above the privilege are not there', () => {
    expect(read('exec', 'erase startup-config', 1)).toMatchObject({ kind: 'invalid', column: 1, firstWord: true });
    expect(read('exec', 'e', 1)).toMatchObject({ kind: 'command' });
  });

  it('may be missing', () => {
    expect(read('exec', 'show')).toEqual({ kind: 'subcommands', word: 'show' });
    expect(read('config', 'hostname')).toEqual({ kind: 'incomplete' });
    expect(read('config', 'no')).toEqual({ kind: 'incomplete' });
    expect(read('config', '  ! comment')).toEqual({ kind: 'empty' });
    expect(read('config', ' ')).toEqual({ kind: 'empty' });
  });
});

describe('arguments', () => {
  it.each(['interface bri 0', 'interface bri0', 'int BRI0', 'int b0', 'int b 0'])('%s', (line) => {
    expect(args('config', line)).toEqual({ name: 'BRI0' });
  });

  it('record bare words of groups, in any order, each once', () => {
    expect(args('config', 'username R1 callback priv 15 x y  z ')).toEqual({ name: 'R1', callback: 1, privilege: 15, password: 'x y  z' });
    expect(args('config', 'username R1 nopassword callback')).toEqual({ name: 'R1', callback: 1, nopassword: 1 });
    expect(args('config', 'username R1 callback callback')).toEqual({ name: 'R1', callback: 1, password: 'callback' });
  });

  it('tell alternatives apart', () => {
    expect(args('config', 'list 1 permit any')).toEqual({ number: 1, action: 'permit', any: 1 });
    expect(args('config', 'list 1 deny host 1.2.3.4')).toEqual({ number: 1, action: 'deny', host: '1.2.3.4' });
    expect(args('config', 'list 1 deny 1.2.3.004 0.0.0.3')).toEqual({ number: 1, action: 'deny', source: '1.2.3.4', wildcard: '0.0.0.3' });
  });

  it('repeat, a word of a choice once', () => {
    expect(args('config-if', 'auth pap chap callin')).toEqual({ protocols: 'pap chap', callin: 1 });
    expect(read('config-if', 'auth pap pap')).toMatchObject({ kind: 'invalid', column: 9 });
  });
});

describe('modes', () => {
  it('try the mode first, then its parents', () => {
    expect(read('config-if', 'ip route 10.0.0.0 255.0.0.0 1.1.1.1')).toMatchObject({ kind: 'command', mode: 'config' });
    expect(read('config-if', 'ip route')).toMatchObject({ kind: 'command', mode: 'config-if' });
    expect(read('config-if', 'interface s0')).toMatchObject({ kind: 'command', mode: 'config', args: { name: 'Serial0' } });
    expect(read('config', 'shutdown')).toMatchObject({ kind: 'invalid' });
  });

  it('take EXEC lines behind do', () => {
    expect(read('config-if', 'do show flash')).toMatchObject({ kind: 'command', mode: 'exec', form: 'plain' });
    expect(read('exec', 'do show flash')).toMatchObject({ kind: 'invalid', column: 1 });
    expect(read('config', 'do show')).toMatchObject({ kind: 'subcommands' });
  });
});

describe('no, default, undebug', () => {
  it('need the keys and no more', () => {
    expect(read('config', 'no ip route 10.0.0.0 255.0.0.0')).toMatchObject({ form: 'no', args: { prefix: '10.0.0.0', mask: '255.0.0.0' } });
    expect(read('config', 'no ip route 10.0.0.0')).toEqual({ kind: 'incomplete' });
    expect(read('config-if', 'no ip address')).toMatchObject({ form: 'no', args: {} });
    expect(read('config-if', 'no ip address 1.1.1.1')).toMatchObject({ form: 'no' });
    expect(read('config-if', 'default ip address')).toMatchObject({ form: 'default' });
    expect(read('config', 'no list 1')).toMatchObject({ form: 'no', args: { number: 1 } });
    expect(read('config', 'no list 1 permit any')).toMatchObject({ kind: 'invalid', column: 10 });
  });

  it('do not negate what is only run', () => {
    expect(read('exec', 'no show flash')).toMatchObject({ kind: 'invalid', column: 3 });
    expect(read('exec', 'no debug ppp')).toMatchObject({ kind: 'command', form: 'no', args: {} });
    expect(read('exec', 'undeb ppp neg')).toMatchObject({ kind: 'command', form: 'no', args: { topic: 'negotiation' } });
    expect(read('exec', 'undebug ppp x')).toMatchObject({ kind: 'invalid', column: 12 });
  });
});

describe('the real grammar', () => {
  it('reads dialer maps with their options in any order', () => {
    expect(match(realGrammar(), 'config-if', ' dialer map ip 10.1.1.8 broadcast class dial1 name atlanta 81012345678901', context())).toMatchObject({
      kind: 'command',
      args: { proto: 'ip', nextHop: '10.1.1.8', broadcast: 1, mapClass: 'dial1', peer: 'atlanta', number: '81012345678901' },
    });
  });
});
