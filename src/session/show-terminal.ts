// `show terminal`: the line that the session is on and its settings, in the layout of the command reference's sample
// (cli-behaviour §6).

import { clockTime } from '../base/time.ts';
import { printEscapeCharacter } from '../config/escape-character.ts';
import { lineConfiguration, lineNode } from './line-configuration.ts';
import { LOGIN_RESPONSE_SECONDS } from './timed-question.ts';
import type { Exec } from './types.ts';
import { absoluteLine } from './vty-lines.ts';

/** Minutes without a key after which a session ends, where nothing else is configured. */
export const EXEC_TIMEOUT_MS = 600_000;

export function showTerminal({ router, line, terminal }: Exec): readonly string[] {
  const settings = lineConfiguration(router.config, line);
  const node = lineNode(router.config, line);
  const flag = (path: string): boolean => node?.flag(path) === true;
  const preferred = node?.entries('transport').find((args) => args['direction'] === 'preferred')?.['protocols'];
  const input = node?.entries('transport').find((args) => args['direction'] === 'input')?.['protocols'];
  const isConsole = line.kind === 'con';
  return [
    `Line ${absoluteLine(router, line)}, Location: "${settings?.location ?? ''}", Type: "${String(node?.value('terminalType')?.['type'] ?? '')}"`,
    `Length: ${terminal.length} lines, Width: ${terminal.width} columns`,
    'Baud rate (TX/RX) is 9600/9600',
    'Status: PSI Enabled, Ready, Active, No Exit Banner, Automore On',
    'Capabilities: none',
    'Modem state: Ready',
    'Group codes:    0',
    'Special Chars: Escape  Hold  Stop  Start  Disconnect  Activation',
    `                ${printEscapeCharacter(terminal.escapeCharacter).padEnd(6)} none   -     -       none         `,
    'Timeouts:      Idle EXEC    Idle Session   Modem Answer  Session   Dispatch',
    `               ${duration(settings?.execTimeoutMs ?? EXEC_TIMEOUT_MS)}        never                        none     not set`,
    '                            Idle Session Disconnect Warning',
    '                              never ',
    '                            Login-sequence User Response',
    `                             ${duration((settings?.loginResponseSeconds ?? LOGIN_RESPONSE_SECONDS) * 1000)}`,
    '                            Autoselect Initial Wait',
    '                              not set ',
    'Modem type is unknown.',
    'Session limit is not set.',
    `Editing is ${terminal.editing ? 'enabled' : 'disabled'}.`,
    terminal.historySize === 0 ? 'History is disabled.' : `History is enabled, history size is ${terminal.historySize}.`,
    'DNS resolution in show commands is enabled',
    `Full user help is ${flag('fullHelp') ? 'enabled' : 'disabled'}`,
    `Allowed transports are ${String(input ?? (isConsole ? 'none' : 'telnet'))}.  Preferred is ${String(preferred ?? 'telnet')}.`,
    'No output characters are padded',
    'No special data dispatching characters',
  ];
}

/** `00:10:00`; 0 is never. */
function duration(ms: number): string {
  return ms === 0 ? 'never   ' : clockTime(ms);
}
