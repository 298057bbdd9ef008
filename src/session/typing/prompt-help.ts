// `?` and Tab at a prompt: the grammar's answer, and the aliases, which a word's list shows first, as `*lo=logout`. A line
// that begins with a blank is for commands alone. Behind an alias the help is that of its command. With `full-help` the
// commands of those with more privilege are shown as well.

import { complete, help } from '../../grammar/complete.ts';
import type { HelpResult, MatchContext } from '../../grammar/types.ts';
import { aliasesIn, withoutAlias } from '../configured-commands.ts';
import type { Desk } from '../desk.ts';

export function promptHelp(desk: Desk, typed: string): HelpResult {
  const { grammar, place, router } = desk;
  if (/^\S+$/.test(typed)) {
    const result = help(grammar, place.mode, typed, helpContext(desk));
    const aliases = aliasesIn(router.config, place.mode).filter(({ name }) => name.startsWith(typed));
    if (aliases.length === 0) return result;
    const words = aliases.map(({ name, command }) => `*${name}=${command.includes(' ') ? `"${command}"` : command}`).sort();
    return { kind: 'words', words: result.kind === 'words' ? [...words, ...result.words] : words };
  }
  const result = help(grammar, place.mode, withoutAlias(router.config, place.mode, typed), helpContext(desk));
  return result.kind === 'ambiguous' ? { ...result, typed } : result;
}

function helpContext(desk: Desk): MatchContext {
  if (!desk.terminal.fullHelp) return desk;
  const { levels, interfaceKind } = desk;
  return {
    privilege: MOST_PRIVILEGE,
    levels,
    interfaceKind,
    interfaceExists: (name) => desk.interfaceExists(name),
    interfaceShown: (name) => desk.interfaceShown(name),
  };
}

const MOST_PRIVILEGE = 15;

/** The line with its last word completed, or undefined if Tab changes nothing. */
export function promptCompletion(desk: Desk, typed: string): string | undefined {
  const { grammar, place, router } = desk;
  const partial = /\S*$/.exec(typed)?.index ?? 0;
  const before = typed.slice(0, partial);
  // The first word may be a command's beginning and an alias: the command is completed.
  const expanded = withoutAlias(router.config, place.mode, before);
  const completed = complete(grammar, place.mode, expanded + typed.slice(partial), desk);
  return completed === undefined ? undefined : before + completed.slice(expanded.length);
}
