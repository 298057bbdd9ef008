import { describe, expect, it } from 'vitest';
import { formatGrammarError, loadGrammars } from '../../../src/grammar/load.ts';

function errors(commands: string, modes = 'files test.cli\nmode exec heading Exec commands:\nmode config prompt (config) heading Configure commands:\n'): readonly string[] {
  const loaded = loadGrammars([
    { name: 'modes.cli', text: modes },
    { name: 'test.cli', text: commands },
  ]);
  return loaded.ok ? [] : loaded.error.map(formatGrammarError);
}

describe('a mistake in a grammar file has its place and what would be right', () => {
  it.each([
    ['mode exec\nping target=HOST :: runs ping\n', "test.cli:2:13: 'HOST' is not a type: one of WORD LINE"],
    ['mode exec\nping :: runs\n', "test.cli:2:13: runs needs a handler's name"],
    ['mode exec\nping\n', 'test.cli:2:5: the effect is missing'],
    ['mode exec\nping [a :: runs ping\n', "test.cli:2:6: '[' is not closed by ']'"],
    ['mode exec\nping a) :: runs ping\n', "test.cli:2:7: ')' closes nothing"],
    ['mode exec\nping Target :: runs ping\n', "test.cli:2:6: 'Target' is neither a lower-case keyword nor name=TYPE"],
    ['mode exec\nping a=LINE b :: runs ping\n', 'test.cli:2:6: LINE takes the rest of the line'],
    ['mode exec\nping a=<9-1> :: runs ping\n', 'test.cli:2:8: the range <9-1> is empty'],
    ['mode exec\nping :: does ping\n', "test.cli:2:9: 'does' is not a verb"],
    ['mode exec\nping :: runs ping quickly\n  ping  P\n', "test.cli:2:19: 'quickly' is not a modifier"],
    ['mode config\nhost n=WORD\n  :: adds hosts[m]\n', "test.cli:3:11: 'm' is not an argument of the pattern"],
    ['mode config\nhost n=WORD :: adds hosts\n', 'test.cli:2:21: adds needs keys'],
    ['mode config\nhost :: enters config-host hosts\n  host  H\n', 'test.cli:2:1: enters a mode that modes.cli lacks: config-host'],
    ['mode conf\nping :: runs ping\n', "test.cli:1:6: 'conf' is not a mode of modes.cli: exec config"],
    ['ping :: runs ping\n', "test.cli:1:1: a command needs a 'mode NAME' line above it"],
    ['include other.cli\n', "test.cli:1:9: 'other.cli' is no file"],
    ['include test.cli\n', "test.cli:1:9: 'test.cli' is read already"],
    ['mode exec\n  ping  P\n', 'test.cli:2:3: an indented line belongs to the command above'],
  ])('%j', (text, message) => {
    expect(errors(text)[0]).toContain(message);
  });

  it('demands one text for each token behind the same keywords', () => {
    expect(errors('mode exec\nping a=WORD :: runs ping\n  ping  Send\n')).toEqual(["test.cli:2:6: 'a' has no help text: add an indented line '  a  TEXT'"]);
    expect(errors('mode exec\nping :: runs ping\n  ping  Send\nping a=WORD :: runs ping\n  a     A\n')).toEqual([]);
    expect(errors('mode exec\nping :: runs ping\n  ping  Send\nping a=WORD :: runs ping\n  ping  Again\n  a  A\n')[0]).toBe(
      "test.cli:5:3: 'ping' has a text already behind '': 'Send'",
    );
    expect(errors('mode exec\nping :: runs ping\n  pong  Send\n')[0]).toBe("test.cli:3:3: 'pong' is no token of this line: ping");
    expect(errors('mode exec\nping name name=WORD :: runs ping\n  ping  P\n  name  word\n  name  its value\n')).toEqual([]);
    expect(errors('mode exec\nping a=WORD :: runs ping\n  ping  P\n  WORD  by its type\n')).toEqual([]);
  });

  it('checks modes.cli', () => {
    expect(errors('mode exec\n', 'files test.cli other.cli\nmode exec parent top heading X:\nmore\n')).toEqual([
      'modes.cli:2:18: the parent top is not a mode above this line',
      "modes.cli:3:1: 'more' is not known here: files, mode, only or prefix",
      'modes.cli:1:1: the file other.cli does not exist',
      "test.cli:1:6: 'exec' is not a mode of modes.cli: ",
    ]);
  });

  it('checks which interfaces have a command', () => {
    const modes = 'files test.cli\nmode exec heading X:\nonly exec isdn\nonly config isdn BRI\nonly exec isdn BRI Tram\nonly exec isdn BRI D-channel\n';
    expect(errors('mode exec\n', modes)).toEqual([
      'modes.cli:3:1: write: only MODE WORD... KIND..., such as only config-if isdn BRI Dialer',
      "modes.cli:4:6: 'config' is not a mode above this line",
      expect.stringMatching(/^modes\.cli:5:20: 'Tram' is no kind of interface: Loopback /),
    ]);
  });
});
