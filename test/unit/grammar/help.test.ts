import { describe, expect, it } from 'vitest';
import { complete, help } from '../../../src/grammar/complete.ts';
import { splitFilter } from '../../../src/grammar/filter.ts';
import { context, realGrammar } from '../../support/grammar.ts';

const ask = (mode: string, line: string, privilege = 15) => help(realGrammar(), mode, line, context(privilege));

function tokens(mode: string, line: string, privilege = 15): readonly string[] {
  const result = ask(mode, line, privilege);
  return result.kind === 'list' ? result.entries.map((entry) => entry.token) : [result.kind];
}

describe('full help', () => {
  it('has the heading only at the beginning of a line', () => {
    expect(ask('config-if', '')).toMatchObject({ kind: 'list', heading: 'Interface configuration commands:' });
    expect(ask('config-if', 'ip ')).not.toHaveProperty('heading');
    expect(ask('config-if', 'no ')).not.toHaveProperty('heading');
  });

  it('lists placeholders, then words, in ASCII order, <cr> last', () => {
    expect(tokens('config-if', 'dialer map ip 1.1.1.1 name R1 ')).toEqual(['WORD', 'broadcast', 'class', 'modem-script', 'spc', 'speed', 'system-script', '<cr>']);
    expect(tokens('config', 'enable password ')).toEqual(['0', '7', 'LINE', 'level']);
    expect(tokens('config-line', 'exec-timeout 2 ')).toEqual(['<0-2147483>', '<cr>']);
    expect(tokens('config', 'access-list 9 deny 1.2.3.4 ')).toEqual(['A.B.C.D', 'log', '<cr>']);
  });

  it('has the text of each token', () => {
    expect(ask('config-if', 'ppp callback ')).toMatchObject({
      entries: [
        { token: 'accept', text: 'Accept callback requests' },
        { token: 'initiate', text: 'Initiate callback' },
        { token: 'request', text: 'Request callback' },
      ],
    });
  });

  it('lists the interface types that the router has, then their numbers', () => {
    expect(tokens('config', 'interface ')).toEqual(['BRI', 'Dialer', 'Ethernet', 'Loopback', 'Null', 'Serial', 'range']);
    expect(tokens('config', 'interface serial ')).toEqual(['<0-1>']);
    expect(tokens('config', 'interface loop ')).toEqual(['<0-2147483647>']);
  });

  it("offers the mode's own words only, though its parents' may be typed", () => {
    expect(tokens('config-if', '')).not.toContain('hostname');
    expect(ask('config-if', 'hostname ')).toEqual({ kind: 'unrecognized' });
    expect(ask('config-if', 'host')).toEqual({ kind: 'unrecognized' });
    expect(tokens('config-if', '')).toEqual(expect.arrayContaining(['do', 'no', 'default', 'exit', 'shutdown']));
  });

  it('leaves out what the privilege does not allow', () => {
    expect(tokens('exec', '', 1)).not.toContain('configure');
    expect(tokens('exec', '', 15)).toContain('configure');
  });

  it('offers the bar behind show', () => {
    expect(tokens('exec', 'show dialer ').slice(-2)).toEqual(['|', '<cr>']);
    expect(tokens('exec', 'show dialer | ')).toEqual(['begin', 'count', 'exclude', 'include', 'section']);
    expect(ask('exec', 'show dialer | i')).toEqual({ kind: 'words', words: ['include'] });
    expect(tokens('exec', 'show dialer | include ')).toEqual(['LINE']);
  });

  it('knows impossible and ambiguous lines', () => {
    expect(ask('exec', 'acl-')).toEqual({ kind: 'unrecognized' });
    expect(ask('exec', 'c ')).toEqual({ kind: 'ambiguous', typed: 'c ' });
  });
});

describe('word help', () => {
  it('lists the words that begin so', () => {
    expect(ask('exec', 'co')).toEqual({ kind: 'words', words: ['configure', 'connect', 'copy'] });
    expect(ask('config-if', 'no shut')).toEqual({ kind: 'words', words: ['shutdown'] });
    expect(ask('config', 'do sh')).toEqual({ kind: 'words', words: ['show'] });
    expect(ask('config-if', 'dialer idle-timeout 1')).toEqual({ kind: 'words', words: ['<1-2147483>'] });
  });
});

describe('Tab', () => {
  const tab = (mode: string, line: string) => complete(realGrammar(), mode, line, context());
  it('completes a unique word and adds a blank', () => {
    expect(tab('exec', 'conf')).toBe('configure ');
    expect(tab('config-if', ' ip ad')).toBe(' ip address ');
    expect(tab('config-if', 'no sh')).toBe('no shutdown ');
    expect(tab('config-if', 'host')).toBeUndefined();
    expect(tab('config', 'interface b')).toBe('interface BRI ');
    expect(tab('exec', 'und')).toBe('undebug ');
  });

  it('changes nothing else', () => {
    expect(tab('exec', 'co')).toBeUndefined();
    expect(tab('exec', 'configure')).toBeUndefined();
    expect(tab('exec', 'configure ')).toBeUndefined();
    expect(tab('exec', 'xyzzy')).toBeUndefined();
    expect(tab('config', 'hostname R')).toBeUndefined();
  });
});

describe('filters', () => {
  it('are split from show lines only', () => {
    expect(splitFilter('do sh run | inc ^dialer map | x ')).toMatchObject({ command: 'do sh run', filter: { kind: 'filter', filter: 'include', expression: '^dialer map | x ' } });
    expect(splitFilter('show run | hostname')).toMatchObject({ filter: { kind: 'invalid', column: 11 } });
    expect(splitFilter('show run |')).toMatchObject({ filter: { kind: 'incomplete' } });
    expect(splitFilter('description a | b').filter).toEqual({ kind: 'none' });
  });
});
