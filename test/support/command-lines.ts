// Lines of the grammar with arguments made from their own patterns, for property tests: every way of typing a pattern.

import { patternOf } from '../../src/grammar/command-pattern.ts';
import type { ArgumentType, Pattern } from '../../src/grammar/pattern.ts';
import type { Command } from '../../src/grammar/types.ts';
import fc from './fast-check.ts';

const INTERFACES = ['Ethernet0', 'Serial0', 'Serial1', 'BRI0', 'Loopback3', 'Dialer1'];

/** Any line of the command. */
export function lineOf(command: Command, interfaces: readonly string[] = INTERFACES): fc.Arbitrary<string> {
  return typed(patternOf(command), interfaces).map((tokens) => tokens.join(' '));
}

/** Words that no keyword begins with: a word that abbreviates a keyword is the keyword, as on the router. */
const word = fc.stringMatching(/^[XYZ][A-Za-z0-9_]{0,8}$/);

/** Addresses and masks that a router may take for what they are, and others. */
function addresses(name: string): fc.Arbitrary<string> {
  if (/mask$/i.test(name)) return fc.constantFrom('255.255.255.0', '255.255.255.252', '255.0.0.0', '255.255.255.255', '0.0.0.0', '255.0.255.0');
  if (/wildcard$/i.test(name)) return fc.constantFrom('0.0.0.255', '0.0.0.0', '255.255.255.255', '0.0.3.255', '0.255.0.255');
  // A route to the router itself is refused, but only once the router has the address.
  if (name === 'nextHop') return fc.ipV4();
  if (name === 'prefix') return fc.constantFrom('10.0.0.0', '0.0.0.0', '192.168.4.0', '10.1.2.0', '172.16.0.1');
  return fc.oneof(fc.ipV4(), fc.integer({ min: 1, max: 250 }).map((octet) => `10.${octet}.7.${octet}`));
}

function value(name: string, type: ArgumentType, interfaces: readonly string[]): fc.Arbitrary<string> {
  switch (type.kind) {
    case 'RANGE':
      return fc.integer({ min: type.min, max: type.max }).map(String);
    case 'A.B.C.D':
      return addresses(name);
    case 'INTERFACE':
      return fc.constantFrom(...interfaces);
    case 'DIALSTRING':
      return fc.stringMatching(/^[0-9]{3,12}$/);
    case 'HH:MM:SS':
      return fc.constantFrom('00:00:00', '23:59:59', '12:34:56');
    case 'HH:MM':
      return fc.constantFrom('0:00', '23:59');
    case 'H.H.H':
      return fc.constantFrom('0000.0c12.3456');
    case 'WORD':
      return name === 'timeslots' ? fc.constantFrom('1-24', '1-10', '1,3-5,24') : word;
    case 'LINE':
      return fc.array(word, { minLength: 1, maxLength: 3 }).map((words) => words.join(' '));
  }
}

/** The tokens of one way of typing the pattern. */
function typed(pattern: Pattern, interfaces: readonly string[]): fc.Arbitrary<readonly string[]> {
  switch (pattern.kind) {
    case 'token': {
      const { token } = pattern;
      if (token.kind === 'keyword') return fc.constant([token.word]);
      if (token.kind === 'choice') {
        return token.repeat ? fc.shuffledSubarray([...token.words], { minLength: 1, maxLength: Math.min(3, token.words.length) }) : fc.constantFrom(...token.words).map((one) => [one]);
      }
      return token.repeat ? fc.array(value(token.name, token.type, interfaces), { minLength: 1, maxLength: 3 }) : value(token.name, token.type, interfaces).map((one) => [one]);
    }
    case 'sequence':
      return fc.tuple(...pattern.items.map((item) => typed(item, interfaces))).map((parts) => parts.flat());
    case 'optional':
      return fc.option(typed(pattern.item, interfaces), { nil: [] });
    case 'oneOf':
      return fc.oneof(...pattern.alternatives.map((item) => typed(item, interfaces)));
    case 'subset':
      return fc.shuffledSubarray(pattern.alternatives.map((_, i) => i)).chain((chosen) => {
        const parts = chosen.flatMap((i) => pattern.alternatives[i] ?? []);
        return fc.tuple(...parts.map((item) => typed(item, interfaces))).map((tokens) => tokens.flat());
      });
  }
}
