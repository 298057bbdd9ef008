// The table of commands in grammars/COMMANDS.md, made from the grammars: every line of every mode with its state. Hidden lines, which
// are old spellings and the like, are left out.

import { matterText } from '../config/kept-lines.ts';
import { commandsOf, isSimulated, type Grammar } from '../grammar/grammar.ts';
import type { Command } from '../grammar/types.ts';

const BEGIN = '<!-- made from grammars/*.cli by `npm run docs` -->';

/** The whole file. */
export function commandDocument(grammar: Grammar): string {
  const parts = [
    '# Commands',
    '',
    BEGIN,
    '',
    'Every command that ringback takes, as its grammar says: `name=TYPE` is an argument, `[x]` optional, `(x | y)` one of them, `{x | y}` any of them in any',
    'order. *Simulated* commands have an effect on the router; *kept* ones are stored, shown where IOS shows them and removed by `no`, and nothing acts on them; in brackets what the real router would',
    'do differently for them (calls, links, routes, packets, logins): `check`, `up` and `why` name such lines.',
    'What is not here is refused with the caret.',
  ];
  let simulated = 0;
  let kept = 0;
  for (const mode of grammar.modes.values()) {
    if (mode.like) continue;
    const commands = commandsOf(grammar, mode.name).filter((command) => !command.hidden);
    if (commands.length === 0) continue;
    parts.push('', `## ${mode.heading.replace(/:$/, '')}${mode.prompt === '' ? '' : ` \`${mode.prompt}\``}`, '', '| command | state | default |', '|---|---|---|');
    for (const command of commands) {
      const does = isSimulated(command);
      if (does) simulated += 1;
      else kept += 1;
      parts.push(`| \`${command.pattern.replaceAll('|', '\\|')}\` | ${stateOf(command)} | ${defaultOf(command)} |`);
    }
  }
  parts.splice(8, 0, '', `${simulated} simulated, ${kept} kept.`);
  return `${parts.join('\n')}\n`;
}

/** `kept (calls)`: what the real router would do differently. */
function stateOf(command: Command): string {
  if (!isSimulated(command)) return command.matters === undefined ? 'kept' : `kept (${matterText({ ...command, matters: command.matters })})`;
  return command.ignores === undefined ? 'simulated' : `simulated, without ${command.ignores.join(', ')} (${command.matters ?? ''})`;
}

function defaultOf({ effect }: Command): string {
  if (effect.verb === 'flag') return effect.defaultOn ? 'on' : 'off';
  if (!('defaults' in effect) || effect.defaults === undefined || typeof effect.defaults === 'string') return '';
  return Object.values(effect.defaults).join(' ');
}
