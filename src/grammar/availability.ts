// Whether a step of a trie is there for whoever types: commands of another kind of interface, and those above the
// privilege, are not. What is there and hidden is another matter: help does not show it.

import type { InterfaceType } from '../base/interface-name.ts';
import { levelOf } from './levels.ts';
import type { Step } from './trie.ts';
import type { MatchContext } from './types.ts';

export function isAvailable(step: Step, context: MatchContext): boolean {
  if (levelOf(step, context) > context.privilege) return false;
  const { interfaceKind } = context;
  return step.only === undefined || interfaceKind === undefined || step.only.some((kind) => kind === interfaceKind || isItsType(kind, interfaceKind));
}

/** Help shows it: neither hidden nor meant for another type of interface. */
export function isShown(step: Step, context: MatchContext): boolean {
  if (step.hidden || !isAvailable(step, context)) return false;
  const { interfaceKind } = context;
  return step.on === undefined || interfaceKind === undefined || step.on.some((type) => type === interfaceKind || isItsType(type, interfaceKind));
}

/** A D channel is a serial interface. */
function isItsType(type: InterfaceType | 'D-channel', kind: string): boolean {
  return kind === 'D-channel' && type === 'Serial';
}
