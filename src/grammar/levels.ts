// Privilege levels of commands that `privilege MODE level N COMMAND` moved. As on the router the words of the command go
// to the level together (`show ip route` takes `show` and `show ip` along), unless another line gives them one of their
// own; what stands behind its last word follows where the level is lowered.

import type { Grammar } from './grammar.ts';
import { filled, type State, type Step } from './trie.ts';
import type { MatchContext } from './types.ts';

export interface PrivilegeRule {
  /** A mode of the grammar: `exec`. */
  readonly mode: string;
  readonly level: number;
  /** The initial keywords of the commands, which may be abbreviated. */
  readonly command: string;
}

export function levelOf(of: { readonly privilege: number }, context: MatchContext): number {
  return context.levels === undefined ? of.privilege : (context.levels.get(of) ?? of.privilege);
}

/** Steps and commands whose level differs; undefined without rules. */
export function privilegeLevels(grammar: Grammar, rules: readonly PrivilegeRule[]): ReadonlyMap<object, number> | undefined {
  if (rules.length === 0) return undefined;
  const levels = new Map<object, number>();
  const own = new Set<object>();
  for (const rule of rules) {
    const mode = grammar.modes.get(rule.mode);
    const path = mode ? keywordPath(mode.trie('plain'), rule.command) : [];
    const last = path.at(-1);
    if (last === undefined) continue;
    for (const step of path) if (step === last || !own.has(step)) levels.set(step, rule.level);
    own.add(last);
    lower(filled(last.to), rule.level, levels, new Set());
  }
  return levels;
}

function keywordPath(start: State, command: string): readonly Step[] {
  const path: Step[] = [];
  let state = start;
  for (const word of command.trim().toLowerCase().split(/\s+/)) {
    const steps = state.steps.filter((step) => step.token.kind === 'keyword' && step.token.word.startsWith(word));
    const step = steps.find((one) => one.token.kind === 'keyword' && one.token.word === word) ?? steps[0];
    if (!step) break;
    path.push(step);
    state = filled(step.to);
  }
  return path;
}

function lower(state: State, level: number, levels: Map<object, number>, seen: Set<State>): void {
  if (seen.has(state)) return;
  seen.add(state);
  if (state.accept && state.accept.privilege > level) levels.set(state.accept, level);
  for (const step of state.steps) {
    if (step.privilege > level && !levels.has(step)) levels.set(step, level);
    lower(filled(step.to), level, levels, seen);
  }
}
