import { describe, expect, it } from 'vitest';
import { apply } from '../../../src/config/apply.ts';
import { hostname, interfaceSettings, mapClasses, staticRoutes, users } from '../../../src/config/model.ts';
import type { ConfigChange } from '../../../src/config/node.ts';
import { printBlock, printRunningConfig } from '../../../src/config/running-config.ts';
import { createConfig, type ConfigStore } from '../../../src/config/store.ts';
import { match } from '../../../src/grammar/match.ts';
import { context, realGrammar } from '../../support/grammar.ts';

/** A router at `(config)#`, and what it prints for lines typed there. */
function router(random: () => number = () => 8) {
  const store = createConfig(realGrammar(), { random });
  store.initialise(['Ethernet0', 'Serial0', 'Serial1', 'BRI0'], { vtyLines: 5, hasAux: true });
  const place = { mode: 'config', block: '' };
  const type = (...lines: readonly string[]): readonly string[] =>
    lines.flatMap((line) => {
      const matched = match(store.grammar, place.mode, line, context());
      if (matched.kind !== 'command') expect.fail(`${place.mode}: ${line}: ${JSON.stringify(matched)}`);
      const result = apply(store, place.block, matched);
      Object.assign(place, { mode: result.mode, block: result.block });
      return result.messages;
    });
  return { store, place, type };
}

const body = (store: ConfigStore, name: string) => printBlock(store, `interfaces[${name}]`).slice(1);

describe('sets', () => {
  it('stores, is replaced, and goes back to the default', () => {
    const { store, type } = router();
    expect(hostname(store)).toBe('Router');
    type('hostname R1');
    expect(hostname(store)).toBe('R1');
    type('hostname R2', 'no hostname');
    expect(hostname(store)).toBe('Router');
  });

  it('does not store the default', () => {
    const { store, type } = router();
    type('interface bri0', 'dialer idle-timeout 60', 'dialer idle-timeout 120');
    expect(store.child('interfaces', 'BRI0')?.value('dialer.idleTimeout')).toBeUndefined();
    type('dialer idle-timeout 120 either');
    expect(body(store, 'BRI0')).toContain(' dialer idle-timeout 120 either');
    type('default dialer idle-timeout');
    expect(body(store, 'BRI0').join()).not.toContain('idle-timeout');
  });

  it('forgets what it replaces', () => {
    const { store, type } = router();
    type('interface bri0', 'ip address 10.0.0.1 255.0.0.0', 'ip unnumbered Ethernet0');
    expect(body(store, 'BRI0')).toEqual([' ip unnumbered Ethernet0', ' shutdown']);
    type('ip address 10.0.0.1 255.0.0.0');
    expect(body(store, 'BRI0')).toEqual([' ip address 10.0.0.1 255.0.0.0', ' shutdown']);
  });
});

describe('flag', () => {
  it('is shown where it differs from the default', () => {
    const { store, type } = router();
    const shown = () => printRunningConfig(store).filter((line) => /domain-lookup|classless|password-enc/.test(line));
    expect(shown()).toEqual(['no service password-encryption', 'ip classless']);
    type('no ip domain-lookup', 'no ip classless');
    expect(shown()).toEqual(['no service password-encryption', 'no ip domain-lookup', 'no ip classless']);
    type('default ip domain-lookup', 'ip classless');
    expect(shown()).toEqual(['no service password-encryption', 'ip classless']);
  });
});

describe('adds', () => {
  it('replaces the entry with the same keys, and `no` takes the map in full or up to the next hop', () => {
    const { store, type } = router();
    const maps = () => interfaceSettings('BRI0', store.child('interfaces', 'BRI0') ?? expect.fail()).dialer.maps.map((map) => `${map.name ?? ''} ${map.number ?? ''}`);
    type('interface bri0', 'dialer map ip 10.1.1.8 name a 555', 'dialer map ip 10.1.1.8 name b broadcast 555', 'dialer map ip 10.1.1.8 name c 666');
    expect(maps()).toEqual(['b 555', 'c 666']);
    type('no dialer map ip 10.1.1.8 name b broadcast 555');
    expect(maps()).toEqual(['c 666']);
    type('dialer map ip 10.1.1.9 name d 777', 'dialer map ip 10.1.1.8 555', 'no dialer map ip 10.1.1.8');
    expect(maps()).toEqual(['d 777']);
  });

  it('deletes a whole access list', () => {
    const { store, type } = router();
    type('access-list 2 permit any', 'access-list 1 permit 10.1.1.5 0.0.0.255', 'access-list 1 deny host 1.2.3.4', 'access-list 1 remark no more', 'access-list 1 permit 0.0.0.0 255.255.255.255');
    expect(printRunningConfig(store).filter((line) => line.startsWith('access-list'))).toEqual([
      'access-list 1 permit 10.1.1.0 0.0.0.255',
      'access-list 1 deny 1.2.3.4',
      'access-list 1 remark no more',
      'access-list 1 permit any',
      'access-list 2 permit any',
    ]);
    type('no access-list 1 permit any');
    expect(store.entries('accessLists')).toEqual([{ list: 2, action: 'permit', any: 1 }]);
  });

  it('merges the options of a user', () => {
    const { store, type } = router();
    type('username R2 password CCIE', 'username R2 privilege 15', 'username R2 callback-dialstring 555');
    expect(users(store).get('R2')).toMatchObject({ password: 'CCIE', privilege: 15, callbackDialstring: '555' });
    expect(printRunningConfig(store)).toContain('username R2 privilege 15 callback-dialstring 555 password 0 CCIE');
    type('username R2 nopassword');
    expect(users(store).get('R2')).toMatchObject({ noPassword: true });
    expect(users(store).get('R2')).not.toHaveProperty('password');
    type('no username R2');
    expect(users(store).size).toBe(0);
  });
});

describe('enters', () => {
  it('makes the block once and goes there; a command of the block around it leaves it', () => {
    const { store, place, type } = router();
    type('map-class dialer dial1');
    expect(place).toEqual({ mode: 'config-map-class', block: 'dialer.mapClasses[dial1]' });
    type('dialer callback-server username');
    expect(mapClasses(store).get('dial1')).toMatchObject({ callbackServer: 'username' });
    type('ip route 0.0.0.0 0.0.0.0 10.1.1.8');
    expect(place).toEqual({ mode: 'config', block: '' });
    expect(staticRoutes(store)).toHaveLength(1);
    type('map-class dialer dial1', 'no dialer callback-server', 'no map-class dialer dial1');
    expect(store.children('dialer.mapClasses')).toEqual([]);
  });

  it('removes logical interfaces only', () => {
    const { store, type } = router();
    type('interface loopback 0', 'no interface loopback 0');
    expect(store.child('interfaces', 'Loopback0')).toBeUndefined();
    expect(type('no interface bri 0')).toEqual(['% Removal of physical interfaces is not permitted']);
    type('interface bri0', 'encapsulation ppp', 'default interface bri0');
    expect(body(store, 'BRI0')).toEqual([' no ip address']);
  });

  it('splits virtual terminals that are configured apart', () => {
    const { store, type } = router();
    const keys = () => printRunningConfig(store).filter((line) => line.startsWith('line vty'));
    type('line vty 2', 'password x');
    expect(keys()).toEqual(['line vty 0 1', 'line vty 2', 'line vty 3 4']);
    expect(printBlock(store, 'lines[vty 3 4]')).toEqual(['line vty 3 4', ' login']);
    expect(printBlock(store, 'lines[vty 2]')).toEqual(['line vty 2', ' password x', ' login']);
    expect(type('no line vty 2')).toEqual(["% Can't delete last 5 VTY lines"]);
  });
});

describe('changes', () => {
  it('count up the versions and are announced once stored', () => {
    const { store, type } = router();
    const seen: ConfigChange[] = [];
    const stored: unknown[] = [];
    store.onChange((change) => {
      seen.push(change);
      stored.push(store.child('interfaces', 'BRI0')?.value('description')?.['text']);
    });
    const before = store.version;
    const other = store.child('interfaces', 'Serial0')?.version;
    type('interface bri0', 'description x', 'description x', 'no description', 'no description', 'hostname R1');
    expect(seen).toEqual([
      { block: 'interfaces[BRI0]', path: 'description' },
      { block: 'interfaces[BRI0]', path: 'description' },
      { block: '', path: 'hostname' },
    ]);
    expect(stored).toEqual(['x', undefined, undefined]);
    expect(store.version).toBe(before + 3);
    expect(store.child('interfaces', 'Serial0')?.version).toBe(other);
  });
});

describe('refusals', () => {
  it.each([
    ['ip address 20.0.0.0 255.255.255.252', 'Bad mask /30 for address 20.0.0.0'],
    ['ip address 20.0.0.1 255.0.255.0', 'Bad mask 0xFF00FF00 for address 20.0.0.1'],
    ['ip address 127.0.0.1 255.0.0.0', 'Not a valid host address - 127.0.0.1'],
    ['ip address 192.168.3.9 255.255.255.0', '% 192.168.3.0 overlaps with Ethernet0'],
    ['ip route 10.0.0.1 255.0.0.0 1.1.1.1', '%Inconsistent address and mask'],
    ['ppp chap password 7 zz', 'Invalid encrypted password: zz'],
  ])('%s', (line, message) => {
    const { store, type } = router();
    type('interface ethernet0', 'ip address 192.168.3.1 255.255.255.0', 'interface bri0');
    const before = printRunningConfig(store);
    expect(type(line)).toEqual([message]);
    expect(printRunningConfig(store)).toEqual(before);
  });

  it('takes an illegal host name with a warning', () => {
    const { store, type } = router();
    expect(type('hostname R_1')).toEqual(['% Hostname contains one or more illegal characters.']);
    expect(hostname(store)).toBe('R_1');
  });

  it('warns of lines that nobody can log in to', () => {
    const { type } = router();
    expect(type('line vty 0 1', 'password x', 'login', 'login local')).toEqual([]);
    expect(type('line con 0', 'login')).toEqual(["% Login disabled on line 0, until 'password' is set"]);
    expect(type('line vty 3 4', 'no login', 'login')).toEqual(["% Login disabled on line 5, until 'password' is set", "% Login disabled on line 6, until 'password' is set"]);
  });
});

describe('passwords', () => {
  it('become type 7 with the service, and stay readable to the model', () => {
    const { store, type } = router();
    const lines = () => printRunningConfig(store).filter((line) => line.includes('password') && !line.includes('service'));
    type('username R1 password cisco', 'enable password cisco', 'line vty 0 4', 'password cisco');
    expect(lines()).toEqual(['enable password cisco', 'username R1 password 0 cisco', ' password cisco']);
    type('service password-encryption');
    expect(lines()).toEqual(['enable password 7 0822455D0A16', 'username R1 password 7 0822455D0A16', ' password 7 0822455D0A16']);
    type('no service password-encryption', 'username R2 password 7 00071A150754', 'username R3 password x');
    expect(lines()).toContain('username R2 password 7 00071A150754');
    expect([...users(store).values()].map((user) => user.password)).toEqual(['cisco', 'cisco', 'x']);
  });

  it('are type 5 where they are secrets', () => {
    const { store, type } = router();
    type('enable secret cisco', 'username R1 secret 5 $1$mERr$hx5rVt7rPNoS4wqbXKX7m0');
    expect(printRunningConfig(store).filter((line) => line.includes('secret'))).toEqual([
      expect.stringMatching(/^enable secret 5 \$1\$6666\$.{22}$/),
      'username R1 secret 5 $1$mERr$hx5rVt7rPNoS4wqbXKX7m0',
    ]);
    expect(type('enable secret 5 cisco')).toEqual([
      'ERROR: The secret you entered is not a valid encrypted secret.',
      'To enter an UNENCRYPTED secret, do not specify type 5 encryption.',
      'When you properly enter an UNENCRYPTED secret, it will be encrypted.',
    ]);
  });
});
