// The lines of a configuration that are stored and shown and on which nothing acts, where the real router would do something
// else for them: `check` and `up` list them, `why` names those of the call that it explains. Which lines these are, and what
// they matter to, is declared in the grammar.

import { isSimulated, modeOf } from '../grammar/grammar.ts';
import { printCommand } from '../grammar/print.ts';
import type { Arguments, Command, Matter } from '../grammar/types.ts';
import type { Block, Stored } from './block.ts';
import type { LineOutcome } from './load-text.ts';
import type { KeptLine } from './node.ts';
import { printStored } from './running-config.ts';
import type { ConfigStore } from './store.ts';
import { withSecretsHidden } from './stored-secrets.ts';

/** In the order of a running configuration, more or less: what stands in a block comes behind its header. */
export function keptLines(store: ConfigStore): readonly KeptLine[] {
  const lines: KeptLine[] = [];
  collect(store, store.root, lines);
  return lines;
}

/** Whether the line of a grammar, with these arguments, has an effect that the real router's has and this one's not. */
export function keptMatter(command: Command, args: Arguments): Matter | undefined {
  if (!isSimulated(command)) return command.matters;
  return command.ignores?.some((ignored) => isGiven(ignored, args)) === true ? command.matters : undefined;
}

/** `name`, or `name=word` where one word of what is repeated has no effect. */
function isGiven(ignored: string, args: Arguments): boolean {
  const [name = '', word] = ignored.split('=');
  const given = args[name];
  return given !== undefined && (word === undefined || `${given}`.split(' ').includes(word));
}

/** The lines of a text that was loaded that have left such a line behind. */
export function keptOf(store: ConfigStore, outcomes: readonly LineOutcome[]): readonly ({ readonly line: number; readonly text: string } & Pick<KeptLine, 'matters' | 'instead'>)[] {
  const kept = new Map(keptLines(store).map((one) => [`${one.command} ${one.block}`, one.matters]));
  if (kept.size === 0) return [];
  return outcomes.flatMap(({ line, text, block, match }) => {
    if (match.kind !== 'command' || block === undefined) return [];
    const matters = kept.get(`${match.command.id} ${block}`);
    return matters === undefined || (isSimulated(match.command) && keptMatter(match.command, match.args) === undefined) ? [] : [{ line, text, matters, ...instead(match.command) }];
  });
}

function collect(store: ConfigStore, block: Block, lines: KeptLine[]): void {
  const note = (stored: Pick<Stored, 'command' | 'args'>): void => {
    const matters = keptMatter(stored.command, stored.args);
    if (matters !== undefined) lines.push({ block: block.path, place: placeOf(block), text: printStored({ command: stored.command, args: withSecretsHidden(stored.command, stored.args) })[0] ?? '', command: stored.command.id, matters, ...instead(stored.command) });
  };
  for (const stored of block.values?.values() ?? []) note(stored);
  for (const list of block.lists?.values() ?? []) for (const stored of list.values()) note(stored);
  for (const [path, state] of block.flags ?? []) {
    const command = modeOf(store.grammar, block.mode).commands().find(({ effect }) => effect.verb === 'flag' && effect.path === path);
    const matters = command && keptMatter(command, {});
    if (command && matters !== undefined) {
      lines.push({ block: block.path, place: placeOf(block), text: printCommand(command, {}, state ? 'plain' : 'no'), command: command.id, matters, ...instead(command) });
    }
  }
  for (const blocks of block.blocks?.values() ?? []) {
    for (const child of blocks.values()) {
      const matters = child.header && keptMatter(child.header.command, child.header.args);
      if (child.header && matters !== undefined) {
        // A block that is kept is one thing, whatever is in it.
        lines.push({ block: block.path, place: placeOf(block), text: printStored(child.header)[0] ?? '', command: child.header.command.id, matters, ...instead(child.header.command) });
      } else collect(store, child, lines);
    }
  }
}

/** `calls`, and what is done in the line's place where the grammar says it. */
export function matterText({ matters, instead: other }: { readonly matters: string; readonly instead?: string }): string {
  return other === undefined ? matters : `${matters}; ${other}`;
}

function instead(command: Command): Pick<KeptLine, 'instead'> {
  return command.instead === undefined ? {} : { instead: command.instead };
}

function placeOf(block: Block): string {
  return block.header === undefined ? '' : (printStored(block.header)[0] ?? '');
}
