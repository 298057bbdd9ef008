// AT command lines (TIA-602 §5, ITU-T V.250 §5): what a line asks for, one command after the other. Commands that a modem of
// this kind knows and that change nothing here (speaker, compression, error control) are taken. Of the service classes there is
// the one for data (+FCLASS=0); no fax, no voice.

export type AtCommand =
  | { readonly kind: 'echo' | 'quiet' | 'verbose' | 'results' | 'dtr'; readonly value: number }
  | { readonly kind: 'register'; readonly register: number; readonly value: number }
  | { readonly kind: 'ask-register'; readonly register: number }
  | { readonly kind: 'dial'; readonly number: string; readonly pauses: number; readonly stay: boolean; readonly awaitsSilence: boolean }
  | { readonly kind: 'answer' | 'hang-up' | 'online' | 'reset' | 'factory' | 'store' | 'identify' | 'ask-class' | 'nothing' };

const WITH_VALUE: Readonly<Record<string, 'echo' | 'quiet' | 'verbose' | 'results'>> = { E: 'echo', Q: 'quiet', V: 'verbose', X: 'results' };
const PLAIN: Readonly<Record<string, 'answer' | 'hang-up' | 'online' | 'reset' | 'identify' | 'nothing'>> = {
  A: 'answer', H: 'hang-up', O: 'online', Z: 'reset', I: 'identify', L: 'nothing', M: 'nothing', T: 'nothing', P: 'nothing', N: 'nothing', B: 'nothing',
};
const AMPERSAND: Readonly<Record<string, 'factory' | 'store' | 'nothing'>> = {
  F: 'factory', W: 'store', A: 'nothing', B: 'nothing', C: 'nothing', H: 'nothing', I: 'nothing', K: 'nothing', M: 'nothing', N: 'nothing', Q: 'nothing', R: 'nothing', S: 'nothing', Y: 'nothing', G: 'nothing',
};

/** The line behind `AT`; undefined when something in it is not understood. */
export function parseCommands(line: string): readonly AtCommand[] | undefined {
  const commands: AtCommand[] = [];
  let rest = line.toUpperCase().replace(/ /g, '');
  while (rest !== '') {
    const found = parseOne(rest);
    if (found === undefined) return undefined;
    commands.push(found.command);
    rest = rest.slice(found.length);
  }
  return commands;
}

function parseOne(text: string): { readonly command: AtCommand; readonly length: number } | undefined {
  const dial = /^D(.*)$/.exec(text);
  if (dial !== null) return { command: dialCommand(dial[1] ?? ''), length: text.length };
  const register = /^S(\d+)(=(\d+)|\?)/.exec(text);
  if (register !== null) return registerCommand(Number(register[1]), register[3], register[0].length);
  const ampersand = /^&([A-Z])(\d*)/.exec(text);
  if (ampersand !== null) {
    const [whole, letter = '', digits] = ampersand;
    if (letter === 'D') return { command: { kind: 'dtr', value: Number(digits) }, length: whole.length };
    const kind = AMPERSAND[letter];
    return kind === undefined ? undefined : { command: { kind }, length: whole.length };
  }
  const service = /^\+FCLASS(=0|\?|=\?)/.exec(text);
  if (service !== null) return { command: { kind: service[1] === '=0' ? 'nothing' : 'ask-class' }, length: service[0].length };
  const extended = /^[\\%][A-Z]\d*/.exec(text);
  if (extended !== null) return { command: { kind: 'nothing' }, length: extended[0].length };
  const basic = /^([A-Z])(\d*)/.exec(text);
  if (basic === null) return undefined;
  const [whole, letter = '', digits] = basic;
  const valued = WITH_VALUE[letter];
  if (valued !== undefined) return { command: { kind: valued, value: Number(digits) }, length: whole.length };
  const kind = PLAIN[letter];
  return kind === undefined ? undefined : { command: { kind }, length: whole.length };
}

function registerCommand(register: number, value: string | undefined, length: number): ReturnType<typeof parseOne> {
  if (value === undefined) return { command: { kind: 'ask-register', register }, length };
  return Number(value) > 255 ? undefined : { command: { kind: 'register', register, value: Number(value) }, length };
}

/** T and P choose how digits are sent; a comma is a pause, W waits for dial tone again, @ for silence behind the ringing, a semicolon stays in command state. */
function dialCommand(text: string): AtCommand {
  const number = text.replace(/[^0-9A-D*#+]/g, '');
  return { kind: 'dial', number, pauses: text.split(',').length - 1, stay: text.endsWith(';'), awaitsSilence: text.includes('@') };
}
