// A line that was typed at a prompt: matched against the grammar, and run. EXEC commands go to their handlers, with
// filters; configuration commands to the router's configuration, which says where the session stands afterwards;
// what matches nothing is refused in the router's words.

import { apply } from '../config/apply.ts';
import { bannerStart } from '../config/banner.ts';
import { hasFilter, splitFilter, type Filter } from '../grammar/filter.ts';
import { match } from '../grammar/match.ts';
import type { MatchContext, MatchResult } from '../grammar/types.ts';
import type { Conversation } from './conversation.ts';
import { toggle } from './exec-debug.ts';
import { lineFilter, type LineFilter } from './filters.ts';
import { handlers } from './handlers.ts';
import { compileIosRegex } from './ios-regex.ts';
import { lookUp, prefersNoTransport, UNKNOWN_COMMAND } from './name-lookup.ts';
import { invalidAt, refusal } from './refusals.ts';
import type { Exec } from './types.ts';

/** Where a session stands: a mode, and the block of the configuration that it edits. */
export interface Place {
  readonly mode: string;
  readonly block: string;
}

export interface CommandHost {
  readonly exec: Exec;
  readonly conversation: Conversation;
  readonly matchContext: MatchContext;
  place: Place;
  /** Stands between a command's output and the pager. */
  filter: LineFilter | undefined;
}

type MatchedCommand = Extract<MatchResult, { kind: 'command' }>;

/** Runs the line; `promptLength` is where it began on the screen. */
export function runLine(host: CommandHost, line: string, promptLength: number): void {
  const { exec } = host;
  host.filter = undefined;
  const { command, filter } = splitFilter(line);
  const matched = match(exec.grammar, host.place.mode, command, host.matchContext);
  switch (matched.kind) {
    case 'empty':
      return;
    case 'command':
      if (matched.mode === 'exec') runExec(host, matched, filter, promptLength);
      else runConfiguration(host, matched);
      return;
    case 'invalid':
      if (matched.firstWord && !prefersNoTransport(exec)) {
        lookUp(exec, command.trim().split(/\s+/)[0] ?? '', UNKNOWN_COMMAND);
        return;
      }
      exec.printAll(refusal(matched, promptLength));
      return;
    default:
      exec.printAll(refusal(matched, promptLength));
  }
}

function runExec(host: CommandHost, matched: MatchedCommand, filter: Filter, promptLength: number): void {
  const { exec } = host;
  const { effect } = matched.command;
  if (effect.verb === 'toggles') {
    toggle(exec, effect, matched.args, matched.form === 'plain');
    return;
  }
  const handler = effect.verb === 'runs' ? handlers.get(effect.handler) : undefined;
  if (!handler || effect.verb !== 'runs') {
    exec.printAll(invalidAt(promptLength));
    return;
  }
  if (hasFilter(effect.handler) && !setFilter(host, filter, promptLength)) return;
  handler(exec, matched.args);
}

/** False if the filter was refused. */
function setFilter(host: CommandHost, filter: Filter, promptLength: number): boolean {
  switch (filter.kind) {
    case 'none':
      return true;
    case 'incomplete':
      host.exec.printAll(refusal({ kind: 'incomplete' }, promptLength));
      return false;
    case 'invalid':
      host.exec.printAll(invalidAt(promptLength + filter.column));
      return false;
    case 'filter': {
      const expression = compileIosRegex(filter.expression);
      if (expression) host.filter = lineFilter(filter.filter, expression);
      else host.exec.print('% Failed to compile regular expression.', '');
      return expression !== undefined;
    }
  }
}

function runConfiguration(host: CommandHost, matched: MatchedCommand): void {
  const { exec } = host;
  const { effect } = matched.command;
  if (effect.verb === 'runs') {
    handlers.get(effect.handler)?.(exec, matched.args);
    return;
  }
  if (matched.command.prints === 'banner' && matched.form === 'plain') {
    const text = String(matched.args['text'] ?? '');
    const { delimiter, isComplete } = bannerStart(text);
    if (!isComplete) {
      collectBanner(host, matched, text, delimiter);
      return;
    }
  }
  store(host, matched);
}

function store(host: CommandHost, matched: MatchedCommand): void {
  const { exec, place } = host;
  const result = apply(exec.router.config, place.block, matched);
  if (result.block !== place.block || result.mode !== place.mode) host.place = { mode: result.mode, block: result.block };
  if (result.messages.length > 0) exec.printAll(result.messages);
}

function collectBanner(host: CommandHost, matched: MatchedCommand, start: string, delimiter: string): void {
  host.exec.print(`Enter TEXT message.  End with the character '${delimiter}'.`);
  const lines = [start];
  host.conversation.collect((line) => {
    lines.push(line);
    if (!line.includes(delimiter)) return 'more';
    store(host, { ...matched, args: { ...matched.args, text: lines.join('\n') } });
    return 'done';
  });
}
