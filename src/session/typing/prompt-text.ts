// The prompt: the host's name and `>` or `#`; in configuration modes the name, cut short, and the mode, which gives way where both
// are long (cli-behaviour §1): `Basement-rtr2(config-service)#`.

/** Characters of the host name that a configuration prompt keeps. */
const NAME = 20;
/** Of the whole prompt. */
const WHOLE = 30;
/** `config-if` is left of the mode however long the name is. */
const LEAST_MODE = 9;

export function execPrompt(hostname: string, privilege: number): string {
  return `${hostname}${privilege > 1 ? '#' : '>'}`;
}

/** `mode` is what modes.cli says: `(config-if)`. */
export function configurationPrompt(hostname: string, mode: string): string {
  const name = hostname.slice(0, NAME);
  const word = mode.slice(1, -1);
  const room = Math.max(LEAST_MODE, WHOLE - '()#'.length - name.length);
  return `${name}(${word.slice(0, room)})#`;
}
