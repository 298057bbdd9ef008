// What a TACACS+ server answers to a request for authorization (RFC 8907 §6.1): the client proposes arguments, the user's profile
// has others. A proposal that must be so and is not is a refusal; one that may be otherwise gives way to the profile. Where nothing
// was changed the profile's arguments are added, else all of them replace the client's.

import { AUTHOR_STATUS } from '../../../wire/tacacs-bodies.ts';
import { pairText, parsePair } from '../pairs.ts';
import type { AaaPair } from '../types.ts';
import type { ServedService, ServedUser } from './types.ts';

export interface Authorized {
  readonly status: number;
  readonly pairs: readonly AaaPair[];
  /** `ppp lcp`, `shell`. */
  readonly service: string;
}

/** These say what is asked for, and are no proposals. */
const QUESTIONS: ReadonlySet<string> = new Set(['service', 'protocol', 'cmd', 'cmd-arg']);

export function authorize(user: ServedUser | undefined, texts: readonly string[]): Authorized {
  const asked = texts.flatMap((text) => parsePair(text) ?? []);
  const value = (name: string): string | undefined => asked.find((pair) => pair.name === name)?.value;
  const service = value('service') ?? '';
  const protocol = value('protocol');
  const command = value('cmd') ?? '';
  const named = [service, protocol, command].filter((part) => part !== undefined && part !== '').join(' ');
  const refused: Authorized = { status: AUTHOR_STATUS.fail, pairs: [], service: named };
  const known = user?.services.find((one) => one.service === service && one.protocol === protocol);
  if (known === undefined) return refused;
  // Whoever may have a shell may have its commands.
  if (command !== '') return { status: AUTHOR_STATUS.passAdd, pairs: [], service: named };
  const answer = settle(asked, known);
  return answer === undefined ? refused : { ...answer, service: named };
}

function settle(asked: readonly AaaPair[], { pairs: own }: ServedService): { readonly status: number; readonly pairs: readonly AaaPair[] } | undefined {
  const kept: AaaPair[] = [];
  let changed = false;
  for (const pair of asked) {
    if (QUESTIONS.has(pair.name)) {
      kept.push(pair);
      continue;
    }
    const ours = own.find(({ name }) => name === pair.name);
    if (ours !== undefined && ours.value === pair.value) kept.push(pair);
    else if (pair.mandatory) return undefined;
    else {
      changed = true;
      if (ours !== undefined) kept.push(ours);
    }
  }
  const texts = new Set(kept.map(pairText));
  const added = own.filter((pair) => !texts.has(pairText(pair)) && !kept.some(({ name, value }) => name === pair.name && value === pair.value));
  return changed ? { status: AUTHOR_STATUS.passReplace, pairs: [...kept, ...added] } : { status: AUTHOR_STATUS.passAdd, pairs: added };
}
