// What a conversation is at, and with that what the next key means; and what it asks of its owner.

import type { History } from '../../terminal/history.ts';
import type { SessionState } from '../types.ts';

export type Activity =
  /** `answering`: a typed line is being answered, within one instant. */
  | { readonly kind: 'prompt' | 'more' | 'closed' | 'answering' }
  /** An expression typed at ` --More-- `. */
  | { readonly kind: 'search'; readonly sign: '/' | '+' | '-' }
  | { readonly kind: 'question'; readonly prompt: string; readonly echo: boolean; readonly answered: (answer: string | undefined) => void }
  | { readonly kind: 'confirm'; readonly prompt: string; readonly answered: (accepted: boolean) => void }
  | { readonly kind: 'text'; readonly line: (text: string) => 'more' | 'done' }
  /** Lines that Ctrl-Z ends, and Ctrl-C throws away: then there are none. */
  | { readonly kind: 'compose'; readonly lines: string[]; readonly composed: (lines: readonly string[] | undefined) => void }
  | { readonly kind: 'running'; readonly abort: () => void }
  /** The keys are another host's: `keys` says how many of the octets were. */
  | { readonly kind: 'connected'; readonly keys: (octets: Uint8Array) => number; readonly prompt: () => string };

export function stateOf({ kind }: Activity): SessionState {
  if (kind === 'confirm' || kind === 'search') return 'question';
  return kind === 'answering' ? 'running' : kind === 'compose' ? 'text' : kind;
}

/** Keys at the prompt that are the owner's business. */
export type PromptKey = 'help' | 'tab' | 'ctrl-c' | 'ctrl-z';

export interface ConversationOwner {
  promptText(): string;
  history(): History;
  /** A line was typed at the prompt. */
  line(text: string): void;
  /** A key at the prompt; the owner works on `editor` and `screen`. */
  promptKey(key: PromptKey): void;
  /** Return was pressed where nobody was logged in. */
  opened(): void;
  /** In place of the next prompt: true if the session was only there for what has been done, and ends now. */
  isOver(): boolean;
}
