// The terminal lines of a router as the views have them: every line that the hardware and the configuration make, with
// whoever is on it and what is configured there.

import type { ConfigNode } from '../../config/node.ts';
import type { TerminalLine } from '../../views/show/lines.ts';
import { lineNode, type LineName } from './line-configuration.ts';
import type { Exec } from '../types.ts';
import { absoluteLine, configuredNumbers, vtyLinesOf, type LineOccupant } from './vty-lines.ts';

const AUX_SPEED = '9600';

export function terminalLines(exec: Exec): readonly TerminalLine[] {
  const { router } = exec;
  const names: readonly LineName[] = [
    { kind: 'con', number: 0 },
    ...Array.from({ length: router.model.ttyLines ?? 0 }, (_, index) => ({ kind: 'tty', number: index + 1 }) as const),
    ...(router.model.hasAux ? [{ kind: 'aux', number: 0 } as const] : []),
    ...configuredNumbers(router.config).map((number) => ({ kind: 'vty', number }) as const),
  ];
  return names.map((name) => terminalLine(exec, name));
}

function terminalLine(exec: Exec, name: LineName): TerminalLine {
  const { router } = exec;
  const { kind, number } = name;
  const lines = vtyLinesOf(router);
  const occupant = lines.occupants.find(({ line }) => line.kind === kind && line.number === number);
  const node = lineNode(router.config, name);
  const access = (direction: string): string | undefined => node?.entries('accessClass').find((args) => args['direction'] === direction)?.['list']?.toString();
  const calls = kind === 'aux' || kind === 'tty' ? router.lineCalls(absoluteLine(router, name)) : undefined;
  return {
    number: absoluteLine(router, name),
    kind,
    unit: number,
    current: exec.line.kind === kind && exec.line.number === number,
    ...(occupant === undefined ? {} : { occupant: userOf(exec, occupant) }),
    uses: lines.usesOf(name) + (calls?.calls ?? 0),
    ...(calls?.since === undefined ? {} : { carriesSince: calls.since }),
    ...(kind === 'aux' || kind === 'tty' ? { speed: `${lineSpeed(node).tx}/${lineSpeed(node).rx}`, carries: carriesCall(router, name) } : {}),
    ...given('modem', node?.entries('modem.mode')[0]?.['mode']?.toString()),
    ...given('rotary', node?.value('rotary')?.['group']?.toString()),
    ...given('accessOut', access('out')),
    ...given('accessIn', access('in')),
  };
}

/** `speed`, or `txspeed` and `rxspeed` where those say otherwise. */
export function lineSpeed(node: ConfigNode | undefined): { readonly tx: string; readonly rx: string } {
  const rate = (path: string): string | undefined => node?.value(path)?.['rate']?.toString();
  const both = rate('speed') ?? AUX_SPEED;
  return { tx: rate('txspeed') ?? both, rx: rate('rxspeed') ?? both };
}

/** The asynchronous interface that a line is, if it is one. */
export function asyncInterfaceOf(router: Exec['router'], { kind, number }: LineName): string | undefined {
  const name = `Async${absoluteLine(router, { kind, number })}`;
  return (kind === 'aux' || kind === 'tty') && router.interface(name) !== undefined ? name : undefined;
}

/** A call of a modem has the line. */
export function carriesCall(router: Exec['router'], line: LineName): boolean {
  const name = asyncInterfaceOf(router, line);
  const reading = name === undefined ? undefined : router.interface(name);
  return reading?.state === 'up' && !reading.spoofing;
}

function userOf(exec: Exec, occupant: LineOccupant): NonNullable<TerminalLine['occupant']> {
  const { user, idleMs, location, hosts } = occupant;
  return { user, idleMs, location, hosts, since: vtyLinesOf(exec.router).sinceOf(occupant) };
}

function given<K extends string>(key: K, value: string | undefined): { readonly [P in K]?: string } {
  return value === undefined ? {} : ({ [key]: value } as { readonly [P in K]?: string }); // one key, the one that was asked for
}
