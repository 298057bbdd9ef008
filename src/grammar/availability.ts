// Whether a step of a trie is there for whoever types: commands of another kind of interface, and those above the
// privilege, are not. What is there and hidden is another matter: help does not show it.

import type { InterfaceKind } from '../base/interface-name.ts';
import { levelOf } from './levels.ts';
import type { State, Step } from './trie.ts';
import type { Command, MatchContext } from './types.ts';

export function isAvailable(step: Step, context: MatchContext): boolean {
  if (levelOf(step, context) > context.privilege) return false;
  return isThere(step.only, context) && isThere(step.on, context);
}

function isThere(kinds: readonly InterfaceKind[] | undefined, { interfaceKind }: MatchContext): boolean {
  return kinds === undefined || interfaceKind === undefined || kinds.some((kind) => kind === interfaceKind || isItsType(kind, interfaceKind));
}

/** The command that is complete there, for the interface at hand where several are. */
export function completeAt({ accept, elsewhere }: State, context: MatchContext): Command | undefined {
  if (elsewhere === undefined || accept === undefined) return accept;
  return [accept, ...elsewhere].find(({ on }) => isThere(on, context)) ?? accept;
}

/** Help shows it. */
export function isShown(step: Step, context: MatchContext): boolean {
  return !step.hidden && isAvailable(step, context);
}

/** A D channel is a serial interface. */
function isItsType(type: InterfaceKind, kind: string): boolean {
  return kind === 'D-channel' && type === 'Serial';
}
