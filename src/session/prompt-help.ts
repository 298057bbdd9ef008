// `?` and Tab at a prompt: the grammar's answer, and the aliases, which a word's list shows first, as `*lo=logout`. A line
// that begins with a blank is for commands alone. Behind an alias the help is that of its command.

import { complete, help } from '../grammar/complete.ts';
import type { HelpResult } from '../grammar/types.ts';
import { aliasesIn, withoutAlias } from './configured-commands.ts';
import type { Desk } from './desk.ts';

export function promptHelp(desk: Desk, typed: string): HelpResult {
  const { grammar, place, router } = desk;
  if (/^\S+$/.test(typed)) {
    const result = help(grammar, place.mode, typed, desk);
    const aliases = aliasesIn(router.config, place.mode).filter(({ name }) => name.startsWith(typed));
    if (aliases.length === 0) return result;
    const words = aliases.map(({ name, command }) => `*${name}=${command.includes(' ') ? `"${command}"` : command}`).sort();
    return { kind: 'words', words: result.kind === 'words' ? [...words, ...result.words] : words };
  }
  const result = help(grammar, place.mode, withoutAlias(router.config, place.mode, typed), desk);
  return result.kind === 'ambiguous' ? { ...result, typed } : result;
}

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
