// A line that was typed at a prompt: matched against the grammar, and run. EXEC commands go to their handlers, with
// filters; configuration commands to the router's configuration, which says where the session stands afterwards;
// what matches nothing is refused in the router's words.

import { apply } from '../../config/apply.ts';
import { bannerStart } from '../../config/banner.ts';
import { columnOf } from '../../config/load-text.ts';
import { hasFilter, splitFilter, type Filter } from '../../grammar/filter.ts';
import { match } from '../../grammar/match.ts';
import type { MatchResult } from '../../grammar/types.ts';
import { withoutAlias } from '../configured-commands.ts';
import type { Desk } from '../desk.ts';
import { toggle } from '../exec/debug.ts';
import { callHost, telnetTo } from '../exec/telnet.ts';
import { lineFilter } from '../regex/filters.ts';
import { handlers } from '../handlers.ts';
import { compileIosRegex } from '../regex/ios-regex.ts';
import { lookUp, prefersNoTransport, UNKNOWN_COMMAND } from '../name-lookup.ts';
import { invalidAt, refusal } from './refusals.ts';

type MatchedCommand = Extract<MatchResult, { kind: 'command' }>;

/** Runs the line; `promptLength` is where it began on the screen. */
export function runLine(desk: Desk, line: string, promptLength: number): void {
  desk.filter = undefined;
  const whole = withoutAlias(desk.router.config, desk.place.mode, line);
  const { command, filter } = splitFilter(whole);
  const matched = match(desk.grammar, desk.place.mode, command, desk);
  switch (matched.kind) {
    case 'empty':
      return;
    case 'command':
      if (matched.mode === 'exec') runExec(desk, matched, filter, promptLength);
      else runConfiguration(desk, matched, (word) => invalidAt(promptLength + columnOf(command, word)));
      return;
    case 'invalid':
      if (matched.firstWord && !prefersNoTransport(desk)) connect(desk, command, promptLength);
      else desk.printAll(refusal(matched, promptLength));
      return;
    case 'ambiguous':
      desk.printAll(refusal({ ...matched, typed: whole }, promptLength));
      return;
    default:
      desk.printAll(refusal(matched, promptLength));
  }
}

const IMPLIED = 'connect ';

/** A first word that is no command is a host's name: the line is read as if it stood behind `connect`, and so is what is wrong with it. */
function connect(desk: Desk, command: string, promptLength: number): void {
  const line = command.trimStart();
  const matched = match(desk.grammar, 'exec', IMPLIED + line, desk);
  if (matched.kind === 'command') {
    const target = String(matched.args['target'] ?? '');
    if (!callHost(desk, target, matched.args)) lookUp(desk, target, UNKNOWN_COMMAND, (address) => telnetTo(desk, target, matched.args, address));
  } else if (matched.kind === 'invalid') {
    desk.printAll(invalidAt(promptLength + command.length - line.length + Math.max(0, matched.column - IMPLIED.length)));
  } else if (matched.kind !== 'empty') desk.printAll(refusal({ kind: 'incomplete' }, promptLength));
}

function runExec(desk: Desk, matched: MatchedCommand, filter: Filter, promptLength: number): void {
  const { effect } = matched.command;
  if (effect.verb === 'toggles') {
    toggle(desk, effect, matched.args, matched.form === 'plain');
    return;
  }
  const handler = effect.verb === 'runs' ? handlers.get(effect.handler) : undefined;
  if (!handler || effect.verb !== 'runs') {
    desk.printAll(invalidAt(promptLength));
    return;
  }
  if (hasFilter(effect.handler) && !setFilter(desk, filter, promptLength)) return;
  handler(desk, matched.args);
  desk.endFilter();
}

/** False if the filter was refused. */
function setFilter(desk: Desk, filter: Filter, promptLength: number): boolean {
  switch (filter.kind) {
    case 'none':
      return true;
    case 'incomplete':
      desk.printAll(refusal({ kind: 'incomplete' }, promptLength));
      return false;
    case 'invalid':
      desk.printAll(invalidAt(promptLength + filter.column));
      return false;
    case 'filter': {
      const expression = compileIosRegex(filter.expression);
      if (expression) desk.filter = lineFilter(filter.filter, expression);
      else desk.print('% Failed to compile regular expression.', '');
      return expression !== undefined;
    }
  }
}

type Unread = (word: string) => readonly string[];

/** `unread` is what is printed when a word names what the router lacks. */
function runConfiguration(desk: Desk, matched: MatchedCommand, unread: Unread): void {
  const { effect } = matched.command;
  if (effect.verb === 'runs') {
    handlers.get(effect.handler)?.(desk, matched.args);
    return;
  }
  if (matched.command.prints === 'banner' && matched.form === 'plain') {
    const text = String(matched.args['text'] ?? '');
    const { delimiter, isComplete } = bannerStart(text);
    if (!isComplete) {
      collectBanner(desk, matched, text, delimiter);
      return;
    }
  }
  store(desk, matched, unread);
}

function store(desk: Desk, matched: MatchedCommand, unread: Unread = () => []): void {
  const { place } = desk;
  const result = apply(desk.router.config, place.block, matched);
  if (result.invalid !== undefined) {
    desk.printAll(unread(result.invalid));
    return;
  }
  if (result.block !== place.block || result.mode !== place.mode) desk.place = { mode: result.mode, block: result.block };
  if (result.messages.length > 0) desk.printAll(result.messages);
}

/** Characters of a banner; what is typed beyond that is not kept. */
const LONGEST_BANNER = 32_768;

function collectBanner(desk: Desk, matched: MatchedCommand, start: string, delimiter: string): void {
  desk.print(`Enter TEXT message.  End with the character '${delimiter}'.`);
  const lines = [start];
  let characters = start.length;
  desk.conversation.collect((line) => {
    characters += line.length + 1;
    if (characters <= LONGEST_BANNER || line.includes(delimiter)) lines.push(line);
    if (!line.includes(delimiter)) return 'more';
    store(desk, { ...matched, args: { ...matched.args, text: lines.join('\n') } });
    return 'done';
  });
}
