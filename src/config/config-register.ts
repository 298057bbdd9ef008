// The configuration register: sixteen bits beside the configuration, which say how a router boots. Of them only the one is
// minded that makes it boot as if NVRAM were empty, by which passwords are recovered. It is stored at once, is in force after
// the next reload, and is shown by `show version`, never by a running configuration.

import type { ConfigNode } from './node.ts';
import { text } from './reading.ts';

/** What a router is delivered with. */
export const CONFIG_REGISTER = 0x2102;

const IGNORES_STARTUP = 0x0040;

export function configRegister(root: ConfigNode): number {
  return parseConfigRegister(text(root.value('configRegister'), 'value') ?? '') ?? CONFIG_REGISTER;
}

export function ignoresStartup(register: number): boolean {
  return (register & IGNORES_STARTUP) !== 0;
}

/** `0x2102`; undefined for what is no such number. */
export function parseConfigRegister(typed: string): number | undefined {
  return /^0x[0-9a-f]{1,4}$/i.test(typed) ? Number(typed) : undefined;
}

/** `0x2102`, as `show version` says it, with four digits unless there are leading zeros. */
export function formatConfigRegister(register: number): string {
  return `0x${register.toString(16).toUpperCase()}`;
}
