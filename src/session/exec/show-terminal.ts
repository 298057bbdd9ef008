// `show terminal` and `show line N`: a line and its settings, in the layout of the command reference's sample
// (cli-behaviour §6).

import { clockTime, uptimeStamp } from '../../base/time.ts';
import { escapeCharacterOf, printEscapeCharacter } from '../../config/escape-character.ts';
import { DEFAULT_HISTORY_SIZE } from '../../terminal/history.ts';
import { showLines, type TerminalLine } from '../../views/show/lines.ts';
import { lineConfiguration, lineNode, type LineName } from '../lines/line-configuration.ts';
import { asyncLines, type AsyncLineSettings } from '../../config/async-settings.ts';
import { asyncInterfaceOf, carriesCall, lineSpeed } from '../lines/terminal-lines.ts';
import { LOGIN_RESPONSE_SECONDS } from '../typing/timed-question.ts';
import type { Exec, TerminalSettings } from '../types.ts';
import { absoluteLine } from '../lines/vty-lines.ts';

/** Minutes without a key after which a session ends, where nothing else is configured. */
export const EXEC_TIMEOUT_MS = 600_000;

export function showTerminal(exec: Exec): readonly string[] {
  return lineDetail(exec, exec.line, exec.terminal);
}

/** `show line N`: the row of the line, and what is known of it; with a range the rows. */
export function showLine(exec: Exec, wanted: readonly TerminalLine[]): readonly string[] {
  const [only, ...others] = wanted;
  if (only === undefined || others.length > 0) return showLines(wanted);
  const settings = only.current ? exec.terminal : undefined;
  const since = only.occupant?.since ?? only.carriesSince;
  const active = since === undefined ? 'never' : uptimeStamp(exec.router.now - since);
  const detail = lineDetail(exec, { kind: only.kind, number: only.unit }, settings, only.occupant !== undefined);
  const editing = detail.findIndex((line) => line.startsWith('Editing'));
  return [...showLines(wanted), ...detail.slice(0, editing), `Time since activation: ${active}`, ...detail.slice(editing)];
}

/** Without settings of a terminal, those that the line's configuration gives the next one. */
function lineDetail({ router }: Exec, line: LineName, terminal: TerminalSettings | undefined, isActive = true): readonly string[] {
  const settings = lineConfiguration(router.config, line);
  const node = lineNode(router.config, line);
  const preferred = node?.entries('transport').find((args) => args['direction'] === 'preferred')?.['protocols'];
  const input = node?.entries('transport').find((args) => args['direction'] === 'input')?.['protocols'];
  const historySize = terminal?.historySize ?? settings?.historySize ?? DEFAULT_HISTORY_SIZE;
  const escape = terminal === undefined ? escapeCharacterOf(settings?.escapeCharacter ?? 'DEFAULT') : terminal.escapeCharacter;
  // A call of a modem makes the line its own.
  const absolute = absoluteLine(router, line);
  const called = carriesCall(router, line);
  const async = asyncLineOf(router, line);
  const answer = async?.calls === undefined ? undefined : async.answerTimeoutSeconds;
  return [
    `Line ${absolute}, Location: "${settings?.location ?? ''}", Type: "${String(node?.value('terminalType')?.['type'] ?? '')}"`,
    `Length: ${terminal?.length ?? settings?.length ?? 24} lines, Width: ${terminal?.width ?? settings?.width ?? 80} columns`,
    ...(line.kind === 'vty' ? [] : [`Baud rate (TX/RX) is ${lineSpeed(node).tx}/${lineSpeed(node).rx}`]),
    isActive || called ? 'Status: PSI Enabled, Ready, Active, No Exit Banner, Automore On' : 'Status: No Exit Banner',
    ...capabilities(router, line),
    `Modem state: ${isActive || called ? 'Ready' : 'Idle'}`,
    'Group codes:    0',
    'Special Chars: Escape  Hold  Stop  Start  Disconnect  Activation',
    `                ${printEscapeCharacter(escape).padEnd(6)} none   -     -       none         `,
    'Timeouts:      Idle EXEC    Idle Session   Modem Answer  Session   Dispatch',
    `               ${duration(settings?.execTimeoutMs ?? EXEC_TIMEOUT_MS)}        never        ${answer === undefined ? '        ' : clockTime(answer * 1000)}        none     not set`,
    '                            Idle Session Disconnect Warning',
    '                              never ',
    '                            Login-sequence User Response',
    `                             ${duration((settings?.loginResponseSeconds ?? LOGIN_RESPONSE_SECONDS) * 1000)}`,
    '                            Autoselect Initial Wait',
    `                              ${async?.autoselect.timeoutSeconds === undefined ? 'not set ' : clockTime(async.autoselect.timeoutSeconds * 1000)}`,
    'Modem type is unknown.',
    'Session limit is not set.',
    `Editing is ${(terminal?.editing ?? settings?.editing) === false ? 'disabled' : 'enabled'}.`,
    historySize === 0 ? 'History is disabled.' : `History is enabled, history size is ${historySize}.`,
    'DNS resolution in show commands is enabled',
    `Full user help is ${(terminal?.fullHelp ?? settings?.fullHelp) === true ? 'enabled' : 'disabled'}`,
    `Allowed transports are ${String(input ?? (line.kind === 'con' ? 'none' : 'telnet'))}.  Preferred is ${String(preferred ?? 'telnet')}.`,
    'No output characters are padded',
    'No special data dispatching characters',
  ];
}

function asyncLineOf({ config, model }: Exec['router'], line: LineName): AsyncLineSettings | undefined {
  const hasModem = line.kind === 'tty' || line.kind === 'aux';
  return hasModem ? asyncLines(config, model).get(`Async${absoluteLine({ model }, line)}`) : undefined;
}

/** Three to a line, as on published screens of access servers. */
function capabilities(router: Exec['router'], line: LineName): readonly string[] {
  const async = asyncLineOf(router, line);
  const words = [
    ...(async?.hardwareFlow === true ? ['Hardware Flowcontrol In', 'Hardware Flowcontrol Out'] : []),
    ...(async?.calls === 'out' || async?.calls === 'both' ? ['Modem Callout'] : []),
    ...(async?.calls === 'in' || async?.calls === 'both' ? ['Modem RI is CD'] : []),
    ...(asyncInterfaceOf(router, line) === undefined ? [] : ['Line usable as async interface']),
  ];
  if (words.length === 0) return ['Capabilities: none'];
  const rows: string[] = [];
  for (let at = 0; at < words.length; at += 3) rows.push(words.slice(at, at + 3).join(', '));
  return rows.map((row, index) => `${index === 0 ? 'Capabilities: ' : '  '}${row}${index === rows.length - 1 ? '' : ', '}`);
}

/** `00:10:00`; 0 is never. */
function duration(ms: number): string {
  return ms === 0 ? 'never   ' : clockTime(ms);
}
