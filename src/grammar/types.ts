// The grammar engine's contract: what a compiled command is, and what matching, help and completion answer.
// The format of the files is described in grammars/README.md.

import type { InterfaceKind } from '../base/interface-name.ts';

/** A mode's name as in modes.cli: `exec`, `config`, `config-if`, `config-map-class`. */
export type ModeName = string;

export type ArgumentValue = string | number;
export type Arguments = Readonly<Record<string, ArgumentValue>>;

/** The verb of a command's effect, see grammars/README.md. */
export type Effect =
  | { readonly verb: 'sets' | 'adds' | 'keeps'; readonly path: string; readonly keys: readonly string[]; readonly defaults: Arguments | undefined }
  | { readonly verb: 'flag'; readonly path: string; readonly defaultOn: boolean; readonly keeps: boolean }
  | { readonly verb: 'enters'; readonly mode: ModeName; readonly path: string; readonly keys: readonly string[]; readonly keeps: boolean }
  | { readonly verb: 'runs'; readonly handler: string }
  | { readonly verb: 'toggles'; readonly path: string; readonly argument: string | undefined; readonly defaults: string | undefined };

/** What would be different if a line that is kept only were simulated. */
export const MATTERS = ['calls', 'links', 'routes', 'packets', 'logins'] as const;
export type Matter = (typeof MATTERS)[number];

/** One command line of a grammar file, compiled. */
export interface Command {
  /** File and line: `dialer.cli:14`. Unique. */
  readonly id: string;
  readonly mode: ModeName;
  /** The pattern as written: what documentation shows. */
  readonly pattern: string;
  readonly effect: Effect;
  readonly privilege: number;
  readonly hidden: boolean;
  /** Types of interfaces that have it. */
  readonly on?: readonly InterfaceKind[];
  /** Position over all files: the order of a running configuration. */
  readonly order: number;
  /** Printed even when it is the default, unless something is stored at the path. */
  readonly shown?: { readonly unless?: string };
  /** Of what is kept only, or of `ignores`: what the real router would do differently; undefined: nothing that shows here. */
  readonly matters?: Matter;
  /** What happens here in its place, in words. */
  readonly instead?: string;
  /** Arguments of a simulated command on which nothing acts. */
  readonly ignores?: readonly string[];
  /** Another spelling: stored as the first line of its mode with the same path, and shown as that. */
  readonly alias?: boolean;
  /** `adds`: each value of the repeated argument makes an entry of its own. */
  readonly each?: boolean;
  /** `adds`: arguments are added to the entry with the same keys. */
  readonly merges?: boolean;
  /** Entries or blocks are printed sorted by their first key. */
  readonly sorted?: boolean;
  /** No `!` between the blocks. */
  readonly together?: boolean;
  /** Paths that are forgotten when this is stored. */
  readonly replaces?: readonly string[];
  /** Holds a password; `bare`: type 0 is printed without its digit. */
  readonly secret?: 'digit' | 'bare';
  /** The `no` form's own pattern. */
  readonly noPattern?: string;
  /** Name of the function that prints it. */
  readonly prints?: string;
  readonly since?: string;
}

/** What matching needs to know of the router: which interfaces it has, and who is typing. */
export interface MatchContext {
  readonly privilege: number;
  /** Levels that `privilege MODE level` gave to steps and commands of the grammar. */
  readonly levels?: ReadonlyMap<object, number> | undefined;
  /** Of the interface that is being configured: it takes what interfaces of its kind have, and `?` shows that. */
  readonly interfaceKind?: InterfaceKind | undefined;
  /** True if `interface NAME` may be entered or named: physical ones of the model, and any logical one. */
  interfaceExists(name: string): boolean;
  /** Interfaces that EXEC commands may name besides: those that came about by themselves. */
  interfaceShown?(name: string): boolean;
}

/** A mode as the session sees it. */
export interface Mode {
  readonly name: ModeName;
  /** `(config-if)`; empty for EXEC, whose `>` or `#` depends on the privilege. */
  readonly prompt: string;
  readonly parent: ModeName | undefined;
  /** `Interface configuration commands:` */
  readonly heading: string;
}

export type MatchResult =
  | { readonly kind: 'empty' }
  | {
      readonly kind: 'command';
      readonly command: Command;
      readonly form: 'plain' | 'no' | 'default';
      readonly args: Arguments;
      /** The mode in which it matched: the current one, or the parent whose command was typed below it. */
      readonly mode: ModeName;
      /** No keyword of it was abbreviated. */
      readonly exact: boolean;
    }
  /** The line as typed, and where the ambiguous token ends. */
  | { readonly kind: 'ambiguous'; readonly typed: string; readonly end: number }
  | { readonly kind: 'incomplete' }
  /** `show` alone. */
  | { readonly kind: 'subcommands'; readonly word: string }
  /** Column of the caret, from 0, in the line. `firstWord`: nothing matched even the first word of an EXEC line. */
  | { readonly kind: 'invalid'; readonly column: number; readonly firstWord: boolean };

export interface HelpEntry {
  readonly token: string;
  readonly text: string;
}

export type HelpResult =
  /** Word help (`co?`): the keywords. */
  | { readonly kind: 'words'; readonly words: readonly string[] }
  /** Full help, `<cr>` last when the line is complete; the heading only at the beginning of a line. */
  | { readonly kind: 'list'; readonly heading?: string; readonly entries: readonly HelpEntry[] }
  | { readonly kind: 'unrecognized' }
  | { readonly kind: 'ambiguous'; readonly typed: string };
